//! An object of MISP as observables and an indicator, or as a domain object, by the table of its template.

use super::Properties;
use super::forms::{self, address, quoted, set};
use super::from_attributes::{Part, Seen, number};
use super::ids::uuid_of;
use super::template::{self, Line, Template};
use crate::event::{Attribute, Object};
use serde_json::{Map, Value, json};

/// What an object corresponds to; `None` where its template has no counterpart, or what the standard demands is not
/// there: then it is kept whole.
pub(super) fn seen(object: &Object, uuid: &str) -> Option<Seen> {
    let template = template::of(&object.name)?;
    let mut builder = Builder { template, own: Map::new(), others: Vec::new(), tests: Vec::new(), last: None };
    for attribute in &object.attributes {
        builder.add(attribute, uuid);
    }
    builder.finish(uuid)
}

struct Builder {
    template: &'static Template,
    own: Properties,
    others: Vec<Part>,
    tests: Vec<String>,
    /// The path and place of the object referred to last.
    last: Option<(&'static str, usize)>,
}

impl Builder {
    fn add(&mut self, attribute: &Attribute, uuid: &str) {
        let relation = attribute.relation.as_deref().unwrap_or(&attribute.kind);
        let line = self.template.lines.iter().find(|line| line.relation == relation);
        let tested = match line {
            Some(line) => self.known(line, attribute, uuid),
            None => None,
        };
        match tested {
            Some(test) if attribute.to_ids => self.tests.extend(test),
            Some(_) => {}
            None => self.custom(relation, attribute),
        }
    }

    /// Adds an attribute that the table knows, and gives what an indicator tests; `None` where it does not fit.
    fn known(&mut self, line: &'static Line, attribute: &Attribute, uuid: &str) -> Option<Option<String>> {
        let value = attribute.value.as_str();
        match line.form {
            "sample" => return self.sample(line, attribute, uuid).map(|()| None),
            "data" => {
                set(&mut self.own, line.path, attribute.data.clone().filter(|data| forms::is_base64(data))?.into())
            }
            "joined" => self.join("name", " ", value),
            "contact" => self.join(line.path, " / ", &format!("{}: {value}", line.relation)),
            "cve" | "capec" | "url" => self.reference(line.form, value),
            "part" => self.part(attribute, uuid),
            "beside" => return self.beside(line, value).map(|()| None),
            _ => {
                let converted = converted(line.form, value)?;
                let test = self.test(line, value, &converted);
                match line.within {
                    Some((kind, property)) => self.within(line, kind, property, converted, attribute, uuid)?,
                    None if !line.path.ends_with("[]") && !forms::get(&self.own, line.path).is_empty() => return None,
                    None => set(&mut self.own, line.path, converted),
                }
                return Some(Some(test));
            }
        }
        Some(None)
    }

    /// An object of its own that the main one refers to.
    fn within(
        &mut self,
        line: &'static Line,
        kind: &'static str,
        property: &str,
        value: Value,
        attribute: &Attribute,
        uuid: &str,
    ) -> Option<()> {
        if !line.path.ends_with("[]") && self.own.contains_key(line.path) {
            return None;
        }
        let kind = if kind == "ip" { address(&attribute.value) } else { kind };
        let mut properties = Map::new();
        set(&mut properties, property, value);
        self.refer(line.path, kind, properties, attribute, uuid);
        Some(())
    }

    fn refer(&mut self, path: &'static str, kind: &'static str, properties: Properties, of: &Attribute, uuid: &str) {
        let own = uuid_of(&of.uuid, &[uuid, path, &of.value]);
        set(&mut self.own, path, format!("{kind}--{own}").into());
        self.last = Some((path, self.others.len()));
        self.others.push(Part { kind, uuid: own, properties });
    }

    /// One more property of the object that the line before refers to.
    fn beside(&mut self, line: &Line, value: &str) -> Option<()> {
        let (path, at) = self.last.filter(|(path, _)| *path == line.path)?;
        let other = self.others.get_mut(at).filter(|_| path == line.path)?;
        let property = line.within.map(|(_, property)| property)?;
        (!other.properties.contains_key(property)).then(|| set(&mut other.properties, property, value.into()))
    }

