//! An object at the door: whether it may come in, under which label and as which version.

use crate::exchange::label_of;
use serde_json::Value;
use sextant_model::{Instant, Problem, Tlp};
use sextant_stix::markings::tlp;
use sextant_stix::object::Object;
use sextant_stix::timestamp::Timestamp;
use sextant_stix::validate::{Options, SpecVersion, Validator};

/// Checks objects by what the standard demands; what it only recommends keeps nobody out.
pub(super) struct Checker(Option<Validator>);

impl Checker {
    /// `version` is what the bundle says; without a word each object says it.
    pub(super) fn new(version: Option<String>) -> Self {
        let version = version.as_deref().and_then(SpecVersion::of);
        Self(Validator::new(Options { version, ..Options::default() }).ok())
    }

    pub(super) fn check(&self, object: &Object, origin: &str) -> Result<(), Problem> {
        let place = || format!("{origin}, {}", object.id().unwrap_or("an object without an id"));
        let Some(id) = object.id() else {
            return Err(Problem::new("no-id", format!("{origin}, a {}", object.kind()), "the object has no `id`"));
        };
        if id.len() > 300 {
            return Err(Problem::new("id", format!("{origin}, a {}", object.kind()), "the `id` is too long"));
        }
        let Some(validator) = &self.0 else { return Ok(()) };
        let report = validator.value(&Value::Object(object.properties().clone()));
        match report.errors.as_slice() {
            [] => Ok(()),
            [first, rest @ ..] => {
                let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
                let told = format!("{} at {}{more}", first.message.trim_end_matches('.'), first.path);
                Err(Problem::new(first.code, place(), told))
            }
        }
    }
}

/// Another object is kept under this id and version.
pub(super) fn differs(object: &Object, origin: &str) -> Problem {
    let place = format!("{origin}, {}", object.id().unwrap_or_default());
    let told = "another object with this id and `modified` is kept, which says something else: the first stays";
    Problem::new("differs", place, told)
}

/// The object was removed from this store.
pub(super) fn forgotten(object: &Object, origin: &str) -> Problem {
    let place = format!("{origin}, {}", object.id().unwrap_or_default());
    Problem::new("forgotten", place, "it was removed from this store with a document that it tells of, and stays out")
}

/// The object as the store keeps it; `label` holds where it carries none.
pub(super) fn kept(object: &Object, label: Tlp) -> sextant_store::Object {
    sextant_store::Object {
        id: object.id().unwrap_or_default().to_owned(),
        version: version(object),
        kind: object.kind().to_owned(),
        tlp: label_for(object, label),
        bytes: object.as_bytes().to_vec(),
    }
}

/// Its own label, the strictest where it has several; labels themselves are no secret.
pub(super) fn label_for(object: &Object, label: Tlp) -> Tlp {
    if object.id().is_some_and(|id| tlp::of_id(id).is_some()) {
        return Tlp::Clear;
    }
    label_of_itself(object).unwrap_or(label)
}

/// The label that an object's own markings give it; none where it carries none that is known here.
pub(crate) fn label_of_itself(object: &Object) -> Option<Tlp> {
    tlp::strictest(object.properties()).map(label_of)
}

/// What tells versions apart, so that text order is their order: the time without zeros at its end.
pub(super) fn version(object: &Object) -> String {
    let Some(at) = object.version() else { return String::new() };
    let text = at.as_str().trim_end_matches('Z');
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    text.to_owned()
}

/// A time of an object as an instant, to the microsecond.
pub(super) fn instant(at: Timestamp<'_>) -> Option<Instant> {
    let text: String = at.as_str().trim_end_matches('Z').chars().take(26).collect();
    format!("{text}Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        Object::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    #[test]
    fn versions_are_ordered_as_instants() {
        let at = |modified: &str| version(&object(&format!(r#"{{"type": "tool", "modified": "{modified}"}}"#)));
        assert_eq!(at("2024-01-01T00:00:00.100Z"), at("2024-01-01T00:00:00.1Z"));
        assert_eq!(at("2024-01-01T00:00:10Z"), at("2024-01-01T00:00:10.000Z"));
        assert!(at("2024-01-01T00:00:00Z") < at("2024-01-01T00:00:00.001Z"));
        assert_eq!(version(&object(r#"{"type": "ipv4-addr", "value": "198.51.100.3"}"#)), "");
    }

    #[test]
    fn the_strictest_label_holds_else_the_one_given() {
        let red = tlp::id_of(tlp::Version::One, tlp::Level::Red).unwrap_or_default();
        let green = tlp::id_of(tlp::Version::Two, tlp::Level::Green).unwrap_or_default();
        let marked = object(&format!(r#"{{"type": "tool", "object_marking_refs": ["{green}", "{red}"]}}"#));
        assert_eq!(label_for(&marked, Tlp::Clear), Tlp::Red);
        assert_eq!(label_for(&object(r#"{"type": "tool"}"#), Tlp::Amber), Tlp::Amber);
        assert_eq!(
            label_for(&object(&format!(r#"{{"type": "marking-definition", "id": "{red}"}}"#)), Tlp::Red),
            Tlp::Clear
        );
    }

    #[test]
    fn times_finer_than_the_store_s_are_cut() {
        let parsed = Timestamp::parse("2024-01-01T00:00:00.123456789123Z").and_then(instant);
        assert_eq!(parsed.map(|at| at.as_microsecond() % 1_000_000), Some(123_456));
    }
}
