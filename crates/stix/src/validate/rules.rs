//! What an object must be that no table can say: properties that shut each other out, fixed values, open dictionaries
//! with rules of their own. Each rule has the name by which the tables of `data/` ask for it.

use super::finding::{Path, Shown};
use super::forms;
use super::shape::{Core, SpecVersion};
use super::walk::Walk;
use crate::markings::tlp;
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Holds an object to a rule that its table names.
pub(crate) fn hold(walk: &mut Walk<'_, '_>, rule: &str, object: &Object, kind: &str, at: &Path<'_>) {
    match rule {
        "family-has-name" => family_has_name(walk, object, at),
        "artifact-source" => artifact_source(walk, object, at),
        "artifact-encryption" => artifact_encryption(walk, object, at),
        "encryption" => encryption(walk, object, at),
        "multipart" => multipart(walk, object, at),
        "header-fields" => header_fields(walk, object, at),
        "active-has-no-end" => active_has_no_end(walk, object, at),
        "marking-definition" => marking_definition(walk, object, at),
        "extensions" => marking_extensions(walk, object, at),
        "properties-of-toplevel-extensions" => toplevel_properties(walk, object, at),
        "known-extensions" => {}
        unknown => debug_assert!(false, "{kind} asks for the rule {unknown}"),
    }
}

/// 2.1, 4.11: a family has a name.
fn family_has_name(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    if object.get("is_family") == Some(&Value::Bool(true)) && !object.contains_key("name") {
        walk.sink.error("required", at, "`name` is required when `is_family` is true.".into());
    }
}

/// 2.1, 6.1: the bytes or where they lie, with a hash; not both.
fn artifact_source(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    let has = |name| object.contains_key(name);
    let message = match (has("payload_bin"), has("url")) {
        (true, true) => "`payload_bin` and `url` must not be there together.",
        (false, false) => "`payload_bin` or `url` must be there.",
        (false, true) if !has("hashes") => "`hashes` is required where `url` is there.",
        _ => return,
    };
    walk.sink.error("required", at, message.into());
}

/// 2.1, 6.1: a key only where something is encrypted.
fn artifact_encryption(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    if object.contains_key("decryption_key") && !object.contains_key("encryption_algorithm") {
        walk.sink.error("required", at, "`decryption_key` needs `encryption_algorithm`.".into());
    }
}

/// 2.0, part 4, 2.8: algorithm and key only where the file is encrypted.
fn encryption(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    let told = object.contains_key("encryption_algorithm") || object.contains_key("decryption_key");
    if told && object.get("is_encrypted") != Some(&Value::Bool(true)) {
        let message = "`encryption_algorithm` and `decryption_key` need `is_encrypted` to be true.";
        walk.sink.error("required", at, message.into());
    }
}

/// 2.1, 6.6: the body, or the parts, as `is_multipart` says.
fn multipart(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    let unwanted = match object.get("is_multipart") {
        Some(Value::Bool(true)) => "body",
        Some(Value::Bool(false)) => "body_multipart",
        _ => return,
    };
    if object.contains_key(unwanted) {
        let message = format!("`{unwanted}` must not be there with this value of `is_multipart`.");
        walk.sink.error("forbidden", &at.key(unwanted), message);
    }
}

/// 2.1, 6.6: further header fields are not those that have properties of their own.
fn header_fields(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    const OWN: [&str; 9] = [
        "date",
        "received_lines",
        "content_type",
        "from_ref",
        "sender_ref",
        "to_refs",
        "cc_refs",
        "bcc_refs",
        "subject",
    ];
    let Some(fields) = object.get("additional_header_fields").and_then(Value::as_object) else { return };
    for name in fields.keys().filter(|name| OWN.contains(&name.as_str())) {
        let at = &at.key("additional_header_fields");
        walk.sink.error("forbidden", &at.key(name), format!("`{name}` has a property of its own."));
    }
}

/// 2.1, 6.12: what goes on has no end.
fn active_has_no_end(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    if object.get("is_active") == Some(&Value::Bool(true)) && object.contains_key("end") {
        walk.sink.error("forbidden", &at.key("end"), "`end` must not be there while `is_active` is true.".into());
    }
}

/// 2.1, 7.3: only extensions of top-level properties list properties.
fn toplevel_properties(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    let kinds = object.get("extension_types").and_then(Value::as_array);
    let toplevel = kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind == "toplevel-property-extension"));
    if object.contains_key("extension_properties") && !toplevel {
        let message = "`extension_properties` belongs to extensions of the type toplevel-property-extension.";
        walk.sink.error("forbidden", &at.key("extension_properties"), message.into());
    }
}

/// 2.1, 7.2.1: a marking definition has extensions that are defined, and no others.
fn marking_extensions(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    let Some(value) = object.get("extensions") else { return };
    let at = &at.key("extensions");
    match value.as_object() {
        Some(extensions) if !extensions.is_empty() => {
            extensions.iter().for_each(|(key, extension)| walk.extension(key, extension, false, &at.key(key)));
        }
        _ => walk.sink.error("type", at, "`extensions` must be an object that is not empty.".into()),
    }
}

