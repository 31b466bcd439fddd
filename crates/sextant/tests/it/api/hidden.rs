//! Who may change A changes no B that they may not know of: for every changing line of the table, page or API. A new line
//! needs a case here, or a word on why there is nothing that it could reach; without either the test fails.

use super::answers::*;
use crate::program::*;
use crate::taxii::serving::*;
use crate::{corpus, doubts, first};
use serde_json::{Value, json};
use sextant_server::{ROUTES, Requires};
use std::collections::BTreeSet;

/// What is nowhere.
const NOWHERE: &str = "018f0000-0000-7000-8000-000000000000";
/// An administrator who is cleared for green: no role stands between them and what is hidden.
const MALLORY: As<'static> = As::User("mallory");

/// Changing lines that reach nothing with a label or an owner, and why.
const REACH_NOTHING: &[(&str, &str)] = &[
    ("/indicators", "looks up, keeps nothing"),
    ("/welcome/account", "only while there is no account"),
    ("/welcome/samples", "the program's own reports"),
    ("/welcome/samples/remove", "the program's own reports"),
    ("/intake", "adds; a label above one's own is refused"),
    ("/logout", "ends the session that asks"),
    ("/account/feeds", "adds to one's own account"),
    ("/outbox/recipients", "recipients carry no label"),
    ("/outbox/recipients/{name}/remove", "recipients carry no label"),
    ("/api/v1/recipients", "recipients carry no label"),
    ("/api/v1/recipients/{name}", "recipients carry no label"),
    ("/api/v1/documents", "adds; a label above one's own is refused"),
    ("/api/v1/indicators", "looks up, keeps nothing"),
    ("/api/v1/searches", "adds to one's own account"),
    ("/api/v1/reread", "only for those who see everything"),
    ("/account/password", "one's own alone, another's is not found; see people"),
    ("/account/app", "one's own alone, another's is not found; see people"),
    ("/account/app/confirm", "one's own alone, another's is not found; see people"),
    ("/account/recovery", "one's own alone, another's is not found; see people"),
    ("/account/factors/{id}/remove", "one's own alone, another's is not found; see people"),
    ("/account/passkeys/new", "one's own alone, another's is not found; see people"),
    ("/account/passkeys", "one's own alone, another's is not found; see people"),
    ("/account/sessions/end", "one's own alone, another's is not found; see people"),
    ("/account/sessions/{id}/end", "one's own alone, another's is not found; see people"),
    ("/account/tokens", "one's own alone, another's is not found; see people"),
    ("/account/tokens/{id}/revoke", "one's own alone, another's is not found; see people"),
    ("/users", "accounts are known to administrators; see people"),
    ("/users/{name}", "accounts are known to administrators; see people"),
    ("/users/{name}/reset", "accounts are known to administrators; see people"),
    ("/users/{name}/remove", "accounts are known to administrators; see people"),
    ("/teams", "accounts are known to administrators; see people"),
    ("/teams/{name}/remove", "accounts are known to administrators; see people"),
    ("/audit", "changes nothing: proves the chain for who may see everything; see people"),
    ("/api/v1/users", "accounts are known to administrators; see api::changes"),
    ("/api/v1/users/{name}", "accounts are known to administrators; see api::changes"),
    ("/api/v1/users/{name}/password", "accounts are known to administrators; see api::changes"),
    ("/api/v1/tokens", "accounts are known to administrators; see api::changes"),
    ("/api/v1/tokens/{id}", "accounts are known to administrators; see api::changes"),
];

/// What a request carries; `ID` stands for what it is on.
enum Body {
    Form(String),
    Json(Value),
    Nothing,
}

/// A request on something hidden, by whoever may and by whoever may not know of it.
struct Case {
    route: &'static str,
    method: &'static str,
    /// What is hidden: it stands for `ID` in address and body, or for the hole of the route.
    hidden: String,
    body: Body,
    /// Who may.
    may: As<'static>,
}

impl Case {
    fn path(&self, id: &str) -> String {
        self.route.replace("{id}", id).replace("{name}", id)
    }

