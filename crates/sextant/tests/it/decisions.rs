//! What a person decides can be taken back, and what a person states is kept beside what documents state.

use super::corpus;
use super::program::*;

fn two() -> (Bench, String, String) {
    let bench = Bench::new();
    for n in [0, 1] {
        bench.ok(&["ingest", &bench.file(&format!("{n}.txt"), corpus::report(n))]);
    }
    let id = |name: &str| field(&bench.json(&["incidents", name])[0], "id");
    let (a, b) = (id("Norvane"), id("Calder"));
    (bench, a, b)
}

#[test]
fn a_join_is_taken_back_by_undo() {
    let (bench, a, b) = two();
    let apart = bench.incidents();
    let decision = field(&bench.json(&["join", &a, &b[..8], "--reason", "one attack"])[0], "decision");
    let joined = bench.json(&["incidents"]);
    assert_eq!((joined.len(), joined[0]["documents"].as_u64()), (1, Some(2)));
    assert_eq!(bench.json(&["incident", &b])[0]["id"], a.as_str(), "the other id still answers");
    bench.ok(&["undo", &decision]);
    assert_eq!(bench.incidents(), apart);
    assert_eq!(bench.run(&["undo", &decision]).status.code(), Some(2), "once is enough");
    assert_eq!(bench.json(&["decisions"]).len(), 2);
}

#[test]
fn a_split_takes_a_document_out_and_undo_puts_it_back() {
    let bench = Bench::new();
    let lines: Vec<_> = [0, 8]
        .iter()
        .map(|n| bench.json(&["ingest", &bench.file(&format!("{n}.txt"), corpus::report(*n))])[0].clone())
        .collect();
    let before = bench.incidents();
    assert_eq!(before.len(), 1, "two reports on one attack");
    let id = field(&bench.json(&["incidents"])[0], "id");
    let document = field(&lines[1], "document");
    let split = &bench.json(&["split", &id, &document, "--reason", "another year"])[0];
    assert_eq!(bench.json(&["incidents"]).len(), 2);
    assert_eq!(bench.json(&["incident", &field(split, "incident")])[0]["documents"].as_array().unwrap().len(), 1);
    bench.ok(&["undo", &field(split, "decision"), "--reason", "it was the same"]);
    assert_eq!(bench.incidents(), before);
}

#[test]
fn an_alias_brings_reports_under_two_names_together() {
    let bench = Bench::new();
    let renamed = corpus::report(8).replace("Norvane Foods", "Halloran Groceries");
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0))]);
    bench.ok(&["alias", "add", "Norvane Foods", "Halloran Groceries", "--source", "company register"]);
    bench.ok(&["ingest", &bench.file("b.txt", renamed)]);
    assert_eq!(bench.json(&["incidents"]).len(), 1);
}

#[test]
fn claims_by_hand_are_added_corrected_and_withdrawn() {
    let (bench, a, _) = two();
    let record = |bench: &Bench| bench.json(&["incident", &a])[0].clone();
    let bare = record(&bench)["exposure"].clone();
    let added = &bench.json(&[
        "claim",
        "add",
        &a,
        "--source",
        "call",
        "--speaker",
        "Norvane Foods",
        "--speaker-kind",
        "victim",
        "--stance",
        "confirms",
        "--kind",
        "data-taken",
        "--data",
        "photo",
        "--quote",
        "photos were taken",
        "--reason",
        "told on the phone",
        "--by",
        "ada",
        "--published",
        "2025-04-02",
    ])[0];
    assert_eq!(added["by"], "analyst:ada");
    assert!(record(&bench)["exposure"].to_string().contains("photo"));
    let corrected =
        &bench.json(&["claim", "correct", &field(added, "id"), "--data", "biometric", "--reason", "misheard"])[0];
    assert_eq!(corrected["supersedes"], added["id"]);
    let now = record(&bench)["exposure"].to_string();
    assert!(now.contains("biometric") && !now.contains("photo"), "{now}");
    let listed = bench.ok(&["source", "show", "call"]);
    assert!(listed.contains("not stated"), "{listed}");
    // As much of an id as lists print.
    let whole = field(corrected, "id");
    bench.ok(&["claim", "retract", &whole[..whole.len() - 2], "--reason", "the call was a hoax"]);
    assert_eq!(bench.run(&["claim", "retract", "ffffffff", "--reason", "r"]).status.code(), Some(1));
    assert!(!record(&bench)["exposure"].to_string().contains("biometric"));
    assert!(bench.ok(&["audit", "verify"]).starts_with("sound"));
    assert!(!bare.to_string().contains("photo"));
}

#[test]
fn words_that_the_document_does_not_hold_are_refused() {
    let (bench, a, _) = two();
    let document = field(&bench.json(&["ingest", &bench.file("0.txt", corpus::report(0))])[0], "document");
    let add = |quote: &str| {
        bench.run(&[
            "claim",
            "add",
            &a,
            "--source",
            "x",
            "--stance",
            "asserts",
            "--kind",
            "other",
            "--quote",
            quote,
            "--reason",
            "r",
            "--document",
            &document,
        ])
    };
    assert_eq!(add("took its systems offline").status.code(), Some(0));
    assert_eq!(add("words of our own").status.code(), Some(2));
}

#[test]
fn sources_are_graded_for_each_kind_of_claim() {
    let (bench, _, _) = two();
    bench.ok(&["source", "set", "Leak tracker", "--reliability", "E4", "--note", "relays gangs"]);
    bench.ok(&["source", "set", "Leak tracker", "--reliability", "B2", "--for", "occurred"]);
    let shown = bench.ok(&["source", "show", "Leak tracker"]);
    assert!(
        shown.contains("E4 for all claims") && shown.contains("B2 for occurred") && shown.contains("relays gangs"),
        "{shown}"
    );
    assert_eq!(bench.run(&["source", "set", "x", "--reliability", "G9"]).status.code(), Some(2));
}
