//! Rows of TAXII, over loopback against the release program: delivering, pulling everything, one object by its id, memory.

use super::Args;
use super::row::Row;
use crate::test::Serving;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

/// Objects of one envelope and of one page.
const EACH: usize = 1_000;
/// Single objects that are asked for.
const SINGLE: usize = 2_000;

/// Delivers so many objects in envelopes of a thousand, pulls them all, asks for single ones.
pub fn taxii(args: &Args) -> Result<Vec<Row>> {
    let program = super::program::program(args)?;
    let folder = workspace::root().join("target/bench/taxii");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let store = folder.join("store.db");
    let serving = Serving::start(&program, &store)?;
    let token = Command::new(&program).arg("--store").arg(&store).args(["token", "add"]).output()?;
    let token = String::from_utf8_lossy(&token.stdout).trim().to_owned();
    let mut client = Client::connect(&serving.url, &token)?;
    let delivered = client.deliver(args.objects)?;
    let pulled = client.pull(args.objects)?;
    let (median, slow) = client.single(args.objects)?;
    let resident = serving.resident().context("no memory figure")?;
    let note = format!("{} objects of some 2 kB, one connection", args.objects);
    Ok(vec![
        Row::at_least(
            "TAXII, durable delivery",
            delivered,
            "objects/s",
            20_000.0,
            format!("envelopes of {EACH}; {note}"),
        ),
        Row::at_least("TAXII, full pull", pulled, "objects/s", 50_000.0, format!("limit={EACH}; {note}")),
        Row::at_most("TAXII, one object by id, p99", slow, "ms", 5.0, format!("median {median:.2} ms; {note}")),
        Row::at_most("TAXII, resident at most", resident, "MB", 500.0, note),
    ])
}

/// One connection that stays.
struct Client {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Client {
    fn connect(url: &str, token: &str) -> Result<Self> {
        let host = url.trim_start_matches("http://").trim_end_matches('/');
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        let media = "application/taxii+json;version=2.1";
        let head =
            format!("Host: {host}\r\nAuthorization: Bearer {token}\r\nAccept: {media}\r\nContent-Type: {media}\r\n");
        Ok(Self { stream: BufReader::new(stream), head })
    }

    fn ask(&mut self, method: &str, rest: &str, body: &[u8]) -> Result<(u16, Vec<u8>)> {
        let path = format!("/taxii2/api/collections/inbox/objects/{rest}");
        let head = format!("{method} {path} HTTP/1.1\r\n{}Content-Length: {}\r\n\r\n", self.head, body.len());
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.stream.get_mut().write_all(body)?;
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            ensure!(self.stream.read_line(&mut line)? > 0, "the server closed the connection");
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
            }
            if let Some(bytes) = line.strip_prefix("content-length:") {
                length = bytes.trim().parse()?;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer)?;
        Ok((status, answer))
    }

    fn deliver(&mut self, objects: usize) -> Result<f64> {
        let mut spent = Duration::ZERO;
        for first in (0..objects).step_by(EACH) {
            let texts: Vec<String> = (first..(first + EACH).min(objects)).map(object).collect();
            let body = format!("{{\"objects\":[{}]}}", texts.join(","));
            let start = Instant::now();
            let (status, answer) = self.ask("POST", "", body.as_bytes())?;
            spent += start.elapsed();
            let told = String::from_utf8_lossy(&answer);
            ensure!(status == 202 && told.contains("\"failure_count\":0"), "{status} {}", &told[..told.len().min(300)]);
        }
        Ok(objects as f64 / spent.as_secs_f64())
    }

    fn pull(&mut self, objects: usize) -> Result<f64> {
        let (mut next, mut bytes) = (String::new(), 0);
        let start = Instant::now();
        let mut pages = 0;
        loop {
            let (status, answer) = self.ask("GET", &format!("?limit={EACH}{next}"), b"")?;
            ensure!(status == 200, "{status}");
            (pages, bytes) = (pages + 1, bytes + answer.len());
            let tail = String::from_utf8_lossy(&answer[answer.len().saturating_sub(120)..]).into_owned();
            match tail.split("\"next\":\"").nth(1).and_then(|rest| rest.split('"').next()) {
                Some(token) => next = format!("&next={token}"),
                None => break,
            }
        }
        ensure!(pages == objects.div_ceil(EACH) && bytes > objects * 1_000, "{pages} pages of {bytes} bytes");
        Ok(objects as f64 / start.elapsed().as_secs_f64())
    }

    /// Milliseconds: the median and the 99th of a hundred.
    fn single(&mut self, objects: usize) -> Result<(f64, f64)> {
        let mut times = Vec::with_capacity(SINGLE);
        for n in 0..SINGLE {
            let id = id(n.wrapping_mul(7_919) % objects);
            let start = Instant::now();
            let (status, _) = self.ask("GET", &format!("{id}/"), b"")?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            ensure!(status == 200, "{status} for {id}");
        }
        times.sort_by(f64::total_cmp);
        Ok((times[SINGLE / 2], times[SINGLE * 99 / 100]))
    }
}

fn id(n: usize) -> String {
    format!("attack-pattern--{n:08x}-7b7e-4d5e-9d0c-0f6c2f0f3a11")
}

/// The n-th object: about as long as those of ATT&CK.
fn object(n: usize) -> String {
    let words = "It enters by mail, stays in memory and leaves by night. ".repeat(26);
    format!(
        "{{\"type\":\"attack-pattern\",\"spec_version\":\"2.1\",\"id\":\"{}\",\"created\":\"2024-05-01T10:00:00.000Z\",\
         \"modified\":\"2024-06-01T10:00:00.000Z\",\"name\":\"Way {n}\",\"description\":\"{words}\",\
         \"object_marking_refs\":[\"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9\"]}}",
        id(n)
    )
}
