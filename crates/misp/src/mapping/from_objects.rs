//! An object of MISP as observables and an indicator, or as a domain object, by the table of its template.

use super::Properties;
use super::comparisons::{self, in_pattern};
use super::forms::{self, address, quoted, set};
use super::from_attributes::{Part, Seen, number};
use super::ids::{derived, uuid_of};
use super::parts::Parts;
use super::template::{self, Line, Template};
use crate::event::{Attribute, Object};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// What an object corresponds to, with its parts; `None` where its template has no counterpart, or what the standard
/// demands is not there: then it is kept whole.
pub(super) fn seen(object: &Object, uuid: &str, parts: &Parts<'_>) -> Option<Seen> {
    built(object, uuid, parts)?.finish(uuid)
}

fn built(object: &Object, uuid: &str, parts: &Parts<'_>) -> Option<Builder> {
    let mut builder = Builder::of(template::of(object)?);
    // What belongs to another of its attributes comes after that one.
    let lines = &builder.template.lines;
    let waits = |attribute: &&Attribute| {
        let line = lines.iter().find(|line| line.relation == relation(attribute));
        line.is_some_and(|line| line.beyond().is_some() || matches!(line.form, "else" | "host"))
    };
    let (late, early): (Vec<&Attribute>, Vec<&Attribute>) = object.attributes.iter().partition(waits);
    for attribute in early.into_iter().chain(late) {
        builder.add(attribute, uuid);
    }
    for part in parts.of(object).iter().filter_map(|part| built(part, uuid, parts)) {
        builder.take_in(part);
    }
    Some(builder)
}

fn relation(attribute: &Attribute) -> &str {
    attribute.relation.as_deref().unwrap_or(&attribute.kind)
}

struct Builder {
    template: &'static Template,
    own: Properties,
    others: Vec<Part>,
    /// What an indicator tests: paths and constants.
    tests: Vec<(String, String)>,
    /// The place of the object that each property referred to last.
    last: HashMap<&'static str, usize>,
    /// The UUIDs of the attributes that are its value, and the values after the first.
    values: Vec<(String, String)>,
}

impl Builder {
    fn of(template: &'static Template) -> Self {
        let own = Map::new();
        Self { template, own, others: Vec::new(), tests: Vec::new(), last: HashMap::new(), values: Vec::new() }
    }

    fn add(&mut self, attribute: &Attribute, uuid: &str) {
        let relation = relation(attribute);
        let line = self.template.lines.iter().find(|line| line.relation == relation);
        if line.and_then(|line| self.known(line, attribute, uuid)).is_none() {
            self.custom(relation, attribute);
        }
    }

    /// Adds an attribute that the table knows; `None` where it does not fit.
    fn known(&mut self, line: &'static Line, attribute: &Attribute, uuid: &str) -> Option<()> {
        let value = attribute.value.as_str();
        match line.form {
            "sample" => return self.sample(line, attribute, uuid),
            "data" => {
                set(&mut self.own, line.path, attribute.data.clone().filter(|data| forms::is_base64(data))?.into());
            }
            "joined" => self.join("name", " ", value),
            "contact" => self.contact(line, value),
            "cve" | "capec" | "url" => self.reference(line.form, value),
            "part" => self.part(line, attribute, uuid),
            "beside" => {
                self.beside(line, value)?;
                if attribute.to_ids {
                    self.test(line, value, &value.into());
                }
            }
            "host" => self.host(line, attribute, uuid),
            "read" => return None,
            "named" => {
                set(&mut self.own, line.path, value.into());
                return None;
            }
            _ => {
                let converted = converted(line.form, value)?;
                match line.within {
                    Some(_) if line.beyond().is_some() => self.beyond(line, converted.clone(), attribute, uuid)?,
                    Some((kind, property)) => {
                        self.within(line, kind, property, converted.clone(), attribute, uuid)?;
                    }
                    None if !line.path.ends_with("[]") && !forms::get(&self.own, line.path).is_empty() => {
                        self.another(line, attribute, uuid)?;
                    }
                    None => {
                        set(&mut self.own, line.path, converted.clone());
                        if line.path == "value" {
                            self.values.push((uuid_of(&attribute.uuid, &[uuid, value]), value.to_owned()));
                        }
                    }
                }
                if attribute.to_ids {
                    self.test(line, value, &converted);
                }
            }
        }
        Some(())
    }

