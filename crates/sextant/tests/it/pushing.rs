//! `sextant push`: what an audience may have, to servers that take it, refuse it, or are slow to say.

use super::corpus;
use super::program::*;
use super::pulling::TAXII;
use super::server::{Server, page, with_headers};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What a server took.
type Taken = Arc<Mutex<Vec<Value>>>;

/// A server that takes envelopes of at most `most` bytes, and what it says of the objects of each.
fn server(most: usize, verdict: impl Fn(&[Value]) -> Vec<u8> + Send + Sync + 'static) -> (Server, Taken) {
    let taken: Taken = Arc::default();
    let kept = Arc::clone(&taken);
    let site = Server::start(move |path, request| match path.split('?').next().unwrap() {
        "/api/" => page(TAXII, json!({"title": "r", "versions": [TAXII], "max_content_length": most}).to_string()),
        "/api/collections/" => page(
            TAXII,
            json!({"collections": [
                {"id": "in", "title": "In", "can_read": true, "can_write": true},
                {"id": "out", "title": "Out", "can_read": true, "can_write": false},
            ]})
            .to_string(),
        ),
        "/api/collections/in/" => {
            page(TAXII, json!({"id": "in", "title": "In", "can_read": true, "can_write": true}).to_string())
        }
        "/api/collections/in/objects/" if request.starts_with("POST") => {
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            if !head.to_ascii_lowercase().contains(&format!("content-type: {TAXII}")) {
                return with_headers("415 Unsupported Media Type", "", "");
            }
            if body.len() > most {
                return with_headers("413 Payload Too Large", "", "");
            }
            let envelope: Value = serde_json::from_str(body).unwrap();
            let objects = envelope["objects"].as_array().unwrap().clone();
            let answer = verdict(&objects);
            if answer.starts_with(b"HTTP/1.1 2") {
                kept.lock().unwrap().extend(objects);
            }
            answer
        }
        "/api/status/5d0092c5-5f74-4287-9642-33f4c354e56d/" => accepted("complete", &[]),
        _ => with_headers("404 Not Found", "", ""),
    });
    (site, taken)
}

fn accepted(status: &str, failures: &[Value]) -> Vec<u8> {
    let body = json!({
        "id": "5d0092c5-5f74-4287-9642-33f4c354e56d", "status": status, "total_count": 1, "success_count": 1,
        "failure_count": failures.len(), "pending_count": 0, "failures": failures,
    });
    with_headers("202 Accepted", &format!("Content-Type: {TAXII}\r\n"), body.to_string())
}

fn push(bench: &Bench, url: &str, more: &[&str]) -> (Option<i32>, Value, String) {
    let output = bench.run(&[&["push", url, "--allow-private", "--json", "--audience", "green"], more].concat());
    let tally = lines(&text(&output.stdout)).pop().unwrap_or_default();
    if !tally.is_null() {
        super::schemas::check("push", std::slice::from_ref(&tally));
    }
    (output.status.code(), tally, text(&output.stderr))
}

/// A store with one report for everybody and one for few.
fn filled() -> Bench {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("clear.txt", corpus::report(0)), "--tlp", "clear"]);
    bench.ok(&["ingest", &bench.file("red.txt", corpus::report(1)), "--tlp", "red"]);
    bench
}

fn ids(objects: &[Value]) -> Vec<String> {
    objects.iter().map(|object| field(object, "id")).collect()
}

