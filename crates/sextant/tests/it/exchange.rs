//! `sextant export --format stix` and `sextant import`: what one store puts out, another learns.

use super::corpus;
use super::program::*;
use serde_json::{Value, json};

pub const STIX: [&str; 4] = ["export", "--all", "--format", "stix"];

pub fn objects(bundle: &str) -> Vec<Value> {
    let bundle: Value = serde_json::from_str(bundle).unwrap_or_else(|e| panic!("{e}: {bundle}"));
    bundle["objects"].as_array().cloned().unwrap_or_default()
}

pub fn of_type<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|object| object["type"] == kind).collect()
}

pub fn valid(bench: &Bench, bundle: &str) {
    let output = bench.run_with(&["stix", "validate", "--strict", "--enforce-refs"], bundle.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

/// Imports what `bundle` holds into a store of its own.
pub fn elsewhere(bundle: &str) -> Bench {
    let other = Bench::new();
    let output = other.run_with(&["import", "-"], bundle.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    other
}

pub fn tool(n: usize, modified: &str, name: &str) -> Value {
    json!({
        "type": "tool", "spec_version": "2.1", "id": format!("tool--8e2e2d2b-17d4-4cbf-938f-{n:012x}"),
        "created": "2024-05-01T10:00:00.000Z", "modified": modified, "name": name,
    })
}

fn bundle(objects: &[Value]) -> String {
    json!({"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": objects}).to_string()
}

#[test]
fn what_is_exported_imported_and_exported_again_is_the_same_bytes() {
    let bench = Bench::with_samples();
    let exported = bench.ok(&STIX);
    assert_eq!(exported, bench.ok(&STIX), "the same store gives the same bytes");
    valid(&bench, &exported);
    let other = elsewhere(&exported);
    assert_eq!(other.ok(&STIX), exported);
    assert_eq!(elsewhere(&other.ok(&STIX)).ok(&STIX), exported, "and so on from store to store");
    assert_eq!(other.incidents(), bench.incidents(), "the list says the same");
    let again = other.run_with(&["import", "-", "--json"], exported.as_bytes());
    let tally = &lines(&text(&again.stdout))[0];
    assert_eq!((&tally["new"], &tally["claims"], &tally["incidents"]), (&json!(0), &json!(0), &json!(0)), "{tally}");
    other.ok(&["reread", "--all"]);
    assert_eq!(other.ok(&STIX), exported, "there is no text here that could be read again");
    assert!(other.ok(&["audit", "verify"]).contains("sound"));
}

#[test]
fn a_statement_on_two_incidents_is_one_claim_elsewhere() {
    let bench = Bench::new();
    for n in [0, 1] {
        bench.ok(&["ingest", &bench.file(&format!("{n}.txt"), corpus::report(n)), "--tlp", "clear"]);
    }
    let ids: Vec<String> = bench.json(&["incidents"]).iter().map(|incident| field(incident, "id")).collect();
    bench.ok(&[
        "claim",
        "add",
        &ids[0],
        &ids[1],
        "--source",
        "Harbour CERT",
        "--speaker",
        "Harbour CERT",
        "--speaker-kind",
        "authority",
        "--stance",
        "cannot-say",
        "--kind",
        "linked",
        "--object",
        "whether the two are linked",
        "--quote",
        "we cannot say whether they are linked",
        "--reason",
        "test",
        "--tlp",
        "clear",
    ]);
    let exported = bench.ok(&STIX);
    valid(&bench, &exported);
    let said = |note: &&Value| note["content"].as_str().is_some_and(|content| content.contains("we cannot say"));
    assert_eq!(of_type(&objects(&exported), "note").into_iter().filter(said).count(), 2, "a note on each");
    assert_eq!(elsewhere(&exported).ok(&STIX), exported);
}

#[test]
fn one_incident_leaves_alone_under_the_same_ids() {
    let bench = Bench::with_samples();
    let id = field(&bench.json(&["incidents"])[0], "id");
    let one = bench.ok(&["export", &id, "--format", "stix"]);
    valid(&bench, &one);
    let all = objects(&bench.ok(&STIX));
    assert!(objects(&one).iter().all(|object| all.contains(object)));
    assert_eq!(of_type(&objects(&one), "incident").len(), 1);
    assert_eq!(elsewhere(&one).ok(&["export", &id, "--format", "stix"]), one);
}

#[test]
fn a_store_that_learns_more_puts_out_an_edition_of_its_own() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let exported = bench.ok(&STIX);
    let other = elsewhere(&exported);
    other.ok(&["ingest", &other.file("b.txt", corpus::report(8)), "--tlp", "clear"]);
    assert_eq!(other.json(&["incidents"]).len(), 1, "a later report is on the incident that was learnt");
    let own = other.ok(&STIX);
    valid(&other, &own);
    let (theirs, ours) = (objects(&exported), objects(&own));
    assert_ne!(of_type(&theirs, "incident")[0]["id"], of_type(&ours, "incident")[0]["id"], "only the maker versions");
    assert_ne!(of_type(&theirs, "incident")[0]["created_by_ref"], of_type(&ours, "incident")[0]["created_by_ref"]);
    // The store that made the first makes the next version of it.
    bench.ok(&["ingest", &bench.file("b.txt", corpus::report(8)), "--tlp", "clear"]);
    let next = objects(&bench.ok(&STIX));
    let (before, after) = (of_type(&theirs, "incident")[0], of_type(&next, "incident")[0]);
    assert_eq!((&before["id"], &before["created"]), (&after["id"], &after["created"]));
    assert!(before["modified"].as_str() < after["modified"].as_str());
    let both = format!("[{before}, {after}]");
    assert_eq!(bench.run_with(&["stix", "versions"], both.as_bytes()).status.code(), Some(0));
}

#[test]
fn nothing_above_the_audience_leaves_nor_that_there_is_any() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("clear.txt", corpus::report(0)), "--tlp", "clear"]);
    let green: Vec<&str> = STIX.into_iter().chain(["--audience", "green"]).collect();
    let before = bench.ok(&green);
    let red = corpus::report(8)
        .replace("Payment card details were not taken", "Passport scans were stolen by the gang Ferrous Lynx");
    bench.ok(&["ingest", &bench.file("red.txt", red), "--tlp", "red"]);
    bench.ok(&["ingest", &bench.file("other.txt", corpus::report(1)), "--tlp", "red"]);
    assert_eq!(bench.ok(&green), before, "to the byte: no id, count or time tells of more");
    let all = bench.ok(&STIX);
    valid(&bench, &all);
    assert!(all.contains("Calder") && all.contains("assport"), "the keeper sees everything");
    // Nor from a store that learnt everything from the first one.
    let other = elsewhere(&all);
    assert_eq!(other.ok(&STIX), all);
    let leaves = other.ok(&green);
    for word in ["Ferrous", "assport", "Calder", "e828b379"] {
        assert!(!leaves.contains(word), "{word} in {leaves}");
    }
    valid(&other, &leaves);
    let hidden = field(&bench.json(&["incidents", "Calder"])[0], "id");
    let forbidden = bench.run(&["export", &hidden, "--format", "stix", "--audience", "green"]);
    assert_eq!((forbidden.status.code(), text(&forbidden.stdout)), (Some(1), String::new()));
}

