//! An edition as objects of STIX, in an order that follows from its content alone.

mod incident;
mod notes;
mod patterns;
mod things;
mod words;

use super::edition::Edition;
use super::extension::pruned;
use super::ids::Ids;
use serde_json::{Map, Value, json};
use sextant_model::*;
use sextant_stix::markings::tlp::{Level, Version, id_of};
use std::collections::BTreeMap;

/// The properties of one object.
pub(crate) type Properties = Map<String, Value>;

/// The objects of one edition, its report last.
pub(crate) fn objects(edition: &Edition, ids: &Ids<'_>, producer: &str) -> Vec<Properties> {
    let notes = edition
        .claims
        .iter()
        .map(|claim| (claim.id, ids.of("note", &claim.id.to_string())))
        .collect::<BTreeMap<_, _>>();
    let claims = edition.claims.iter().map(|claim| (claim.id, claim)).collect();
    let pen = Pen { edition, ids, producer, notes, claims, incident: ids.of("incident", "") };
    let mut objects = pen.things();
    objects.push(pen.incident());
    objects.extend(pen.notes());
    let refs: Vec<Value> = objects.iter().filter_map(|object| object.get("id").cloned()).collect();
    objects.push(pen.report(&refs));
    objects
}

/// Writes the objects of one edition.
struct Pen<'a> {
    edition: &'a Edition,
    ids: &'a Ids<'a>,
    producer: &'a str,
    /// The note of each claim.
    notes: BTreeMap<ClaimId, String>,
    claims: BTreeMap<ClaimId, &'a Claim>,
    incident: String,
}

impl Pen<'_> {
    /// An object with the common properties; it is dated by the edition.
    fn object(&self, kind: &str, name: &str, label: Tlp, properties: Value) -> Properties {
        self.dated(kind, name, label, (self.edition.created, self.edition.modified), properties)
    }

    fn dated(&self, kind: &str, name: &str, label: Tlp, at: (Instant, Instant), properties: Value) -> Properties {
        let mut object = match pruned(properties) {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        };
        let common = json!({
            "type": kind, "spec_version": "2.1", "id": self.ids.of(kind, name), "created": instant(at.0),
            "modified": instant(at.1), "created_by_ref": self.producer, "object_marking_refs": [marking(label)],
        });
        object.extend(common.as_object().cloned().unwrap_or_default());
        object
    }

    /// The strictest label of what a field rests on.
    fn label<V>(&self, field: &Field<V>) -> Tlp {
        let claims = field.supporting.iter().chain(&field.against).filter_map(|id| self.claims.get(id));
        claims.map(|claim| claim.tlp).max().unwrap_or(self.edition.record.tlp)
    }
}

/// The id of the marking definition of a label (TLP 2.0).
pub(crate) fn marking(label: Tlp) -> &'static str {
    id_of(Version::Two, level(label)).unwrap_or_default()
}

/// A label as the standard's level.
pub(crate) fn level(label: Tlp) -> Level {
    match label {
        Tlp::Clear => Level::Clear,
        Tlp::Green => Level::Green,
        Tlp::Amber => Level::Amber,
        Tlp::AmberStrict => Level::AmberStrict,
        Tlp::Red => Level::Red,
    }
}

/// A level of the standard as a label.
pub(crate) fn label_of(level: Level) -> Tlp {
    match level {
        Level::Clear => Tlp::Clear,
        Level::Green => Tlp::Green,
        Level::Amber => Tlp::Amber,
        Level::AmberStrict => Tlp::AmberStrict,
        Level::Red => Tlp::Red,
    }
}

/// An instant as STIX writes it, to the microsecond.
pub(crate) fn instant(at: Instant) -> String {
    format!("{at:.6}")
}
