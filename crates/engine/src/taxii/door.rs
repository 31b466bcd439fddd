//! An object at the door of a collection. What the standard demands of every object is asked here: an id of its type,
//! a version of the standard that is known, times that are times. The rest is asked when it is learnt from.

use sextant_model::Tlp;
use sextant_stix::object::{Class, Object, ObjectError};
use sextant_stix::timestamp::Timestamp;
use sextant_store::Incoming;

/// The object as a collection keeps it.
pub(crate) fn incoming(object: &Object, tlp: Tlp) -> Incoming {
    let version = object.version();
    Incoming {
        id: object.id().unwrap_or_default().to_owned(),
        version: version.map_or_else(String::new, ordered),
        shown: version.map(|version| version.as_str().to_owned()),
        kind: object.kind().to_owned(),
        newest_spec: object.spec_version() != "2.0",
        tlp,
        bytes: object.as_bytes().to_vec(),
    }
}

/// A time so that text order is the order of times: without `Z` and zeros at its end.
fn ordered(at: Timestamp<'_>) -> String {
    let text = at.as_str().trim_end_matches('Z');
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    text.to_owned()
}

/// Reads an object that came, or says what is wrong with it.
pub(super) fn read(text: &str) -> Result<Object, String> {
    let object = Object::parse(text.as_bytes()).map_err(|error| match error {
        ObjectError::Json(error) => error.message,
        other => other.to_string(),
    })?;
    fault(&object).map_or(Ok(object), Err)
}

fn fault(object: &Object) -> Option<String> {
    let Some(id) = object.id() else { return Some("the object has no string `id`".to_owned()) };
    match id.split_once("--") {
        Some((kind, uuid)) if kind == object.kind() && is_uuid(uuid) && kind.len() <= 250 => {}
        Some((kind, _)) if kind != object.kind() => {
            return Some("the `id` does not begin with the object's `type`".to_owned());
        }
        _ => return Some("the `id` is not a type, two hyphens and a UUID".to_owned()),
    }
    if object.get("spec_version").is_some_and(|version| version.as_str().is_none()) {
        return Some("`spec_version` is no string".to_owned());
    }
    if !["2.0", "2.1"].contains(&object.spec_version()) {
        return Some(format!("`spec_version` is {:?}: use 2.0 or 2.1", shown(object.spec_version())));
    }
    if object.class() == Class::Bundle {
        return Some("a bundle is no object: send what it holds".to_owned());
    }
    times(object)
}

fn times(object: &Object) -> Option<String> {
    let needed: &[&str] = match object.class() {
        Class::Domain | Class::Relationship => &["created", "modified"],
        Class::Meta => &["created"],
        _ => &[],
    };
    for name in ["created", "modified"] {
        match object.get(name) {
            None if needed.contains(&name) => return Some(format!("the object has no `{name}`")),
            Some(value) if !value.as_str().and_then(Timestamp::parse).is_some_and(|at| at.exists()) => {
                return Some(format!("`{name}` is no timestamp such as 2025-01-31T12:00:00.000Z"));
            }
            _ => {}
        }
    }
    let order = object.created().zip(object.modified());
    order.filter(|(created, modified)| modified < created).map(|_| "`modified` is before `created`".to_owned())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0c7e22ad-b099-4dc3-b0df-2ea3f49ae2e6";

    #[test]
    fn what_is_wrong_is_said() {
        let times = r#""created":"2024-01-01T00:00:00Z","modified":"2024-01-01T00:00:00Z""#;
        for (text, word) in [
            (format!(r#"{{"type":"tool","id":"tool--{ID}",{times}}}"#), ""),
            (format!(r#"{{"type":"ipv4-addr","id":"ipv4-addr--{ID}","value":"198.51.100.3"}}"#), ""),
            (format!(r#"{{"type":"x-thing","id":"x-thing--{ID}"}}"#), ""),
            (format!(r#"{{"type":"tool","id":"tool--{ID}"}}"#), "created"),
            (format!(r#"{{"type":"tool","id":"malware--{ID}",{times}}}"#), "type"),
            (format!(r#"{{"type":"tool","id":"tool--1",{times}}}"#), "UUID"),
            (format!(r#"{{"type":"tool",{times}}}"#), "id"),
            (format!(r#"{{"type":"tool","id":"tool--{ID}","spec_version":"3.0",{times}}}"#), "spec_version"),
            (format!(r#"{{"type":"tool","id":"tool--{ID}","spec_version":2.1,{times}}}"#), "spec_version"),
            (format!(r#"{{"type":"bundle","id":"bundle--{ID}","spec_version":"2.1"}}"#), "bundle"),
            (format!(r#"{{"type":"x-a","id":"x-a--{ID}","modified":"today"}}"#), "modified"),
            (format!(r#"{{"type":"x-a","id":"x-a--{ID}","type":"x-a"}}"#), "twice"),
            ("7".to_owned(), "JSON object"),
            (r#"{"id":1}"#.to_owned(), "type"),
        ] {
            let fault = read(&text).err().unwrap_or_default();
            assert!(if word.is_empty() { fault.is_empty() } else { fault.contains(word) }, "{text}: {fault}");
        }
    }

    #[test]
    fn versions_are_as_written_and_in_order() {
        let read = |modified: &str| {
            let text = format!(
                r#"{{"type":"x-a","id":"x-a--{ID}","created":"2016-01-01T00:00:00Z","modified":"{modified}"}}"#
            );
            incoming(&read(&text).expect("an object"), Tlp::Clear)
        };
        let (a, b) = (read("2024-01-01T00:00:00.1Z"), read("2024-01-01T00:00:00.100Z"));
        assert_eq!((&a.version, a.shown.as_deref()), (&b.version, Some("2024-01-01T00:00:00.1Z")));
        assert!(a.version > read("2024-01-01T00:00:00Z").version);
    }
}
