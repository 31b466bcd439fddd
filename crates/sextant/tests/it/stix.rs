//! `sextant stix`: what it answers, and how it ends.

use super::program::*;
use serde_json::{Value, json};

const TOOL: &str = r#"{"type": "tool", "spec_version": "2.1", "id": "tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "created": "2024-05-01T10:00:00.000Z", "modified": "2024-05-01T10:00:00.000Z", "name": "Lantern"}"#;

fn answers(arguments: &[&str], input: &str) -> (Vec<Value>, Option<i32>) {
    let output = Bench::new().run_with(arguments, input.as_bytes());
    (lines(&text(&output.stdout)), output.status.code())
}

#[test]
fn a_valid_object_ends_with_0_another_with_1() {
    let bench = Bench::new();
    assert_eq!(bench.run_with(&["stix", "validate"], TOOL.as_bytes()).status.code(), Some(0));
    let nameless = TOOL.replace(", \"name\": \"Lantern\"", "");
    let output = bench.run_with(&["stix", "validate", "-"], nameless.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("`name` is a required property."));
    let output = bench.run_with(&["stix", "validate", "--enable", "abc"], TOOL.as_bytes());
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
}

#[test]
fn a_bad_line_gives_its_error_in_its_place() {
    let tool: Value = serde_json::from_str(TOOL).unwrap();
    let good = json!({"instance": tool, "options": {"strict": true}});
    let input = format!("{good}\nnonsense\n{good}\n");
    let (answers, code) = answers(&["stix", "validate", "--jsonl"], &input);
    assert_eq!(code, Some(3));
    assert_eq!((&answers[0]["valid"], &answers[2]["valid"]), (&json!(true), &json!(true)));
    assert_eq!(answers[1]["error"]["code"], "not-json");
}

#[test]
fn ids_canonical_forms_and_markings_are_answered() {
    let (ids, code) =
        answers(&["stix", "id", "--jsonl"], "{\"type\": \"ipv4-addr\", \"value\": \"198.51.100.3\"}\n{}\n");
    assert_eq!((code, &ids[0]["id"]), (Some(3), &json!("ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")));
    assert_eq!(ids[1]["error"]["code"], "no-type");
    let output = Bench::new().run_with(&["stix", "canon"], b"{\"b\": 1.0, \"a\": [ ]}");
    assert_eq!(text(&output.stdout), "{\"a\":[],\"b\":1}");
    let deleted = "{\"a\":\"\u{7f}\u{9b}31m\"}";
    assert_eq!(text(&Bench::new().run_with(&["stix", "canon"], deleted.as_bytes()).stdout), deleted);
    assert_eq!(answers(&["stix", "canon", "--jsonl"], deleted).0, [json!({"canonical": deleted})]);
    let question =
        json!({"obj": {"a": 1, "granular_markings": [{"marking_ref": "m", "selectors": ["a"]}]}, "selectors": "a"});
    let (marked, _) = answers(&["stix", "markings", "--jsonl"], &question.to_string());
    assert_eq!(marked, [json!({"markings": ["m"], "marked": true})]);
    for selectors in [json!([]), json!(""), json!("b")] {
        let mut question = question.clone();
        question["selectors"] = selectors;
        let (refused, code) = answers(&["stix", "markings", "--jsonl"], &question.to_string());
        assert_eq!((code, &refused[0]["error"]["code"]), (Some(3), &json!("selector")));
    }
}

#[test]
fn a_bundle_names_its_bad_object_and_goes_on() {
    let bundle = format!(
        r#"{{"type": "bundle", "id": "bundle--1", "objects": [{{"type": "url", "value": "a:b"}}, 7, {TOOL}]}}"#
    );
    let output = Bench::new().run_with(&["stix", "id"], bundle.as_bytes());
    assert_eq!((output.status.code(), text(&output.stdout).lines().count()), (Some(3), 1));
    let told = text(&output.stderr);
    assert!(told.contains("object 1") && told.lines().count() == 1, "{told}");
}

#[test]
fn versions_are_told_and_what_breaks_their_rules() {
    let later = TOOL.replace("\"modified\": \"2024", "\"modified\": \"2025");
    let list = |second: &str| format!("[{TOOL}, {second}]");
    let output = Bench::new().run_with(&["stix", "versions"], list(&later).as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("2 versions, 2024-05-01T10:00:00.000Z to 2025-05-01T10:00:00.000Z"));
    let moved = later.replace("\"created\": \"2024", "\"created\": \"2023");
    let output = Bench::new().run_with(&["stix", "versions"], list(&moved).as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("`created` never changes"));
    let question = format!("{}\n7\n", list(&moved).replace('\n', " "));
    let (told, code) = answers(&["stix", "versions", "--jsonl"], &question);
    assert_eq!((code, &told[0]["histories"][0]["faults"][0]["code"]), (Some(3), &json!("created-changed")));
    assert_eq!(told[1]["error"]["code"], "not-an-object");
}

#[test]
fn a_bundle_of_2_0_becomes_a_valid_one_of_2_1() {
    let moments = json!({"created": "2017-05-01T10:00:00.000Z", "modified": "2017-05-01T10:00:00.000Z"});
    let object = |kind: &str, rest: Value| {
        let mut all = moments.clone();
        all["type"] = kind.into();
        all["id"] = format!("{kind}--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f").into();
        all.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        all
    };
    let bundle = json!({"type": "bundle", "spec_version": "2.0", "id": "bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "objects": [
        object("indicator", json!({"labels": ["malicious-activity"], "pattern": "[file:name = 'a']",
            "valid_from": "2017-05-01T10:00:00Z", "name": "A", "description": "A file."})),
        object("tool", json!({"name": "Lantern", "labels": ["remote-access"]})),
        object("observed-data", json!({"first_observed": "2017-05-01T10:00:00Z", "last_observed": "2017-05-01T10:00:00Z",
            "number_observed": 1, "objects": {"0": {"type": "ipv4-addr", "value": "198.51.100.3"},
            "1": {"type": "network-traffic", "src_ref": "0", "protocols": ["tcp"]}}})),
    ]});
    let bench = Bench::new();
    let upgraded = bench.run_with(&["stix", "upgrade"], bundle.to_string().as_bytes());
    assert_eq!(upgraded.status.code(), Some(0));
    let now: Value = serde_json::from_slice(&upgraded.stdout).unwrap();
    let kinds: Vec<&str> = now["objects"].as_array().unwrap().iter().filter_map(|one| one["type"].as_str()).collect();
    assert_eq!(kinds, ["indicator", "tool", "observed-data", "ipv4-addr", "network-traffic"]);
    let checked = bench.run_with(&["stix", "validate"], &upgraded.stdout);
    assert_eq!((checked.status.code(), text(&checked.stderr)), (Some(0), String::new()), "{}", text(&checked.stdout));
    let again = bench.run_with(&["stix", "upgrade"], &upgraded.stdout);
    assert_eq!(again.stdout, upgraded.stdout, "what is of 2.1 stays");
}
