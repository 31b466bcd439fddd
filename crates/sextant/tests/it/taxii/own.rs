//! Our own client with our own server: what one store pushes, another learns and serves, and a third pulls.

use super::serving::*;
use crate::program::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Every claim of a store with its document.
fn claims(bench: &Bench) -> BTreeSet<(String, Option<String>)> {
    let mut claims = BTreeSet::new();
    for id in bench.json(&["incidents"]).iter().map(|line| field(line, "id")) {
        let record = bench.json(&["incident", &id, "--claims"]).remove(0);
        let all = record["claims"].as_array().into_iter().flatten();
        claims.extend(all.map(|claim| (field(claim, "id"), claim["document"].as_str().map(str::to_owned))));
    }
    claims
}

fn asked(bench: &Bench, token: &str, words: &[&str]) -> Value {
    let output = bench.command(words).args(["--allow-private", "--json"]).env("SEXTANT_TOKEN", token).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", text(&output.stderr));
    lines(&text(&output.stdout)).pop().unwrap_or_default()
}

#[test]
fn what_one_store_pushes_another_serves_whole_and_a_third_pulls() {
    let from = Bench::with_samples();
    from.ok(&["ingest", samples().join("../stories/retail-2025").to_str().unwrap(), "--tlp", "green"]);
    let there = Bench::with_users();
    there.ok(&["collection", "add", "shared", "--read", "everybody", "--write", "everybody", "--tlp", "clear"]);
    let serving = there.serve();
    let token = serving.bench.ok(&["token", "add", "--user", "administrator"]).trim().to_owned();
    let url = format!("http://{}{}", serving.address, collection("shared"));
    let pushed = asked(&from, &token, &["push", &url, "--audience", "red"]);
    assert!(pushed["sent"].as_u64().unwrap() > 250 && pushed["failed"] == 0, "more than is learnt at once: {pushed}");
    let ours = claims(&from);
    assert!(ours.iter().all(|(_, document)| document.is_some()));
    let start = Instant::now();
    let learnt = loop {
        let learnt = claims(&serving.bench);
        if learnt.len() >= ours.len() || start.elapsed() > Duration::from_secs(60) {
            break learnt;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    assert_eq!(learnt, ours, "each claim with its document");
    let third = Bench::new();
    let pulled = asked(&third, &token, &["pull", &url]);
    assert_eq!(pulled["failed"], 0, "{pulled}");
    assert_eq!(claims(&third), ours);
    let again = asked(&third, &token, &["pull", &url]);
    assert_eq!((&again["new"], &again["claims"]), (&0.into(), &0.into()), "nothing twice: {again}");
    assert_eq!(asked(&from, &token, &["push", &url, "--audience", "red"])["sent"], 0);
}

/// What a store knows, without the moments at which it learnt it.
fn known(bench: &Bench) -> (Vec<Value>, String) {
    let mut records = Vec::new();
    for id in bench.json(&["incidents"]).iter().map(|line| field(line, "id")) {
        let mut record = bench.json(&["incident", &id, "--claims"]).remove(0);
        for claim in record["claims"].as_array_mut().into_iter().flatten() {
            claim.as_object_mut().unwrap().remove("recorded");
        }
        for document in record["documents"].as_array_mut().into_iter().flatten() {
            document.as_object_mut().unwrap().remove("retrieved");
        }
        records.push(json!({"id": id, "claims": record["claims"], "documents": record["documents"]}));
    }
    (records, bench.ok(&["export", "--all", "--format", "stix"]))
}

#[test]
fn what_comes_in_pieces_is_learnt_as_the_whole() {
    let from = Bench::new();
    from.ok(&["ingest", samples().join("../stories/retail-2025").to_str().unwrap(), "--tlp", "green"]);
    let (bundle, whole) = (from.file("bundle.json", from.ok(&["export", "--all", "--format", "stix"])), Bench::new());
    whole.ok(&["import", &bundle]);
    let (records, exported) = known(&whole);
    let several = records.iter().flat_map(|record| record["claims"].as_array().unwrap());
    assert!(several.into_iter().any(|claim| claim["incidents"].as_array().unwrap().len() > 1), "a claim on several");
    for size in ["1", "7", "1000"] {
        let there = Bench::with_users();
        there.ok(&["collection", "add", "shared", "--write", "everybody", "--tlp", "clear"]);
        let serving = there.serve();
        let token = serving.bench.ok(&["token", "add", "--user", "administrator"]).trim().to_owned();
        let url = format!("http://{}{}", serving.address, collection("shared"));
        let pushed = asked(&from, &token, &["push", &url, "--audience", "red", "--page", size]);
        assert_eq!(pushed["failed"], 0, "{pushed}");
        let start = Instant::now();
        while claims(&serving.bench) != claims(&whole) && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(300));
        }
        let (learnt, again) = known(&serving.bench);
        for (learnt, record) in learnt.iter().zip(&records) {
            assert_eq!(learnt, record, "in envelopes of {size}");
        }
        assert!(learnt.len() == records.len() && again == exported, "in envelopes of {size}");
    }
}

#[test]
fn an_edition_whose_parts_come_in_any_order_and_long_apart_keeps_its_documents() {
    let from = Bench::new();
    from.ok(&["ingest", samples().join("../stories/retail-2025").to_str().unwrap(), "--tlp", "green"]);
    let bundle: Value = serde_json::from_str(&from.ok(&["export", "--all", "--format", "stix"])).unwrap();
    let mut objects = bundle["objects"].as_array().unwrap().clone();
    objects.reverse();
    let there = Bench::with_users();
    there.ok(&["collection", "add", "shared", "--write", "everybody", "--tlp", "clear"]);
    let serving = there.serve();
    for part in objects.chunks(objects.len() / 3 + 1) {
        let status = serving.post("shared", As::User("administrator"), &envelope(part)).json();
        assert_eq!(status["failure_count"], 0, "{status}");
        std::thread::sleep(Duration::from_secs(4));
    }
    let start = Instant::now();
    while claims(&serving.bench) != claims(&from) && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(300));
    }
    assert_eq!(claims(&serving.bench), claims(&from));
}
