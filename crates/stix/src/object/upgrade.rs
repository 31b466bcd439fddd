//! Objects of STIX 2.0 as objects of 2.1 (2.1, appendix D). Only on request: what came is kept as it came.

use super::Class;
use super::kind::class_of;
use crate::id;
use crate::markings::tlp;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

type Properties = Map<String, Value>;

/// What came of an object of 2.0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Upgraded {
    /// The object in 2.1, and the observables that stood within it.
    pub objects: Vec<Properties>,
    /// What could not be carried over in full, a sentence each.
    pub notes: Vec<String>,
}

/// The object in 2.1. An object that says it is of 2.1 comes back as it is. No times and no random ids are made up: an
/// observable within observed data whose id cannot be derived stays there, in the deprecated `objects`.
pub fn upgrade(object: &Properties) -> Upgraded {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut properties = object.clone();
    let mut upgraded = Upgraded::default();
    if object.contains_key("spec_version") || class_of(&kind, object) == Class::Observable {
        upgraded.objects.push(properties);
        return upgraded;
    }
    properties.insert("spec_version".into(), "2.1".into());
    match kind.as_str() {
        "indicator" => {
            labels_to(&mut properties, "indicator_types");
            properties.entry("pattern_type").or_insert_with(|| "stix".into());
            properties.entry("pattern_version").or_insert_with(|| "2.0".into());
        }
        "malware" => {
            labels_to(&mut properties, "malware_types");
            properties.entry("is_family").or_insert(Value::Bool(false));
            upgraded.notes.push("2.0 does not say whether a malware is a family: `is_family` is false".into());
        }
        "report" => labels_to(&mut properties, "report_types"),
        "threat-actor" => labels_to(&mut properties, "threat_actor_types"),
        "tool" => labels_to(&mut properties, "tool_types"),
        "marking-definition" => name_tlp(&mut properties),
        "observed-data" => observables_out(&mut properties, &mut upgraded),
        _ => {}
    }
    upgraded.objects.insert(0, properties);
    upgraded
}

/// In 2.0 the types of these objects stood in `labels`.
fn labels_to(properties: &mut Properties, name: &str) {
    if !properties.contains_key(name)
        && let Some(labels) = properties.remove("labels")
    {
        properties.insert(name.into(), labels);
    }
}

/// In 2.1 the TLP markings have names.
fn name_tlp(properties: &mut Properties) {
    let known = properties.get("id").and_then(Value::as_str).and_then(tlp::of_id);
    if let Some(Value::Object(fixed)) = known.and_then(|(version, level)| tlp::definition(version, level)) {
        properties.entry("name").or_insert_with(|| fixed["name"].clone());
    }
}

/// Observables leave `objects` and are referred to by their derived ids, when all of them have one.
fn observables_out(properties: &mut Properties, upgraded: &mut Upgraded) {
    let Some(Value::Object(objects)) = properties.get("objects").cloned() else { return };
    let Some(ids) = derived_ids(&objects) else {
        let note = "an observable's id cannot be derived (nothing contributes to it, or a circle of references): `objects` stays";
        return upgraded.notes.push(note.into());
    };
    let mut references = Vec::with_capacity(objects.len());
    for (key, observable) in &objects {
        let Some(observable) = observable.as_object() else { continue };
        let mut observable = with_ids(observable, &ids);
        observable.insert("id".into(), ids[key].as_str().into());
        observable.insert("spec_version".into(), "2.1".into());
        references.push(Value::String(ids[key].clone()));
        upgraded.objects.push(observable);
    }
    properties.remove("objects");
    properties.insert("object_refs".into(), Value::Array(references));
}

/// How many contributing references may follow one another: the standard's are two deep at most.
const LONGEST_CHAIN: usize = 8;

/// The ids of all observables, in rounds: an observable has one when those it refers to have theirs.
fn derived_ids(objects: &Properties) -> Option<HashMap<String, String>> {
    let mut ids: HashMap<String, String> = HashMap::new();
    for _ in 0..LONGEST_CHAIN {
        for (key, observable) in objects.iter().filter_map(|(key, value)| Some((key, value.as_object()?))) {
            let waits = contributing_references(observable).any(|it| objects.contains_key(it) && !ids.contains_key(it));
            if !ids.contains_key(key) && !waits {
                let kind = observable.get("type").and_then(Value::as_str)?;
                ids.insert(key.clone(), id::deterministic(kind, &with_ids(observable, &ids)).ok()?);
            }
        }
    }
    (ids.len() == objects.len()).then_some(ids)
}

