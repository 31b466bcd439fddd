//! One document with every claim's words marked in place.

use crate::answers::Answers;
use crate::respond::{ask, page};
use crate::spans::{MarkedBlock, Stretch, marked};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::DocumentView;
use sextant_model::{Claim, DocumentId, IncidentId, Problem};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "document.html")]
struct Shown {
    view: DocumentView,
    blocks: Vec<MarkedBlock>,
    /// Whether the reader may correct what was read.
    works: bool,
}

impl Shown {
    fn title(&self) -> &str {
        self.view.document.clean.meta.title.as_deref().unwrap_or(&self.view.document.origin)
    }

    /// Claims that stand on words of this text.
    fn quoted(&self) -> impl Iterator<Item = &Claim> {
        self.view.claims.iter().filter(|c| !c.quote.is_empty())
    }

    /// The document's own address, if a browser may follow it.
    fn url(&self) -> Option<&str> {
        self.view.document.clean.meta.url.as_deref().filter(|u| u.starts_with("https://") || u.starts_with("http://"))
    }

    /// The language, if it is one that is not read.
    fn not_read(&self) -> Option<&str> {
        self.view.document.clean.meta.language.as_deref().filter(|l| *l != "en")
    }

    /// What went wrong, besides the language.
    fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.view.document.clean.problems.iter().filter(|p| !p.code.starts_with("not-read"))
    }

    /// Who says these words, and how: shown under the pointer and at keyboard focus.
    fn who(&self, stretch: &Stretch) -> String {
        let claims = stretch.claims.iter().filter_map(|id| self.view.claims.iter().find(|c| c.id == *id));
        let mut lines: Vec<String> =
            claims.map(|c| format!("{} {}: {}", labels::speaker(c), labels::does(c.stance), labels::says(c))).collect();
        lines.dedup();
        lines.join("\n")
    }

    /// The victim's name, for an incident that the document tells of.
    fn victim(&self, id: &IncidentId) -> &str {
        self.view.incidents.iter().find(|i| i.id == *id).map_or("in the record", |i| i.victim.as_str())
    }
}

/// Shows it.
pub async fn show(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<DocumentId>() else {
        return fault::not_found("document");
    };
    let works = engine.engine().is_some() && super::work::may(&viewer);
    ask(
        engine,
        move |e| e.document(id, viewer.audience()),
        |found| match found {
            Some(view) => {
                let blocks = marked(&view.document.clean, &view.claims);
                page(&Shown { view, blocks, works })
            }
            None => fault::not_found("document"),
        },
    )
    .await
}
