//! What a text holds: one object, a bundle, a list, or an object a line. An object that is bad is named by its place,
//! and the others are read all the same.

use super::{Object, ObjectError};
use crate::json::{self, JsonError};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// What a bundle says of itself (2.1, chapter 8). It is a means of transport and not itself kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// Its id.
    pub id: Option<String>,
    /// Its version: bundles of 2.0 say one.
    pub spec_version: Option<String>,
}

/// An object that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The place in the bundle, the list, or the lines, from 0.
    pub index: usize,
    /// The id, where one could be made out.
    pub id: Option<String>,
    /// Why.
    pub error: ObjectError,
}

/// What a text holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Content {
    /// The bundle, when it was one.
    pub bundle: Option<Bundle>,
    /// The objects, in their order.
    pub objects: Vec<Object>,
    /// What could not be read.
    pub misfits: Vec<Misfit>,
}

impl Content {
    fn take(&mut self, index: usize, bytes: &[u8]) {
        match Object::parse(bytes) {
            Ok(object) => self.objects.push(object),
            Err(error) => self.misfits.push(Misfit { index, id: id_of(bytes), error }),
        }
    }
}

/// Reads a text that is an object, a bundle, or a list of objects.
///
/// ```
/// use sextant_stix::object::read;
/// let text = br#"{"type": "bundle", "id": "bundle--1", "objects": [{"type": "x-a"}, 7, {"type": "x-b"}]}"#;
/// let content = read(text).unwrap();
/// assert_eq!(content.objects.len(), 2);
/// assert_eq!(content.misfits[0].index, 1);
/// ```
pub fn read(bytes: &[u8]) -> Result<Content, ObjectError> {
    let text = json::utf8(bytes)?;
    let mut content = Content::default();
    match text.trim_start().as_bytes().first() {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| json::told(&error))?;
            items.iter().enumerate().for_each(|(index, item)| content.take(index, item.get().as_bytes()));
        }
        Some(b'{') => {
            let envelope = envelope(text)?;
            if envelope.kind.as_deref() != Some("bundle") {
                content.objects.push(Object::parse(text.as_bytes())?);
                return Ok(content);
            }
            envelope.objects.iter().enumerate().for_each(|(index, item)| content.take(index, item.get().as_bytes()));
            content.bundle = Some(Bundle { id: envelope.id, spec_version: envelope.spec_version });
        }
        _ => content.objects.push(Object::parse(text.as_bytes())?),
    }
    Ok(content)
}

/// Reads a text that has an object on each line; empty lines are passed over. A bundle on a line gives its objects.
pub fn read_lines(bytes: &[u8]) -> Content {
    let mut content = Content::default();
    let lines = bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    for (index, line) in lines {
        match read(line) {
            Ok(line) => {
                content.objects.extend(line.objects);
                content.misfits.extend(line.misfits.into_iter().map(|misfit| Misfit { index, ..misfit }));
            }
            Err(error) => content.misfits.push(Misfit { index, id: id_of(line), error }),
        }
    }
    content
}

/// The id of something that is not a good object, if it can be seen.
fn id_of(bytes: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    Some(value.get("id")?.as_str()?.chars().take(300).collect())
}

/// The outside of a bundle: its objects are not looked into.
#[derive(Default)]
struct Envelope<'a> {
    kind: Option<String>,
    id: Option<String>,
    spec_version: Option<String>,
    objects: Vec<&'a RawValue>,
}

fn envelope(text: &str) -> Result<Envelope<'_>, JsonError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let envelope = reader.deserialize_any(Outside).map_err(|error| json::told(&error))?;
    reader.end().map_err(|error| json::told(&error))?;
    Ok(envelope)
}

struct Outside;

impl<'de> Visitor<'de> for Outside {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of STIX or a bundle")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Envelope<'de>, A::Error> {
        let mut envelope = Envelope::default();
        let mut seen = std::collections::HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            match key.as_str() {
                "objects" => envelope.objects = entries.next_value_seed(Items)?,
                "type" | "id" | "spec_version" => {
                    let text = entries.next_value::<Value>()?.as_str().map(str::to_owned);
                    match key.as_str() {
                        "type" => envelope.kind = text,
                        "id" => envelope.id = text,
                        _ => envelope.spec_version = text,
                    }
                }
                _ => {
                    entries.next_value::<IgnoredAny>()?;
                }
            }
            if !seen.insert(key.clone()) {
                return Err(json::repeated(&key));
            }
        }
        Ok(envelope)
    }
}

/// The items of a list as they are written; what is no list has none.
struct Items;

impl<'de> DeserializeSeed<'de> for Items {
    type Value = Vec<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<&'de RawValue>()? {
            list.push(item);
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        // Observed data has `objects` too, a dictionary: it is no bundle, and is read whole elsewhere.
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Vec::new())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_object_does_not_hinder_the_others() {
        let deep = "[".repeat(300) + &"]".repeat(300);
        let text = format!(
            r#"{{"type":"bundle","id":"bundle--1","objects":[{{"type":"x-a","n":1.50}},{{"type":"x-b","type":"x-b"}},
            {{"type":"x-c","deep":{deep}}},{{"id":"x-d--1"}},{{"type":"x-e","t":"\ud800"}},{{"type":"x-f"}}]}}"#
        );
        let content = read(text.as_bytes()).unwrap();
        let codes: Vec<_> = content.misfits.iter().map(|it| (it.index, it.error.code())).collect();
        assert_eq!(codes, [(1, "duplicate-key"), (2, "too-deep"), (3, "no-type"), (4, "lone-surrogate")]);
        assert_eq!(content.misfits[2].id.as_deref(), Some("x-d--1"));
        let bytes: Vec<_> = content.objects.iter().map(Object::as_bytes).collect();
        assert_eq!(bytes, [&br#"{"type":"x-a","n":1.50}"#[..], br#"{"type":"x-f"}"#]);
    }

    #[test]
    fn objects_lists_and_lines_are_read_alike() {
        let one = br#"{"type":"x-a","objects":{"0":{"type":"file"}}}"#;
        assert_eq!(read(one).unwrap().objects[0].as_bytes(), one);
        assert_eq!(read(br#"[{"type":"x-a"},{"type":"x-b"}]"#).unwrap().objects.len(), 2);
        let lines = read_lines(b"{\"type\":\"x-a\"}\n\nnonsense\n{\"type\":\"x-b\"}\n");
        assert_eq!((lines.objects.len(), lines.misfits[0].index), (2, 2));
    }

    #[test]
    fn what_is_no_bundle_at_all_is_refused() {
        for bad in ["", "7", "\"x\"", "{", r#"{"type":"bundle","type":"bundle"}"#, r#"{"type":"bundle"} x"#] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(read(br#"{"type":"bundle","objects":7}"#).unwrap().objects.len(), 0);
    }
}