    /// One more name that leads to the same addresses.
    fn another(&mut self, line: &Line, attribute: &Attribute, uuid: &str) -> Option<()> {
        let many = self.template.kind == "domain-name" && line.path == "value";
        many.then(|| self.values.push((uuid_of(&attribute.uuid, &[uuid, &attribute.value]), attribute.value.clone())))
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
        self.last.insert(path, self.others.len());
        self.others.push(Part { kind, uuid: own, properties });
    }

    /// An object that the one which the main one refers to leads to in its turn.
    fn beyond(&mut self, line: &'static Line, value: Value, attribute: &Attribute, uuid: &str) -> Option<()> {
        let (link, kind, property) = line.beyond()?;
        let at = match self.last.get(line.path) {
            Some(at) => *at,
            // Addresses need a value to be; a process is known by its image alone.
            None if line.within?.0 == "ip" => return None,
            None => {
                let between = derived(&format!("{uuid} - {}", line.path)).to_string();
                set(&mut self.own, line.path, format!("{}--{between}", line.within?.0).into());
                self.last.insert(line.path, self.others.len());
                self.others.push(Part { kind: line.within?.0, uuid: between, properties: Map::new() });
                self.others.len() - 1
            }
        };
        let own = uuid_of(&attribute.uuid, &[uuid, line.path, link, &attribute.value]);
        let between = &mut self.others.get_mut(at)?.properties;
        if !link.ends_with("[]") && between.contains_key(link) {
            return None;
        }
        set(between, link, format!("{kind}--{own}").into());
        let mut properties = Map::new();
        set(&mut properties, property, value);
        self.others.push(Part { kind, uuid: own, properties });
        Some(())
    }

    /// One more property of the object that the line before refers to.
    fn beside(&mut self, line: &Line, value: &str) -> Option<()> {
        let other = self.others.get_mut(*self.last.get(line.path)?)?;
        let property = line.within.map(|(_, property)| property)?;
        let address = other.properties.get("value").and_then(Value::as_str).unwrap_or_default();
        // Of several recipients, a name is only that of an address which it resembles.
        let theirs = property != "display_name" || !line.path.ends_with("[]") || resembles(address, value);
        (theirs && !other.properties.contains_key(property)).then(|| set(&mut other.properties, property, value.into()))
    }

    fn sample(&mut self, line: &'static Line, attribute: &Attribute, uuid: &str) -> Option<()> {
        let data = attribute.data.clone().filter(|data| forms::is_base64(data))?;
        if self.own.contains_key(line.path) {
            return None;
        }
        let mut artifact = Map::new();
        artifact.insert("payload_bin".to_owned(), data.into());
        let (name, digest) = match attribute.value.rsplit_once('|') {
            Some((name, digest)) if attribute.kind == "malware-sample" => (name, Some(digest)),
            _ => (attribute.value.as_str(), None),
        };
        artifact.insert("x_misp_filename".to_owned(), name.into());
        if let Some(digest) = digest {
            artifact.insert("hashes".to_owned(), json!({ "MD5": digest }));
        }
        if attribute.kind == "malware-sample" {
            artifact.insert("mime_type".to_owned(), "application/zip".into());
            artifact.insert("encryption_algorithm".to_owned(), "mime-type-indicated".into());
            artifact.insert("decryption_key".to_owned(), "infected".into());
        } else if let Some(kind) = forms::picture(name) {
            artifact.insert("mime_type".to_owned(), kind.into());
        }
        if attribute.to_ids {
            for (path, value) in comparisons::flat(&artifact) {
                self.tests.push((format!("{}:{}.{path}", self.template.kind, line.path), quoted(&value)));
            }
        }
        self.refer(line.path, "artifact", artifact, attribute, uuid);
        Some(())
    }

