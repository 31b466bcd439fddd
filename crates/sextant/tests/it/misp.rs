//! `sextant export --format misp`, `misp-feed`, and events and feeds of MISP taken in.

use super::corpus;
use super::program::*;
use serde_json::{Value, json};

const MISP: [&str; 4] = ["export", "--all", "--format", "misp"];

fn events(exported: &str) -> Vec<Value> {
    let list: Value = serde_json::from_str(exported).unwrap_or_else(|e| panic!("{e}: {exported}"));
    list.as_array().unwrap().iter().map(|item| item["Event"].clone()).collect()
}

fn tags(of: &Value) -> Vec<&str> {
    of["Tag"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str()).collect()
}

fn attributes(event: &Value) -> Vec<&Value> {
    let own = event["Attribute"].as_array().into_iter().flatten();
    own.chain(event["Object"].as_array().into_iter().flatten().flat_map(|o| o["Attribute"].as_array().unwrap()))
        .collect()
}

#[test]
fn what_is_exported_imported_and_exported_again_is_the_same_bytes() {
    let bench = Bench::with_samples();
    let exported = bench.ok(&MISP);
    assert_eq!(exported, bench.ok(&MISP), "the same store gives the same bytes");
    let other = Bench::new();
    let output = other.run_with(&["import", "-"], exported.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(other.incidents(), bench.incidents(), "the list says the same");
    assert_eq!(other.ok(&MISP), exported);
    let again = other.run_with(&["import", "-", "--json"], exported.as_bytes());
    let tally = &lines(&text(&again.stdout))[0];
    assert_eq!((&tally["new"], &tally["claims"], &tally["incidents"]), (&json!(0), &json!(0), &json!(0)), "{tally}");
    let id = field(&bench.json(&["incidents"])[0], "id");
    let one = ["export", id.as_str(), "--format", "misp"];
    assert_eq!(other.ok(&one), bench.ok(&one));
    assert!(other.ok(&["audit", "verify"]).contains("sound"));
}

#[test]
fn a_feed_names_its_events_and_comes_in_as_a_folder_or_by_its_manifest() {
    let bench = Bench::with_samples();
    let feed = bench.folder.path().join("feed");
    bench.ok(&["export", "--all", "--format", "misp-feed", "--output", feed.to_str().unwrap()]);
    let manifest: Value = serde_json::from_slice(&std::fs::read(feed.join("manifest.json")).unwrap()).unwrap();
    let all = events(&bench.ok(&MISP));
    assert_eq!(manifest.as_object().unwrap().len(), all.len());
    for event in &all {
        let uuid = field(event, "uuid");
        let file: Value = serde_json::from_slice(&std::fs::read(feed.join(format!("{uuid}.json"))).unwrap()).unwrap();
        assert_eq!(&file["Event"], event);
        assert_eq!(manifest[&uuid]["timestamp"], event["timestamp"]);
    }
    for input in [feed.clone(), feed.join("manifest.json")] {
        let other = Bench::new();
        let output = other.run(&["import", input.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(other.ok(&MISP), bench.ok(&MISP));
    }
    let gone = field(&all[0], "uuid");
    std::fs::remove_file(feed.join(format!("{gone}.json"))).unwrap();
    let output = Bench::new().run(&["import", feed.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains(&gone), "the event that is missing is named");
    let misused = bench.run(&["export", "--all", "--format", "misp-feed"]);
    assert!(misused.status.code() == Some(2) && text(&misused.stderr).contains("--output"));
}

#[test]
fn nothing_above_the_audience_leaves_nor_that_there_is_any() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("clear.txt", corpus::report(0)), "--tlp", "clear"]);
    let green: Vec<&str> = MISP.into_iter().chain(["--audience", "green"]).collect();
    let before = bench.ok(&green);
    let red = corpus::report(8)
        .replace("Payment card details were not taken", "Passport scans were stolen by the gang Ferrous Lynx");
    bench.ok(&["ingest", &bench.file("red.txt", red), "--tlp", "red"]);
    bench.ok(&["ingest", &bench.file("other.txt", corpus::report(1)), "--tlp", "red"]);
    assert_eq!(bench.ok(&green), before, "to the byte: no identity, count or time tells of more");
    let all = bench.ok(&MISP);
    assert!(all.contains("Calder") && all.contains("tlp:red"), "the keeper sees everything");
    let reds: Vec<Value> = events(&all).into_iter().filter(|event| tags(event).contains(&"tlp:red")).collect();
    assert!(!reds.is_empty() && reds.iter().all(|event| event["distribution"] == "0"));
    // Nor from a store that learnt everything from the first one.
    let other = Bench::new();
    other.run_with(&["import", "-"], all.as_bytes());
    assert_eq!(other.ok(&MISP), all);
    let leaves = other.ok(&green);
    for word in ["Ferrous", "assport", "Calder", "tlp:red"] {
        assert!(!leaves.contains(word), "{word} in {leaves}");
    }
    let feed = bench.folder.path().join("feed");
    bench.ok(&["export", "--all", "--format", "misp-feed", "--audience", "green", "--output", feed.to_str().unwrap()]);
    let files = std::fs::read_dir(&feed).unwrap().flatten();
    let written: String = files.map(|file| text(&std::fs::read(file.path()).unwrap())).collect();
    assert!(written.contains("Norvane") && !written.contains("Calder"));
}

#[test]
fn a_stricter_label_put_on_the_way_holds() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let mut event: Value = serde_json::from_str(&bench.ok(&MISP)).unwrap();
    event[0]["Event"]["Tag"].as_array_mut().unwrap().push(json!({"name": "tlp:red"}));
    let other = Bench::new();
    assert_eq!(other.run_with(&["import", "-"], event.to_string().as_bytes()).status.code(), Some(0));
    assert_eq!(other.json(&["incidents"])[0]["tlp"], "red");
    assert!(!other.ok(&[&MISP[..], &["--audience", "amber"]].concat()).contains("Norvane"));
}

