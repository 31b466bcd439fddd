//! MISP to STIX 2.1 and back, against pairs that the reference converter documents, where a checkout has them beside it.
//! Where we differ on purpose (`docs/differences.md`) the pair is counted apart: the floors may only rise.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use sextant_misp::mapping;
use sextant_stix::object::Object;
use std::path::Path;

/// Pairs of a file, which way, and how many must be as documented.
const FILES: &[(&str, Way, usize)] = &[
    ("misp_attributes_to_stix21.json", Way::Attributes, 64),
    ("misp_objects_to_stix21.json", Way::Objects, 32),
    ("misp_galaxies_to_stix21.json", Way::Galaxies, 21),
    ("stix21_to_misp_attributes.json", Way::Back, 137),
    ("stix21_to_misp_objects.json", Way::BackObjects, 55),
    ("external_stix21_to_misp_attributes.json", Way::Back, 15),
    ("external_stix21_to_misp_objects.json", Way::BackObjects, 15),
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
        let pairs: Map<String, Value> = serde_json::from_str(&text)?;
        let (mut same, mut all) = (0, 0);
        for (name, pair) in &pairs {
            for (part, pair) in parts(pair) {
                all += 1;
                match differs(pair, *way) {
                    None => same += 1,
                    Some(how) if loud => println!("{file}: {name} {part}: {how}"),
                    Some(_) => {}
                }
            }
        }
        println!("{file}: {same} of {all} as documented");
        if same < *floor {
            faults.push(format!("{file}: {same} of {all} as documented, expected {floor}"));
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
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

fn differs(pair: &Value, way: Way) -> Option<String> {
    match way {
        Way::Attributes | Way::Objects | Way::Galaxies => to_stix(pair, way),
        Way::Back => back(pair, "Attribute"),
        Way::BackObjects => back(pair, "Object"),
    }
}

fn to_stix(pair: &Value, way: Way) -> Option<String> {
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
        for attribute in one["Attribute"].as_array_mut().into_iter().flatten() {
            let value = attribute["value"].as_str().unwrap_or_default().trim_start_matches("AS").replace('\\', "\\\\");
            let meant = patterns.iter().any(|p| p.contains(&format!("'{}'", value.replace('\'', "\\'"))));
            attribute["to_ids"] = meant.into();
        }
    }
    let event = json!({"Event": {"uuid": "5d0092c5-5f74-4287-9642-33f4c354e56d", "info": "x", "date": "2020-10-25",
        "timestamp": "1603642920", "Orgc": {"name": "x", "uuid": "a0c22599-9e58-4da4-96ac-7051603fa951"}, member: given}});
    let (events, _) = sextant_misp::read::events_of(event)?;
    let made: Vec<Value> =
        mapping::to_stix(events.first()?).iter().filter_map(|object| serde_json::from_str(&object.text).ok()).collect();
    expected.iter().find_map(|object| {
        let Some(ours) = made.iter().find(|one| one["id"] == object["id"]) else {
            let of_type: Vec<&str> =
                made.iter().filter(|o| o["type"] == object["type"]).filter_map(|o| o["id"].as_str()).collect();
            return Some(format!("no {}, but {of_type:?}", object["id"]));
        };
        difference(object, ours, &["created_by_ref", "object_marking_refs"])
    })
}

fn back(pair: &Value, member: &str) -> Option<String> {
    let objects: Vec<Object> = list(&pair["STIX"])
        .into_iter()
        .filter_map(|object| Object::from_properties(object.as_object()?.clone()).ok())
        .collect();
    let converted = mapping::to_misp(&objects);
    let made = list(&converted.event["Event"][member]);
    list(&pair["MISP"]).iter().find_map(|expected| {
        let Some(ours) = made.iter().find(|one| one["uuid"] == expected["uuid"]) else {
            let uuids: Vec<&Value> = made.iter().map(|one| &one["uuid"]).collect();
            return Some(format!("no {}, but {uuids:?}; {:?}", expected["uuid"], converted.faults));
        };
        if member == "Attribute" {
            return difference(expected, ours, &["object_relation", "Galaxy", "Tag", "malware_filename"]);
        }
        let of = |object: &Value| -> Vec<String> {
            let attributes = object["Attribute"].as_array().into_iter().flatten();
            let mut said: Vec<String> =
                attributes.map(|a| format!("{}={}", a["object_relation"], a["value"])).collect();
            said.sort();
            said
        };
        let (theirs, mine) = (of(expected), of(ours));
        (expected["name"] != ours["name"] || theirs != mine).then(|| {
            let only = |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).cloned().collect::<Vec<_>>();
            format!(
                "{} {}: theirs {:?}, ours {:?}",
                expected["name"],
                ours["name"],
                only(&theirs, &mine),
                only(&mine, &theirs)
            )
        })
    })
}

fn difference(theirs: &Value, ours: &Value, besides: &[&str]) -> Option<String> {
    let keys = theirs.as_object()?.keys().filter(|key| !besides.contains(&key.as_str()));
    let differing = keys.filter(|key| {
        let (a, b) = (&theirs[*key], &ours[*key]);
        let same = match key.as_str() {
            "object_refs" => sorted(a) == sorted(b),
            "pattern" => conjuncts(a) == conjuncts(b),
            _ => a == b || (a == &json!([]) && b.is_null()),
        };
        !same
    });
    let told: Vec<String> = differing.map(|key| format!("{key}: theirs {} ours {}", theirs[key], ours[key])).collect();
    (!told.is_empty()).then(|| format!("{}: {}", theirs["type"].as_str().unwrap_or("?"), told.join("; ")))
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
