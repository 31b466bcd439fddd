//! What an edition says beside the record: assessments, what was withdrawn, who puts it out.

use super::corpus;
use super::exchange::{STIX, elsewhere, objects, of_type, valid};
use super::program::*;
use serde_json::{Value, json};

/// Two incidents that somebody has judged together.
fn judged() -> (Bench, [String; 2]) {
    let bench = Bench::new();
    for n in [0, 1] {
        bench.ok(&["ingest", &bench.file(&format!("{n}.txt"), corpus::report(n)), "--tlp", "clear"]);
    }
    let ids: Vec<String> = bench.json(&["incidents"]).iter().map(|incident| field(incident, "id")).collect();
    bench.ok(&[
        "assessment",
        "evidence",
        &ids[0],
        &ids[1],
        "--ratio",
        "12",
        "--reason",
        "one loader",
        "--tlp",
        "green",
    ]);
    let ids = [ids[0].clone(), ids[1].clone()];
    (bench, ids)
}

#[test]
fn an_assessment_leaves_with_its_answers_and_comes_back_the_same() {
    let (bench, ids) = judged();
    let exported = bench.ok(&STIX);
    valid(&bench, &exported);
    let all = objects(&exported);
    let groupings = of_type(&all, "grouping");
    assert_eq!(groupings.len(), 1);
    let answer = &bench.json(&["assess", &ids[0], &ids[1]])[0];
    let extension = &groupings[0]["extensions"]["extension-definition--c9ac2852-d892-46d5-a1dc-732605b095d3"];
    assert_eq!(extension["assessment"]["pairs"][0]["probability"], answer["pairs"][0]["p"]);
    let told = field(groupings[0], "description");
    assert!(told.contains(&field(&answer["pairs"][0], "phrase")) && told.contains("Confidence: low"), "{told}");
    assert_eq!(groupings[0]["confidence"], 15, "how sure one can be of the number, not the number");
    let notes: Vec<&Value> =
        of_type(&all, "note").into_iter().filter(|note| note["labels"] == json!(["hypothesis"])).collect();
    assert_eq!(notes.len(), 2, "together, apart");
    let other = elsewhere(&exported);
    assert_eq!(other.ok(&STIX), exported);
    assert_eq!(elsewhere(&other.ok(&STIX)).ok(&STIX), exported);
    let clear = bench.ok(&[&STIX[..], &["--audience", "clear"]].concat());
    assert!(!clear.contains("one loader") && of_type(&objects(&clear), "grouping").is_empty(), "{clear}");
    assert!(of_type(&objects(&other.ok(&[&STIX[..], &["--audience", "clear"]].concat())), "grouping").is_empty());
    // Taken back, it no longer leaves.
    let decision = field(&bench.json(&["decisions"])[0], "id");
    bench.ok(&["undo", &decision, "--reason", "wrong"]);
    assert!(of_type(&objects(&bench.ok(&STIX)), "grouping").is_empty());
}

#[test]
fn what_was_withdrawn_is_revoked_where_it_was_told() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let first = bench.ok(&STIX);
    let other = elsewhere(&first);
    let id = field(&bench.json(&["incidents"])[0], "id");
    let claims = bench.json(&["incident", &id, "--claims"])[0]["claims"].clone();
    let gone =
        claims.as_array().unwrap().iter().find(|claim| claim["proposition"]["kind"] != "occurred").unwrap().clone();
    bench.ok(&["claim", "retract", &field(&gone, "id"), "--reason", "misread"]);
    let second = bench.ok(&STIX);
    valid(&bench, &second);
    let all = objects(&second);
    let revoked: Vec<&Value> = all.iter().filter(|object| object["revoked"] == true).collect();
    assert_eq!(revoked.len(), 1);
    let before = objects(&first).into_iter().find(|object| object["id"] == revoked[0]["id"]).unwrap();
    assert_eq!(
        (&before["created"], &before["created_by_ref"]),
        (&revoked[0]["created"], &revoked[0]["created_by_ref"])
    );
    let words = field(&gone, "quote");
    assert!(before["content"].as_str().unwrap().contains(&words) && !revoked[0].to_string().contains(&words));
    let both = format!("[{before}, {}]", revoked[0]);
    assert_eq!(bench.run_with(&["stix", "versions"], both.as_bytes()).status.code(), Some(0));
    // Elsewhere the claim no longer counts, and the edition goes on as it came; so it does where only it came.
    assert_eq!(other.run_with(&["import", "-"], second.as_bytes()).status.code(), Some(0));
    assert_eq!(other.incidents(), bench.incidents());
    assert!(other.ok(&["audit", "log"]).contains("was revoked by its maker"));
    assert_eq!(other.ok(&STIX), second);
    assert_eq!(elsewhere(&second).ok(&STIX), second);
    // Nobody else may take it back.
    let forged = revoked[0]
        .to_string()
        .replace("2026", "2027")
        .replace(&field(revoked[0], "created_by_ref"), "identity--77777777-7777-4777-8777-777777777777");
    let third = elsewhere(&first);
    third.run_with(&["import", "-"], forged.as_bytes());
    assert!(!third.ok(&["audit", "log"]).contains("retract"));
}

#[test]
fn who_puts_out_is_who_is_configured() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let named = |text: &str| {
        let file = bench.file("sextant.toml", text);
        objects(&bench.ok(&[&STIX[..], &["--config", &file]].concat()))
    };
    let maker = |objects: &[Value]| {
        let incident = field(of_type(objects, "incident")[0], "created_by_ref");
        objects.iter().find(|object| object["id"] == *incident).cloned().unwrap()
    };
    let (plain, ours) = (objects(&bench.ok(&STIX)), named("[producer]\nname = \"Harbour CERT\"\n"));
    let (before, after) = (maker(&plain), maker(&ours));
    assert_eq!(
        (&after["name"], &before["id"], &before["created"]),
        (&json!("Harbour CERT"), &after["id"], &after["created"])
    );
    assert!(before["modified"].as_str() < after["modified"].as_str(), "a name is a new version");
    let id = "identity--5d0092c5-5f74-4287-9642-33f4c354e56d";
    let known = named(&format!("[producer]\nname = \"Harbour CERT\"\nid = \"{id}\"\n"));
    assert_eq!(maker(&known)["id"], id);
    assert_ne!(
        of_type(&known, "incident")[0]["id"],
        of_type(&ours, "incident")[0]["id"],
        "who made an object never changes"
    );
    let file = bench.file("sextant.toml", "[producer]\nid = \"harbour\"\n");
    assert_eq!(bench.run(&[&STIX[..], &["--config", &file]].concat()).status.code(), Some(2));
}
