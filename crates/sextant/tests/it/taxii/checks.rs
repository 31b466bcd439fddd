//! Whether the server is what TAXII 2.1 says: one check a line, each with its clause, asked over a socket as any client
//! would ask. `cargo test -p sextant --test it taxii::checks -- --nocapture` prints the report.

use super::serving::*;
use crate::program::*;
use serde_json::{Value, json};
use std::fmt::Debug;

const WHO: As<'static> = As::User("reader");
const ADMIN: As<'static> = As::User("administrator");
const AN_ADDRESS: &str = "ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd";

type Verdict = Result<(), String>;

/// A clause of the standard, what it demands, and how that is seen.
type Check = (&'static str, &'static str, fn(&Serving) -> Verdict);

/// What every server is asked.
const CHECKS: &[Check] = &[
    ("1.6.8", "an answer names TAXII and its version", |s| typed(&s.get("/taxii2/", WHO))),
    ("1.6.8", "without a version the newest is answered", |s| typed(&accepting(s, "application/taxii+json"))),
    ("1.6.8", "`*/*` is answered", |s| typed(&accepting(s, "*/*"))),
    ("1.6.8", "of several types the one of TAXII is found", |s| {
        typed(&accepting(s, "text/html;q=0.9, application/taxii+json;version=2.1;q=0.3"))
    }),
    ("1.6.8", "no `Accept` is no fault", |s| typed(&s.send("GET", ROOT, WHO, &[], b""))),
    ("1.6.8", "JSON in general is not acceptable: 406", |s| refused(&accepting(s, "application/json"), 406)),
    ("1.6.8", "another version is not acceptable: 406", |s| {
        refused(&accepting(s, "application/taxii+json;version=2.0"), 406)
    }),
    ("1.6.8", "a body of another type is not taken: 415", |s| refused(&sent_as(s, "application/json"), 415)),
    ("1.6.8", "a body of another version is not taken: 415", |s| {
        refused(&sent_as(s, "application/taxii+json;version=2.0"), 415)
    }),
    ("1.6.8", "blanks in a type are no fault", |s| is(&sent_as(s, "application/taxii+json; version=2.1"), 202)),
    ("1.6.9", "a stranger is refused: 401", |s| refused(&s.get("/taxii2/", As::Nobody), 401)),
    ("1.6.9", "a refusal says how to come: `WWW-Authenticate`", |s| {
        let way = s.get(ROOT, As::Nobody).header("www-authenticate").map(str::to_owned);
        so(way.as_ref().is_some_and(|way| way.contains("Basic")), way)
    }),
    ("1.6.9", "a wrong password is refused: 401", |s| refused(&s.get("/taxii2/", As::User("nobody")), 401)),
    ("1.6.9", "Basic is taken", |s| is(&s.get("/taxii2/", WHO), 200)),
    ("3.2", "dates of the first and last object stand in headers", |s| {
        let reply = s.get(&objects("full"), WHO);
        dated(&reply).and_then(|()| so(added(&reply, "first") <= added(&reply, "last"), reply.headers))
    }),
    ("3.2", "manifest, object and versions have these headers too", |s| {
        let one = format!("{}{}/", objects("full"), id("tool", 1));
        [format!("{}manifest/", collection("full")), one.clone(), format!("{one}versions/")]
            .iter()
            .try_for_each(|path| dated(&s.get(path, WHO)))
    }),
    ("3.2", "where nothing is found there are no dates", |s| {
        let reply = s.get(&objects("empty"), WHO);
        so(reply.header("x-taxii-date-added-first").is_none(), reply.headers)
    }),
    ("3.3", "objects stand in the order in which they were added", |s| {
        let expected: Vec<String> = (0..25).map(|n| id("tool", n)).chain([AN_ADDRESS.to_owned()]).collect();
        let ids = s.get(&objects("full"), WHO).ids();
        so(ids == expected, ids)
    }),
    ("3.3", "dates go up in a manifest", |s| {
        let dates = listed(s, "full/manifest/", "date_added");
        so(dates.windows(2).all(|two| two[0] <= two[1]), dates)
    }),
    ("3.4", "`added_after` is strict", |s| {
        let last = added(&s.get(&objects("full"), WHO), "last");
        let reply = s.get(&format!("{}?added_after={last}", objects("full")), WHO);
        so(reply.json() == json!({}), reply.text())
    }),
    ("3.4", "`added_after` tells microseconds apart", |s| {
        let dates = listed(s, "full/manifest/", "date_added");
        let reply = s.get(&format!("{}?added_after={}", objects("full"), dates[9]), WHO);
        so(reply.ids().len() == 16, reply.ids())
    }),
    ("3.4", "an `added_after` that is no time: 400", |s| asked_badly(s, "added_after=yesterday")),
    ("3.4", "`limit` holds", |s| found(s, "limit=3", 3)),
    ("3.4", "a `limit` of nothing: 400", |s| asked_badly(s, "limit=0")),
    ("3.4", "a negative `limit`: 400", |s| asked_badly(s, "limit=-1")),
    ("3.4", "a `limit` in words: 400", |s| asked_badly(s, "limit=many")),
    ("3.4", "a `limit` above the server's is no fault", |s| found(s, "limit=100000000", 26)),
    ("3.4", "a parameter twice: 400", |s| asked_badly(s, "match[type]=tool&match[type]=malware")),
    ("3.4.1", "`match[id]`", |s| found(s, &format!("match[id]={}", id("tool", 4)), 1)),
    ("3.4.1", "values with a comma are alternatives", |s| {
        found(s, &format!("match[id]={},{}", id("tool", 4), id("tool", 5)), 2)
    }),
    ("3.4.1", "several fields hold together", |s| {
        found(s, &format!("match[id]={}&match[type]=malware", id("tool", 4)), 0)
    }),
    ("3.4.1", "`match[type]`", |s| found(s, "match[type]=ipv4-addr", 1)),
    ("3.4.1", "`match[version]` is the last where it is not said", |s| versions(s, "", &["03"])),
    ("3.4.1", "`match[version]=first`", |s| versions(s, "?match[version]=first", &["01"])),
    ("3.4.1", "`match[version]=all`", |s| versions(s, "?match[version]=all", &["01", "02", "03"])),
    ("3.4.1", "`match[version]` of a time", |s| versions(s, "?match[version]=2024-01-02T10:00:00.000Z", &["02"])),
    ("3.4.1", "a `match[version]` that is none: 400", |s| asked_badly(s, "match[version]=newest")),
    ("3.4.1", "`match[spec_version]`", |s| found(s, "match[spec_version]=2.0", 0)),
    ("3.5", "more to come is said, with where to go on", |s| {
        let page = s.get(&format!("{}?limit=10", objects("full")), WHO).json();
        so(page["more"] == true && page["next"].is_string(), page)
    }),
    ("3.5", "pages bring each object once", |s| {
        let ids = pages(s, 4);
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        so(ids.len() == 26 && unique.len() == 26, ids)
    }),
    ("3.5", "a `next` that was not given out: 400", |s| asked_badly(s, "next=abc")),
    ("3.6.1", "an error has a title and its status as a string", |s| refused(&s.get("/taxii2/nowhere/", WHO), 404)),
    ("3.6", "a method that is not there: 405", |s| {
        refused(&s.send("PUT", &objects("full"), WHO, &[("Accept", TAXII)], b""), 405)
    }),
    ("3.7", "an envelope where nothing is found is empty", |s| {
        let reply = s.get(&objects("empty"), WHO);
        so(reply.status == 200 && reply.json() == json!({}), reply.text())
    }),
    ("4.1", "discovery has a title", |s| so(s.get("/taxii2/", WHO).json()["title"].is_string(), "no title")),
    ("4.1", "the default root is one of the roots", |s| {
        let told = s.get("/taxii2/", WHO).json();
        so(told["api_roots"].as_array().is_some_and(|all| all.contains(&told["default"])), told)
    }),
    ("4.2", "a root says its versions and the longest body", |s| {
        let root = s.get(ROOT, WHO).json();
        so(root["versions"] == json!([TAXII]) && root["max_content_length"].is_u64(), root)
    }),
    ("4.2", "a body that is longer: 413", |s| {
        let most = s.get(ROOT, WHO).json()["max_content_length"].as_u64().unwrap_or_default();
        let body = vec![b' '; usize::try_from(most).unwrap_or_default() + 1];
        let headers = [("Accept", TAXII), ("Content-Type", TAXII)];
        refused(&s.send("POST", &objects("full"), WHO, &headers, &body), 413)
    }),
    ("4.3", "what came of a delivery can be asked again", |s| {
        let told = s.post("scratch", WHO, &envelope(&[tool(90, 1)])).json();
        let again = s.get(&format!("{ROOT}status/{}/", field(&told, "id")), WHO).json();
        so(again == told, (again, told))
    }),
    ("4.3", "an unknown delivery: 404", |s| refused(&s.get(&format!("{ROOT}status/22101993/"), WHO), 404)),
    ("5.1", "collections say their id, title and rights", |s| {
        let all = s.get(&format!("{ROOT}collections/"), WHO).json()["collections"].clone();
        let whole = |c: &Value| {
            uuid(&field(c, "id")) && c["title"].is_string() && c["can_read"].is_boolean() && c["can_write"].is_boolean()
        };
        so(all.as_array().is_some_and(|all| all.iter().all(whole)), all)
    }),
    ("5.2", "a collection answers by its id and by its alias", |s| {
        let one = s.get(&collection("full"), WHO).json();
        let other = s.get(&collection(&field(&one, "id")), WHO).json();
        so(one == other && one["alias"] == "full", (one, other))
    }),
    ("5.2", "an unknown collection: 404", |s| refused(&s.get(&collection("nowhere"), WHO), 404)),
    ("5.3", "a manifest has id, date, version and type of each", |s| {
        let all = s.get(&format!("{}manifest/", collection("full")), WHO).json()["objects"].clone();
        let whole = |o: &Value| ["id", "date_added", "version", "media_type"].iter().all(|name| o[*name].is_string());
        so(all.as_array().is_some_and(|all| all.len() == 26 && all.iter().all(whole)), all)
    }),
    ("5.5", "one bad object fails alone, and each is counted", |s| {
        let told = s.post("scratch", WHO, &envelope(&[tool(91, 1), json!({"type": "tool"})]));
        let counts = told.json();
        let fits = counts["success_count"] == 1 && counts["failure_count"] == 1 && counts["total_count"] == 2;
        is(&told, 202).and_then(|()| so(fits && counts["failures"][0]["message"].is_string(), counts))
    }),
    ("5.5", "the same version again is a success and no second object", |s| {
        let told = s.post("scratch", WHO, &envelope(&[tool(92, 1), tool(92, 1)])).json();
        let ids = s.get(&format!("{}?match[id]={}&match[version]=all", objects("scratch"), id("tool", 92)), WHO).ids();
        so(told["success_count"] == 2 && ids.len() == 1, (told, ids))
    }),
    ("5.5", "a body that is no envelope: 422", |s| refused(&s.post("scratch", WHO, &json!([])), 422)),
    ("5.7", "what was deleted is gone, and gone once", |s| {
        s.post("scratch", WHO, &envelope(&[tool(93, 1)]));
        let path = format!("{}{}/", objects("scratch"), id("tool", 93));
        is(&s.delete(&path, WHO), 200)?;
        refused(&s.get(&path, WHO), 404)?;
        refused(&s.delete(&path, WHO), 404)
    }),
    ("5.8", "versions of an object, the first first", |s| {
        let told = s.get(&format!("{}{}/versions/", objects("versions"), id("tool", 1)), WHO).json();
        let days: Vec<&str> =
            told["versions"].as_array().into_iter().flatten().filter_map(|v| v.as_str()?.get(8..10)).collect();
        so(days == ["01", "02", "03"], told)
    }),
];

