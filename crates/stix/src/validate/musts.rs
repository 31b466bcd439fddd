//! What the standard says MUST beyond shapes: times in order and on the calendar, references that resolve, no circles
//! of markings, names out of registries, patterns that can be read.

use super::finding::{Path, Shown};
use super::forms;
use super::lists::{self, Registry};
use super::pattern_paths;
use super::shape::{Shapes, SpecVersion, Type};
use super::subject::{Subject, observables};
use crate::id::{self, Id};
use crate::markings::selector::Selector;
use crate::pattern::{self, Version};
use crate::timestamp::Timestamp;
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Runs all of them over one object.
pub(crate) fn run(subject: &mut Subject<'_, '_>) {
    timestamps(subject);
    order(subject);
    marking_circles(subject);
    selectors(subject);
    indicator_pattern(subject);
    language(subject);
    language_contents(subject);
    for (object, place) in observables(subject.object, subject.kind, subject.at) {
        place.with(|at| of_observable(subject, object, at));
    }
    neighbours(subject);
}

fn of_observable(subject: &mut Subject<'_, '_>, object: &Object, at: &Path<'_>) {
    let Some(kind) = object.get("type").and_then(Value::as_str) else { return };
    registered_names(subject, object, kind, at);
    if subject.version == SpecVersion::V21 {
        uuid_version(subject, object, kind, at);
    }
    end_after_start(subject, object, at);
}

/// 2.1, 3.6 of the data types: a timestamp names a day that the calendar has.
fn timestamps(subject: &mut Subject<'_, '_>) {
    let shapes = Shapes::of(subject.version);
    each_timestamp(shapes, subject.object, subject.kind, subject.at, &mut |text, at| {
        if Timestamp::parse(text).is_some_and(|instant| !instant.exists()) {
            subject.sink.error("timestamp", at, format!("{} names a time that does not exist.", Shown(text)));
        }
    });
}

/// Calls for every property that is a timestamp by the tables, parts and extensions among them.
fn each_timestamp(shapes: &Shapes, object: &Object, kind: &str, at: &Path<'_>, call: &mut dyn FnMut(&str, &Path<'_>)) {
    let shape = shapes.part(kind);
    for (name, value) in object {
        let at = &at.key(name);
        match (shape.and_then(|shape| shape.properties.get(name)), value) {
            (Some(Type::Form(form)), Value::String(text)) if form.what.starts_with("a timestamp") => call(text, at),
            (None, Value::String(text)) if matches!(name.as_str(), "created" | "modified") => call(text, at),
            (Some(Type::Struct(part)), Value::Object(inner)) => each_timestamp(shapes, inner, part, at, call),
            (Some(Type::Observables), Value::Object(objects)) => {
                for (key, object) in objects.iter().filter_map(|(key, value)| Some((key, value.as_object()?))) {
                    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
                    each_timestamp(shapes, object, kind, &at.key(key), call);
                }
            }
            (None, Value::Object(extensions)) if name == "extensions" => {
                for (key, part) in extensions.iter().filter_map(|(key, value)| Some((key, value.as_object()?))) {
                    each_timestamp(shapes, part, key, &at.key(key), call);
                }
            }
            _ => {}
        }
    }
}

/// Which of two times may not come before the other, and whether they may be equal (2.1, 3.2 and chapters 4, 5).
const ORDER: [(&str, &str, &str, bool); 9] = [
    ("campaign", "first_seen", "last_seen", true),
    ("indicator", "valid_from", "valid_until", false),
    ("infrastructure", "first_seen", "last_seen", true),
    ("intrusion-set", "first_seen", "last_seen", true),
    ("malware", "first_seen", "last_seen", true),
    ("observed-data", "first_observed", "last_observed", true),
    ("relationship", "start_time", "stop_time", false),
    ("sighting", "first_seen", "last_seen", true),
    ("threat-actor", "first_seen", "last_seen", true),
];

fn order(subject: &mut Subject<'_, '_>) {
    in_order(subject, subject.object, ("created", "modified", true), subject.at);
    let kind = subject.kind;
    for (_, earlier, later, equal) in ORDER.into_iter().filter(|(of, ..)| *of == kind) {
        let equal = equal || subject.version == SpecVersion::V20;
        in_order(subject, subject.object, (earlier, later, equal), subject.at);
    }
}

fn end_after_start(subject: &mut Subject<'_, '_>, object: &Object, at: &Path<'_>) {
    if object.get("type").is_some_and(|kind| kind == "network-traffic") {
        in_order(subject, object, ("start", "end", true), at);
    }
}