/// 2.1, 7.2.1.2 to 7.2.1.4: a statement, one of the four fixed TLP markings, or a marking of another's making.
fn marking_definition(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    let by_extension = object.contains_key("extensions") && walk.version == SpecVersion::V21;
    let (kind, definition) = (object.get("definition_type"), object.get("definition"));
    if !by_extension && (kind.is_none() || definition.is_none()) {
        let message = "`definition_type` and `definition` are required where no extension defines the marking.";
        return walk.sink.error("required", at, message.into());
    }
    match kind.and_then(Value::as_str) {
        Some("statement") => {
            let statement = definition.and_then(|it| it.get("statement"));
            if !statement.is_some_and(Value::is_string) {
                let message = "A statement marking must have a `definition` with a string `statement`.";
                walk.sink.error("marking-definition", &at.key("definition"), message.into());
            }
        }
        Some("tlp") if !is_fixed_tlp(object, walk.version) => {
            let message = "A TLP marking must be one of the four that the standard prints, to the letter.";
            walk.sink.error("tlp", at, message.into());
        }
        _ => {}
    }
}

fn is_fixed_tlp(object: &Object, version: SpecVersion) -> bool {
    let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
    let Some((tlp::Version::One, level)) = tlp::of_id(id) else { return false };
    let Some(Value::Object(mut fixed)) = tlp::definition(tlp::Version::One, level) else { return false };
    if version == SpecVersion::V20 {
        fixed.remove("name");
        fixed.remove("spec_version");
    }
    *object == fixed
}

/// 2.1, 2.7: names of 3 to 250 characters, values as long as the algorithm's.
pub(crate) fn hashes(walk: &mut Walk<'_, '_>, value: &Value, at: &Path<'_>) {
    walk.dictionary(value, None, at);
    for (name, hash) in value.as_object().into_iter().flatten() {
        let at = &at.key(name);
        if name.len() < 3 {
            walk.sink.error("dictionary-key", at, format!("{} is too short for the name of a hash.", Shown(name)));
        }
        match hash.as_str() {
            None => walk.sink.error("type", at, "A hash must be a string.".into()),
            Some(text) if !is_hash(name, text) => {
                walk.sink.error("format", at, format!("{} is no {name} hash.", Shown(text)));
            }
            Some(_) => {}
        }
    }
}

fn is_hash(name: &str, text: &str) -> bool {
    let hex = |digits: usize| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match name {
        "MD5" => hex(32),
        "SHA-1" | "RIPEMD-160" => hex(40),
        "SHA-224" | "SHA3-224" => hex(56),
        "SHA-256" | "SHA3-256" => hex(64),
        "SHA-384" | "SHA3-384" => hex(96),
        "SHA-512" | "SHA3-512" | "WHIRLPOOL" => hex(128),
        "MD6" => [32, 40, 56, 64, 96, 128].into_iter().any(hex),
        "SSDEEP" | "ssdeep" => {
            (1..=128).contains(&text.len())
                && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"/+:.".contains(&it))
        }
        "TLSH" => text.len() == 70 && text.bytes().all(|it| it.is_ascii_alphanumeric()),
        _ => true,
    }
}

/// 2.1, 2.5 (external references): a CVE, a CAPEC, or another source with something to follow.
pub(crate) fn external_reference(walk: &mut Walk<'_, '_>, value: &Value, at: &Path<'_>) {
    let Value::Object(reference) = value else {
        return walk.sink.error("type", at, "An external reference must be an object.".into());
    };
    for name in ["source_name", "description", "url", "external_id"] {
        match reference.get(name) {
            Some(text) if !text.is_string() => {
                walk.sink.error("type", &at.key(name), format!("`{name}` must be a string."));
            }
            Some(Value::String(url)) if name == "url" && !forms::is_uri(url) => {
                walk.sink.error("format", &at.key("url"), format!("{} is not a URI (RFC 3986).", Shown(url)));
            }
            _ => {}
        }
    }
    if let Some(given) = reference.get("hashes") {
        hashes(walk, given, &at.key("hashes"));
        hashes_of_reference(walk, given, &at.key("hashes"));
    }
    let text = |name| reference.get(name).and_then(Value::as_str);
    match text("source_name") {
        Some(source) => source_and_id(walk, reference, source, text("external_id"), at),
        None if !reference.contains_key("source_name") => {
            walk.sink.error("required", at, "`source_name` is a required property.".into());
        }
        None => {}
    }
}

