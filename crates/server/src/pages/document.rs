//! One document with every claim's words marked in place.

use crate::answers::Answers;
use crate::respond::{ask, page};
use crate::spans::{MarkedBlock, marked};
use crate::{fault, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::DocumentView;
use sextant_model::{Claim, DocumentId};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "document.html")]
struct Shown {
    view: DocumentView,
    blocks: Vec<MarkedBlock>,
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

    fn not_read(&self) -> bool {
        self.view.document.clean.meta.language.as_deref().is_some_and(|l| l != "en")
    }
}

/// Shows it.
pub async fn show(State(engine): State<Arc<dyn Answers>>, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<DocumentId>() else {
        return fault::not_found("document");
    };
    ask(
        engine,
        move |e| e.document(id, None),
        |found| match found {
            Some(view) => {
                let blocks = marked(&view.document.clean, &view.claims);
                page(&Shown { view, blocks })
            }
            None => fault::not_found("document"),
        },
    )
    .await
}
