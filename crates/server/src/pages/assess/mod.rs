//! The linkage board: are these incidents the work of the same operators? Hypotheses, evidence, what the answer would be
//! otherwise and on other days. Two incidents or more are asked about; with fewer the page offers a choice.

mod asked;
mod board;
mod choose;
mod course;

use crate::answers::Answers;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use crate::{fault, respond::json};
use asked::Asked;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::{AssessQuery, EngineError};
use std::sync::Arc;

/// The parts of the query, in order.
type Parts = respond::Asked<Vec<(String, String)>>;

/// Shows the board, or a choice of incidents.
pub async fn show(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, respond::Asked(parts): Parts) -> Response {
    let asked = Asked::of(parts);
    if asked.incidents.len() < 2 {
        return choose::show(engine, asked, viewer.audience()).await;
    }
    let query = match asked.query() {
        Ok(query) => AssessQuery { audience: viewer.audience(), ..query },
        Err(message) => return fault::bad_request(&message),
    };
    ask(
        engine,
        move |e| understood(board::found(e, &query)),
        |found| answered(found, |found| page(&board::Board::new(asked, found))),
    )
    .await
}

/// The same as `sextant assess --json` prints it.
pub async fn data(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, respond::Asked(parts): Parts) -> Response {
    let query = match Asked::of(parts).query() {
        Ok(query) => AssessQuery { audience: viewer.audience(), ..query },
        Err(message) => return fault::bad_request(&message),
    };
    ask(engine, move |e| understood(e.assess(&query)), |found| answered(found, |answer| json(&answer))).await
}

/// Questions that make no sense are no failure of the store.
fn understood<T>(answer: sextant_engine::Result<T>) -> sextant_engine::Result<Result<T, EngineError>> {
    match answer {
        Err(wrong @ (EngineError::NotFound { .. } | EngineError::Invalid(_))) => Ok(Err(wrong)),
        answer => answer.map(Ok),
    }
}

fn answered<T>(answer: Result<T, EngineError>, show: impl FnOnce(T) -> Response) -> Response {
    match answer {
        Ok(answer) => show(answer),
        Err(EngineError::NotFound { what: "incident", .. }) => fault::not_found("incident"),
        Err(EngineError::NotFound { .. }) => fault::not_known_by_then(),
        Err(wrong) => fault::bad_request(&wrong.to_string()),
    }
}
