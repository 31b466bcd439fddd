//! A record as a flat list of fields: what the table and the page both show.

use sextant_model::record::{DateField, ExposureField, ImpactField};
use sextant_model::*;
use std::collections::BTreeMap;

/// One field of a record.
pub(crate) struct Row {
    /// `exposure`, `service`, `impact`, …
    pub(crate) section: &'static str,
    /// The field's main word.
    pub(crate) value: String,
    /// What narrows it: state, polarity, unit, whose data.
    pub(crate) detail: String,
    /// How it stands.
    pub(crate) standing: Standing,
    /// Independence groups for it.
    pub(crate) independent: usize,
    /// When the standing began.
    pub(crate) since: Option<Instant>,
    /// Who says so.
    pub(crate) speakers: String,
    /// The words of the first claim for it.
    pub(crate) quote: String,
    /// The strictest label of the claims for and against it.
    pub(crate) tlp: Tlp,
}

/// All fields of a record, in the order of reading.
pub(crate) fn rows(record: &Record) -> Vec<Row> {
    let claims: BTreeMap<ClaimId, &Claim> = record.claims.iter().flatten().map(|claim| (claim.id, claim)).collect();
    let table = Rows { record, claims };
    let mut rows = vec![table.row("occurred", String::new(), &record.occurred)];
    rows.extend(record.kinds.iter().map(|kind| table.row("kind", String::new(), kind)));
    rows.extend(record.exposure.iter().map(|e| table.named("exposure", e.data.to_string(), exposure(e), &e.field)));
    rows.extend(
        record.services.iter().map(|s| table.named("service", s.service.clone(), s.state.to_string(), &s.field)),
    );
    rows.extend(
        record
            .impacts
            .iter()
            .map(|impact| table.named("impact", impact.kind.to_string(), amount(impact), &impact.field)),
    );
    rows.extend(
        record.responses.iter().map(|r| table.named("response", r.action.to_string(), r.state.to_string(), &r.field)),
    );
    rows.extend(record.dates.iter().map(|date| table.named("date", date.what.to_string(), span(date), &date.field)));
    rows.extend(
        record.actors.iter().map(|actor| table.named("actor", actor.name.clone(), String::new(), &actor.field)),
    );
    rows.extend(record.statements.iter().map(|s| table.row("statement", s.kind.to_string(), &s.field)));
    rows.extend(record.entities.iter().map(|entity| table.row("entity", String::new(), entity)));
    rows.extend(record.indicators.iter().map(|i| table.row("indicator", i.kind.to_string(), &i.field)));
    rows
}

struct Rows<'a> {
    record: &'a Record,
    claims: BTreeMap<ClaimId, &'a Claim>,
}

impl Rows<'_> {
    fn row(&self, section: &'static str, detail: String, field: &Field) -> Row {
        self.named(section, field.value.clone(), detail, field)
    }

    fn named<V>(&self, section: &'static str, value: String, detail: String, field: &Field<V>) -> Row {
        let supporting = field.supporting.iter().filter_map(|id| self.claims.get(id));
        let mut speakers: Vec<String> = supporting.clone().map(|claim| speaker(claim)).collect();
        speakers.dedup();
        let all = field.supporting.iter().chain(&field.against).filter_map(|id| self.claims.get(id));
        Row {
            section,
            value,
            detail,
            standing: field.standing,
            independent: field.independent_sources,
            since: field.since,
            speakers: speakers.join("; "),
            quote: supporting.map(|claim| claim.quote.clone()).find(|quote| !quote.is_empty()).unwrap_or_default(),
            tlp: all.map(|claim| claim.tlp).max().unwrap_or(self.record.tlp),
        }
    }
}

/// Whose words a claim is.
pub(crate) fn speaker(claim: &Claim) -> String {
    let named = claim.speaker.name.clone().or_else(|| claim.publisher.clone());
    named.unwrap_or_else(|| claim.speaker.kind.to_string())
}

fn exposure(field: &ExposureField) -> String {
    let count = field.count.map(|count| count.to_string());
    let more = [field.qualifier.clone(), field.subjects.clone(), count].into_iter().flatten();
    std::iter::once(field.polarity.to_string()).chain(more).collect::<Vec<_>>().join(", ")
}

fn amount(impact: &ImpactField) -> String {
    let value = impact.field.value.map(|value| value.to_string());
    [value, impact.unit.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn span(date: &DateField) -> String {
    match (&date.from, &date.to) {
        (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
        (Some(one), _) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    }
}