    fn part(&mut self, line: &Line, attribute: &Attribute, uuid: &str) {
        let own = uuid_of(&attribute.uuid, &[uuid, "attachment", &attribute.value]);
        let part = super::from_attributes::attachment(&format!("file--{own}"), &attribute.value);
        set(&mut self.own, "body_multipart[]", part.get(0).cloned().unwrap_or_default());
        self.own.insert("is_multipart".to_owned(), true.into());
        let properties = json!({ "name": attribute.value }).as_object().cloned().unwrap_or_default();
        self.others.push(Part { kind: "file", uuid: own, properties });
        if attribute.to_ids {
            self.test(line, &attribute.value, &attribute.value.as_str().into());
        }
    }

    /// The name that a request was for: in its header, and as a name of the address that it went to.
    fn host(&mut self, line: &'static Line, attribute: &Attribute, uuid: &str) {
        let value: Value = attribute.value.as_str().into();
        set(&mut self.own, line.path, value.clone());
        if attribute.to_ids {
            self.test(line, &attribute.value, &value);
        }
        let mut properties = Map::new();
        set(&mut properties, "value", value);
        match self.own.get("dst_ref").cloned() {
            Some(address) => {
                set(&mut properties, "resolves_to_refs[]", address);
                let own = uuid_of(&attribute.uuid, &[uuid, "host", &attribute.value]);
                self.others.push(Part { kind: "domain-name", uuid: own, properties });
            }
            None => self.refer("dst_ref", "domain-name", properties, attribute, uuid),
        }
    }

    fn join(&mut self, path: &str, between: &str, value: &str) {
        let known = self.own.get(path).and_then(Value::as_str);
        let joined = known.map_or_else(|| value.to_owned(), |known| format!("{known}{between}{value}"));
        self.own.insert(path.to_owned(), joined.into());
    }

