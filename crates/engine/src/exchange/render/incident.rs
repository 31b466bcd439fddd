//! The incident: a headline with its standing, the incident-core extension, and field by field what it amounts to.

use super::{Pen, Properties};
use crate::exchange::extension::part;
use crate::exchange::words;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sextant_model::*;
use sextant_stix::object::view::INCIDENT_CORE;

impl Pen<'_> {
    pub(super) fn incident(&self) -> Properties {
        let record = &self.edition.record;
        let mut extensions = part(self.fields());
        if let Some(extensions) = extensions.as_object_mut() {
            extensions.insert(INCIDENT_CORE.to_owned(), core(record));
        }
        let properties = json!({
            "name": record.headline,
            "description": self.summary(),
            "confidence": words::confidence(record.standing),
            "labels": [format!("standing-{}", record.standing)],
            "extensions": extensions,
        });
        self.object("incident", "", record.tlp, properties)
    }

    pub(super) fn summary(&self) -> String {
        words::summary(&self.edition.record)
    }

    fn fields(&self) -> Value {
        let record = &self.edition.record;
        let list = |items: Vec<Value>| Value::Array(items);
        json!({
            "incident_id": record.id,
            "standing": record.standing,
            "independent_sources": record.independent_sources,
            "victim": record.victim,
            "occurred": self.field(&record.occurred, json!({})),
            "kinds": list(record.kinds.iter().map(|kind| self.field(kind, json!({}))).collect()),
            "exposure": list(record.exposure.iter().map(|e| self.field(&e.field, json!({
                "data": e.data, "polarity": e.polarity, "qualifier": e.qualifier, "subjects": e.subjects,
                "count": e.count,
            }))).collect()),
            "services": list(record.services.iter().map(|s| self.field(&s.field, json!({
                "service": s.service, "state": s.state,
            }))).collect()),
            "impacts": list(record.impacts.iter().map(|i| self.field(&i.field, json!({
                "kind": i.kind, "unit": i.unit,
            }))).collect()),
            "responses": list(record.responses.iter().map(|r| self.field(&r.field, json!({
                "action": r.action, "state": r.state,
            }))).collect()),
            "dates": list(record.dates.iter().map(|d| self.field(&d.field, json!({
                "what": d.what, "from": d.from, "to": d.to,
            }))).collect()),
            "actors": list(record.actors.iter().map(|a| self.field(&a.field, json!({ "name": a.name }))).collect()),
            "statements": list(record.statements.iter().map(|s| self.field(&s.field, json!({
                "kind": s.kind,
            }))).collect()),
            "open_questions": list(record.open_questions.iter().map(|question| json!({
                "question": question.question, "kind": question.kind, "claim_refs": self.refs(&question.claims),
            })).collect()),
        })
    }

    fn field<V: Serialize>(&self, field: &Field<V>, more: Value) -> Value {
        let mut properties: Map<String, Value> = more.as_object().cloned().unwrap_or_default();
        let common = json!({
            "value": field.value, "standing": field.standing, "independent_sources": field.independent_sources,
            "since": field.since.map(super::instant), "for_refs": self.refs(&field.supporting),
            "against_refs": self.refs(&field.against),
        });
        properties.extend(common.as_object().cloned().unwrap_or_default());
        Value::Object(properties)
    }

    fn refs(&self, claims: &[ClaimId]) -> Vec<&str> {
        claims.iter().filter_map(|claim| self.notes.get(claim).map(String::as_str)).collect()
    }
}

/// The incident-core extension. It states facts without saying who says so, so only what is more than a claim goes in.
fn core(record: &Record) -> Value {
    let confirmed = record.standing == Standing::Confirmed;
    let mut core = json!({
        "extension_type": "property-extension",
        "determination": if confirmed { "successful-attempt" } else { "suspected" },
        "investigation_status": "open",
    });
    let kinds: Vec<&str> = record
        .kinds
        .iter()
        .filter(|kind| words::is_fact(kind.standing))
        .map(|kind| words::incident_type(&kind.value))
        .collect();
    let people = record
        .impacts
        .iter()
        .find(|impact| impact.kind == ImpactKind::PeopleAffected && impact.field.standing == Standing::Confirmed);
    if let Some(core) = core.as_object_mut() {
        if !kinds.is_empty() {
            core.insert("incident_types".to_owned(), json!(kinds));
        }
        if let Some(people) = people.and_then(|impact| impact.field.value).filter(|n| *n >= 0.0 && n.fract() == 0.0) {
            core.insert("impacted_entity_counts".to_owned(), json!({ "individual": whole(people) }));
        }
    }
    core
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, not negative and below 2^53")]
fn whole(count: f64) -> u64 {
    count as u64
}