    fn sample(&mut self, line: &'static Line, attribute: &Attribute, uuid: &str) -> Option<()> {
        let data = attribute.data.clone().filter(|data| forms::is_base64(data))?;
        if self.own.contains_key(line.path) {
            return None;
        }
        let mut artifact = Map::new();
        artifact.insert("payload_bin".to_owned(), data.into());
        let (name, digest) = attribute.value.rsplit_once('|').unwrap_or((attribute.value.as_str(), ""));
        if attribute.kind == "malware-sample" {
            artifact.insert("mime_type".to_owned(), "application/zip".into());
            artifact.insert("encryption_algorithm".to_owned(), "mime-type-indicated".into());
            artifact.insert("decryption_key".to_owned(), "infected".into());
            if !digest.is_empty() {
                artifact.insert("hashes".to_owned(), json!({ "MD5": digest }));
            }
        }
        artifact.insert("x_misp_filename".to_owned(), name.into());
        self.refer(line.path, "artifact", artifact, attribute, uuid);
        Some(())
    }

    fn part(&mut self, attribute: &Attribute, uuid: &str) {
        let own = uuid_of(&attribute.uuid, &[uuid, "attachment", &attribute.value]);
        let part = super::from_attributes::attachment(&format!("file--{own}"), &attribute.value);
        set(&mut self.own, "body_multipart[]", part.get(0).cloned().unwrap_or_default());
        self.own.insert("is_multipart".to_owned(), true.into());
        let properties = json!({ "name": attribute.value }).as_object().cloned().unwrap_or_default();
        self.others.push(Part { kind: "file", uuid: own, properties });
    }

    fn join(&mut self, path: &str, between: &str, value: &str) {
        let known = self.own.get(path).and_then(Value::as_str);
        let joined = known.map_or_else(|| value.to_owned(), |known| format!("{known}{between}{value}"));
        self.own.insert(path.to_owned(), joined.into());
    }

    fn reference(&mut self, form: &str, value: &str) {
        let reference = match form {
            "url" => json!({ "source_name": "url", "url": value }),
            "capec" => {
                json!({ "source_name": "capec", "external_id": format!("CAPEC-{}", value.trim_start_matches("CAPEC-")) })
            }
            _ => {
                set(&mut self.own, "name", value.into());
                if !value.starts_with("CVE-") {
                    return;
                }
                json!({ "source_name": "cve", "external_id": value })
            }
        };
        set(&mut self.own, "external_references[]", reference);
    }

    fn custom(&mut self, relation: &str, attribute: &Attribute) {
        let name =
            format!("x_misp_{}", relation.replace(|sign: char| !sign.is_ascii_alphanumeric(), "_").to_lowercase());
        let value = match &attribute.data {
            Some(data) => json!({ "value": attribute.value, "data": data }),
            None if attribute.kind == "boolean" => converted("bool", &attribute.value).unwrap_or_default(),
            None if attribute.kind == "datetime" => {
                converted("time", &attribute.value).unwrap_or_else(|| attribute.value.as_str().into())
            }
            None => attribute.value.as_str().into(),
        };
        if attribute.to_ids && attribute.data.is_none() && !self.template.is_domain {
            self.tests.push(format!("{}:{name} = {}", self.template.kind, quoted(&attribute.value)));
        }
        match self.own.get_mut(&name) {
            None => drop(self.own.insert(name, value)),
            Some(Value::Array(items)) => items.push(value),
            Some(one) => *one = json!([one.take(), value]),
        }
    }

    fn test(&self, line: &Line, value: &str, converted: &Value) -> String {
        let path = match line.within {
            Some((_, property)) => format!("{}.{property}", line.path),
            None => line.path.to_owned(),
        };
        let path = format!("{}:{}", self.template.kind, in_pattern(&path));
        let constant = match converted {
            Value::String(text) if line.form == "time" => format!("t{}", quoted(text)),
            Value::String(text) => quoted(text),
            other => other.to_string(),
        };
        match line.within {
            Some(("ip", _)) if !line.path.ends_with("[]") => {
                let kind = format!("{}:{}.type", self.template.kind, line.path);
                format!("{kind} = '{}' AND {path} = {constant}", address(value))
            }
            _ => format!("{path} = {constant}"),
        }
    }

