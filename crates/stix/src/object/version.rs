//! Versions of one object (STIX 2.1, 3.6): which follows which, and who may make one.

use super::{Class, Object};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Why an object is no next version of another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// The ids differ.
    #[error("a version has the same id as the one before")]
    OtherId,
    /// The types differ.
    #[error("a version has the same type as the one before")]
    OtherType,
    /// The object's class has no versions: observables and markings.
    #[error("objects of this type have no versions")]
    NoVersions,
    /// `created` differs.
    #[error("`created` never changes")]
    CreatedChanged,
    /// `created_by_ref` differs: only who made the object may make a version.
    #[error("`created_by_ref` never changes: only the maker of an object may make a version of it")]
    OtherMaker,
    /// `modified` is not later.
    #[error("`modified` of a new version lies after that of the one before")]
    NotLater,
    /// The version before was revoked.
    #[error("a revoked object has no further versions")]
    Revoked,
    /// `created` or `modified` is missing or cannot be read.
    #[error("`created` and `modified` are needed to tell versions apart")]
    NoTimes,
}

impl VersionError {
    /// The word for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherId => "other-id",
            Self::OtherType => "other-type",
            Self::NoVersions => "no-versions",
            Self::CreatedChanged => "created-changed",
            Self::OtherMaker => "other-maker",
            Self::NotLater => "not-later",
            Self::Revoked => "revoked",
            Self::NoTimes => "no-times",
        }
    }
}

/// Whether `next` may follow `before` as a version of the same object.
///
/// ```
/// use sextant_stix::object::{Object, version::{VersionError, may_follow}};
/// let version = |modified: &str| {
///     let text = format!(r#"{{"type": "tool", "id": "tool--1", "created": "2020-01-01T00:00:00Z", "modified": "{modified}"}}"#);
///     Object::parse(text.as_bytes()).unwrap()
/// };
/// let (first, second) = (version("2020-01-01T00:00:00.1Z"), version("2020-01-01T00:00:00.100Z"));
/// assert_eq!(may_follow(&first, &second), Err(VersionError::NotLater));
/// ```
pub fn may_follow(before: &Object, next: &Object) -> Result<(), VersionError> {
    if before.id().is_none() || before.id() != next.id() {
        return Err(VersionError::OtherId);
    }
    if before.kind() != next.kind() {
        return Err(VersionError::OtherType);
    }
    if !has_versions(before) {
        return Err(VersionError::NoVersions);
    }
    let times = |object: &Object| object.created().is_some() && object.modified().is_some();
    if !times(before) || !times(next) {
        return Err(VersionError::NoTimes);
    }
    if before.created() != next.created() {
        return Err(VersionError::CreatedChanged);
    }
    if before.created_by() != next.created_by() {
        return Err(VersionError::OtherMaker);
    }
    if before.is_revoked() {
        return Err(VersionError::Revoked);
    }
    match next.modified().cmp(&before.modified()) {
        Ordering::Greater => Ok(()),
        _ => Err(VersionError::NotLater),
    }
}

/// Whether objects of this class have versions. Language content and extension definitions do; markings do not.
pub fn has_versions(object: &Object) -> bool {
    match object.class() {
        Class::Observable | Class::Bundle => false,
        Class::Meta => object.kind() != "marking-definition",
        Class::Domain | Class::Relationship | Class::Custom => true,
    }
}

/// Whether two objects are the same version of the same object: equal id and equal instant, whatever the digits.
pub fn is_same_version(a: &Object, b: &Object) -> bool {
    a.id().is_some() && a.id() == b.id() && a.version() == b.version()
}

/// The newest of several versions.
pub fn newest<'a>(versions: impl IntoIterator<Item = &'a Object>) -> Option<&'a Object> {
    versions.into_iter().max_by(|a, b| a.version().cmp(&b.version()))
}

/// The versions of one object, in the order of their times.
#[derive(Debug, Clone, PartialEq)]
pub struct History<'a> {
    /// The object's id.
    pub id: &'a str,
    /// Each version once, the newest last.
    pub versions: Vec<&'a Object>,
    /// Places in `versions` of those that may not follow the one before, and why.
    pub faults: Vec<(usize, VersionError)>,
}

