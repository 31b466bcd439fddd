//! Golden cases of validation: an object, the options, and what is found in it.

use serde_json::Value;
use sextant_stix::validate::{Finding, Options};

const CASES: &str = include_str!("../golden/validate.jsonl");

/// `error code place`, as the cases write what is found.
fn found(report: &Value) -> Vec<String> {
    let list = |word: &str, name: &str| {
        let findings = report[name].as_array().cloned().unwrap_or_default();
        let line = |it: &Value| format!("{word} {} {}", it["code"].as_str().unwrap(), it["path"].as_str().unwrap());
        findings.iter().map(line).collect::<Vec<_>>()
    };
    let mut all = [list("error", "errors"), list("warning", "warnings")].concat();
    all.sort();
    all
}

#[test]
fn each_case_finds_what_it_says_and_nothing_else() {
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let report = sextant_stix::lines::validate(line.as_bytes(), &Options::default()).unwrap();
        let mut expected: Vec<String> = serde_json::from_value(case["found"].clone()).unwrap();
        expected.sort();
        assert_eq!(found(&report), expected, "{}", case["about"]);
    }
}

#[test]
fn every_finding_is_a_sentence_with_a_place() {
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let validator = sextant_stix::validate::Validator::new(Options::default()).unwrap();
        let report = validator.value(&case["instance"]);
        let whole = |finding: &Finding| finding.message.ends_with('.') && finding.path.starts_with('$');
        assert!(report.errors.iter().chain(&report.warnings).all(whole), "{report:?}");
    }
}

#[test]
fn a_line_that_cannot_be_answered_gives_its_error() {
    let code = |line: &str| sextant_stix::lines::validate(line.as_bytes(), &Options::default()).unwrap_err().code;
    assert_eq!(code("nonsense"), "not-json");
    assert_eq!(code(r#"{"instance": {}, "options": {"enabled": ["abc"]}}"#), "unknown-check");
    assert_eq!(code(r#"{"instance": {}, "options": {"version": "1.2"}}"#), "unknown-version");
    assert_eq!(code(r#"{"instance": {}, "options": {"strict": "yes"}}"#), "wrong-type");
    assert_eq!(code(r#"{"instance": {}, "instance": {}}"#), "duplicate-key");
}

#[test]
fn the_text_of_an_instance_is_read_strictly() {
    let line = serde_json::json!({"instance": "{\"type\": \"tool\", \"type\": \"tool\"}"}).to_string();
    let report = sextant_stix::lines::validate(line.as_bytes(), &Options::default()).unwrap();
    assert_eq!(found(&report), ["error duplicate-key $"]);
}
