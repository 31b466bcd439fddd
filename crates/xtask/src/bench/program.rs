//! Rows measured on the release program from outside: ingest, answers with many documents stored, start, size.

use super::Args;
use super::articles::Corpus;
use super::row::Row;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(super) fn program(args: &Args) -> Result<PathBuf> {
    if let Some(program) = &args.program {
        return Ok(program.clone());
    }
    let path = workspace::root().join("target/release/sextant");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--package", "sextant"])
        .current_dir(workspace::root())
        .status()?;
    ensure!(built.success() && path.exists(), "the program could not be built");
    Ok(path)
}

/// The store that `corpus` fills.
pub(super) fn store_of(corpus: Corpus) -> PathBuf {
    let name = if corpus == Corpus::OneStory { "one-story.db" } else { "many-stories.db" };
    workspace::root().join("target/bench/store").join(name)
}

/// Documents a second in one run of the program over a folder, by thousand, and the most memory held; then the same
/// with every document on one incident.
pub fn ingest(args: &Args) -> Result<Vec<Row>> {
    let many = filled(args, Corpus::ManyStories, args.documents)?;
    let one = filled(args, Corpus::OneStory, args.documents.min(1_000))?;
    let rate = |run: &Filling| run.times.len() as f64 / run.times.last().unwrap_or(&f64::NAN);
    let (first, last) = (many.rate_of(0.0, 0.1), many.rate_of(0.9, 1.0));
    Ok(vec![
        Row::at_least("ingest", rate(&many), "docs/s", 200.0, format!("{} pages, one run, durable", many.times.len())),
        Row::plain("ingest, first tenth", first, "docs/s", ""),
        Row::at_least("ingest, last tenth", last, "docs/s", 200.0, format!("{:.2} times the first", last / first)),
        Row::at_most("ingest, resident at most", many.resident, "MB", 250.0, "reading and storing, VmHWM"),
        Row::plain("ingest, all on one incident", rate(&one), "docs/s", format!("{} pages", one.times.len())),
        Row::plain("ingest, all on one incident, second half", one.rate_of(0.5, 1.0), "docs/s", ""),
    ])
}

/// How one run of the program went.
struct Filling {
    /// Seconds after the start at which each document was durable.
    times: Vec<f64>,
    /// Megabytes.
    resident: f64,
}

impl Filling {
    /// Documents a second between two parts of the run.
    fn rate_of(&self, from: f64, to: f64) -> f64 {
        let at = |part: f64| ((self.times.len() as f64 * part) as usize).min(self.times.len());
        let when = |n: usize| n.checked_sub(1).and_then(|n| self.times.get(n)).copied().unwrap_or(0.0);
        (at(to) - at(from)) as f64 / (when(at(to)) - when(at(from)))
    }
}

fn filled(args: &Args, corpus: Corpus, documents: usize) -> Result<Filling> {
    let (program, store) = (program(args)?, store_of(corpus));
    let folder = store.with_extension("reports");
    std::fs::remove_dir_all(&folder).ok();
    for ending in ["db", "db-wal", "db-shm"] {
        std::fs::remove_file(store.with_extension(ending)).ok();
    }
    write_reports(&folder, corpus, documents)?;
    let start = Instant::now();
    let mut child = Command::new(&program)
        .arg("--store")
        .arg(&store)
        .args(["ingest", "--json"])
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let told = child.stdout.take().context("no output")?;
    let times = std::thread::spawn(move || {
        std::io::BufReader::new(told).lines().map(|_| start.elapsed().as_secs_f64()).collect::<Vec<_>>()
    });
    let resident = watched(child)? as f64 / 1024.0;
    let times = times.join().unwrap_or_default();
    std::fs::remove_dir_all(&folder)?;
    ensure!(times.len() == documents, "{} of {documents} documents were told of", times.len());
    Ok(Filling { times, resident })
}

pub(super) fn write_reports(folder: &Path, corpus: Corpus, documents: usize) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for number in 0..documents {
        std::fs::write(folder.join(format!("{number:06}.html")), corpus.report(number))?;
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

/// How long answers take with what the ingest row stored: of the incident with the most documents, in both stores.
pub fn latency(args: &Args) -> Result<Vec<Row>> {
    let mut rows = asked(args, Corpus::ManyStories, "")?;
    rows.extend(asked(args, Corpus::OneStory, ", all on one incident")?);
    Ok(rows)
}

fn asked(args: &Args, corpus: Corpus, name: &str) -> Result<Vec<Row>> {
    let (program, store) = (program(args)?, store_of(corpus));
    ensure!(store.exists(), "run `cargo xtask bench ingest latency`: it asks the stores that the ingest row fills");
    let list = Command::new(&program).arg("--store").arg(&store).args(["incidents", "--json"]).output()?;
    let incidents: Vec<serde_json::Value> =
        String::from_utf8_lossy(&list.stdout).lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let largest = incidents.iter().max_by_key(|i| i["documents"].as_u64()).context("no incident in the store")?;
    let id = largest["id"].as_str().context("an incident without id")?;
    let held = format!("{} incidents, this one of {} documents", incidents.len(), largest["documents"]);
    let row = |what: &str, ms: f64| Row::at_most(&format!("{what}{name}"), ms, "ms", 50.0, held.clone());
    let ask = |words: &[&str]| fastest(&program, &[&["--store", store.to_str().unwrap_or_default()], words].concat());
    let mut rows = vec![
        row("incident ID", ask(&["incident", id, "--json"])?),
        row("incident ID --as-of", ask(&["incident", id, "--as-of", "2025-05-20", "--json"])?),
    ];
    for (what, ms) in pages(&program, &store, id)? {
        rows.push(row(what, ms));
    }
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

/// Milliseconds of each page.
fn pages(program: &Path, store: &Path, id: &str) -> Result<Vec<(&'static str, f64)>> {
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
            ("the incidents page", fetched(free, "/")?),
            ("the incidents page, as of a day", fetched(free, "/?as_of=2025-05-20")?),
            ("the page of one incident", fetched(free, &format!("/incidents/{id}"))?),
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
pub fn start(args: &Args) -> Result<Vec<Row>> {
    Ok(vec![Row::at_most(
        "start of sextant --help",
        fastest(&program(args)?, &["--help"])?,
        "ms",
        20.0,
        "fastest of nine",
    )])
}

/// Size of the program.
pub fn size(args: &Args) -> Result<Vec<Row>> {
    let bytes = std::fs::metadata(program(args)?)?.len();
    Ok(vec![Row::at_most("size of the program", bytes as f64 / 1e6, "MB", 60.0, "stripped")])
}
