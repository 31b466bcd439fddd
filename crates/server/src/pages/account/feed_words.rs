//! Words of feeds on the account page: made, shown once, and taken back.

use super::{Pressed, change, engine, secret};
use crate::forms::Sent;
use crate::pages::advisories::refusal;
use crate::respond::{ask, page};
use crate::site::{App, Peer};
use crate::visitor::Oneself;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use sextant_engine::Engine;

#[derive(Template)]
#[template(path = "feed-word.html")]
struct Made {
    /// The addresses with the word in them.
    addresses: Vec<String>,
}

/// What the form sends.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(rename = "word")]
    _word: Option<String>,
    feed: String,
}

/// Makes a word for a feed, and shows it this once.
pub async fn make(
    State(app): State<App>,
    Oneself(caller): Oneself,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    Sent(sent): Sent<Wanted>,
) -> Response {
    let base = app.site.address(peer.map(|Extension(peer)| peer).unwrap_or_default().0, &headers);
    let made = move |answers: &dyn crate::Answers| {
        let name = &caller.account.name;
        // No more than what whoever makes it may see now, by this log-in or token.
        let add = |engine: &Engine| engine.add_feed_word(name, &sent.feed, Some(caller.clearance), None, name);
        Ok(engine(answers).and_then(add))
    };
    ask(app.answers.clone(), made, move |made| match made {
        Ok((kept, word)) => {
            let of = |ending| format!("{base}/feeds/{}.{ending}?token={word}", kept.feed);
            secret(page(&Made { addresses: ["rss", "atom", "json"].map(of).to_vec() }))
        }
        Err(error) => refusal(&error),
    })
    .await
}

/// Takes one of one's own back.
pub async fn revoke(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Path(id): Path<String>,
    _: Sent<Pressed>,
) -> Response {
    let name = caller.account.name;
    change(app, move |engine| engine.revoke_feed_word(&id, Some(&name), &name)).await
}
