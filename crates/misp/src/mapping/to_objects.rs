//! Objects of STIX as attributes and objects of MISP: by the labels that a converter of MISP left, else by what they are.

use super::Properties;
use super::forms::{get, seconds, text};
use super::ids::{derived, uuid_in};
use super::shape::{self, Given, Shape};
use super::template::{self, Line};
use serde_json::{Map, Value, json};
use sextant_stix::object::Object;
use sextant_stix::pattern::syntax::{Comparison, Condition, ConstantKind, Observation, Step};
use sextant_stix::pattern::{Pattern, Version};
use std::collections::HashMap;

/// Objects by their identifiers.
pub(super) type Index<'o> = HashMap<&'o str, &'o Object>;

/// The value of a label `misp:name="value"`.
pub(super) fn label<'l>(labels: &[&'l str], name: &str) -> Option<&'l str> {
    labels.iter().find_map(|label| {
        let value = label.strip_prefix("misp:")?.strip_prefix(name)?.strip_prefix("=\"")?;
        value.strip_suffix('"')
    })
}

/// An attribute as MISP writes it.
pub(super) fn attribute(kind: &str, category: &str, value: &str, uuid: &str, to_ids: bool) -> Properties {
    let of_type = json!({
        "uuid": uuid, "type": kind, "category": category, "value": value, "to_ids": to_ids,
        "disable_correlation": false,
    });
    of_type.as_object().cloned().unwrap_or_default()
}

/// The category that a type usually has.
pub(super) fn category(kind: &str) -> &'static str {
    shape::of(kind).map_or("Other", |shape| shape.category)
}

/// The attribute of this type that observables are; its bytes, where it has them, as `data`.
pub(super) fn observed(kind: &str, refs: &[&Object]) -> Option<Properties> {
    let shape = shape::of(kind)?;
    let (mut parts, mut data): ([Option<String>; 2], Option<String>) = ([None, None], None);
    for thing in &shape.things {
        let is_it = |object: &&&Object| match thing.kind {
            "ip0" | "ip1" => matches!(object.kind(), "ipv4-addr" | "ipv6-addr"),
            kind => object.kind() == kind,
        };
        let Some(object) = refs.iter().find(is_it) else { continue };
        for (path, given) in &thing.properties {
            let found = get(object.properties(), path).first().copied().cloned();
            match (*given, found) {
                (Given::Part(at) | Given::Number(at), Some(value)) => parts[at.min(1)] = text(&value),
                (Given::Parts(at), Some(value)) => parts[at.min(1)] = value.get(0).and_then(text),
                (Given::RegistryData, Some(value)) => parts[1] = value.pointer("/0/data").and_then(text),
                (Given::Data, Some(value)) => data = text(&value),
                _ => {}
            }
        }
    }
    finished(shape, parts, data)
}

/// The attribute of this type that a pattern looks for.
pub(super) fn detected(kind: &str, pattern: &str) -> Option<Properties> {
    let shape = shape::of(kind)?;
    if shape.rule.is_some() {
        return finished(shape, [Some(pattern.to_owned()), None], None);
    }
    let tests = tests(pattern)?;
    let (mut parts, mut data): ([Option<String>; 2], Option<String>) = ([None, None], None);
    for (path, given) in &shape.tests {
        let found = tests.iter().find(|(tested, _)| plain(tested) == plain(path)).map(|(_, value)| value.clone());
        match (*given, found) {
            (Given::Part(at) | Given::Number(at), Some(value)) => parts[at.min(1)] = Some(value),
            (Given::Data, Some(value)) => data = Some(value),
            _ => {}
        }
    }
    finished(shape, parts, data)
}

/// A path without what spelling may add.
fn plain(path: &str) -> String {
    let bare = path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest));
    bare.collect::<String>().replace(['\'', '_', '-'], "").to_lowercase()
}

