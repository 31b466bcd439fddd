//! A feed: a manifest, a list of hashes, and an event a file. Written from events, and its manifest read.

use md5::{Digest, Md5};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// The name of the manifest.
pub const MANIFEST: &str = "manifest.json";
/// The name of the list of hashes.
pub const HASHES: &str = "hashes.csv";

/// What a feed's files are made from, an event at a time.
#[derive(Debug, Clone, Default)]
pub struct Index {
    manifest: Map<String, Value>,
    hashes: String,
}

impl Index {
    /// Takes an event in (as it is written, with `Event` around it); gives the name of its file.
    pub fn add(&mut self, wire: &Value) -> Option<String> {
        let event = wire.get("Event")?;
        let uuid = event.get("uuid")?.as_str()?;
        self.manifest.insert(uuid.to_owned(), entry(event));
        for value in values(event) {
            let _ = writeln!(self.hashes, "{},{uuid}", digest(value));
        }
        Some(format!("{uuid}.json"))
    }

    /// The manifest: of each event what a reader needs to decide whether to fetch it.
    #[must_use]
    pub fn manifest(&self) -> String {
        Value::Object(self.manifest.clone()).to_string()
    }

    /// A line for each value: its MD5, by which readers look values up, and the event that holds it.
    #[must_use]
    pub fn hashes(&self) -> &str {
        &self.hashes
    }
}

fn entry(event: &Value) -> Value {
    let tags = event.get("Tag").and_then(Value::as_array).into_iter().flatten();
    let tags: Vec<Value> = tags.map(|tag| json!({ "name": tag["name"], "colour": tag["colour"] })).collect();
    let maker = &event["Orgc"];
    json!({
        "Orgc": { "name": maker["name"], "uuid": maker["uuid"] },
        "Tag": tags,
        "info": event["info"],
        "date": event["date"],
        "analysis": event["analysis"],
        "threat_level_id": event["threat_level_id"],
        "timestamp": event["timestamp"],
    })
}

/// The values that readers look up: those of attributes, a value of two parts as two.
fn values(event: &Value) -> impl Iterator<Item = &str> {
    let within = listed(event, "Object").iter().flat_map(|object| listed(object, "Attribute"));
    listed(event, "Attribute").iter().chain(within).flat_map(|attribute| {
        let kind = attribute.get("type").and_then(Value::as_str).unwrap_or_default();
        let value = attribute.get("value").and_then(Value::as_str).unwrap_or_default();
        let parted = kind.contains('|') || kind == "malware-sample";
        value.split(move |sign| parted && sign == '|')
    })
}

fn listed<'v>(of: &'v Value, name: &str) -> &'v [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn digest(value: &str) -> String {
    Md5::digest(value.as_bytes()).iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The identities of the events that a manifest names, by text order; `None` where it is no manifest.
#[must_use]
pub fn named(bytes: &[u8]) -> Option<Vec<String>> {
    let Ok(Value::Object(entries)) = sextant_stix::json::parse(bytes) else { return None };
    let is_entry = |(uuid, entry): (&String, &Value)| {
        uuid::Uuid::try_parse(uuid).is_ok() && entry.get("info").is_some() && entry.get("Orgc").is_some()
    };
    (!entries.is_empty() && entries.iter().all(is_entry)).then(|| entries.keys().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_names_each_event_and_each_part_of_a_value() {
        let uuid = "5d0092c5-5f74-4287-9642-33f4c354e56d";
        let event = json!({"Event": {
            "uuid": uuid, "info": "x", "date": "2025-03-01", "timestamp": "17", "analysis": "1",
            "threat_level_id": "4", "Orgc": {"name": "Harbour CERT", "uuid": uuid}, "Tag": [{"name": "tlp:clear", "colour": "#ffffff"}],
            "Attribute": [{"type": "ip-dst", "value": "198.51.100.3"}],
            "Object": [{"Attribute": [{"type": "filename|md5", "value": "a.exe|b2a5abfeef9e36964281a31e17b57c97"}]}],
        }});
        let mut index = Index::default();
        assert_eq!(index.add(&event), Some(format!("{uuid}.json")));
        assert_eq!(index.hashes().lines().count(), 3);
        assert!(index.hashes().starts_with(&format!("{},{uuid}\n", digest("198.51.100.3"))));
        assert_eq!(named(index.manifest().as_bytes()), Some(vec![uuid.to_owned()]));
        assert_eq!(named(br#"{"type": "bundle"}"#), None);
        assert_eq!(digest(""), "d41d8cd98f00b204e9800998ecf8427e");
    }
}
