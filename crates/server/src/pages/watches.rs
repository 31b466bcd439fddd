//! What somebody watches, with what changed since they looked.

use super::advisories::refusal;
use crate::forms::{Sent, Word};
use crate::respond::{Asked, ask, page};
use crate::site::App;
use crate::visitor::Viewer;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::watch::{News, Target, Watch};
use sextant_engine::{Engine, EngineError, Needs, Verdict, authorise};
use sextant_model::Role;

#[derive(Template)]
#[template(path = "watches.html")]
struct Watches {
    watches: Vec<(Watch, Vec<News>)>,
    /// Names of recipients that whoever looks may have told.
    recipients: Vec<String>,
    asked: Wanted,
    word: Word,
}

/// What is to be watched.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    #[serde(rename = "word")]
    _word: Option<String>,
    kind: String,
    name: String,
    recipient: String,
}

fn engine(answers: &dyn crate::answers::Answers) -> Result<&Engine, EngineError> {
    answers.engine().ok_or_else(|| EngineError::NotFound { what: "store", id: String::new() })
}

/// Only those who decide what leaves may have a recipient told.
fn may_send(viewer: &Viewer) -> bool {
    authorise(&viewer.0, Needs::Role(Role::Publisher)) == Verdict::Yes
}

/// The list.
pub async fn list(State(app): State<App>, viewer: Viewer, word: Word, asked: Asked<Wanted>) -> Response {
    let found = move |answers: &dyn crate::answers::Answers| {
        let engine = engine(answers)?;
        let recipients = if may_send(&viewer) { engine.recipients()? } else { Vec::new() };
        Ok((engine.watches(&viewer.0)?, recipients.into_iter().map(|one| one.name).collect()))
    };
    ask(app.answers.clone(), found, move |(watches, recipients)| {
        page(&Watches { watches, recipients, asked: asked.0, word })
    })
    .await
}

/// Watches something.
pub async fn add(State(app): State<App>, viewer: Viewer, Sent(sent): Sent<Wanted>) -> Response {
    change(app, move |engine| {
        if !sent.recipient.is_empty() && !may_send(&viewer) {
            return Err(EngineError::Invalid("a publisher says who is told by mail or webhook".to_owned()));
        }
        let target = Target::parse(engine, &sent.kind, &sent.name, viewer.audience())?;
        engine.watch(&viewer.0, target, Some(&sent.recipient)).map(drop)
    })
    .await
}

/// What a button sends.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    #[serde(rename = "word")]
    _word: Option<String>,
}

/// Ends a watch.
pub async fn end(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _: Sent<Pressed>) -> Response {
    change(app, move |engine| engine.unwatch(&viewer.0, &id)).await
}

/// Notes that the changes were looked at.
pub async fn seen(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _: Sent<Pressed>) -> Response {
    change(app, move |engine| engine.looked_at(&viewer.0, &id)).await
}

async fn change(app: App, change: impl FnOnce(&Engine) -> Result<(), EngineError> + Send + 'static) -> Response {
    let change = move |answers: &dyn crate::answers::Answers| Ok(engine(answers).and_then(change));
    ask(app.answers.clone(), change, |done: Result<(), EngineError>| match done {
        Ok(()) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/watches")]).into_response(),
        Err(error) => refusal(&error),
    })
    .await
}
