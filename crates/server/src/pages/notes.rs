//! Notes on an incident, and up to when somebody has seen what is known of it.

use crate::answers::Answers;
use crate::fault;
use crate::forms::Sent;
use crate::pages::work::change;
use crate::visitor::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::de::IgnoredAny;
use sextant_engine::EngineError;
use sextant_model::{IncidentId, Tlp};
use std::sync::Arc;

/// A note.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Written {
    text: String,
    tlp: String,
}

/// Keeps a note.
pub async fn write(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(note): Sent<Written>,
) -> Response {
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        let wrong = |e: sextant_model::problem::UnknownWord| EngineError::Invalid(e.to_string());
        let label: Tlp = note.tlp.parse().map_err(wrong)?;
        engine.add_note(id, &note.text, label, &by, audience)?;
        Ok(format!("/incidents/{id}#notes"))
    })
    .await
}

/// Notes that all is seen.
pub async fn seen(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    _: Sent<IgnoredAny>,
) -> Response {
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        engine.mark_seen(id, &by, audience)?;
        Ok(format!("/incidents/{id}"))
    })
    .await
}
