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
