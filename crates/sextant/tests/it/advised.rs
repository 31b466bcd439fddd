//! Advisories as objects: what TAXII and the feed of MISP hold of one while it is published, corrected, withdrawn, and
//! when a document that it rests on is removed.

use super::program::*;
use super::taxii::serving::*;
use serde_json::Value;
use std::collections::BTreeMap;

const REPORT: &str = "Telvasco, a phone company, confirmed on 12 May 2025 that attackers stole customers' names and email \
addresses. No payment card details were taken, the company said.";

/// The objects of a collection that are of an advisory, each version: by type, name and whether it is revoked.
fn told(serving: &Serving, label: &str, versions: &str) -> Vec<Value> {
    let path = format!("{}?limit=1000&match[version]={versions}", objects(&format!("tlp-{label}")));
    let all = serving.get(&path, As::User("administrator")).json();
    let ours = |object: &&Value| object["extensions"].to_string().contains("advisory_id");
    all["objects"].as_array().into_iter().flatten().filter(ours).cloned().collect()
}

fn of<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|object| object["type"] == kind).collect()
}

fn steps(objects: &[Value]) -> BTreeMap<String, bool> {
    let steps = of(objects, "course-of-action");
    steps.into_iter().map(|step| (field(step, "name"), step["revoked"] == true)).collect()
}

/// The events of advisories in the feed of who asks.
fn events(serving: &Serving, who: &str) -> Vec<Value> {
    let ask = |name: &str| serving.get(&format!("/feeds/misp/{name}"), As::User(who)).json();
    let manifest = ask("manifest.json");
    let named = manifest.as_object().unwrap().iter().filter(|(_, entry)| field(entry, "info").starts_with("[TLP:"));
    named.map(|(uuid, _)| ask(&format!("{uuid}.json"))["Event"].clone()).collect()
}

fn served() -> (Serving, String, String) {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("t.txt", REPORT), "--tlp", "green", "--published", "2025-05-12"]);
    let incident = field(&bench.json(&["incidents"])[0], "id");
    let id = field(&bench.json(&["advisory", "draft", &incident, "--tlp", "green"])[0], "id");
    let steps = bench.file("steps.txt", "Keep.\nDrop.\n");
    bench.ok(&["advisory", "edit", &id, "--title", "Phones", "--summary", "Look out <b>now</b>.", "--steps", &steps]);
    (bench.serve(), incident, id)
}

#[test]
fn an_advisory_is_objects_of_its_label_s_collection_corrected_by_versions_and_revoked() {
    let (serving, _, id) = served();
    let bench = &serving.bench;
    assert!(told(&serving, "green", "all").is_empty(), "a draft is nobody's");
    bench.ok(&["advisory", "publish", &id]);
    let first = told(&serving, "green", "all");
    let (report, note) = (of(&first, "report")[0], of(&first, "note")[0]);
    assert_eq!((first.len(), field(report, "name")), (4, "Phones".into()));
    assert!(field(note, "content").contains("EXPRESSLY NOT TAKEN"), "{note}");
    let all = serving.get(&format!("{}?limit=1000", objects("tlp-green")), As::User("reader"));
    for object in &first {
        for reference in object["object_refs"].as_array().into_iter().flatten() {
            assert!(all.ids().contains(&reference.as_str().unwrap().to_owned()), "{reference} is there as well");
        }
    }
    assert!(report["object_refs"].to_string().contains("incident--"));
    for label in ["clear", "amber", "red"] {
        assert!(told(&serving, label, "all").is_empty(), "{label}");
    }
    let new = bench.file("new.txt", "Keep.\nNew.\n");
    bench.ok(&["advisory", "correct", &id, "--note", "The day was wrong", "--steps", &new]);
    assert_eq!(told(&serving, "green", "all").len(), 4, "what is being written is nobody's");
    bench.ok(&["advisory", "publish", &id]);
    let (every, last) = (told(&serving, "green", "all"), told(&serving, "green", "last"));
    let marked = |name: &str, gone| (name.to_owned(), gone);
    assert_eq!(steps(&last), BTreeMap::from([marked("Keep.", false), marked("Drop.", true), marked("New.", false)]));
    assert_eq!(of(&every, "course-of-action").len(), 4, "what stays has no new version");
    assert_eq!((of(&every, "report").len(), of(&last, "report").len()), (2, 1));
    assert_eq!(of(&last, "report")[0]["id"], report["id"]);
    assert!(field(of(&last, "report")[0], "description").contains("Corrected: The day was wrong"));
    bench.ok(&["advisory", "withdraw", &id, "--reason", "It was another company"]);
    let last = told(&serving, "green", "last");
    assert!(last.len() == 5 && last.iter().all(|object| object["revoked"] == true), "{last:#?}");
    let words = Value::from(last).to_string();
    assert!(words.contains("It was another company") && !words.contains("payment card") && !words.contains("Look out"));
    bench.ok(&["audit", "verify"]);
    assert!(bench.run(&["publish", "--list"]).stdout.is_empty(), "an advisory is no edition of its incident");
}

