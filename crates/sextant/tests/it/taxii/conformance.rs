//! What the standard demands of a server, row by row: messages, media types, rights, refusals.

use super::serving::*;
use crate::program::*;
use serde_json::{Value, json};

const ADMIN: As<'static> = As::User("administrator");
const READER: As<'static> = As::User("reader");

/// A store with an account of each role and collections of each kind of rights.
fn serving() -> Serving {
    let bench = Bench::with_users();
    for (alias, read, write) in [
        ("shared", "everybody", "everybody"),
        ("read-only", "everybody", "nobody"),
        ("write-only", "nobody", "everybody"),
        ("closed", "nobody", "nobody"),
        ("theirs", "administrator", "administrator"),
    ] {
        bench.ok(&["collection", "add", alias, "--read", read, "--write", write, "--tlp", "clear"]);
    }
    bench.serve()
}

fn refused(reply: &Reply, status: u16) {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some(TAXII));
    let told = reply.json();
    assert!(told["title"].is_string() && field(&told, "http_status") == status.to_string(), "{told}");
}

#[test]
fn whoever_comes_must_say_who_they_are() {
    let serving = serving();
    for path in ["/taxii2/", ROOT, &collection("inbox"), &objects("inbox"), "/taxii2/nowhere/"] {
        let reply = serving.get(path, As::Nobody);
        refused(&reply, 401);
        assert!(reply.header("www-authenticate").is_some_and(|way| way.starts_with("Basic")), "{path}");
    }
    refused(&serving.get("/taxii2/", As::User("nobody")), 401);
    refused(&serving.get("/taxii2/", As::Bearer("sxt_0_0")), 401);
    let odd = serving.send("GET", "/taxii2/", As::Nobody, &[("Authorization", "Digest x")], b"");
    refused(&odd, 401);
    let token = serving.bench.ok(&["token", "add", "--user", "reader"]);
    assert_eq!(serving.get("/taxii2/", As::Bearer(token.trim())).status, 200);
    assert_eq!(serving.get("/taxii2/", READER).status, 200);
}

#[test]
fn a_token_or_password_is_worth_nothing_once_another_process_takes_it_back() {
    let serving = serving();
    let token = serving.bench.ok(&["token", "add", "--user", "analyst"]);
    assert_eq!(serving.get("/taxii2/", As::Bearer(token.trim())).status, 200);
    let id = token.split('_').nth(1).unwrap();
    serving.bench.ok(&["token", "revoke", id]);
    refused(&serving.get("/taxii2/", As::Bearer(token.trim())), 401);
    assert_eq!(serving.get("/taxii2/", As::User("analyst")).status, 200);
    serving.bench.ok(&["user", "remove", "analyst"]);
    refused(&serving.get("/taxii2/", As::User("analyst")), 401);
}

#[test]
fn discovery_and_root_are_whole() {
    let serving = serving();
    let found = serving.get("/taxii2/", READER);
    assert_eq!((found.status, found.header("content-type")), (200, Some(TAXII)));
    let found = found.json();
    let default = field(&found, "default");
    assert!(found["title"].is_string() && found["api_roots"].as_array().unwrap().contains(&default.clone().into()));
    assert_eq!(default, format!("http://{}{ROOT}", serving.address), "addresses are absolute");
    let root = serving.get(ROOT, READER).json();
    assert_eq!(root["versions"], json!([TAXII]));
    let most = root["max_content_length"].as_u64().unwrap();
    assert!(root["title"].is_string() && (8 << 20..=64 << 20).contains(&most));
    assert_eq!(serving.get("/taxii2", READER).status, 200, "without the slash at its end as well");
    refused(&serving.get("/taxii2/other/", READER), 404);
    refused(&serving.get("/taxii2/other/collections/", READER), 404);
}

#[test]
fn the_address_told_is_the_public_one() {
    let serving = Bench::with_users().serve_with(&[("SEXTANT_BASE_URL", "https://cert.example/")]);
    assert_eq!(serving.get("/taxii2/", READER).json()["default"], "https://cert.example/taxii2/api/");
}