/// Sorts objects into their histories, in the order in which ids come first. What has no versions (observables,
/// markings) is left out; what stands twice with equal content counts once.
pub fn histories(objects: &[Object]) -> Vec<History<'_>> {
    let mut places = HashMap::new();
    let mut histories: Vec<History<'_>> = Vec::new();
    for object in objects.iter().filter(|object| has_versions(object)) {
        let Some(id) = object.id() else { continue };
        let place = *places.entry(id).or_insert(histories.len());
        if place == histories.len() {
            histories.push(History { id, versions: Vec::new(), faults: Vec::new() });
        }
        histories[place].versions.push(object);
    }
    histories.iter_mut().for_each(put_in_order);
    histories
}

fn put_in_order(history: &mut History<'_>) {
    let versions = &mut history.versions;
    versions.sort_by(|a, b| a.version().cmp(&b.version()));
    versions.dedup_by(|a, b| a.properties() == b.properties());
    let follows = |pair: &[&Object]| may_follow(pair[0], pair[1]).err();
    let broken = versions.windows(2).map(follows).enumerate();
    history.faults = broken.filter_map(|(place, why)| Some((place + 1, why?))).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(changes: &str) -> Object {
        let mut value: serde_json::Value = serde_json::json!({
            "type": "tool", "id": "tool--1", "created": "2020-01-01T00:00:00.000Z",
            "modified": "2020-01-01T00:00:00.000Z", "created_by_ref": "identity--1",
        });
        let changes: serde_json::Value = serde_json::from_str(changes).unwrap();
        value.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        Object::parse(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_version_keeps_what_it_must_and_lies_later() {
        let first = tool("{}");
        let later = r#""modified": "2021-01-01T00:00:00.000Z""#;
        assert_eq!(may_follow(&first, &tool(&format!("{{{later}}}"))), Ok(()));
        for (changes, expected) in [
            ("{}".to_owned(), VersionError::NotLater),
            (format!(r#"{{{later}, "id": "tool--2"}}"#), VersionError::OtherId),
            (format!(r#"{{{later}, "type": "malware"}}"#), VersionError::OtherType),
            (format!(r#"{{{later}, "created": "2020-01-01T00:00:00.001Z"}}"#), VersionError::CreatedChanged),
            (format!(r#"{{{later}, "created_by_ref": "identity--2"}}"#), VersionError::OtherMaker),
            (r#"{"modified": "yesterday"}"#.to_owned(), VersionError::NoTimes),
        ] {
            assert_eq!(may_follow(&first, &tool(&changes)), Err(expected), "{changes}");
        }
        let revoked = tool(r#"{"revoked": true}"#);
        assert_eq!(may_follow(&revoked, &tool(&format!("{{{later}}}"))), Err(VersionError::Revoked));
        assert_eq!(may_follow(&first, &tool(&format!(r#"{{{later}, "revoked": true}}"#))), Ok(()));
    }

    #[test]
    fn observables_and_markings_have_no_versions() {
        for kind in ["file", "marking-definition"] {
            let object = tool(&format!(r#"{{"type": "{kind}"}}"#));
            assert_eq!(may_follow(&object, &object), Err(VersionError::NoVersions), "{kind}");
        }
    }

    #[test]
    fn the_newest_is_by_instant() {
        let old = tool(r#"{"modified": "2020-01-01T00:00:00.09Z"}"#);
        let new = tool(r#"{"modified": "2020-01-01T00:00:00.1Z"}"#);
        assert_eq!(newest([&new, &old]), Some(&new));
        assert!(is_same_version(&new, &tool(r#"{"modified": "2020-01-01T00:00:00.100Z"}"#)));
    }

    #[test]
    fn histories_are_in_order_of_time_and_name_what_breaks_them() {
        let at = |year: u16, more: &str| tool(&format!(r#"{{"modified": "{year}-01-01T00:00:00.000Z"{more}}}"#));
        let other = tool(r#"{"id": "tool--2"}"#);
        let file = tool(r#"{"type": "file"}"#);
        let objects = [
            at(2022, r#", "created_by_ref": "identity--2""#),
            other.clone(),
            at(2020, ""),
            file,
            at(2021, ""),
            at(2021, ""),
            at(2022, r#", "name": "x""#),
            other,
        ];
        let histories = histories(&objects);
        let told: Vec<_> = histories.iter().map(|it| (it.id, it.versions.len(), it.faults.clone())).collect();
        let faults = vec![(2, VersionError::OtherMaker), (3, VersionError::OtherMaker)];
        assert_eq!(told, [("tool--1", 4, faults), ("tool--2", 1, Vec::new())]);
    }
}
