//! Nothing leaves for an audience that its label forbids, whatever address it is asked for under.

use super::serving::*;
use crate::corpus;
use crate::program::*;
use serde_json::{Value, json};
use sextant_server::{ROUTES, Requires};

/// Labels with their markings: of version 2.0, and of version 1 where there is one.
const LABELS: [(&str, &[&str]); 5] = [
    (
        "clear",
        &[
            "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
        ],
    ),
    (
        "green",
        &[
            "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
        ],
    ),
    (
        "amber",
        &[
            "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
        ],
    ),
    ("amber+strict", &["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"]),
    (
        "red",
        &[
            "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
            "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
        ],
    ),
];

/// A word that only stands where this label holds, in something of this kind.
fn marker(kind: &str, level: usize) -> String {
    format!("zq{kind}{}", ["alpha", "bravo", "carol", "delta", "eagle"][level])
}

/// Levels that each role may see.
const ROLES: [(&str, usize); 4] = [("reader", 1), ("analyst", 3), ("publisher", 3), ("administrator", 4)];

fn marked(n: usize, level: usize, markings: Value) -> Value {
    let mut object = tool(n, 1);
    object["name"] = marker("tool", level).into();
    object.as_object_mut().unwrap().extend(markings.as_object().unwrap().clone());
    object
}

/// Objects of every label: by marking of either version, by a part's marking, by one that is not known, by none, and
/// versions that get stricter.
fn objects_of_all_labels() -> Vec<Value> {
    let mut objects = Vec::new();
    for (level, (_, markings)) in LABELS.iter().enumerate() {
        for (at, marking) in markings.iter().enumerate() {
            objects.push(marked(10 * level + at, level, json!({"object_marking_refs": [marking]})));
        }
        let part = json!({"object_marking_refs": [LABELS[0].1[0]],
            "granular_markings": [{"marking_ref": markings[0], "selectors": ["name"]}]});
        objects.push(marked(10 * level + 2, level, part));
    }
    let unknown = json!({"object_marking_refs": ["marking-definition--0c7e22ad-b099-4dc3-b0df-2ea3f49ae2e6"]});
    objects.push(marked(90, 4, unknown));
    objects.push(marked(91, 2, json!({})));
    for (level, day) in [(0, 1), (2, 2), (4, 3)] {
        let mut version = marked(92, level, json!({"object_marking_refs": [LABELS[level].1[0]]}));
        version["modified"] = format!("2024-02-0{day}T00:00:00.000Z").into();
        objects.push(version);
    }
    objects
}

/// A store with a report, and objects, under every label; all incidents published for every label that may be.
fn serving() -> Serving {
    let bench = Bench::with_users();
    bench.ok(&["collection", "add", "shared", "--read", "everybody", "--write", "administrator"]);
    for (level, (label, _)) in LABELS.iter().enumerate() {
        let word = marker("report", level);
        let text = format!(
            "{}\n\nThe gang {word} claimed responsibility for the attack on the company.",
            corpus::report(level)
        );
        let file = bench.file(&format!("{level}.txt"), text);
        bench.ok(&["ingest", &file, "--tlp", label]);
        bench.ok(&["source", "set", &marker("source", level), "--reliability", "B2"]);
    }
    for line in bench.json(&["incidents"]) {
        for (label, _) in LABELS {
            bench.run(&["publish", &field(&line, "id"), "--tlp", label]);
        }
    }
    let serving = bench.serve();
    let sent = serving.post("shared", As::User("administrator"), &envelope(&objects_of_all_labels()));
    assert_eq!(sent.json()["failure_count"], 0, "{}", sent.text());
    serving
}

