//! An incident by hand: join, split, not the same, another name, a claim with its source. Each is kept under a name with a
//! reason, and can be taken back from the page Work.

mod claim;
mod form;

pub use claim::{add, correct, retract, show as claim};

use crate::answers::Answers;
use crate::forms::{Sent, Word};
use crate::pages::work::{change, may};
use crate::respond::{ask, page};
use crate::visitor::{Requires, Viewer};
use crate::{fault, labels, vocabulary};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use form::Form;
use sextant_engine::{Engine, EngineError, IncidentQuery, Result};
use sextant_model::{
    AsOf, Certainty, DataKind, DocumentId, IncidentId, IncidentSummary, Polarity, PropositionKind, Record, SpeakerKind,
    Stance, Tlp,
};
use std::sync::Arc;

/// Other incidents that are offered.
const OFFERED: usize = 60;

#[derive(Template)]
#[template(path = "hand.html")]
struct Hand {
    word: Word,
    record: Record,
    others: Vec<IncidentSummary>,
    form: Form,
    cleared: Tlp,
}

/// A decision.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Decided {
    what: String,
    other: String,
    documents: Vec<String>,
    name: String,
    alias: String,
    source: String,
    reason: String,
}

/// The forms.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    word: Word,
    Path(id): Path<String>,
) -> Response {
    if !may(&viewer) {
        return fault::forbidden(Requires::Page);
    }
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let audience = viewer.audience();
    let question = move |engine: &dyn Answers| {
        let Some(record) = engine.incident(id, AsOf::default(), audience)? else { return Ok(None) };
        let newest = IncidentQuery { audience, limit: OFFERED, ..IncidentQuery::default() };
        let mut others = engine.incidents(&newest)?.items;
        others.retain(|other| other.id != record.id);
        Ok(Some((record, others)))
    };
    ask(engine, question, |found| match found {
        Some((record, others)) => {
            let cleared = audience.unwrap_or(Tlp::Red);
            page(&Hand { word, record, others, form: Form::default(), cleared })
        }
        None => fault::not_found("incident"),
    })
    .await
}

/// Takes a decision.
pub async fn decide(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(told): Sent<Decided>,
) -> Response {
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        engine.must_know_incident(id, audience)?;
        let reason = told.reason.trim();
        let place = match told.what.as_str() {
            "join" => {
                engine.join(id, &[other(engine, &told.other, audience)?], reason, &by)?;
                id
            }
            "distinct" => {
                engine.distinct(id, other(engine, &told.other, audience)?, reason, &by)?;
                id
            }
            "split" => engine.split(id, &documents(engine, &told.documents, audience)?, reason, &by)?.1,
            "alias" => {
                let source = Some(told.source.trim()).filter(|source| !source.is_empty());
                engine.alias(&told.name, &told.alias, source, reason, &by)?;
                id
            }
            other => return Err(EngineError::Invalid(format!("{other:?} is no decision"))),
        };
        Ok(format!("/incidents/{place}"))
    })
    .await
}

/// The other incident: an id, alone or at the end in brackets (as it is offered), or a victim that only one has.
fn other(engine: &Engine, text: &str, audience: Option<Tlp>) -> Result<IncidentId> {
    let text = text.trim();
    let end = text.rsplit(['(', '/']).next().unwrap_or_default().trim_end_matches(')');
    if let Ok(id) = end.parse::<IncidentId>() {
        engine.must_know_incident(id, audience)?;
        return Ok(id);
    }
    let query = IncidentQuery { audience, text: Some(text.to_owned()), limit: 2, ..IncidentQuery::default() };
    match engine.incidents(&query)?.items.as_slice() {
        [only] if !text.is_empty() => Ok(only.id),
        [] => Err(EngineError::Invalid(format!("No incident fits {text:?}."))),
        _ => Err(EngineError::Invalid("Name the other incident: choose one of those offered.".to_owned())),
    }
}

fn documents(engine: &Engine, ids: &[String], audience: Option<Tlp>) -> Result<Vec<DocumentId>> {
    if ids.is_empty() {
        return Err(EngineError::Invalid("Choose the documents that tell of another incident.".to_owned()));
    }
    let mut all = Vec::new();
    for id in ids {
        let id = id.parse().map_err(|_| EngineError::Invalid(format!("{id:?} is no document")))?;
        engine.must_know_document(id, audience)?;
        all.push(id);
    }
    Ok(all)
}
