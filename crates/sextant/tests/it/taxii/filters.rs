//! Filters and pages.

use super::serving::*;
use crate::program::*;
use serde_json::{Value, json};

const WHO: As<'static> = As::User("reader");

fn serving() -> Serving {
    let bench = Bench::with_users();
    bench.ok(&["collection", "add", "c", "--write", "everybody", "--tlp", "clear"]);
    bench.serve()
}

fn other(kind: &str, n: usize, spec: &str) -> Value {
    json!({"type": kind, "spec_version": spec, "id": id(kind, n), "created": "2023-01-01T00:00:00.000Z",
        "modified": "2023-01-01T00:00:00.000Z", "name": "x"})
}

fn asked(serving: &Serving, query: &str) -> Vec<(String, String)> {
    let reply = serving.get(&format!("{}?{query}", objects("c")), WHO);
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    let listed = reply.json();
    let pair = |object: &Value| (field(object, "id"), object["modified"].as_str().unwrap_or_default()[..10].to_owned());
    listed["objects"].as_array().into_iter().flatten().map(pair).collect()
}

#[test]
fn filters_select_what_they_say() {
    let serving = serving();
    serving.post("c", WHO, &envelope(&[tool(1, 2), tool(2, 1)]));
    let old_tool = json!({"type": "tool", "id": id("tool", 3), "spec_version": "2.0", "name": "x",
        "created": "2022-01-01T00:00:00.000Z", "modified": "2025-01-01T00:00:00.000Z"});
    serving.post("c", WHO, &envelope(&[tool(1, 1), tool(1, 3), other("malware", 4, "2.1"), old_tool, tool(3, 1)]));
    let ids = |query: &str| -> Vec<String> { asked(&serving, query).into_iter().map(|(id, _)| id).collect() };
    let days = |query: &str| -> Vec<String> { asked(&serving, query).into_iter().map(|(_, day)| day).collect() };
    let (one, two, three, four) = (id("tool", 1), id("tool", 2), id("tool", 3), id("malware", 4));
    assert_eq!(ids(""), [&two, &one, &four, &three].map(Clone::clone), "the last version of each, by date");
    assert_eq!(ids(&format!("match[id]={one},{four}")), [one.clone(), four.clone()]);
    assert_eq!(ids(&format!("match%5Bid%5D={one}%2C{four}")), [one.clone(), four.clone()]);
    assert_eq!(ids("match[type]=malware"), std::slice::from_ref(&four));
    assert_eq!(ids("match[type]=malware,tool").len(), 4);
    assert_eq!(ids(&format!("match[type]=malware&match[id]={one},{two}")), Vec::<String>::new());
    let of_one = |versions: &str| days(&format!("match[id]={one}&match[version]={versions}"));
    assert_eq!(of_one("all"), ["2024-01-02", "2024-01-01", "2024-01-03"]);
    assert_eq!(of_one("first"), ["2024-01-01"]);
    assert_eq!(of_one("last"), ["2024-01-03"]);
    assert_eq!(of_one("first,last"), ["2024-01-01", "2024-01-03"]);
    assert_eq!(of_one("2024-01-02T10:00:00Z"), ["2024-01-02"], "instants are compared, not digits");
    assert_eq!(of_one("2024-01-02T10:00:00Z,last"), ["2024-01-02", "2024-01-03"]);
    assert_eq!(ids("match[version]=2024-01-01T10:00:00.000Z"), [&two, &one, &three].map(Clone::clone));
    assert_eq!(days("match[spec_version]=2.0"), ["2025-01-01"]);
    assert_eq!(days(&format!("match[id]={three}")), ["2024-01-01"], "the newest of the standard's versions");
    assert_eq!(days(&format!("match[id]={three}&match[spec_version]=2.0,2.1")), ["2025-01-01"]);
    assert_eq!(ids("match[spec_version]=3.0"), Vec::<String>::new());
    let media = serving.get(&format!("{}manifest/?match[spec_version]=2.0", collection("c")), WHO).json();
    assert_eq!(media["objects"][0]["media_type"], "application/stix+json;version=2.0");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let serving = serving();
    for query in [
        "limit=0",
        "limit=-5",
        "limit=many",
        "added_after=yesterday",
        "added_after=2024-13-01T00:00:00Z",
        "match[version]=newest",
        "match[type]=a&match[type]=b",
        "next=abc",
        "next=000661348424101f2ec34d8a22b9a00a4f2d84b12d27dc6c",
    ] {
        for path in [objects("c"), format!("{}manifest/", collection("c"))] {
            let reply = serving.get(&format!("{path}?{query}"), WHO);
            assert_eq!((reply.status, reply.json()["http_status"].clone()), (400, json!("400")), "{query}");
        }
    }
    assert_eq!(serving.get(&format!("{}?limit=100000000", objects("c")), WHO).status, 200, "capped");
}