/// Every address of every route, with all ids that there are, whoever may see them.
fn addresses(serving: &Serving) -> Vec<(String, Requires)> {
    let bench = &serving.bench;
    let incidents: Vec<String> = bench.json(&["incidents"]).iter().map(|i| field(i, "id")).collect();
    let mut documents = Vec::new();
    for id in &incidents {
        let record = &bench.json(&["incident", id])[0];
        documents.extend(record["documents"].as_array().unwrap().iter().map(|d| field(d, "id")));
    }
    let collections: Vec<String> = bench.json(&["collection", "list"]).iter().map(|c| field(c, "alias")).collect();
    let mut objects: Vec<String> = objects_of_all_labels().iter().map(|o| field(o, "id")).collect();
    for collection in &collections {
        let all = serving
            .get(&format!("{}?match[version]=all", super::serving::objects(collection)), As::User("administrator"));
        // Some of each collection: an object that is published is published with all others of its edition.
        objects.extend(all.ids().into_iter().step_by(9).take(8));
    }
    objects.sort();
    objects.dedup();
    let mut found = Vec::new();
    // A stream of events has no end to wait for: what it says to whom is looked at in `api::events`.
    for route in ROUTES.iter().filter(|route| route.path != "/api/v1/events") {
        let ids = match route.path {
            path if path.starts_with("/incidents/") => incidents.clone(),
            path if path.starts_with("/documents/") => documents.clone(),
            path if path.starts_with("/feeds/misp/") => feed(serving),
            path if path.starts_with("/actors/") => (0..5).map(|level| marker("report", level)).collect(),
            _ => objects.clone(),
        };
        let mut paths = vec![route.path.to_owned()];
        if route.path.contains("{collection}") {
            paths = collections.iter().map(|name| route.path.replace("{collection}", name)).collect();
        }
        for hole in ["{id}", "{object}", "{name}", "{*rest}"] {
            if route.path.contains(hole) {
                paths = paths.iter().flat_map(|path| ids.iter().map(|id| path.replace(hole, id))).collect();
            }
        }
        found.extend(paths.into_iter().map(|path| (path, route.requires)));
    }
    found
}

/// The files of the feed that holds everything.
fn feed(serving: &Serving) -> Vec<String> {
    let manifest = serving.get("/feeds/misp/manifest.json", As::User("administrator")).json();
    let events = manifest.as_object().unwrap().keys().map(|uuid| format!("{uuid}.json"));
    events.chain(["manifest.json".to_owned(), "hashes.csv".to_owned()]).collect()
}

/// What one may ask besides.
fn queries(path: &str, requires: Requires) -> Vec<String> {
    let words: &[&str] = match (requires, path) {
        (Requires::Taxii, path) if path.ends_with("objects/") || path.ends_with("manifest/") => {
            &["", "?match[version]=all", "?match[version]=first", "?limit=1", "?match[type]=tool&match[version]=all"]
        }
        (Requires::Taxii, path) if path.contains("/objects/") => &["", "?match[version]=all", "?match[version]=first"],
        (_, "/") => &["", "?q=zq", "?sort=victim", "?as_of=2030-01-01", "?clock=recorded&as_of=2030-01-01"],
        (_, "/actors") => &["", "?q=zq"],
        (_, "/search") => &["?q=claimed", "?q=responsibility", "?q=zqreporteagle", "?q=zqreportcarol"],
        (_, path) if path.starts_with("/incidents/") => &["", "?as_of=2030-01-01", ".json", ".csv", ".html", ".stix"],
        _ => &[""],
    };
    words.iter().map(|word| format!("{path}{word}")).collect()
}

#[test]
fn no_role_meets_a_word_above_its_clearance_at_any_address() {
    let serving = serving();
    let addresses = addresses(&serving);
    let mut seen = vec![vec![0; 5]; ROLES.len()];
    for (place, (role, cleared)) in ROLES.iter().enumerate() {
        for (path, requires) in &addresses {
            for asked in queries(path, *requires) {
                let reply = serving.send("GET", &asked, As::User(role), &[], b"");
                assert!(reply.status < 500, "{asked}: {}", reply.text());
                // The page of a search repeats what was searched for.
                let shown = reply.text().replace(asked.split("q=").nth(1).unwrap_or("\u{0}"), "");
                for (level, count) in seen[place].iter_mut().enumerate() {
                    for kind in ["tool", "report", "source"] {
                        let there = shown.contains(&marker(kind, level));
                        assert!(!there || level <= *cleared, "{role} is shown {} at {asked}", marker(kind, level));
                        *count += usize::from(there);
                    }
                }
            }
        }
        assert!(seen[place][..=*cleared].iter().all(|count| *count > 0), "{role} is shown what it may see: {seen:?}");
    }
}