#[test]
fn media_types_are_held_to() {
    let serving = serving();
    let accept = |accepted: &str| serving.send("GET", ROOT, READER, &[("Accept", accepted)], b"");
    for accepted in [TAXII, "application/taxii+json", "*/*", "text/html, application/taxii+json; version=2.1;q=0.2"] {
        let reply = accept(accepted);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(TAXII)), "{accepted}");
    }
    for accepted in ["application/json", "application/taxii+json;version=2.0", "text/html", "application/stix+json"] {
        refused(&accept(accepted), 406);
    }
    for path in ["/taxii2/", &objects("shared"), &format!("{}manifest/", collection("shared"))] {
        refused(&serving.send("GET", path, READER, &[("Accept", "application/xml")], b""), 406);
    }
    assert_eq!(serving.send("GET", ROOT, READER, &[], b"").status, 200, "no header: anything will do");
    let body = envelope(&[tool(1, 1)]).to_string();
    let post = |kind: &str| {
        let headers = [("Accept", TAXII), ("Content-Type", kind)];
        serving.send("POST", &objects("shared"), READER, &headers, body.as_bytes())
    };
    for kind in ["application/json", "application/stix+json;version=2.1", "application/taxii+json;version=2.0", "x"] {
        refused(&post(kind), 415);
    }
    refused(&serving.send("POST", &objects("shared"), READER, &[("Accept", TAXII)], body.as_bytes()), 415);
    assert_eq!(post("application/taxii+json; version=2.1").status, 202);
}