fn finished(shape: &Shape, parts: [Option<String>; 2], data: Option<String>) -> Option<Properties> {
    let composite = shape.kind.contains('|') || shape.kind == "malware-sample";
    let value = match (composite, parts) {
        (true, [Some(first), Some(second)]) => format!("{first}|{second}"),
        (false, [Some(first), _]) => first,
        _ => return None,
    };
    let value = if shape.kind == "AS" { format!("AS{value}") } else { value };
    let mut attribute = attribute(shape.kind, shape.category, &value, "", false);
    attribute.extend(data.map(|data| ("data".to_owned(), data.into())));
    Some(attribute)
}

/// The comparisons of a pattern that is one conjunction of equalities: paths and values.
pub(super) fn tests(pattern: &str) -> Option<Vec<(String, String)>> {
    let parsed = Pattern::parse(pattern, Version::V21).ok()?;
    let Observation::Test(comparison) = &parsed.root else { return None };
    let mut found = Vec::new();
    let mut simple = is_conjunction(comparison);
    comparison.each_test(&mut |test| {
        let Condition::Equal(constant) = &test.condition else {
            simple = false;
            return;
        };
        let steps = test.path.steps.iter().map(|step| match step {
            Step::Name(name) => format!(".{name}"),
            Step::Quoted(name) => format!(".{name}"),
            Step::Index(at) => format!("[{at}]"),
            Step::Any => "[*]".to_owned(),
        });
        let path = format!("{}:{}", test.path.object_type, steps.collect::<String>().trim_start_matches('.'));
        let value = match constant.kind {
            ConstantKind::String => unquoted(constant.text),
            ConstantKind::Timestamp => unquoted(constant.text.trim_start_matches('t')),
            _ => constant.text.to_owned(),
        };
        simple &= !test.negated;
        found.push((path, value));
    });
    simple.then_some(found)
}

fn is_conjunction(comparison: &Comparison<'_>) -> bool {
    match comparison {
        Comparison::Test(_) => true,
        Comparison::And(parts) => parts.iter().all(|part| matches!(part, Comparison::Test(_) | Comparison::And(_))),
        Comparison::Or(_) => false,
    }
}

fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text);
    let mut plain = String::with_capacity(inner.len());
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        plain.extend(if sign == '\\' { signs.next() } else { Some(sign) });
    }
    plain
}

/// The type of attribute that an observable alone is, and the property that is its value.
pub(super) fn simple(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "ipv4-addr" | "ipv6-addr" => ("ip-dst", "value"),
        "domain-name" => ("domain", "value"),
        "url" => ("url", "value"),
        "email-addr" => ("email", "value"),
        "mac-addr" => ("mac-address", "value"),
        "mutex" => ("mutex", "name"),
        "autonomous-system" => ("AS", "number"),
        _ => return None,
    })
}

/// The type of attribute that a single comparison looks for.
pub(super) fn simple_test(path: &str) -> Option<&'static str> {
    const FILE: [(&str, &str); 7] = [
        ("file:hashes.MD5", "md5"),
        ("file:hashes.'SHA-1'", "sha1"),
        ("file:hashes.'SHA-256'", "sha256"),
        ("file:hashes.'SHA-512'", "sha512"),
        ("file:hashes.SSDEEP", "ssdeep"),
        ("file:name", "filename"),
        ("windows-registry-key:key", "regkey"),
    ];
    let known = FILE.iter().find(|(known, _)| plain(known) == plain(path)).map(|(_, kind)| *kind);
    known.or_else(|| {
        let (object, property) = path.split_once(':')?;
        let (kind, value) = simple(object)?;
        (property == value).then_some(if kind == "email" { "email-dst" } else { kind })
    })
}

/// The template whose objects an observable or domain object of this type is, without a label that says so.
pub(super) fn usual_template(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "artifact" => "artifact",
        "autonomous-system" => "asn",
        "directory" => "directory",
        "email-message" => "email",
        "file" => "file",
        "identity" => "identity",
        "location" => "geolocation",
        "network-traffic" => "network-connection",
        "process" => "process",
        "software" => "cpe-asset",
        "user-account" => "user-account",
        "windows-registry-key" => "registry-key",
        "x509-certificate" => "x509",
        _ => return None,
    })
}

