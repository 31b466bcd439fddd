//! Words that stand only where a label holds, at every address of the table. What somebody is answered is, byte for byte,
//! what they would be answered if nothing above their clearance existed: so no count, status, tag or order tells of it. The
//! stores compared are copies of one file, of which one got more. New routes are asked as soon as they stand in the table.

use super::answers::{ADMIN, ask, send};
use crate::corpus;
use crate::program::*;
use crate::taxii::serving::*;
use serde_json::{Value, json};
use sextant_server::ROUTES;
use std::collections::{BTreeMap, BTreeSet};

pub const LABELS: [&str; 5] = ["clear", "green", "amber", "amber+strict", "red"];
const MARKINGS: [&str; 5] = [
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
];
/// Links that are followed besides the table, of one reader.
const LINKS: usize = 150;

/// A word that stands only where this label holds.
pub fn marker(level: usize) -> String {
    format!("zqcanary{}", ["alpha", "bravo", "carol", "delta", "eagle"][level])
}

/// The store, with more in it under these labels: a report on an incident of its own, one on an incident that everybody
/// knows, a source, a claim, a note, a judgement, an object, publications, an advisory.
pub fn with_more(bench: Bench, levels: std::ops::Range<usize>) -> Bench {
    for level in levels.clone() {
        let (word, label) = (marker(level), LABELS[level]);
        for (name, of) in [("own", level), ("shared", 0)] {
            let text = format!(
                "{}\n\nThe gang {word} claimed responsibility for the attack, {word} said.",
                corpus::report(of)
            );
            bench.ok(&["ingest", &bench.file(&format!("{word}-{name}.txt"), text), "--tlp", label]);
        }
        bench.ok(&["source", "set", &word, "--reliability", "B2"]);
    }
    let incidents: Vec<(String, String)> =
        bench.json(&["incidents"]).iter().map(|line| (field(line, "id"), field(line, "tlp"))).collect();
    let open: Vec<&String> =
        incidents.iter().filter(|(_, tlp)| tlp == "clear" || levels.start == 0).map(|(id, _)| id).collect();
    let serving = bench.serve();
    for level in levels.clone() {
        let (word, label, open) = (marker(level), LABELS[level], open.first().copied().unwrap_or(&incidents[0].0));
        let post = |path: &str, body: Value| {
            let reply = send(&serving, "POST", path, ADMIN, &body);
            assert!(reply.status < 300, "{path}: {}", reply.text());
        };
        post(&format!("/api/v1/incidents/{open}/notes"), json!({"text": format!("{word} is noted"), "tlp": label}));
        post(
            "/api/v1/claims",
            json!({"incidents": [open], "source": word, "speaker": {"kind": "actor", "name": word},
            "stance": "claims", "proposition": {"kind": "other", "object": word}, "quote": format!("{word} speaks"),
            "tlp": label, "reason": format!("{word} called")}),
        );
        let object = json!({"type": "tool", "spec_version": "2.1", "id": id("tool", 700 + level), "name": word,
            "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z",
            "object_marking_refs": [MARKINGS[level]]});
        assert_eq!(serving.post("shared", ADMIN, &envelope(&[object])).status, 202);
        advise(&serving, open, level);
    }
    // What came over TAXII is learnt when it is quiet; a copy made before would learn it at another moment.
    let learnt =
        |level: usize| ask(&serving, &format!("/api/v1/objects/{}", id("tool", 700 + level)), ADMIN).status == 200;
    while !levels.clone().all(learnt) {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let bench = serving.kill();
    for (id, _) in &incidents {
        for level in levels.clone() {
            bench.run(&["publish", id, "--tlp", LABELS[level]]);
        }
    }
    bench
}

/// An advisory for a label, published.
fn advise(serving: &Serving, incident: &str, level: usize) {
    let draft = json!({"incident": incident, "tlp": LABELS[level]});
    let drafted = send(serving, "POST", "/api/v1/advisories", ADMIN, &draft);
    let place = format!("/api/v1/advisories/{}", field(&drafted.json(), "id"));
    let written = json!({"title": marker(level), "summary": format!("{} is told", marker(level))});
    assert_eq!(send(serving, "PUT", &place, ADMIN, &written).status, 200);
    let out = send(serving, "POST", &format!("{place}/publication"), ADMIN, &json!({}));
    assert_eq!(out.status, 200, "{}", out.text());
}

pub fn copy(bench: &Bench) -> Bench {
    let copy = Bench::new();
    bench.ok(&["backup", copy.store().to_str().unwrap()]);
    copy
}

/// All names that the addresses of the table can be filled with, by what they stand for.
fn names(bench: &Bench) -> BTreeMap<&'static str, Vec<String>> {
    let mut all: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for line in bench.json(&["incidents"]) {
        let id = field(&line, "id");
        let record = &bench.json(&["incident", &id, "--claims"])[0];
        all.entry("documents")
            .or_default()
            .extend(record["documents"].as_array().unwrap().iter().map(|d| field(d, "id")));
        all.entry("claims")
            .or_default()
            .extend(record["claims"].as_array().unwrap().iter().step_by(4).map(|c| field(c, "id")));
        all.entry("incidents").or_default().push(id);
    }
    all.insert("advisories", bench.json(&["advisory", "list"]).iter().map(|a| field(a, "id")).collect());
    all.insert("objects", (0..5).map(|level| id("tool", 700 + level)).collect());
    all.insert("names", (0..5).map(marker).collect());
    all.insert("collections", bench.json(&["collection", "list"]).iter().map(|c| field(c, "alias")).collect());
    all
}

