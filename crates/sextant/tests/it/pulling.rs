//! `sextant pull`: collections of servers that keep the standard and of servers that break it, feeds, and what must not happen.

use super::program::*;
use super::server::{Server, page, redirect, with_headers};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

pub const TAXII: &str = "application/taxii+json;version=2.1";

fn tool(n: usize) -> Value {
    json!({
        "type": "tool", "spec_version": "2.1", "id": format!("tool--8e2e2d2b-17d4-4cbf-938f-{n:012x}"),
        "created": "2024-05-01T10:00:00.000Z", "modified": "2024-05-01T10:00:00.000Z", "name": format!("Tool {n}"),
    })
}

/// When the n-th object was added, to the microsecond.
fn added(n: usize) -> String {
    format!("2026-03-01T10:{:02}:{:02}.000001Z", n / 60, n % 60)
}

/// The parameters of a query.
fn query(path: &str) -> BTreeMap<String, String> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.replace("%3A", ":"))).collect()
}

/// How a server keeps or breaks the standard.
#[derive(Clone, Default)]
struct Ways {
    objects: usize,
    /// Objects that it gives at once, at most.
    most: usize,
    no_more: bool,
    no_next: bool,
    same_next: bool,
    no_dates: bool,
    inclusive: bool,
    whole_seconds: bool,
    bundle: bool,
    html_type: bool,
    forgets_tokens: bool,
    relative: bool,
}

