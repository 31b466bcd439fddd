//! What an indicator looks for, as objects of MISP.

use super::Properties;
use super::comparisons::{plain, tests};
use super::ids::{derived, uuid_in};
use super::template::{self, Line, Template};
use super::to_attributes::usual_template;
use super::to_objects::{Reader, moment, refer};
use serde_json::Value;
use sextant_stix::object::Object;
use std::collections::BTreeMap;

/// An object of this template, from what an indicator looks for; after it its parts.
pub(super) fn objects(name: Option<&str>, of: &Object) -> Vec<Properties> {
    let tests = of.text("pattern").and_then(tests).unwrap_or_default();
    let Some((first, _)) = tests.first().and_then(|(path, _)| path.split_once(':')) else { return Vec::new() };
    if !tests.iter().all(|(path, _)| path.split_once(':').is_some_and(|(kind, _)| kind == first)) {
        return Vec::new();
    }
    let extended = |name: &str| tests.iter().any(|(path, _)| path.contains(name));
    let usual = || if first == "domain-name" { Some("domain-ip") } else { usual_template(first, extended) };
    let template = name.or_else(usual).and_then(|name| template::to(name, first));
    let Some(template) = template.filter(|template| !template.is_domain) else { return Vec::new() };
    let bare: Vec<(String, &str)> = tests
        .iter()
        .filter_map(|(path, value)| Some((path.split_once(':')?.1.replace('\'', ""), value.as_str())))
        .collect();
    let id = of.id().unwrap_or_default();
    let mut whole = Vec::new();
    let tests = bare.iter().map(|(path, value)| (path.as_str(), *value)).collect();
    detect(template, uuid_in(id).to_owned(), id, tests, &mut whole);
    whole
}

/// Comparisons: paths and constants.
type Tests<'t> = Vec<(&'t str, &'t str)>;

fn detect(template: &'static Template, uuid: String, id: &str, tests: Tests<'_>, whole: &mut Vec<Properties>) {
    let mut own = tests;
    let mut parts: Vec<(&'static Template, String, Tests<'_>)> = Vec::new();
    for part in template::parts_of(template.name) {
        let Some(root) = part.root else { continue };
        let mut of_part: BTreeMap<usize, Tests<'_>> = BTreeMap::new();
        for (path, value) in &own {
            if let Some(nth) = under(path, root) {
                of_part.entry(nth).or_default().push((path, value));
            }
        }
        if part.kind == "windows-registry-key" && of_part.len() < 2 {
            continue;
        }
        own.retain(|(path, _)| under(path, root).is_none());
        let list = root.strip_suffix("[0]");
        let step = list.unwrap_or(root).rsplit('.').next().unwrap_or(root);
        parts.extend(of_part.into_iter().map(|(nth, tests)| {
            let said = if list.is_some() { format!("{id} - {step} - {nth}") } else { format!("{id} - {step}") };
            (part, said, tests)
        }));
    }
    let mut reader = Reader::of(template, uuid);
    reader.tested(&own);
    let Some(mut found) = reader.finished() else { return };
    for attribute in found.get_mut("Attribute").and_then(Value::as_array_mut).into_iter().flatten() {
        attribute["to_ids"] = true.into();
    }
    let at = whole.len();
    whole.push(found);
    for (part, said, tests) in parts {
        let uuid = derived(&said).to_string();
        let before = whole.len();
        detect(part, uuid.clone(), &said, tests, whole);
        if let (Some((_, relationship)), Some(found), true) = (part.part_of, whole.get(at), whole.len() > before) {
            let mut found = found.clone();
            refer(&mut found, relationship, &uuid);
            whole[at] = found;
        }
    }
}

/// Which of the items at this root a path leads into; 0 where there is no list.
fn under(path: &str, root: &str) -> Option<usize> {
    match root.strip_suffix("[0]") {
        Some(list) => path.strip_prefix(list)?.strip_prefix('[')?.split_once("].")?.0.parse().ok(),
        None => path.strip_prefix(root).filter(|rest| rest.starts_with('.')).map(|_| 0),
    }
}

