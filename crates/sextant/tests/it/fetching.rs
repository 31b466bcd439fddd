//! Addresses that loop, lead inside, stall, lie or are too large: one clear line each, the rest is read.

use super::corpus;
use super::program::*;
use super::server::{Server, page, redirect, with_headers};
use std::sync::atomic::Ordering;

fn article(n: usize) -> String {
    let report = corpus::report(n);
    let mut paragraphs = report.split("\n\n");
    let title = paragraphs.next().unwrap();
    let body: String = paragraphs.map(|p| format!("<p>{p}</p>")).collect();
    format!(
        "<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )
}

fn site() -> Server {
    Server::start(|path, request| match path {
        "/story" => page("text/html; charset=utf-8", article(1)),
        "/lies" => page("image/png", article(2)),
        "/claims-html" => page("text/html", [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]),
        "/loop" => redirect("/loop2"),
        "/loop2" => redirect("/loop"),
        "/inside" => redirect("http://169.254.169.254/latest/meta-data/"),
        "/moved" => redirect("/story"),
        "/file" => redirect("file:///etc/passwd"),
        "/large" => page("text/plain", "word ".repeat(500_000)),
        "/gone" => with_headers("410 Gone", "", "gone"),
        "/cached" if request.to_ascii_lowercase().contains("if-none-match: \"v1\"") => {
            with_headers("304 Not Modified", "ETag: \"v1\"\r\n", "")
        }
        "/cached" => with_headers("200 OK", "ETag: \"v1\"\r\nContent-Type: text/html\r\n", article(3)),
        _ if path.starts_with("/deep") => redirect(&format!("{path}x")),
        _ => with_headers("404 Not Found", "", ""),
    })
}

fn says(arguments: &[&str], code: i32, words: &str) {
    let bench = Bench::new();
    let mut command = bench.command(&[&["read", "--json"], arguments].concat());
    command
        .env("SEXTANT_LIMITS_INPUT_MB", "1")
        .env("SEXTANT_LIMITS_SILENCE_SECONDS", "1")
        .env("SEXTANT_LIMITS_FETCH_SECONDS", "5");
    let output = command.output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(words), "{arguments:?}: {said}");
    assert!(said.lines().count() <= 1, "one line: {said}");
}

#[test]
fn every_fault_of_an_address_is_one_line() {
    let site = site();
    for (path, code, words) in [
        ("/story", 0, ""),
        ("/moved", 0, ""),
        ("/lies", 0, ""),
        ("/claims-html", 2, "["),
        ("/loop", 2, "loop"),
        ("/deepx", 2, "redirects more than"),
        ("/file", 2, "no web address"),
        ("/stall", 2, "did not answer in time"),
        ("/large", 2, "larger than 1 MB"),
        ("/gone", 2, "410"),
        ("/nowhere", 2, "404"),
    ] {
        says(&[&site.url(path), "--allow-private"], code, words);
    }
    says(&["https://user:secret@example.org/"], 2, "user name or password");
}

#[test]
fn nothing_private_is_fetched_unless_allowed() {
    let site = site();
    says(&[&site.url("/story")], 2, "no public address");
    says(&[&format!("http://localhost:{}/story", site.address.port())], 2, "no public address");
    says(&[&format!("http://[::ffff:127.0.0.1]:{}/story", site.address.port())], 2, "no public address");
    says(&["http://169.254.169.254/latest/meta-data/"], 2, "no public address");
    says(&["http://0x7f000001/"], 2, "no public address");
    assert_eq!(site.requests.load(Ordering::Relaxed), 0, "no connection was made");
}

#[test]
fn a_good_address_among_bad_ones_is_read() {
    let site = site();
    let bench = Bench::new();
    let output =
        bench.run(&["read", "--json", "--allow-private", &site.url("/loop"), &site.url("/story"), "missing.html"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(lines(&text(&output.stdout)).len(), 1);
    assert_eq!(text(&output.stderr).lines().count(), 2);
}

#[test]
fn what_has_not_changed_is_not_fetched_again() {
    let site = site();
    let bench = Bench::new();
    let url = site.url("/cached");
    assert_eq!(bench.json(&["ingest", "--allow-private", &url])[0]["state"], "new");
    assert_eq!(bench.json(&["ingest", "--allow-private", &url])[0]["state"], "unchanged");
    // A fresh store that has not the document must not be told "unchanged" by what an older one remembered.
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", bench.store().display()));
    }
    assert_eq!(bench.json(&["ingest", "--allow-private", &url])[0]["state"], "new");
}

#[test]
fn a_feed_is_followed_and_its_broken_links_are_told() {
    let site = Server::start(|path, request| {
        let host =
            request.lines().find_map(|l| l.strip_prefix("Host: ").or_else(|| l.strip_prefix("host: "))).unwrap_or("");
        let entry = |n: usize| {
            format!(
                "<item><title>Entry {n}</title><link>http://{}/story{n}</link><description>Short teaser.</description></item>",
                host.trim()
            )
        };
        match path {
            "/feed" => page(
                "application/rss+xml",
                format!(
                    "<rss version=\"2.0\"><channel><title>Feed</title>{}{}{}</channel></rss>",
                    entry(1),
                    entry(2),
                    entry(3)
                ),
            ),
            "/story1" => page("text/html", article(1)),
            "/story3" => page("text/html", article(3)),
            _ => with_headers("404 Not Found", "", ""),
        }
    });
    let bench = Bench::new();
    let output = bench.run(&["read", "--json", "--follow", "--allow-private", &site.url("/feed")]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let readings = lines(&text(&output.stdout));
    assert_eq!(readings.len(), 3, "two pages, and the entry whose page cannot be had");
    assert_eq!(readings.iter().filter(|r| field(r, "text").contains("Payment card")).count(), 2);
    assert_eq!(text(&output.stderr).lines().count(), 1);
}
