//! What the standard says SHOULD of cyber observables, on their own or within observed data.

use super::finding::{Path, Shown};
use super::lists::{self, Registry};
use super::subject::{Subject, observables};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Runs those that are on.
pub(crate) fn run(subject: &mut Subject<'_, '_>) {
    object_keys(subject);
    for (object, place) in observables(subject.object, subject.kind, subject.at) {
        place.with(|at| one(subject, object, at));
    }
}

fn one(subject: &mut Subject<'_, '_>, object: &Object, at: &Path<'_>) {
    dictionary_keys(subject, object, at);
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "file" => file(subject, object, at),
        "artifact" | "x509-certificate" => hash_names(subject, object.get("hashes"), &at.key("hashes")),
        "network-traffic" => network_traffic(subject, object, at),
        "process" => priority_class(subject, object, at),
        "user-account" => in_vocabulary(subject, "account-type", object.get("account_type"), &at.key("account_type")),
        _ => {}
    }
}

/// 2.0, part 3, 2.1; 2.1, 4.14: keys of `objects` are numbers.
fn object_keys(subject: &mut Subject<'_, '_>) {
    let objects = subject.object.get("objects").and_then(Value::as_object).filter(|_| subject.kind == "observed-data");
    let Some(objects) = objects.filter(|_| subject.active.on("observable-object-keys")) else { return };
    let place = subject.at.key("objects");
    for key in objects.keys().filter(|key| key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_digit())) {
        let message = format!("{} should be a number that is not negative.", Shown(key));
        subject.sink.warn("observable-object-keys", &place.key(key), message);
    }
}

/// 2.1, 2.5: keys of dictionaries in lower case, but those that are names from elsewhere.
fn dictionary_keys(subject: &mut Subject<'_, '_>, entries: &Object, at: &Path<'_>) {
    if !subject.active.on("observable-dictionary-keys") {
        return;
    }
    for (key, value) in entries {
        let at = at.key(key);
        if key.is_empty() || key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let message = format!("The key {} should be in lower case.", Shown(key));
            subject.sink.warn("observable-dictionary-keys", &at, message);
        }
        match value {
            Value::Object(inner) if !lists::lists().capital_keys.contains(key) => dictionary_keys(subject, inner, &at),
            _ => {}
        }
    }
}

fn extension<'a>(object: &'a Object, key: &str) -> Option<&'a Object> {
    object.get("extensions")?.get(key)?.as_object()
}

fn file(subject: &mut Subject<'_, '_>, object: &Object, at: &Path<'_>) {
    hash_names(subject, object.get("hashes"), &at.key("hashes"));
    in_vocabulary(subject, "encryption-algo", object.get("encryption_algorithm"), &at.key("encryption_algorithm"));
    let registered = |name: &str| Registry::MediaTypes.holds(name);
    each_name(
        subject,
        "mime-type",
        object.get("mime_type"),
        &at.key("mime_type"),
        registered,
        "a registered media type",
    );
    let extensions = at.key("extensions");
    if let Some(ntfs) = extension(object, "ntfs-ext") {
        hashes_of_parts(subject, ntfs, "alternate_data_streams", &extensions.key("ntfs-ext"));
    }
    if let Some(pdf) = extension(object, "pdf-ext") {
        let at = extensions.key("pdf-ext");
        let known = |name: &str| lists::lists().pdf_keys.contains(name);
        let keys = pdf.get("document_info_dict");
        each_name(
            subject,
            "pdf-doc-info",
            keys,
            &at.key("document_info_dict"),
            known,
            "a key of PDF's document information",
        );
    }
    if let Some(binary) = extension(object, "windows-pebinary-ext") {
        windows_binary(subject, binary, &extensions.key("windows-pebinary-ext"));
    }
}

fn windows_binary(subject: &mut Subject<'_, '_>, binary: &Object, at: &Path<'_>) {
    hash_names(subject, binary.get("file_header_hashes"), &at.key("file_header_hashes"));
    let header = binary.get("optional_header").and_then(|header| header.get("hashes"));
    hash_names(subject, header, &at.key("optional_header").key("hashes"));
    hashes_of_parts(subject, binary, "sections", at);
    in_vocabulary(subject, "windows-pebinary-type", binary.get("pe_type"), &at.key("pe_type"));
}

fn hashes_of_parts(subject: &mut Subject<'_, '_>, object: &Object, list: &str, at: &Path<'_>) {
    let place = at.key(list);
    for (index, part) in object.get(list).and_then(Value::as_array).into_iter().flatten().enumerate() {
        hash_names(subject, part.get("hashes"), &place.index(index).key("hashes"));
    }
}