    fn send(&self, serving: &Serving, who: As<'_>, id: &str) -> (u16, String) {
        let path = self.path(id);
        let reply = match &self.body {
            Body::Form(form) => first::post(serving, &path, who, &form.replace("ID", id)),
            Body::Json(body) => {
                let body: Value =
                    serde_json::from_str(&body.to_string().replace("\"ID\"", &format!("{id:?}"))).unwrap();
                let body = serde_json::from_str(&body.to_string().replace("decision ID", &format!("decision {id}")));
                send(serving, self.method, &path, who, &body.unwrap())
            }
            Body::Nothing => serving.send(self.method, &path, who, &[], b""),
        };
        (reply.status, reply.text().replace(id, "ID"))
    }
}

/// A store in which one administrator hid something of each sort from others.
struct Hidden {
    serving: Serving,
    open: String,
    incidents: Vec<String>,
    documents: Vec<String>,
    claims: Vec<String>,
    decisions: Vec<String>,
    advisories: Vec<String>,
    deliveries: Vec<String>,
    watches: Vec<String>,
    searches: Vec<String>,
    feed: String,
    /// What waits on the first hidden incident.
    key: String,
}

fn made(serving: &Serving, path: &str, who: As<'_>, body: Value, field_name: &str) -> String {
    let reply = send(serving, "POST", path, who, &body);
    assert!(reply.status < 300, "{path}: {}", reply.text());
    field(&reply.json(), field_name)
}

fn hide() -> Hidden {
    let bench = Bench::with_users();
    for (name, role, label) in [("mallory", "administrator", "green"), ("chief", "administrator", "red")] {
        let words = ["user", "add", name, "--role", role, "--clearance", label, "--password-stdin"];
        assert!(bench.run_with(&words, PASSWORD.as_bytes()).status.success());
    }
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    for (name, text) in [("b.md", doubts::DENIED.to_owned()), ("c.txt", corpus::report(1))] {
        bench.ok(&["ingest", &bench.file(name, text), "--tlp", "red"]);
    }
    for name in ["one", "two"] {
        let url = format!("http://127.0.0.1:9/{name}");
        bench.ok(&["recipient", "set", name, "--webhook", &url, "--clearance", "red"]);
    }
    let feed = bench.ok(&["token", "add", "--user", "analyst", "--feed", "advisories"]);
    let feed = feed.trim().split('_').nth(1).unwrap().to_owned();
    let serving = bench.serve();
    let lines = serving.bench.json(&["incidents"]);
    let of = |label: &str| -> Vec<String> {
        lines.iter().filter(|line| line["tlp"] == label).map(|line| field(line, "id")).collect()
    };
    let (open, mut incidents) = (of("clear").remove(0), of("red"));
    let waiting = ask(&serving, "/api/v1/work", ADMIN).json()["items"].clone();
    let waiting = waiting.as_array().unwrap().iter().find(|w| incidents.contains(&field(w, "incident"))).cloned();
    let waiting = waiting.expect("something waits on what is hidden");
    incidents.sort_by_key(|id| *id != field(&waiting, "incident"));
    let record = &serving.bench.json(&["incident", &incidents[0], "--claims"])[0];
    let ids = |name: &str| record[name].as_array().unwrap().iter().map(|one| field(one, "id")).collect::<Vec<_>>();
    let decide = json!({"what": "distinct", "a": incidents[0], "b": open, "reason": "r"});
    let decide = || made(&serving, "/api/v1/decisions", ADMIN, decide.clone(), "decision");
    let draft = json!({"incident": incidents[0], "tlp": "red"});
    let draft = || made(&serving, "/api/v1/advisories", As::User("chief"), draft.clone(), "id");
    let out = draft();
    serving.bench.ok(&["advisory", "publish", &out]);
    let dead = || serving.bench.json(&["outbox", "list"]);
    crate::receivers::until("the end of what cannot be sent", || {
        let all = dead();
        all.len() == 2 && all.iter().all(|one| one["state"] == "dead")
    });
    let watch = || made(&serving, "/api/v1/watches", ANALYST, json!({"kind": "word", "name": "zq"}), "id");
    let search = || made(&serving, "/api/v1/searches", ANALYST, json!({"query": "zq"}), "id");
    Hidden {
        documents: ids("documents"),
        claims: ids("claims"),
        decisions: vec![decide(), decide(), decide()],
        advisories: vec![draft(), draft()],
        deliveries: dead().iter().map(|one| field(one, "id")).collect(),
        watches: vec![watch(), watch()],
        searches: vec![search(), search()],
        key: field(&waiting, "key"),
        feed,
        open,
        incidents,
        serving,
    }
}

