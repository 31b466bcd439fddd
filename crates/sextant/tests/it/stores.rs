//! What users rely on of a store: twice changes nothing, any number of threads, two processes, a disk that is full or
//! may not be written, copies, and a proof of what was written.

use super::corpus;
use super::program::*;
use std::process::Stdio;

#[test]
fn the_same_documents_twice_change_nothing() {
    let bench = Bench::with_samples();
    let before = bench.json(&["incidents"]);
    assert!(!before.is_empty());
    let again = bench.json(&["ingest", samples().to_str().unwrap()]);
    assert!(again.iter().all(|line| line["state"] == "known"), "{again:?}");
    assert_eq!(bench.json(&["incidents"]), before);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let bench = Bench::new();
    let samples = samples();
    let one = bench.ok(&["read", samples.to_str().unwrap(), "--json", "--threads", "1"]);
    for threads in ["2", "5"] {
        assert_eq!(bench.ok(&["read", samples.to_str().unwrap(), "--json", "--threads", threads]), one);
    }
    let other = Bench::new();
    bench.ok(&["ingest", samples.to_str().unwrap(), "--threads", "1"]);
    other.ok(&["ingest", samples.to_str().unwrap(), "--threads", "2"]);
    assert_eq!(bench.incidents(), other.incidents());
}

#[test]
fn two_processes_fill_one_store() {
    let bench = Bench::new();
    let folder = bench.folder.path();
    corpus::write(&folder.join("a"), 40);
    let a = folder.join("a");
    let spawn = || {
        bench.command(&["ingest", a.to_str().unwrap()]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let (one, two) = (spawn(), spawn());
    for child in [one, two] {
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stderr);
        assert!(output.status.success() || said.contains("another process"), "{said}");
    }
    assert_eq!(bench.ok(&["audit", "verify"]).split(':').next(), Some("sound"));
    let alone = Bench::new();
    alone.ok(&["ingest", a.to_str().unwrap()]);
    assert_eq!(bench.incidents(), alone.incidents());
}

#[test]
fn a_store_that_may_not_be_written_says_so_and_is_still_read() {
    let bench = Bench::with_samples();
    let before = bench.incidents();
    let mut rights = std::fs::metadata(bench.store()).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(bench.store(), rights).unwrap();
    assert_eq!(bench.incidents(), before);
    if std::fs::OpenOptions::new().append(true).open(bench.store()).is_ok() {
        println!("not run: this user may write read-only files");
        return;
    }
    let output = bench.run(&["ingest", &bench.file("new.txt", corpus::report(3))]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("read-only"), "{}", text(&output.stderr));
}

#[test]
fn a_full_disk_is_told_and_the_store_stays_whole() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("in");
    corpus::write(&folder, 12);
    bench.ok(&["ingest", &bench.file("first.txt", corpus::report(1))]);
    let before = bench.incidents();
    // A limit on the size of files stands in for a full disk; the signal is ignored so that the write fails instead.
    let size = std::fs::metadata(bench.store()).unwrap().len() / 1024 + 16;
    let script = format!("trap '' XFSZ; ulimit -f {size}; exec \"$0\" ingest \"$1\"");
    let shell = std::process::Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_sextant"), folder.to_str().unwrap()])
        .env("SEXTANT_STORE", bench.store())
        .output();
    let Ok(output) = shell else {
        println!("not run: needs bash");
        return;
    };
    let said = text(&output.stderr);
    if output.status.success() {
        println!("not run: this system does not limit the size of files");
        return;
    }
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no space") || said.contains("full") || said.contains("I/O"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(bench.incidents().len() >= before.len());
    assert!(bench.ok(&["audit", "verify"]).starts_with("sound"));
    bench.ok(&["ingest", folder.to_str().unwrap()]);
}

#[test]
fn a_backup_holds_everything() {
    let bench = Bench::with_samples();
    let copy = bench.folder.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    bench.ok(&["backup", copy]);
    assert_eq!(bench.ok(&["incidents", "--json", "--store", copy]), bench.ok(&["incidents", "--json"]));
    assert_eq!(
        bench.ok(&["--store", copy, "search", "hospitals", "--json"]),
        bench.ok(&["search", "hospitals", "--json"])
    );
    assert_eq!(bench.run(&["backup", copy]).status.code(), Some(2));
}

#[test]
fn what_is_no_store_is_left_alone() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["incidents"]).status.code(), Some(2));
    assert!(!bench.store().exists(), "a question makes no store");
    let other = bench
        .file("notes.txt", "not a database, and longer than a header would be, so that it is looked at\n".repeat(20));
    let output = bench.run(&["ingest", &other, "--store", &other]);
    assert_eq!(output.status.code(), Some(2));
    assert!(std::fs::read_to_string(&other).unwrap().starts_with("not a database"));
}

#[test]
fn as_known_then_is_less_than_now() {
    let bench = Bench::with_samples();
    let now = bench.json(&["incidents"]).len();
    let then = bench.json(&["incidents", "--as-of", "2025-05-01"]).len();
    let never = bench.json(&["incidents", "--as-of", "1999-01-01"]).len();
    let recorded = bench.json(&["incidents", "--as-of", "2025-05-01", "--time", "recorded"]).len();
    assert!(never == 0 && recorded == 0 && then < now, "{never} {recorded} {then} {now}");
}

#[test]
fn a_forgotten_document_is_gone_and_the_chain_still_holds() {
    let bench = Bench::new();
    let line = &bench.json(&["ingest", &bench.file("a.txt", corpus::report(0))])[0];
    let document = field(line, "document");
    let incident = bench.json(&["incidents"])[0]["id"].as_str().unwrap().to_owned();
    bench.json(&["ingest", &bench.file("b.txt", corpus::report(1))]);
    assert_eq!(bench.run(&["forget", &document]).status.code(), Some(2), "a reason is needed");
    bench.ok(&["forget", &document[..8], "--reason", "wrong label"]);
    assert!(bench.ok(&["audit", "verify"]).starts_with("sound"));
    assert_eq!(bench.run(&["search", "Norvane"]).status.code(), Some(1));
    assert!(!bench.ok(&["incidents", "--json"]).contains("Norvane"));
    assert_eq!(bench.run(&["incident", &incident]).status.code(), Some(1), "nothing is left to say of it");
    let bytes = std::fs::read(bench.store()).unwrap();
    assert!(!bytes.windows(13).any(|window| window == b"Norvane Foods"), "the words are gone from the file");
    let again = bench.json(&["ingest", &bench.file("a.txt", corpus::report(0))]);
    assert_eq!(again[0]["state"], "forgotten");
}

#[test]
fn reading_again_by_the_same_rules_changes_no_record() {
    let bench = Bench::with_samples();
    let before = bench.incidents();
    assert!(bench.ok(&["reread"]).starts_with("0 documents"));
    bench.ok(&["reread", "--all"]);
    assert_eq!(bench.incidents(), before);
    assert!(bench.ok(&["audit", "verify"]).starts_with("sound"));
}
