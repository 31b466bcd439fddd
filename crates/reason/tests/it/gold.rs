//! Records folded from hand-made readings: the record's own sentence for each document of the shared gold.
//! Not run without the shared folder.

use serde_json::{Value, json};
use sextant_model::*;
use sextant_reason::*;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reading/gold");
    if !folder.is_dir() {
        println!("not run: needs ../shared");
        return None;
    }
    Some(folder)
}

/// Gold as a reading: gold has neither rule ids nor offsets.
fn reading(path: &Path) -> Reading {
    let mut gold: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    complete(&mut gold);
    gold["format"] = json!("sextant-reading/1");
    gold["text"] = json!("");
    gold["document"] = json!({"sha256": "0", "title": null, "publisher": null, "author": null,
        "published": gold.get("published"), "url": null, "language": "en", "media_type": "text/html"});
    serde_json::from_value(gold).unwrap()
}

fn complete(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("quote") || fields.contains_key("realis") {
                for (name, filler) in [
                    ("quote", json!("")),
                    ("start", json!(0)),
                    ("end", json!(0)),
                    ("by", json!("gold")),
                    ("confidence", json!(1.0)),
                ] {
                    fields.entry(name).or_insert(filler);
                }
            }
            fields.values_mut().for_each(complete);
        }
        Value::Array(items) => items.iter_mut().for_each(complete),
        _ => {}
    }
}

pub fn dossiers(reading: &Reading, name: &str, publisher: &str, day: &str) -> Vec<Dossier> {
    let mut reading = reading.clone();
    reading.document.publisher = Some(publisher.to_owned());
    let at: Instant = format!("{day}T00:00:00Z").parse().unwrap();
    let document = DocumentId::derive(&[name]);
    let group = document_group(document, Some(publisher), None);
    let teller = Teller { document, rules: "gold", recorded: at, published: Some(at), tlp: Tlp::Clear, group };
    let drafts = claims_of(&reading, &teller);
    let incident = |n: usize| IncidentId::derive(&[name, &n.to_string()]);
    (0..reading.incidents.len())
        .map(|n| {
            let on = drafts.iter().filter(|d| d.about.contains(&n));
            let claims = on.map(|d| {
                let mut claim = Claim { incidents: d.about.iter().map(|n| incident(*n)).collect(), ..d.claim.clone() };
                claim.group = claim_group(&claim, group, None);
                claim
            });
            Dossier {
                incident: incident(n),
                claims: claims.collect(),
                retractions: Vec::new(),
                documents: vec![DocumentRef {
                    id: document,
                    title: None,
                    publisher: reading.document.publisher.clone(),
                    published: Some(at),
                    retrieved: at,
                    url: None,
                    tlp: Tlp::Clear,
                    group,
                }],
                doubts: Vec::new(),
            }
        })
        .collect()
}

fn sentences(name: &str, publisher: &str, day: &str) -> Option<Vec<String>> {
    let reading = reading(&folder()?.join(format!("{name}.gold.json")));
    let dossiers = dossiers(&reading, name, publisher, day);
    Some(dossiers.iter().map(|d| fix(d, AsOf::default()).headline).collect())
}

#[test]
fn print_all() {
    let Some(folder) = folder() else { return };
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|e| e.unwrap().file_name().into_string().unwrap().strip_suffix(".gold.json").map(str::to_owned))
        .collect();
    names.sort();
    for name in names {
        for sentence in sentences(&name, "Harbour Wire", "2025-09-03").unwrap() {
            println!("{name}: {sentence}");
        }
    }
}
