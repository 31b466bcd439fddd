//! Small forms: times, properties by path, texts in patterns, types of addresses.

use super::Properties;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Seconds as STIX writes them, to the millisecond.
pub(super) fn instant(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// A time of MISP (`2020-10-25T16:22:00+00:00`, a day, seconds) as STIX writes it, with the fraction that it has.
pub(super) fn time(text: &str) -> Option<String> {
    let text = text.trim();
    let at = text.parse::<Timestamp>().ok();
    // Without a zone, and without a time of day.
    let at = at.or_else(|| format!("{text}Z").parse().ok()).or_else(|| format!("{text}T00:00:00Z").parse().ok());
    let at = at.or_else(|| Timestamp::from_second(text.parse().ok()?).ok())?;
    Some(at.to_string())
}

/// A time of STIX in seconds.
pub(super) fn seconds(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// The type of address that a value is.
pub(super) fn address(value: &str) -> &'static str {
    if value.contains(':') { "ipv6-addr" } else { "ipv4-addr" }
}

/// Whether a text is base64, by its signs and length.
pub(super) fn is_base64(text: &str) -> bool {
    let signs = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - signs.len() <= 2
        && signs.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'+' | b'/'))
}

/// Whether an observable holds what its type is for: an address, a name, digests.
pub(super) fn is_sound(kind: &str, properties: &Properties) -> bool {
    let value = || properties.get("value").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "ipv4-addr" => is_network(value(), 32, |address| address.parse::<Ipv4Addr>().is_ok()),
        "ipv6-addr" => is_network(value(), 128, |address| address.parse::<Ipv6Addr>().is_ok()),
        "domain-name" => !value().is_empty() && !value().contains([' ', '/', ':', '@']),
        "email-addr" => value().split_once('@').is_some_and(|(who, at)| !who.is_empty() && !at.is_empty()),
        "mac-addr" => {
            let mut parts = value().split(':');
            value().len() == 17 && parts.all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit()))
        }
        _ => {
            let hashes = properties.get("hashes").and_then(Value::as_object);
            hashes.is_none_or(|hashes| {
                hashes.iter().all(|(name, digest)| is_digest(name, digest.as_str().unwrap_or_default()))
            })
        }
    }
}

fn is_network(text: &str, widest: u8, is_address: impl Fn(&str) -> bool) -> bool {
    match text.split_once('/') {
        None => is_address(text),
        Some((address, width)) => is_address(address) && width.parse().is_ok_and(|width: u8| width <= widest),
    }
}

fn is_digest(name: &str, text: &str) -> bool {
    let digits = match name {
        "MD5" => 32,
        "SHA-1" => 40,
        "SHA-224" | "SHA3-224" => 56,
        "SHA-256" | "SHA3-256" => 64,
        "SHA-384" | "SHA3-384" => 96,
        "SHA-512" | "SHA3-512" => 128,
        "TLSH" => return text.len() == 70 && text.bytes().all(|sign| sign.is_ascii_alphanumeric()),
        "SSDEEP" => {
            let sign = |sign: u8| sign.is_ascii_alphanumeric() || b"/+:.".contains(&sign);
            return (1..=128).contains(&text.len()) && text.bytes().all(sign);
        }
        _ => return true,
    };
    text.len() == digits && text.bytes().all(|sign| sign.is_ascii_hexdigit())
}

/// A registry key with the whole name of its hive, as the standard asks for (6.17).
pub(super) fn registry_key(key: &str) -> String {
    const HIVES: [(&str, &str); 5] = [
        ("HKLM", "HKEY_LOCAL_MACHINE"),
        ("HKCU", "HKEY_CURRENT_USER"),
        ("HKCR", "HKEY_CLASSES_ROOT"),
        ("HKCC", "HKEY_CURRENT_CONFIG"),
        ("HKU", "HKEY_USERS"),
    ];
    let (hive, rest) = key.split_at(key.find('\\').unwrap_or(key.len()));
    let whole = HIVES.iter().find(|(short, _)| hive.eq_ignore_ascii_case(short)).map_or(hive, |(_, whole)| whole);
    format!("{whole}{rest}")
}

/// A text as it stands in a pattern between quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 2);
    safe.push('\'');
    for sign in text.chars() {
        if matches!(sign, '\\' | '\'') {
            safe.push('\\');
        }
        safe.push(sign);
    }
    safe.push('\'');
    safe
}