#[test]
fn what_the_audience_may_have_is_sent_once_and_nothing_else() {
    let bench = filled();
    let (site, taken) = server(20_000, |_| accepted("complete", &[]));
    let exported = bench.ok(&["export", "--all", "--format", "stix", "--audience", "green"]);
    let exported: Value = serde_json::from_str(&exported).unwrap();
    let expected = exported["objects"].as_array().unwrap();
    let (code, tally, told) = push(&bench, &site.url("/api/"), &["--dry-run"]);
    assert_eq!((code, &tally["sent"]), (Some(0), &json!(expected.len())), "{told}");
    assert!(taken.lock().unwrap().is_empty());
    let (code, tally, told) = push(&bench, &site.url("/api/"), &["--page", "4"]);
    assert_eq!((code, &tally["sent"], &tally["failed"]), (Some(0), &json!(expected.len()), &json!(0)), "{told}");
    assert_eq!(&*taken.lock().unwrap(), expected, "to the letter, in order");
    let all: String = taken.lock().unwrap().iter().map(Value::to_string).collect();
    assert!(!all.contains("Calder") && !all.contains("e828b379"));
    let (_, tally, _) = push(&bench, &site.url("/api/collections/in/"), &[]);
    assert_eq!((&tally["sent"], &tally["known"]), (&json!(0), &json!(expected.len())));
    // What has changed goes again, and only that.
    bench.ok(&["ingest", &bench.file("b.txt", corpus::report(8)), "--tlp", "clear"]);
    let (code, tally, told) = push(&bench, &site.url("/api/"), &[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(tally["sent"].as_u64().unwrap() > 0 && tally["known"].as_u64().unwrap() > 0, "{tally}");
}

#[test]
fn what_is_refused_is_named_and_tried_again() {
    let bench = filled();
    let (site, _) = server(1 << 20, |objects| {
        let notes = objects.iter().filter(|object| object["type"] == "note");
        accepted("complete", &notes.map(|note| json!({"id": note["id"], "message": "no notes"})).collect::<Vec<_>>())
    });
    let (code, tally, told) = push(&bench, &site.url("/api/"), &[]);
    assert_eq!(code, Some(3), "{told}");
    let failed = usize::try_from(tally["failed"].as_u64().unwrap()).unwrap();
    assert!(failed > 0 && told.lines().count() == failed && told.contains("no notes"), "{tally} {told}");
    let (_, again, _) = push(&bench, &site.url("/api/"), &[]);
    assert_eq!((&again["failed"], &again["sent"]), (&tally["failed"], &json!(0)));
}

#[test]
fn one_bad_object_does_not_keep_the_others_out() {
    let bench = filled();
    let (site, taken) = server(1 << 20, |objects| match objects.iter().any(|object| object["type"] == "incident") {
        true => with_headers("422 Unprocessable Entity", "", r#"{"title": "no incidents here"}"#),
        false => accepted("complete", &[]),
    });
    let (code, tally, told) = push(&bench, &site.url("/api/"), &[]);
    assert_eq!((code, &tally["failed"]), (Some(3), &json!(1)), "{tally} {told}");
    assert!(told.contains("incident--") && told.contains("no incidents here"), "{told}");
    assert_eq!(json!(taken.lock().unwrap().len()), tally["sent"]);
}

#[test]
fn what_is_pending_is_asked_after() {
    let bench = filled();
    let (site, _) = server(1 << 20, |_| accepted("pending", &[]));
    let (code, tally, told) = push(&bench, &site.url("/api/"), &[]);
    assert_eq!((code, &tally["pending"]), (Some(0), &json!(0)), "{told}");
    let (site, _) = server(1 << 20, |_| with_headers("202 Accepted", "", r#"{"status": "pending"}"#));
    let (code, tally, told) = push(&bench, &site.url("/api/"), &[]);
    assert_eq!((code, &tally["sent"]), (Some(3), &json!(0)), "no status to ask for: {told}");
}

#[test]
fn sizes_are_heeded_and_what_is_too_large_is_named() {
    let bench = filled();
    let (site, taken) = server(1500, |_| accepted("complete", &[]));
    let (code, tally, told) = push(&bench, &site.url("/api/"), &[]);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("the server takes 1500"), "{told}");
    let sent = ids(&taken.lock().unwrap()).len();
    assert_eq!(json!(sent), tally["sent"]);
    assert!(sent > 0);
}

#[test]
fn a_server_without_one_place_to_write_is_told() {
    let site = Server::start(|path, _| match path {
        "/api/" => page(TAXII, json!({"title": "r", "versions": [TAXII]}).to_string()),
        "/api/collections/" => page(
            TAXII,
            json!({"collections": [
                {"id": "a", "title": "A", "can_write": true}, {"id": "b", "title": "B", "can_write": true},
            ]})
            .to_string(),
        ),
        _ => with_headers("404 Not Found", "", ""),
    });
    let (code, _, told) = push(&filled(), &site.url("/api/"), &[]);
    assert_eq!(code, Some(2));
    assert!(told.contains("2 collections") && told.contains("/api/collections/a/"), "{told}");
}
