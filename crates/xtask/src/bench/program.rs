//! Rows measured on the release program from outside: ingest, answers with many documents stored, start, size.

use super::row::Row;
use super::{Args, articles};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn program() -> Result<PathBuf> {
    let path = workspace::root().join("target/release/sextant");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--package", "sextant"])
        .current_dir(workspace::root())
        .status()?;
    ensure!(built.success() && path.exists(), "the program could not be built");
    Ok(path)
}

fn folder() -> PathBuf {
    workspace::root().join("target/bench/store")
}

/// Documents a second while a store is filled, a thousand at a time, and the most memory held.
pub fn ingest(args: &Args) -> Result<Vec<Row>> {
    let (program, folder) = (program()?, folder());
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let store = folder.join("sextant.db");
    let batch = 1_000.min(args.documents.max(1));
    let mut seconds = Vec::new();
    let mut resident = 0;
    for from in (0..args.documents).step_by(batch) {
        let reports = folder.join(format!("reports-{from}"));
        write_reports(&reports, from, (from + batch).min(args.documents))?;
        let start = Instant::now();
        let child = Command::new(&program)
            .arg("--store")
            .arg(&store)
            .arg("ingest")
            .arg(&reports)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        resident = resident.max(watched(child)?);
        seconds.push(start.elapsed().as_secs_f64());
        std::fs::remove_dir_all(&reports)?;
    }
    let rate = |s: &f64| batch as f64 / s;
    let (first, last) = (seconds.first().context("no batch")?, seconds.last().context("no batch")?);
    let all = args.documents as f64 / seconds.iter().sum::<f64>();
    let note = format!("{} text articles, {batch} for each run of the program, durable", args.documents);
    Ok(vec![
        Row::at_least("ingest", all, "docs/s", 200.0, note),
        Row::plain("ingest, first thousand", rate(first), "docs/s", ""),
        Row::at_least(
            "ingest, last thousand",
            rate(last),
            "docs/s",
            200.0,
            format!("{:.2} of the first", first / last),
        ),
        Row::at_most("ingest, resident at most", resident as f64 / 1024.0, "MB", 250.0, "VmHWM"),
    ])
}

fn write_reports(folder: &Path, from: usize, to: usize) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for number in from..to {
        std::fs::write(folder.join(format!("{number:06}.txt")), articles::text(number))?;
    }
    Ok(())
}

/// Waits for a program; the most memory that it held, in kB.
fn watched(mut child: Child) -> Result<u64> {
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let now = text
            .lines()
            .find_map(|l| l.strip_prefix("VmHWM:"))
            .and_then(|l| l.split_whitespace().next()?.parse().ok())
            .unwrap_or(0);
        most = most.max(now);
        if let Some(done) = child.try_wait()? {
            ensure!(done.success() || done.code() == Some(3), "the program ended with {done}");
            return Ok(most);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// How long answers take with what the ingest row stored.
pub fn latency(_: &Args) -> Result<Vec<Row>> {
    let (program, store) = (program()?, folder().join("sextant.db"));
    ensure!(store.exists(), "run `cargo xtask bench ingest latency`: it asks the store that the ingest row fills");
    let list = Command::new(&program).arg("--store").arg(&store).args(["incidents", "--json"]).output()?;
    let listed = String::from_utf8_lossy(&list.stdout);
    let one: serde_json::Value = serde_json::from_str(listed.lines().next().context("no incident in the store")?)?;
    let id = one["id"].as_str().context("an incident without id")?;
    let held = format!("{} incidents stored", listed.lines().count());
    let ask = |words: &[&str]| fastest(&program, &[&["--store", store.to_str().unwrap_or_default()], words].concat());
    let mut rows = vec![
        Row::at_most("incident ID", ask(&["incident", id, "--json"])?, "ms", 50.0, held.clone()),
        Row::at_most(
            "incident ID --as-of",
            ask(&["incident", id, "--as-of", "2025-05-20", "--json"])?,
            "ms",
            50.0,
            held.clone(),
        ),
    ];
    rows.extend(pages(&program, &store, id, &held)?);
    Ok(rows)
}

/// Milliseconds of the fastest of nine runs (the machine may be shared), start of the program included.
fn fastest(program: &Path, words: &[&str]) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..9 {
        let start = Instant::now();
        let status = Command::new(program).args(words).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        ensure!(status.success(), "{words:?} ended with {status}");
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(best)
}

fn pages(program: &Path, store: &Path, id: &str, held: &str) -> Result<Vec<Row>> {
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut server = Command::new(program)
        .arg("--store")
        .arg(store)
        .args(["serve", "--listen", &free.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let measured = (|| {
        wait_for(free)?;
        Ok(vec![
            Row::at_most("the incidents page", fetched(free, "/")?, "ms", 50.0, held.to_owned()),
            Row::at_most(
                "the incidents page, as of a day",
                fetched(free, "/?as_of=2025-05-20")?,
                "ms",
                50.0,
                held.to_owned(),
            ),
            Row::at_most(
                "the page of one incident",
                fetched(free, &format!("/incidents/{id}"))?,
                "ms",
                50.0,
                held.to_owned(),
            ),
        ])
    })();
    server.kill().ok();
    server.wait().ok();
    measured
}

fn wait_for(address: std::net::SocketAddr) -> Result<()> {
    for _ in 0..200 {
        if std::net::TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    anyhow::bail!("the server did not answer")
}

fn fetched(address: std::net::SocketAddr, path: &str) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..9 {
        let start = Instant::now();
        let mut stream = std::net::TcpStream::connect(address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        ensure!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{path}: {}",
            String::from_utf8_lossy(answer.get(..40).unwrap_or(&answer))
        );
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(best)
}

/// Start of `sextant --help`.
pub fn start(_: &Args) -> Result<Vec<Row>> {
    Ok(vec![Row::at_most("start of sextant --help", fastest(&program()?, &["--help"])?, "ms", 20.0, "fastest of nine")])
}

/// Size of the program.
pub fn size(_: &Args) -> Result<Vec<Row>> {
    let bytes = std::fs::metadata(program()?)?.len();
    Ok(vec![Row::at_most("size of the program", bytes as f64 / 1e6, "MB", 60.0, "stripped")])
}
