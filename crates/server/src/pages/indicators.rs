//! A list of indicators pasted at once, answered in one table.

use crate::answers::Answers;
use crate::forms::{Sent, Word};
use crate::labels;
use crate::respond::{ask as question, page};
use crate::visitor::Viewer;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::find::indicators::{Looked, MOST};
use std::sync::Arc;

/// What the form sends.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct List {
    values: String,
}

#[derive(Template)]
#[template(path = "indicators.html")]
struct Indicators {
    word: Word,
    values: String,
    looked: Option<Vec<Looked>>,
}

impl Indicators {
    fn tally(&self) -> (usize, usize, usize) {
        let looked = self.looked.as_deref().unwrap_or_default();
        let known = looked.iter().filter(|one| !one.unknown()).count();
        let warned = looked.iter().filter(|one| one.warning.is_some()).count();
        (looked.len(), known, warned)
    }
}

/// The form.
pub async fn ask(word: Word) -> Response {
    page(&Indicators { word, values: String::new(), looked: None })
}

/// The table.
pub async fn look_up(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    word: Word,
    Sent(list): Sent<List>,
) -> Response {
    let values = list.values.clone();
    let find = move |e: &dyn Answers| match e.engine() {
        Some(engine) => engine.look_up(&values, viewer.audience()),
        None => Ok(Vec::new()),
    };
    question(engine, find, |looked| page(&Indicators { word, values: list.values, looked: Some(looked) })).await
}
