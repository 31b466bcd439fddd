//! One incident: what is known, with standings and the words behind each, as of any day.

use crate::answers::Answers;
use crate::respond::{ask, page};
use crate::{fault, labels};
use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use sextant_model::record::{ExposureField, Record};
use sextant_model::{AsOf, Claim, ClaimId, Content, GroupId, IncidentId, Instant, Polarity, Stance, Standing};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The query of the page.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    as_of: String,
    clock: String,
    stance: String,
    speaker: String,
    all: String,
}

/// Somebody on whose word a field stands.
struct Voice {
    claim: ClaimId,
    name: String,
    stance: Stance,
    /// Further claims of the same origin.
    copies: usize,
}

#[derive(Template)]
#[template(path = "incident.html")]
struct Shown {
    asked: Asked,
    as_of: AsOf,
    record: Record,
    claims: BTreeMap<ClaimId, Claim>,
    days: Vec<Instant>,
}

impl Shown {
    fn new(asked: Asked, as_of: AsOf, mut record: Record, days: Vec<Instant>) -> Self {
        let claims = record.claims.take().unwrap_or_default().into_iter().map(|c| (c.id, c)).collect();
        Self { asked, as_of, record, claims, days }
    }

    fn exposure(&self, polarity: impl labels::Of<Polarity>) -> Vec<&ExposureField> {
        let polarity = polarity.of();
        self.record.exposure.iter().filter(|e| e.polarity == polarity).collect()
    }

    /// Who speaks for (or against) a field: one entry an independence group.
    fn voices(&self, ids: &[ClaimId]) -> Vec<Voice> {
        let mut groups: BTreeMap<GroupId, usize> = BTreeMap::new();
        let mut voices: Vec<(GroupId, Voice)> = Vec::new();
        for claim in ids.iter().filter_map(|id| self.claims.get(id)) {
            let seen = groups.entry(claim.group).or_default();
            *seen += 1;
            if *seen == 1 {
                voices.push((
                    claim.group,
                    Voice { claim: claim.id, name: speaker(claim), stance: claim.stance, copies: 0 },
                ));
            }
        }
        for (group, voice) in &mut voices {
            voice.copies = groups[group] - 1;
        }
        voices.into_iter().map(|(_, voice)| voice).collect()
    }

    /// Statements and field claims as the filter asks for, in order of their time.
    fn listed(&self) -> Vec<&Claim> {
        let a = &self.asked;
        let mut listed: Vec<&Claim> = self
            .claims
            .values()
            .filter(|c| !a.all.is_empty() || matches!(c.proposition.content, Content::Statement))
            .filter(|c| a.stance.is_empty() || c.stance.as_str() == a.stance)
            .filter(|c| a.speaker.is_empty() || speaker(c) == a.speaker)
            .collect();
        listed.sort_by_key(|c| (c.published.unwrap_or(c.recorded), c.document, c.start, c.id));
        listed
    }

    fn speakers(&self) -> BTreeSet<String> {
        self.claims.values().filter(|c| matches!(c.proposition.content, Content::Statement)).map(speaker).collect()
    }

    /// How many other claims shown share this one's origin.
    fn same_origin(&self, claim: &Claim) -> usize {
        self.claims
            .values()
            .filter(|c| c.group == claim.group && c.id != claim.id && c.document != claim.document)
            .count()
    }

    fn origins(&self) -> usize {
        self.record.documents.iter().map(|d| d.group).collect::<BTreeSet<_>>().len()
    }

    fn name(&self, claim: &Claim) -> String {
        speaker(claim)
    }

    fn at(&self, claim: &Claim) -> Instant {
        claim.published.unwrap_or(claim.recorded)
    }

    /// Whether the page shows what was known on this day.
    fn shown_on(&self, iso: &str) -> bool {
        self.as_of.until.is_some_and(|until| labels::iso_day(until) == iso)
    }

    /// `?as_of=…` for links that stay on the same day.
    fn here(&self) -> String {
        labels::as_of_query(&self.as_of)
    }
}

/// The name that a claim's speaker is listed under.
fn speaker(claim: &Claim) -> String {
    match (&claim.speaker.name, claim.speaker.kind) {
        (Some(name), _) => name.clone(),
        (None, sextant_model::SpeakerKind::Press) => claim.publisher.clone().unwrap_or_else(|| "the outlet".to_owned()),
        (None, kind) => format!("unnamed ({kind})"),
    }
}

/// Shows it; an id that ends in `.json` gives the record itself.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let (text, json) = name.strip_suffix(".json").map_or((name.as_str(), false), |id| (id, true));
    let Ok(id) = text.parse::<IncidentId>() else {
        return fault::not_found("incident");
    };
    let as_of = match super::moment(Some(&asked.as_of), Some(&asked.clock)) {
        Ok(as_of) => as_of,
        Err(message) => return fault::bad_request(&message),
    };
    ask(
        engine,
        move |e| question(e, id, as_of),
        |found| match found {
            Some((record, _)) if json => Json(record).into_response(),
            Some((record, days)) => page(&Shown::new(asked, as_of, record, days)),
            None => fault::not_found("incident"),
        },
    )
    .await
}

/// The record as of the moment, and the days on which it ever changed.
fn question(
    engine: &dyn Answers,
    id: IncidentId,
    as_of: AsOf,
) -> sextant_engine::Result<Option<(Record, Vec<Instant>)>> {
    let Some(record) = engine.incident(id, as_of, None)? else { return Ok(None) };
    let whole = if as_of.until.is_some() { engine.incident(id, AsOf { until: None, ..as_of }, None)? } else { None };
    let history = &whole.as_ref().unwrap_or(&record).history;
    let days: BTreeMap<String, Instant> = history.iter().map(|h| (labels::iso_day(h.at), h.at)).collect();
    Ok(Some((record, days.into_values().collect())))
}
