//! What the standard says SHOULD of one object: versions of ids, vocabularies, spelling, suggested relationships,
//! properties that belong there. Observables are in `observables.rs`, content of one's own in `custom.rs`.

use super::finding::{Path, Shown};
use super::lists;
use super::shape::SpecVersion;
use super::subject::Subject;
use crate::id::{self, Id};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Runs those that are on.
pub(crate) fn run(subject: &mut Subject<'_, '_>) {
    uuid_version(subject);
    vocabularies(subject);
    kill_chain_names(subject);
    product_name(subject);
    marking_type(subject);
    relationship(subject);
    country(subject);
    reference_hashes(subject);
    wanted_properties(subject);
}

/// 2.1, 2.9: observables have derived ids, all else random ones.
fn uuid_version(subject: &mut Subject<'_, '_>) {
    let read = if subject.kind == "bundle" { Id::of_any_version } else { Id::parse };
    let Some(id) = subject.id.and_then(read).filter(|_| subject.active.on("uuid-check")) else { return };
    let derived = subject.is_observable() && subject.kind != "process";
    let wanted = if derived { 5 } else { 4 };
    let nothing_contributes =
        derived && !id::contributing(subject.kind).iter().any(|it| subject.object.contains_key(*it));
    if id.version() != wanted && !(nothing_contributes && id.version() == 4) {
        let message = format!("The id should be a UUIDv{wanted}, it is of version {}.", id.version());
        subject.sink.warn("uuid-check", &subject.at.key("id"), message);
    }
}

/// 2.1, 2.12 and chapter 10: values out of the open vocabularies, written in lower case with hyphens.
fn vocabularies(subject: &mut Subject<'_, '_>) {
    for (check, vocabulary) in lists::vocabularies(subject.version) {
        let Some(properties) = vocabulary.uses.get(subject.kind) else { continue };
        for name in properties {
            let Some(value) = subject.object.get(name) else { continue };
            let at = subject.at.key(name);
            each_word(value, &at, &mut |word, at| {
                if subject.active.on("open-vocab-format") && !is_spelt_well(word) {
                    let message = format!("{} should be in lower case, with hyphens between words.", Shown(word));
                    subject.sink.warn("open-vocab-format", at, message);
                }
                if subject.active.on(check) && !vocabulary.values.contains(word) {
                    let message = format!("{} is allowed, but is not in the vocabulary {check}.", Shown(word));
                    subject.sink.warn(check, at, message);
                }
            });
        }
    }
}

fn each_word(value: &Value, at: &Path<'_>, call: &mut dyn FnMut(&str, &Path<'_>)) {
    match value {
        Value::String(word) => call(word, at),
        Value::Array(words) => {
            let words = words.iter().enumerate().filter_map(|(index, word)| Some((index, word.as_str()?)));
            words.for_each(|(index, word)| call(word, &at.index(index)));
        }
        _ => {}
    }
}

/// Lower case, with hyphens and not spaces or low lines between words.
pub(crate) fn is_spelt_well(word: &str) -> bool {
    let lower = word.chars().any(char::is_lowercase) && !word.chars().any(char::is_uppercase);
    lower && !word.contains(['_', ' '])
}

/// 2.1, 2.6: names of kill chains and phases are spelt as vocabularies are.
fn kill_chain_names(subject: &mut Subject<'_, '_>) {
    const USERS: [&str; 5] = ["attack-pattern", "indicator", "infrastructure", "malware", "tool"];
    if !subject.active.on("kill-chain-names") || !USERS.contains(&subject.kind) {
        return;
    }
    let place = subject.at.key("kill_chain_phases");
    let phases = subject.object.get("kill_chain_phases").and_then(Value::as_array).into_iter().flatten();
    for (index, phase) in phases.enumerate() {
        for part in ["kill_chain_name", "phase_name"] {
            let name = phase.get(part).and_then(Value::as_str).filter(|name| !is_spelt_well(name));
            if let Some(name) = name {
                let message = format!("{} should be in lower case, with hyphens between words.", Shown(name));
                subject.sink.warn("kill-chain-names", &place.index(index).key(part), message);
            }
        }
    }
}

/// 2.1, 4.12: the product's name in lower case, with hyphens.
fn product_name(subject: &mut Subject<'_, '_>) {
    let product = subject.object.get("product").and_then(Value::as_str);
    let Some(name) = product.filter(|_| subject.kind == "malware-analysis") else { return };
    let formed =
        !name.is_empty() && name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
    if subject.active.on("malware-analysis-product") && !formed {
        let message = format!("{} should be in lower case, with hyphens between words.", Shown(name));
        subject.sink.warn("malware-analysis-product", &subject.at.key("product"), message);
    }
}

