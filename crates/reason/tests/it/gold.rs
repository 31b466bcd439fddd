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
                copies: Vec::new(),
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
fn the_records_own_sentence_as_an_analyst_would_say_it() {
    let said = |name: &str| sentences(name, "Harbour Wire", "2025-09-03");
    let Some(seed) = said("seed-article") else { return };
    assert_eq!(
        seed[0],
        "Marks & Spencer confirms that online customers' names, home and email addresses and phone numbers may have been \
         taken; useable payment details and passwords were expressly excluded; online shopping is down; the DragonForce \
         claim of responsibility is unconfirmed."
    );
    assert!(seed[1].starts_with("Co-op is reported to have suffered an intrusion"));
    assert!(seed[2].starts_with("Harrods is reported to have suffered a cyber incident"));
    assert_eq!(
        said("04-bank-denies-gang").unwrap(),
        [
            "Kestrelberg Bank denies that it suffered a data breach; Obsidian Jackal claims to have taken customers' payment \
          details, identity numbers and communications."
        ]
    );
    assert_eq!(
        said("14-telecom-reversal").unwrap(),
        [
            "Telvasco confirms that customers' names, phone numbers and identity numbers were taken; passwords and location \
          data were expressly excluded; call centre has been restored; 870,000 people are affected."
        ]
    );
    assert_eq!(
        said("12-leaksite-tracker").unwrap()[0],
        "Bleakwater claims to have taken identity numbers, employment records and internal documents from Cordwainer \
         Freight, which is unconfirmed."
    );
}

#[test]
fn no_gold_document_turns_a_claim_into_a_fact() {
    let Some(folder) = folder() else { return };
    let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    for file in files.filter(|f| f.to_string_lossy().ends_with(".gold.json")) {
        let reading = reading(&file);
        for (told, dossier) in reading.incidents.iter().zip(dossiers(&reading, "gold", "Harbour Wire", "2025-09-03")) {
            let record = fix(&dossier, AsOf::default());
            for item in &record.exposure {
                let same = |e: &&reading::Exposure| e.data == item.data && e.polarity == Polarity::Exposed;
                let boasts = told.exposure.iter().filter(same).all(|e| e.certainty == Certainty::Claimed);
                let excluded = told.exposure.iter().any(|e| e.data == item.data && e.polarity == Polarity::NotExposed);
                if item.polarity == Polarity::Exposed {
                    assert!(!boasts || item.field.standing < Standing::Reported, "{}: {item:?}", file.display());
                    assert!(!excluded || told.exposure.iter().any(|e| same(&e)), "{}: {item:?}", file.display());
                }
            }
            assert!(told.realis != Realis::Alleged || record.standing == Standing::Claimed, "{}", file.display());
            assert!(told.realis != Realis::Denied || record.standing == Standing::Denied, "{}", file.display());
            assert!(told.realis != Realis::Actual || record.standing >= Standing::Reported, "{}", file.display());
        }
    }
}