#[test]
fn no_claim_of_an_actor_leaves_as_a_fact() {
    let bench = Bench::with_samples();
    let exported = objects(&bench.ok(&STIX));
    let actors: Vec<&Value> = exported.iter().filter(|o| o["labels"][1] == "speaker-actor").collect();
    assert!(!actors.is_empty(), "the samples have a gang that speaks");
    assert!(actors.iter().all(|note| note["confidence"].as_u64().is_none_or(|value| value <= 15)));
    assert!(of_type(&exported, "threat-actor").is_empty(), "nobody but the gang itself says that it was the gang");
    for incident in of_type(&exported, "incident") {
        let core = &incident["extensions"]["extension-definition--ef765651-680c-498d-9894-99799f2fa126"];
        let confirmed = incident["labels"][0] == "standing-confirmed";
        assert_eq!(core["determination"] == "successful-attempt", confirmed, "{core}");
    }
    // Another's word is another matter, and says whose word it is.
    let id = field(&bench.json(&["incidents", "Kestrelberg"])[0], "id");
    bench.ok(&[
        "claim",
        "add",
        &id,
        "--source",
        "Police gazette",
        "--speaker",
        "Kestrel police",
        "--speaker-kind",
        "authority",
        "--stance",
        "confirms",
        "--kind",
        "responsible",
        "--object",
        "Obsidian Jackal",
        "--quote",
        "Obsidian Jackal was behind it",
        "--reason",
        "test",
        "--tlp",
        "clear",
    ]);
    let exported = objects(&bench.ok(&STIX));
    assert_eq!(of_type(&exported, "threat-actor").len(), 1);
    let link = of_type(&exported, "relationship")
        .into_iter()
        .find(|r| r["target_ref"] == of_type(&exported, "threat-actor")[0]["id"]);
    assert!(link.is_some_and(|link| link["description"].as_str().is_some_and(|d| d.starts_with("attributed to"))));
}