/// Every page from the first on; `between` is called after each.
fn pages(serving: &Serving, path: &str, query: &str, mut between: impl FnMut(usize)) -> Vec<Value> {
    let (mut all, mut next, mut last) = (Vec::new(), String::new(), String::new());
    for page in 0.. {
        let reply = serving.get(&format!("{path}?{query}{next}"), WHO);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let listed = reply.json();
        let list = if path.ends_with("versions/") { "versions" } else { "objects" };
        let items = listed[list].as_array().cloned().unwrap_or_default();
        let (first, end) = (reply.header("x-taxii-date-added-first"), reply.header("x-taxii-date-added-last"));
        if !items.is_empty() {
            assert!(last.as_str() < first.unwrap() && first <= end, "dates go up from page to page");
            last = end.unwrap().to_owned();
        }
        all.extend(items);
        between(page);
        if listed["more"] != true {
            assert!(listed.get("next").is_none(), "`next` stands only where there is more");
            return all;
        }
        next = format!("&next={}", field(&listed, "next"));
    }
    unreachable!()
}

#[test]
fn pages_neither_skip_nor_repeat_while_others_write() {
    let serving = serving();
    for chunk in (0..60).collect::<Vec<_>>().chunks(20) {
        let tools: Vec<Value> = chunk.iter().map(|n| tool(*n, 1)).collect();
        serving.post("c", WHO, &envelope(&tools));
    }
    let write = |page: usize| {
        if page < 5 {
            serving.post("c", WHO, &envelope(&[tool(1_000 + page, 1), tool(59 - page, 2)]));
        }
    };
    let all = pages(&serving, &objects("c"), "limit=7", write);
    let keys: Vec<(String, String)> = all.iter().map(|o| (field(o, "id"), field(o, "modified"))).collect();
    let mut unique = keys.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), keys.len(), "nothing twice");
    for n in (0..60).chain(1_000..1_005) {
        assert!(keys.iter().any(|(key, _)| *key == id("tool", n)), "tool {n} was skipped");
    }
    let manifest = pages(&serving, &format!("{}manifest/", collection("c")), "limit=9", |_| {});
    let listed: Vec<String> = manifest.iter().map(|entry| field(entry, "id")).collect();
    assert_eq!(listed, serving.get(&objects("c"), WHO).ids());
    assert!(manifest.iter().all(|entry| field(entry, "date_added").len() == 27 && entry["version"].is_string()));
}

#[test]
fn a_place_to_go_on_from_belongs_to_its_question() {
    let serving = serving();
    serving.post("c", WHO, &envelope(&(0..9).map(|n| tool(n, 1)).collect::<Vec<_>>()));
    let first = serving.get(&format!("{}?limit=2&match[type]=tool", objects("c")), WHO).json();
    let next = field(&first, "next");
    let status = |rest: &str| serving.get(&format!("{}?next={next}{rest}", objects("c")), WHO).status;
    assert_eq!((status("&match[type]=tool&limit=5"), status("&match[type]=malware"), status("")), (200, 400, 400));
    let forged = format!("{}0", &next[..next.len() - 1]);
    let forged = if forged == next { format!("{}1", &next[..next.len() - 1]) } else { forged };
    assert_eq!(serving.get(&format!("{}?next={forged}&match[type]=tool", objects("c")), WHO).status, 400);
    let again = serving.get(&format!("{}?limit=2&match[type]=tool&next={next}", objects("c")), WHO).ids();
    assert_eq!(again, [id("tool", 2), id("tool", 3)], "it can be used again");
}

#[test]
fn added_after_is_strict_and_goes_through_all() {
    let serving = serving();
    serving.post("c", WHO, &envelope(&(0..10).map(|n| tool(n, 1)).collect::<Vec<_>>()));
    let (mut after, mut seen) = ("2000-01-01T00:00:00Z".to_owned(), Vec::new());
    loop {
        let page = serving.get(&format!("{}?limit=3&added_after={after}", objects("c")), WHO);
        let ids = page.ids();
        if ids.is_empty() {
            break;
        }
        after = page.header("x-taxii-date-added-last").unwrap().to_owned();
        seen.extend(ids);
    }
    assert_eq!(seen, (0..10).map(|n| id("tool", n)).collect::<Vec<_>>());
}

#[test]
fn versions_and_objects_without_versions() {
    let serving = serving();
    serving.post("c", WHO, &envelope(&(1..=5).map(|day| tool(1, day)).collect::<Vec<_>>()));
    let path = format!("{}{}/versions/", objects("c"), id("tool", 1));
    let all = pages(&serving, &path, "limit=2", |_| {});
    let days: Vec<&str> = all.iter().map(|version| &version.as_str().unwrap()[8..10]).collect();
    assert_eq!(days, ["01", "02", "03", "04", "05"]);
    let address = json!({"type": "ipv4-addr", "spec_version": "2.1", "value": "198.51.100.3",
        "id": "ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd"});
    for _ in 0..2 {
        assert_eq!(serving.post("c", WHO, &envelope(std::slice::from_ref(&address))).json()["success_count"], 1);
    }
    let manifest = serving.get(&format!("{}manifest/?match[type]=ipv4-addr", collection("c")), WHO).json();
    let entries = manifest["objects"].as_array().unwrap();
    assert_eq!(
        (entries.len(), &entries[0]["version"]),
        (1, &entries[0]["date_added"]),
        "its date stands for a version"
    );
    let path = format!("{}{}/versions/", objects("c"), field(&address, "id"));
    assert_eq!(serving.get(&path, WHO).json()["versions"], json!([entries[0]["date_added"]]));
}