#[test]
fn no_claim_of_an_actor_leaves_as_a_fact() {
    let bench = Bench::with_samples();
    let all = events(&bench.ok(&MISP));
    let said = all.iter().flat_map(|event| event["Note"].as_array().into_iter().flatten());
    let by_actors: Vec<&Value> =
        said.filter(|note| note["authors"].as_str().is_some_and(|a| a.ends_with("(actor)"))).collect();
    assert!(!by_actors.is_empty(), "the samples have a gang that speaks");
    assert!(by_actors.iter().all(|note| note["note"].as_str().is_some_and(|n| n.contains("claims, unconfirmed"))));
    for event in &all {
        assert!(attributes(event).iter().all(|attribute| attribute["type"] != "threat-actor"));
        assert!(tags(event).iter().all(|tag| !tag.starts_with("misp-galaxy:threat-actor")));
        let confirmed =
            tags(event).iter().any(|t| *t == "admiralty-scale:information-credibility=\"1\"" || t.ends_with("\"2\""));
        let incident = event["Object"].as_array().unwrap().iter().find(|o| o["name"] == "incident").unwrap();
        let determined =
            incident["Attribute"].as_array().unwrap().iter().find(|a| a["object_relation"] == "determination");
        let successful = determined.is_some_and(|a| a["value"] == "successful-attempt");
        assert!(!successful || confirmed);
    }
    let denied = all.iter().flat_map(|event| event["Note"].as_array().into_iter().flatten());
    let opinions: Vec<&Value> = denied.flat_map(|note| note["Opinion"].as_array().into_iter().flatten()).collect();
    assert!(opinions.iter().any(|opinion| opinion["opinion"] == 0), "who denies it says so on the claim");
}

#[test]
fn indicators_are_attributes_and_what_is_usually_harmless_detects_nothing() {
    let bench = Bench::new();
    let report = format!("{}\n\nIndicators of compromise\n\nportwx-sync[.]net\n8.8.8[.]8\n", corpus::report(0));
    bench.ok(&["ingest", &bench.file("a.txt", report), "--tlp", "clear"]);
    let all = events(&bench.ok(&MISP));
    let of = |value: &str| all.iter().flat_map(attributes).find(|a| a["value"] == value).cloned();
    let domain = of("portwx-sync.net").expect("the domain is an attribute");
    assert_eq!((&domain["type"], &domain["to_ids"]), (&json!("domain"), &json!(true)), "{domain}");
    if let Some(resolver) = of("8.8.8.8") {
        assert_eq!(resolver["to_ids"], json!(false), "{resolver}");
    }
    let csv = bench.ok(&["export", "--all", "--format", "csv"]);
    assert!(csv.contains("indicator,portwx-sync.net,domain-name"), "{csv}");
}

#[test]
fn one_bad_attribute_among_ten_thousand_keeps_nobody_out() {
    let mut many: Vec<Value> = (0..10_000)
        .map(|n| json!({"uuid": format!("{n:08x}-0000-4000-8000-000000000000"), "type": "domain", "value": format!("h{n}.example")}))
        .collect();
    many[4_321].as_object_mut().unwrap().remove("type");
    let event = json!({"Event": {"uuid": "5d0092c5-5f74-4287-9642-33f4c354e56d", "info": "many", "Attribute": many}});
    let bench = Bench::new();
    let output = bench.run_with(&["import", "-", "--json"], event.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(3));
    let tally = &lines(&text(&output.stdout))[0];
    assert_eq!((&tally["claims"], &tally["failed"]), (&json!(9_999), &json!(1)));
    let told = text(&output.stderr);
    assert!(told.lines().count() == 1 && told.contains("attribute 4321") && told.contains("`type`"), "{told}");
}

