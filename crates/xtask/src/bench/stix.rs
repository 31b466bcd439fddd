//! Rows of STIX, on one thread: a bundle made from templates, read and indexed, and validated in full.

use super::row::Row;
use super::{Args, peers};
use crate::workspace;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use sextant_stix::object::read;
use sextant_stix::validate::{Options, Validator};
use std::collections::HashMap;
use std::time::Instant;

const OBJECTS: usize = 20_000;

/// Objects a second: read and indexed by id, and validated; beside the reference validator on some of the same.
pub fn objects(args: &Args) -> Result<Vec<Row>> {
    let objects: Vec<Value> = (0..OBJECTS).map(object).collect();
    let id = "bundle--0c1f3a52-7b7e-4d5e-9d0c-0f6c2f0f3a11";
    let bundle = serde_json::to_vec(&json!({"type": "bundle", "id": id, "objects": objects}))?;
    let start = Instant::now();
    let content = read(&bundle)?;
    let index: HashMap<&str, usize> =
        content.objects.iter().enumerate().filter_map(|(at, object)| Some((object.id()?, at))).collect();
    let reading = index.len() as f64 / start.elapsed().as_secs_f64();
    let validator = Validator::new(Options { strict: true, ..Options::default() })?;
    let texts: Vec<String> = objects.iter().map(Value::to_string).collect();
    validator.text(texts.first().context("no objects")?.as_bytes());
    let start = Instant::now();
    let valid = texts.iter().filter(|text| validator.text(text.as_bytes()).valid).count();
    let validating = OBJECTS as f64 / start.elapsed().as_secs_f64();
    let size = bundle.len() / OBJECTS;
    let mut rows = vec![
        Row::at_least("STIX, read and indexed", reading, "objects/s", 40_000.0, format!("{OBJECTS} of {size} bytes")),
        Row::at_least(
            "STIX, validated in full",
            validating,
            "objects/s",
            10_000.0,
            format!("{valid} of {OBJECTS} valid"),
        ),
    ];
    rows.extend(attack(args)?);
    if !args.no_peers {
        rows.push(match peers::stix(&texts[..400.min(texts.len())]) {
            Ok((version, rate)) => {
                Row::plain("  stix2-validator", rate, "objects/s", format!("{version}; ratio {:.0}", validating / rate))
            }
            Err(error) => Row::missing("  stix2-validator", &format!("{error:#}")),
        });
    }
    Ok(rows)
}

/// ATT&CK, where a checkout has it beside it: read and indexed, and validated in full, beside the library for Python.
fn attack(args: &Args) -> Result<Vec<Row>> {
    let file = workspace::root().join("../shared/data/attack/enterprise-attack-18.1-stix21.json");
    let Ok(bytes) = std::fs::read(&file) else {
        return Ok(vec![Row::missing(
            "ATT&CK, read and indexed",
            "needs ../shared/data/attack, which this checkout has not",
        )]);
    };
    let start = Instant::now();
    let content = read(&bytes)?;
    let index: HashMap<&str, usize> =
        content.objects.iter().enumerate().filter_map(|(at, object)| Some((object.id()?, at))).collect();
    let reading = index.len() as f64 / start.elapsed().as_secs_f64();
    let validator = Validator::new(Options::default())?;
    let start = Instant::now();
    let valid = content.objects.iter().filter(|object| validator.text(object.as_bytes()).valid).count();
    let validating = content.objects.len() as f64 / start.elapsed().as_secs_f64();
    let note = format!("{} objects", content.objects.len());
    let mut rows = vec![
        Row::at_least("ATT&CK, read and indexed", reading, "objects/s", 40_000.0, note),
        Row::at_least("ATT&CK, validated in full", validating, "objects/s", 10_000.0, format!("{valid} valid")),
    ];
    if !args.no_peers {
        let some = content.objects.iter().step_by(12).filter_map(|object| std::str::from_utf8(object.as_bytes()).ok());
        let mut some: Vec<String> = some.map(str::to_owned).collect();
        // The first is read once before the clock runs, and only its beginning.
        some.sort_by_key(String::len);
        rows.push(match peers::reading(&some) {
            Ok((version, rate)) => {
                Row::plain("  stix2, reading", rate, "objects/s", format!("{version}; ratio {:.0}", reading / rate))
            }
            Err(error) => Row::missing("  stix2, reading", &format!("{error:#}")),
        });
    }
    Ok(rows)
}

/// The n-th object: a software with a page of text, a technique, a relationship, an indicator, in turn.
fn object(n: usize) -> Value {
    let id = |kind: &str, n: usize| format!("{kind}--{:08x}-7b7e-4d5e-9d0c-0f6c2f0f3a11", n);
    let kinds = ["malware", "attack-pattern", "relationship", "indicator"];
    let kind = kinds[n % kinds.len()];
    let mut object = json!({
        "type": kind, "spec_version": "2.1", "id": id(kind, n), "created": "2024-05-01T10:00:00.000Z",
        "modified": "2024-06-01T10:00:00.000Z", "created_by_ref": id("identity", 1),
        "object_marking_refs": ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],
    });
    let more = match kind {
        "malware" => json!({"name": format!("Lantern {n}"), "is_family": true, "malware_types": ["ransomware"],
            "description": "It encrypts files and asks for money. ".repeat(20), "aliases": ["a", "b"]}),
        "attack-pattern" => json!({"name": format!("Way {n}"), "description": "It enters by mail. ".repeat(30),
            "kill_chain_phases": [{"kill_chain_name": "acme-chain", "phase_name": "initial-access"}],
            "external_references": [{"source_name": "acme", "external_id": format!("A{n}")}]}),
        "relationship" => json!({"relationship_type": "uses", "source_ref": id("malware", n - 2),
            "target_ref": id("attack-pattern", n - 1), "description": "Seen in three incidents."}),
        _ => json!({"name": "x", "description": "y", "pattern_type": "stix", "valid_from": "2024-05-01T10:00:00Z",
            "indicator_types": ["malicious-activity"],
            "pattern": format!("[file:name = 'a{n}.exe' AND file:size > {n}] FOLLOWEDBY [url:value = 'http://a.example/{n}']")}),
    };
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    object
}