fn in_order(subject: &mut Subject<'_, '_>, object: &Object, rule: (&'static str, &'static str, bool), at: &Path<'_>) {
    let (earlier, later, may_be_equal) = rule;
    let time = |name| object.get(name).and_then(Value::as_str).and_then(Timestamp::parse);
    let (Some(first), Some(last)) = (time(earlier), time(later)) else { return };
    if last < first || (last == first && !may_be_equal) {
        let word = if may_be_equal { "before" } else { "before or at" };
        let message = format!("`{later}` ({}) lies {word} `{earlier}` ({}).", last.as_str(), first.as_str());
        subject.sink.error("order", &at.key(later), message);
    }
}

/// 2.1, 7.2.1: a marking definition does not mark itself.
fn marking_circles(subject: &mut Subject<'_, '_>) {
    let (Some(id), "marking-definition") = (subject.id, subject.kind) else { return };
    if crate::markings::object_markings(subject.object).any(|marking| marking == id) {
        let message = "A marking definition must not refer to itself.".into();
        subject.sink.error("marking-circle", &subject.at.key("object_marking_refs"), message);
    }
    if crate::markings::granular_markings(subject.object).any(|granular| granular.marking_ref() == Some(id)) {
        let message = "A marking definition must not refer to itself.".into();
        subject.sink.error("marking-circle", &subject.at.key("granular_markings"), message);
    }
}

/// 2.1, 7.2.3.1: selectors select something.
fn selectors(subject: &mut Subject<'_, '_>) {
    let list = subject.object.get("granular_markings").and_then(Value::as_array).into_iter().flatten();
    for (index, marking) in list.enumerate() {
        let texts = marking.get("selectors").and_then(Value::as_array).into_iter().flatten();
        for (place, text) in texts.enumerate().filter_map(|(place, text)| Some((place, text.as_str()?))) {
            let resolved = Selector::parse(text).and_then(|selector| selector.resolve(subject.object).map(|_| ()));
            if let Err(error) = resolved {
                let markings = subject.at.key("granular_markings");
                let marking = markings.index(index);
                subject.sink.error("selector", &marking.key("selectors").index(place), format!("{error}."));
            }
        }
    }
}

/// Names that must come from IANA's registries (2.1, 6.1, 6.3, 6.7).
fn registered_names(subject: &mut Subject<'_, '_>, object: &Object, kind: &str, at: &Path<'_>) {
    let (property, registry, what) = match kind {
        "artifact" => ("mime_type", Registry::MediaTypes, "media type"),
        "directory" => ("path_enc", Registry::CharacterSets, "character set"),
        "file" => ("name_enc", Registry::CharacterSets, "character set"),
        _ => return,
    };
    if let Some(name) = object.get(property).and_then(Value::as_str).filter(|name| !registry.holds(name)) {
        let message = format!("{} is no {what} that IANA has registered.", Shown(name));
        subject.sink.error("registry", &at.key(property), message);
    }
}

/// 2.1, 2.9: a random id for processes, and where nothing contributes to a derived one.
fn uuid_version(subject: &mut Subject<'_, '_>, object: &Object, kind: &str, at: &Path<'_>) {
    const ALL_OPTIONAL: [&str; 5] =
        ["artifact", "email-message", "user-account", "windows-registry-key", "x509-certificate"];
    let Some(id) = object.get("id").and_then(Value::as_str).and_then(Id::parse) else { return };
    let message = match kind {
        "process" => "The id of a process must be a UUIDv4.",
        _ if !ALL_OPTIONAL.contains(&kind) => return,
        _ if id::contributing(kind).iter().any(|name| object.contains_key(*name)) => return,
        _ => "Where no property contributes to the id, it must be a UUIDv4.",
    };
    if id.version() != 4 {
        subject.sink.error("uuid-version", &at.key("id"), message.into());
    }
}

/// 2.1, 3.2: `lang` is a language tag, also where the standard gives a type no `lang`.
fn language(subject: &mut Subject<'_, '_>) {
    let defined = subject.shape().is_none_or(|shape| shape.properties.contains_key("lang"));
    let Some(value) = subject.object.get("lang").filter(|_| !defined && subject.version == SpecVersion::V21) else {
        return;
    };
    if !value.as_str().is_some_and(lists::is_language) {
        let message = "`lang` must be a language tag (RFC 5646).".into();
        subject.sink.error("language", &subject.at.key("lang"), message);
    }
}

/// 2.1, 7.1: the contents are by language, and within by name of property.
fn language_contents(subject: &mut Subject<'_, '_>) {
    if subject.kind != "language-content" {
        return;
    }
    let contents = subject.at.key("contents");
    for (language, translated) in subject.object.get("contents").and_then(Value::as_object).into_iter().flatten() {
        let at = contents.key(language);
        if !lists::is_language(language) {
            subject.sink.error("language", &at, format!("{} is no language tag (RFC 5646).", Shown(language)));
        }
        let Some(translated) = translated.as_object() else {
            subject.sink.error("type", &at, "The translations must be an object.".into());
            continue;
        };
        for name in translated.keys().filter(|name| !forms::is_property_name_20(name)) {
            subject.sink.error("property-name", &at.key(name), format!("{} is no name of a property.", Shown(name)));
        }
    }
}

