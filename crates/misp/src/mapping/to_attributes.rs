//! Objects of STIX as attributes of MISP: by the labels that a converter of MISP left, else by what they are.

use super::Properties;
use super::comparisons::{plain, tests};
use super::forms::{get, text};
use super::shape::{self, Given, Shape};
use serde_json::{Value, json};
use sextant_stix::object::Object;

/// The value of a label `misp:name="value"`.
pub(super) fn label<'l>(labels: &[&'l str], name: &str) -> Option<&'l str> {
    labels.iter().find_map(|label| {
        let value = label.strip_prefix("misp:")?.strip_prefix(name)?.strip_prefix("=\"")?;
        value.strip_suffix('"')
    })
}

/// An attribute as MISP writes it.
pub(super) fn attribute(kind: &str, category: &str, value: &str, uuid: &str, to_ids: bool) -> Properties {
    let of_type = json!({
        "uuid": uuid, "type": kind, "category": category, "value": value, "to_ids": to_ids,
        "disable_correlation": false,
    });
    of_type.as_object().cloned().unwrap_or_default()
}

/// The category that a type usually has.
pub(super) fn category(kind: &str) -> &'static str {
    shape::of(kind).map_or("Other", |shape| shape.category)
}

/// The attribute of this type that observables are; its bytes, where it has them, as `data`.
pub(super) fn observed(kind: &str, refs: &[&Object]) -> Option<Properties> {
    let shape = shape::of(kind)?;
    let (mut parts, mut data): ([Option<String>; 2], Option<String>) = ([None, None], None);
    for thing in &shape.things {
        let is_it = |object: &&&Object| match thing.kind {
            "ip0" | "ip1" => matches!(object.kind(), "ipv4-addr" | "ipv6-addr"),
            kind => object.kind() == kind,
        };
        let Some(object) = refs.iter().find(is_it) else { continue };
        for (path, given) in &thing.properties {
            let found = get(object.properties(), path).first().copied().cloned();
            let found = found.or_else(|| path.starts_with("hashes.").then(|| lone_hash(object)).flatten());
            match (*given, found) {
                (Given::Part(at) | Given::Number(at), Some(value)) => parts[at.min(1)] = text(&value),
                (Given::Parts(at), Some(value)) => parts[at.min(1)] = value.get(0).and_then(text),
                (Given::RegistryData, Some(value)) => parts[1] = value.pointer("/0/data").and_then(text),
                (Given::Data, Some(value)) => data = text(&value),
                _ => {}
            }
        }
    }
    finished(shape, parts, data)
}

/// The one digest of a file: the reference writes some under names of others.
fn lone_hash(object: &Object) -> Option<Value> {
    let hashes = object.get("hashes")?.as_object().filter(|hashes| hashes.len() == 1)?;
    hashes.values().next().cloned()
}

/// The attribute of this type that a pattern looks for.
pub(super) fn detected(kind: &str, pattern: &str) -> Option<Properties> {
    let shape = shape::of(kind)?;
    if shape.rule.is_some() {
        return finished(shape, [Some(pattern.to_owned()), None], None);
    }
    let tests = tests(pattern)?;
    let (mut parts, mut data): ([Option<String>; 2], Option<String>) = ([None, None], None);
    for (path, given) in &shape.tests {
        let digest = |tested: &&(String, String)| path.contains(":hashes.") && tested.0.contains(":hashes.");
        let found = tests.iter().find(|(tested, _)| plain(tested) == plain(path)).or_else(|| tests.iter().find(digest));
        let found = found.map(|(_, value)| value.clone());
        match (*given, found) {
            (Given::Part(at) | Given::Number(at), Some(value)) => parts[at.min(1)] = Some(value),
            (Given::Data, Some(value)) => data = Some(value),
            _ => {}
        }
    }
    // A name and a port, each of its own kind of object: the label says that they are one attribute.
    if let ([_, None] | [None, _], [(_, first), (_, second)], true) = (&parts, &tests[..], shape.kind.contains('|')) {
        parts = [Some(first.clone()), Some(second.clone())];
    }
    finished(shape, parts, data)
}

fn finished(shape: &Shape, parts: [Option<String>; 2], data: Option<String>) -> Option<Properties> {
    let composite = shape.kind.contains('|') || shape.kind == "malware-sample";
    let value = match (composite, parts) {
        (true, [Some(first), Some(second)]) => format!("{first}|{second}"),
        (false, [Some(first), _]) => first,
        _ => return None,
    };
    let value = if shape.kind == "AS" { format!("AS{value}") } else { value };
    let mut attribute = attribute(shape.kind, shape.category, &value, "", false);
    attribute.extend(data.map(|data| ("data".to_owned(), data.into())));
    Some(attribute)
}

/// The type of attribute that an observable alone is, and the property that is its value.
pub(super) fn simple(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "ipv4-addr" | "ipv6-addr" => ("ip-dst", "value"),
        "domain-name" => ("domain", "value"),
        "url" => ("url", "value"),
        "email-addr" => ("email", "value"),
        "mac-addr" => ("mac-address", "value"),
        "mutex" => ("mutex", "name"),
        "autonomous-system" => ("AS", "number"),
        _ => return None,
    })
}

/// The type of attribute that a single comparison looks for.
pub(super) fn simple_test(path: &str) -> Option<&'static str> {
    const FILE: [(&str, &str); 7] = [
        ("file:hashes.MD5", "md5"),
        ("file:hashes.'SHA-1'", "sha1"),
        ("file:hashes.'SHA-256'", "sha256"),
        ("file:hashes.'SHA-512'", "sha512"),
        ("file:hashes.SSDEEP", "ssdeep"),
        ("file:name", "filename"),
        ("windows-registry-key:key", "regkey"),
    ];
    let known = FILE.iter().find(|(known, _)| plain(known) == plain(path)).map(|(_, kind)| *kind);
    known.or_else(|| {
        let (object, property) = path.split_once(':')?;
        let (kind, value) = simple(object)?;
        (property == value).then_some(if kind == "email" { "email-dst" } else { kind })
    })
}

/// The template whose objects an observable or domain object of this type is, without a label that says so.
pub(super) fn usual_template(kind: &str, extended: impl Fn(&str) -> bool) -> Option<&'static str> {
    Some(match kind {
        "network-traffic" if extended("socket-ext") => "network-socket",
        "network-traffic" if extended("http-request-ext") => "http-request",
        "network-traffic" => "network-traffic",
        "artifact" => "artifact",
        "autonomous-system" => "asn",
        "directory" => "directory",
        "email-message" => "email",
        "file" => "file",
        "identity" => "identity",
        "location" => "geolocation",
        "process" => "process",
        "software" => "software",
        "user-account" => "user-account",
        "windows-registry-key" => "registry-key",
        "x509-certificate" => "x509",
        _ => return None,
    })
}
