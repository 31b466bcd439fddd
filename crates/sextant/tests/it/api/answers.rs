//! What the API answers is what its own description says.

use crate::corpus;
use crate::program::*;
use crate::taxii::serving::*;
use serde_json::{Value, json};
use sextant_server::{ROUTES, Requires};

pub fn served() -> Serving {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    bench.ok(&["ingest", &bench.file("b.txt", corpus::report(1)), "--tlp", "clear"]);
    bench.ok(&["source", "set", "Example Gazette", "--reliability", "B2"]);
    bench.serve()
}

/// Asks for JSON.
pub fn ask(serving: &Serving, path: &str, who: As<'_>) -> Reply {
    serving.send("GET", path, who, &[], b"")
}

/// Sends JSON.
pub fn send(serving: &Serving, method: &str, path: &str, who: As<'_>, body: &Value) -> Reply {
    serving.send(method, path, who, &[("Content-Type", "application/json")], body.to_string().as_bytes())
}

pub const ADMIN: As<'static> = As::User("administrator");
pub const ANALYST: As<'static> = As::User("analyst");

/// Checks answers against the schema that the description names.
pub struct Checked {
    whole: Value,
}

impl Checked {
    pub fn of(serving: &Serving) -> Self {
        Self { whole: ask(serving, "/api/v1/openapi.json", ADMIN).json() }
    }

    pub fn check(&self, method: &str, route: &str, reply: &Reply) {
        let operation = &self.whole["paths"][route][method.to_ascii_lowercase()];
        let told = &operation["responses"][reply.status.to_string()];
        assert!(told.is_object(), "{method} {route}: {} {}", reply.status, reply.text());
        let Some(schema) = told["content"]["application/json"]["schema"].as_object() else { return };
        let mut root = self.whole.clone();
        root["$ref"] = schema["$ref"].clone();
        let validator = jsonschema::validator_for(&root).unwrap();
        let value = reply.json();
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{method} {route}: {faults:?} in {value}");
    }
}

/// Everything that can be read, each answer checked.
fn reads(serving: &Serving, checked: &Checked, ids: &[String], [kept, claim, document]: [&str; 3]) {
    for route in ROUTES.iter().filter(|route| route.requires == Requires::Api) {
        if route.path.ends_with("/events") || !route.told.iter().any(|operation| operation.method == "GET") {
            continue;
        }
        let name = match route.path {
            path if path.contains("/intake/") => kept.to_owned(),
            path if path.contains("/advisories/") => {
                let draft = json!({"incident": ids[0], "tlp": "green"});
                field(&send(serving, "POST", "/api/v1/advisories", ADMIN, &draft).json(), "id")
            }
            path if path.contains("/organisations/") => {
                let record = ask(serving, &format!("/api/v1/incidents/{}", ids[0]), ADMIN).json();
                field(&record["victim"], "name").replace(' ', "%20")
            }
            path if path.contains("/claims/") => claim.to_owned(),
            path if path.contains("/documents/") => document.to_owned(),
            path if path.contains("/sources/") => "Example%20Gazette".to_owned(),
            path if path.contains("/actors/") => {
                let actors = ask(serving, "/api/v1/actors", ADMIN).json();
                let Some(first) = actors["items"].get(0) else { continue };
                field(first, "name").replace(' ', "%20")
            }
            path if path.contains("/objects/") => continue,
            _ => ids[0].clone(),
        };
        let query = match route.path {
            path if path.ends_with("/export") => "?format=csv".to_owned(),
            path if path.ends_with("/search/suggestions") => "?q=vic".to_owned(),
            path if path.ends_with("/search") => "?q=data".to_owned(),
            path if path.ends_with("/assess") => format!("?incidents={}", ids.join(",")),
            path if path.ends_with("/claims") => format!("?incident={}", ids[0]),
            _ => String::new(),
        };
        let path = route.path.replace("{id}", &name).replace("{name}", &name);
        let reply = ask(serving, &format!("{path}{query}"), ADMIN);
        assert_eq!(reply.status, 200, "{path}{query}: {}", reply.text());
        checked.check("GET", route.path, &reply);
    }
}