    /// Ways of contact: `address: …; … / e-mail: …`, each kind once.
    fn contact(&mut self, line: &Line, value: &str) {
        let known = self.own.get(line.path).and_then(Value::as_str).unwrap_or_default();
        let begins = format!("{}: ", line.relation);
        let mut ways: Vec<String> = known.split(" / ").filter(|way| !way.is_empty()).map(str::to_owned).collect();
        match ways.iter_mut().find(|way| way.starts_with(&begins)) {
            Some(way) => {
                way.push_str("; ");
                way.push_str(value);
            }
            None => ways.push(format!("{begins}{value}")),
        }
        self.own.insert(line.path.to_owned(), ways.join(" / ").into());
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
            let root = self.template.root.map_or_else(String::new, |root| format!("{}.", in_pattern(root)));
            self.tests.push((format!("{}:{root}{name}", self.template.kind), quoted(&attribute.value)));
        }
        let Some(place) = forms::place(&mut self.own, self.template.root.unwrap_or_default()) else { return };
        match place.get_mut(&name) {
            None => drop(place.insert(name, value)),
            Some(Value::Array(items)) => items.push(value),
            Some(one) => *one = json!([one.take(), value]),
        }
    }

    fn test(&mut self, line: &Line, value: &str, converted: &Value) {
        let kind = self.template.kind;
        if line.within.is_some_and(|(kind, _)| kind == "ip") && line.beyond().is_none() && !line.path.ends_with("[]") {
            self.tests.push((format!("{kind}:{}.type", line.path), quoted(address(value))));
        }
        let constant = match converted {
            Value::String(text) if line.form == "time" => format!("t{}", quoted(text)),
            Value::String(text) => quoted(text),
            other => other.to_string(),
        };
        self.tests.push((format!("{kind}:{}", in_pattern(&line.tested())), constant));
    }

    /// Takes in what a part says, where its template has its properties.
    fn take_in(&mut self, part: Self) {
        let Some(root) = part.template.root else { return };
        let Some(value) = forms::get(&part.own, root).first().map(|value| (*value).clone()) else { return };
        let place = match (root.strip_suffix("[0]"), value) {
            (Some(list), value) => {
                let list = format!("{list}[]");
                let at = forms::get(&self.own, &list).len();
                set(&mut self.own, &list, value);
                format!("{}[{at}]", list.trim_end_matches("[]"))
            }
            (None, Value::Object(inner)) => {
                for (name, value) in inner {
                    set(&mut self.own, &format!("{root}.{name}"), value);
                }
                root.to_owned()
            }
            _ => return,
        };
        let (from, to) = (in_pattern(root), in_pattern(&place));
        self.tests.extend(part.tests.into_iter().map(|(path, constant)| (path.replacen(&from, &to, 1), constant)));
        self.others.extend(part.others);
    }

    fn fix(&mut self) {
        let Some((name, value)) = self.template.fixed else { return };
        match (name, value) {
            ("protocols", _) if self.own.contains_key(name) => {}
            ("protocols" | "protocols+", _) => {
                let name = "protocols";
                let said = self.own.remove(name).and_then(|said| said.as_array().cloned()).unwrap_or_default();
                let fixed = value.split(' ').map(Value::from).filter(|fixed| !said.contains(fixed)).collect::<Vec<_>>();
                self.own.insert(name.to_owned(), fixed.into_iter().chain(said.iter().cloned()).collect());
            }
            (_, "true" | "false") => drop(self.own.entry(name).or_insert_with(|| (value == "true").into())),
            _ => drop(self.own.entry(name).or_insert_with(|| value.into())),
        }
    }

    fn finish(mut self, uuid: &str) -> Option<Seen> {
        self.fix();
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
            self.tests.insert(0, ("user-account:account_type".to_owned(), quoted(kind)));
        }
        let pattern = (!self.tests.is_empty()).then(|| (comparisons::written(&self.tests), "stix"));
        let mut things = self.names(uuid);
        things.append(&mut self.others);
        Some(Seen { things, is_domain: self.template.is_domain, pattern })
    }

    /// The main object; of names that lead to the same addresses one for each.
    fn names(&mut self, uuid: &str) -> Vec<Part> {
        let kind = self.template.kind;
        let properties = std::mem::take(&mut self.own);
        let own = properties.keys().any(|name| name.starts_with("x_misp_"));
        if kind != "domain-name" || self.values.len() < 2 && own {
            return vec![Part { kind, uuid: uuid.to_owned(), properties }];
        }
        let named = |(at, (attribute, value)): (usize, &(String, String))| {
            let mut properties = properties.clone();
            properties.retain(|name, _| at == 0 || !name.starts_with("x_misp_"));
            properties.insert("value".to_owned(), value.as_str().into());
            let uuid = if own && at == 0 { uuid } else { attribute };
            Part { kind, uuid: uuid.to_owned(), properties }
        };
        self.values.iter().enumerate().map(named).collect()
    }
}

/// Whether a name may be that of whoever has this address: one of its words stands there, or its initials are it.
fn resembles(address: &str, name: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_lowercase();
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    local == initials || words.iter().any(|word| word.chars().count() > 2 && local.contains(word.as_str()))
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
        "rule" => format!("CRS Rule {}", value.trim_start_matches("CRS Rule ")).into(),
        "listening" if value == "listening" => true.into(),
        "listening" => return None,
        _ => value.into(),
    })
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
        "network-traffic" => (has("src_ref") || has("dst_ref")) && has("protocols"),
        "location" => (has("latitude") && has("longitude")) || has("region") || has("country"),
        "indicator" => has("pattern"),
        "software" | "mutex" | "identity" | "vulnerability" | "attack-pattern" | "course-of-action"
        | "intrusion-set" | "malware" | "tool" => has("name"),
        "note" => has("content"),
        _ => !own.is_empty(),
    }
}
