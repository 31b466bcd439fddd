//! Bodies that are too large, too deep, wrong: refused in the standard's form, within bounds, and the server goes on.

use super::serving::*;
use crate::program::*;
use serde_json::{Value, json};

const WHO: As<'static> = As::User("administrator");

fn serving() -> Serving {
    Bench::with_users().serve_with(&[("SEXTANT_LIMITS_TAXII_MB", "8")])
}

fn post(serving: &Serving, body: &[u8]) -> Reply {
    serving.send("POST", &objects("inbox"), WHO, &[("Accept", TAXII), ("Content-Type", TAXII)], body)
}

#[test]
fn a_body_over_the_bound_is_refused_and_read_to_its_end() {
    let serving = serving();
    let most = serving.get(ROOT, WHO).json()["max_content_length"].as_u64().unwrap() as usize;
    assert_eq!(most, 8 << 20);
    for over in [1, 1 << 20, 20 << 20] {
        let body = vec![b' '; most + over];
        let reply = post(&serving, &body);
        assert_eq!((reply.status, reply.json()["http_status"].clone()), (413, json!("413")), "{over}");
    }
    // The same where the length is not told beforehand.
    let mut chunked = Vec::new();
    for _ in 0..9 {
        chunked.extend_from_slice(b"100000\r\n");
        chunked.extend(std::iter::repeat_n(b' ', 1 << 20));
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    let token = serving.bench.ok(&["token", "add", "--user", "administrator"]);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Type: {TAXII}\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        objects("inbox"),
        token.trim()
    );
    assert_eq!(serving.raw(&head, &chunked).status, 413);
    let body = envelope(&[tool(1, 1)]).to_string();
    let padded = format!("{body}{}", " ".repeat(most - body.len()));
    assert_eq!(post(&serving, padded.as_bytes()).status, 202, "at the bound");
}

#[test]
fn one_bad_object_among_many_is_named_and_the_others_are_kept() {
    let serving = serving();
    let mut objects: Vec<Value> = (0..10_000).map(|n| tool(n, 1)).collect();
    objects[4_321]["modified"] = json!("the day before yesterday");
    let told = post(&serving, envelope(&objects).to_string().as_bytes()).json();
    assert_eq!((&told["success_count"], &told["failure_count"]), (&json!(9_999), &json!(1)));
    assert_eq!(told["failures"][0]["id"], id("tool", 4_321));
    assert!(field(&told["failures"][0], "message").contains("modified"));
}

#[test]
fn what_is_hostile_fails_alone() {
    let serving = serving();
    let good = tool(1, 1).to_string();
    let wrong = [
        format!("{}1{}", r#"{"a":"#.repeat(1_000), "}".repeat(1_000)),
        "[".repeat(500) + &"]".repeat(500),
        r#"{"type":"tool","type":"tool","id":"tool--0c7e22ad-b099-4dc3-b0df-2ea3f49ae2e6"}"#.to_owned(),
        r#"{"type":"tool","id":"tool--\ud800"}"#.to_owned(),
        r#"{"type":"tool","id":"tool--0c7e22ad-b099-4dc3-b0df-2ea3f49ae2e6","n":1e999}"#.to_owned(),
        format!(r#"{{"type":"tool","id":"tool--{}"}}"#, "x".repeat(100_000)),
        r#"{"type":"bundle","id":"bundle--0c7e22ad-b099-4dc3-b0df-2ea3f49ae2e6","objects":[]}"#.to_owned(),
        "null".to_owned(),
        "\"text\"".to_owned(),
    ];
    for text in &wrong {
        let reply = post(&serving, format!("{{\"objects\":[{text},{good}]}}").as_bytes());
        assert_eq!(reply.status, 202, "{}: {}", &text[..text.len().min(60)], reply.text());
        let told = reply.json();
        assert_eq!((&told["success_count"], &told["failure_count"]), (&json!(1), &json!(1)));
    }
    let long = format!(
        r#"{{"objects":[{{"type":"x-long","id":"x-long--0c7e22ad-b099-4dc3-b0df-2ea3f49ae2e6","text":"{}"}}]}}"#,
        "y".repeat(7 << 20)
    );
    assert_eq!(post(&serving, long.as_bytes()).json()["success_count"], 1);
    let many = format!("{{\"objects\":[{}1]}}", "1,".repeat(60_000));
    assert_eq!(post(&serving, many.as_bytes()).status, 413);
    for body in [&b"\xff\xfe"[..], &[b'['; 100_000][..], b"{\"objects\":[\"\xff\"]}"] {
        assert!([400, 422].contains(&post(&serving, body).status));
    }
    assert_eq!(serving.get(&objects("inbox"), WHO).status, 200, "and it goes on");
}

#[test]
fn odd_addresses_are_refused_in_form() {
    let serving = serving();
    for path in [
        "/taxii2/api/collections/%00/objects/",
        "/taxii2/api/collections/..%2f..%2fetc/objects/",
        "/taxii2/api/collections/inbox/objects/%ff%fe/",
        "/taxii2/api/collections/inbox/objects/a'%20OR%201=1--/",
        "/taxii2/api/status/%0d%0aX:1/",
        "/taxii2//api/",
    ] {
        let reply = serving.get(path, WHO);
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.status);
        assert!(reply.header("x").is_none());
    }
    let long = format!("{}?match[id]={}", objects("inbox"), "a,".repeat(3_000) + "a");
    assert_eq!(serving.get(&long, WHO).status, 400);
}
