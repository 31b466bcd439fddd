//! An object of STIX as text. What all objects have is written straight away: most of a large event is that.

use super::Properties;
use serde_json::Value;

/// One object as it is written, with its identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its identifier.
    pub id: String,
    /// The object.
    pub text: String,
}

impl Written {
    /// An object with type, version and identifier, still open.
    pub(super) fn begun(kind: &str, uuid: &str) -> Self {
        let id = [kind, "--", uuid].concat();
        let mut text = String::with_capacity(400);
        for part in ["{\"type\":\"", kind, "\",\"spec_version\":\"2.1\",\"id\":\"", &id, "\""] {
            text.push_str(part);
        }
        Self { id, text }
    }

    /// When it was made and last changed.
    pub(super) fn moments(&mut self, moment: &str) {
        for part in [",\"created\":\"", moment, "\",\"modified\":\"", moment, "\""] {
            self.text.push_str(part);
        }
    }

    /// A property that is a text.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        self.text.push_str(",\"");
        self.text.push_str(name);
        self.text.push_str("\":");
        if value.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            self.text.push_str(&Value::from(value).to_string());
        } else {
            self.text.push('"');
            self.text.push_str(value);
            self.text.push('"');
        }
    }

    /// The whole object, with its own properties.
    pub(super) fn ended(mut self, own: &Properties) -> Self {
        for (name, value) in own {
            match value {
                Value::String(text) => self.property(name, text),
                other => {
                    self.text.push_str(",\"");
                    self.text.push_str(name);
                    self.text.push_str("\":");
                    self.text.push_str(&other.to_string());
                }
            }
        }
        self.text.push('}');
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json_whatever_it_holds() {
        let own = serde_json::json!({ "name": "a\"\\\n\u{1}é", "list": ["x", 1], "no": false });
        let own = own.as_object().cloned().unwrap_or_default();
        let object = Written::begun("tool", "5d0092c5-5f74-4287-9642-33f4c354e56d").ended(&own);
        let read: Value = serde_json::from_str(&object.text).unwrap_or_default();
        assert_eq!((&read["name"], &read["list"], &read["id"]), (&own["name"], &own["list"], &object.id.into()));
    }
}
