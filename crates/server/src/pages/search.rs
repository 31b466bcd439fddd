//! Search over incidents, claims and documents in one language, with counts to narrow by.

use crate::answers::Answers;
use crate::forms::Word;
use crate::respond::{self, ask, json, page};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sextant_engine::HitKind;
use sextant_engine::find::grammar::{FIELDS, OTHERS};
use sextant_engine::find::{Facet, Finds, Query, SavedSearch, Section, What};
use sextant_model::Claim;
use std::sync::Arc;

/// Finds of each kind where all kinds are shown.
const FEW: usize = 10;
/// Finds of one kind on a page.
const PAGE: usize = 50;
/// Queries offered while one types.
const OFFERED: usize = 12;

/// The query of a search.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    page: usize,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    words: String,
    fault: Option<String>,
    query: Query,
    number: usize,
    finds: Finds,
    saved: Vec<SavedSearch>,
    word: Word,
}

impl Search {
    fn only(&self, what: &What) -> String {
        address(&self.query.only(Some(*what)).to_string())
    }

    fn everything(&self) -> String {
        address(&self.query.only(None).to_string())
    }

    fn numbered(&self, number: usize) -> String {
        format!("{}&page={number}", address(&self.words))
    }

    fn last(&self) -> usize {
        let most = self.finds.sections.iter().map(|section| section.total).max().unwrap_or(0);
        most.min(1_000).div_ceil(PAGE).max(1) // what was ranked
    }

    fn asked(&self) -> bool {
        !self.query.is_empty() || self.query.is.is_some()
    }

    /// Facets, those of incidents first; a facet of one value that all have leaves nothing to choose.
    fn facets(&self) -> impl Iterator<Item = &Facet> {
        self.finds
            .facets
            .iter()
            .filter(|facet| facet.of != What::Document || facet.field != "year" || self.query.is.is_some())
    }

    fn claim<'a>(&self, section: &'a Section, index: &usize) -> Option<&'a Claim> {
        section.claims.get(*index)
    }
}

/// The address of a search.
pub fn address(query: &str) -> String {
    format!("/search?q={}", super::incidents::percent(query))
}

/// The query for everything said of a victim.
pub fn of_victim(name: &str) -> String {
    Query::default().with("victim", name).to_string()
}

/// What a facet counts, in words.
fn heading(facet: &Facet) -> String {
    let of = match facet.field {
        "kind" => "Kind",
        "standing" => "Standing",
        "stance" => "Stance",
        "on" => "On",
        "data" => "Data spoken of",
        "who" => "Who says it",
        "source" => "Source",
        "tlp" => "Label",
        "year" => "Year",
        other => other,
    };
    format!("{of}, {}s", facet.of.as_str())
}

/// Shows what was found.
pub async fn find(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    word: Word,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let words = asked.q.trim().to_owned();
    let number = asked.page.max(1);
    let (query, told) = match Query::parse(&words) {
        Ok(query) => (query, None),
        Err(message) => (Query::default(), Some(message)),
    };
    let status = if told.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let question = query.clone();
    let find = move |e: &dyn Answers| {
        let limit = if question.is.is_some() { PAGE } else { FEW };
        let offset = if question.is.is_some() { (number - 1).saturating_mul(PAGE) } else { 0 };
        let finds = e.find(&question, viewer.audience(), limit, offset)?;
        let saved = e.engine().map(|engine| engine.saved_searches(viewer.0.name())).transpose()?.unwrap_or_default();
        Ok((finds, saved))
    };
    ask(engine, find, |(finds, saved)| {
        let mut shown = page(&Search { words, fault: told, query, number, finds, saved, word });
        *shown.status_mut() = status;
        shown
    })
    .await
}

/// Queries that what was typed may become.
pub async fn suggest(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let find = move |e: &dyn Answers| match e.engine() {
        Some(engine) => engine.suggest(&asked.q, viewer.audience(), OFFERED),
        None => Ok(Vec::new()),
    };
    ask(engine, find, |offered| json(&offered)).await
}

/// The language in short, for the page: each field with an example.
fn language() -> Vec<(&'static str, String)> {
    let examples = |name: &str| match name {
        "is" => "is:claim".to_owned(),
        "since" | "until" => format!("{name}:2025-05"),
        "taken" => "taken:no".to_owned(),
        "victim" => "victim:co-op".to_owned(),
        "source" => "source:\"Evening Wire\"".to_owned(),
        "actor" | "speaker" => format!("{name}:NAME"),
        _ => String::new(),
    };
    let fields = FIELDS.iter().map(|(name, _, words)| match words.filter(|_| *name != "taken") {
        Some(words) => (*name, format!("{name}:{}", words().first().copied().unwrap_or_default())),
        None => (*name, examples(name)),
    });
    fields.chain(OTHERS.map(|name| (name, examples(name)))).collect()
}

/// A change that was asked for and not made.
pub(super) fn refused(error: &sextant_engine::EngineError) -> Response {
    fault::not_done(error)
}