fn form(route: &'static str, hidden: &str, body: impl Into<String>) -> Case {
    Case { route, method: "POST", hidden: hidden.to_owned(), body: Body::Form(body.into()), may: ADMIN }
}

fn api(method: &'static str, route: &'static str, hidden: &str, body: Value) -> Case {
    Case { route, method, hidden: hidden.to_owned(), body: Body::Json(body), may: ADMIN }
}

fn bare(method: &'static str, route: &'static str, hidden: &str) -> Case {
    Case { route, method, hidden: hidden.to_owned(), body: Body::Nothing, may: ADMIN }
}

impl Case {
    fn of_analyst(mut self) -> Self {
        self.may = ANALYST;
        self
    }
}

const CLAIM: &str = "source=s&speaker_kind=other&stance=asserts&kind=occurred&quote=q&reason=r";

fn pages(h: &Hidden) -> Vec<Case> {
    let (incident, advisory) = (&h.incidents[0], &h.advisories[0]);
    vec![
        form("/search", &h.searches[0], "remove=ID").of_analyst(),
        form("/work", incident, format!("key={}&incident=ID&answer=accept&from=0", h.key)),
        form("/undo", &h.decisions[0], "act=decision+ID"),
        form("/incidents/{id}/decide", incident, "what=alias&name=n&alias=a&reason=r"),
        form("/incidents/{id}/claims", incident, CLAIM),
        form("/incidents/{id}/notes", incident, "text=t&tlp=green"),
        form("/incidents/{id}/seen", incident, ""),
        form("/claims/{id}", &h.claims[0], format!("{CLAIM}&tlp=red")),
        form("/claims/{id}/retract", &h.claims[1], "reason=r"),
        form("/advisories", incident, "incident=ID&tlp=green"),
        form("/advisories/{id}/edit", advisory, "title=t"),
        form("/advisories/{id}/propose", advisory, ""),
        form("/advisories/{id}/approve", advisory, ""),
        form("/advisories/{id}/publish", advisory, ""),
        form("/advisories/{id}/correct", advisory, "note=n"),
        form("/advisories/{id}/withdraw", advisory, "note=n"),
        form("/outbox/deliveries/{id}", &h.deliveries[0], "settle=arrived"),
        form("/watches", incident, "kind=incident&name=ID"),
        form("/watches/{id}/seen", &h.watches[0], "").of_analyst(),
        form("/watches/{id}/end", &h.watches[0], "").of_analyst(),
        form("/account/feeds/{id}/revoke", &h.feed, "").of_analyst(),
    ]
}

