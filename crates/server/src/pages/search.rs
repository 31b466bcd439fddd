//! Search over documents and records.

use crate::answers::Answers;
use crate::labels;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::{HitKind, SearchHit};
use std::sync::Arc;

/// Finds on one page.
const LIMIT: usize = 100;

/// The query of a search.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    words: String,
    hits: Vec<SearchHit>,
}

/// Shows what was found.
pub async fn find(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let words = asked.q.trim().to_owned();
    let question = words.clone();
    let find = move |e: &dyn Answers| {
        if question.is_empty() { Ok(Vec::new()) } else { e.search(&question, viewer.audience(), LIMIT) }
    };
    ask(engine, find, |hits| page(&Search { words, hits })).await
}
