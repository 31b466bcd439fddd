//! Objects of STIX as objects of MISP, by the table of the template.

use super::Properties;
use super::forms::{get, seconds, text};
use super::ids::{derived, uuid_in};
use super::template::{self, Line, Template};
use super::to_attributes::{attribute, category};
use serde_json::{Map, Value, json};
use sextant_stix::object::Object;
use std::collections::HashMap;

/// Objects by their identifiers.
pub(super) type Index<'o> = HashMap<&'o str, &'o Object>;

/// An object of this template, from the object of STIX and those that it refers to; after it its parts. `told` is what
/// the object of MISP comes from, `beside` what was observed together.
pub(super) fn objects(
    name: &str,
    of: &Object,
    told: &Object,
    beside: &[&Object],
    index: &Index<'_>,
) -> Vec<Properties> {
    let Some(template) = template::to(name, of.kind()) else { return Vec::new() };
    let mut whole = Vec::new();
    let taken: Vec<&str> = template::parts_of(name).filter_map(|part| part.root).collect();
    let mut reader = Reader::of(template, uuid_in(of.id().unwrap_or_default()).to_owned());
    reader.all(of.properties(), beside, index, &taken);
    if let Some(own) = reader.finished() {
        whole.push(own);
        let id = told.id().unwrap_or_default();
        parts(template, of.properties(), id, index, &mut whole);
    }
    whole
}

/// Two objects of one kind as one: what the second says besides.
pub(super) fn joined(mut one: Vec<Properties>, other: Vec<Properties>) -> Vec<Properties> {
    let further = other.into_iter().next().and_then(|mut own| own.remove("Attribute"));
    let Some(Value::Array(said)) = one.first_mut().and_then(|own| own.get_mut("Attribute")) else { return one };
    for attribute in further.as_ref().and_then(Value::as_array).into_iter().flatten() {
        let same = |known: &Value| ["object_relation", "value"].iter().all(|name| known[name] == attribute[name]);
        if !said.iter().any(same) {
            said.push(attribute.clone());
        }
    }
    one
}

/// Gives an object, the first of these, the identity of what it came from.
pub(super) fn rename(made: &mut [Properties], uuid: &str) {
    let Some(own) = made.first_mut() else { return };
    own.insert("uuid".to_owned(), uuid.into());
    for reference in own.get_mut("ObjectReference").and_then(Value::as_array_mut).into_iter().flatten() {
        reference["object_uuid"] = uuid.into();
    }
}

/// The parts of an object, each referred to by the one it is part of, which stands last so far.
fn parts(template: &'static Template, of: &Properties, id: &str, index: &Index<'_>, whole: &mut Vec<Properties>) {
    let at = whole.len() - 1;
    for part in template::parts_of(template.name) {
        let (Some(root), Some((_, relationship))) = (part.root, part.part_of) else { continue };
        let (list, steps) = match root.strip_suffix("[0]") {
            Some(list) => (format!("{list}[]"), list.rsplit('.').next().unwrap_or(list)),
            None => (root.to_owned(), root.rsplit('.').next().unwrap_or(root)),
        };
        let found = get(of, &list);
        // One registry value stands in its key, several beside it.
        if part.kind == "windows-registry-key" && found.len() < 2 {
            continue;
        }
        for (nth, value) in found.into_iter().enumerate() {
            let said = if list == root { format!("{id} - {steps}") } else { format!("{id} - {steps} - {nth}") };
            let mut alone = Map::new();
            super::forms::set(&mut alone, &list, value.clone());
            let mut reader = Reader::of(part, derived(&said).to_string());
            let taken: Vec<&str> = template::parts_of(part.name).filter_map(|part| part.root).collect();
            reader.all(&alone, &[], index, &taken);
            let Some(own) = reader.finished() else { continue };
            if let Some(whole) = whole.get_mut(at) {
                refer(whole, relationship, own.get("uuid").and_then(Value::as_str).unwrap_or_default());
            }
            whole.push(own);
            parts(part, &alone, &said, index, whole);
        }
    }
}

/// One more reference of an object of MISP.
pub(super) fn refer(own: &mut Properties, relationship: &str, target: &str) {
    let source = own.get("uuid").and_then(Value::as_str).unwrap_or_default().to_owned();
    let uuid = derived(&format!("{source} - {relationship} - {target}")).to_string();
    let reference = json!({
        "uuid": uuid, "object_uuid": source, "referenced_uuid": target, "relationship_type": relationship,
    });
    if let Value::Array(references) = own.entry("ObjectReference").or_insert_with(|| json!([])) {
        references.push(reference);
    }
}