/// 2.1, 7.2.1: markings of one's own come by extension, not by another `definition_type`.
fn marking_type(subject: &mut Subject<'_, '_>) {
    let kind = subject.object.get("definition_type").and_then(Value::as_str);
    let Some(kind) = kind.filter(|_| subject.kind == "marking-definition") else { return };
    let at = subject.at.key("definition_type");
    if subject.active.on("marking-definition-type") && !matches!(kind, "statement" | "tlp") {
        let message = format!("{} should be one of statement, tlp.", Shown(kind));
        subject.sink.warn("marking-definition-type", &at, message);
    }
    if subject.active.on("open-vocab-format") && !is_spelt_well(kind) {
        let message = format!("{} should be in lower case, with hyphens between words.", Shown(kind));
        subject.sink.warn("open-vocab-format", &at, message);
    }
}

/// 2.1, appendix B: the relationships that the standard suggests.
fn relationship(subject: &mut Subject<'_, '_>) {
    const COMMON: [&str; 3] = ["derived-from", "duplicate-of", "related-to"];
    const NO_SDO: [&str; 6] =
        ["bundle", "language-content", "marking-definition", "sighting", "relationship", "extension-definition"];
    if subject.kind != "relationship" || !subject.active.on("relationship-types") {
        return;
    }
    let text = |name| subject.object.get(name).and_then(Value::as_str);
    let type_of =
        |name| text(name).and_then(|id| id.rsplit_once("--")).map(|(kind, _)| kind).filter(|it| !it.is_empty());
    let (Some(kind), Some(source), Some(target)) =
        (text("relationship_type"), type_of("source_ref"), type_of("target_ref"))
    else {
        return;
    };
    if COMMON.contains(&kind) || NO_SDO.contains(&source) || NO_SDO.contains(&target) {
        return;
    }
    let suggested = lists::relationships(subject.version).get(source);
    let targets = suggested.and_then(|kinds| kinds.get(kind));
    let (place, message) = match (suggested, targets) {
        (None, _) => ("source_ref", format!("{} is not suggested as the source of {}.", Shown(source), Shown(kind))),
        (_, None) => ("relationship_type", format!("{} is not suggested for {}.", Shown(kind), Shown(source))),
        (_, Some(targets)) if !targets.iter().any(|it| it == target) => (
            "target_ref",
            format!("{} is not suggested as the target of {} {}.", Shown(target), Shown(source), Shown(kind)),
        ),
        _ => return,
    };
    subject.sink.warn("relationship-types", &subject.at.key(place), message);
}

/// 2.1, 4.10: countries by ISO 3166-1 alpha-2.
fn country(subject: &mut Subject<'_, '_>) {
    let country = subject.object.get("country").and_then(Value::as_str).filter(|_| subject.kind == "location");
    let Some(code) = country.filter(|_| subject.active.on("countries")) else { return };
    if !lists::lists().countries.contains(&code.to_uppercase()) {
        let message = format!("{} should be a code of ISO 3166-1 alpha-2.", Shown(code));
        subject.sink.warn("countries", &subject.at.key("country"), message);
    }
}

/// 2.1, 2.5: what a URL points to should be named by a hash.
fn reference_hashes(subject: &mut Subject<'_, '_>) {
    let references = subject.object.get("external_references").and_then(Value::as_array);
    let Some(references) = references.filter(|_| subject.active.on("extref-hashes")) else { return };
    let bare = |reference: &Value| reference.get("url").is_some() && reference.get("hashes").is_none();
    if let Some(index) = references.iter().position(bare) {
        let place = subject.at.key("external_references");
        let message = "An external reference with a URL should have hashes.".into();
        subject.sink.warn("extref-hashes", &place.index(index), message);
    }
}

/// Properties that should be there, and those that should be there no more.
fn wanted_properties(subject: &mut Subject<'_, '_>) {
    let object = subject.object;
    let lacks = |name: &str| !object.contains_key(name);
    match subject.kind {
        "indicator" if lacks("name") || lacks("description") => {
            advise(subject, "indicator-properties", None, "An indicator should have `name` and `description`.");
        }
        "observed-data" if !lacks("objects") => {
            advise(
                subject,
                "deprecated-properties",
                Some("objects"),
                "`objects` is deprecated in favour of `object_refs`.",
            );
        }
        "extension-definition" => {
            if lacks("description") {
                advise(subject, "extension-description", None, "An extension definition should have a `description`.");
            }
            if is_toplevel(object) && lacks("extension_properties") {
                let message = "An extension of top-level properties should name them in `extension_properties`.";
                advise(subject, "extension-properties", None, message);
            }
        }
        _ => {}
    }
}

fn advise(subject: &mut Subject<'_, '_>, check: &'static str, property: Option<&str>, message: &str) {
    if subject.active.on(check) && subject.version == SpecVersion::V21 {
        let at = property.map_or(*subject.at, |name| subject.at.key(name));
        subject.sink.warn(check, &at, message.into());
    }
}

fn is_toplevel(object: &Object) -> bool {
    let kinds = object.get("extension_types").and_then(Value::as_array);
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "toplevel-property-extension"))
}