/// 2.1, 2.7 and 10.7: hashes out of the vocabulary, or named as one's own.
fn hash_names(subject: &mut Subject<'_, '_>, hashes: Option<&Value>, at: &Path<'_>) {
    let names = hashes.and_then(Value::as_object).into_iter().flat_map(Map::keys);
    for name in names {
        let known = lists::vocabularies(subject.version)["hash-algo"].values.contains(name);
        if subject.active.on("hash-algo") && !known && !name.starts_with("x_") {
            let message = format!("{} is not in the vocabulary hash-algo, and does not start with `x_`.", Shown(name));
            subject.sink.warn("hash-algo", &at.key(name), message);
        }
        if subject.active.on("hash-length") && name.chars().count() > 30 {
            let message = format!("{} is longer than 30 characters.", Shown(name));
            subject.sink.warn("hash-length", &at.key(name), message);
        }
    }
}

fn in_vocabulary(subject: &mut Subject<'_, '_>, check: &'static str, value: Option<&Value>, at: &Path<'_>) {
    let Some(word) = value.and_then(Value::as_str).filter(|_| subject.active.on(check)) else { return };
    if lists::vocabularies(subject.version).get(check).is_some_and(|vocabulary| !vocabulary.values.contains(word)) {
        let message = format!("{} is allowed, but is not in the vocabulary {check}.", Shown(word));
        subject.sink.warn(check, at, message);
    }
}

/// Holds the words of a text, a list, or the keys of a dictionary against a list of names.
fn each_name(
    subject: &mut Subject<'_, '_>,
    check: &'static str,
    value: Option<&Value>,
    at: &Path<'_>,
    known: fn(&str) -> bool,
    what: &str,
) {
    let Some(value) = value.filter(|_| subject.active.on(check)) else { return };
    let mut hold = |name: &str, at: &Path<'_>| {
        if !known(name) {
            subject.sink.warn(check, at, format!("{} should be {what}.", Shown(name)));
        }
    };
    match value {
        Value::String(name) => hold(name, at),
        Value::Array(names) => {
            let names = names.iter().enumerate().filter_map(|(index, name)| Some((index, name.as_str()?)));
            names.for_each(|(index, name)| hold(name, &at.index(index)));
        }
        Value::Object(entries) => entries.keys().for_each(|name| hold(name, &at.key(name))),
        _ => {}
    }
}

fn network_traffic(subject: &mut Subject<'_, '_>, object: &Object, at: &Path<'_>) {
    let both = object.contains_key("src_port") && object.contains_key("dst_port");
    if subject.active.on("network-traffic-ports") && !both {
        let message = "Network traffic should have `src_port` and `dst_port`.".into();
        subject.sink.warn("network-traffic-ports", at, message);
    }
    let service = |name: &str| Registry::Services.holds(name);
    each_name(
        subject,
        "protocols",
        object.get("protocols"),
        &at.key("protocols"),
        service,
        "a protocol that IANA knows",
    );
    let element = |name: &str| Registry::Ipfix.holds(name);
    each_name(subject, "ipfix", object.get("ipfix"), &at.key("ipfix"), element, "an element of IPFIX");
    let extensions = at.key("extensions");
    if let Some(request) = extension(object, "http-request-ext") {
        let place = extensions.key("http-request-ext");
        let known = |name: &str| lists::lists().request_headers.contains(name);
        let headers = request.get("request_header");
        each_name(
            subject,
            "http-request-headers",
            headers,
            &place.key("request_header"),
            known,
            "a header of HTTP requests",
        );
    }
    if let Some(socket) = extension(object, "socket-ext") {
        let place = extensions.key("socket-ext");
        let known = |name: &str| lists::lists().socket_options.contains(name);
        each_name(subject, "socket-options", socket.get("options"), &place.key("options"), known, "a socket option");
    }
}

/// 2.1, 6.13.2: priorities end in `_CLASS`.
fn priority_class(subject: &mut Subject<'_, '_>, object: &Object, at: &Path<'_>) {
    let priority = extension(object, "windows-process-ext").and_then(|it| it.get("priority")).and_then(Value::as_str);
    let Some(name) = priority.filter(|_| subject.active.on("windows-process-priority-format")) else { return };
    if name.strip_suffix("_CLASS").is_none_or(str::is_empty) {
        let extensions = at.key("extensions");
        let place = extensions.key("windows-process-ext");
        let message = format!("{} should end in `_CLASS`.", Shown(name));
        subject.sink.warn("windows-process-priority-format", &place.key("priority"), message);
    }
}