/// What is asked where a collection is only read, or only written.
const RIGHTS: &[Check] = &[
    ("5.5", "a collection that is only read takes nothing: 403 or 404", |s| {
        hidden(&s.post("read-only", WHO, &envelope(&[tool(1, 1)])))
    }),
    ("5.4", "a collection that is only written tells nothing: 403 or 404", |s| {
        is(&s.post("write-only", WHO, &envelope(&[tool(1, 1)])), 202)?;
        hidden(&s.get(&objects("write-only"), WHO))?;
        hidden(&s.get(&format!("{}manifest/", collection("write-only")), WHO))
    }),
    ("5.7", "deleting needs both rights: 403 or 404", |s| {
        let path = |name: &str| format!("{}{}/", objects(name), id("tool", 1));
        hidden(&s.delete(&path("read-only"), WHO))?;
        hidden(&s.delete(&path("write-only"), WHO))
    }),
];

fn so(holds: bool, seen: impl Debug) -> Verdict {
    if holds { Ok(()) } else { Err(format!("{seen:?}")) }
}

fn is(reply: &Reply, status: u16) -> Verdict {
    so(reply.status == status, (reply.status, reply.text()))
}

fn typed(reply: &Reply) -> Verdict {
    so(reply.status == 200 && reply.header("content-type") == Some(TAXII), (reply.status, &reply.headers))
}

