//! The work of analysts in a browser: the queue, decisions and claims by hand, notes; each by those who may, each undone.

use crate::first::{page, place, post, word};
use crate::program::*;
use crate::taxii::serving::*;
use crate::{corpus, doubts};

const FLOOD: &str = "# Norvane Foods website knocked offline\n\n*Harbour Wire, 9 March 2025*\n\nThe website of Norvane Foods was \
    knocked offline by a denial-of-service attack on Saturday, the company said.\n";

const ANALYST: As<'_> = As::User("analyst");

fn serving(fill: impl FnOnce(&Bench)) -> Serving {
    let bench = Bench::with_users();
    fill(&bench);
    bench.serve()
}

fn ids(serving: &Serving) -> Vec<String> {
    serving.bench.json(&["incidents"]).iter().map(|line| field(line, "id")).collect()
}

/// Answers what waits first under a key that begins so; gives the key.
fn answer(serving: &Serving, begins: &str, answer: &str) -> String {
    let queue = page(serving, "/work", ANALYST).text();
    let start = queue.find(&format!("name=\"key\" value=\"{begins}")).unwrap_or_else(|| panic!("{begins}: {queue}"));
    let value = |name: &str| {
        let after = queue[start - 5..].split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let (key, incident) = (value("key"), value("incident"));
    let body = format!("key={key}&incident={incident}&answer={answer}&from=0");
    let reply = post(serving, "/work", ANALYST, &body);
    assert_eq!(place(&reply), "/work?from=0");
    // What was answered waits no more, and is not taken twice.
    assert!(!page(serving, "/work", ANALYST).text().contains(&format!("value=\"{key}\"")), "{key}");
    assert_eq!(post(serving, "/work", ANALYST, &body).status, 400);
    key
}

/// Takes back what was done last.
fn undo(serving: &Serving) {
    let queue = page(serving, "/work", ANALYST).text();
    let act = queue.split("name=\"act\" value=\"").nth(1).expect("something to undo").split('"').next().unwrap();
    assert_eq!(place(&post(serving, "/undo", ANALYST, &format!("act={}", act.replace(' ', "+")))), "/work#done");
}

#[test]
fn a_doubtful_join_is_answered_and_taken_back() {
    let serving = serving(|bench| {
        for (name, text) in [("a.txt", corpus::report(0)), ("b.md", FLOOD.to_owned())] {
            bench.ok(&["ingest", &bench.file(name, text), "--tlp", "clear"]);
        }
    });
    let apart = serving.bench.incidents();
    assert_eq!(apart.len(), 2);
    answer(&serving, "join/", "accept");
    assert_eq!(serving.bench.incidents().len(), 1);
    undo(&serving);
    assert_eq!(serving.bench.incidents(), apart);
    answer(&serving, "join/", "reject");
    assert_eq!(serving.bench.incidents().len(), 2);
    assert_eq!(field(&serving.bench.json(&["decisions"])[2], "by"), "analyst");
    undo(&serving);
    assert!(page(&serving, "/work", ANALYST).text().contains("Are these one incident?"));
}

#[test]
fn a_doubtful_reading_is_accepted_rejected_corrected_and_each_taken_back() {
    let serving = serving(doubts::told);
    let standing = || serving.bench.incidents();
    let before = standing();
    let claim = |key: &str| key.split('/').nth(1).unwrap().to_owned();
    let accepted = claim(&answer(&serving, "reading/", "accept"));
    let queue = page(&serving, "/work", ANALYST).text();
    assert!(queue.contains("analyst accepted a reading"), "{queue}");
    assert_eq!(standing(), before, "what was read rightly changes nothing");
    undo(&serving);
    assert!(page(&serving, "/work", ANALYST).text().contains(&accepted), "it waits again");
    let rejected = claim(&answer(&serving, "reading/", "reject"));
    let shown = page(&serving, &format!("/claims/{rejected}"), ANALYST).text();
    undo(&serving);
    assert_eq!(standing(), before, "what was rejected and taken back counts as before");
    // Corrected by the form of its page, with nothing but the stance changed.
    let value = |name: &str| {
        let after = shown.split(&format!("name=\"{name}\"")).nth(1).unwrap();
        after.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let quote = shown.split("name=\"quote\"").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
    let form = |label: &str, reason: &str| {
        format!(
            "quote={}&speaker=Night+Heron&speaker_kind=actor&stance=claims&kind=occurred&document={}&tlp={label}&reason={reason}",
            quote.replace("&#39;", "%27").replace("&#34;", "%22").replace(' ', "+"),
            value("document"),
        )
    };
    let path = format!("/claims/{rejected}");
    assert_eq!(post(&serving, &path, ANALYST, &form("clear", "")).status, 400, "a reason is needed");
    assert_eq!(post(&serving, &path, ANALYST, &form("red", "x")).status, 400, "not cleared");
    assert_eq!(post(&serving, &path, As::User("reader"), &form("clear", "x")).status, 403);
    let reply = post(&serving, &path, ANALYST, &form("clear", "wrong+party"));
    assert!(place(&reply).starts_with("/documents/"), "{}", reply.text());
    assert!(page(&serving, "/work", ANALYST).text().contains("corrected a claim"));
    undo(&serving);
    assert_eq!(standing(), before);
    assert!(serving.bench.run(&["audit", "verify"]).status.success());
}

#[test]
fn a_doubt_about_an_actors_claim_is_answered_and_taken_back() {
    let serving = serving(doubts::told);
    let flags = |bench: &Bench| -> usize {
        let records = bench.json(&["incidents"]);
        let records = records.iter().map(|line| bench.json(&["incident", &field(line, "id")]).remove(0));
        records.map(|record| record["flags"].as_array().map_or(0, Vec::len)).sum()
    };
    let before = flags(&serving.bench);
    answer(&serving, "flag/", "accept");
    assert_eq!(flags(&serving.bench), before, "what is doubtful stays marked");
    answer(&serving, "flag/", "reject");
    assert_eq!(flags(&serving.bench), before - 1, "what is not is told no more");
    undo(&serving);
    assert_eq!(flags(&serving.bench), before);
}

#[test]
fn a_probable_copy_is_rejected_and_taken_back() {
    let serving = serving(|bench| {
        let document = |n: usize| {
            let file = bench.file(&format!("{n}.txt"), corpus::report(n));
            field(&bench.json(&["ingest", &file, "--tlp", "clear"])[0], "document")
        };
        let (first, second) = (document(0), document(8));
        let id = field(&bench.json(&["incidents"])[0], "id");
        for impact in ["jobs", "cost", "downtime", "people-affected"] {
            for (document, source, kind, value) in
                [(&first, "Wire", "press", 400), (&second, "Post", "press", 400), (&first, "Wire", "victim", 40)]
            {
                let content =
                    format!("{{\"field\":\"impact\",\"impact\":\"{impact}\",\"value\":{value}.0,\"unit\":null}}");
                let stance = if kind == "victim" { "confirms" } else { "asserts" };
                bench.ok(&[
                    "claim",
                    "add",
                    &id,
                    "--document",
                    document,
                    "--source",
                    source,
                    "--speaker-kind",
                    kind,
                    "--stance",
                    stance,
                    "--kind",
                    "impact",
                    "--quote",
                    "Payment card details",
                    "--content",
                    &content,
                    "--reason",
                    "a test",
                ]);
            }
        }
    });
    let copies = |bench: &Bench| {
        let id = field(&bench.json(&["incidents"])[0], "id");
        bench.json(&["incident", &id])[0]["copies"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(copies(&serving.bench), 1);
    answer(&serving, "copy/", "reject");
    assert_eq!(copies(&serving.bench), 0);
    undo(&serving);
    assert_eq!(copies(&serving.bench), 1);
}

#[test]
fn incidents_are_split_joined_named_and_told_of_by_hand() {
    let serving = serving(|bench| {
        for n in [0, 8, 1] {
            bench.ok(&["ingest", &bench.file(&format!("{n}.txt"), corpus::report(n)), "--tlp", "clear"]);
        }
    });
    let before = serving.bench.incidents();
    let id = field(&serving.bench.json(&["incidents", "Norvane"])[0], "id");
    let other = field(&serving.bench.json(&["incidents", "Calder"])[0], "id");
    let hand = page(&serving, &format!("/incidents/{id}/hand"), ANALYST).text();
    assert!(hand.contains(&other), "others are offered");
    let document = hand.split("name=\"documents\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let decide = |body: &str| post(&serving, &format!("/incidents/{id}/decide"), ANALYST, body);
    assert_eq!(decide(&format!("what=split&documents={document}&reason=")).status, 400, "a reason is needed");
    let split = decide(&format!("what=split&documents={document}&reason=another+year"));
    assert!(place(&split).starts_with("/incidents/"));
    assert_eq!(serving.bench.incidents().len(), 3);
    undo(&serving);
    assert_eq!(serving.bench.incidents(), before);
    assert_eq!(place(&decide(&format!("what=join&other=Calder+({other})&reason=one"))), format!("/incidents/{id}"));
    assert_eq!(serving.bench.incidents().len(), 1);
    undo(&serving);
    assert_eq!(decide("what=alias&name=Norvane+Foods&alias=Halloran&source=register&reason=renamed").status, 303);
    assert_eq!(decide("what=distinct&other=nobody&reason=x").status, 400);
    assert_eq!(decide(&format!("what=distinct&other={other}&reason=x")).status, 303);
    let claim = "quote=We+are+still+shut&speaker=the+manager&speaker_kind=insider&stance=asserts&kind=recovery&source=a+call&reason=told+me";
    let added = post(&serving, &format!("/incidents/{id}/claims"), ANALYST, claim);
    assert!(place(&added).contains("#claim-"), "{}", added.text());
    let shown = page(&serving, &format!("/incidents/{id}"), ANALYST).text();
    assert!(shown.contains("We are still shut") && shown.contains("Added by hand"));
    assert!(!page(&serving, &format!("/incidents/{id}"), As::User("reader")).text().contains("still shut"), "amber");
    undo(&serving);
    assert!(!page(&serving, &format!("/incidents/{id}"), ANALYST).text().contains("still shut"));
    assert!(serving.bench.run(&["audit", "verify"]).status.success());
}

#[test]
fn nobody_changes_what_they_may_not_see_or_what_another_did() {
    let serving = serving(|bench| {
        for (n, label) in [(0, "red"), (1, "clear")] {
            bench.ok(&["ingest", &bench.file(&format!("{n}.txt"), corpus::report(n)), "--tlp", label]);
        }
    });
    let red = field(&serving.bench.json(&["incidents", "Norvane"])[0], "id");
    let open = field(&serving.bench.json(&["incidents", "Calder"])[0], "id");
    let record = serving.bench.json(&["incident", &red, "--claims"]).remove(0);
    let (claim, document) = (field(&record["claims"][0], "id"), field(&record["documents"][0], "id"));
    let nowhere = "00000000-0000-4000-8000-000000000000";
    let words = "quote=x&speaker_kind=other&stance=asserts&kind=other&source=y&reason=z";
    for id in [red.as_str(), nowhere] {
        for (path, body) in [
            (format!("/incidents/{id}/decide"), format!("what=join&other={open}&reason=x")),
            (format!("/incidents/{open}/decide"), format!("what=join&other={id}&reason=x")),
            (format!("/incidents/{open}/decide"), format!("what=distinct&other={id}&reason=x")),
            (format!("/incidents/{id}/claims"), words.to_owned()),
            (format!("/incidents/{id}/notes"), "text=x&tlp=clear".to_owned()),
            (format!("/incidents/{id}/seen"), String::new()),
        ] {
            assert_eq!(post(&serving, &path, ANALYST, &body).status, 404, "{path} {body}");
        }
        assert_eq!(page(&serving, &format!("/incidents/{id}/hand"), ANALYST).status, 404);
    }
    for id in [document.as_str(), nowhere] {
        let split = format!("what=split&documents={id}&reason=x");
        assert_eq!(post(&serving, &format!("/incidents/{open}/decide"), ANALYST, &split).status, 404);
        let added = format!("{words}&document={id}");
        assert_eq!(post(&serving, &format!("/incidents/{open}/claims"), ANALYST, &added).status, 404);
    }
    for id in [claim.as_str(), nowhere] {
        assert_eq!(page(&serving, &format!("/claims/{id}"), ANALYST).status, 404);
        assert_eq!(post(&serving, &format!("/claims/{id}"), ANALYST, words).status, 404);
        assert_eq!(post(&serving, &format!("/claims/{id}/retract"), ANALYST, "reason=x").status, 404);
    }
    // What the administrator did is the administrator's to take back; a reader does nothing at all.
    let distinct = format!("what=distinct&other={open}&reason=x");
    assert_eq!(post(&serving, &format!("/incidents/{red}/decide"), As::User("administrator"), &distinct).status, 303);
    let decision = field(&serving.bench.json(&["decisions"])[0], "id");
    assert_eq!(post(&serving, "/undo", ANALYST, &format!("act=decision+{decision}")).status, 404);
    assert!(!page(&serving, "/work", ANALYST).text().contains(&decision));
    assert_eq!(page(&serving, "/work", As::User("reader")).status, 403);
    assert_eq!(post(&serving, "/undo", As::User("administrator"), &format!("act=decision+{decision}")).status, 303);
}

#[test]
fn notes_pass_the_gate_and_seen_is_remembered() {
    let serving = serving(|bench| {
        let file = bench.file("0.txt", corpus::report(0));
        bench.ok(&["ingest", &file, "--tlp", "clear"]);
    });
    let id = ids(&serving).remove(0);
    let note = |who, body: &str| post(&serving, &format!("/incidents/{id}/notes"), who, body);
    assert_eq!(note(ANALYST, "text=zqnoteamber+%3Cscript%3E&tlp=amber").status, 303);
    assert_eq!(note(As::User("administrator"), "text=zqnotered&tlp=red").status, 303);
    assert_eq!(note(ANALYST, "text=zqnone&tlp=red").status, 400, "above the writer's clearance");
    assert_eq!(note(ANALYST, "text=+&tlp=clear").status, 400);
    assert_eq!(note(As::User("reader"), "text=x&tlp=clear").status, 403);
    let shown = |who| page(&serving, &format!("/incidents/{id}"), who).text();
    let analyst = shown(ANALYST);
    assert!(analyst.contains("zqnoteamber &#60;script&#62;") && !analyst.contains("zqnotered"), "{analyst}");
    assert!(!shown(As::User("reader")).contains("zqnote"));
    assert!(shown(As::User("administrator")).contains("zqnotered"));
    // The log is the administrator's; what analysts did of late leaves out what they may not read.
    assert!(!page(&serving, "/work", ANALYST).text().contains("zqnotered"));
    undo(&serving);
    assert!(!shown(ANALYST).contains("zqnoteamber"));
    // What came since one has looked is told, to each for oneself.
    assert_eq!(post(&serving, &format!("/incidents/{id}/seen"), As::User("reader"), "").status, 303);
    assert!(shown(As::User("reader")).contains("Nothing has changed since you looked"));
    let more = corpus::report(8).replace("names and email addresses", "dates of birth");
    serving.bench.ok(&["ingest", &serving.bench.file("8.txt", more), "--tlp", "clear"]);
    assert!(!shown(As::User("reader")).contains("Nothing has changed since you looked"));
    let word = word(&shown(ANALYST));
    assert_eq!(post(&serving, &format!("/incidents/{id}/seen"), As::Nobody, &format!("word={word}")).status, 401);
}