#[test]
fn strangers_meet_nothing_at_any_address() {
    let serving = serving();
    for (path, requires) in addresses(&serving) {
        let reply = serving.send("GET", &path, As::Nobody, &[], b"");
        match requires {
            Requires::Nothing => assert!([200, 303, 404, 405].contains(&reply.status), "{path}"),
            Requires::Page => assert!([303, 401, 405].contains(&reply.status), "{path}: {}", reply.status),
            Requires::Api => assert!([401, 405].contains(&reply.status), "{path}: {}", reply.status),
            Requires::Taxii | Requires::Feed => assert_eq!(reply.status, 401, "{path}"),
        }
        assert!(!reply.text().contains("zq"), "{path}");
    }
}

/// What a reader counts is what there would be if nothing above its clearance existed.
#[test]
fn counts_and_pages_are_of_what_may_be_seen() {
    let serving = serving();
    let path = objects("shared");
    for (role, cleared) in ROLES {
        let mine: Vec<Value> = objects_of_all_labels();
        let all = serving.get(&format!("{path}?match[version]=all"), As::User(role)).ids();
        let mut next = String::new();
        let mut paged = Vec::new();
        loop {
            let page = serving.get(&format!("{path}?match[version]=all&limit=3{next}"), As::User(role));
            let ids = page.ids();
            let listed = page.json();
            assert!(ids.len() == 3 || listed["more"] != true, "a page is full of what may be seen");
            paged.extend(ids);
            match listed["next"].as_str() {
                Some(token) => next = format!("&next={token}"),
                None => break,
            }
        }
        assert_eq!(paged, all);
        let expected = mine.iter().filter(|object| {
            let name = field(object, "name");
            (0..=cleared).any(|level| name == marker("tool", level))
        });
        assert_eq!(all.len(), expected.count(), "{role}");
        let newest = serving.get(&format!("{path}{}/", id("tool", 92)), As::User(role)).json();
        let level = [0, 0, 2, 2, 4][cleared];
        assert_eq!(newest["objects"][0]["name"], marker("tool", level), "the last version that {role} may see");
        let hidden = serving.get(&format!("{path}{}/", id("tool", 90)), As::User(role));
        let missing = serving.get(&format!("{path}{}/", id("tool", 999)), As::User(role));
        if cleared < 4 {
            let told = |reply: &Reply| reply.text().replace(&id("tool", 90), "ID").replace(&id("tool", 999), "ID");
            assert_eq!((hidden.status, told(&hidden)), (404, told(&missing)), "as if it were not there");
        }
    }
}

#[test]
fn publishing_again_adds_new_versions_only_and_withdrawing_takes_out() {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    bench.ok(&["ingest", &bench.file("b.txt", corpus::report(1)), "--tlp", "red"]);
    let lines = bench.json(&["incidents"]);
    let of = |label: &str| field(lines.iter().find(|line| line["tlp"] == label).unwrap(), "id");
    let (open, secret) = (of("clear"), of("red"));
    let told = |words: &[&str]| bench.json(words)[0].clone();
    let first = told(&["publish", &open, "--tlp", "green"]);
    assert!(first["new"].as_u64().unwrap() > 3, "{first}");
    assert_eq!(told(&["publish", &open, "--tlp", "green"])["new"], 0);
    assert_eq!(bench.run(&["publish", &secret, "--tlp", "amber"]).status.code(), Some(1), "not for this audience");
    assert_eq!(bench.json(&["publish", "--list"]), [json!({"incident": open, "tlp": "green"})]);
    let serving = bench.serve();
    let count = |who| serving.get(&objects("tlp-green"), As::User(who)).ids().len();
    let before = count("reader");
    assert!(before > 3);
    let document = field(&serving.bench.json(&["incident", &open])[0]["documents"][0], "id");
    serving.bench.ok(&["publish", &open, "--tlp", "green", "--withdraw"]);
    assert_eq!(count("reader"), 0);
    serving.bench.ok(&["publish", &open, "--tlp", "green"]);
    assert_eq!(count("reader"), before);
    // What is forgotten is forgotten here too: no copy of its words stays in any file.
    serving.bench.ok(&["forget", &document, "--reason", "law"]);
    let left = serving.get(&objects("tlp-green"), As::User("reader")).text();
    assert!(!left.contains("\"note\"") && !left.contains("\"incident\""), "{left}");
    assert!(serving.bench.ok(&["audit", "verify"]).starts_with("sound"));
}
