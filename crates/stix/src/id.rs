//! Identifiers (STIX 2.1, 2.9): `type--UUID`, and the ids of cyber observables that anyone derives alike from their
//! ID-contributing properties (2.9, 3.x of the cyber observables): UUIDv5 over the canonical form.

use crate::canon::{self, CanonError};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The namespace of deterministic ids of cyber observables (STIX 2.1, 2.9). Nothing else may use it.
pub const SCO_NAMESPACE: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);

/// An identifier in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id<'a> {
    kind: &'a str,
    uuid: Uuid,
}

impl<'a> Id<'a> {
    /// Reads `type--UUID`: a lower-case type of at least three characters, a UUID of RFC 4122 of version 1 to 5.
    pub fn parse(text: &'a str) -> Option<Self> {
        Self::of_any_version(text).filter(|id| (1..=5).contains(&id.version()))
    }

    /// The same with a UUID of whatever version: bundles that the standard's own committee publishes have such ids, and
    /// a bundle's id names nothing that is kept.
    pub fn of_any_version(text: &'a str) -> Option<Self> {
        let at = text.len().checked_sub(38)?;
        let (kind, rest) = text.split_at_checked(at)?;
        let digits = rest.strip_prefix("--")?;
        let uuid = Uuid::try_parse(digits).ok().filter(|_| is_hyphenated(digits))?;
        let of_the_rfc = uuid.get_version_num() != 0 && uuid.get_variant() == uuid::Variant::RFC4122;
        (is_id_type(kind) && of_the_rfc).then_some(Self { kind, uuid })
    }

    /// The type before the two hyphens.
    pub fn kind(&self) -> &'a str {
        self.kind
    }

    /// The UUID.
    pub fn uuid(&self) -> Uuid {
        self.uuid
    }

    /// The UUID's version.
    pub fn version(&self) -> usize {
        self.uuid.get_version_num()
    }
}

fn is_hyphenated(digits: &str) -> bool {
    digits.len() == 36 && [8, 13, 18, 23].iter().all(|&at| digits.as_bytes()[at] == b'-')
}

fn is_id_type(kind: &str) -> bool {
    let bytes = kind.as_bytes();
    let ends = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    bytes.len() >= 3
        && bytes[0].is_ascii_lowercase()
        && bytes.last().is_some_and(ends)
        && bytes.iter().all(|byte| ends(byte) || *byte == b'-')
}

/// Why no deterministic id can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The type has no id-contributing properties in the standard, and none were given.
    #[error("`{0}` is no cyber observable with id-contributing properties")]
    NoContributingProperties(String),
    /// None of the contributing properties is there: the standard asks for a random id (UUIDv4).
    #[error("none of the id-contributing properties of `{0}` is present: its id is a random one (UUIDv4)")]
    NonePresent(String),
    /// `hashes` holds none.
    #[error("`hashes` is not a dictionary that holds a hash")]
    NoHash,
    /// A contributing value has no canonical form.
    #[error(transparent)]
    Canon(#[from] CanonError),
}

/// The id-contributing properties of each cyber observable (STIX 2.1, chapter 6).
const CONTRIBUTING: [(&str, &[&str]); 17] = [
    ("artifact", &["hashes", "payload_bin"]),
    ("autonomous-system", &["number"]),
    ("directory", &["path"]),
    ("domain-name", &["value"]),
    ("email-addr", &["value"]),
    ("email-message", &["from_ref", "subject", "body"]),
    ("file", &["hashes", "name", "parent_directory_ref", "extensions"]),
    ("ipv4-addr", &["value"]),
    ("ipv6-addr", &["value"]),
    ("mac-addr", &["value"]),
    ("mutex", &["name"]),
    ("network-traffic", &["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"]),
    ("software", &["name", "cpe", "swid", "vendor", "version"]),
    ("url", &["value"]),
    ("user-account", &["account_type", "user_id", "account_login"]),
    ("windows-registry-key", &["key", "values"]),
    ("x509-certificate", &["hashes", "serial_number"]),
];

/// The properties from which the id of a cyber observable of this type is derived; none for `process`, whose ids are
/// random, and for types that the standard does not define.
pub fn contributing(kind: &str) -> &'static [&'static str] {
    CONTRIBUTING.iter().find(|(name, _)| *name == kind).map_or(&[], |(_, properties)| properties)
}