/// The page that was asked for.
fn objects(ways: &Ways, path: &str) -> Vec<u8> {
    let asked = query(path);
    let limit = asked.get("limit").map_or(ways.most, |limit| limit.parse::<usize>().unwrap()).min(ways.most);
    let next = asked.get("next").map(|next| next.trim_start_matches("page-").parse::<usize>().unwrap_or(0));
    if next.is_some() && ways.forgets_tokens {
        return with_headers("400 Bad Request", &format!("Content-Type: {TAXII}\r\n"), r#"{"title": "stale"}"#);
    }
    let after = asked.get("added_after").cloned().unwrap_or_default();
    let is_new = |n: &usize| if ways.inclusive { added(*n) >= after } else { added(*n) > after };
    let all: Vec<usize> = (0..ways.objects).filter(is_new).collect();
    let from = next.unwrap_or(0);
    let these: Vec<usize> = all.iter().copied().skip(from).take(limit).collect();
    let more = from + these.len() < all.len();
    let mut answer = json!({"objects": these.iter().map(|n| tool(*n)).collect::<Vec<_>>()});
    if ways.bundle {
        answer["type"] = "bundle".into();
        answer["id"] = "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d".into();
    }
    if !ways.no_more {
        answer["more"] = more.into();
    }
    if more && !ways.no_next {
        answer["next"] = format!("page-{}", if ways.same_next { 1 } else { from + these.len() }).into();
    }
    let mut headers = format!("Content-Type: {}\r\n", if ways.html_type { "text/html" } else { TAXII });
    if let (Some(last), false) = (these.last(), ways.no_dates) {
        let at = added(*last);
        let at = if ways.whole_seconds { at.replace(".000001", "") } else { at };
        headers += &format!("X-TAXII-Date-Added-Last: {at}\r\n");
    }
    with_headers("200 OK", &headers, answer.to_string())
}

fn server(ways: Ways) -> Server {
    Server::start(move |path, request| {
        let host = request.lines().find_map(|line| line.strip_prefix("host: ").or(line.strip_prefix("Host: ")));
        let here = if ways.relative { String::new() } else { format!("http://{}", host.unwrap_or_default().trim()) };
        let bare = path.split('?').next().unwrap();
        match bare {
            "/taxii2/" => page(TAXII, json!({"title": "t", "api_roots": [format!("{here}/api/")]}).to_string()),
            "/api/" => {
                page(TAXII, json!({"title": "r", "versions": [TAXII], "max_content_length": 9_000_000}).to_string())
            }
            "/api/collections/" => page(
                TAXII,
                json!({"collections": [
                    {"id": "one", "title": "One", "can_read": true, "can_write": false},
                    {"id": "closed", "title": "Closed", "can_read": false, "can_write": true},
                ]})
                .to_string(),
            ),
            "/api/collections/one/" => {
                page(TAXII, json!({"id": "one", "title": "One", "can_read": true, "can_write": false}).to_string())
            }
            "/api/collections/one/objects/" => objects(&ways, path),
            _ => with_headers("404 Not Found", "", ""),
        }
    })
}

fn pull(bench: &Bench, url: &str, more: &[&str]) -> (Option<i32>, Value, String) {
    let output = bench.run(&[&["pull", url, "--allow-private", "--json"], more].concat());
    let tally = lines(&text(&output.stdout)).pop().unwrap_or_default();
    if !tally.is_null() {
        super::schemas::check("pull", std::slice::from_ref(&tally));
    }
    (output.status.code(), tally, text(&output.stderr))
}

#[test]
fn every_object_comes_once_however_the_server_pages() {
    let usual = Ways { objects: 25, most: 1000, ..Ways::default() };
    for (name, ways, code) in [
        ("the standard", usual.clone(), 0),
        ("a server that gives fewer than asked for", Ways { most: 4, ..usual.clone() }, 0),
        ("`more` missing", Ways { no_more: true, ..usual.clone() }, 0),
        ("`more` and `next` missing", Ways { no_more: true, no_next: true, ..usual.clone() }, 0),
        ("`next` missing", Ways { no_next: true, ..usual.clone() }, 0),
        ("`next` repeated", Ways { same_next: true, ..usual.clone() }, 0),
        ("tokens forgotten", Ways { forgets_tokens: true, ..usual.clone() }, 0),
        ("`added_after` inclusive", Ways { inclusive: true, no_next: true, ..usual.clone() }, 0),
        ("dates without fraction", Ways { whole_seconds: true, no_next: true, ..usual.clone() }, 0),
        ("no dates", Ways { no_dates: true, ..usual.clone() }, 0),
        ("no dates and no `next`", Ways { no_dates: true, no_next: true, ..usual.clone() }, 3),
        ("a bundle in place of an envelope", Ways { bundle: true, ..usual.clone() }, 0),
        ("a wrong content type", Ways { html_type: true, ..usual.clone() }, 0),
        ("relative addresses", Ways { relative: true, ..usual.clone() }, 0),
    ] {
        let site = server(ways);
        let bench = Bench::new();
        let (got, tally, told) = pull(&bench, &site.url("/taxii2/"), &["--page", "5"]);
        assert_eq!(got, Some(code), "{name}: {tally} {told}");
        let expected = if code == 0 { 25 } else { 5 };
        assert_eq!(tally["new"], expected, "{name}: {tally} {told}");
        let (got, tally, told) = pull(&bench, &site.url("/taxii2/"), &["--page", "5"]);
        assert_eq!((got, &tally["new"]), (Some(code), &json!(0)), "{name}, again: {tally} {told}");
    }
}

#[test]
fn every_address_of_a_server_leads_to_its_collections() {
    let site = server(Ways { objects: 3, most: 100, ..Ways::default() });
    for path in [
        "/taxii2/",
        "/taxii2",
        "/",
        "/api/",
        "/api",
        "/api/collections/",
        "/api/collections/one/",
        "/api/collections/one",
    ] {
        let (code, tally, told) = pull(&Bench::new(), &site.url(path), &[]);
        assert_eq!((code, &tally["new"], &tally["places"]), (Some(0), &json!(3), &json!(1)), "{path}: {told}");
    }
    let (code, _, told) = pull(&Bench::new(), &site.url("/elsewhere/"), &[]);
    assert_eq!(code, Some(2));
    assert!(told.contains("no server of TAXII"), "{told}");
}

#[test]
fn a_run_that_ends_early_goes_on_where_it_was() {
    let site = server(Ways { objects: 25, most: 1000, ..Ways::default() });
    let bench = Bench::new();
    let url = site.url("/api/collections/one/");
    let (code, tally, told) = pull(&bench, &url, &["--page", "5", "--objects", "10"]);
    assert_eq!((code, &tally["new"], &tally["bounded"]), (Some(3), &json!(10), &json!(true)), "{told}");
    let before = site.requests.load(Ordering::Relaxed);
    let (code, tally, told) = pull(&bench, &url, &["--page", "5"]);
    assert_eq!((code, &tally["new"], &tally["known"]), (Some(0), &json!(15), &json!(0)), "{told}");
    assert_eq!(site.requests.load(Ordering::Relaxed) - before, 4, "the collection and three pages");
    // Another store in the same place begins anew.
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", bench.store().display()));
    }
    assert_eq!(pull(&bench, &url, &[]).1["new"], 25);
    assert!(bench.ok(&["audit", "verify"]).contains("sound"));
}

