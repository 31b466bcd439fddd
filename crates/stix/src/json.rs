//! Strict reading of JSON (RFC 8259 within the limits of I-JSON, RFC 7493): a repeated key, a lone surrogate, nesting
//! past a bound and text that is not UTF-8 are errors that say where. Numbers keep what 64 bits can hold.

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// How deep arrays and objects may nest. Objects of the standard need less than a dozen levels.
pub const MAX_DEPTH: usize = 127;

/// Why bytes are not JSON that may be used here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// What went wrong, as a word that programs may compare.
    pub code: JsonCode,
    /// A sentence with line and column.
    pub message: String,
}

/// The kinds of what goes wrong when JSON is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonCode {
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The text breaks the grammar of JSON.
    NotJson,
    /// A key stands twice in one object.
    DuplicateKey,
    /// Arrays and objects nest deeper than [`MAX_DEPTH`].
    TooDeep,
    /// An escape names half of a surrogate pair.
    LoneSurrogate,
    /// A number does not fit into a double.
    NumberOutOfRange,
}

impl JsonCode {
    /// The word for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not-utf8",
            Self::NotJson => "not-json",
            Self::DuplicateKey => "duplicate-key",
            Self::TooDeep => "too-deep",
            Self::LoneSurrogate => "lone-surrogate",
            Self::NumberOutOfRange => "number-out-of-range",
        }
    }
}

const REPEATED: &str = "the key ";

/// Reads one JSON value; nothing but white space may follow. A byte order mark before it is passed over.
///
/// ```
/// use sextant_stix::json::{parse, JsonCode};
/// assert!(parse(br#"{"a": 1}"#).is_ok());
/// assert_eq!(parse(br#"{"a": 1, "a": 2}"#).unwrap_err().code, JsonCode::DuplicateKey);
/// ```
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = utf8(bytes)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict.deserialize(&mut reader).map_err(|error| told(&error))?;
    reader.end().map_err(|error| told(&error))?;
    Ok(value)
}

/// The bytes as text, without a byte order mark.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|error| JsonError {
        code: JsonCode::NotUtf8,
        message: format!("not UTF-8 from byte {} on", error.valid_up_to()),
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The reader's own words, sorted into the codes of this module.
pub(crate) fn told(error: &serde_json::Error) -> JsonError {
    let message = error.to_string();
    let code = if message.starts_with(REPEATED) {
        JsonCode::DuplicateKey
    } else if message.starts_with("recursion limit exceeded") {
        JsonCode::TooDeep
    } else if message.starts_with("lone leading surrogate") || message.starts_with("unexpected end of hex escape") {
        JsonCode::LoneSurrogate
    } else if message.starts_with("number out of range") {
        JsonCode::NumberOutOfRange
    } else {
        JsonCode::NotJson
    };
    JsonError { code, message }
}

/// Reads a value and refuses repeated keys on the way.
pub(crate) struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Strict)?;
            if map.contains_key(&key) {
                return Err(repeated(&key));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// The error of a key that stands twice, the key cut to a length that can be read.
pub(crate) fn repeated<E: de::Error>(key: &str) -> E {
    let shown: String = key.chars().take(60).collect();
    E::custom(format_args!("{REPEATED}`{shown}` stands twice in one object"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> JsonCode {
        parse(text.as_bytes()).unwrap_err().code
    }

    #[test]
    fn what_is_refused_says_why() {
        assert_eq!(code(r#"{"a":1,"b":{"c":1,"c":2}}"#), JsonCode::DuplicateKey);
        assert_eq!(code(&"[".repeat(1000)), JsonCode::TooDeep);
        assert_eq!(code(&(r#"{"a":"#.repeat(1000) + "1" + &"}".repeat(1000))), JsonCode::TooDeep);
        assert_eq!(code(r#""\ud800""#), JsonCode::LoneSurrogate);
        assert_eq!(code(r#""\udc00""#), JsonCode::LoneSurrogate);
        assert_eq!(code(r#"{"\ud83dx":1}"#), JsonCode::LoneSurrogate);
        assert_eq!(code("1e999"), JsonCode::NumberOutOfRange);
        assert_eq!(code("{} {}"), JsonCode::NotJson);
        assert_eq!(code(""), JsonCode::NotJson);
        assert_eq!(parse(b"\"\xff\"").unwrap_err().code, JsonCode::NotUtf8);
    }

    #[test]
    fn nesting_up_to_the_bound_is_read() {
        let deep = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        assert!(parse(deep.as_bytes()).is_ok());
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert_eq!(parse("\u{feff}[]".as_bytes()).ok(), Some(Value::Array(Vec::new())));
    }
}