/// 2.1, 2.5: the hashes of what an external reference points to are of the known algorithms.
fn hashes_of_reference(walk: &mut Walk<'_, '_>, value: &Value, at: &Path<'_>) {
    const KNOWN: [&str; 8] = ["MD5", "SHA-1", "SHA-256", "SHA-512", "SHA3-256", "SHA3-512", "SSDEEP", "TLSH"];
    if walk.version == SpecVersion::V20 {
        return;
    }
    for name in value.as_object().into_iter().flat_map(Map::keys).filter(|name| !KNOWN.contains(&name.as_str())) {
        walk.sink.error("enum", &at.key(name), format!("{} is not one of {}.", Shown(name), KNOWN.join(", ")));
    }
}

fn source_and_id(walk: &mut Walk<'_, '_>, reference: &Object, source: &str, id: Option<&str>, at: &Path<'_>) {
    let is_cve = id.is_some_and(is_cve);
    let is_capec = id.is_some_and(is_capec);
    let holds = match source {
        "cve" => is_cve,
        "capec" => is_capec,
        _ => !is_cve && !is_capec,
    };
    if !holds {
        let message = format!(
            "The source {} and the external id {} do not fit: `cve` goes with CVE-YYYY-NNNN, `capec` with CAPEC-N.",
            Shown(source),
            Shown(id.unwrap_or("(none)"))
        );
        walk.sink.error("external-id", at, message);
    }
    let followed = ["external_id", "description", "url"].iter().any(|name| reference.contains_key(*name));
    if !followed {
        let message = "At least one of `external_id`, `description`, `url` must be there.";
        walk.sink.error("required", at, message.into());
    }
}

fn is_cve(id: &str) -> bool {
    let parts = id.strip_prefix("CVE-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(year, number)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let long = number.len() == 4 || (number.len() > 4 && !number.starts_with('0'));
        year.len() == 4 && digits(year) && digits(number) && long
    })
}

fn is_capec(id: &str) -> bool {
    id.strip_prefix("CAPEC-").is_some_and(|number| !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()))
}

/// 2.1, 4.14: `objects` of observed data, each held as an observable of its own.
pub(crate) fn observables(walk: &mut Walk<'_, '_>, value: &Value, at: &Path<'_>) {
    let Value::Object(objects) = value else {
        return walk.sink.error("type", at, "`objects` must be a dictionary of observables.".into());
    };
    if objects.is_empty() {
        walk.sink.error("empty-object", at, "`objects` must not be empty.".into());
    }
    let outer = std::mem::replace(&mut walk.embedded, true);
    for (key, object) in objects {
        let at = &at.key(key);
        match object {
            Value::Object(object) => observable(walk, object, at),
            _ => walk.sink.error("type", at, "An observable must be an object.".into()),
        }
    }
    walk.embedded = outer;
}

fn observable(walk: &mut Walk<'_, '_>, object: &Object, at: &Path<'_>) {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    if walk.shapes.object(kind).is_some_and(|shape| shape.core != Some(Core::Observable)) {
        return walk.sink.error("type-name", &at.key("type"), format!("`{kind}` is no observable."));
    }
    walk.object(object, Core::Observable, at);
}

/// 2.1, 6.7.5: names of EXIF tags, with strings and integers.
pub(crate) fn exif_tags(walk: &mut Walk<'_, '_>, value: &Value, at: &Path<'_>) {
    walk.dictionary(value, None, at);
    for (name, tag) in value.as_object().into_iter().flatten() {
        let capital = name.len() > 1 && name.as_bytes()[0].is_ascii_uppercase();
        if !capital || !(tag.is_string() || tag.is_i64() || tag.is_u64()) {
            let message = format!("{} must be the name of an EXIF tag, with a string or an integer.", Shown(name));
            walk.sink.error("format", &at.key(name), message);
        }
    }
}

/// 2.1, 6.12.3: names of socket options, with integers.
pub(crate) fn socket_options(walk: &mut Walk<'_, '_>, value: &Value, at: &Path<'_>) {
    const FAMILIES: [&str; 8] = ["SO", "ICMP", "ICMP6", "IP", "IPV6", "MCAST", "TCP", "IRLMP"];
    walk.dictionary(value, None, at);
    for (name, option) in value.as_object().into_iter().flatten() {
        let named = name.split_once('_').is_some_and(|(family, rest)| {
            let word =
                |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            FAMILIES.contains(&family) && rest.split('_').all(word)
        });
        if !named || !(option.is_i64() || option.is_u64()) {
            let message = format!("{} must be the name of a socket option, with an integer.", Shown(name));
            walk.sink.error("format", &at.key(name), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_weaknesses_are_told_apart() {
        for good in ["CVE-2014-0001", "CVE-2014-12345", "CVE-1999-9999"] {
            assert!(is_cve(good), "{good}");
        }
        for bad in ["CVE-2014-001", "CVE-2014-01234", "CVE-14-0001", "cve-2014-0001", "CVE-2014-", "CVE-2014-00x1"] {
            assert!(!is_cve(bad), "{bad}");
        }
        assert!(is_capec("CAPEC-1") && !is_capec("CAPEC-") && !is_capec("CAPEC-1a"));
    }
}
