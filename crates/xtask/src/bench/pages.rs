//! Rows of the pages, over loopback against the release program, with what the ingest row stored: one reader after another
//! over each sort of page; then two hundred at once while reports come in.

use super::Args;
use super::articles::Corpus;
use super::program::{program, store_of, write_reports};
use super::row::Row;
use crate::test::Serving;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Pages of each sort.
const EACH: usize = 200;
/// Readers at once, how often each asks, and for how long.
const READERS: usize = 200;
const EVERY: Duration = Duration::from_secs(5);
const FOR: Duration = Duration::from_secs(60);
/// Searches: words, phrases, fields, and words that stand everywhere.
const SEARCHES: &[&str] = &[
    "ransomware",
    "%22bank+details%22",
    "stance:denies",
    "data:password+taken:no",
    "kind:ransomware+since:2025-05-10",
    "victim:health",
    "customers+-phishing",
    "is:claim+stance:denies",
    "is:document+hospital",
    "the",
];

/// Server time of pages, and what two hundred readers meet.
pub fn pages(args: &Args) -> Result<Vec<Row>> {
    let (program, kept) = (program(args)?, store_of(Corpus::ManyStories));
    ensure!(kept.exists(), "run `cargo xtask bench ingest pages`: it asks the store that the ingest row fills");
    let folder = workspace::root().join("target/bench/pages");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let store = folder.join("store.db");
    // A copy by the program itself: what the log holds is in it.
    let copied = Command::new(&program).arg("--store").arg(&kept).arg("backup").arg(&store).output()?;
    ensure!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
    let found = |what: &str, id: &str| -> Result<Vec<String>> {
        let words = ["search", what, "--limit", "1000", "--json"];
        let output = Command::new(&program).arg("--store").arg(&store).args(words).output()?;
        let lines = String::from_utf8_lossy(&output.stdout);
        let values = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let ids = values.filter_map(|hit| hit[id].as_str().or_else(|| hit[id][0].as_str()).map(str::to_owned));
        Ok(ids.collect())
    };
    let (incidents, documents) = (found("is:incident", "incidents")?, found("is:document", "document")?);
    ensure!(!incidents.is_empty() && !documents.is_empty(), "nothing was found in the store");
    let one = |ids: &[String], n: usize| ids[n * 37 % ids.len()].clone();
    let serving = Serving::again(&program, &store)?;
    let host = serving.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let path = |sort: &str, n: usize| match sort {
        "incident" => format!("/incidents/{}", one(&incidents, n)),
        "document" => format!("/documents/{}", one(&documents, n)),
        "search" => format!("/search?q={}", SEARCHES[n % SEARCHES.len()]),
        _ => ["/", "/?page=3", "/?kind=ransomware", "/?standing=confirmed"][n % 4].to_owned(),
    };
    let mut rows = Vec::new();
    for sort in ["incident", "list", "search", "document"] {
        let times = (0..EACH).map(|n| fetched(&host, &path(sort, n))).collect::<Result<Vec<f64>>>()?;
        let (middle, slow) = (share(&times, 0.5), share(&times, 0.95));
        rows.push(Row::at_most(&format!("{sort} page, p95"), slow, "ms", 30.0, format!("median {middle:.1} ms")));
    }
    rows.extend(crowd(&program, &store, &host, &path)?);
    let resident = serving.resident().context("no memory figure")?;
    rows.push(Row::at_most("pages, resident at most", resident, "MB", 500.0, "VmHWM of the server"));
    Ok(rows)
}

/// Readers at once, with one ingest beside them.
fn crowd(
    program: &std::path::Path,
    store: &std::path::Path,
    host: &str,
    path: &(impl Fn(&str, usize) -> String + Sync),
) -> Result<Vec<Row>> {
    let reports = store.with_file_name("reports");
    write_reports(&reports, Corpus::ManyStories, 12_000)?;
    let mut ingest = Command::new(program)
        .arg("--store")
        .arg(store)
        .arg("ingest")
        .arg(&reports)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let end = Instant::now() + FOR;
    let answers: Vec<Result<f64>> = std::thread::scope(|scope| {
        let reader = |number: usize| {
            std::thread::sleep(EVERY * u32::try_from(number).unwrap_or(0) / u32::try_from(READERS).unwrap_or(1));
            let mut answers = Vec::new();
            while Instant::now() < end {
                let start = Instant::now();
                let sort = ["incident", "list", "search", "document"][(number + answers.len()) % 4];
                answers.push(fetched(host, &path(sort, number * 31 + answers.len())));
                std::thread::sleep(EVERY.saturating_sub(start.elapsed()));
            }
            answers
        };
        let threads: Vec<_> = (0..READERS).map(|number| scope.spawn(move || reader(number))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    });
    ingest.kill().ok();
    ingest.wait().ok();
    let failed = answers.iter().filter(|answer| answer.is_err()).count();
    let times: Vec<f64> = answers.into_iter().filter_map(Result::ok).collect();
    let note = format!("{} pages, {READERS} readers, one ingest; median {:.1} ms", times.len(), share(&times, 0.5));
    Ok(vec![
        Row::at_most("pages of 200 readers, p99", share(&times, 0.99), "ms", 300.0, note),
        Row::at_most("pages of 200 readers, failed", failed as f64, "", 0.0, ""),
    ])
}

fn share(times: &[f64], part: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// Milliseconds until the last byte of a page.
fn fetched(host: &str, path: &str) -> Result<f64> {
    let start = Instant::now();
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let told = String::from_utf8_lossy(answer.get(..60).unwrap_or(&answer)).into_owned();
    ensure!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {told}");
    Ok(start.elapsed().as_secs_f64() * 1e3)
}