pub(super) struct Reader {
    pub(super) template: &'static Template,
    uuid: String,
    attributes: Vec<Value>,
}

impl Reader {
    pub(super) fn of(template: &'static Template, uuid: String) -> Self {
        Self { template, uuid, attributes: Vec::new() }
    }

    fn all(&mut self, of: &Properties, beside: &[&Object], index: &Index<'_>, taken: &[&str]) {
        let mut read = Vec::new();
        // What was several objects of MISP is told by those.
        let apart = |line: &Line| {
            let list = line.path.split_once("[0]").map(|(list, _)| format!("{list}[]"));
            taken
                .iter()
                .any(|root| line.path.starts_with(root) && list.as_deref().is_none_or(|list| get(of, list).len() > 1))
        };
        for line in self.template.lines.iter().filter(|line| !apart(line)) {
            // Two relations may be one property: it is told once.
            let property = (line.path, line.within, line.form);
            let split = matches!(line.form, "contact" | "joined" | "protocol" | "cve" | "capec" | "url");
            if split || !read.contains(&property) {
                read.push(property);
                self.line(line, of, index);
            }
        }
        if let Some(line) = self.template.lines.iter().find(|line| line.form == "host") {
            self.host(line, of, beside);
        }
        if let Some(inner) = super::forms::within(of, self.template.root.unwrap_or_default()) {
            self.customs(inner);
        }
    }

    pub(super) fn finished(self) -> Option<Properties> {
        (!self.attributes.is_empty()).then(|| {
            let own = json!({
                "uuid": self.uuid, "name": self.template.name, "meta-category": self.template.category,
                "Attribute": self.attributes,
            });
            own.as_object().cloned().unwrap_or_default()
        })
    }

    /// The name of the address that a request went to, where its header has none.
    fn host(&mut self, line: &'static Line, of: &Properties, beside: &[&Object]) {
        let said = self.attributes.iter().any(|attribute| attribute["object_relation"] == line.relation);
        let Some(address) = of.get("dst_ref").filter(|_| !said) else { return };
        let name = beside.iter().find(|other| {
            let leads = || other.get("resolves_to_refs").and_then(Value::as_array);
            other.kind() == "domain-name" && leads().is_some_and(|refs| refs.contains(address))
        });
        if let Some(name) = name.and_then(|name| name.text("value")) {
            self.push(line.relation, line.kind, name, None, None);
        }
    }

    pub(super) fn push(&mut self, relation: &str, kind: &str, value: &str, uuid: Option<&str>, data: Option<&str>) {
        let own = derived(&format!("{} - {relation} - {} - {value}", self.uuid, self.attributes.len())).to_string();
        let value = if kind == "AS" { format!("AS{}", value.trim_start_matches("AS")) } else { value.to_owned() };
        let mut one = attribute(kind, category(kind), &value, uuid.unwrap_or(&own), false);
        one.insert("object_relation".to_owned(), relation.into());
        one.extend(data.map(|data| ("data".to_owned(), data.into())));
        self.attributes.push(Value::Object(one));
    }

    fn line(&mut self, line: &'static Line, of: &Properties, index: &Index<'_>) {
        let values = get(of, line.path);
        if line.within.is_some() {
            for id in values.iter().filter_map(|value| target(value)) {
                let Some(other) = index.get(id) else { continue };
                self.other(line, other, index);
            }
            return;
        }
        for value in values {
            let said = match line.form {
                "protocol" if !self.told(line, value) => None,
                "protocol" => text(value).map(|name| name.to_uppercase()),
                "listening" => (*value == Value::Bool(true)).then(|| "listening".to_owned()),
                "named" => None,
                "cve" | "capec" | "url" => external(line.form, value),
                "joined" | "contact" => {
                    self.joined(line, value);
                    continue;
                }
                "data" => {
                    let data = text(value).unwrap_or_default();
                    let uuid = self.uuid.clone();
                    self.push(line.relation, line.kind, &uuid, None, Some(&data));
                    continue;
                }
                "kilometres" => value.as_f64().map(|metres| (metres / 1000.0).to_string()),
                _ => text(value),
            };
            let said = said.map(|said| if line.form == "time" { moment(&said).unwrap_or(said) } else { said });
            if let Some(said) = said {
                self.push(line.relation, line.kind, &said, None, None);
            }
        }
    }