fn refused(reply: &Reply, status: u16) -> Verdict {
    is(reply, status)?;
    let told = reply.json();
    let formed = told["title"].is_string() && field(&told, "http_status") == status.to_string();
    so(formed && reply.header("content-type") == Some(TAXII), (&reply.headers, told))
}

fn hidden(reply: &Reply) -> Verdict {
    refused(reply, if reply.status == 404 { 404 } else { 403 })
}

fn accepting(s: &Serving, accepted: &str) -> Reply {
    s.send("GET", ROOT, WHO, &[("Accept", accepted)], b"")
}

fn sent_as(s: &Serving, kind: &str) -> Reply {
    let body = envelope(&[tool(80, 1)]).to_string();
    s.send("POST", &objects("scratch"), WHO, &[("Accept", TAXII), ("Content-Type", kind)], body.as_bytes())
}

fn added(reply: &Reply, which: &str) -> String {
    reply.header(&format!("x-taxii-date-added-{which}")).unwrap_or_default().to_owned()
}

/// Six digits of a second, and `Z`.
fn dated(reply: &Reply) -> Verdict {
    let whole = |date: String| date.len() == 27 && date.ends_with('Z') && date.as_bytes()[19] == b'.';
    so(whole(added(reply, "first")) && whole(added(reply, "last")), &reply.headers)
}

