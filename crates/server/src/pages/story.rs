//! How an event was told: documents in order, who was first, who copied whom, what each added; stories like it.

use crate::answers::Answers;
use crate::respond::{ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::news::story::Story;
use sextant_model::IncidentId;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "story.html")]
struct Shown {
    story: Story,
}

/// Shows it.
pub async fn show(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let find = move |e: &dyn Answers| match e.engine() {
        Some(engine) => engine.story(id, viewer.audience()),
        None => Ok(None),
    };
    ask(engine, find, |found| match found {
        Some(story) => page(&Shown { story }),
        None => fault::not_found("incident"),
    })
    .await
}
