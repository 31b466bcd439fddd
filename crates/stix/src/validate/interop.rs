//! The interoperability profile (STIX 2.1 Interoperability Test Document v1.0): properties that a producer must fill,
//! one TLP marking at most, and a producer who is in the bundle.

use super::bundle;
use super::finding::{Path, Shown};
use super::sink::Sink;
use super::subject::Subject;
use crate::markings::{self, tlp};
use serde_json::{Map, Value};
use std::collections::HashMap;

type Object = Map<String, Value>;

/// The properties that the profile asks of each type beside those that the standard does.
const REQUIRED: [(&str, &[&str]); 19] = [
    ("attack-pattern", &["external_references", "kill_chain_phases", "created_by_ref"]),
    ("campaign", &["created_by_ref"]),
    ("course-of-action", &["created_by_ref"]),
    ("grouping", &["created_by_ref"]),
    ("indicator", &["name", "indicator_types", "created_by_ref"]),
    ("infrastructure", &["infrastructure_types", "created_by_ref"]),
    ("intrusion-set", &["resource_level", "primary_motivation", "created_by_ref"]),
    ("location", &["region", "created_by_ref"]),
    (
        "malware",
        &[
            "name",
            "malware_types",
            "first_seen",
            "last_seen",
            "architecture_execution_envs",
            "implementation_languages",
            "capabilities",
            "created_by_ref",
        ],
    ),
    ("malware-analysis", &["version", "submitted", "analysis_started", "analysis_ended", "result", "created_by_ref"]),
    ("note", &["created_by_ref"]),
    ("observed-data", &["object_refs", "created_by_ref"]),
    ("opinion", &["created_by_ref"]),
    ("relationship", &["created_by_ref"]),
    ("report", &["report_types", "created_by_ref"]),
    ("sighting", &["first_seen", "last_seen", "count", "created_by_ref"]),
    (
        "threat-actor",
        &["threat_actor_types", "roles", "sophistication", "resource_level", "primary_motivation", "created_by_ref"],
    ),
    ("tool", &["tool_types", "created_by_ref"]),
    ("vulnerability", &["external_references", "created_by_ref"]),
];

/// What the profile asks of one object.
pub(crate) fn object(subject: &mut Subject<'_, '_>) {
    let required = REQUIRED.iter().find(|(kind, _)| *kind == subject.kind).map_or(&[][..], |(_, names)| names);
    for name in required.iter().filter(|name| !subject.object.contains_key(**name)) {
        subject.sink.error("interop-required", subject.at, format!("The profile requires `{name}`."));
    }
    let is_tlp1 = |id: &&str| tlp::of_id(id).is_some_and(|(version, _)| version == tlp::Version::One);
    let by_object = !subject.is_observable() && subject.kind != "bundle";
    if by_object && markings::object_markings(subject.object).filter(is_tlp1).count() > 1 {
        let message = "Only one TLP marking is allowed.".into();
        subject.sink.error("interop-tlp", &subject.at.key("object_marking_refs"), message);
    }
}

/// The producer of each object is an identity of the bundle that names its own producer.
pub(crate) fn producers(bundle: &Object, at: &Path<'_>, sink: &mut Sink<'_>) {
    let text = |object: &Object, name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let is_identity = |object: &Object| object.get("type").is_some_and(|kind| kind == "identity");
    let mut identities: HashMap<String, bool> = HashMap::new();
    for (_, object) in bundle::objects(bundle).filter(|(_, it)| is_identity(it)) {
        identities.extend(text(object, "id").map(|id| (id, object.contains_key("created_by_ref"))));
    }
    let list = at.key("objects");
    for (index, object) in bundle::objects(bundle).filter(|(_, it)| !is_identity(it) && has_producer(it)) {
        let at = list.index(index);
        match text(object, "created_by_ref").map(|producer| (identities.get(&producer).copied(), producer)) {
            None => sink.error("interop-producer", &at, "`created_by_ref` must name the producer.".into()),
            Some((Some(true), _)) => {}
            Some((Some(false), producer)) => {
                let message = format!("The producer {} has no `created_by_ref` of its own.", Shown(&producer));
                sink.error("interop-producer", &at.key("created_by_ref"), message);
            }
            Some((None, producer)) => {
                let message = format!("The producer {} is not in the bundle.", Shown(&producer));
                sink.error("interop-producer", &at.key("created_by_ref"), message);
            }
        }
    }
}

/// Observables have no producer (2.1, 3.2), and the fixed TLP markings none that is told.
fn has_producer(object: &Object) -> bool {
    let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
    object.contains_key("created") && tlp::of_id(id).is_none()
}