    fn finish(mut self, uuid: &str) -> Option<Seen> {
        if let Some((name, value)) = self.template.fixed {
            let values: Vec<&str> = value.split(' ').collect();
            match name {
                "protocols" if self.own.contains_key(name) => {}
                "protocols" => drop(self.own.insert(name.to_owned(), json!(values))),
                "is_multipart" => drop(self.own.entry(name).or_insert_with(|| (value == "true").into())),
                _ => drop(self.own.entry(name).or_insert_with(|| value.into())),
            }
        }
        if !complete(self.template.kind, &self.own) {
            return None;
        }
        if self.template.kind == "indicator" {
            let language = self.template.fixed.map_or("stix", |(_, language)| language);
            let pattern = self.own.remove("pattern").and_then(|pattern| pattern.as_str().map(str::to_owned))?;
            self.own.remove("pattern_type");
            let things = vec![Part { kind: "indicator", uuid: uuid.to_owned(), properties: self.own }];
            return Some(Seen { things, is_domain: true, pattern: Some((pattern, language)) });
        }
        // An account's number says little without the service that gave it.
        if let (Some(("account_type", kind)), false) = (self.template.fixed, self.tests.is_empty()) {
            self.tests.insert(0, format!("user-account:account_type = '{kind}'"));
        }
        let pattern = (!self.tests.is_empty()).then(|| (format!("[{}]", self.tests.join(" AND ")), "stix"));
        let mut things = vec![Part { kind: self.template.kind, uuid: uuid.to_owned(), properties: self.own }];
        things.append(&mut self.others);
        Some(Seen { things, is_domain: self.template.is_domain, pattern })
    }
}

/// A value in the form that the standard asks for; `None` where it cannot be that.
fn converted(form: &str, value: &str) -> Option<Value> {
    Some(match form {
        "number" => number(value)?.into(),
        "float" => value.trim().parse::<f64>().ok().filter(|number| number.is_finite())?.into(),
        "kilometres" => (value.trim().parse::<f64>().ok().filter(|number| number.is_finite())? * 1000.0).into(),
        "bool" => matches!(value.trim(), "1" | "true" | "True" | "yes").into(),
        "time" => forms::time(value)?.into(),
        "protocol" => value.trim().to_lowercase().into(),
        // Two letters, as RFC 5646 begins them; other names of a language are kept beside it.
        "language" if value.len() != 2 || !value.bytes().all(|b| b.is_ascii_alphabetic()) => return None,
        "language" => value.to_ascii_lowercase().into(),
        "key" => forms::registry_key(value).into(),
        "rule" => format!("CRS Rule {value}").into(),
        _ => value.into(),
    })
}

/// A path as a pattern writes it: names that are no plain words in quotes, any item of a list.
pub(super) fn in_pattern(path: &str) -> String {
    let steps = path.split('.').map(|step| {
        let (name, index) = step.split_at(step.find('[').unwrap_or(step.len()));
        let index = if index == "[]" { "[*]" } else { index };
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if plain { format!("{name}{index}") } else { format!("'{name}'{index}") }
    });
    steps.collect::<Vec<_>>().join(".")
}

/// Whether what the standard demands of a type is there.
fn complete(kind: &str, own: &Properties) -> bool {
    let has = |name: &str| own.contains_key(name);
    match kind {
        "file" => has("name") || has("hashes"),
        "domain-name" | "url" => has("value"),
        "autonomous-system" => has("number"),
        "directory" => has("path"),
        "artifact" => has("payload_bin") || (has("url") && has("hashes")),
        "network-traffic" => has("src_ref") || has("dst_ref"),
        "location" => (has("latitude") && has("longitude")) || has("region") || has("country"),
        "indicator" => has("pattern"),
        "software" | "mutex" | "identity" | "vulnerability" | "attack-pattern" | "course-of-action"
        | "intrusion-set" => has("name"),
        _ => !own.is_empty(),
    }
}