/// Sets a property by its path: `a.b`, `a[]` (one more item), `a[0].b` (of the first item). A text that is there
/// already stays: only lists take more than one value.
pub(super) fn set(properties: &mut Properties, path: &str, value: Value) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    if let Some(name) = step.strip_suffix("[]") {
        if let Value::Array(items) = properties.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
            items.push(value);
        }
        return;
    }
    if let Some(name) = step.strip_suffix("[0]") {
        let list = properties.entry(name).or_insert_with(|| Value::Array(vec![Value::Object(Map::new())]));
        if let (Some(Value::Object(first)), Some(rest)) = (list.get_mut(0), rest) {
            set(first, rest, value);
        }
        return;
    }
    match rest {
        None => {
            properties.entry(step).or_insert(value);
        }
        Some(rest) => {
            if let Value::Object(inner) = properties.entry(step).or_insert_with(|| Value::Object(Map::new())) {
                set(inner, rest, value);
            }
        }
    }
}

/// The object at a path, begun where there is none; `None` where something else stands there.
pub(super) fn place<'p>(properties: &'p mut Properties, path: &str) -> Option<&'p mut Properties> {
    if path.is_empty() {
        return Some(properties);
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let next = match step.strip_suffix("[0]") {
        Some(list) => {
            properties.entry(list).or_insert_with(|| Value::Array(vec![Value::Object(Map::new())])).get_mut(0)?
        }
        None => properties.entry(step).or_insert_with(|| Value::Object(Map::new())),
    };
    place(next.as_object_mut()?, rest)
}

/// The type of a picture, by the ending of its name.
pub(super) fn picture(name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    Some(match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        _ => return None,
    })
}

/// The values at a path.
pub(super) fn get<'v>(properties: &'v Properties, path: &str) -> Vec<&'v Value> {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let name = step.trim_end_matches("[]").trim_end_matches("[0]");
    let Some(found) = properties.get(name) else { return Vec::new() };
    let found = match (step.ends_with("[]"), step.ends_with("[0]")) {
        (true, _) => {
            let items: Vec<&Value> = found.as_array().map_or_else(|| vec![found], |items| items.iter().collect());
            return match rest {
                None => items,
                Some(rest) => {
                    items.iter().filter_map(|item| item.as_object()).flat_map(|item| get(item, rest)).collect()
                }
            };
        }
        (_, true) => match found.get(0) {
            Some(first) => first,
            None => return Vec::new(),
        },
        _ => found,
    };
    match (rest, found) {
        (None, found) => vec![found],
        (Some(rest), Value::Object(inner)) => get(inner, rest),
        _ => Vec::new(),
    }
}

/// The object at a path.
pub(super) fn within<'p>(properties: &'p Properties, path: &str) -> Option<&'p Properties> {
    if path.is_empty() { Some(properties) } else { get(properties, path).first().and_then(|value| value.as_object()) }
}

/// A value as MISP writes it.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(u8::from(*yes).to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_found() {
        let mut map = Map::new();
        for (path, value) in [("a.b", "1"), ("l[]", "2"), ("l[]", "3"), ("v[0].data", "4"), ("a.b", "again")] {
            set(&mut map, path, value.into());
        }
        assert_eq!(Value::Object(map.clone()).to_string(), r#"{"a":{"b":"1"},"l":["2","3"],"v":[{"data":"4"}]}"#);
        assert_eq!(get(&map, "l[]").len(), 2);
        assert_eq!(get(&map, "v[0].data"), ["4"]);
        assert_eq!(get(&map, "v[].data"), ["4"]);
        assert!(get(&map, "a.c").is_empty() && get(&map, "x[0].y").is_empty());
    }

    #[test]
    fn times_are_read_in_each_form() {
        for text in ["2020-10-25T16:22:00+00:00", "2020-10-25T16:22:00Z", "2020-10-25T16:22:00", "1603642920"] {
            assert_eq!(time(text).as_deref(), Some("2020-10-25T16:22:00Z"), "{text}");
        }
        assert_eq!(time("soon"), None);
        assert_eq!(instant(1_603_642_920), "2020-10-25T16:22:00.000Z");
        assert!(is_base64("YQ==") && is_base64("") && !is_base64("YQ=") && !is_base64("a[..]b=="));
        assert_eq!(registry_key(r"HKLM\Software"), r"HKEY_LOCAL_MACHINE\Software");
        assert_eq!(quoted(r"C:\it's"), r"'C:\\it\'s'");
    }
}