fn kind(route: &str) -> &'static str {
    let kinds = ["documents", "claims", "incidents", "objects", "advisories"];
    kinds.into_iter().find(|kind| route.contains(kind)).unwrap_or("names")
}

fn addresses(names: &BTreeMap<&'static str, Vec<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for route in ROUTES.iter().filter(|route| !route.path.ends_with("/events") && route.path != "/metrics") {
        let mut paths = vec![route.path.to_owned()];
        for (hole, of) in [
            ("{collection}", "collections"),
            ("{object}", "objects"),
            ("{id}", kind(route.path)),
            ("{name}", "names"),
            ("{*rest}", "names"),
        ] {
            if route.path.contains(hole) {
                paths = paths.iter().flat_map(|path| names[of].iter().map(|name| path.replace(hole, name))).collect();
            }
        }
        found.extend(paths);
    }
    let incidents = &names["incidents"];
    for (path, fields) in [
        ("/search", vec!["q=claimed", "q=zqcanaryeagle", "q=zqcanarycarol", "q=is:claim%20stance:claims"]),
        ("/api/v1/search", vec!["q=claimed", "q=zqcanaryeagle", "q=zqcanarydelta", "q=is:document%20tlp:red"]),
        ("/search/suggest", vec!["q=zq", "q=actor:zq", "q=source:zq"]),
        ("/", vec!["q=zq", "sort=victim", "as_of=2030-01-01", "clock=recorded&as_of=2030-01-01"]),
        ("/api/v1/incidents", vec!["q=zq", "limit=1", "sort=documents", "time=recorded&as_of=2030-01-01"]),
        ("/api/v1/objects", vec!["type=tool", "limit=1"]),
    ] {
        found.extend(fields.iter().map(|field| format!("{path}?{field}")));
    }
    for id in incidents {
        found.insert(format!("/api/v1/claims?incident={id}"));
        found.insert(format!("/api/v1/incidents/{id}?claims=true"));
        found.insert(format!("/incidents/{id}.json"));
        for format in ["json", "csv", "html", "stix", "misp"] {
            found.insert(format!("/api/v1/incidents/{id}/export?format={format}"));
        }
        for other in incidents.iter().filter(|other| *other > id).take(2) {
            found.insert(format!("/assess?incidents={id},{other}"));
            found.insert(format!("/api/v1/assess?incidents={id},{other}"));
        }
    }
    found
}

