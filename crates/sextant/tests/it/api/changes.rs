//! Changes: once under a key, never over another's, never more than somebody has.

use super::answers::*;
use crate::program::*;
use crate::taxii::serving::*;
use serde_json::{Value, json};

fn keyed(serving: &Serving, key: &str, who: As<'_>, path: &str, body: &Value) -> Reply {
    let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key)];
    serving.send("POST", path, who, &headers, body.to_string().as_bytes())
}

fn first(serving: &Serving) -> String {
    field(&ask(serving, "/api/v1/incidents", ADMIN).json()["items"][0], "id")
}

#[test]
fn a_change_under_a_key_is_done_once_and_a_restart_does_not_forget() {
    let serving = served();
    let path = format!("/api/v1/incidents/{}/notes", first(&serving));
    let note = json!({"text": "only once", "tlp": "green"});
    let one = keyed(&serving, "k1", ANALYST, &path, &note);
    let again = keyed(&serving, "k1", ANALYST, &path, &note);
    assert_eq!((one.status, again.status), (201, 201), "{}", again.text());
    assert_eq!((one.body, again.header("idempotency-replayed")), (again.body.clone(), Some("true")));
    assert_eq!(keyed(&serving, "k1", ANALYST, &path, &json!({"text": "another", "tlp": "green"})).status, 422);
    let refused = keyed(&serving, "k2", ANALYST, &path, &json!({"text": "", "tlp": "green"}));
    assert_eq!(refused.status, 422, "what was not done is free to be tried again");
    assert_eq!(keyed(&serving, "k2", ANALYST, &path, &note).status, 201);
    assert_eq!(keyed(&serving, "k1", ADMIN, &path, &note).status, 201, "keys are of one account");
    let serving = serving.kill().serve();
    let again = keyed(&serving, "k1", ANALYST, &path, &note);
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(ask(&serving, &path, ADMIN).json()["total"], 3);
}

#[test]
fn the_word_of_a_token_is_told_once() {
    let serving = served();
    let new = json!({"user": "reader"});
    let made = keyed(&serving, "t", ADMIN, "/api/v1/tokens", &new);
    let word = field(&made.json(), "token");
    assert_eq!(ask(&serving, "/api/v1/me", As::Bearer(&word)).json()["name"], "reader");
    let again = keyed(&serving, "t", ADMIN, "/api/v1/tokens", &new);
    assert_eq!(again.status, 409);
    assert!(!again.text().contains(&word) && !ask(&serving, "/api/v1/tokens", ADMIN).text().contains(&word));
    let store = std::fs::read(serving.bench.store()).unwrap();
    assert!(!store.windows(word.len()).any(|part| part == word.as_bytes()));
}

#[test]
fn what_another_changed_meanwhile_is_not_overwritten() {
    let serving = served();
    let path = "/api/v1/sources/Example%20Gazette";
    let tag = ask(&serving, path, ADMIN).header("etag").unwrap().to_owned();
    let set = |tag: &str, digit: u8| {
        let body = json!({"reliability": [{"kind": null, "letter": "A", "digit": digit}]}).to_string();
        let headers = [("Content-Type", "application/json"), ("If-Match", tag)];
        serving.send("PUT", path, ADMIN, &headers, body.as_bytes()).status
    };
    assert_eq!((set(&tag, 1), set(&tag, 3)), (200, 412));
    assert_eq!(ask(&serving, path, ADMIN).json()["reliability"][0]["digit"], 1);
    let tag = ask(&serving, path, ADMIN).header("etag").unwrap().to_owned();
    let known = serving.send("GET", path, ADMIN, &[("If-None-Match", &tag)], b"");
    assert_eq!((known.status, known.body.len()), (304, 0));
}

#[test]
fn nobody_gives_more_than_they_have() {
    let serving = served();
    let user = |extra: Value| {
        let mut body = json!({"name": "mallory", "role": "analyst", "password": PASSWORD});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    for who in ["reader", "analyst", "publisher"] {
        assert_eq!(send(&serving, "POST", "/api/v1/users", As::User(who), &user(json!({}))).status, 403, "{who}");
        assert_eq!(
            send(&serving, "POST", "/api/v1/tokens", As::User(who), &json!({"user": "administrator"})).status,
            403
        );
        for path in ["/api/v1/users", "/api/v1/audit", "/api/v1/audit/verification", "/metrics"] {
            assert_eq!(ask(&serving, path, As::User(who)).status, 403, "{who} {path}");
        }
    }
    assert_eq!(
        send(&serving, "POST", "/api/v1/users", ADMIN, &user(json!({"statement": 1}))).status,
        422,
        "no other field"
    );
    // An administrator who is cleared for less.
    let made =
        send(&serving, "POST", "/api/v1/users", ADMIN, &user(json!({"role": "administrator", "clearance": "green"})));
    assert_eq!(made.status, 201, "{}", made.text());
    let mallory = As::User("mallory");
    for (method, path, body, status) in [
        (
            "POST",
            "/api/v1/users",
            json!({"name": "m2", "role": "reader", "clearance": "red", "password": PASSWORD}),
            422,
        ),
        ("POST", "/api/v1/tokens", json!({"user": "administrator"}), 403),
        ("PUT", "/api/v1/users/administrator/password", json!({"password": "mine from now on"}), 403),
        ("DELETE", "/api/v1/users/administrator", json!({}), 403),
        ("GET", "/api/v1/audit", json!({}), 403),
    ] {
        assert_eq!(send(&serving, method, path, mallory, &body).status, status, "{method} {path}");
    }
    assert!(!ask(&serving, "/metrics", mallory).text().contains("sextant_documents"));
    assert!(ask(&serving, "/metrics", ADMIN).text().contains("sextant_documents 2"));
}