#[test]
fn what_the_server_asks_to_wait_is_waited() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let site = Server::start(move |path, _| match path.split('?').next().unwrap() {
        "/c/" => page(TAXII, json!({"id": "c", "title": "C", "can_read": true, "can_write": false}).to_string()),
        "/c/objects/" => match counted.fetch_add(1, Ordering::Relaxed) {
            0 => with_headers("429 Too Many Requests", "Retry-After: 1\r\n", r#"{"title": "slower"}"#),
            1 => with_headers("503 Service Unavailable", "", ""),
            _ => page(TAXII, json!({"objects": [tool(1)]}).to_string()),
        },
        _ => with_headers("404 Not Found", "", ""),
    });
    let start = std::time::Instant::now();
    let (code, tally, told) = pull(&Bench::new(), &site.url("/c/"), &[]);
    assert_eq!((code, &tally["new"]), (Some(0), &json!(1)), "{told}");
    assert!(start.elapsed() >= std::time::Duration::from_secs(1) && asked.load(Ordering::Relaxed) == 3);
    // A wish past the time of the run ends it.
    let site = Server::start(|path, _| match path {
        "/c/" => page(TAXII, json!({"id": "c", "title": "C", "can_read": true}).to_string()),
        _ => with_headers("429 Too Many Requests", "Retry-After: 3600\r\n", ""),
    });
    let (code, _, told) = pull(&Bench::new(), &site.url("/c/"), &["--seconds", "20"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("fewer requests"), "{told}");
}

#[test]
fn who_one_is_goes_to_that_server_and_into_no_line() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&heard);
    let other = Server::start(move |_, request| {
        notes.lock().unwrap().push(request.to_ascii_lowercase());
        page(TAXII, json!({"id": "c", "title": "C", "can_read": true}).to_string())
    });
    let away = other.url("/c/");
    let site = Server::start(move |path, request| {
        let known = request.to_ascii_lowercase().contains("authorization: basic yw5honmzy3jldhdvcmq=");
        match path.split('?').next().unwrap() {
            "/away/" => redirect(&away),
            _ if !known => with_headers("401 Unauthorized", "WWW-Authenticate: Basic\r\n", r#"{"title": "who?"}"#),
            "/c/" => page(TAXII, json!({"id": "c", "title": "C", "can_read": true}).to_string()),
            _ => page(TAXII, json!({"objects": [tool(1)]}).to_string()),
        }
    });
    let bench = Bench::new();
    let (code, _, told) = pull(&bench, &site.url("/c/"), &[]);
    assert_eq!(code, Some(2));
    assert!(told.contains("who asks"), "{told}");
    let as_ana = |url: &str| {
        let mut command = bench.command(&["pull", url, "--allow-private", "--json", "--user", "ana"]);
        command.env("SEXTANT_PASSWORD", "s3cretword").output().unwrap()
    };
    let output = as_ana(&site.url("/c/"));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let kept = &bench.json(&["objects", "--type", "tool"])[0];
    assert_eq!(kept["tlp"], "amber", "what one must be somebody to read is not for everybody");
    let output =
        [as_ana(&site.url("/away/")), as_ana(&site.url("/nowhere/"))].map(|o| text(&o.stderr) + &text(&o.stdout));
    assert!(!output.concat().contains("s3cret"), "{output:?}");
    let heard = heard.lock().unwrap();
    assert!(!heard.is_empty() && heard.iter().all(|request| !request.contains("authorization")), "{heard:?}");
    for file in std::fs::read_dir(bench.folder.path()).unwrap().flatten() {
        assert!(!text(&std::fs::read(file.path()).unwrap()).contains("s3cret"), "{}", file.path().display());
    }
    let netrc = bench.file("netrc", format!("machine {} login ana password s3cretword\n", site.address.ip()));
    let output = Bench::new().run(&["pull", &site.url("/c/"), "--allow-private", "--netrc", &netrc]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn nothing_private_is_reached_and_nothing_secret_said_unless_allowed() {
    let site = server(Ways { objects: 3, most: 100, ..Ways::default() });
    let output = Bench::new().run(&["pull", &site.url("/taxii2/")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no public address"), "{}", text(&output.stderr));
    assert_eq!(site.requests.load(Ordering::Relaxed), 0);
    let bench = Bench::new();
    let mut command = bench.command(&["pull", "http://taxii.example/"]);
    let output = command.env("SEXTANT_TOKEN", "abc").output().unwrap();
    assert!(text(&output.stderr).contains("https only"), "{}", text(&output.stderr));
}

#[test]
fn a_server_behind_another_name_is_found_at_its_own() {
    let site = Server::start(|path, _| match path.split('?').next().unwrap() {
        "/taxii2/" => page(TAXII, json!({"title": "t", "api_roots": ["http://localhost:1/api/"]}).to_string()),
        "/api/" => page(TAXII, json!({"title": "r", "versions": [TAXII], "max_content_length": 9}).to_string()),
        "/api/collections/" => {
            page(TAXII, json!({"collections": [{"id": "c", "title": "C", "can_read": true}]}).to_string())
        }
        "/api/collections/c/objects/" => page(TAXII, json!({"objects": [tool(1)]}).to_string()),
        _ => with_headers("404 Not Found", "", ""),
    });
    let (code, tally, told) = pull(&Bench::new(), &site.url("/taxii2/"), &[]);
    assert_eq!((code, &tally["new"]), (Some(0), &json!(1)), "{told}");
}

#[test]
fn servers_of_the_version_before_are_read_by_ranges() {
    const OLD: &str = "application/vnd.oasis.stix+json; version=2.0";
    let site = Server::start(|path, request| {
        let request = request.to_ascii_lowercase();
        if !request.contains("vnd.oasis") {
            return with_headers("406 Not Acceptable", "", "");
        }
        match path.split('?').next().unwrap() {
            "/c/" => page(OLD, json!({"id": "c", "title": "C", "can_read": true}).to_string()),
            _ => {
                let from = if request.contains("range: items 3-") { 3 } else { 0 };
                let these: Vec<Value> = (from..(from + 3).min(5)).map(tool).collect();
                let range = format!("items {from}-{}/5", from + these.len() - 1);
                let headers = format!("Content-Type: {OLD}\r\nContent-Range: {range}\r\n");
                with_headers("206 Partial Content", &headers, json!({"type": "bundle", "objects": these}).to_string())
            }
        }
    });
    let (code, tally, told) = pull(&Bench::new(), &site.url("/c/"), &[]);
    assert_eq!((code, &tally["new"]), (Some(0), &json!(5)), "{told}");
}

#[test]
fn what_is_told_of_an_object_on_a_later_page_is_learnt() {
    let bench = Bench::with_samples();
    let exported = bench.ok(&["export", "--all", "--format", "stix"]);
    let bundle: Value = serde_json::from_str(&exported).unwrap();
    let parts =
        exported.lines().filter(|line| line.starts_with("{\"") && line.contains("\"id\"") && !line.contains("bundle"));
    let objects: Arc<Vec<String>> = Arc::new(parts.map(|line| line.trim_end_matches(',').to_owned()).rev().collect());
    assert_eq!(objects.len(), bundle["objects"].as_array().unwrap().len());
    let site = Server::start(move |path, _| match path.split('?').next().unwrap() {
        "/c/" => page(TAXII, json!({"id": "c", "title": "C", "can_read": true}).to_string()),
        _ => {
            let from: usize = query(path).get("next").map_or(0, |next| next.parse().unwrap());
            let until = (from + 7).min(objects.len());
            let more = until < objects.len();
            let these = objects[from..until].join(",");
            page(TAXII, format!(r#"{{"more": {more}, "next": "{until}", "objects": [{these}]}}"#))
        }
    });
    let other = Bench::new();
    let (code, tally, told) = pull(&other, &site.url("/c/"), &["--tlp", "clear"]);
    assert_eq!(code, Some(0), "{tally} {told}");
    assert_eq!(other.incidents(), bench.incidents(), "backwards, seven at a time, and yet the same records");
    assert_eq!(other.ok(&["export", "--all", "--format", "stix"]), exported);
}

#[test]
fn feeds_of_misp_are_read_event_by_event() {
    let event = |n: usize, info: &str| {
        json!({"Event": {
            "uuid": format!("5d0092c5-5f74-4287-9642-{n:012x}"), "info": info, "date": "2025-03-01",
            "timestamp": "1740823200", "Orgc": {"name": "Harbour CERT"}, "Tag": [{"name": "tlp:green"}],
            "Attribute": [{"uuid": "1", "type": "ip-dst", "value": format!("198.51.100.{n}")}],
        }})
        .to_string()
    };
    let changed = Arc::new(AtomicUsize::new(1_740_823_200));
    let time = Arc::clone(&changed);
    let site = Server::start(move |path, _| {
        let at = time.load(Ordering::Relaxed);
        match path {
            "/feed/manifest.json" => {
                let entry = |n: usize, at: usize| {
                    (format!("5d0092c5-5f74-4287-9642-{n:012x}"), json!({"info": "x", "timestamp": at.to_string()}))
                };
                let entries = [entry(1, 1_740_823_200), entry(2, at), entry(3, 1_740_823_200)];
                page("application/json", json!(entries.into_iter().collect::<BTreeMap<_, _>>()).to_string())
            }
            "/feed/" => with_headers("403 Forbidden", "", ""),
            "/feed/5d0092c5-5f74-4287-9642-000000000001.json" => page("application/json", event(1, "One")),
            "/feed/5d0092c5-5f74-4287-9642-000000000002.json" => page("application/json", event(2, "Two")),
            _ => with_headers("404 Not Found", "", ""),
        }
    });
    let bench = Bench::new();
    for path in ["/feed/", "/feed/manifest.json"] {
        let (code, tally, told) = pull(&bench, &site.url(path), &[]);
        assert_eq!((code, &tally["failed"]), (Some(if path == "/feed/" { 3 } else { 2 }), &json!(1)), "{path}: {told}");
    }
    assert_eq!(bench.json(&["search", "198.51.100.2"])[0]["publisher"], "Harbour CERT");
    changed.fetch_add(60, Ordering::Relaxed);
    let before = site.requests.load(Ordering::Relaxed);
    pull(&bench, &site.url("/feed/manifest.json"), &[]);
    assert_eq!(site.requests.load(Ordering::Relaxed) - before, 3, "the manifest, what changed and what failed");
}
