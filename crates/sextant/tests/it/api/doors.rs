//! Who may change anything, at every address of the table: a new route is asked the same without a line here.

use super::answers::*;
use crate::program::*;
use crate::taxii::serving::*;
use serde_json::json;
use sextant_model::Role;
use sextant_server::{ROUTES, Requires, Route};

const METHODS: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];

fn path(route: &Route) -> String {
    let id = "018f0000-0000-7000-8000-000000000000";
    ["{id}", "{name}", "{object}", "{collection}", "{*rest}"]
        .iter()
        .fold(route.path.to_owned(), |p, h| p.replace(h, id))
}

/// What is in the store, whatever is asked for: nothing that is refused leaves a trace.
fn entries(serving: &Serving) -> usize {
    serving.bench.json(&["audit", "log"]).len()
}

fn changing() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| !matches!(route.requires, Requires::Taxii | Requires::Nothing))
}

#[test]
fn nothing_is_changed_by_strangers_by_other_sites_or_without_the_word_of_the_page() {
    let serving = served();
    let before = entries(&serving);
    let logged = {
        let page = serving.send("GET", "/login", As::Nobody, &[], b"");
        let word = page.text().split("name=\"word\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let cookie = |reply: &Reply| reply.header("set-cookie").map(|set| set.split(';').next().unwrap().to_owned());
        let form = format!("name=administrator&password={}&word={word}", PASSWORD.replace(' ', "+"));
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let asked = cookie(&page).unwrap_or_default();
        let reply = serving.send("POST", "/login", As::Cookie(&asked), &[kind], form.as_bytes());
        cookie(&reply).unwrap_or_else(|| panic!("{} {}", reply.status, reply.text()))
    };
    assert_eq!(ask(&serving, "/api/v1/me", As::Cookie(&logged)).json()["name"], "administrator");
    for route in changing() {
        for method in METHODS {
            let path = path(route);
            let json = ("Content-Type", "application/json");
            let form = ("Content-Type", "application/x-www-form-urlencoded");
            for (who, headers) in [
                (As::Nobody, vec![json]),
                (As::Cookie(&logged), vec![json]),
                (As::Cookie(&logged), vec![form]),
                (As::Cookie(&logged), vec![json, ("Origin", "https://evil.example"), ("x-sextant-word", "guess")]),
                (As::Cookie(&logged), vec![form, ("Sec-Fetch-Site", "cross-site")]),
            ] {
                let reply = serving.send(method, &path, who, &headers, b"{\"reason\":\"r\"}");
                let refused =
                    [401, 403, 405, 415].contains(&reply.status) || reply.status == 404 || reply.status == 400;
                assert!(refused, "{method} {path} {who:?} {headers:?}: {} {}", reply.status, reply.text());
            }
        }
    }
    assert_eq!(entries(&serving), before);
}

#[test]
fn every_change_needs_the_role_that_the_table_names() {
    let serving = served();
    let before = entries(&serving);
    for route in changing() {
        let needs = route.changes.unwrap_or(Role::Reader);
        for role in Role::ALL.into_iter().filter(|role| *role < needs) {
            for method in METHODS {
                let (path, body) = (path(route), json!({"reason": "r"}));
                let reply = send(&serving, method, &path, As::User(role.as_str()), &body);
                let refused = [403, 405].contains(&reply.status);
                assert!(refused, "{role:?} {method} {path}: {} {}", reply.status, reply.text());
            }
        }
    }
    assert_eq!(entries(&serving), before);
}

/// A request made for an id: path and body.
type Made = Box<dyn Fn(&str) -> (String, serde_json::Value)>;
/// What is changed, and that.
type Change<'a> = (&'a str, Made);

