//! An organisation: its names with who uses them, its incidents, what actors claim against it and how that stands.

use crate::answers::Answers;
use crate::respond::{ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::news::organisation::Organisation;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "organisation.html")]
struct Shown {
    organisation: Organisation,
}

/// Shows it.
pub async fn show(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, Path(name): Path<String>) -> Response {
    let find = move |e: &dyn Answers| match e.engine() {
        Some(engine) => engine.organisation(&name, viewer.audience()),
        None => Ok(None),
    };
    ask(engine, find, |found| match found {
        Some(organisation) => page(&Shown { organisation }),
        None => fault::not_found("organisation"),
    })
    .await
}