#[test]
fn what_a_text_excludes_is_never_an_impact() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let exported = objects(&bench.ok(&STIX));
    let exposure = of_type(&exported, "incident")[0]["extensions"]
        ["extension-definition--c9ac2852-d892-46d5-a1dc-732605b095d3"]["exposure"]
        .clone();
    let card = exposure.as_array().unwrap().iter().find(|e| e["data"] == "payment-card").unwrap();
    assert_eq!(card["polarity"], "not-exposed");
    let notes = of_type(&exported, "note");
    assert!(notes.iter().any(|note| note["content"].as_str().is_some_and(|c| c.contains("payment-card: not-exposed"))));
}

#[test]
fn one_bad_object_among_ten_thousand_keeps_nobody_out() {
    let mut many: Vec<Value> = (0..10_000).map(|n| tool(n, "2024-05-01T10:00:00.000Z", "Lantern")).collect();
    many[4_321].as_object_mut().unwrap().remove("name");
    let bench = Bench::new();
    let output = bench.run_with(&["import", "-", "--json"], bundle(&many).as_bytes());
    assert_eq!(output.status.code(), Some(3));
    let tally = &lines(&text(&output.stdout))[0];
    assert_eq!((&tally["new"], &tally["failed"]), (&json!(9_999), &json!(1)));
    let told = text(&output.stderr);
    assert!(told.lines().count() == 1 && told.contains("0000000010e1") && told.contains("`name`"), "{told}");
    let again = bench.run_with(&["import", "-", "--json"], bundle(&many).as_bytes());
    assert_eq!(lines(&text(&again.stdout))[0]["known"], json!(9_999));
}