#[test]
fn everything_that_an_event_holds_comes_in() {
    let event = json!({"response": [{"Event": {
        "uuid": "5d0092c5-5f74-4287-9642-33f4c354e56d", "info": "Loader seen in the harbour", "date": "2025-03-01",
        "timestamp": "1740823200", "Orgc": {"name": "Harbour CERT"},
        "Tag": [{"name": "tlp:green"}, {"name": "PAP:AMBER"}, {"name": "harbour:berth=\"7\""},
            {"name": "estimative-language:likelihood-probability=\"likely\""},
            {"name": "misp-galaxy:threat-actor=\"Ferrous Lynx\""}],
        "Attribute": [
            {"uuid": "1", "type": "ip-dst", "value": "8.8.8.8"},
            {"uuid": "2", "type": "x-berth", "value": "seven", "Sighting": [
                {"type": "1", "date_sighting": "1740823200", "Organisation": {"name": "Mill CERT"}}]}],
        "Object": [{"uuid": "3", "name": "file", "meta-category": "file",
            "Attribute": [{"uuid": "4", "type": "filename", "object_relation": "filename", "value": "lantern.exe"}]}],
        "ShadowAttribute": [{"uuid": "5", "type": "domain", "value": "proposed.example", "Org": {"name": "Mill CERT"}}],
        "Note": [{"uuid": "6", "note": "Seems to be a training run", "authors": "Ann"}],
        "EventReport": [{"uuid": "7", "name": "Story", "content": "It began on a quay."}],
    }}]});
    let bench = Bench::new();
    let output = bench.run_with(&["import", "-"], event.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for word in ["berth", "seven", "lantern.exe", "proposed", "training", "quay", "PAP:AMBER"] {
        assert!(!bench.json(&["search", word]).is_empty(), "{word}");
    }
    let document = field(&bench.json(&["search", "quay"])[0], "document");
    assert!(!document.is_empty());
    assert_eq!(bench.run(&["search", "quay", "--audience", "clear"]).status.code(), Some(1));
}

#[test]
fn hostile_events_do_no_harm() {
    let uuid = "5d0092c5-5f74-4287-9642-33f4c354e56d";
    let carrier = |data: &str| {
        json!({"Event": {"uuid": uuid, "info": "x", "Attribute": [
            {"type": "attachment", "value": "sextant-claims.json", "data": data}]}})
        .to_string()
    };
    let huge = "a".repeat(20_000_000);
    for (input, code) in [
        (format!("{{\"Event\": {{\"uuid\": \"{uuid}\", \"uuid\": \"{uuid}\"}}}}"), 2),
        (format!("{{\"Event\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000)), 2),
        (format!("{{\"Event\": {{\"uuid\": \"{uuid}\", \"info\": \"x\\ud800\"}}}}"), 2),
        (json!([{"Event": {"info": "no uuid"}}]).to_string(), 2),
        (carrier("!!"), 2),
        (carrier("e30="), 2),
        (json!({"Event": {"uuid": uuid, "info": "x", "Attribute": [{"type": "text", "value": huge}]}}).to_string(), 0),
    ] {
        let bench = Bench::new();
        let output = bench.run_with(&["import", "-"], input.as_bytes());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{}: {told}", &input[..input.len().min(80)]);
        assert!(!told.contains("panicked"), "{told}");
    }
}

#[test]
fn tables_are_guessed_shown_and_corrected() {
    let bench = Bench::new();
    let table = "first_seen;ioc;kind;reporter\n2025-03-01;evil-dock[.]net;domain;Mill CERT\n2025-03-02;8.8.8.8;ip;Mill CERT\n\
                 2025-03-03;no such thing;domain;x\n";
    let file = bench.file("harbour.csv", table);
    let shown = bench.run(&["import", &file, "--dry-run"]);
    let told = text(&shown.stdout);
    assert_eq!(shown.status.code(), Some(3), "one row holds none: {told}");
    assert!(
        told.contains("column 2: value") && told.contains("column 4: source") && told.contains("1 x domain-name"),
        "{told}"
    );
    assert!(!bench.store().exists(), "nothing is kept");
    let output = bench.run(&["import", &file, "--json"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("line 4"), "{}", text(&output.stderr));
    let tally = &lines(&text(&output.stdout))[0];
    assert_eq!((&tally["claims"], &tally["failed"]), (&json!(2), &json!(1)), "{tally}");
    assert_eq!(bench.json(&["search", "evil"])[0]["tlp"], "amber");
    assert_eq!(bench.run(&["import", &file, "--json"]).status.code(), Some(3));
    assert!(bench.ok(&["audit", "verify"]).contains("sound"));
    // Two columns of names: whoever knows says which one is meant.
    let other = bench.file("pair.csv", "a.example,quay-gate.net\nb.example,lock-gate.net\n");
    bench.ok(&["import", &other, "--columns", "-,value"]);
    let misused = bench.run(&["import", &other, "--columns", "colour,value"]);
    assert!(misused.status.code() == Some(2) && text(&misused.stderr).contains("colour"), "{}", text(&misused.stderr));
}

#[test]
fn a_text_with_indicators_gives_them() {
    let bench = Bench::new();
    let words = "Indicators of compromise seen in the harbour:\n\n- quay-gate[.]net (command and control)\n- 203[.]0[.]113[.]77\n";
    let output = bench.run_with(&["import", "-", "--json", "--tlp", "green"], words.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(lines(&text(&output.stdout))[0]["documents"], json!(1));
    assert_eq!(bench.json(&["search", "quay is:document", "--audience", "green"]).len(), 1);
}

#[test]
fn what_is_turned_into_stix_and_back_is_what_it_was() {
    let uuid = |n: u8| format!("5d0092c5-5f74-4287-9642-33f4c354e5{n:02x}");
    let given = [
        ("ip-dst", "198.51.100.3", true),
        ("domain|ip", "quay-gate.net|198.51.100.4", true),
        ("filename|sha256", "a b.exe|0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0", false),
        ("regkey", "HKEY_LOCAL_MACHINE\\Software\\It's", true),
        ("yara", "rule lantern { condition: true }", true),
        ("x-berth", "seven", false),
    ];
    let attributes: Vec<Value> = (1..)
        .zip(given)
        .map(|(n, (kind, value, to_ids))| {
            json!({"uuid": uuid(n), "type": kind, "value": value, "to_ids": to_ids, "category": "Other",
                "timestamp": "1740823200", "Tag": [{"name": "tlp:green"}, {"name": "harbour:berth"}]})
        })
        .collect();
    let event = json!({"Event": {
        "uuid": uuid(0), "info": "Loader", "date": "2025-03-01", "timestamp": "1740823200", "published": true,
        "Orgc": {"name": "Harbour CERT", "uuid": uuid(99)}, "Tag": [{"name": "tlp:green"}], "Attribute": attributes,
        "Object": [{"uuid": uuid(50), "name": "file", "meta-category": "file", "timestamp": "1740823200", "Attribute": [
            {"uuid": uuid(51), "type": "filename", "object_relation": "filename", "value": "lantern.exe", "to_ids": true},
            {"uuid": uuid(52), "type": "size-in-bytes", "object_relation": "size-in-bytes", "value": "35"}]}],
    }});
    let bench = Bench::new();
    let turned = bench.run_with(&["convert", "-", "--to", "stix"], event.to_string().as_bytes());
    assert_eq!(turned.status.code(), Some(0), "{}", text(&turned.stderr));
    let valid = bench.run_with(&["stix", "validate"], &turned.stdout);
    assert_eq!(valid.status.code(), Some(0), "{}", text(&valid.stdout));
    let back = bench.run_with(&["convert", "-", "--to", "misp"], &turned.stdout);
    assert_eq!(back.status.code(), Some(0), "{}", text(&back.stderr));
    let back: Value = serde_json::from_slice(&back.stdout).unwrap();
    let back = &back["Event"];
    assert_eq!(
        (&back["uuid"], &back["info"], &back["Orgc"]["name"]),
        (&json!(uuid(0)), &json!("Loader"), &json!("Harbour CERT"))
    );
    for given in &attributes {
        let found = back["Attribute"].as_array().unwrap().iter().find(|a| a["uuid"] == given["uuid"]);
        let found = found.unwrap_or_else(|| panic!("no {given} in {back}"));
        for key in ["type", "value", "to_ids", "category", "timestamp"] {
            assert_eq!(found[key], given[key], "{key} of {given}");
        }
        assert_eq!(tags(found), ["tlp:green", "harbour:berth"], "{found}");
    }
    let object = &back["Object"][0];
    assert_eq!((&object["name"], &object["uuid"]), (&json!("file"), &json!(uuid(50))), "{back}");
    let values: Vec<&Value> = object["Attribute"].as_array().unwrap().iter().map(|a| &a["value"]).collect();
    assert_eq!(values, [&json!("lantern.exe"), &json!("35")]);
    let wrong = bench.run_with(&["convert", "-", "--to", "misp"], b"{\"Event\": 1}");
    assert_eq!(wrong.status.code(), Some(2), "{}", text(&wrong.stdout));
    assert!(!bench.store().exists(), "nothing is kept");
}
