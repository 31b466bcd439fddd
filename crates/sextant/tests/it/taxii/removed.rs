//! Collections that are added and removed.

use super::serving::*;
use crate::program::*;

#[test]
fn a_collection_goes_with_what_is_in_it_and_what_was_learnt_stays() {
    let bench = Bench::with_users();
    let add = ["collection", "add", "partners", "--read", "everybody", "--write", "everybody", "--tlp", "clear"];
    let id = bench.ok(&add).split_whitespace().next().unwrap().to_owned();
    let serving = bench.serve();
    let who = As::User("administrator");
    let group = serde_json::json!({
        "type": "indicator", "spec_version": "2.1", "id": "indicator--8e2e2d2b-17d4-4cbf-938f-000000000001",
        "created": "2025-03-01T10:00:00.000Z", "modified": "2025-03-01T10:00:00.000Z", "pattern_type": "stix",
        "pattern": "[domain-name:value = 'umberlamp.example']", "valid_from": "2025-03-01T10:00:00Z",
    });
    assert_eq!(serving.post("partners", who, &envelope(&[group.clone(), tool(2, 1)])).status, 202);
    assert_eq!(serving.get(&objects("partners"), who).ids().len(), 2);
    let told = serving.bench.json(&["collection", "remove", "partners"]).remove(0);
    assert_eq!((&told["removed"], &told["items"]), (&"partners".into(), &2.into()));
    for path in [collection("partners"), objects("partners"), format!("{}collections/{id}/", ROOT)] {
        assert_eq!(serving.get(&path, who).status, 404, "{path}");
    }
    assert!(!serving.get(&format!("{ROOT}collections/"), who).text().contains("partners"));
    assert_eq!(serving.post("partners", who, &envelope(&[tool(3, 1)])).status, 404);
    assert_eq!(serving.bench.run(&["search", "umberlamp.example"]).status.code(), Some(0), "learnt before it went");
    assert!(serving.bench.ok(&["audit", "verify"]).contains("sound"));
    // Nothing is removed twice, nor what every store has.
    for (name, status) in [("partners", 1), ("inbox", 2), ("tlp-green", 2)] {
        let output = serving.bench.run(&["collection", "remove", name]);
        assert_eq!(output.status.code(), Some(status), "{name}: {}", text(&output.stderr));
    }
    // Again under its name: the same address, empty, and it takes what it had.
    assert!(serving.bench.ok(&add).starts_with(&id));
    assert_eq!(serving.get(&objects("partners"), who).json(), serde_json::json!({}));
    assert_eq!(serving.post("partners", who, &envelope(&[group])).json()["success_count"], 1);
    assert_eq!(serving.get(&objects("partners"), who).ids().len(), 1);
}
