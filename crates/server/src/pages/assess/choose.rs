//! Which incidents to ask about: those chosen already, and the ones that fit some words.

use super::asked::Asked;
use crate::answers::Answers;
use crate::respond::{ask, page};
use crate::{fault, labels};
use askama::Template;
use axum::response::Response;
use sextant_engine::assess::MOST_INCIDENTS;
use sextant_engine::{IncidentQuery, Result};
use sextant_model::{IncidentId, IncidentSummary, Tlp};
use std::sync::Arc;

/// Incidents offered at a time.
const OFFERED: usize = 40;

#[derive(Template)]
#[template(path = "choose.html")]
struct Choose {
    asked: Asked,
    /// Those chosen, then those offered.
    lines: Vec<IncidentSummary>,
    total: usize,
}

impl Choose {
    fn chosen(&self, id: &IncidentId) -> bool {
        self.asked.incidents.iter().any(|chosen| *chosen == id.to_string())
    }

    fn any_chosen(&self) -> bool {
        self.lines.iter().any(|line| self.chosen(&line.id))
    }

    fn most(&self) -> usize {
        MOST_INCIDENTS
    }
}

/// Offers incidents.
pub async fn show(engine: Arc<dyn Answers>, asked: Asked, audience: Option<Tlp>) -> Response {
    let chosen = asked.incidents.iter().filter_map(|id| id.parse().ok()).collect::<Vec<IncidentId>>();
    let as_of = match asked.moment() {
        Ok(as_of) => as_of,
        Err(message) => return fault::bad_request(&message),
    };
    let text = Some(asked.q.clone()).filter(|q| !q.is_empty());
    let query = IncidentQuery { as_of, text, limit: OFFERED, audience, ..IncidentQuery::default() };
    ask(engine, move |e| offered(e, &query, &chosen), |(lines, total)| page(&Choose { asked, lines, total })).await
}

fn offered(
    engine: &dyn Answers,
    query: &IncidentQuery,
    chosen: &[IncidentId],
) -> Result<(Vec<IncidentSummary>, usize)> {
    let found = engine.incidents(query)?;
    let mut lines = Vec::new();
    for id in chosen.iter().take(MOST_INCIDENTS) {
        if let Some(known) = found.items.iter().find(|line| line.id == *id) {
            lines.push(known.clone());
        } else if let Some(record) = engine.incident(*id, query.as_of, query.audience)? {
            lines.push(line_of(&record));
        }
    }
    let others = found.items.into_iter().filter(|line| !chosen.contains(&line.id));
    lines.extend(others);
    Ok((lines, found.total))
}

fn line_of(record: &sextant_model::Record) -> IncidentSummary {
    IncidentSummary {
        id: record.id,
        victim: record.victim.name.clone(),
        headline: record.headline.clone(),
        kinds: record.kinds.iter().filter_map(|kind| kind.value.parse().ok()).collect(),
        standing: record.standing,
        first_reported: record.documents.iter().filter_map(|document| document.published).min(),
        changed: record.history.iter().map(|entry| entry.at).max(),
        documents: record.documents.len(),
        independent_sources: record.independent_sources,
        tlp: record.tlp,
    }
}
