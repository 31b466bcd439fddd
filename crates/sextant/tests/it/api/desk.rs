//! What is done on pages day by day, over the API: advisories from draft to withdrawal, recipients and deliveries, watches,
//! the queue, searches that are kept. Each answer is checked against its schema.

use super::answers::*;
use crate::program::*;
use crate::taxii::serving::*;
use crate::{corpus, doubts};
use serde_json::{Value, json};

/// Asks and checks: `route` is the line of the table that `path` is of.
struct Desk {
    serving: Serving,
    checked: Checked,
}

impl Desk {
    fn over(serving: Serving) -> Self {
        Self { checked: Checked::of(&serving), serving }
    }

    fn done(&self, method: &str, route: &str, id: &str, who: As<'_>, body: &Value) -> Value {
        let path = route.replace("{id}", id).replace("{name}", id);
        let reply = send(&self.serving, method, &path, who, body);
        self.checked.check(method, route, &reply);
        if reply.body.is_empty() { Value::Null } else { reply.json() }
    }

    fn asked(&self, route: &str, query: &str, who: As<'_>) -> Value {
        let reply = ask(&self.serving, &format!("{route}{query}"), who);
        self.checked.check("GET", route, &reply);
        reply.json()
    }

    fn items(&self, route: &str, who: As<'_>) -> Vec<Value> {
        self.asked(route, "", who)["items"].as_array().unwrap().clone()
    }

    fn refused(&self, method: &str, path: &str, who: As<'_>, body: &Value) -> u16 {
        send(&self.serving, method, path, who, body).status
    }
}

const PUBLISHER: As<'static> = As::User("publisher");
const READER: As<'static> = As::User("reader");

#[test]
fn an_advisory_goes_from_draft_to_withdrawal() {
    let desk = Desk::over(served());
    let incident = field(&desk.items("/api/v1/incidents", ANALYST)[0], "id");
    let new = json!({"name": "hook", "way": "webhook", "address": "http://127.0.0.1:9/x", "clearance": "green"});
    assert_eq!(desk.refused("POST", "/api/v1/recipients", ANALYST, &new), 403);
    let stated = desk.done("POST", "/api/v1/recipients", "", PUBLISHER, &new);
    assert!(field(&stated, "secret").starts_with("whsec_"));
    let listed = desk.asked("/api/v1/recipients", "", PUBLISHER).to_string();
    assert!(listed.contains("hook") && !listed.contains("whsec_"), "a secret is told once");
    let step = |name: &str, id: &str, who: As<'_>, body: Value| {
        desk.done("POST", &format!("/api/v1/advisories/{{id}}/{name}"), id, who, &body)
    };
    let draft = json!({"incident": incident, "tlp": "green"});
    assert_eq!(desk.refused("POST", "/api/v1/advisories", READER, &draft), 403);
    let id = field(&desk.done("POST", "/api/v1/advisories", "", ANALYST, &draft), "id");
    let place = format!("/api/v1/advisories/{id}");
    assert!(desk.items("/api/v1/advisories", READER).is_empty() && ask(&desk.serving, &place, READER).status == 404);
    // What another changed meanwhile is not overwritten; what is not known is refused.
    let tag = ask(&desk.serving, &place, ANALYST).header("etag").unwrap().to_owned();
    let put = |title: &str| {
        let headers = [("Content-Type", "application/json"), ("If-Match", tag.as_str())];
        desk.serving.send("PUT", &place, ANALYST, &headers, json!({"title": title}).to_string().as_bytes()).status
    };
    assert_eq!((put("A title"), put("Another")), (200, 412));
    assert_eq!(desk.refused("PUT", &place, ANALYST, &json!({"label": "red"})), 422);
    step("proposal", &id, ANALYST, json!({}));
    assert_eq!(desk.refused("POST", &format!("{place}/approval"), ANALYST, &json!({})), 403);
    assert_eq!(step("approval", &id, PUBLISHER, json!({}))["approved_by"], "publisher");
    // Published once under a key, however often it is asked.
    let publish = || {
        let key = [("Idempotency-Key", "p"), ("Content-Type", "application/json")];
        desk.serving.send("POST", &format!("{place}/publication"), PUBLISHER, &key, b"")
    };
    assert_eq!((publish().json()["revision"].clone(), publish().json()["revision"].clone()), (1.into(), 1.into()));
    assert_eq!(desk.items("/api/v1/advisories", READER).len(), 1);
    let sheet = ask(&desk.serving, &format!("{place}/sheet"), READER);
    desk.checked.check("GET", "/api/v1/advisories/{id}/sheet", &sheet);
    for (audience, status) in [("green", 200), ("clear", 404), ("red", 422)] {
        let path = format!("{place}/sheet?audience={audience}");
        assert_eq!(ask(&desk.serving, &path, ANALYST).status, status, "{audience}");
    }
    step("correction", &id, ANALYST, json!({"note": "The day was wrong"}));
    assert_eq!(ask(&desk.serving, &place, READER).json()["revision"], 1, "what is out stays until it is replaced");
    assert_eq!(step("publication", &id, PUBLISHER, json!({}))["state"], "corrected");
    assert_eq!(step("withdrawal", &id, PUBLISHER, json!({"reason": "Another company"}))["state"], "withdrawn");
    let revisions = ask(&desk.serving, &format!("{place}/revisions?limit=200"), ANALYST);
    desk.checked.check("GET", "/api/v1/advisories/{id}/revisions", &revisions);
    assert_eq!(revisions.json()["total"], 8);
    assert_eq!(ask(&desk.serving, &format!("{place}/revisions"), READER).json()["total"], 3);
}

