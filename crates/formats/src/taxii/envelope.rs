//! An envelope: its objects as they stand in it, not looked into.

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// How many objects one envelope may hold.
pub const MAX_OBJECTS: usize = 50_000;

/// Why bytes are no envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// They are not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// They are JSON, but no envelope.
    #[error("the body must be an envelope: a JSON object with a list of `objects`")]
    NotAnEnvelope,
    /// There are more objects than are taken at once.
    #[error("an envelope may hold {MAX_OBJECTS} objects, and this one holds {0}")]
    TooMany(usize),
}

/// The objects of an envelope, each as it stands there.
///
/// ```
/// let body = br#"{"objects": [{"type": "tool"}, 7]}"#;
/// assert_eq!(sextant_formats::taxii::objects(body).unwrap(), [r#"{"type": "tool"}"#, "7"]);
/// ```
///
/// # Errors
/// When the bytes are no envelope, or one that holds too much.
pub fn objects(body: &[u8]) -> Result<Vec<&str>, EnvelopeError> {
    let text = std::str::from_utf8(body).map_err(|error| EnvelopeError::NotJson(error.to_string()))?;
    let mut reader = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let found = reader.deserialize_any(Outside).and_then(|found| reader.end().map(|()| found));
    match found {
        Ok(Some(objects)) if objects.len() > MAX_OBJECTS => Err(EnvelopeError::TooMany(objects.len())),
        Ok(Some(objects)) => Ok(objects.into_iter().map(RawValue::get).collect()),
        Ok(None) => Err(EnvelopeError::NotAnEnvelope),
        Err(error) if error.is_data() => Err(EnvelopeError::NotAnEnvelope),
        Err(error) => Err(EnvelopeError::NotJson(error.to_string())),
    }
}

/// The outside of an envelope.
struct Outside;

impl<'de> Visitor<'de> for Outside {
    type Value = Option<Vec<&'de RawValue>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut objects = None;
        while let Some(key) = entries.next_key::<String>()? {
            if key != "objects" {
                entries.next_value::<IgnoredAny>()?;
            } else if objects.replace(entries.next_value()?).is_some() {
                return Err(serde::de::Error::custom("`objects` stands twice"));
            }
        }
        Ok(objects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_envelope_is_told_apart() {
        for body in ["[]", "7", "{}", r#"{"objects": {}}"#, r#"{"objects": [], "objects": []}"#, "null"] {
            assert_eq!(objects(body.as_bytes()), Err(EnvelopeError::NotAnEnvelope), "{body}");
        }
        for body in ["", "{", r#"{"objects": [}"#, r#"{"objects": []} x"#] {
            assert!(matches!(objects(body.as_bytes()), Err(EnvelopeError::NotJson(_))), "{body}");
        }
        assert!(matches!(objects(b"{\"objects\": [\"\xff\"]}"), Err(EnvelopeError::NotJson(_))));
        let many = format!(r#"{{"objects": [{}1]}}"#, "1,".repeat(MAX_OBJECTS));
        assert_eq!(objects(many.as_bytes()), Err(EnvelopeError::TooMany(MAX_OBJECTS + 1)));
    }

    #[test]
    fn an_object_that_is_nested_deep_does_no_harm_to_the_others() {
        let deep = r#"{"a":"#.repeat(100_000) + "1" + &"}".repeat(100_000);
        let body = format!(r#"{{"objects": [{deep}, {{}}]}}"#);
        assert_eq!(objects(body.as_bytes()).map(|found| found.len()), Ok(2));
    }
}
