//! The feed for MISP: manifest, hashes and events of what whoever asks may know.

use crate::answers::Answers;
use crate::fault;
use crate::respond::ask;
use crate::visitor::Viewer;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// One file of the feed.
pub async fn misp(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, Path(name): Path<String>) -> Response {
    let audience = viewer.audience();
    let kind = if name.ends_with(".csv") { "text/csv; charset=utf-8" } else { "application/json" };
    ask(
        engine,
        move |e| e.misp_feed(&name, audience),
        |file| match file {
            Some(bytes) => {
                ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, no-cache")], bytes).into_response()
            }
            None => fault::not_found("file of the feed"),
        },
    )
    .await
}
