//! `sextant objects`: what import keeps.

use super::exchange::tool;
use super::program::*;
use serde_json::{Value, json};

#[test]
fn objects_are_listed_with_their_versions_for_who_may_see_them() {
    let bench = Bench::new();
    let red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
    let mut secret = tool(2, "2024-05-01T10:00:00.000Z", "Secret");
    secret["object_marking_refs"] = json!([red]);
    let old = tool(1, "2024-05-01T10:00:00.000Z", "Old");
    let import = |object: &Value| bench.run_with(&["import", "-", "--tlp", "green"], object.to_string().as_bytes());
    for object in [&old, &tool(1, "2024-06-01T10:00:00.000Z", "New"), &secret] {
        assert_eq!(import(object).status.code(), Some(0));
    }
    let listed = bench.json(&["objects", "--type", "tool"]);
    assert_eq!((listed.len(), &listed[0]["name"], &listed[0]["versions"]), (2, &json!("New"), &json!(2)));
    assert_eq!(bench.json(&["objects", "--audience", "green"]).len(), 1);
    assert_eq!(bench.ok(&["objects", "--type", "malware", "--json"]), "");
    let id = field(&old, "id");
    assert_eq!(
        bench.json(&["objects", &id]).iter().map(|line| field(line, "name")).collect::<Vec<_>>(),
        ["Old", "New"]
    );
    assert!(bench.ok(&["objects", &id]).contains("2024-06-01T10:00:00"));
    let raw = bench.ok(&["objects", &id, "--raw"]);
    assert_eq!(raw.trim_end(), tool(1, "2024-06-01T10:00:00.000Z", "New").to_string());
    let hidden = bench.run(&["objects", &field(&secret, "id"), "--audience", "green"]);
    assert_eq!((hidden.status.code(), text(&hidden.stdout)), (Some(1), String::new()));
}

/// A relationship for many that leads to an object for few: what it states names both.
#[test]
fn what_is_stated_of_an_object_is_told_to_nobody_who_may_not_know_it() {
    const GREEN: &str = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
    const RED: &str = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
    let object = |kind: &str, n: u8, marking: &str, more: Value| {
        let mut object = json!({
            "type": kind, "spec_version": "2.1", "id": format!("{kind}--8e2e2d2b-17d4-4cbf-938f-0000000000{n:02}"),
            "created": "2025-03-01T10:00:00.000Z", "modified": "2025-03-01T10:00:00.000Z", "object_marking_refs": [marking],
        });
        object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        object
    };
    let company = object("identity", 1, RED, json!({"name": "Umberwell Mills", "identity_class": "organization"}));
    let tool = object("tool", 2, RED, json!({"name": "Umberlamp"}));
    let maker = object("identity", 3, RED, json!({"name": "Umberhouse CERT", "identity_class": "organization"}));
    let group = object("intrusion-set", 4, GREEN, json!({"name": "Ferrous Lynx"}));
    let incident = object("incident", 5, GREEN, json!({"name": "Ransomware at a mill"}));
    let link = |n: u8, kind: &str, from: &Value, to: &Value| {
        let ends = json!({"relationship_type": kind, "source_ref": from["id"], "target_ref": to["id"]});
        object("relationship", n, GREEN, ends)
    };
    let (uses, hits) = (link(6, "uses", &group, &tool), link(7, "targets", &incident, &company));
    let note = object(
        "note",
        8,
        GREEN,
        json!({"content": "seen again", "object_refs": [group["id"]], "created_by_ref": maker["id"]}),
    );
    let bundle = json!({
        "type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d",
        "objects": [company, tool, maker, group, incident, uses, hits, note],
    });
    let bench = Bench::new();
    assert_eq!(bench.run_with(&["import", "-"], bundle.to_string().as_bytes()).status.code(), Some(0));
    for words in ["umberlamp", "umberwell", "umberhouse"] {
        assert!(bench.run(&["search", words]).status.code() == Some(0), "{words} is known");
        let told = bench.run(&["search", words, "--audience", "green"]);
        assert!(told.status.code() == Some(1), "{words}: {}", text(&told.stdout));
    }
    for format in ["stix", "misp", "csv", "json", "html"] {
        let told = bench.run(&["export", "--all", "--format", format, "--audience", "green"]);
        assert!(!text(&told.stdout).contains("Umber"), "{format}: {}", text(&told.stdout));
    }
}