    /// Whether a protocol is one of this line's layer, and not what stands where nobody says any.
    pub(super) fn told(&self, line: &Line, value: &Value) -> bool {
        let protocol = value.as_str().unwrap_or_default();
        let layer = match protocol {
            "ip" | "ipv4" | "ipv6" | "icmp" | "icmpv6" => "layer3-protocol",
            "tcp" | "udp" | "sctp" => "layer4-protocol",
            _ => "layer7-protocol",
        };
        let by_layer = line.relation.starts_with("layer");
        let fixed = self.template.fixed.is_some_and(|(_, value)| value.split(' ').any(|known| known == protocol));
        if by_layer { line.relation == layer } else { !fixed }
    }

    fn other(&mut self, line: &'static Line, other: &Object, index: &Index<'_>) {
        let Some((kind, property)) = line.within else { return };
        let uuid = uuid_in(other.id().unwrap_or_default());
        let fits = match kind {
            "ip" => matches!(other.kind(), "ipv4-addr" | "ipv6-addr"),
            kind => other.kind() == kind,
        };
        if !fits {
            return;
        }
        if let Some((link, _, property)) = line.beyond() {
            let ids = get(other.properties(), link).into_iter().filter_map(Value::as_str);
            for further in ids.filter_map(|id| index.get(id)) {
                let own = uuid_in(further.id().unwrap_or_default());
                for value in get(further.properties(), property).into_iter().filter_map(text) {
                    self.push(line.relation, line.kind, &value, Some(own), None);
                }
            }
            return;
        }
        if line.form == "sample" {
            let Some(data) = other.text("payload_bin") else { return };
            let is_sample = other.text("decryption_key") == Some("infected");
            let name = other.text("x_misp_filename").unwrap_or("sample");
            let digest = other.get("hashes").and_then(|hashes| hashes.get("MD5")?.as_str());
            if (line.kind == "malware-sample") == is_sample {
                let value = digest.filter(|_| is_sample).map_or_else(|| name.to_owned(), |md5| format!("{name}|{md5}"));
                self.push(line.relation, line.kind, &value, Some(uuid), Some(data));
            }
            return;
        }
        for value in get(other.properties(), property).into_iter().filter_map(text) {
            let own = (line.form != "beside").then_some(uuid);
            self.push(line.relation, line.kind, &value, own, None);
        }
    }

    /// Ways of contact come apart at their marks; where a name parts nobody knows.
    fn joined(&mut self, line: &'static Line, value: &Value) {
        let Some(all) = value.as_str() else { return };
        if line.form == "contact" {
            for part in all.split(" / ") {
                let said = part.strip_prefix(line.relation).and_then(|rest| rest.strip_prefix(": "));
                for said in said.into_iter().flat_map(|said| said.split("; ")) {
                    self.push(line.relation, line.kind, said, None, None);
                }
            }
            return;
        }
        if line.relation == "first-name" {
            self.push("full-name", "full-name", all, None, None);
        }
    }

    fn customs(&mut self, of: &Properties) {
        for (name, value) in of {
            let Some(relation) = name.strip_prefix("x_misp_") else { continue };
            let relation = relation.replace('_', "-");
            let items = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
            for item in items {
                let data = item.get("data").and_then(Value::as_str);
                let said = item.get("value").and_then(Value::as_str).map(str::to_owned).or_else(|| text(item));
                let Some(said) = said else { continue };
                match (data, moment(&said)) {
                    (Some(_), _) => self.push(&relation, "attachment", &said, None, data),
                    (None, Some(moment)) => self.push(&relation, "datetime", &moment, None, None),
                    (None, None) => self.push(&relation, "text", &said, None, None),
                }
            }
        }
    }
}

/// A moment of STIX as MISP writes it.
pub(super) fn moment(text: &str) -> Option<String> {
    let bare = text.strip_suffix('Z').filter(|bare| bare.as_bytes().get(10) == Some(&b'T'))?;
    seconds(text).map(|_| format!("{}+00:00", bare.trim_end_matches(".000")))
}

/// What a reference, or a part of a message, leads to.
fn target(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("body_raw_ref")?.as_str())
}

fn external(form: &str, reference: &Value) -> Option<String> {
    let source = reference.get("source_name")?.as_str()?;
    match form {
        "url" => reference.get("url").filter(|_| source == "url")?.as_str().map(str::to_owned),
        "capec" if source == "capec" => {
            reference.get("external_id")?.as_str().map(|id| id.trim_start_matches("CAPEC-").to_owned())
        }
        "cve" if source == "cve" => reference.get("external_id")?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// When an object last changed, as MISP writes it.
pub(super) fn changed(of: &Object) -> Option<String> {
    let at = of.text("modified").or_else(|| of.text("created"))?;
    seconds(at).map(|at| at.to_string())
}