#[test]
fn the_feed_of_misp_holds_an_advisory_once_in_each_revision() {
    let (serving, _, id) = served();
    let bench = &serving.bench;
    assert!(events(&serving, "reader").is_empty());
    bench.ok(&["advisory", "publish", &id]);
    let first = events(&serving, "reader").remove(0);
    assert_eq!(field(&first, "info"), "[TLP:GREEN] Phones");
    assert!(
        serving.get(&format!("/feeds/misp/{}.json", field(&first, "extends_uuid")), As::User("reader")).status == 200
    );
    let text = |event: &Value| field(&event["EventReport"][0], "content");
    assert!(text(&first).contains("## Expressly not taken") && text(&first).contains("&lt;b&gt;"), "{}", text(&first));
    assert_eq!(first["Object"].as_array().unwrap().len(), 2);
    let new = bench.file("new.txt", "Keep.\n");
    bench.ok(&["advisory", "correct", &id, "--note", "The day was wrong", "--steps", &new]);
    assert!(events(&serving, "reader") == std::slice::from_ref(&first), "what is being written is nobody's");
    bench.ok(&["advisory", "publish", &id]);
    let second = events(&serving, "reader");
    assert_eq!((second.len(), &second[0]["uuid"]), (1, &first["uuid"]));
    assert_eq!(field(&second[0], "info"), "[TLP:GREEN] CORRECTED: Phones");
    let deleted = |event: &Value| event["Object"].as_array().unwrap().iter().filter(|o| o["deleted"] == true).count();
    assert_eq!(deleted(&second[0]), 1);
    bench.ok(&["advisory", "withdraw", &id, "--reason", "It was another company"]);
    let third = events(&serving, "reader");
    assert_eq!((third.len(), &third[0]["uuid"], deleted(&third[0])), (1, &first["uuid"], 2));
    assert!(text(&third[0]).contains("Withdrawn: It was another company") && !text(&third[0]).contains("payment"));
    assert!(third[0].get("extends_uuid").is_none());
}

#[test]
fn what_is_forgotten_is_gone_from_an_advisory_s_objects_too() {
    let (serving, incident, id) = served();
    let bench = &serving.bench;
    bench.ok(&["advisory", "publish", &id]);
    assert!(Value::from(told(&serving, "green", "all")).to_string().contains("payment card"));
    let document = field(&bench.json(&["incident", &incident])[0]["documents"][0], "id");
    bench.ok(&["forget", &document, "--reason", "a court said so"]);
    assert!(!Value::from(told(&serving, "green", "all")).to_string().contains("payment card"));
    assert!(events(&serving, "reader").iter().all(|event| !event.to_string().contains("payment card")));
    let store = std::fs::read(bench.store()).unwrap();
    assert!(!text(&store).contains("No payment card details were taken"), "in no version, in no free page");
    bench.ok(&["audit", "verify"]);
}

#[test]
fn an_advisory_is_printed_as_each_form() {
    let (serving, incident, id) = served();
    let bench = &serving.bench;
    let show = |form: &str| bench.run(&["advisory", "show", &id, "--format", form]);
    for form in ["stix", "misp"] {
        assert!(!show(form).status.success(), "a draft has left nowhere");
    }
    bench.ok(&["advisory", "publish", &id]);
    let bundle = bench.file("a.json", show("stix").stdout);
    bench.ok(&["stix", "validate", &bundle]);
    let event: Value = serde_json::from_slice(&show("misp").stdout).unwrap();
    assert_eq!(event["Event"]["EventReport"].as_array().unwrap().len(), 1);
    assert!(text(&show("text").stdout).starts_with("[TLP:GREEN]") && text(&show("html").stdout).contains("<h1>"));
    let printed = show("pdf").stdout;
    let file = bench.file("a.pdf", &printed);
    let read = Value::from(bench.json(&["read", &file])).to_string();
    assert!(printed.starts_with(b"%PDF-") && read.contains("payment card"), "the text of the PDF is text: {read}");
    let page = serving.send("GET", &format!("/advisories/{id}/pdf"), As::User("reader"), &[], b"");
    assert_eq!((page.status, page.header("content-type"), &page.body), (200, Some("application/pdf"), &printed));
    let brief = serving.send("GET", "/brief/pdf?day=2025-05-12", As::User("reader"), &[], b"");
    assert!(brief.status == 200 && brief.body.starts_with(b"%PDF-"));
    let json: Value = serde_json::from_slice(&show("json").stdout).unwrap();
    assert_eq!(field(&json, "incident"), incident);
    for form in ["stix", "misp", "text"] {
        let hidden = bench.run(&["advisory", "show", &id, "--format", form, "--audience", "clear"]);
        assert!(!hidden.status.success() && hidden.stdout.is_empty(), "{form}");
    }
    // Another store takes it in as it came, and no second claim comes of it.
    let other = Bench::new();
    other.ok(&["import", &bundle]);
    assert!(other.json(&["incidents"]).is_empty());
    assert!(other.json(&["objects", "--type", "report"]).len() == 1);
}
