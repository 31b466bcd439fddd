//! Objects of STIX against what the reference implementations answer, where a checkout has those vectors beside it.

use super::Outcome;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sextant_stix::lines::{self, LineError};
use sextant_stix::object;
use sextant_stix::validate::{Options, Validator};
use std::path::Path;

type Answer = fn(&[u8]) -> Result<Value, LineError>;

/// A file of vectors, what answers it, and the field of the answer that counts.
const FILES: &[(&str, Answer, &str)] = &[
    ("stix-validate/stix_validate.jsonl", |line| lines::validate(line, &Options::default()), "valid"),
    ("stix2-python/sco_deterministic_id.jsonl", lines::id, "id"),
    ("stix2-python/jcs.jsonl", lines::canonical, "canonical"),
    ("stix2-python/get_markings.jsonl", lines::markings, "markings"),
    ("stix2-python/is_marked.jsonl", lines::markings, "marked"),
];

/// Every vector must be answered as it says.
pub fn against_vectors() -> Result<Outcome> {
    let folder = workspace::root().join("../shared/vectors");
    if !folder.join("stix-validate").is_dir() {
        return Ok(Outcome::NotRun("needs ../shared/vectors/stix-validate, which this checkout has not".to_owned()));
    }
    let mut faults = Vec::new();
    for (file, answer, field) in FILES {
        let text = std::fs::read_to_string(folder.join(file)).with_context(|| (*file).to_owned())?;
        let vectors: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let asked = || vectors.iter().filter(|vector| vector["in"].is_object() && !needs_their_schemas(vector));
        let wrong: Vec<&Value> = asked().filter(|vector| !is_answered(vector, *answer, field)).collect();
        println!("{file}: {} of {}", asked().count() - wrong.len(), asked().count());
        faults.extend(wrong.iter().map(|vector| format!("{file}: {}", vector["test"].as_str().unwrap_or("?"))));
    }
    canonical_files(&folder.join("jcs/testdata"), &mut faults)?;
    test_cases_of_the_committee(&folder.join("stix-interop/interop/testcases"), &mut faults)?;
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(Outcome::Held)
}

/// Schemas of one's own beside those of the standard are not read here, and these vectors come without them.
fn needs_their_schemas(vector: &Value) -> bool {
    vector["in"]["options"]["schema_dir"] == Value::Bool(true)
}

/// Where the reference stops with an error, so must we.
fn is_answered(vector: &Value, answer: Answer, field: &str) -> bool {
    let given = answer(vector["in"].to_string().as_bytes());
    let expected = if field == "valid" { &vector["out"]["valid"] } else { &vector["out"] };
    match given {
        Err(_) => vector.get("error").is_some(),
        Ok(_) if vector.get("error").is_some() => false,
        Ok(given) => sorted(&given[field]) == sorted(expected),
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut texts: Vec<String> = items.iter().map(Value::to_string).collect();
            texts.sort();
            texts.into()
        }
        other => other.clone(),
    }
}

fn canonical_files(folder: &Path, faults: &mut Vec<String>) -> Result<()> {
    let mut held = 0;
    for file in std::fs::read_dir(folder.join("input")).context("jcs")?.flatten() {
        let expected = std::fs::read(folder.join("output").join(file.file_name()))?;
        let given = lines::canonical(&std::fs::read(file.path())?);
        match given {
            Ok(given) if given["canonical"].as_str().is_some_and(|it| it.as_bytes() == expected) => held += 1,
            _ => faults.push(format!("jcs: {}", file.path().display())),
        }
    }
    println!("jcs/testdata: {held}");
    Ok(())
}

/// Misprints of the interoperability document: an id that lacks a digit, a 201st day. Validation must find them.
const MISPRINTED: &[&str] = &["tc-3.12.3.1-create-malware-object.json", "tc-3.16.3.1-create-report-object.json"];

/// Every bundle that the interoperability document asks consumers to take is read whole and valid.
fn test_cases_of_the_committee(folder: &Path, faults: &mut Vec<String>) -> Result<()> {
    let validator = Validator::new(Options::default())?;
    let mut held = 0;
    for case in std::fs::read_dir(folder).context("interop")?.flatten() {
        for file in std::fs::read_dir(case.path())?.flatten().map(|file| file.path()) {
            if file.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let bytes = std::fs::read(&file)?;
            let misprinted = file.file_name().is_some_and(|name| MISPRINTED.iter().any(|it| name == *it));
            let whole = object::read(&bytes).is_ok_and(|content| content.misfits.is_empty());
            match whole && validator.text(&bytes).valid != misprinted {
                true => held += 1,
                false => faults.push(format!("interop: {}", file.display())),
            }
        }
    }
    println!("stix-interop: {held}");
    Ok(())
}
