//! MISP to STIX 2.1 and back, against pairs that the reference converter documents, where a checkout has them beside it.
//! Where we differ on purpose (`docs/differences.md`) the pair is counted apart: the floors may only rise.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use sextant_misp::mapping;
use sextant_stix::object::Object;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// Pairs of a file, which way, and how many must be as documented, or differ only as `docs/differences.md` says.
const FILES: &[(&str, Way, usize)] = &[
    ("misp_attributes_to_stix21.json", Way::Attributes, 80),
    ("misp_objects_to_stix21.json", Way::Objects, 55),
    ("misp_galaxies_to_stix21.json", Way::Galaxies, 27),
    ("stix21_to_misp_attributes.json", Way::Back, 148),
    ("stix21_to_misp_objects.json", Way::BackObjects, 82),
    ("external_stix21_to_misp_attributes.json", Way::Back, 20),
    ("external_stix21_to_misp_objects.json", Way::BackObjects, 32),
];

#[derive(Clone, Copy)]
enum Way {
    Attributes,
    Objects,
    Galaxies,
    Back,
    BackObjects,
}

/// Every pair of the files; says how many are as documented, and which are not.
pub fn against(folder: &Path, loud: bool) -> Result<()> {
    let mut faults = Vec::new();
    for (file, way, floor) in FILES {
        let text = std::fs::read_to_string(folder.join(file)).with_context(|| (*file).to_owned())?;
        let mut pairs: Map<String, Value> = serde_json::from_str(&text)?;
        pairs.values_mut().for_each(fill);
        let (mut same, mut meant, mut all) = (0, 0, 0);
        for (name, pair) in &pairs {
            for (part, pair) in parts(pair) {
                all += 1;
                match differs(pair, *way) {
                    Difference::None => same += 1,
                    Difference::Meant => meant += 1,
                    Difference::Other(how) if loud => println!("{file}: {name} {part}: {how}"),
                    Difference::Other(_) => {}
                }
            }
        }
        println!("{file}: {same} of {all} as documented, {meant} more but for what docs/differences.md says");
        if same + meant < *floor {
            faults.push(format!("{file}: {} of {all} as documented, expected {floor}", same + meant));
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// The documents cut long bytes short (`UEsDB[...]AAA==`), which leaves no base64: the gap is filled.
fn fill(value: &mut Value) {
    match value {
        Value::String(text) => {
            while let Some((before, after)) = text.split_once("[...]") {
                let end = after.find(|sign: char| !sign.is_ascii_alphanumeric() && !"+/=".contains(sign));
                let start = before.rfind(|sign: char| !sign.is_ascii_alphanumeric() && !"+/".contains(sign));
                let known = before.len() - start.map_or(0, |at| at + 1) + end.unwrap_or(after.len());
                let gap = "A".repeat((4 - known % 4) % 4);
                *text = format!("{before}{gap}{after}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(fill),
        Value::Object(map) => map.values_mut().for_each(fill),
        _ => {}
    }
}

/// A pair, or its several forms (as an indicator, as an observation).
fn parts(pair: &Value) -> Vec<(&str, &Value)> {
    if pair.get("STIX").is_some() {
        return vec![("", pair)];
    }
    pair.as_object().into_iter().flatten().map(|(name, pair)| (name.as_str(), pair)).collect()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

/// How a pair differs from what is documented.
enum Difference {
    None,
    /// Only by what `docs/differences.md` says.
    Meant,
    Other(String),
}

impl Difference {
    fn or(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Self::None => next(),
            Self::Meant => match next() {
                Self::None => Self::Meant,
                other => other,
            },
            Self::Other(_) => self,
        }
    }
}

fn differs(pair: &Value, way: Way) -> Difference {
    match way {
        Way::Attributes | Way::Objects | Way::Galaxies => to_stix(pair, way),
        Way::Back => back(pair, "Attribute"),
        Way::BackObjects => back(pair, "Object"),
    }
}

fn to_stix(pair: &Value, way: Way) -> Difference {
    let mut given = list(&pair["MISP"]);
    let member = match way {
        Way::Objects => "Object",
        Way::Galaxies => "Galaxy",
        _ => "Attribute",
    };
    let expected = list(&pair["STIX"]);
    let has_indicator = expected.iter().any(|object| object["type"] == "indicator");
    let patterns: Vec<&str> = expected.iter().filter_map(|object| object["pattern"].as_str()).collect();
    for one in &mut given {
        if member == "Attribute" && one.get("to_ids").is_none() {
            one["to_ids"] = has_indicator.into();
        }
        // Which of an object's attributes are meant for detection the documents do not say, but their patterns do.
        let mut known: HashMap<String, usize> = HashMap::new();
        for attribute in one["Attribute"].as_array_mut().into_iter().flatten() {
            let bytes = attribute["data"].as_str();
            let value = bytes.or(attribute["value"].as_str()).unwrap_or_default().trim_start_matches("AS");
            let value = match attribute["type"].as_str() {
                Some("datetime") => value.replace('T', " "),
                _ => value.replace('\\', "\\\\"),
            };
            let constant = format!("'{}'", value.replace('\'', "\\'"));
            let times: usize = patterns.iter().map(|pattern| pattern.matches(&constant).count()).sum();
            let told = known.entry(constant).or_insert(0);
            let meant = *told < times;
            *told += 1;
            attribute["to_ids"] = meant.into();
        }
    }
    let event = json!({"Event": {"uuid": "5d0092c5-5f74-4287-9642-33f4c354e56d", "info": "x", "date": "2020-10-25",
        "timestamp": "1603642920", "Orgc": {"name": "x", "uuid": "a0c22599-9e58-4da4-96ac-7051603fa951"}, member: given}});
    let Some((events, _)) = sextant_misp::read::events_of(event) else {
        return Difference::Other("no event".to_owned());
    };
    let made: Vec<Value> = events
        .iter()
        .flat_map(mapping::to_stix)
        .collect::<Vec<_>>()
        .iter()
        .filter_map(|object| serde_json::from_str(&object.text).ok())
        .collect();
    expected.iter().fold(Difference::None, |known, object| {
        known.or(|| match made.iter().find(|one| one["id"] == object["id"]) {
            Some(ours) => difference(object, ours, &["created_by_ref", "object_marking_refs"]),
            None => {
                let of_type = made.iter().filter(|o| o["type"] == object["type"]);
                let of_type: Vec<&str> = of_type.filter_map(|o| o["id"].as_str()).collect();
                Difference::Other(format!("no {}, but {of_type:?}", object["id"]))
            }
        })
    })
}

fn back(pair: &Value, member: &str) -> Difference {
    let objects: Vec<Object> = list(&pair["STIX"])
        .into_iter()
        .filter_map(|object| Object::from_properties(object.as_object()?.clone()).ok())
        .collect();
    let converted = mapping::to_misp(&objects);
    let made = list(&converted.event["Event"][member]);
    list(&pair["MISP"]).iter().fold(Difference::None, |known, expected| {
        known.or(|| match made.iter().find(|one| one["uuid"] == expected["uuid"]) {
            None => {
                let uuids: Vec<&Value> = made.iter().map(|one| &one["uuid"]).collect();
                Difference::Other(format!("no {}, but {uuids:?}; {:?}", expected["uuid"], converted.faults))
            }
            Some(ours) if member == "Attribute" => {
                difference(expected, ours, &["object_relation", "Galaxy", "Tag", "malware_filename"])
            }
            Some(ours) => object_differs(expected, ours),
        })
    })
}

/// Whether two objects of MISP say the same.
fn object_differs(theirs: &Value, ours: &Value) -> Difference {
    let of = |object: &Value, form: &dyn Fn(&str) -> String| -> BTreeSet<String> {
        let attributes = object["Attribute"].as_array().into_iter().flatten();
        attributes.map(|a| format!("{}={}", a["object_relation"], form(&said(&a["value"])))).collect()
    };
    let plain = |value: &str| value.to_owned();
    let (all, mine) = (of(theirs, &plain), of(ours, &plain));
    if theirs["name"] == ours["name"] && all == mine {
        return Difference::None;
    }
    let alike = |value: &str| {
        let value = value.replace("\\\\", "\\").trim_end_matches("')").to_owned();
        value.strip_prefix("AS").filter(|rest| rest.parse::<u32>().is_ok()).unwrap_or(&value).to_lowercase()
    };
    if theirs["name"] == ours["name"] && of(theirs, &alike) == of(ours, &alike) {
        return Difference::Meant;
    }
    let (name, of) = (&theirs["name"], &ours["name"]);
    let (only, besides): (Vec<_>, Vec<_>) = (all.difference(&mine).collect(), mine.difference(&all).collect());
    Difference::Other(format!("{name} {of}: theirs {only:?}, ours {besides:?}"))
}

/// A value as text: truth and numbers are written either way.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(yes) => u8::from(*yes).to_string(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    }
}

fn difference(theirs: &Value, ours: &Value, besides: &[&str]) -> Difference {
    let keys = theirs.as_object().into_iter().flat_map(Map::keys).filter(|key| !besides.contains(&key.as_str()));
    let mut told = Vec::new();
    let mut meant = false;
    for key in keys {
        let (a, b) = (&theirs[key], &ours[key]);
        let same = match key.as_str() {
            "object_refs" => sorted(a) == sorted(b),
            "pattern" => conjuncts(a) == conjuncts(b),
            _ => a == b || (*a == json!([]) && b.is_null()),
        };
        if same {
            continue;
        }
        if on_purpose(key, a, ours) {
            meant = true;
        } else {
            told.push(format!("{key}: theirs {a} ours {b}"));
        }
    }
    match told.is_empty() {
        true if meant => Difference::Meant,
        true => Difference::None,
        false => Difference::Other(format!("{}: {}", theirs["type"].as_str().unwrap_or("?"), told.join("; "))),
    }
}

/// Whether a property differs only as the tables of `docs/differences.md` say.
fn on_purpose(key: &str, theirs: &Value, ours: &Value) -> bool {
    let own = &ours[key];
    match key {
        "pattern" => tests(theirs) == tests(own),
        // Names of properties are lower case (3.1).
        _ if key.starts_with("x_misp_") => ours[key.replace('-', "_").to_lowercase()] == *theirs,
        // Names of hives are whole (6.17), in values and in keys.
        "key" | "value" => {
            let whole = |value: &Value| said(value).replace("\\\\", "\\").replacen("HKLM\\", "HKEY_LOCAL_MACHINE\\", 1);
            whole(theirs) == whole(own)
        }
        // Other digests, under their own names.
        "hashes" => own.as_object().is_some_and(|own| own.keys().any(|name| name.starts_with("SHA512-"))),
        // A tag of RFC 5646 has two letters where the language has such a code.
        "languages" => own.is_null(),
        // Values of headers are lists (6.12.3), and the host is one of them.
        "extensions" => headers(theirs) == headers(own),
        _ => false,
    }
}

fn headers(extensions: &Value) -> Value {
    let mut plain = extensions.clone();
    let header = plain.pointer_mut("/http-request-ext/request_header").and_then(Value::as_object_mut);
    for value in header.into_iter().flat_map(|header| {
        header.remove("Host");
        header.values_mut()
    }) {
        *value = value.get(0).cloned().unwrap_or_else(|| value.clone());
    }
    plain
}

/// What a pattern tests, but for what the tables say: numbers as numbers, any item of a list, names of headers as they
/// stand in the object, one escape for a backslash, hosts by the property that has them.
fn tests(pattern: &Value) -> Vec<String> {
    let said = pattern.as_str().unwrap_or_default();
    let said = said.replace("\\\\", "\\").replace("HKLM\\", "HKEY_LOCAL_MACHINE\\");
    let parts = conjuncts(&said.into())
        .into_iter()
        .filter(|part| !part.contains("content_disposition") && !part.contains("_ref.type = 'domain-name'"));
    let plain = |part: String| -> String {
        let (path, constant) = part.split_once(" = ").unwrap_or((&part, ""));
        let path: String = path.chars().filter(|sign| !"0123456789*'_-".contains(*sign)).collect();
        let path = path.to_lowercase().replace("xmisp", "");
        let names = [
            ("dstref.value", "host"),
            ("hostnamedst", "host"),
            ("traffic:domain", "traffic:host"),
            ("requestheader.host", "host"),
            ("extensions.httprequestext.", ""),
            ("traffic:url", "traffic:requestvalue"),
            ("domainname:value", "networktraffic:host"),
        ];
        let path = names.into_iter().fold(path, |path, (name, plain)| path.replace(name, plain));
        let constant = constant.trim_start_matches('t').trim_matches('\'');
        let constant = constant.replace(['T', ' '], "").replace("\\%", "%").replace("+00:00", "Z");
        format!("{path}={constant}")
    };
    let mut parts: Vec<String> = parts.map(plain).collect();
    parts.sort();
    parts.dedup();
    parts
}

fn sorted(refs: &Value) -> Vec<&str> {
    let mut refs: Vec<&str> = refs.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    refs.sort_unstable();
    refs
}

/// What a pattern demands, in no order.
fn conjuncts(pattern: &Value) -> Vec<String> {
    let bare = pattern.as_str().unwrap_or_default().replace(['(', ')', '[', ']'], "");
    let mut parts: Vec<String> = bare.split(" AND ").map(str::to_owned).collect();
    parts.sort();
    parts.dedup();
    parts
}