#[test]
fn objects_come_one_a_line_and_in_versions() {
    let bench = Bench::new();
    let (old, new) = (tool(1, "2024-05-01T10:00:00.000Z", "Lantern"), tool(1, "2025-05-01T10:00:00.000Z", "Lantern 2"));
    let file = bench.file("feed.jsonl", format!("{new}\n\n{old}\nnonsense\n"));
    let output = bench.run(&["import", &file, "--json"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("object 3"), "{}", text(&output.stderr));
    let tally = &lines(&text(&output.stdout))[0];
    assert_eq!((&tally["new"], &tally["versions"]), (&json!(1), &json!(1)));
    let forged = tool(1, "2024-05-01T10:00:00.000Z", "Forged");
    let output = bench.run_with(&["import", "-"], forged.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("[differs]"));
}

#[test]
fn what_is_no_stix_says_what_to_give() {
    let bench = Bench::new();
    for input in ["", "nonsense", "{\"type\": \"bundle\", \"objects\": [", "[1, 2]", "\u{0}\u{1}"] {
        let output = bench.run_with(&["import", "-"], input.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{input}: {}", text(&output.stdout));
        assert!(!text(&output.stderr).is_empty());
    }
    let missing = bench.run(&["import", "none.json"]);
    assert!(missing.status.code() == Some(2) && text(&missing.stderr).contains("no such file"));
}

#[test]
fn what_others_state_becomes_their_claims() {
    let maker = json!({
        "type": "identity", "spec_version": "2.1", "id": "identity--11111111-1111-4111-8111-111111111111",
        "created": "2024-05-01T10:00:00.000Z", "modified": "2024-05-01T10:00:00.000Z", "name": "Harbour CERT",
        "identity_class": "organization",
    });
    let named = |object: Value| {
        let mut object = object;
        object["created_by_ref"] = maker["id"].clone();
        object["spec_version"] = json!("2.1");
        object["created"] = json!("2025-03-01T10:00:00.000Z");
        object["modified"] = json!("2025-03-01T10:00:00.000Z");
        object
    };
    let group = named(json!({
        "type": "intrusion-set", "id": "intrusion-set--22222222-2222-4222-8222-222222222222", "name": "Ferrous Lynx",
    }));
    let uses = named(json!({
        "type": "relationship", "id": "relationship--33333333-3333-4333-8333-333333333333", "relationship_type": "uses",
        "source_ref": group["id"], "target_ref": tool(1, "x", "x")["id"], "confidence": 15,
        "description": "Seen once with a lantern.",
    }));
    let victim = named(json!({
        "type": "identity", "id": "identity--44444444-4444-4444-8444-444444444444", "name": "Norvane Foods",
        "identity_class": "organization",
    }));
    let incident = named(json!({
        "type": "incident", "id": "incident--55555555-5555-4555-8555-555555555555", "name": "Ransomware at a food maker",
        "labels": ["ransomware"],
    }));
    let link = named(json!({
        "type": "relationship", "id": "relationship--66666666-6666-4666-8666-666666666666",
        "relationship_type": "related-to", "source_ref": incident["id"], "target_ref": victim["id"],
    }));
    let all = [maker, group, tool(1, "2024-05-01T10:00:00.000Z", "Lantern"), uses, victim, incident, link];
    let bench = Bench::new();
    let output = bench.run_with(&["import", "-", "--tlp", "green"], bundle(&all).as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let incidents = bench.json(&["incidents"]);
    assert_eq!((incidents.len(), &incidents[0]["victim"]), (1, &json!("Norvane Foods")), "{incidents:?}");
    assert_eq!((&incidents[0]["standing"], &incidents[0]["tlp"]), (&json!("reported"), &json!("green")));
    let hit = &bench.json(&["search", "lantern"])[0];
    assert_eq!((&hit["kind"], &hit["publisher"]), (&json!("claim"), &json!("Harbour CERT")));
    assert_eq!(hit["title"], "Harbour CERT possible: Ferrous Lynx uses Lantern");
    assert_eq!(bench.run(&["search", "lantern", "--audience", "clear"]).status.code(), Some(1));
    let record = &bench.json(&["incident", &field(&incidents[0], "id"), "--claims"])[0];
    assert_eq!(record["claims"][0]["speaker"]["name"], "Harbour CERT");
    // Two stores tell of one incident: a report that follows is on it.
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    assert_eq!(bench.json(&["incidents"]).len(), 1);
    valid(&bench, &bench.ok(&STIX));
}

#[test]
fn what_a_maker_revokes_counts_no_more() {
    let incident = |modified: &str, revoked: bool| {
        json!({
            "type": "incident", "spec_version": "2.1", "id": "incident--55555555-5555-4555-8555-555555555555",
            "created": "2025-03-01T10:00:00.000Z", "modified": modified, "name": "Norvane Foods", "revoked": revoked,
        })
        .to_string()
    };
    let bench = Bench::new();
    let import = |text: String| bench.run_with(&["import", "-", "--json"], text.as_bytes()).status.code();
    assert_eq!(import(incident("2025-03-01T10:00:00.000Z", false)), Some(0));
    assert_eq!(import(incident("2025-03-02T10:00:00.000Z", false)), Some(0));
    let incidents = bench.json(&["incidents"]);
    assert_eq!((incidents.len(), &incidents[0]["documents"]), (1, &json!(2)), "a version is one more document on it");
    assert_eq!(import(incident("2025-03-03T10:00:00.000Z", true)), Some(0));
    assert_eq!(bench.ok(&["incidents", "--json"]), "");
    assert!(!bench.ok(&STIX).contains("Norvane"));
    assert!(bench.ok(&["audit", "verify"]).contains("sound"));
    valid(&bench, &bench.ok(&STIX));
}

#[test]
fn events_of_misp_become_documents_of_their_makers() {
    let event = json!({"Event": {
        "uuid": "5d0092c5-5f74-4287-9642-33f4c354e56d", "info": "Loader seen in the harbour", "date": "2025-03-01",
        "timestamp": "1740823200", "Orgc": {"name": "Harbour CERT"},
        "Tag": [{"name": "tlp:green"}, {"name": "admiralty-scale:information-credibility=\"2\""}],
        "Galaxy": [{"type": "threat-actor", "GalaxyCluster": [{"value": "Ferrous Lynx"}]}],
        "Attribute": [
            {"uuid": "1", "type": "ip-dst", "value": "198.51.100.3", "comment": "beacons"},
            {"uuid": "2", "type": "domain", "value": "secret.example", "Tag": [{"name": "tlp:red"}]},
            {"uuid": "3", "value": 7},
        ],
    }});
    let bench = Bench::new();
    let output = bench.run_with(&["import", "-", "--json"], event.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(3), "one attribute has no type");
    assert!(text(&output.stderr).contains("attribute 2"), "{}", text(&output.stderr));
    let tally = &lines(&text(&output.stdout))[0];
    assert_eq!((&tally["new"], &tally["claims"]), (&json!(1), &json!(3)));
    assert_eq!(bench.json(&["search", "secret"])[0]["tlp"], "red");
    let hit = &bench.json(&["search", "198.51.100.3", "--audience", "green"])[0];
    assert_eq!((&hit["publisher"], &hit["tlp"]), (&json!("Harbour CERT"), &json!("green")));
    assert_eq!(bench.run(&["search", "secret", "--audience", "green"]).status.code(), Some(1));
    assert_eq!(bench.run_with(&["import", "-"], event.to_string().as_bytes()).status.code(), Some(3));
    assert_eq!(
        bench.json(&["search", "harbour is:document", "--audience", "green"]).len(),
        1,
        "the same event again changes nothing"
    );
    assert_eq!(bench.ok(&["incidents", "--json"]), "", "an event says what was seen, not whom it befell");
    assert!(bench.ok(&["audit", "verify"]).contains("sound"));
}

#[test]
fn a_stricter_label_put_on_the_way_holds() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let (clear, red) = ("94868c89-83c2-464b-929b-a1a8aa3c8487", "e828b379-4e03-4974-9ac4-e53a884c97c1");
    let mut objects = objects(&bench.ok(&STIX));
    for object in objects.iter_mut().filter(|object| object["type"] != "marking-definition") {
        *object = serde_json::from_str(&object.to_string().replace(clear, red)).unwrap();
    }
    let other = elsewhere(&bundle(&objects));
    assert_eq!(other.json(&["incidents"])[0]["tlp"], "red");
    assert_eq!(other.ok(&["incidents", "--json", "--audience", "amber"]), "");
    let leaves = other.ok(&[&STIX[..], &["--audience", "amber"]].concat());
    assert!(!leaves.contains("Norvane"), "{leaves}");
}

#[test]
fn hostile_objects_do_no_harm() {
    let deep = format!("{{\"type\":\"tool\",\"x\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let extension = "extension-definition--c9ac2852-d892-46d5-a1dc-732605b095d3";
    let note = |claim: Value| {
        json!({
            "type": "note", "spec_version": "2.1", "id": "note--77777777-7777-4777-8777-777777777777",
            "created": "2024-05-01T10:00:00.000Z", "modified": "2024-05-01T10:00:00.000Z", "content": "x",
            "object_refs": ["incident--77777777-7777-4777-8777-777777777777"],
            "extensions": {extension: {"extension_type": "property-extension", "claim": claim}},
        })
        .to_string()
    };
    for input in [
        deep,
        note(json!({"claim_id": 1})),
        note(json!({"claim_id": "x", "quote_start": 1e300})),
        note(json!("text")),
        note(json!({"speaker": {"kind": "king"}})),
        "{\"type\": \"tool\", \"type\": \"tool\", \"id\": \"tool--1\"}".to_owned(),
        "{\"type\": \"tool\", \"id\": \"tool--\\ud800\"}".to_owned(),
        tool(1, "not a time", "x").to_string(),
        json!({"type": "relationship", "id": "relationship--1", "source_ref": "relationship--1"}).to_string(),
    ] {
        let bench = Bench::new();
        let output = bench.run_with(&["import", "-"], input.as_bytes());
        let told = text(&output.stderr);
        assert!(matches!(output.status.code(), Some(2 | 3)), "{told}");
        assert!(told.starts_with("sextant: ") && !told.contains("panicked"), "{told}");
    }
}

#[test]
fn a_document_forgotten_takes_the_objects_that_quote_it_along() {
    let bench = Bench::with_samples();
    let exported = bench.ok(&STIX);
    let other = elsewhere(&exported);
    let id = field(&other.json(&["incidents", "Prairie"])[0], "id");
    let document = field(&other.json(&["incident", &id])[0]["documents"][0], "id");
    other.ok(&["forget", &document, "--reason", "wrong label"]);
    assert!(!other.ok(&STIX).contains("Prairie"));
    for file in std::fs::read_dir(other.folder.path()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!text(&bytes).contains("Prairie Dental"), "{}", file.path().display());
    }
    assert!(other.ok(&["audit", "verify"]).contains("sound"));
    assert_eq!(other.run_with(&["import", "-"], exported.as_bytes()).status.code(), Some(3));
    assert!(!other.ok(&STIX).contains("Prairie"), "what was removed stays out");
}