/// Changes of what a publisher may not know of.
fn changes<'a>([open, hidden, document, claim, decision]: [&'a str; 5]) -> Vec<Change<'a>> {
    let claims = |incident: &str, document: Option<&str>| {
        json!({"incidents": [incident], "document": document, "source": "s", "speaker": {"kind": "other"}, "stance": "asserts",
            "proposition": {"kind": "occurred"}, "quote": "q", "reason": "r"})
    };
    let at = |path: &'static str, body: serde_json::Value| -> Made {
        Box::new(move |id: &str| (path.replace("ID", id), body.clone()))
    };
    let (o, o2) = (open.to_owned(), open.to_owned());
    vec![
        (hidden, at("/api/v1/incidents/ID/notes", json!({"text": "t", "tlp": "green"}))),
        (claim, at("/api/v1/claims/ID/corrections", json!({"quote": "q", "reason": "r"}))),
        (claim, at("/api/v1/claims/ID/retraction", json!({"reason": "r"}))),
        (decision, at("/api/v1/decisions/ID/undo", json!({"reason": "r"}))),
        (hidden, Box::new(move |id| ("/api/v1/claims".into(), claims(id, None)))),
        (document, Box::new(move |id| ("/api/v1/claims".into(), claims(&o, Some(id))))),
        (hidden, Box::new(|id| ("/api/v1/publications".into(), json!({"incident": id, "tlp": "green"})))),
        (hidden, Box::new(|id| ("/api/v1/publications/withdraw".into(), json!({"incident": id, "tlp": "green"})))),
        (
            hidden,
            Box::new(move |id| {
                ("/api/v1/decisions".into(), json!({"what": "join", "into": o2, "others": [id], "reason": "r"}))
            }),
        ),
        (
            hidden,
            Box::new(|id| {
                ("/api/v1/decisions".into(), json!({"what": "split", "from": id, "documents": [], "reason": "r"}))
            }),
        ),
        (
            hidden,
            Box::new(|id| {
                (
                    "/api/v1/assessments".into(),
                    json!({"says": "override", "incidents": [id], "p": 0.5, "until": "2125-01-01", "reason": "r"}),
                )
            }),
        ),
    ]
}

/// Whoever may change A but not know of B changes no B: as if it were not there, byte for byte.
#[test]
fn what_somebody_may_not_see_is_not_there_for_changes() {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("a.txt", crate::corpus::report(0)), "--tlp", "clear"]);
    bench.ok(&["ingest", &bench.file("b.txt", crate::corpus::report(1)), "--tlp", "red"]);
    let serving = bench.serve();
    let lines = serving.bench.json(&["incidents"]);
    let of = |label: &str| field(lines.iter().find(|line| line["tlp"] == label).unwrap(), "id");
    let (open, hidden) = (of("clear"), of("red"));
    let record = &serving.bench.json(&["incident", &hidden, "--claims"])[0];
    let (document, claim) = (field(&record["documents"][0], "id"), field(&record["claims"][0], "id"));
    let decided = send(
        &serving,
        "POST",
        "/api/v1/decisions",
        ADMIN,
        &json!({"what": "distinct", "a": hidden, "b": open, "reason": "r"}),
    );
    let decision = field(&decided.json(), "decision");
    let before = entries(&serving);
    let missing = "018f0000-0000-7000-8000-000000000000";
    let changes = changes([&open, &hidden, &document, &claim, &decision]);
    for (id, change) in &changes {
        let told = |id: &str| {
            let (path, body) = change(id);
            let reply = send(&serving, "POST", &path, As::User("publisher"), &body);
            (reply.status, reply.text().replace(id, "ID"), path)
        };
        let (there, not) = (told(id), told(missing));
        assert_eq!((there.0, &there.1), (404, &not.1), "{}", there.2);
        assert_eq!(not.0, 404);
    }
    assert_eq!(entries(&serving), before);
    let red = json!({"text": "t", "tlp": "red"});
    let notes = format!("/api/v1/incidents/{open}/notes");
    assert_eq!(send(&serving, "POST", &notes, ANALYST, &red).status, 422, "nobody keeps what they may not see");
}
