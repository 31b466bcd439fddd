//! What the standard makes of a type (2.1, chapters 4 to 8).

use serde_json::{Map, Value};

/// The classes of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A domain object (SDO).
    Domain,
    /// A relationship object (SRO).
    Relationship,
    /// A cyber observable (SCO).
    Observable,
    /// A meta object: marking definition, language content, extension definition.
    Meta,
    /// A bundle.
    Bundle,
    /// A type that the standard does not define.
    Custom,
}

const DOMAIN: [&str; 19] = [
    "attack-pattern",
    "campaign",
    "course-of-action",
    "grouping",
    "identity",
    "incident",
    "indicator",
    "infrastructure",
    "intrusion-set",
    "location",
    "malware",
    "malware-analysis",
    "note",
    "observed-data",
    "opinion",
    "report",
    "threat-actor",
    "tool",
    "vulnerability",
];

const OBSERVABLE: [&str; 18] = [
    "artifact",
    "autonomous-system",
    "directory",
    "domain-name",
    "email-addr",
    "email-message",
    "file",
    "ipv4-addr",
    "ipv6-addr",
    "mac-addr",
    "mutex",
    "network-traffic",
    "process",
    "software",
    "url",
    "user-account",
    "windows-registry-key",
    "x509-certificate",
];

/// The class of a type. A type of one's own is what its extension says it is (`new-sdo`, `new-sco`, `new-sro`).
pub fn class_of(kind: &str, properties: &Map<String, Value>) -> Class {
    match kind {
        "relationship" | "sighting" => Class::Relationship,
        "marking-definition" | "language-content" | "extension-definition" => Class::Meta,
        "bundle" => Class::Bundle,
        _ if DOMAIN.contains(&kind) => Class::Domain,
        _ if OBSERVABLE.contains(&kind) => Class::Observable,
        _ => by_extension(properties).unwrap_or(Class::Custom),
    }
}

fn by_extension(properties: &Map<String, Value>) -> Option<Class> {
    let extensions = properties.get("extensions")?.as_object()?;
    let kinds = extensions.values().filter_map(|extension| extension.get("extension_type")?.as_str());
    kinds.into_iter().find_map(|kind| match kind {
        "new-sdo" => Some(Class::Domain),
        "new-sco" => Some(Class::Observable),
        "new-sro" => Some(Class::Relationship),
        _ => None,
    })
}