/// The deterministic id of a cyber observable.
///
/// ```
/// let object = serde_json::json!({"type": "ipv4-addr", "value": "198.51.100.3"});
/// let id = sextant_stix::id::deterministic("ipv4-addr", object.as_object().unwrap()).unwrap();
/// assert_eq!(id, "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
/// ```
pub fn deterministic(kind: &str, object: &Map<String, Value>) -> Result<String, IdError> {
    let names = contributing(kind);
    if names.is_empty() {
        return Err(IdError::NoContributingProperties(kind.to_owned()));
    }
    let given = object.iter().filter(|(name, _)| names.contains(&name.as_str()));
    from_contributing(kind, &given.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The id that follows from these contributing properties, all of them: for observables of one's own types.
pub fn from_contributing(kind: &str, contributing: &Map<String, Value>) -> Result<String, IdError> {
    if contributing.is_empty() {
        return Err(IdError::NonePresent(kind.to_owned()));
    }
    let mut chosen = contributing.clone();
    if let Some(hashes) = chosen.get_mut("hashes") {
        *hashes = one_hash(hashes).ok_or(IdError::NoHash)?;
    }
    let name = canon::canonical(&Value::Object(chosen))?;
    Ok(format!("{kind}--{}", Uuid::new_v5(&SCO_NAMESPACE, name.as_bytes())))
}

/// 2.9: of several hashes one contributes, the first of these that is there, else the first by name.
fn one_hash(hashes: &Value) -> Option<Value> {
    let hashes = hashes.as_object()?;
    let preferred = ["MD5", "SHA-1", "SHA-256", "SHA-512"].into_iter().find(|name| hashes.contains_key(*name));
    let name = preferred.or_else(|| hashes.keys().map(String::as_str).min())?;
    let mut one = Map::new();
    one.insert(name.to_owned(), hashes[name].clone());
    Some(Value::Object(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn id_of(object: Value) -> Result<String, IdError> {
        let kind = object["type"].as_str().unwrap().to_owned();
        deterministic(&kind, object.as_object().unwrap())
    }

    #[test]
    fn only_contributing_properties_count() {
        let bare = id_of(json!({"type": "file", "name": "foo.exe"})).unwrap();
        let dressed = json!({"type": "file", "name": "foo.exe", "size": 3, "defanged": true, "mime_type": "a/b"});
        assert_eq!(bare, "file--7af1312c-4402-5d2f-b169-b118d73b85c4");
        assert_eq!(id_of(dressed), Ok(bare));
    }

    #[test]
    fn one_hash_contributes_the_first_of_the_preferred_else_by_name() {
        let with = |hashes: Value| id_of(json!({"type": "file", "hashes": hashes}));
        let alone = with(json!({"SHA-1": "b"}));
        assert_eq!(with(json!({"SHA-512": "d", "SHA-1": "b", "SHA-256": "c"})), alone);
        assert_ne!(with(json!({"MD5": "a", "SHA-1": "b"})), alone);
        assert_eq!(with(json!({"TLSH": "t", "SSDEEP": "s"})), with(json!({"SSDEEP": "s"})));
        assert_eq!(with(json!({})), Err(IdError::NoHash));
    }

    #[test]
    fn random_ids_are_not_made_up() {
        assert!(matches!(id_of(json!({"type": "file", "size": 1})), Err(IdError::NonePresent(_))));
        assert!(matches!(id_of(json!({"type": "process", "pid": 1})), Err(IdError::NoContributingProperties(_))));
        assert!(matches!(id_of(json!({"type": "campaign", "name": "x"})), Err(IdError::NoContributingProperties(_))));
    }

    #[test]
    fn identifiers_are_read_to_the_letter() {
        assert_eq!(Id::parse("tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f").map(|id| id.version()), Some(4));
        for bad in [
            "",
            "tool",
            "--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "to--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "Tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "tool---8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "tool-8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "tool--8e2e2d2b17d44cbf938f98ee46b3cd3f",
            "tool--8e2e2d2b-17d4-7cbf-938f-98ee46b3cd3f",
            "tool--8e2e2d2b-17d4-4cbf-038f-98ee46b3cd3f",
            "tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f ",
            "tööl--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        ] {
            assert!(Id::parse(bad).is_none(), "{bad}");
        }
    }
}