#[test]
fn methods_that_are_not_answered_are_refused_in_form() {
    let serving = serving();
    for (method, path) in [
        ("POST", "/taxii2/".to_owned()),
        ("DELETE", collection("shared")),
        ("PUT", objects("shared")),
        ("DELETE", objects("shared")),
        ("POST", format!("{}manifest/", collection("shared"))),
        ("POST", format!("{}{}/", objects("shared"), id("tool", 1))),
    ] {
        let reply = serving.send(method, &path, ADMIN, &[("Accept", TAXII)], b"");
        refused(&reply, 405);
        assert!(reply.header("allow").is_some_and(|allowed| allowed.contains("GET")), "{method} {path}");
    }
    let head = serving.send("HEAD", &objects("shared"), READER, &[("Accept", TAXII)], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn collections_say_what_whoever_asks_may_do() {
    let serving = serving();
    let listed = |who| serving.get(&format!("{ROOT}collections/"), who).json();
    let (reader, admin) = (listed(READER), listed(ADMIN));
    let aliases = |listed: &Value| -> Vec<String> {
        listed["collections"].as_array().unwrap().iter().map(|c| field(c, "alias")).collect()
    };
    let shared = ["shared", "read-only", "write-only", "closed"];
    assert_eq!(aliases(&reader), [["tlp-clear", "tlp-green"].as_slice(), &shared].concat());
    let levels = ["inbox", "tlp-clear", "tlp-green", "tlp-amber", "tlp-amber-strict", "tlp-red"];
    assert_eq!(aliases(&admin), [levels.as_slice(), &shared, &["theirs"]].concat());
    assert_eq!(listed(ADMIN), admin, "in the same order each time");
    for one in admin["collections"].as_array().unwrap() {
        let id = field(one, "id");
        assert!(id.len() == 36 && one["title"].is_string() && one["media_types"].is_array());
        assert_eq!(&serving.get(&collection(&id), ADMIN).json(), one);
        assert_eq!(&serving.get(&collection(&field(one, "alias")), ADMIN).json(), one, "by its alias too");
    }
    for (alias, rights) in
        [("shared", [true, true]), ("read-only", [true, false]), ("write-only", [false, true]), ("closed", [false; 2])]
    {
        let one = serving.get(&collection(alias), READER).json();
        assert_eq!([&one["can_read"], &one["can_write"]], rights.map(Value::from).each_ref(), "{alias}");
    }
    for alias in ["theirs", "inbox", "tlp-amber", "none", "12345678-1234-1234-1234-123456789012"] {
        refused(&serving.get(&collection(alias), READER), 404);
    }
}

#[test]
fn rights_are_held_to() {
    let serving = serving();
    let one = format!("{}/", id("tool", 1));
    let versions = format!("{one}versions/");
    for path in [objects("write-only"), format!("{}manifest/", collection("write-only"))] {
        refused(&serving.get(&path, READER), 403);
    }
    assert_eq!(serving.post("write-only", READER, &envelope(&[tool(1, 1)])).status, 202);
    for rest in [&one, &versions] {
        refused(&serving.get(&format!("{}{rest}", objects("write-only")), READER), 403);
    }
    refused(&serving.delete(&format!("{}{one}", objects("write-only")), READER), 403);
    refused(&serving.post("read-only", READER, &envelope(&[tool(1, 1)])), 403);
    refused(&serving.delete(&format!("{}{one}", objects("read-only")), READER), 403);
    refused(&serving.post("tlp-clear", ADMIN, &envelope(&[tool(1, 1)])), 403);
    for alias in ["closed", "theirs", "none"] {
        refused(&serving.get(&objects(alias), READER), 404);
        refused(&serving.post(alias, READER, &envelope(&[tool(1, 1)])), 404);
        refused(&serving.delete(&format!("{}{one}", objects(alias)), READER), 404);
    }
}

#[test]
fn what_is_sent_is_told_and_kept_as_it_came() {
    let serving = serving();
    let odd = r#"{ "type":"x-odd" , "id":"x-odd--0c7e22ad-b099-4dc3-b0df-2ea3f49ae2e6","x":1.50, "ü":"\u00fc", "n":12345678901234567890}"#;
    let body = format!(r#"{{"objects":[{odd},{},{{"type":"tool"}},7,{{"type":"tool","id":"tool--1"}}]}}"#, tool(1, 1));
    let headers = [("Accept", TAXII), ("Content-Type", TAXII)];
    let reply = serving.send("POST", &objects("shared"), READER, &headers, body.as_bytes());
    assert_eq!((reply.status, reply.header("content-type")), (202, Some(TAXII)));
    let told = reply.json();
    assert_eq!(told["status"], "complete");
    for (name, count) in [("total", 5), ("success", 2), ("failure", 3), ("pending", 0)] {
        assert_eq!(told[format!("{name}_count")], count);
    }
    assert!(field(&told, "request_timestamp").ends_with('Z'));
    assert_eq!(told["successes"][1], json!({"id": id("tool", 1), "version": "2024-01-01T10:00:00.000Z"}));
    for failure in told["failures"].as_array().unwrap() {
        assert!(failure["id"].is_string() && failure["version"].is_string() && failure["message"].is_string());
    }
    let status = format!("{ROOT}status/{}/", field(&told, "id"));
    assert_eq!(serving.get(&status, READER).json(), told);
    assert_eq!(serving.get(&status, ADMIN).json(), told);
    refused(&serving.get(&status, As::User("analyst")), 404);
    refused(&serving.get(&format!("{ROOT}status/22101993/"), READER), 404);
    let back = serving.get(&objects("shared"), READER);
    assert!(back.text().contains(odd), "byte for byte: {}", back.text());
    assert_eq!(back.header("x-taxii-date-added-first").map(str::len), Some(27));
    let again = serving.post("shared", READER, &envelope(&[tool(1, 1), tool(1, 1)])).json();
    assert_eq!((&again["success_count"], &again["failure_count"]), (&json!(2), &json!(0)));
    assert_eq!(serving.get(&objects("shared"), READER).ids().len(), 2, "nothing twice");
}

#[test]
fn what_is_no_envelope_is_refused() {
    let serving = serving();
    let headers = [("Accept", TAXII), ("Content-Type", TAXII)];
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("nonsense", 400),
        ("[]", 422),
        ("{}", 422),
        (r#"{"objects": {}}"#, 422),
        (r#"{"objects": [], "objects": []}"#, 422),
    ] {
        refused(&serving.send("POST", &objects("shared"), READER, &headers, body.as_bytes()), status);
    }
    assert_eq!(serving.post("shared", READER, &envelope(&[])).json()["total_count"], 0);
    let nothing = serving.get(&objects("shared"), READER);
    assert_eq!((nothing.status, nothing.json()), (200, json!({})));
    assert_eq!(nothing.header("x-taxii-date-added-first"), None);
    assert_eq!(serving.get(&format!("{}manifest/", collection("shared")), READER).json(), json!({}));
}

#[test]
fn what_is_deleted_is_gone_and_can_come_again() {
    let serving = serving();
    let path = |n| format!("{}{}/", objects("shared"), id("tool", n));
    serving.post("shared", READER, &envelope(&[tool(1, 1), tool(1, 2), tool(1, 3), tool(2, 1)]));
    let versions = || serving.get(&format!("{}versions/", path(1)), READER).json()["versions"].clone();
    let at = |day| format!("2024-01-{day:02}T10:00:00.000Z");
    assert_eq!(versions(), json!([at(1), at(2), at(3)]));
    assert_eq!(serving.delete(&format!("{}?match[version]={}", path(1), at(2)), READER).status, 200);
    assert_eq!(versions(), json!([at(1), at(3)]));
    assert_eq!(serving.delete(&format!("{}?match[version]=last", path(1)), READER).status, 200);
    assert_eq!(serving.get(&path(1), READER).json()["objects"][0]["modified"], at(1));
    refused(&serving.delete(&format!("{}?match[spec_version]=2.0", path(1)), READER), 404);
    assert_eq!(serving.delete(&path(1), READER).status, 200);
    for path in [path(1), format!("{}versions/", path(1))] {
        refused(&serving.get(&path, READER), 404);
    }
    refused(&serving.delete(&path(1), READER), 404);
    assert_eq!(serving.get(&objects("shared"), READER).ids(), [id("tool", 2)]);
    serving.post("shared", READER, &envelope(&[tool(1, 1)]));
    assert_eq!(serving.get(&path(1), READER).status, 200);
    assert!(serving.bench.ok(&["audit", "verify"]).starts_with("sound"), "hidden by an entry, not erased");
}

#[test]
fn a_collection_is_one_line_of_configuration() {
    let bench = Bench::with_users();
    let line = r#"{ feed = { title = "A feed", read = "reader", write = "analyst" } }"#;
    let serving = bench.serve_with(&[("SEXTANT_COLLECTIONS", line)]);
    assert_eq!(serving.get(&collection("feed"), READER).json()["title"], "A feed");
    assert_eq!(serving.post("feed", As::User("analyst"), &envelope(&[tool(1, 1)])).status, 202);
    refused(&serving.get(&collection("feed"), As::User("publisher")), 404);
}

#[test]
fn what_comes_in_becomes_claims_of_its_makers() {
    let serving = serving();
    let at = "2024-01-01T00:00:00.000Z";
    let common = |kind: &str, n: usize, rest: Value| {
        let mut object = json!({"type": kind, "spec_version": "2.1", "id": id(kind, n), "created": at, "modified": at});
        object.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        object
    };
    let maker = common("identity", 1, json!({"name": "Harbour CERT", "identity_class": "organization"}));
    let note = json!({"content": "The lantern loader was seen in two ports.", "object_refs": [id("identity", 1)],
        "created_by_ref": id("identity", 1)});
    let sent = serving.post("inbox", ADMIN, &envelope(&[maker, common("note", 2, note)]));
    assert_eq!(sent.json()["success_count"], 2, "{}", sent.text());
    let start = std::time::Instant::now();
    while serving.bench.run(&["search", "lantern"]).status.code() != Some(0) {
        assert!(start.elapsed().as_secs() < 30, "nothing was learnt");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}
