//! STIX patterns against what the reference implementations answer, where a checkout has those vectors beside it.

use super::Outcome;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sextant_stix::pattern::wire::{Question, answer};

const FILES: &[(&str, Question)] = &[
    ("stix-pattern/validator/pattern_validate.jsonl", Question::Check),
    ("stix-pattern/matcher/pattern_match_20.jsonl", Question::Match),
    ("stix-pattern/matcher/pattern_match_21.jsonl", Question::Match),
    ("stix2-python/pattern_equivalent.jsonl", Question::Equivalent),
];

/// Every vector must be answered as it says.
pub fn against_vectors() -> Result<Outcome> {
    let folder = workspace::root().join("../shared/vectors");
    if !folder.join("stix-pattern").is_dir() {
        return Ok(Outcome::NotRun("needs ../shared/vectors/stix-pattern, which this checkout has not".to_owned()));
    }
    let mut faults = Vec::new();
    for (file, question) in FILES {
        let text = std::fs::read_to_string(folder.join(file)).with_context(|| (*file).to_owned())?;
        let vectors: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let wrong: Vec<&Value> = vectors.iter().filter(|v| !is_answered(v, *question)).collect();
        println!("{file}: {} of {}", vectors.len() - wrong.len(), vectors.len());
        faults.extend(wrong.iter().map(|v| format!("{file}: {}", v["test"].as_str().unwrap_or("?"))));
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(Outcome::Held)
}

/// Where the reference refuses the pattern, so must we; where it breaks off on values that cannot be compared, nothing
/// matches.
fn is_answered(vector: &Value, question: Question) -> bool {
    let given = answer(question, vector["in"].to_string().as_bytes());
    match (vector["error"].as_str(), given) {
        (Some("ParseException"), given) => given.is_err(),
        (Some(_), Ok(given)) => given["matched"] == Value::Bool(false),
        (None, Ok(given)) => match question {
            Question::Check => given["valid"] == vector["out"]["valid"],
            Question::Match => ["matched", "sdo_ids"].iter().all(|k| given[k] == vector["out"][k]),
            Question::Equivalent => given["equivalent"] == vector["out"],
        },
        (_, Err(_)) => false,
    }
}