#[test]
fn every_answer_follows_its_schema() {
    let serving = served();
    let checked = Checked::of(&serving);
    let incidents = ask(&serving, "/api/v1/incidents", ADMIN).json();
    let ids: Vec<String> = incidents["items"].as_array().unwrap().iter().map(|i| field(i, "id")).collect();
    let record = ask(&serving, &format!("/api/v1/incidents/{}?claims=true", ids[0]), ADMIN).json();
    let claim = field(&record["claims"][0], "id");
    let document = field(&record["documents"][0], "id");
    let post = |route: &str, path: &str, body: Value| {
        let reply = send(&serving, "POST", path, ADMIN, &body);
        checked.check("POST", route, &reply);
        reply.json()
    };
    post(
        "/api/v1/incidents/{id}/notes",
        &format!("/api/v1/incidents/{}/notes", ids[0]),
        json!({"text": "n", "tlp": "green"}),
    );
    let new = json!({"incidents": [ids[0]], "source": "a call", "speaker": {"kind": "victim", "name": "X"},
        "stance": "confirms", "proposition": {"kind": "occurred"}, "quote": "it happened", "reason": "told", "tlp": "green"});
    let made = post("/api/v1/claims", "/api/v1/claims", new);
    let corrected = post(
        "/api/v1/claims/{id}/corrections",
        &format!("/api/v1/claims/{}/corrections", field(&made, "id")),
        json!({"quote": "it did happen", "reason": "heard wrongly"}),
    );
    post(
        "/api/v1/claims/{id}/retraction",
        &format!("/api/v1/claims/{}/retraction", field(&corrected, "id")),
        json!({"reason": "r"}),
    );
    let said = json!({"says": "evidence", "incidents": ids, "ratio": 2.0, "reason": "r"});
    post("/api/v1/assessments", "/api/v1/assessments", said);
    let said = json!({"says": "outcome", "incidents": ids, "linked": true, "on": "2026-01-01", "reason": "r"});
    post("/api/v1/assessments", "/api/v1/assessments", said);
    let decided = json!({"what": "distinct", "a": ids[0], "b": ids[1], "reason": "r"});
    let decided = post("/api/v1/decisions", "/api/v1/decisions", decided);
    let undo = format!("/api/v1/decisions/{}/undo", field(&decided, "decision"));
    post("/api/v1/decisions/{id}/undo", &undo, json!({"reason": "r"}));
    let text = corpus::report(2);
    let kept = post("/api/v1/documents", "/api/v1/documents", json!({"text": text, "tlp": "green"}));
    post("/api/v1/indicators", "/api/v1/indicators", json!({"values": ["10.1.2.3", "evil.example"]}));
    let published = json!({"incident": ids[0], "tlp": "green"});
    post("/api/v1/publications", "/api/v1/publications", published.clone());
    post("/api/v1/users", "/api/v1/users", json!({"name": "new", "role": "reader", "password": PASSWORD}));
    let token = post("/api/v1/tokens", "/api/v1/tokens", json!({"user": "new"}));
    reads(&serving, &checked, &ids, [&field(&kept, "id"), &claim, &document]);
    post("/api/v1/publications/withdraw", "/api/v1/publications/withdraw", published);
    post("/api/v1/reread", "/api/v1/reread", json!({"all": false}));
    post("/api/v1/documents/{id}/forget", &format!("/api/v1/documents/{document}/forget"), json!({"reason": "law"}));
    let gone = serving.send("DELETE", &format!("/api/v1/tokens/{}", field(&token, "id")), ADMIN, &[], b"");
    checked.check("DELETE", "/api/v1/tokens/{id}", &gone);
    let gone = serving.send("DELETE", "/api/v1/users/new", ADMIN, &[], b"");
    checked.check("DELETE", "/api/v1/users/{name}", &gone);
    assert!(serving.bench.ok(&["audit", "verify"]).starts_with("sound"));
}

#[test]
fn a_list_is_read_piece_by_piece() {
    let serving = served();
    let mut seen = Vec::new();
    let mut path = "/api/v1/incidents?limit=1".to_owned();
    loop {
        let piece = ask(&serving, &path, ANALYST).json();
        assert_eq!((piece["items"].as_array().unwrap().len(), &piece["total"]), (1, &json!(2)));
        seen.push(field(&piece["items"][0], "id"));
        let Some(next) = piece["next"].as_str() else { break };
        path = format!("/api/v1/incidents?limit=1&cursor={next}");
    }
    seen.dedup();
    assert_eq!(seen.len(), 2);
    let cursor = ask(&serving, "/api/v1/incidents?limit=1", ANALYST).json();
    let other = format!("/api/v1/incidents?limit=1&q=x&cursor={}", field(&cursor, "next"));
    assert_eq!(ask(&serving, &other, ANALYST).status, 400, "a cursor of another list");
}

#[test]
fn every_refusal_is_a_problem() {
    let serving = served();
    let json = ("Content-Type", "application/json");
    let large = format!("{{\"reason\": \"{}\"}}", "x".repeat(2 << 20));
    let claim = "/api/v1/claims/018f0000-0000-7000-8000-000000000000/retraction";
    for (method, path, headers, body, status) in [
        ("GET", "/api/v1/nothing", vec![], "", 404),
        ("GET", "/api/v1/incidents/x", vec![], "", 404),
        ("GET", "/api/v1/incidents/%ff", vec![], "", 404),
        ("GET", "/api/v1/incidents?nonsense=1", vec![], "", 400),
        ("GET", "/api/v1/incidents?limit=0", vec![], "", 400),
        ("GET", "/api/v1/claims", vec![], "", 400),
        ("DELETE", "/api/v1/incidents", vec![], "", 405),
        ("POST", "/api/v1/claims", vec![], "{}", 415),
        ("POST", "/api/v1/claims", vec![json], "nonsense", 400),
        ("POST", "/api/v1/claims", vec![json], "{}", 422),
        ("POST", claim, vec![json], large.as_str(), 413),
        ("POST", claim, vec![json], "{\"reason\": \"r\"}", 404),
    ] {
        let reply = serving.send(method, path, ANALYST, &headers, body.as_bytes());
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{method} {path}");
        assert_eq!(reply.json()["status"], status);
    }
    let stranger = ask(&serving, "/api/v1/incidents", As::Nobody);
    assert_eq!((stranger.status, stranger.header("content-type")), (401, Some("application/problem+json")));
    let wrong = serving.send("PATCH", "/api/v1/claims", ADMIN, &[json], b"{}");
    assert_eq!((wrong.status, wrong.header("content-type")), (405, Some("application/problem+json")));
}