fn of_the_api(h: &Hidden) -> Vec<Case> {
    let (incident, open) = (&h.incidents[0], &h.open);
    let claim = json!({"incidents": [open], "source": "s", "speaker": {"kind": "other"}, "stance": "asserts",
        "proposition": {"kind": "occurred"}, "quote": "q", "reason": "r"});
    let with = |name: &str, value: Value| {
        let mut claim = claim.clone();
        claim[name] = value;
        claim
    };
    vec![
        api("POST", "/api/v1/incidents/{id}/notes", incident, json!({"text": "t", "tlp": "green"})),
        bare("POST", "/api/v1/incidents/{id}/seen", incident),
        api("POST", "/api/v1/claims", incident, with("incidents", json!(["ID"]))),
        api("POST", "/api/v1/claims", &h.documents[0], with("document", json!("ID"))),
        api("POST", "/api/v1/claims/{id}/corrections", &h.claims[2], json!({"quote": "q", "reason": "r"})),
        api("POST", "/api/v1/claims/{id}/retraction", &h.claims[3], json!({"reason": "r"})),
        api("POST", "/api/v1/work", incident, json!({"key": h.key, "incident": "ID", "accept": true})),
        api("POST", "/api/v1/undo", &h.decisions[1], json!({"act": "decision ID", "reason": "r"})),
        api("PUT", "/api/v1/sources/{name}", "Coast%20Post", json!({"reliability": []})),
        api(
            "POST",
            "/api/v1/assessments",
            incident,
            json!({"says": "override", "incidents": ["ID", open], "p": 0.5, "until": "2125-01-01", "reason": "r"}),
        ),
        api("POST", "/api/v1/decisions/{id}/undo", &h.decisions[2], json!({"reason": "r"})),
        api("POST", "/api/v1/publications", incident, json!({"incident": "ID", "tlp": "red"})),
        api("POST", "/api/v1/publications/withdraw", incident, json!({"incident": "ID", "tlp": "red"})),
        api("POST", "/api/v1/watches", incident, json!({"kind": "incident", "name": "ID"})),
        bare("POST", "/api/v1/watches/{id}/seen", &h.watches[1]).of_analyst(),
        bare("DELETE", "/api/v1/watches/{id}", &h.watches[1]).of_analyst(),
        bare("DELETE", "/api/v1/searches/{id}", &h.searches[1]).of_analyst(),
        api("POST", "/api/v1/advisories", incident, json!({"incident": "ID", "tlp": "green"})),
        api("PUT", "/api/v1/advisories/{id}", &h.advisories[1], json!({"title": "t"})),
        bare("POST", "/api/v1/advisories/{id}/proposal", &h.advisories[1]),
        bare("POST", "/api/v1/advisories/{id}/approval", &h.advisories[1]),
        bare("POST", "/api/v1/advisories/{id}/publication", &h.advisories[1]),
        api("POST", "/api/v1/advisories/{id}/correction", &h.advisories[1], json!({"note": "n"})),
        api("POST", "/api/v1/advisories/{id}/withdrawal", &h.advisories[1], json!({"reason": "r"})),
        api("POST", "/api/v1/deliveries/{id}/settlement", &h.deliveries[1], json!({"settle": "arrived"})),
        api(
            "POST",
            "/api/v1/decisions",
            incident,
            json!({"what": "split", "from": "ID", "documents": [], "reason": "r"}),
        ),
        api(
            "POST",
            "/api/v1/decisions",
            &h.incidents[1],
            json!({"what": "join", "into": open, "others": ["ID"], "reason": "r"}),
        ),
        api("POST", "/api/v1/documents/{id}/forget", &h.documents[0], json!({"reason": "r"})),
    ]
}

#[test]
fn what_somebody_may_not_see_is_not_there_for_changes() {
    let hidden = hide();
    let cases: Vec<Case> = pages(&hidden).into_iter().chain(of_the_api(&hidden)).collect();
    let told: BTreeSet<&str> =
        cases.iter().map(|case| case.route).chain(REACH_NOTHING.iter().map(|(route, _)| *route)).collect();
    let changing = ROUTES.iter().filter(|route| route.changes.is_some() && route.requires != Requires::Taxii);
    let changing: BTreeSet<&str> = changing.map(|route| route.path).collect();
    let missing: Vec<&&str> = changing.difference(&told).collect();
    assert!(missing.is_empty(), "a case for each line that changes something, or why it reaches nothing: {missing:?}");
    assert!(told.is_subset(&changing), "no line of the table: {:?}", told.difference(&changing).collect::<Vec<_>>());
    let serving = &hidden.serving;
    // What is sent meanwhile is no trace of a request.
    let entries = || serving.bench.json(&["audit", "log"]).iter().filter(|entry| entry["by"] != "outbox").count();
    for case in &cases {
        let before = entries();
        let (there, not) = (case.send(serving, MALLORY, &case.hidden), case.send(serving, MALLORY, NOWHERE));
        assert_eq!(there, not, "{} {}", case.method, case.route);
        let status = if case.route == "/work" { 400 } else { 404 };
        assert_eq!(there.0, status, "{} {}: {}", case.method, case.route, there.1);
        assert_eq!(entries(), before, "{} {} left a trace", case.method, case.route);
        // The same request is understood and finds it for whoever may: else the refusal would show nothing.
        let may = case.send(serving, case.may, &case.hidden);
        assert!(may.0 < 500 && may.0 != 404 && may != there, "{} {}: {} {}", case.method, case.route, may.0, may.1);
    }
    assert!(serving.bench.ok(&["audit", "verify"]).starts_with("sound"));
    let red = json!({"text": "t", "tlp": "red"});
    let notes = format!("/api/v1/incidents/{}/notes", hidden.open);
    assert_eq!(send(serving, "POST", &notes, ANALYST, &red).status, 422, "nobody keeps what they may not see");
}