/// An object of this template, from the object of STIX and those that it refers to.
pub(super) fn object(name: &str, of: &Object, index: &Index<'_>) -> Option<Properties> {
    let template = template::of(name).filter(|template| template.kind == of.kind())?;
    let uuid = uuid_in(of.id().unwrap_or_default());
    let mut reader = Reader { fixed: template.fixed, uuid, attributes: Vec::new() };
    let mut read = Vec::new();
    for line in &template.lines {
        // Two relations may be one property: it is told once.
        let property = (line.path, line.within, line.form);
        let split = matches!(line.form, "contact" | "joined" | "protocol" | "cve" | "capec" | "url");
        if split || !read.contains(&property) {
            read.push(property);
            reader.line(line, of.properties(), index);
        }
    }
    reader.customs(of.properties());
    let attributes = reader.attributes;
    (!attributes.is_empty()).then(|| {
        let own = json!({ "uuid": uuid, "name": name, "meta-category": template.category, "Attribute": attributes });
        own.as_object().cloned().unwrap_or_default()
    })
}

struct Reader<'t> {
    /// What the template says of itself where nobody says it: no attribute.
    fixed: Option<(&'static str, &'static str)>,
    uuid: &'t str,
    attributes: Vec<Value>,
}

impl Reader<'_> {
    fn push(&mut self, relation: &str, kind: &str, value: &str, uuid: Option<&str>, data: Option<&str>) {
        let own = derived(&format!("{} - {relation} - {} - {value}", self.uuid, self.attributes.len())).to_string();
        let mut one = attribute(kind, category(kind), value, uuid.unwrap_or(&own), false);
        one.insert("object_relation".to_owned(), relation.into());
        one.extend(data.map(|data| ("data".to_owned(), data.into())));
        self.attributes.push(Value::Object(one));
    }

    fn line(&mut self, line: &'static Line, of: &Properties, index: &Index<'_>) {
        let values = get(of, line.path);
        if let Some((_, property)) = line.within {
            for id in values.iter().filter_map(|value| target(value)) {
                let Some(other) = index.get(id) else { continue };
                self.other(line, property, other);
            }
            return;
        }
        for value in values {
            let said = match line.form {
                "protocol" if !self.told(line, value) => None,
                "rule" => text(value).map(|name| name.trim_start_matches("CRS Rule ").to_owned()),
                "cve" | "capec" | "url" => external(line.form, value),
                "joined" | "contact" => return self.joined(line, value),
                "data" => {
                    let data = text(value).unwrap_or_default();
                    self.push(line.relation, line.kind, self.uuid, None, Some(&data));
                    continue;
                }
                "kilometres" => value.as_f64().map(|metres| (metres / 1000.0).to_string()),
                _ => text(value),
            };
            let said = said.map(|said| if line.form == "time" { said.replace('Z', "+00:00") } else { said });
            if let Some(said) = said {
                self.push(line.relation, line.kind, &said, None, None);
            }
        }
    }

    /// Whether a protocol is one of this line's layer, and not what stands where nobody says any.
    fn told(&self, line: &Line, value: &Value) -> bool {
        let protocol = value.as_str().unwrap_or_default();
        let layer = match protocol {
            "ip" | "ipv4" | "ipv6" | "icmp" | "icmpv6" => "layer3-protocol",
            "tcp" | "udp" | "sctp" => "layer4-protocol",
            _ => "layer7-protocol",
        };
        let by_layer = line.relation.starts_with("layer");
        let fixed = self.fixed.is_some_and(|(_, value)| value.split(' ').any(|known| known == protocol));
        if by_layer { line.relation == layer } else { !fixed }
    }

    fn other(&mut self, line: &'static Line, property: &str, other: &Object) {
        let uuid = uuid_in(other.id().unwrap_or_default());
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
                if let Some(said) = part.strip_prefix(line.relation).and_then(|rest| rest.strip_prefix(": ")) {
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
                let kind = if data.is_some() { "attachment" } else { "text" };
                if let Some(said) = item.get("value").and_then(Value::as_str).map(str::to_owned).or_else(|| text(item))
                {
                    self.push(&relation, kind, &said, None, data);
                }
            }
        }
    }
}

