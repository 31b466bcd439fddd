//! The queue of what waits for an analyst: accept, correct or reject, one key each; and what was done of late, to be
//! taken back.

use crate::answers::Answers;
use crate::forms::{Sent, Word};
use crate::pages::login::place;
use crate::respond::{self, ask, page};
use crate::visitor::{Requires, Viewer};
use crate::{fault, labels};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::work::{Act, Done, Matter, Queue};
use sextant_engine::{Engine, EngineError, Needs, Result, Verdict, authorise};
use sextant_model::{Claim, IncidentId, Role};
use std::sync::Arc;

/// The query of the page.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    from: usize,
}

/// An answer.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Told {
    key: String,
    incident: String,
    answer: String,
    from: usize,
}

/// Something to be taken back.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Back {
    act: String,
    back: String,
}

#[derive(Template)]
#[template(path = "work.html")]
struct Work {
    word: Word,
    from: usize,
    queue: Queue,
    done: Vec<Done>,
}

/// Whether somebody works here.
pub(super) fn may(viewer: &Viewer) -> bool {
    authorise(&viewer.0, Needs::Role(Role::Analyst)) == Verdict::Yes
}

/// Where a change leads.
pub(super) fn see(place: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, place.to_owned())]).into_response()
}

/// What comes of a change: on to a page, or why not.
pub(super) async fn change(
    engine: Arc<dyn Answers>,
    what: impl FnOnce(&Engine) -> Result<String> + Send + 'static,
) -> Response {
    let done = move |answers: &dyn Answers| {
        let Some(engine) = answers.engine() else { return Ok(Err("These pages are for reading.".to_owned())) };
        match what(engine) {
            Ok(place) => Ok(Ok(Some(place))),
            Err(EngineError::NotFound { .. }) => Ok(Ok(None)),
            Err(EngineError::Invalid(told)) => Ok(Err(told)),
            Err(EngineError::Store(sextant_engine::StoreError::Refused(told))) => Ok(Err(told)),
            Err(error) => Err(error),
        }
    };
    ask(engine, done, |told| match told {
        Ok(Some(place)) => see(&place),
        Ok(None) => fault::not_found("thing that can be changed"),
        Err(told) => fault::bad_request(&told),
    })
    .await
}

/// The queue.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    word: Word,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    if !may(&viewer) {
        return fault::forbidden(Requires::Page);
    }
    let (audience, name, from) = (viewer.audience(), viewer.0.name().to_owned(), asked.from);
    let question = move |answers: &dyn Answers| {
        let Some(engine) = answers.engine() else { return Ok((Queue::default(), Vec::new())) };
        Ok((engine.queue(audience, from)?, engine.done(&name, audience)?))
    };
    ask(engine, question, move |(queue, done)| page(&Work { word, from, queue, done })).await
}

/// Takes an answer.
pub async fn answer(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, Sent(told): Sent<Told>) -> Response {
    let accepted = match told.answer.as_str() {
        "accept" => true,
        "reject" => false,
        other => return fault::bad_request(&format!("The answers are accept and reject, not {other:?}.")),
    };
    let Ok(incident) = told.incident.parse::<IncidentId>() else { return fault::not_found("incident") };
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        engine.answer(&told.key, incident, accepted, audience, &by)?;
        Ok(format!("/work?from={}", told.from))
    })
    .await
}

/// Takes something back.
pub async fn undo(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, Sent(back): Sent<Back>) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        let act: Act = back.act.parse()?;
        engine.take_back(&act, "taken back", &by, audience)?;
        Ok(if back.back.is_empty() { "/work#done".to_owned() } else { place(&back.back).to_owned() })
    })
    .await
}

/// What a claim says, for templates.
fn says(claim: &Claim) -> String {
    labels::says(claim)
}
