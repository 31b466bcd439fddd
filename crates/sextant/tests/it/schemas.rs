//! What the program prints is what docs/schema says, and the documents that describe it are whole.

use super::corpus;
use super::program::*;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn schema(name: &str) -> Value {
    let file = docs().join("schema").join(name);
    let bytes = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let mut schema: Value = serde_json::from_slice(&bytes).unwrap();
    resolve(&mut schema);
    schema
}

/// Puts the files of `docs/schema` where another refers to them.
fn resolve(value: &mut Value) {
    let target =
        value.get("$ref").and_then(Value::as_str).filter(|target| target.ends_with(".json")).map(str::to_owned);
    if let Some(target) = target {
        *value = schema(&target);
        return;
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(resolve),
        Value::Array(items) => items.iter_mut().for_each(resolve),
        _ => {}
    }
}

pub fn check(name: &str, values: &[Value]) {
    let validator = jsonschema::validator_for(&schema(&format!("{name}.json"))).unwrap();
    assert!(!values.is_empty(), "{name}: nothing to check");
    for value in values {
        let faults: Vec<String> =
            validator.iter_errors(value).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{name}: {faults:?} in {value}");
    }
}

#[test]
fn everything_printed_follows_its_schema() {
    let bench = Bench::new();
    let samples = samples();
    check("reading", &bench.json(&["read", samples.to_str().unwrap()]));
    let ingested = lines(&text(&bench.run(&["ingest", "missing.html", samples.to_str().unwrap(), "--json"]).stdout));
    check("ingest", &ingested);
    let incidents = bench.json(&["incidents"]);
    check("incidents", &incidents);
    let mut records = Vec::new();
    for incident in &incidents {
        let id = field(incident, "id");
        records.extend(bench.json(&["incident", &id]));
        records.extend(bench.json(&["incident", &id, "--claims"]));
    }
    check("incident", &records);
    let claims: Vec<Value> = records.iter().filter_map(|r| r["claims"].as_array()).flatten().cloned().collect();
    check("claim", &claims);
    check("search", &bench.json(&["search", "data"]));
    check("export", &bench.json(&["export", "--all", "--format", "json"]));
    let bundle = bench.file("bundle.json", bench.ok(&["export", "--all", "--format", "stix"]));
    check("import", &bench.json(&["import", &bundle]));
    check("objects", &bench.json(&["objects"]));
    check("objects", &bench.json(&["objects", "--type", "note"]));
    let bundle: Value = serde_json::from_slice(&std::fs::read(bundle).unwrap()).unwrap();
    let extensions = bundle["objects"].as_array().unwrap().iter().filter_map(|object| {
        object["extensions"].get("extension-definition--c9ac2852-d892-46d5-a1dc-732605b095d3").cloned()
    });
    check("stix-extension", &extensions.collect::<Vec<_>>());
    check("verification", &bench.json(&["audit", "verify"]));
    check("audit-entry", &bench.json(&["audit", "log"]));
    check("source", &bench.json(&["source", "list"]));
}