/// An object of this template, from what an indicator looks for.
pub(super) fn object_detected(name: Option<&str>, of: &Object) -> Option<Properties> {
    let uuid = uuid_in(of.id().unwrap_or_default());
    let tests = tests(of.text("pattern")?)?;
    let first = tests.first()?.0.split_once(':')?.0;
    if !tests.iter().all(|(path, _)| path.split_once(':').is_some_and(|(kind, _)| kind == first)) {
        return None;
    }
    let usual = || if first == "domain-name" { Some("domain-ip") } else { usual_template(first) };
    let template = template::of(name.or_else(usual)?).filter(|template| !template.is_domain)?;
    let mut reader = Reader { fixed: template.fixed, uuid, attributes: Vec::new() };
    for (path, value) in &tests {
        let line = template.lines.iter().find(|line| {
            let inner = line.within.map_or_else(String::new, |(_, property)| format!(".{property}"));
            let known = super::from_objects::in_pattern(&format!("{}{inner}", line.path));
            plain(path) == plain(&format!("{}:{known}", template.kind))
        });
        let custom = path.split_once(":x_misp_").map(|(_, name)| name.trim_end_matches(".value").replace('_', "-"));
        match (line, custom) {
            (Some(line), _) if line.form == "time" => {
                reader.push(line.relation, line.kind, &value.replace('Z', "+00:00").replacen(' ', "T", 1), None, None);
            }
            (Some(line), _) => reader.push(line.relation, line.kind, value, None, None),
            (None, Some(relation)) if relation.ends_with(".data") => {}
            (None, Some(relation)) => reader.push(&relation, "text", value, None, None),
            (None, None) => {}
        }
    }
    let mut attributes = reader.attributes;
    attributes
        .iter_mut()
        .filter_map(Value::as_object_mut)
        .for_each(|a| drop(a.insert("to_ids".to_owned(), true.into())));
    (!attributes.is_empty()).then(|| {
        let own =
            json!({ "uuid": uuid, "name": template.name, "meta-category": template.category, "Attribute": attributes });
        own.as_object().cloned().unwrap_or_default()
    })
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

/// What was kept whole, as it was.
pub(super) fn custom_attribute(of: &Object) -> Option<Properties> {
    let said = |name: &str| of.get(name).and_then(text);
    let category = said("x_misp_category").unwrap_or_else(|| "Other".to_owned());
    let to_ids = of.get("x_misp_to_ids") == Some(&Value::Bool(true));
    let mut own = attribute(&said("x_misp_type")?, &category, &said("x_misp_value")?, "", to_ids);
    own.extend(said("x_misp_comment").map(|comment| ("comment".to_owned(), comment.into())));
    own.extend(said("x_misp_data").map(|data| ("data".to_owned(), data.into())));
    Some(own)
}

/// The same of an object.
pub(super) fn custom_object(of: &Object) -> Option<Properties> {
    let attributes = of.get("x_misp_attributes")?.as_array()?;
    let uuid = uuid_in(of.id().unwrap_or_default());
    let attributes = attributes.iter().enumerate().map(|(at, attribute)| {
        let mut own: Properties = attribute.as_object().cloned().unwrap_or_else(Map::new);
        own.entry("uuid").or_insert_with(|| derived(&format!("{uuid} - {at}")).to_string().into());
        let usual = own.get("type").and_then(Value::as_str).map_or("Other", category);
        own.entry("category").or_insert_with(|| usual.into());
        Value::Object(own)
    });
    let own = json!({
        "uuid": uuid, "name": of.text("x_misp_name")?, "meta-category": of.text("x_misp_meta_category").unwrap_or("misc"),
        "comment": of.text("x_misp_comment").unwrap_or_default(), "Attribute": attributes.collect::<Vec<_>>(),
    });
    own.as_object().cloned()
}

/// When an object last changed, as MISP writes it.
pub(super) fn changed(of: &Object) -> Option<String> {
    let at = of.text("modified").or_else(|| of.text("created"))?;
    seconds(at).map(|at| at.to_string())
}
