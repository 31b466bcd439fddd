//! Words of feeds on the account page: made, shown once, and taken back.

use crate::forms::Sent;
use crate::pages::advisories::refusal;
use crate::respond::{ask, page};
use crate::site::{App, Peer};
use crate::visitor::Oneself;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::EngineError;

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

/// What a button sends.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    #[serde(rename = "word")]
    _word: Option<String>,
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
    let answers = app.answers.clone();
    let make = move |answers: &dyn crate::answers::Answers| {
        let engine = answers.engine().ok_or(EngineError::Invalid("there is no store".to_owned()));
        let name = &caller.account.name;
        // No more than what whoever makes it may see now, by this log-in or token.
        let made = engine.and_then(|engine| engine.add_feed_word(name, &sent.feed, Some(caller.clearance), None, name));
        Ok(made)
    };
    ask(answers, make, move |made| match made {
        Ok((kept, word)) => {
            let of = |ending| format!("{base}/feeds/{}.{ending}?token={word}", kept.feed);
            let mut shown = page(&Made { addresses: ["rss", "atom", "json"].map(of).to_vec() });
            shown.headers_mut().insert(header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
            shown
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
    let revoke = move |answers: &dyn crate::answers::Answers| {
        let engine = answers.engine().ok_or(EngineError::Invalid("there is no store".to_owned()));
        let name = &caller.account.name;
        Ok(engine.and_then(|engine| engine.revoke_feed_word(&id, Some(name), name)))
    };
    ask(app.answers.clone(), revoke, |done| match done {
        Ok(()) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/account")]).into_response(),
        Err(error) => refusal(&error),
    })
    .await
}
