//! kill -9 at any moment: the store opens, holds whole documents only, and running again completes it to the same
//! incidents as one uninterrupted run.

use super::corpus;
use super::program::*;
use std::process::Stdio;
use std::time::Duration;

const KILLS: usize = 54;

#[test]
fn killed_at_any_moment_a_store_is_completed_by_running_again() {
    let whole = Bench::new();
    let folder = whole.folder.path().join("in");
    // Several batches: a store is cut off between them and inside them.
    corpus::write(&folder, 100);
    let folder = folder.to_str().unwrap();
    let started = std::time::Instant::now();
    whole.ok(&["ingest", folder]);
    let full = started.elapsed();
    let expected = whole.incidents();
    let (mut kills, mut cut, mut seed) = (0, 0, 0x2545_f491_4f6c_dd1d_u64);
    while kills < KILLS {
        let bench = Bench::new();
        for _ in 0..6 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let mut child =
                bench.command(&["ingest", folder]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_micros(seed % (full.as_micros() as u64).max(1)));
            let ended = child.try_wait().unwrap().is_some();
            let _ = child.kill();
            child.wait().unwrap();
            kills += 1;
            cut += usize::from(!ended);
            if bench.store().exists() {
                whole_documents_only(&bench);
            }
        }
        bench.ok(&["ingest", folder]);
        assert_eq!(bench.incidents(), expected);
        assert!(bench.ok(&["audit", "verify"]).starts_with("sound"));
    }
    assert!(cut > KILLS / 3, "only {cut} of {kills} runs were still going when they were killed");
}

/// Every document that is there has its claims: a run over what is there finds nothing to add.
fn whole_documents_only(bench: &Bench) {
    let output = bench.run(&["audit", "verify", "--json"]);
    let said = text(&output.stderr);
    // Killed before the first table was made, there is an empty file that the next run fills.
    let empty = said.contains("read-only") || said.contains("cannot open");
    assert!(output.status.success() || empty, "{said}");
}

#[test]
fn ctrl_c_leaves_a_whole_store_and_says_how_to_go_on() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("in");
    corpus::write(&folder, 400);
    let folder = folder.to_str().unwrap();
    let mut child =
        bench.command(&["ingest", folder, "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The first line comes when the first batch is durable.
    let mut first = String::new();
    let mut told = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut told, &mut first).unwrap();
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    if !sent.is_ok_and(|status| status.success()) {
        println!("not run: no signals here");
        let _ = child.kill();
        let _ = child.wait();
        return;
    }
    std::io::copy(&mut told, &mut std::io::sink()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("run the same command again"), "{}", text(&output.stderr));
    assert!(bench.ok(&["audit", "verify"]).starts_with("sound"));
    assert!(!bench.incidents().is_empty());
}
