//! An attribute as observables, an indicator, or a custom object.

use super::Properties;
use super::forms::{address, is_base64, is_sound, quoted, registry_key, set};
use super::shape::{self, Given, Shape};
use crate::event::Attribute;
use serde_json::{Map, Value, json};
use sextant_stix::id;

/// What an attribute becomes, without the properties that all objects have.
pub(super) struct Seen {
    /// Observables, or one domain object.
    pub(super) things: Vec<Part>,
    /// Whether the thing is a domain object.
    pub(super) is_domain: bool,
    /// The pattern and its language.
    pub(super) pattern: Option<(String, &'static str)>,
}

impl Seen {
    /// Whether the values are what the standard asks for; else the attribute is kept whole.
    pub(super) fn is_sound(&self) -> bool {
        self.things.iter().all(|thing| is_sound(thing.kind, &thing.properties))
    }

    /// Whether it has an observable that STIX gives an identity of version 4, and that has another here.
    pub(super) fn is_unnamed(&self) -> bool {
        let unnamed = |thing: &Part| {
            uuid::Uuid::try_parse(&thing.uuid).is_ok_and(|uuid| uuid.get_version_num() != 4)
                && id::deterministic(thing.kind, &thing.properties).is_err()
        };
        !self.is_domain && self.things.iter().any(unnamed)
    }
}

/// One object: its type, its UUID, its own properties.
pub(super) struct Part {
    pub(super) kind: &'static str,
    pub(super) uuid: String,
    pub(super) properties: Properties,
}

/// What an attribute corresponds to; `None` where nothing does: then it is kept whole.
pub(super) fn seen(attribute: &Attribute, uuid: &str) -> Option<Seen> {
    let shape = shape::of(&attribute.kind)?;
    if attribute.data.as_deref().is_some_and(|data| !is_base64(data)) {
        return None;
    }
    if let Some(language) = shape.rule {
        let pattern = attribute.to_ids.then(|| (attribute.value.clone(), language))?;
        return Some(Seen { things: Vec::new(), is_domain: false, pattern: Some(pattern) });
    }
    let parts = parts(shape, attribute)?;
    let reader = Reader { shape, parts: &parts, attribute, uuid };
    let mut things = Vec::with_capacity(shape.things.len());
    for thing in &shape.things {
        let mut properties = Map::new();
        for (path, given) in &thing.properties {
            // An attachment without bytes has no artifact.
            let Some(value) = reader.value(*given) else { continue };
            set(&mut properties, path, value);
        }
        things.push(Part { kind: reader.kind(thing.kind), uuid: uuid.to_owned(), properties });
    }
    if attribute.data.is_none() {
        drop_artifact(&mut things);
    }
    if shape.is_domain {
        name_codes(&mut things);
    }
    let pattern = attribute.to_ids.then(|| reader.pattern()).flatten();
    let nothing = things.is_empty() && pattern.is_none();
    (!nothing).then_some(Seen { things, is_domain: shape.is_domain, pattern })
}

/// The parts of a value of two; the whole is both where there is one. A type of two parts with one value is odd: `None`.
fn parts<'a>(shape: &Shape, attribute: &'a Attribute) -> Option<[&'a str; 2]> {
    let value = attribute.value.as_str();
    if !shape.kind.contains('|') && shape.kind != "malware-sample" {
        return Some([value, value]);
    }
    // The second part of a registry value may hold anything; file names do not end before their digest.
    let split = if shape.kind == "regkey|value" { value.split_once('|') } else { value.rsplit_once('|') };
    split.map(|(first, second)| [first, second])
}

struct Reader<'a> {
    shape: &'static Shape,
    parts: &'a [&'a str; 2],
    attribute: &'a Attribute,
    uuid: &'a str,
}

impl Reader<'_> {
    fn part(&self, at: usize) -> &str {
        self.parts.get(at).copied().unwrap_or_default()
    }

    /// `ip0` is the type of address that the first part is.
    fn kind(&self, kind: &'static str) -> &'static str {
        match kind {
            "ip0" => address(self.part(0)),
            "ip1" => address(self.part(1)),
            _ => kind,
        }
    }

    fn reference(&self, at: usize) -> Option<String> {
        let kind = self.kind(self.shape.things.get(at)?.kind);
        Some(format!("{kind}--{}", self.uuid))
    }

    fn value(&self, given: Given) -> Option<Value> {
        Some(match given {
            Given::Part(0) if self.shape.kind.starts_with("regkey") => registry_key(self.part(0)).into(),
            Given::Part(at) => self.part(at).into(),
            Given::Parts(at) => json!([self.part(at)]),
            Given::Number(at) => number(self.part(at))?.into(),
            Given::Text(text) => text.into(),
            Given::Texts(text) => json!([text]),
            Given::Truth(yes) => yes.into(),
            Given::Reference(at) => self.reference(at)?.into(),
            Given::References(at) => json!([self.reference(at)?]),
            Given::Data => self.attribute.data.clone()?.into(),
            Given::TypeOf(at) => address(self.part(at)).into(),
            Given::Attachment => attachment(&self.reference(1)?, self.part(0)),
            Given::RegistryData => json!([{ "data": self.part(1) }]),
        })
    }

    fn pattern(&self) -> Option<(String, &'static str)> {
        let mut tests = Vec::with_capacity(self.shape.tests.len());
        for (path, given) in &self.shape.tests {
            if *given == Given::Data && self.attribute.data.is_none() {
                continue;
            }
            // What only goes with the bytes.
            if self.attribute.data.is_none() && path.contains("content_ref") {
                continue;
            }
            let value = match self.value(*given)? {
                Value::String(text) => quoted(&text),
                other => other.to_string(),
            };
            tests.push(format!("{path} = {value}"));
        }
        (!tests.is_empty()).then(|| (format!("[{}]", tests.join(" AND ")), "stix"))
    }
}

/// One part of a message.
pub(super) fn attachment(reference: &str, name: &str) -> Value {
    json!([{ "body_raw_ref": reference, "content_disposition": format!("attachment; filename='{name}'") }])
}

/// `AS174`, `443`.
pub(super) fn number(text: &str) -> Option<u64> {
    text.trim().trim_start_matches(['A', 'S', 'a', 's']).parse().ok().filter(|number| *number <= 1 << 53)
}

fn drop_artifact(things: &mut Vec<Part>) {
    let before = things.len();
    things.retain(|thing| thing.kind != "artifact");
    if things.len() < before {
        things.iter_mut().for_each(|thing| drop(thing.properties.remove("content_ref")));
    }
}

/// A vulnerability that has a CVE name refers to it.
fn name_codes(things: &mut [Part]) {
    for Part { properties, .. } in things.iter_mut().filter(|thing| thing.kind == "vulnerability") {
        let name = properties.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if name.starts_with("CVE-") {
            let reference = json!([{ "source_name": "cve", "external_id": name }]);
            properties.insert("external_references".to_owned(), reference);
        }
    }
}