/// 2.1, 4.14 and chapter 6: what observables of one observation refer to is there, and is of the right type.
fn neighbours(subject: &mut Subject<'_, '_>) {
    let Some(objects) = subject.object.get("objects").and_then(Value::as_object) else { return };
    if subject.kind != "observed-data" {
        return;
    }
    let shapes = Shapes::of(subject.version);
    let place = subject.at.key("objects");
    for (key, object) in objects.iter().filter_map(|(key, object)| Some((key, object.as_object()?))) {
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        each_reference(shapes, object, kind, &place.key(key), &mut |reference, kinds, at| {
            let found =
                objects.get(reference).map(|target| target.get("type").and_then(Value::as_str).unwrap_or_default());
            match found {
                None => subject.sink.error("reference", at, format!("There is no {} in `objects`.", Shown(reference))),
                Some(kind) if !kinds.iter().any(|wanted| wanted == kind) => {
                    let message = format!("{} must be {}, is {}.", Shown(reference), kinds.join(" or "), Shown(kind));
                    subject.sink.error("reference", at, message);
                }
                Some(_) => {}
            }
        });
    }
}

type OnReference<'c> = dyn FnMut(&str, &[String], &Path<'_>) + 'c;

fn each_reference(shapes: &Shapes, object: &Object, kind: &str, at: &Path<'_>, call: &mut OnReference<'_>) {
    let Some(shape) = shapes.part(kind) else { return };
    for (name, value) in object {
        let at = &at.key(name);
        match shape.properties.get(name) {
            Some(property) => references_of(shapes, value, property, at, call),
            None if name == "extensions" => {
                for (key, part) in value.as_object().into_iter().flatten() {
                    if let Some(part) = part.as_object() {
                        each_reference(shapes, part, key, &at.key(key), call);
                    }
                }
            }
            None => {}
        }
    }
}

fn references_of(shapes: &Shapes, value: &Value, property: &Type, at: &Path<'_>, call: &mut OnReference<'_>) {
    match (property, value) {
        (Type::Ref(kinds), Value::String(reference)) if !is_marking(kinds) => call(reference, kinds, at),
        (Type::List(inner, _), Value::Array(items)) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| references_of(shapes, item, inner, &at.index(index), call));
        }
        (Type::Struct(part), Value::Object(inner)) => each_reference(shapes, inner, part, at, call),
        _ => {}
    }
}

fn is_marking(kinds: &[String]) -> bool {
    kinds == ["marking-definition"]
}

/// 2.1, 4.7: a pattern in the STIX language can be read, and names types and properties that can be.
fn indicator_pattern(subject: &mut Subject<'_, '_>) {
    let text = |name| subject.object.get(name).and_then(Value::as_str);
    let is_stix = subject.version == SpecVersion::V20 || text("pattern_type") == Some("stix");
    let (Some(pattern), true, "indicator") = (text("pattern"), is_stix, subject.kind) else { return };
    let version = match subject.version {
        SpecVersion::V20 => Version::V20,
        SpecVersion::V21 => {
            text("pattern_version").or(text("spec_version")).and_then(|it| it.parse().ok()).unwrap_or_default()
        }
    };
    let at = subject.at.key("pattern");
    let verdict = pattern::check(pattern, version);
    for fault in &verdict.errors {
        subject.sink.error("pattern", &at, format!("The pattern is not valid: {fault}."));
    }
    if !verdict.is_valid() {
        return;
    }
    let shapes = Shapes::of(subject.version);
    for (kind, property) in &pattern_paths::of(pattern, version) {
        pattern_names(subject, shapes, kind, property, &at);
    }
}

fn pattern_names(subject: &mut Subject<'_, '_>, shapes: &Shapes, kind: &str, property: &str, at: &Path<'_>) {
    let known = shapes.object(kind).filter(|shape| shape.core == Some(super::shape::Core::Observable));
    let prefix = subject.active.pattern_prefix;
    if known.is_none() {
        if !forms::is_pattern_type(kind) {
            return subject.sink.error("pattern", at, format!("{} is no name of an observable's type.", Shown(kind)));
        }
        if prefix.is_some_and(|prefix| !super::custom::has_prefix(kind, '-', prefix)) {
            let message = format!("The custom type {} should start with `x-` and its source.", Shown(kind));
            subject.sink.error("pattern", at, message);
        }
    }
    if known.is_some_and(|shape| shape.defines(property)) {
        return;
    }
    if !forms::is_property_name_20(property) || property == "id" {
        subject.sink.error("pattern", at, format!("{} is no name of an observable's property.", Shown(property)));
    } else if known.is_some() && prefix.is_some_and(|prefix| !super::custom::has_prefix(property, '_', prefix)) {
        let message = format!("The custom property {} should start with `x_` and its source.", Shown(property));
        subject.sink.error("pattern", at, message);
    }
}