#[test]
fn answers_on_objects_of_stix_follow_their_schemas() {
    let bench = Bench::new();
    let file = r#"{"type": "file", "id": "x", "name": "a.exe", "size": 1}"#;
    let pair = r#"[{"type": "tool", "id": "tool--1"}, {"type": "tool", "id": "tool--1", "name": "x"}]"#;
    let marked = format!(r#"{{"obj": {file}, "selectors": "name"}}"#);
    for (command, line) in
        [("validate", file), ("id", file), ("canon", file), ("markings", marked.as_str()), ("versions", pair)]
    {
        let answers = bench.run_with(&["stix", command, "--jsonl"], format!("{line}\nnonsense\n").as_bytes());
        let answers = lines(&text(&answers.stdout));
        check(&format!("stix-{command}"), &answers[..1]);
        check("bad-line", &answers[1..]);
        let whole =
            bench.run_with(&["stix", command, "--json"], if command == "versions" { pair } else { file }.as_bytes());
        check(&format!("stix-{command}"), &lines(&text(&whole.stdout)));
    }
}

#[test]
fn answers_to_benchmarks_follow_their_schemas() {
    for (name, answers) in super::bench::answers() {
        check(&format!("bench-{name}"), &answers);
    }
}

#[test]
fn assessments_follow_their_schema() {
    let bench = Bench::new();
    let ids = super::assess::shops(&bench);
    let [ms, coop, harrods] = ids.each_ref().map(String::as_str);
    check("assess", &bench.json(&["assess", ms, coop, harrods]));
    check("assess", &bench.json(&["assess", ms, coop, "--as-of", "2025-05-13", "--drop", "claims:actor"]));
    let say = |what: &[&str]| bench.json(&[&["assessment", what[0], ms, coop, "--reason", "r"], &what[1..]].concat());
    check("decided", &say(&["evidence", "--ratio", "2"]));
    check("decided", &say(&["override", "--p", "0.5", "--until", "2125-01-01"]));
    check("outcome", &say(&["resolve", "--linked", "--known-on", "2025-07-01"]));
    check("outcome", &bench.json(&["calibration"]));
    check("decision", &bench.json(&["decisions"]));
    check("assess", &bench.json(&["assess", ms, coop]));
    bench.ok(&["alias", "add", "DragonForce", "Water Tambanakua", "--source", "a vendor"]);
    check("actor", &bench.json(&["actor", "DragonForce"]));
}

#[test]
fn decisions_follow_their_schemas() {
    let bench = Bench::new();
    for n in [0, 1] {
        bench.ok(&["ingest", &bench.file(&format!("{n}.txt"), corpus::report(n))]);
    }
    let ids: Vec<String> = bench.json(&["incidents"]).iter().map(|i| field(i, "id")).collect();
    let joined = bench.json(&["join", &ids[0], &ids[1], "--reason", "one"]);
    check("decided", &joined);
    check("decided", &bench.json(&["undo", &field(&joined[0], "decision")]));
    check("decided", &bench.json(&["distinct", &ids[0], &ids[1], "--reason", "two"]));
    check("decided", &bench.json(&["alias", "add", "A", "B"]));
    check("decision", &bench.json(&["decisions"]));
    check("source", &bench.json(&["source", "set", "Leak tracker", "--reliability", "E4"]));
    check("reread", &bench.json(&["reread"]));
    let document = field(&bench.json(&["ingest", &bench.file("0.txt", corpus::report(0))])[0], "document");
    check("forget", &bench.json(&["forget", &document, "--reason", "law"]));
}

#[test]
fn patterns_follow_their_schemas() {
    let bench = Bench::new();
    let observed = bench.file(
        "observed.json",
        r#"[{"type": "observed-data", "id": "o1", "first_observed": "2024-01-01T00:00:00Z",
            "last_observed": "2024-01-01T00:00:00Z", "number_observed": 1, "objects": {"0": {"type": "a", "b": 1}}}]"#,
    );
    check("pattern-check", &bench.json(&["pattern", "check", "[a:b = 1] WITHIN 0 SECONDS"]));
    let refused = bench.run(&["pattern", "check", "[a:b = ]", "--json"]);
    assert_eq!(refused.status.code(), Some(1));
    check("pattern-check", &lines(&text(&refused.stdout)));
    check("pattern-match", &bench.json(&["pattern", "match", "[a:b = 1]", &observed]));
    check("pattern-equiv", &bench.json(&["pattern", "equiv", "[a:b = 1 OR a:b = 2]", "[a:b = 2 OR a:b = 1]"]));
    let questions = bench.file("questions.jsonl", "{\"pattern\": \"[a:b = 1]\"}\nnone\n");
    let answered = bench.run(&["pattern", "check", "--jsonl", &questions]);
    assert_eq!(answered.status.code(), Some(3));
    let answers = lines(&text(&answered.stdout));
    check("pattern-check", &answers[..1]);
    check("bad-line", &answers[1..]);
}

#[test]
fn every_key_of_the_configuration_is_documented() {
    let page = std::fs::read_to_string(docs().join("configuration.md")).unwrap();
    for key in [
        "listen",
        "store",
        "allow_private_fetch",
        "producer.name",
        "producer.id",
        "producer.since",
        "base_url",
        "trusted_proxies",
        "tls_certificate",
        "tls_key",
        "tls_client_ca",
        "tls_client",
        "collections",
        "oidc.issuer",
        "oidc.name",
        "oidc.client_id",
        "oidc.client_secret",
        "oidc.client_secret_file",
        "oidc.role_claim",
        "oidc.roles",
        "oidc.clearance",
        "oidc.networks",
        "limits.taxii_mb",
        "limits.input_mb",
        "limits.redirects",
        "limits.fetch_seconds",
        "limits.silence_seconds",
    ] {
        let variable = format!("SEXTANT_{}", key.replace('.', "_").to_uppercase());
        assert!(page.contains(&format!("`{key}`")) && page.contains(&variable), "{key} and {variable}");
    }
}

#[test]
fn the_manual_is_the_program_s() {
    let folder = tempfile::tempdir().unwrap();
    assert!(program().args(["man", "--folder"]).arg(folder.path()).status().unwrap().success());
    for entry in std::fs::read_dir(folder.path()).unwrap().flatten() {
        let kept = docs().join("man").join(entry.file_name());
        let kept = std::fs::read_to_string(&kept).unwrap_or_else(|e| panic!("{}: {e}", kept.display()));
        assert_eq!(kept, std::fs::read_to_string(entry.path()).unwrap(), "run `sextant man --folder docs/man`");
    }
    for shell in ["bash", "zsh", "fish"] {
        let output = program().args(["completions", shell]).output().unwrap();
        assert!(output.status.success() && text(&output.stdout).contains("incidents"));
    }
}