fn listed(s: &Serving, path: &str, name: &str) -> Vec<String> {
    let told = s.get(&format!("{ROOT}collections/{path}"), WHO).json();
    told["objects"].as_array().into_iter().flatten().map(|entry| field(entry, name)).collect()
}

fn asked_badly(s: &Serving, query: &str) -> Verdict {
    refused(&s.get(&format!("{}?{query}", objects("full")), WHO), 400)
}

fn found(s: &Serving, query: &str, many: usize) -> Verdict {
    let reply = s.get(&format!("{}?{query}", objects("full")), WHO);
    is(&reply, 200).and_then(|()| so(reply.ids().len() == many, reply.ids()))
}

fn versions(s: &Serving, query: &str, days: &[&str]) -> Verdict {
    let told = s.get(&format!("{}{query}", objects("versions")), WHO).json();
    let all = told["objects"].as_array().into_iter().flatten();
    let seen: Vec<&str> = all.filter_map(|object| object["modified"].as_str()?.get(8..10)).collect();
    so(seen == days, seen)
}

/// The ids of all pages.
fn pages(s: &Serving, limit: usize) -> Vec<String> {
    let (mut ids, mut next) = (Vec::new(), String::new());
    for _ in 0..100 {
        let page = s.get(&format!("{}?limit={limit}{next}", objects("full")), WHO);
        ids.extend(page.ids());
        match page.json()["next"].as_str() {
            Some(token) => next = format!("&next={token}"),
            None => break,
        }
    }
    ids
}

fn uuid(text: &str) -> bool {
    text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// A server with a collection of each kind: full, empty, of several versions, to be written to, and with half the rights.
fn serving() -> Serving {
    let bench = Bench::with_users();
    for (alias, read, write) in [
        ("full", "everybody", "everybody"),
        ("empty", "everybody", "everybody"),
        ("versions", "everybody", "everybody"),
        ("scratch", "everybody", "everybody"),
        ("read-only", "everybody", "nobody"),
        ("write-only", "nobody", "everybody"),
    ] {
        bench.ok(&["collection", "add", alias, "--read", read, "--write", write, "--tlp", "clear"]);
    }
    let serving = bench.serve();
    let address = json!({"type": "ipv4-addr", "spec_version": "2.1", "value": "198.51.100.3", "id": AN_ADDRESS});
    let tools: Vec<Value> = (0..25).map(|n| tool(n, 1)).chain([address]).collect();
    for (name, sent) in [("full", tools), ("versions", vec![tool(1, 1), tool(1, 2), tool(1, 3)])] {
        assert_eq!(serving.post(name, ADMIN, &envelope(&sent)).json()["failure_count"], 0);
    }
    serving
}

#[test]
fn the_server_holds_to_the_standard_check_by_check() {
    let serving = serving();
    assert_eq!((CHECKS.len(), RIGHTS.len()), (59, 3));
    let mut faults = Vec::new();
    for (number, (clause, demands, holds)) in CHECKS.iter().chain(RIGHTS).enumerate() {
        let verdict = holds(&serving);
        let word = if verdict.is_ok() { "holds" } else { "FAILS" };
        println!("{:>2}  {clause:<6} {word}  {demands}", number + 1);
        faults.extend(
            verdict.err().map(|seen| format!("{clause} {demands}: {}", seen.chars().take(400).collect::<String>())),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
