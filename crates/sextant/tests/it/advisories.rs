//! Advisories: drafted for a label, approved by a second person, published, corrected and withdrawn; and the feeds, which
//! a token of their own opens.

use super::corpus;
use super::program::*;
use super::taxii::serving::*;
use serde_json::Value;

/// A report whose victim confirms the theft of names, says that card data was not taken, with a gang's claim.
const REPORT: &str = "Telvasco, a phone company, confirmed on 12 May 2025 that attackers stole customers' names and email \
addresses. No payment card details were taken, the company said. A group called Zorblock claimed responsibility for the \
attack on Telvasco and said that it holds 40 million records.";

fn told() -> (Bench, String) {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("t.txt", REPORT), "--tlp", "green", "--published", "2025-05-12"]);
    let incident = field(&bench.json(&["incidents"])[0], "id");
    (bench, incident)
}

fn draft(bench: &Bench, incident: &str, label: &str) -> String {
    field(&bench.json(&["advisory", "draft", incident, "--tlp", label, "--by", "mara"])[0], "id")
}

fn words(facts: &Value) -> String {
    facts.as_array().unwrap().iter().map(|fact| field(fact, "what") + "; ").collect()
}

#[test]
fn an_advisory_says_what_is_known_on_whose_word_and_what_is_not_taken() {
    let (bench, incident) = told();
    let id = draft(&bench, &incident, "green");
    let sheet = &bench.json(&["advisory", "show", &id])[0];
    let facts = &sheet["facts"];
    assert!(words(&facts["known"]).contains("name"), "{facts:#}");
    assert!(words(&facts["not_taken"]).contains("payment card"), "{facts:#}");
    assert!(!words(&facts["known"]).contains("payment card"));
    assert!(words(&facts["said"]).contains("Zorblock"), "what a gang claims is said, not known: {facts:#}");
    assert!(!words(&facts["known"]).contains("Zorblock"));
    for fact in facts["known"].as_array().unwrap() {
        for voice in fact["voices"].as_array().unwrap() {
            let quote = field(voice, "quote");
            assert!(REPORT.contains(&quote), "the words are the source's: {quote}");
        }
    }
    let steps = sheet["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step.as_str().unwrap().contains("SPF")), "{steps:?}");
    assert!(!steps.iter().any(|step| step.as_str().unwrap().contains("card")), "no step for what was not taken");
    // What people write changes, the facts do not.
    let steps = bench.file("steps.txt", "First.\n\nSecond.\n");
    bench.ok(&["advisory", "edit", &id, "--title", "A\r\nBcc: x@y.example", "--summary", "Short.", "--steps", &steps]);
    let edited = &bench.json(&["advisory", "show", &id])[0];
    assert_eq!((edited["facts"].clone(), field(edited, "summary")), (facts.clone(), "Short.".into()));
    assert_eq!(
        (field(edited, "title"), edited["steps"].clone()),
        ("A Bcc: x@y.example".into(), serde_json::json!(["First.", "Second."]))
    );
    let page = bench.ok(&["advisory", "show", &id, "--html"]);
    assert!(page.contains("Expressly not taken") && !page.contains("<script"));
    super::schemas::check("advisory", &bench.json(&["advisory", "show", &id]));
    super::schemas::check("advisory-line", &bench.json(&["advisory", "list"]));
}

#[test]
fn a_second_person_approves_and_never_the_author() {
    let (bench, incident) = told();
    let id = draft(&bench, &incident, "green");
    let run = |arguments: &[&str]| {
        let mut command = bench.command(arguments);
        command.env("SEXTANT_ADVISORIES_SECOND_PERSON", "true").output().unwrap()
    };
    let done = |arguments: &[&str]| run(arguments).status.success();
    assert!(!done(&["advisory", "publish", &id, "--by", "ines"]), "not approved");
    assert!(!done(&["advisory", "approve", &id, "--by", "ines"]), "not proposed");
    assert!(done(&["advisory", "propose", &id, "--by", "mara"]));
    assert!(!done(&["advisory", "approve", &id, "--by", "mara"]), "the author");
    assert!(!done(&["advisory", "publish", &id, "--by", "ines"]));
    assert!(done(&["advisory", "approve", &id, "--by", "ines"]));
    // Whoever changes what was approved has not been approved.
    assert!(done(&["advisory", "edit", &id, "--title", "Other", "--by", "ines"]));
    assert!(!done(&["advisory", "publish", &id, "--by", "ines"]));
    assert!(done(&["advisory", "propose", &id, "--by", "mara"]));
    for author in ["mara", "ines"] {
        assert!(!done(&["advisory", "approve", &id, "--by", author]), "{author} wrote at it");
    }
    assert!(done(&["advisory", "approve", &id, "--by", "olga"]) && done(&["advisory", "publish", &id, "--by", "mara"]));
    assert!(!done(&["advisory", "publish", &id]) && !done(&["advisory", "edit", &id, "--title", "x"]), "it is out");
    assert!(bench.ok(&["publish", "--list"]).contains(&incident), "the record is in the collection of the label");
    // A correction goes the same way, and what is out stays out until it is published.
    assert!(done(&["advisory", "correct", &id, "--note", "A number was wrong", "--by", "mara"]));
    assert!(!done(&["advisory", "publish", &id, "--by", "ines"]));
    assert_eq!(bench.json(&["advisory", "list", "--published"])[0]["revision"], 1);
    assert!(done(&["advisory", "propose", &id]) && done(&["advisory", "approve", &id, "--by", "ines"]));
    assert!(done(&["advisory", "publish", &id, "--by", "ines"]));
    let out = &bench.json(&["advisory", "list", "--published"])[0];
    assert_eq!((field(out, "state"), out["revision"].clone()), ("corrected".into(), 2.into()));
    assert!(done(&["advisory", "withdraw", &id, "--reason", "It was another company"]));
    let sheet = &bench.json(&["advisory", "show", &id])[0];
    assert_eq!(field(sheet, "state"), "withdrawn");
    assert!(words(&sheet["facts"]["known"]).is_empty() && field(sheet, "summary").is_empty());
    assert!(!bench.ok(&["publish", "--list"]).contains(&incident), "and taken out of the collection");
    bench.ok(&["audit", "verify"]);
}

#[test]
fn what_is_drafted_for_a_label_holds_nothing_stricter() {
    let bench = Bench::new();
    let amber = "Telvasco, a phone company, confirmed on 13 May 2025 that hackers also stole dates of birth in the attack. \
        The gang Zqamber claimed responsibility for the attack on Telvasco.";
    let red = "Regulators were told on 14 May 2025 that passport numbers of Telvasco customers were stolen in the breach. \
        The gang Zqred claimed responsibility for the attack on Telvasco.";
    for (label, text) in [("green", REPORT), ("amber", amber), ("red", red)] {
        let file = bench.file(&format!("{label}.txt"), text);
        bench.ok(&["ingest", &file, "--tlp", label, "--published", "2025-05-14"]);
    }
    let incident = field(&bench.json(&["incidents"])[0], "id");
    let id = draft(&bench, &incident, "amber");
    bench.ok(&["advisory", "publish", &id]);
    for form in [&["--json"][..], &["--html"], &[]] {
        let shown = bench.ok(&[&["advisory", "show", &id], form].concat());
        assert!(shown.contains("Zqamber") && !shown.contains("Zqred"), "{form:?}");
        let other = bench.run(&[&["advisory", "show", &id, "--audience", "green"], form].concat());
        assert!(!other.status.success() && other.stdout.is_empty(), "as if there were none");
    }
    assert!(bench.json(&["advisory", "list", "--audience", "green"]).is_empty());
    bench.ok(&["ingest", &bench.file("r.txt", corpus::report(1)), "--tlp", "red"]);
    let secret = bench.json(&["incidents"]).into_iter().find(|i| i["tlp"] == "red" && field(i, "id") != incident);
    let secret = secret.map(|i| field(&i, "id")).unwrap_or_default();
    assert!(
        !bench.run(&["advisory", "draft", &secret, "--tlp", "amber"]).status.success(),
        "nothing may be told of it"
    );
}

/// Reads a feed with a token and gives status and body.
fn feed(serving: &Serving, path: &str) -> (u16, String) {
    let reply = serving.send("GET", path, As::Nobody, &[], b"");
    (reply.status, reply.text())
}

#[test]
fn a_feed_token_opens_its_feed_and_nothing_else() {
    let (bench, incident) = told();
    let (green, amber) = (draft(&bench, &incident, "green"), draft(&bench, &incident, "amber"));
    bench.ok(&["advisory", "edit", &green, "--title", "Titlegreen <b>&amp;</b>"]);
    bench.ok(&["advisory", "edit", &amber, "--title", "Titleamber"]);
    bench.ok(&["advisory", "publish", &green]);
    bench.ok(&["advisory", "publish", &amber]);
    let token = |user: &str, feed: &str| bench.ok(&["token", "add", "--user", user, "--feed", feed]).trim().to_owned();
    let (reader, analyst, other) =
        (token("reader", "advisories"), token("analyst", "advisories"), token("reader", "other"));
    let low = bench.ok(&["token", "add", "--user", "analyst", "--feed", "advisories", "--clearance", "clear"]);
    let kept = std::fs::read(bench.store()).unwrap();
    assert!(!kept.windows(reader.len()).any(|window| window == reader.as_bytes()), "the word is kept nowhere");
    let serving = bench.serve();
    for path in
        ["/", "/advisories", "/feeds/misp/manifest.json", "/taxii2/", &format!("/advisories/{green}"), "/account"]
    {
        let (status, body) = feed(&serving, &format!("{path}?token={reader}"));
        assert!([303, 401].contains(&status) && !body.contains("Titlegreen"), "{path}: {status}");
        for who in [As::Bearer(&reader), As::Cookie(&format!("sextant={reader}"))] {
            assert!([303, 401].contains(&serving.send("GET", path, who, &[], b"").status), "{path}");
        }
    }
    for ending in ["rss", "atom", "json"] {
        let path = format!("/feeds/advisories.{ending}");
        let (status, body) = feed(&serving, &format!("{path}?token={reader}"));
        assert!(status == 200 && body.contains("Titlegreen") && !body.contains("Titleamber"), "{body}");
        assert!(ending == "json" || !body.contains("<b>&amp;"), "a title is text: {body}");
        assert!(feed(&serving, &format!("{path}?token={analyst}")).1.contains("Titleamber"));
        assert!(!feed(&serving, &format!("{path}?token={}", low.trim())).1.contains("Titlegreen"));
        for wrong in [other.as_str(), "", "sxf_a_b", &reader[..reader.len() - 1]] {
            let status = feed(&serving, &format!("{path}?token={wrong}")).0;
            assert!([401, 429].contains(&status), "{wrong}");
        }
        assert_eq!(feed(&serving, &path).0, 401);
    }
    let posted = serving.send("POST", &format!("/feeds/advisories.rss?token={reader}"), As::Nobody, &[], b"");
    assert!(posted.status >= 400);
    let id = reader.split('_').nth(1).unwrap();
    serving.bench.ok(&["token", "revoke", id]);
    assert_ne!(feed(&serving, &format!("/feeds/advisories.rss?token={reader}")).0, 200);
    serving.bench.ok(&["user", "remove", "analyst"]);
    serving.bench.user("analyst", "analyst");
    assert_ne!(feed(&serving, &format!("/feeds/advisories.rss?token={analyst}")).0, 200, "another account");
}

#[test]
fn pages_take_each_step_by_role_and_show_what_may_be_seen() {
    let (bench, incident) = told();
    let (mine, hidden) = (draft(&bench, &incident, "green"), draft(&bench, &incident, "red"));
    let serving = bench.serve();
    let post = |path: &str, who: &str, body: &str| {
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        serving.send("POST", path, As::User(who), &kind, body.as_bytes()).status
    };
    let form = format!("incident={incident}&tlp=green");
    assert_eq!(post("/advisories", "reader", &form), 403);
    assert_eq!(post("/advisories", "analyst", &form), 303);
    assert_eq!(post("/advisories", "analyst", &format!("incident={incident}&tlp=red")), 400, "not cleared for it");
    let page = |path: &str, who: &str| serving.send("GET", path, As::User(who), &[], b"");
    assert_eq!(page(&format!("/advisories/{mine}"), "reader").status, 404, "readers see no drafts");
    assert!(page(&format!("/advisories/{mine}"), "analyst").text().contains("Expressly not taken"));
    for step in ["edit", "propose", "correct", "approve", "publish", "withdraw"] {
        let path = format!("/advisories/{hidden}/{step}");
        assert_eq!(post(&path, "publisher", "title=x&note=x"), 404, "{step} on what one may not see");
        assert_eq!(post(&path, "reader", "title=x&note=x"), 403);
    }
    assert_eq!(
        post(&format!("/advisories/{mine}/edit"), "analyst", "title=x&label=red"),
        400,
        "no field but the form's"
    );
    assert_eq!(post(&format!("/advisories/{mine}/publish"), "analyst", ""), 403);
    assert_eq!(post(&format!("/advisories/{mine}/propose"), "analyst", ""), 303);
    assert_eq!(post(&format!("/advisories/{mine}/publish"), "publisher", ""), 303);
    assert_eq!(page(&format!("/advisories/{mine}"), "reader").status, 200);
    assert!(page(&format!("/advisories/{mine}/print"), "reader").text().contains("TLP:GREEN"));
    assert!(!page("/advisories", "reader").text().contains(&hidden));
}