#[test]
fn a_delivery_that_cannot_arrive_is_settled() {
    let desk = Desk::over(served());
    let incident = field(&desk.items("/api/v1/incidents", ANALYST)[0], "id");
    let new = json!({"name": "hook", "way": "webhook", "address": "http://127.0.0.1:9/x", "clearance": "green"});
    desk.done("POST", "/api/v1/recipients", "", PUBLISHER, &new);
    let draft = json!({"incident": incident, "tlp": "green"});
    let id = field(&desk.done("POST", "/api/v1/advisories", "", ANALYST, &draft), "id");
    desk.done("POST", "/api/v1/advisories/{id}/publication", &id, PUBLISHER, &json!({}));
    let dead = || desk.asked("/api/v1/deliveries", "?state=dead", PUBLISHER)["items"].clone();
    crate::receivers::until("the end of it", || dead().as_array().unwrap().len() == 1);
    assert_eq!(ask(&desk.serving, "/api/v1/deliveries", ANALYST).status, 403);
    assert_eq!(ask(&desk.serving, "/api/v1/deliveries?state=gone", PUBLISHER).status, 400);
    let delivery = field(&dead()[0], "id");
    let settled = json!({"settle": "give-up"});
    let settled = desk.done("POST", "/api/v1/deliveries/{id}/settlement", &delivery, PUBLISHER, &settled);
    assert!(field(&settled, "told").starts_with("publisher: "));
    desk.done("DELETE", "/api/v1/recipients/{name}", "hook", PUBLISHER, &json!({}));
    assert!(desk.items("/api/v1/recipients", PUBLISHER).is_empty());
}

#[test]
fn what_waits_is_answered_and_taken_back() {
    let bench = Bench::with_users();
    doubts::told(&bench);
    let desk = Desk::over(bench.serve());
    assert_eq!(ask(&desk.serving, "/api/v1/work", READER).status, 403);
    let waits = || desk.items("/api/v1/work", ANALYST);
    let before = waits();
    let first = &before[0];
    let answer = json!({"key": first["key"], "incident": first["incident"], "accept": false});
    desk.done("POST", "/api/v1/work", "", ANALYST, &answer);
    assert!(!waits().iter().any(|waiting| waiting["key"] == first["key"]));
    assert_eq!(desk.refused("POST", "/api/v1/work", ANALYST, &answer), 422, "answered meanwhile");
    let done = desk.items("/api/v1/done", ANALYST);
    assert_eq!((field(&done[0], "by"), &done[0]["holds"]), ("analyst".into(), &true.into()));
    desk.done("POST", "/api/v1/undo", "", ANALYST, &json!({"act": done[0]["act"], "reason": "r"}));
    assert_eq!(waits(), before);
    assert!(desk.serving.bench.ok(&["audit", "verify"]).starts_with("sound"));
}

