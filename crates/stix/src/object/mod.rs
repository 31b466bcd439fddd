//! Objects as they came: the bytes are kept and given back as they were, whatever of them is understood. Unknown types,
//! properties and extensions are kept like all else.

mod content;
mod kind;
pub mod upgrade;
pub mod version;
pub mod view;

pub use content::{Bundle, Content, Misfit, read, read_lines};
pub use kind::{Class, class_of};

use crate::id::Id;
use crate::json::{self, JsonError};
use crate::timestamp::Timestamp;
use serde_json::{Map, Value};

/// Why bytes are not an object of STIX.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    /// They are not JSON that may be used.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// They are JSON, but not an object.
    #[error("an object of STIX is a JSON object")]
    NotAnObject,
    /// There is no `type`, or it is no string.
    #[error("the object has no string `type`")]
    NoType,
}

impl ObjectError {
    /// The word for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(error) => error.code.as_str(),
            Self::NotAnObject => "not-an-object",
            Self::NoType => "no-type",
        }
    }
}

/// One object of STIX: the bytes it came in, and what they say.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    bytes: Box<[u8]>,
    properties: Map<String, Value>,
}

impl Object {
    /// Reads one object. White space around it is no part of it.
    ///
    /// ```
    /// use sextant_stix::object::Object;
    /// let text = br#" {"type":"x-thing",  "id":"x-thing--1", "odd": 1.50} "#;
    /// let object = Object::parse(text).unwrap();
    /// assert_eq!(object.as_bytes(), text.trim_ascii());
    /// assert_eq!(object.kind(), "x-thing");
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, ObjectError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii();
        match json::parse(bytes)? {
            Value::Object(properties) if properties.get("type").is_some_and(Value::is_string) => {
                Ok(Self { bytes: bytes.into(), properties })
            }
            Value::Object(_) => Err(ObjectError::NoType),
            _ => Err(ObjectError::NotAnObject),
        }
    }

    /// An object made here, written in canonical order of keys.
    pub fn from_properties(properties: Map<String, Value>) -> Result<Self, ObjectError> {
        if !properties.get("type").is_some_and(Value::is_string) {
            return Err(ObjectError::NoType);
        }
        let bytes = Value::Object(properties.clone()).to_string().into_bytes().into();
        Ok(Self { bytes, properties })
    }

    /// The bytes as they came.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// All properties.
    pub fn properties(&self) -> &Map<String, Value> {
        &self.properties
    }

    /// One property.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.properties.get(name)
    }

    /// One property that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// The type.
    pub fn kind(&self) -> &str {
        self.text("type").unwrap_or_default()
    }

    /// What the standard makes of the type.
    pub fn class(&self) -> Class {
        class_of(self.kind(), &self.properties)
    }

    /// The id, as it is written.
    pub fn id(&self) -> Option<&str> {
        self.text("id")
    }

    /// The id in its parts, where it is one by the standard.
    pub fn parsed_id(&self) -> Option<Id<'_>> {
        self.id().and_then(Id::parse)
    }

    /// The version of the standard: what the object says; without a word, 2.1 for observables and 2.0 for all else
    /// (2.1, 3.2).
    pub fn spec_version(&self) -> &str {
        let untold = if self.class() == Class::Observable { "2.1" } else { "2.0" };
        self.text("spec_version").unwrap_or(untold)
    }

    /// When the object was made.
    pub fn created(&self) -> Option<Timestamp<'_>> {
        self.text("created").and_then(Timestamp::parse)
    }

    /// When this version was made.
    pub fn modified(&self) -> Option<Timestamp<'_>> {
        self.text("modified").and_then(Timestamp::parse)
    }

    /// The time that tells this version from others: `modified`, else `created`; observables have none.
    pub fn version(&self) -> Option<Timestamp<'_>> {
        self.modified().or_else(|| self.created())
    }

    /// Who made the object.
    pub fn created_by(&self) -> Option<&str> {
        self.text("created_by_ref")
    }

    /// Whether the object has been withdrawn.
    pub fn is_revoked(&self) -> bool {
        self.get("revoked") == Some(&Value::Bool(true))
    }

    /// How sure the maker is, 0 to 100; none: not said, which is not 0 (2.1, 3.2).
    pub fn confidence(&self) -> Option<u8> {
        self.get("confidence").and_then(Value::as_u64).and_then(|it| u8::try_from(it).ok()).filter(|it| *it <= 100)
    }

    /// The part of an extension, by the id of its definition.
    pub fn extension(&self, definition: &str) -> Option<&Map<String, Value>> {
        self.get("extensions")?.get(definition)?.as_object()
    }

    /// Every id that the object refers to, in the order of its properties: `*_ref` and `*_refs`, at any depth.
    pub fn references(&self) -> Vec<&str> {
        let mut found = Vec::new();
        references(&self.properties, &mut found);
        found
    }
}

fn references<'a>(map: &'a Map<String, Value>, found: &mut Vec<&'a str>) {
    for (name, value) in map {
        match value {
            Value::String(id) if name.ends_with("_ref") => found.push(id),
            Value::Array(ids) if name.ends_with("_refs") => found.extend(ids.iter().filter_map(Value::as_str)),
            Value::Object(inner) => references(inner, found),
            Value::Array(items) => items.iter().filter_map(Value::as_object).for_each(|inner| references(inner, found)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_object_says_why() {
        for (text, code) in [
            ("[]", "not-an-object"),
            ("{}", "no-type"),
            (r#"{"type": 1}"#, "no-type"),
            (r#"{"type": "a", "type": "b"}"#, "duplicate-key"),
            (r#"{"type": "a""#, "not-json"),
        ] {
            assert_eq!(Object::parse(text.as_bytes()).unwrap_err().code(), code, "{text}");
        }
    }

    #[test]
    fn references_are_found_at_any_depth() {
        let text =
            r#"{"type": "x", "a_ref": "a", "b_refs": ["b", "c"], "deep": [{"d_ref": "d"}], "e": {"f_ref": "f"}}"#;
        assert_eq!(Object::parse(text.as_bytes()).unwrap().references(), ["a", "b", "c", "d", "f"]);
    }

    #[test]
    fn a_version_not_told_follows_from_the_type() {
        let version = |text: &str| Object::parse(text.as_bytes()).unwrap().spec_version().to_owned();
        assert_eq!(version(r#"{"type": "tool", "created": "x"}"#), "2.0");
        assert_eq!(version(r#"{"type": "file", "name": "x"}"#), "2.1");
        assert_eq!(version(r#"{"type": "tool", "spec_version": "2.1"}"#), "2.1");
    }
}