/// The keys to which the contributing properties of an observable refer.
fn contributing_references(observable: &Properties) -> impl Iterator<Item = &str> {
    let kind = observable.get("type").and_then(Value::as_str).unwrap_or_default();
    let names = id::contributing(kind).iter().filter(|name| name.ends_with("_ref"));
    names.filter_map(|name| observable.get(*name).and_then(Value::as_str))
}

/// An observable with ids in the place of keys, and the names of 2.1 for properties that were called otherwise.
fn with_ids(observable: &Properties, ids: &HashMap<String, String>) -> Properties {
    let kind = observable.get("type").and_then(Value::as_str).unwrap_or_default();
    let mut renamed = Properties::new();
    for (name, value) in observable {
        renamed.insert(new_name(kind, name).to_owned(), referring(name, value, ids));
    }
    renamed
}

fn referring(name: &str, value: &Value, ids: &HashMap<String, String>) -> Value {
    let id_for = |key: &str| ids.get(key).cloned().unwrap_or_else(|| key.to_owned());
    match value {
        Value::String(key) if name.ends_with("_ref") => json!(id_for(key)),
        Value::Array(keys) if name.ends_with("_refs") => {
            keys.iter().map(|key| key.as_str().map_or_else(|| key.clone(), |it| json!(id_for(it)))).collect()
        }
        Value::Array(items) => items.iter().map(|item| referring("", item, ids)).collect(),
        Value::Object(inner) => {
            Value::Object(inner.iter().map(|(name, value)| (name.clone(), referring(name, value, ids))).collect())
        }
        other => other.clone(),
    }
}

/// 2.1, appendix D: properties of observables that have other names.
fn new_name<'a>(kind: &str, name: &'a str) -> &'a str {
    match (kind, name) {
        ("file" | "directory", "created") => "ctime",
        ("file" | "directory", "modified") => "mtime",
        ("file" | "directory", "accessed") => "atime",
        ("process", "created") => "created_time",
        ("process", "binary_ref") => "image_ref",
        ("windows-registry-key", "modified") => "modified_time",
        ("user-account", "password_last_changed") => "credential_last_changed",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upgraded(value: Value) -> Upgraded {
        upgrade(value.as_object().unwrap())
    }

    #[test]
    fn labels_become_types_and_patterns_say_their_language() {
        let indicator = upgraded(json!({"type": "indicator", "labels": ["benign"], "pattern": "[a:b = 1]"}));
        let expected = json!({"type": "indicator", "spec_version": "2.1", "indicator_types": ["benign"],
            "pattern": "[a:b = 1]", "pattern_type": "stix", "pattern_version": "2.0"});
        assert_eq!(Value::Object(indicator.objects[0].clone()), expected);
        let malware = upgraded(json!({"type": "malware", "name": "x", "labels": ["worm"]}));
        assert_eq!(malware.objects[0]["is_family"], false);
        assert_eq!(malware.notes.len(), 1);
    }

    #[test]
    fn observables_leave_observed_data_under_ids_that_anyone_derives() {
        let given = json!({"type": "observed-data", "id": "observed-data--1", "objects": {
            "0": {"type": "ipv4-addr", "value": "198.51.100.3"},
            "1": {"type": "network-traffic", "src_ref": "0", "protocols": ["tcp"]},
            "2": {"type": "file", "name": "a", "created": "2016-01-01T00:00:00Z", "parent_directory_ref": "3"},
            "3": {"type": "directory", "path": "/"}
        }});
        let got = upgraded(given);
        assert_eq!(got.objects.len(), 5);
        let address = "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4";
        assert_eq!(got.objects[0]["object_refs"][0], address);
        assert_eq!(got.objects[2]["src_ref"], address);
        assert_eq!(got.objects[3]["ctime"], "2016-01-01T00:00:00Z");
        assert_eq!(got.objects[3]["parent_directory_ref"], got.objects[4]["id"]);
        assert!(!got.objects[0].contains_key("objects"));
    }

    #[test]
    fn what_has_no_derived_id_stays_where_it_is() {
        for objects in [
            json!({"0": {"type": "process", "pid": 1}}),
            json!({"0": {"type": "network-traffic", "src_ref": "1"}, "1": {"type": "network-traffic", "src_ref": "0"}}),
        ] {
            let got = upgraded(json!({"type": "observed-data", "objects": objects}));
            assert_eq!((got.objects.len(), got.notes.len()), (1, 1));
            assert!(got.objects[0].contains_key("objects"));
        }
    }

    #[test]
    fn upgrading_twice_changes_nothing_more() {
        let once = upgraded(json!({"type": "tool", "labels": ["x"], "name": "y"}));
        assert_eq!(upgrade(&once.objects[0]).objects, once.objects);
    }
}