#[test]
fn one_watches_keeps_searches_and_sees_only_one_s_own() {
    let desk = Desk::over(served());
    let incident = field(&desk.items("/api/v1/incidents", READER)[0], "id");
    let watch = json!({"kind": "incident", "name": incident});
    let watch = field(&desk.done("POST", "/api/v1/watches", "", READER, &watch), "id");
    let told = json!({"kind": "word", "name": "x", "recipient": "hook"});
    assert_eq!(desk.refused("POST", "/api/v1/watches", READER, &told), 422, "a publisher says who is told");
    assert_eq!(desk.items("/api/v1/watches", READER).len(), 1);
    assert!(desk.items("/api/v1/watches", ANALYST).is_empty());
    desk.done("POST", "/api/v1/watches/{id}/seen", &watch, READER, &json!({}));
    desk.done("DELETE", "/api/v1/watches/{id}", &watch, READER, &json!({}));
    assert!(desk.items("/api/v1/watches", READER).is_empty());
    desk.done("POST", "/api/v1/incidents/{id}/seen", &incident, READER, &json!({}));
    let search = field(&desk.done("POST", "/api/v1/searches", "", READER, &json!({"query": "data"})), "id");
    assert_eq!(desk.refused("POST", "/api/v1/searches", READER, &json!({"query": "nosuch:field:"})), 422);
    assert!(desk.items("/api/v1/searches", ANALYST).is_empty());
    assert_eq!(field(&desk.items("/api/v1/searches", READER)[0], "id"), search);
    desk.done("DELETE", "/api/v1/searches/{id}", &search, READER, &json!({}));
    let text = json!({"text": corpus::report(3), "tlp": "green"});
    desk.done("POST", "/api/v1/documents", "", ANALYST, &text);
    assert_eq!(desk.items("/api/v1/intake", ANALYST).len(), 1);
    assert!(desk.items("/api/v1/intake", ADMIN).is_empty(), "another's intake is none of one's own");
}

/// A reader who pages while others write meets every incident that was there, once, whatever comes in meanwhile; one that
/// changes keeps its place where the order is by what does not change.
#[test]
fn a_list_that_changes_while_it_is_read_neither_skips_nor_repeats() {
    let serving = served();
    serving.bench.ok(&["ingest", &serving.bench.file("c.txt", corpus::report(2)), "--tlp", "clear"]);
    let all = |sort: &str| -> Vec<String> {
        let listed = ask(&serving, &format!("/api/v1/incidents?sort={sort}"), ANALYST).json();
        listed["items"].as_array().unwrap().iter().map(|item| field(item, "id")).collect()
    };
    for (sort, n) in [("changed", 5), ("first-reported", 6), ("victim", 8), ("documents", 7)] {
        let before = all(sort);
        let (mut seen, mut path) = (Vec::new(), format!("/api/v1/incidents?sort={sort}&limit=1"));
        loop {
            let piece = ask(&serving, &path, ANALYST).json();
            seen.extend(piece["items"].as_array().unwrap().iter().map(|item| field(item, "id")));
            if seen.len() == 1 {
                let more = serving.bench.file(&format!("{n}.txt"), corpus::report(n));
                serving.bench.ok(&["ingest", &more, "--tlp", "clear"]);
            }
            let Some(next) = piece["next"].as_str() else { break };
            path = format!("/api/v1/incidents?sort={sort}&limit=1&cursor={next}");
        }
        let old: Vec<&String> = seen.iter().filter(|id| before.contains(id)).collect();
        assert_eq!(old, before.iter().collect::<Vec<_>>(), "{sort}");
        assert!(seen.len() <= before.len() + 1, "{sort}: {seen:?}");
    }
}
