//! kill -9 at any moment: the store opens, holds whole documents only, and running again completes it to the same
//! incidents as one uninterrupted run.

use super::corpus;
use super::program::*;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Runs that are killed while they work; one that was done before the kill reached it does not count.
const KILLS: usize = 54;
/// Kills that a store has to bear before it is completed.
const KILLS_A_STORE: usize = 6;
const DOCUMENTS: usize = 100;

#[test]
fn killed_at_any_moment_a_store_is_completed_by_running_again() {
    let whole = Bench::new();
    let folder = whole.folder.path().join("in");
    // Several batches: a store is cut off between them and inside them.
    corpus::write(&folder, DOCUMENTS);
    let folder = folder.to_str().unwrap();
    let started = Instant::now();
    whole.ok(&["ingest", folder]);
    let mut moments = Moments { full: started.elapsed(), seed: 0x2545_f491_4f6c_dd1d };
    let expected = whole.incidents();
    let mut kills = 0;
    while kills < KILLS {
        let bench = Bench::new();
        let mut here = 0;
        while here < KILLS_A_STORE && cut_off(&bench, folder, &mut moments) {
            here += 1;
            if bench.store().exists() {
                whole_documents_only(&bench);
            }
        }
        kills += here;
        bench.ok(&["ingest", folder]);
        assert_eq!(bench.incidents(), expected);
        assert!(bench.ok(&["audit", "verify"]).starts_with("sound"));
    }
}

/// When to kill: drawn by a seed, within what a whole run took on this machine of late.
struct Moments {
    full: Duration,
    seed: u64,
}

impl Moments {
    fn draw(&mut self, below: u64) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % below.max(1)
    }
}

/// Starts a run and kills it at work: every other time at a moment that the clock gives, else when it has told of so
/// many documents. False when it was quicker; then the store is whole.
fn cut_off(bench: &Bench, folder: &str, moments: &mut Moments) -> bool {
    let (fresh, started) = (!bench.store().exists(), Instant::now());
    let mut child =
        bench.command(&["ingest", folder, "--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap());
    if moments.draw(2) == 0 {
        std::thread::sleep(Duration::from_micros(moments.draw(moments.full.as_micros() as u64)));
    } else {
        let documents = moments.draw(DOCUMENTS as u64 - 1) as usize;
        told.by_ref().lines().take(documents).for_each(drop);
    }
    let _ = child.kill();
    let ended = child.wait().unwrap();
    assert!(ended.success() || ended.code().is_none(), "neither done nor killed: {ended}");
    if ended.success() && fresh {
        moments.full = started.elapsed();
    }
    !ended.success()
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
