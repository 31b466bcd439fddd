//! Nothing leaves for an audience that its label forbids: not by name, not by number, not by hint.

use super::corpus;
use super::program::*;

/// A clear report and a red one on the same attack, and a red one on another.
fn mixed() -> Bench {
    let bench = Bench::new();
    let red = corpus::report(8)
        .replace("Payment card details were not taken", "Passport scans were stolen by the gang Ferrous Lynx");
    bench.ok(&["ingest", &bench.file("clear.txt", corpus::report(0)), "--tlp", "clear"]);
    bench.ok(&["ingest", &bench.file("red.txt", red), "--tlp", "red"]);
    bench.ok(&["ingest", &bench.file("other.txt", corpus::report(1)), "--tlp", "red"]);
    bench
}

#[test]
fn what_is_red_is_not_hinted_at() {
    let bench = mixed();
    let open = Bench::new();
    open.ok(&["ingest", &open.file("clear.txt", corpus::report(0)), "--tlp", "clear"]);
    assert!(bench.ok(&["export", "--all", "--format", "json"]).contains("Calder"), "the keeper sees everything");
    for audience in ["clear", "green", "amber", "amber+strict"] {
        let list = bench.ok(&["incidents", "--json", "--audience", audience]);
        assert_eq!(list, open.ok(&["incidents", "--json", "--audience", audience]));
        for format in ["json", "csv", "html", "stix"] {
            let export = bench.ok(&["export", "--all", "--format", format, "--audience", audience]);
            for word in ["Ferrous", "assport", "Calder", "\"red\"", ">TLP:RED", ",TLP:RED"] {
                assert!(!export.contains(word), "{word} in {format} for {audience}: {export}");
            }
        }
        assert_eq!(bench.run(&["search", "Ferrous", "--audience", audience]).status.code(), Some(1));
        assert_eq!(bench.run(&["search", "Calder", "--audience", audience]).status.code(), Some(1));
    }
}

#[test]
fn what_is_forbidden_looks_like_what_is_not_there() {
    let bench = mixed();
    let hidden = bench.json(&["incidents", "Calder"]);
    let id = field(&hidden[0], "id");
    let forbidden = bench.run(&["incident", &id, "--audience", "green"]);
    let missing = bench.run(&["incident", "00000000-0000-5000-8000-000000000000", "--audience", "green"]);
    assert_eq!(forbidden.status.code(), missing.status.code());
    assert_eq!(
        text(&forbidden.stderr).replace(&id, "ID"),
        text(&missing.stderr).replace("00000000-0000-5000-8000-000000000000", "ID")
    );
}

#[test]
fn a_document_keeps_its_own_label() {
    let bench = Bench::new();
    let marked = format!("TLP:RED\n\n{}", corpus::report(0));
    let line = &bench.json(&["ingest", &bench.file("marked.txt", marked), "--tlp", "clear"])[0];
    assert_eq!(line["tlp"], "red", "{line}");
    let plain = &bench.json(&["ingest", &bench.file("plain.txt", corpus::report(1))])[0];
    assert_eq!(plain["tlp"], "amber", "files are amber unless they or their keeper say otherwise");
}

#[test]
fn formulas_in_a_report_do_not_run_in_a_spreadsheet() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0))]);
    let id = field(&bench.json(&["incidents"])[0], "id");
    bench.ok(&[
        "claim",
        "add",
        &id,
        "--source",
        "=1+1",
        "--speaker",
        "=HYPERLINK(\"http://example.org\")",
        "--speaker-kind",
        "other",
        "--stance",
        "asserts",
        "--kind",
        "data-taken",
        "--data",
        "photo",
        "--quote",
        "@SUM(A1:A9)",
        "--reason",
        "test",
    ]);
    let csv = bench.ok(&["export", &id, "--format", "csv"]);
    assert!(csv.contains("'@SUM") && csv.contains("'=HYPERLINK"), "{csv}");
    assert!(csv.lines().all(|line| line.is_empty() || line.ends_with('\r') || !line.starts_with('=')));
}
