//! Sources, with what is stated of their reliability.

use crate::answers::Answers;
use crate::respond::{ask, page};
use crate::visitor::Viewer;
use crate::vocabulary;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sextant_model::source::Source;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "sources.html")]
struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// What an Admiralty letter says of a source (NATO AJP-2.1).
    fn letter(&self, letter: &char) -> &'static str {
        match letter {
            'A' => "completely reliable",
            'B' => "usually reliable",
            'C' => "fairly reliable",
            'D' => "not usually reliable",
            'E' => "unreliable",
            _ => "reliability not known",
        }
    }

    /// What an Admiralty digit says of its claims.
    fn digit(&self, digit: &u8) -> &'static str {
        match digit {
            1 => "confirmed by others",
            2 => "probably true",
            3 => "possibly true",
            4 => "doubtful",
            5 => "improbable",
            _ => "truth not known",
        }
    }
}

/// Shows the list.
pub async fn list(State(engine): State<Arc<dyn Answers>>, viewer: Viewer) -> Response {
    ask(engine, move |e| e.sources(viewer.audience()), |sources| page(&Sources { sources })).await
}
