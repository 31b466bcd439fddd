//! What holds of a bundle as a whole (2.1, chapter 8): which version its objects are held to, ids that stand twice,
//! references that should resolve within.

use super::checks::Active;
use super::finding::{Path, Shown};
use super::options::Options;
use super::shape::SpecVersion;
use super::sink::Sink;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

type Object = Map<String, Value>;

/// The objects of a bundle, those that are objects, with their places in the list.
pub(crate) fn objects(bundle: &Object) -> impl Iterator<Item = (usize, &Object)> {
    let list = bundle.get("objects").and_then(Value::as_array).into_iter().flatten().enumerate();
    list.filter_map(|(index, value)| Some((index, value.as_object()?)))
}

/// The `spec_version` of something, as text.
fn spec_version(object: &Object) -> Option<&str> {
    object.get("spec_version").and_then(Value::as_str)
}

/// The version that an object is held to: what is asked for, else what it says, else 2.1. In a 2.0 bundle all is 2.0;
/// in a later one an object with times and without a version is one of 2.0, as 2.0 has no `spec_version` on objects.
pub(crate) fn version_of(object: &Object, options: &Options, within: Option<&Object>) -> Result<SpecVersion, String> {
    if let Some(bundle) = within {
        let told = spec_version(bundle).unwrap_or("2.1");
        let untold = !object.contains_key("spec_version") && object.contains_key("created");
        if told == "2.0" || (told == "2.1" && untold) {
            return Ok(SpecVersion::V20);
        }
    }
    match (options.version, object.get("spec_version")) {
        (Some(version), _) => Ok(version),
        (None, None) => Ok(SpecVersion::V21),
        (None, Some(told)) => {
            let known = told.as_str().and_then(SpecVersion::of);
            known.ok_or_else(|| format!("`spec_version` is {told}, which is neither \"2.0\" nor \"2.1\"."))
        }
    }
}

/// The version by whose recommendations an object is judged: an object of 2.0 that a later bundle holds is judged by
/// those of the bundle.
pub(crate) fn recommended_by(
    version: SpecVersion,
    object: &Object,
    options: &Options,
    within: Option<&Object>,
) -> SpecVersion {
    let told = [Some(object), within].into_iter().flatten().any(|it| spec_version(it) == Some("2.0"));
    match options.version {
        Some(wanted) => wanted,
        None if told => version,
        None => SpecVersion::V21,
    }
}

/// Objects that say another version than the bundle or the option does.
pub(crate) fn mismatches(bundle: &Object, options: &Options, at: &Path<'_>, sink: &mut Sink<'_>) {
    let told = spec_version(bundle);
    let Some(wanted) = options.version.map(SpecVersion::as_str).or(told) else { return };
    let message = |has: &str| format!("`spec_version` is {}; it is read as {wanted}.", Shown(has));
    if let Some(has) = told.filter(|has| *has != wanted) {
        sink.remark("spec-version", &at.key("spec_version"), message(has));
    }
    let list = at.key("objects");
    for (index, object) in objects(bundle) {
        if let Some(has) = spec_version(object).filter(|has| *has != wanted) {
            sink.remark("spec-version", &list.index(index).key("spec_version"), message(has));
        }
    }
}

/// 2.1, 3.6: of objects with one id each version has its own time.
pub(crate) fn duplicate_ids(bundle: &Object, active: &Active, at: &Path<'_>, sink: &mut Sink<'_>) {
    if !active.on("duplicate-ids") {
        return;
    }
    let mut seen: HashMap<&str, &Value> = HashMap::new();
    let list = at.key("objects");
    for (index, object) in objects(bundle) {
        let (Some(id), Some(modified)) = (object.get("id").and_then(Value::as_str), object.get("modified")) else {
            continue;
        };
        if *seen.entry(id).or_insert(modified) == modified && !std::ptr::eq(seen[id], modified) {
            let message = format!("{} stands twice with the same `modified`.", Shown(id));
            sink.warn("duplicate-ids", &list.index(index).key("id"), message);
        }
    }
}

/// 2.1, 7.2.1: marking definitions do not mark one another in a circle. One that marks itself is found where it stands.
pub(crate) fn circles_of_markings(bundle: &Object, at: &Path<'_>, sink: &mut Sink<'_>) {
    let id = |object: &Object| object.get("id").and_then(Value::as_str).map(str::to_owned);
    let markings: Vec<(usize, String, &Object)> = objects(bundle)
        .filter_map(|(index, object)| Some((index, id(object)?, object)))
        .filter(|(_, id, _)| id.starts_with("marking-definition--"))
        .collect();
    let places: HashMap<&str, usize> = markings.iter().enumerate().map(|(at, (_, id, _))| (id.as_str(), at)).collect();
    let marked_by = |(_, id, object): &(usize, String, &Object)| {
        let refs = object.get("object_marking_refs").and_then(Value::as_array).into_iter().flatten();
        let others = refs.filter_map(Value::as_str).filter(|other| other != id);
        others.filter_map(|other| places.get(other).copied()).collect::<Vec<usize>>()
    };
    let forth: Vec<Vec<usize>> = markings.iter().map(marked_by).collect();
    let mut back = vec![Vec::new(); forth.len()];
    for (from, others) in forth.iter().enumerate() {
        others.iter().for_each(|to| back[*to].push(from));
    }
    let (into, out_of) = (leading_to_circles(&forth, &back), leading_to_circles(&back, &forth));
    let list = at.key("objects");
    for (_, (index, id, _)) in markings.iter().enumerate().filter(|(place, _)| into[*place] && out_of[*place]) {
        let message = format!("{} stands in a circle of markings.", Shown(id));
        sink.error("marking-circle", &list.index(*index).key("object_marking_refs"), message);
    }
}

/// Which of these lead to a circle: those that are left when whoever leads nowhere is taken away, again and again.
fn leading_to_circles(forth: &[Vec<usize>], back: &[Vec<usize>]) -> Vec<bool> {
    let mut open: Vec<usize> = forth.iter().map(Vec::len).collect();
    let mut ends: Vec<usize> = (0..open.len()).filter(|at| open[*at] == 0).collect();
    let mut left = vec![true; open.len()];
    while let Some(end) = ends.pop() {
        left[end] = false;
        for before in &back[end] {
            open[*before] -= 1;
            if open[*before] == 0 {
                ends.push(*before);
            }
        }
    }
    left
}

/// `--enforce-refs`: what relationships refer to is in the bundle.
pub(crate) fn references_within(bundle: &Object, at: &Path<'_>, sink: &mut Sink<'_>) {
    let kind = |object: &Object| object.get("type").and_then(Value::as_str).map(str::to_owned);
    let is_relationship = |object: &Object| kind(object).as_deref() == Some("relationship");
    let ids: HashSet<&str> =
        objects(bundle).filter(|(_, it)| !is_relationship(it)).filter_map(|(_, it)| it.get("id")?.as_str()).collect();
    let list = at.key("objects");
    for (index, object) in objects(bundle).filter(|(_, it)| is_relationship(it)) {
        for end in ["source_ref", "target_ref"] {
            let reference = object.get(end).and_then(Value::as_str).filter(|id| !ids.contains(id));
            if let Some(reference) = reference {
                let message = format!("{} is not in the bundle.", Shown(reference));
                sink.remark("enforce-refs", &list.index(index).key(end), message);
            }
        }
    }
}