/// An answer without what two servers of the same store differ in: the word that forms carry, and tags over it.
fn answer(reply: &Reply, serving: &Serving) -> (u16, Option<String>, String) {
    let address = serving.address.to_string();
    let text = reply.text().replace(&address, "HOST");
    let mut plain = String::new();
    let mut rest = text.as_str();
    let mut words = text.contains("HOST");
    while let Some(at) = rest.find("name=\"word\" value=\"") {
        let (before, after) = rest.split_at(at + "name=\"word\" value=\"".len());
        plain.push_str(before);
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
        words = true;
    }
    plain.push_str(rest);
    (reply.status, reply.header("etag").filter(|_| !words).map(str::to_owned), plain)
}

fn links(text: &str) -> impl Iterator<Item = String> + '_ {
    let targets = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = targets.filter(|target| target.starts_with('/') && !target.starts_with("//"));
    own.map(|target| target.split('#').next().unwrap_or(target).replace("&amp;", "&"))
}

/// Walks both stores as one reader, and compares.
fn walk(role: &str, cleared: usize, all: &Serving, without: &Serving, addresses: &BTreeSet<String>) {
    let mut waiting: Vec<String> = addresses.iter().cloned().collect();
    let mut known: BTreeSet<String> = addresses.clone();
    let (mut seen, mut faults) = (BTreeSet::new(), Vec::new());
    while let Some(path) = waiting.pop() {
        let ask = |serving: &Serving| answer(&serving.send("GET", &path, As::User(role), &[], b""), serving);
        let (there, not) = (ask(all), ask(without));
        // What was asked for may be said again.
        let shown = path.split(['/', '=', '?']).fold(there.2.clone(), |text, part| match part.contains("zqcanary") {
            true => text.replace(part, "ASKED"),
            false => text,
        });
        for level in 0..5 {
            if shown.contains(&marker(level)) {
                seen.insert(level);
                if level > cleared {
                    faults.push(format!("{role} is shown {} at {path}", marker(level)));
                }
            }
        }
        if there != not {
            let at = there.2.bytes().zip(not.2.bytes()).take_while(|(a, b)| a == b).count();
            let near = |text: &str| {
                text.chars()
                    .skip(text.get(..at).map_or(0, |t| t.chars().count()).saturating_sub(60))
                    .take(160)
                    .collect::<String>()
            };
            faults.push(format!("{role} at {path}: {} {} {:?} / {:?}", there.0, not.0, near(&there.2), near(&not.2)));
        }
        for link in links(&there.2) {
            if known.len() < addresses.len() + LINKS && !link.starts_with("/logout") && known.insert(link.clone()) {
                waiting.push(link);
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(12)].join("\n"));
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        (0..=cleared).collect::<Vec<_>>(),
        "{role} is shown what it may see"
    );
}

#[test]
fn nothing_above_a_clearance_shows_in_a_byte_a_count_or_a_status() {
    let bench = Bench::with_users();
    bench.ok(&["collection", "add", "shared", "--read", "everybody", "--write", "administrator"]);
    let green = with_more(bench, 0..2);
    let strict = with_more(copy(&green), 2..4);
    let red = with_more(copy(&strict), 4..5);
    let addresses = addresses(&names(&red));
    let (green, strict, red) = (green.serve(), strict.serve(), red.serve());
    walk("reader", 1, &red, &green, &addresses);
    walk("analyst", 3, &red, &strict, &addresses);
    walk("publisher", 3, &red, &strict, &addresses);
    walk("administrator", 4, &red, &red, &addresses);
}

#[test]
fn strangers_are_answered_the_same_whatever_there_is() {
    let serving = super::answers::served();
    let id = field(&serving.bench.json(&["incidents"])[0], "id");
    let reads = |route: &&sextant_server::Route| route.told.iter().any(|operation| operation.method == "GET");
    for route in ROUTES.iter().filter(reads) {
        let ask = |name: &str| {
            let path = route.path.replace("{id}", name).replace("{name}", name);
            let reply = serving.send("GET", &path, As::Nobody, &[], b"");
            (reply.status, reply.body)
        };
        assert_eq!(ask(&id), ask("018f0000-0000-7000-8000-000000000000"), "{}", route.path);
        assert_eq!(ask(&id).0, 401, "{}", route.path);
    }
}