impl Reader {
    /// The attributes that these comparisons look for.
    fn tested(&mut self, tests: &[(&str, &str)]) {
        for (path, value) in tests {
            let line = self.line_for(path, value);
            let bare = path.rsplit_once("x_misp_").map(|(_, name)| name.trim_end_matches(".value").replace('_', "-"));
            match (line, bare) {
                (Some(line), _) if line.form == "time" => {
                    let value = value.replacen(' ', "T", 1);
                    self.push(line.relation, line.kind, &moment(&value).unwrap_or(value), None, None);
                }
                (Some(line), _) if line.form == "listening" => {
                    self.push(line.relation, line.kind, "listening", None, None);
                }
                (Some(line), _) if line.form == "protocol" => {
                    self.push(line.relation, line.kind, &value.to_uppercase(), None, None);
                }
                (Some(line), _) => self.push(line.relation, line.kind, value, None, None),
                (None, Some(relation)) if !path.contains("_ref.") && !relation.ends_with(".data") => {
                    match moment(value) {
                        Some(moment) => self.push(&relation, "datetime", &moment, None, None),
                        None => self.push(&relation, "text", value, None, None),
                    }
                }
                _ => {}
            }
        }
        self.sampled(tests);
    }

    /// The line whose property is compared. One that refers to addresses takes no names, and the other way round.
    fn line_for(&self, path: &str, value: &str) -> Option<&'static Line> {
        let is_address = value.split('/').next().is_some_and(|value| value.parse::<std::net::IpAddr>().is_ok());
        self.template.lines.iter().find(|line| {
            let fits = match line.within {
                _ if line.beyond().is_some() => true,
                Some(("ip", _)) => is_address,
                Some(("domain-name", _)) => !is_address,
                _ => true,
            };
            let told = line.form != "protocol" || self.told(line, &value.into());
            let said = !matches!(line.form, "sample" | "named");
            fits && told && said && plain(path) == plain(&line.tested())
        })
    }

    /// The bytes that comparisons look for, with their names: each begins with its bytes.
    fn sampled(&mut self, tests: &[(&str, &str)]) {
        let of_content: Vec<(&str, &str)> =
            tests.iter().filter_map(|(path, value)| Some((path.strip_prefix("content_ref.")?, *value))).collect();
        for sample in of_content.chunk_by(|_, (next, _)| *next != "payload_bin") {
            let of = |name: &str| sample.iter().find(|(path, _)| plain(path) == plain(name)).map(|(_, value)| *value);
            let Some(data) = of("payload_bin") else { continue };
            let kind = if of("decryption_key") == Some("infected") { "malware-sample" } else { "attachment" };
            let line = self.template.lines.iter().find(|line| line.form == "sample" && line.kind == kind);
            let (relation, name) = (line.map_or(kind, |line| line.relation), of("x_misp_filename").unwrap_or("sample"));
            let digest = of("hashes.MD5").filter(|_| kind == "malware-sample");
            let value = digest.map_or_else(|| name.to_owned(), |digest| format!("{name}|{digest}"));
            self.push(relation, kind, &value, None, Some(data));
        }
    }
}

/// The attributes of an object that its indicator looks for.
pub(super) fn meant_for_detection(own: &mut Properties, tested: &[String]) {
    let Some(Value::Array(attributes)) = own.get_mut("Attribute") else { return };
    for attribute in attributes.iter_mut().filter_map(Value::as_object_mut) {
        let value = attribute.get("value").and_then(Value::as_str).unwrap_or_default();
        let bare = value.strip_prefix("AS").unwrap_or(value);
        if tested.iter().any(|tested| tested == value || tested == bare) {
            attribute.insert("to_ids".to_owned(), true.into());
        }
    }
}
