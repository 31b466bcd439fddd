//! What leaves for recipients: through the gate, signed, once, and in doubt only where somebody is told.

use super::program::*;
use super::receivers::*;
use super::taxii::serving::*;
use base64::Engine as _;
use hmac::{Hmac, Mac};
use serde_json::Value;
use std::sync::atomic::Ordering;
use std::time::Duration;

const REPORT: &str = "Telvasco, a phone company, confirmed on 12 May 2025 that attackers stole customers' names and email \
addresses. No payment card details were taken, the company said.";

const LABELS: [&str; 5] = ["clear", "green", "amber", "amber+strict", "red"];

fn told(label: &str) -> (Bench, String) {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("t.txt", REPORT), "--tlp", label, "--published", "2025-05-12"]);
    let incident = field(&bench.json(&["incidents"])[0], "id");
    (bench, incident)
}

fn publish(bench: &Bench, incident: &str, label: &str, title: &str) -> String {
    let id = field(&bench.json(&["advisory", "draft", incident, "--tlp", label])[0], "id");
    bench.ok(&["advisory", "edit", &id, "--title", title]);
    bench.ok(&["advisory", "publish", &id]);
    id
}

/// Serves with a mail server and webhooks on this machine, quick to try again.
fn serve(bench: Bench, mail: &MailServer, more: &[(&str, &str)]) -> Serving {
    let mut environment = mail.environment();
    environment.push(("SEXTANT_ADVISORIES_WEBHOOK_NETWORKS".into(), "127.0.0.1/32".into()));
    environment.push(("SEXTANT_ADVISORIES_RETRY_SECONDS".into(), "0".into()));
    environment.push(("SEXTANT_LIMITS_SILENCE_SECONDS".into(), "1".into()));
    environment.push(("SEXTANT_ADVISORIES_WATCH_SECONDS".into(), "0".into()));
    environment.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let pairs: Vec<(&str, &str)> = environment.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    bench.serve_with(&pairs)
}

fn state(bench: &Bench, recipient: &str) -> Value {
    let all = bench.json(&["outbox", "list"]);
    all.into_iter().find(|delivery| delivery["recipient"] == recipient).unwrap_or(Value::Null)
}

fn settled(bench: &Bench) -> bool {
    bench.json(&["outbox", "list"]).iter().all(|d| !["waiting", "sending"].contains(&d["state"].as_str().unwrap()))
}

#[test]
fn a_correction_and_a_withdrawal_reach_everybody_who_got_the_first_and_nobody_else() {
    let (bench, incident) = told("green");
    let (mail, hooks) = (MailServer::taking(Duration::ZERO), Receiver::start());
    let recipient = |name: &str, way: &str, address: &str, label: &str| {
        bench.ok(&["recipient", "set", name, way, address, "--clearance", label]).trim().to_owned()
    };
    recipient("low", "--mail", "low@a.example", "clear");
    recipient("green", "--mail", "green@a.example", "green");
    recipient("later", "--mail", "later@a.example", "amber");
    let secret = recipient("hook", "--webhook", &hooks.url("/ok"), "amber");
    let id = publish(&bench, &incident, "green", "Título\r\nBcc: x@evil.example\r\n\r\nBody");
    let serving = serve(bench, &mail, &[]);
    let bench = &serving.bench;
    until("the first", || mail.mails().len() == 2 && hooks.hooks("/ok").len() == 1 && settled(bench));
    for mail in mail.mails() {
        assert_eq!((mail.to.len(), mail.header("bcc").len(), mail.header("subject").len()), (1, 0, 1), "{mail:?}");
        assert!(mail.header("to")[0].contains(&mail.to[0]) && mail.to[0] != "low@a.example");
        assert!(mail.message.contains("Expressly not taken") || mail.message.contains("EXPRESSLY NOT TAKEN"));
    }
    let hook = &hooks.hooks("/ok")[0];
    let signed = format!("{}.{}.{}", hook.header("webhook-id"), hook.header("webhook-timestamp"), hook.body);
    let key = base64::engine::general_purpose::STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(signed.as_bytes());
    let right = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(hook.header("webhook-signature"), format!("v1,{right}"));
    super::schemas::check("advisory", &[serde_json::from_str::<Value>(&hook.body).unwrap()["data"].clone()]);
    // One is cleared for less by now, one wants no more advisories of itself, one is new.
    bench.ok(&["recipient", "set", "later", "--mail", "later@a.example", "--clearance", "clear"]);
    bench.ok(&["recipient", "set", "green", "--mail", "green@a.example", "--clearance", "green", "--no-advisories"]);
    bench.ok(&["recipient", "set", "new", "--mail", "new@a.example", "--clearance", "green"]);
    bench.ok(&["advisory", "correct", &id, "--note", "The day was wrong"]);
    bench.ok(&["advisory", "publish", &id]);
    until("the correction", || hooks.hooks("/ok").len() == 2 && mail.mails().len() == 4 && settled(bench));
    let to = |n: usize| mail.mails().iter().skip(n).flat_map(|mail| mail.to.clone()).collect::<Vec<_>>();
    let mut second = to(2);
    second.sort();
    assert_eq!(second, ["green@a.example", "new@a.example"]);
    assert!(hooks.hooks("/ok")[1].body.contains("advisory.corrected"));
    let refused = state(bench, "later");
    assert!(refused["state"] == "dead" && field(&refused, "told").contains("not cleared"), "{refused}");
    bench.ok(&["advisory", "withdraw", &id, "--reason", "It was another company"]);
    until("the withdrawal", || hooks.hooks("/ok").len() == 3 && mail.mails().len() == 6 && settled(bench));
    assert!(mail.mails()[4..].iter().all(|mail| mail.message.contains("It was another company")));
    let ids: Vec<String> = mail.mails().iter().flat_map(|mail| mail.header("message-id")).collect();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 6, "{ids:?}");
    bench.ok(&["audit", "verify"]);
}

#[test]
fn no_mail_and_no_webhook_holds_a_word_above_its_recipient_s_clearance() {
    let bench = Bench::new();
    for (level, label) in LABELS.iter().enumerate() {
        let text = format!(
            "{REPORT} The gang Zqmark{level} claimed responsibility for the attack on Telvasco on {} May 2025.",
            13 + level
        );
        bench.ok(&["ingest", &bench.file(&format!("{level}.txt"), text), "--tlp", label, "--published", "2025-05-14"]);
    }
    let incident = field(&bench.json(&["incidents"])[0], "id");
    let (mail, hooks) = (MailServer::taking(Duration::ZERO), Receiver::start());
    for (level, label) in LABELS.iter().enumerate() {
        bench.ok(&[
            "recipient",
            "set",
            &format!("m{level}"),
            "--mail",
            &format!("m{level}@a.example"),
            "--clearance",
            label,
        ]);
        bench.ok(&[
            "recipient",
            "set",
            &format!("h{level}"),
            "--webhook",
            &hooks.url(&format!("/ok{level}")),
            "--clearance",
            label,
        ]);
    }
    for (level, label) in LABELS.iter().enumerate() {
        publish(&bench, &incident, label, &format!("Title Zqmark{level}"));
    }
    let serving = serve(bench, &mail, &[]);
    until("all", || settled(&serving.bench) && mail.mails().len() == 15);
    let check = |level: usize, text: &str| {
        for above in level + 1..5 {
            assert!(!text.contains(&format!("Zqmark{above}")), "{level} is sent {above}: {text}");
        }
    };
    for (level, _) in LABELS.iter().enumerate() {
        let mine: Vec<Mail> = mail.mails().into_iter().filter(|m| m.to == [format!("m{level}@a.example")]).collect();
        let hooked = hooks.hooks(&format!("/ok{level}"));
        assert_eq!((mine.len(), hooked.len()), (level + 1, level + 1));
        assert!(mine.iter().any(|mail| mail.message.contains(&format!("Zqmark{level}"))));
        mine.iter().for_each(|mail| check(level, &mail.message));
        hooked.iter().for_each(|hook| check(level, &format!("{}{}", hook.head, hook.body)));
    }
}

#[test]
fn a_receiver_that_fails_is_tried_again_and_one_that_stalls_is_given_up_in_sight() {
    let (bench, incident) = told("clear");
    let (mail, hooks) = (MailServer::taking(Duration::ZERO), Receiver::start());
    for path in ["/fails", "/stalls", "/elsewhere"] {
        bench.ok(&["recipient", "set", &path[1..], "--webhook", &hooks.url(path), "--clearance", "clear"]);
    }
    bench.ok(&["recipient", "set", "nobody", "--mail", "nobody@a.example", "--clearance", "clear"]);
    publish(&bench, &incident, "clear", "A title");
    let serving = serve(bench, &mail, &[("SEXTANT_ADVISORIES_ATTEMPTS", "4")]);
    let bench = &serving.bench;
    until("an end", || settled(bench));
    let fails = hooks.hooks("/fails");
    assert_eq!((fails.len(), state(bench, "fails")["attempts"].clone()), (3, 3.into()));
    assert!(
        fails.iter().all(|hook| hook.header("webhook-id") == fails[0].header("webhook-id")),
        "a repeat is known by its id"
    );
    assert_eq!(state(bench, "fails")["state"], "sent");
    let stalls = state(bench, "stalls");
    assert!(
        stalls["state"] == "dead" && stalls["attempts"] == 4 && field(&stalls, "told").contains("answer"),
        "{stalls}"
    );
    assert_eq!(hooks.hooks("/stalls").len(), 4);
    let elsewhere = state(bench, "elsewhere");
    assert!(elsewhere["state"] == "dead" && field(&elsewhere, "told").contains("redirects"), "{elsewhere}");
    assert!(hooks.hooks("/ok").is_empty(), "where a redirect leads was stated by nobody");
    let nobody = state(bench, "nobody");
    assert!(nobody["state"] == "dead" && field(&nobody, "told").contains("550"), "{nobody}");
    let page = serving.send("GET", "/outbox", As::Nobody, &[], b"").text();
    assert!(page.contains("stalls") && page.contains("dead") && page.contains("Send it again"));
    bench.ok(&["outbox", "settle", &field(&nobody, "id"), "arrived", "--by", "mara"]);
    assert!(field(&state(bench, "nobody"), "told").contains("mara"));
}

#[test]
fn no_webhook_reaches_this_machine_or_a_private_network_in_any_spelling() {
    let (bench, incident) = told("clear");
    let (mail, hooks) = (MailServer::taking(Duration::ZERO), Receiver::start());
    let port = hooks.address.port();
    let hosts = [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.1",
        "[fd00::1]",
        "0.0.0.0",
    ];
    for (n, host) in hosts.iter().enumerate() {
        let url = format!("http://{host}:{port}/ok");
        bench.ok(&["recipient", "set", &format!("r{n}"), "--webhook", &url, "--clearance", "clear"]);
    }
    for wrong in
        ["file:///etc/passwd", "ftp://a.example/", "http://user:word@a.example/", "javascript:alert(1)", "http://"]
    {
        assert!(
            !bench.run(&["recipient", "set", "w", "--webhook", wrong, "--clearance", "clear"]).status.success(),
            "{wrong}"
        );
    }
    for wrong in ["x", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example"] {
        assert!(
            !bench.run(&["recipient", "set", "w", "--mail", wrong, "--clearance", "clear"]).status.success(),
            "{wrong}"
        );
    }
    publish(&bench, &incident, "clear", "A title");
    let serving = serve(bench, &mail, &[("SEXTANT_ADVISORIES_WEBHOOK_NETWORKS", "")]);
    until("an end", || settled(&serving.bench));
    for (n, host) in hosts.iter().enumerate() {
        let state = state(&serving.bench, &format!("r{n}"));
        assert!(state["state"] == "dead" && field(&state, "told").contains("no public address"), "{host}: {state}");
    }
    assert!(hooks.hooks("/ok").is_empty());
}

/// Publishes over a page and kills the server a while after: before it sends, or after it has begun to.
fn killed_while_publishing(bench: Bench, mail: &MailServer, id: &str, kill: u64) -> Bench {
    let serving = serve(bench, mail, &[]);
    let before = mail.connections.load(Ordering::SeqCst);
    let page = serving.send("GET", &format!("/advisories/{id}"), As::Nobody, &[], b"").text();
    let word = page.split("name=\"word\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let form = format!("word={word}");
    let sent = serving.send("POST", &format!("/advisories/{id}/publish"), As::Nobody, &kind, form.as_bytes());
    assert_eq!(sent.status, 303, "{}", sent.text());
    let start = std::time::Instant::now();
    while !kill.is_multiple_of(4)
        && mail.connections.load(Ordering::SeqCst) == before
        && start.elapsed() < Duration::from_secs(20)
    {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(kill * 5 % 60));
    serving.kill()
}

/// What was published is in the collection of its label and in the feed of MISP: each advisory once, none by half.
fn each_is_an_object_once(serving: &Serving, titles: &[(String, String)]) {
    let path = format!("{}?limit=1000&match[version]=all", objects("tlp-clear"));
    let all = serving.get(&path, As::Nobody).json();
    let of = |kind: &str, id: &str| {
        let listed = all["objects"].as_array().into_iter().flatten();
        listed.filter(|object| object["type"] == kind && object["extensions"].to_string().contains(id)).count()
    };
    let feed = serving.get("/feeds/misp/manifest.json", As::Nobody).text();
    for (id, title) in titles {
        assert_eq!((of("report", id), of("note", id)), (1, 1), "{title}");
        assert_eq!(feed.matches(title.as_str()).count(), 1, "{title}");
    }
}

/// The server is killed while it sends, at another moment each time.
#[test]
fn killed_while_publishing_nobody_gets_it_twice_and_every_doubt_is_shown() {
    const KILLS: u64 = 24;
    let (mut bench, incident) = told("clear");
    let mail = MailServer::taking(Duration::from_millis(25));
    for name in ["one", "two", "three"] {
        bench.ok(&["recipient", "set", name, "--mail", &format!("{name}@a.example"), "--clearance", "clear"]);
    }
    let mut titles = Vec::new();
    for kill in 0..KILLS {
        let title = format!("Number {kill} end");
        let id = field(&bench.json(&["advisory", "draft", &incident, "--tlp", "clear"])[0], "id");
        bench.ok(&["advisory", "edit", &id, "--title", &title]);
        titles.push((id.clone(), title));
        bench = killed_while_publishing(bench, &mail, &id, kill);
    }
    let serving = serve(bench, &mail, &[]);
    let bench = &serving.bench;
    until("an end", || settled(bench));
    let (mut sure, mut doubtful) = (0, 0);
    let deliveries = bench.json(&["outbox", "list"]);
    assert_eq!(deliveries.len(), 3 * titles.len(), "each recipient of each advisory is noted once");
    for delivery in &deliveries {
        let (id, title) = titles.iter().find(|(id, _)| field(delivery, "id").starts_with(id)).unwrap();
        let to = format!("{}@a.example", field(delivery, "recipient"));
        let came = mail.mails().iter().filter(|mail| mail.to[0] == to && mail.message.contains(title)).count();
        match field(delivery, "state").as_str() {
            "sent" => {
                sure += 1;
                assert_eq!(came, 1, "{id} to {to}");
            }
            "doubtful" => {
                doubtful += 1;
                assert!(came <= 1, "{id} to {to} came {came} times");
            }
            other => panic!("{other}: {delivery}"),
        }
    }
    assert!(sure > 0 && doubtful > 0, "the moments hit both: {sure} sent, {doubtful} doubtful");
    eprintln!("{KILLS} kills: {sure} sent once, {doubtful} doubtful, none twice");
    each_is_an_object_once(&serving, &titles);
    // Again only by a person's word.
    let one = deliveries.iter().find(|d| d["state"] == "doubtful").unwrap();
    let before = mail.mails().len();
    bench.ok(&["outbox", "settle", &field(one, "id"), "again", "--by", "mara"]);
    until("the repeat", || mail.mails().len() == before + 1 && settled(bench));
    bench.ok(&["audit", "verify"]);
}

/// What each watches in the next test; and what cannot be watched.
fn watch_all(post: &dyn Fn(&str, &str, &str) -> u16) {
    for (who, form) in [
        ("publisher", "kind=organisation&name=telvasco&recipient=amber"),
        ("publisher", "kind=word&name=passport&recipient=green"),
        ("analyst", "kind=actor&name=Zqamber&recipient="),
        ("reader", "kind=organisation&name=Telvasco"),
    ] {
        assert_eq!(post("/watches", who, form), 303, "{form}");
    }
    assert_eq!(post("/watches", "reader", "kind=word&name=x&recipient=amber"), 400, "a publisher says who is told");
    for wrong in
        ["kind=sector&name=x", "kind=word&name=", "kind=word&name=x&owner=analyst", "kind=incident&name=ffffffff"]
    {
        assert!([400, 404].contains(&post("/watches", "reader", wrong)), "{wrong}");
    }
}

#[test]
fn whoever_watches_is_told_what_changed_and_nothing_above_both_clearances() {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("t.txt", REPORT), "--tlp", "clear", "--published", "2025-05-12"]);
    let mail = MailServer::taking(Duration::ZERO);
    for (name, label) in [("amber", "amber"), ("green", "green")] {
        bench.ok(&[
            "recipient",
            "set",
            name,
            "--mail",
            &format!("{name}@a.example"),
            "--clearance",
            label,
            "--no-advisories",
        ]);
    }
    let serving = serve(bench, &mail, &[]);
    let (bench, kind) = (&serving.bench, [("Content-Type", "application/x-www-form-urlencoded")]);
    let post =
        |path: &str, who: &str, body: &str| serving.send("POST", path, As::User(who), &kind, body.as_bytes()).status;
    let page = |who: &str| serving.send("GET", "/watches", As::User(who), &[], b"").text();
    watch_all(&post);
    std::thread::sleep(Duration::from_millis(900));
    assert!(mail.mails().is_empty() && !page("reader").contains("I have looked"), "nothing has changed");
    let amber = "Telvasco, a phone company, confirmed on 13 May 2025 that hackers also stole dates of birth in the attack. \
        The gang Zqamber claimed responsibility for the attack on Telvasco.";
    let red = "Regulators said on 14 May 2025 that passport numbers of Telvasco customers were stolen in the breach. \
        The gang Zqred claimed responsibility for the attack on Telvasco.";
    bench.ok(&["ingest", &bench.file("a.txt", amber), "--tlp", "amber", "--published", "2025-05-14"]);
    bench.ok(&["ingest", &bench.file("r.txt", red), "--tlp", "red", "--published", "2025-05-14"]);
    until("the amber one", || mail.mails().iter().any(|m| m.message.contains("Zqamber")) && settled(bench));
    std::thread::sleep(Duration::from_millis(900));
    assert!(
        mail.mails().iter().all(|m| m.to == ["amber@a.example"] && !m.message.contains("Zqred")),
        "{:?}",
        mail.mails()
    );
    let told = mail.mails().len();
    assert!(page("analyst").contains("Zqamber") && !page("analyst").contains("Zqred"));
    assert!(
        !page("reader").contains("Zqamber") && !page("reader").contains("I have looked"),
        "not even that it changed"
    );
    // What was told is not told again; another's watch is none.
    std::thread::sleep(Duration::from_millis(900));
    assert_eq!(mail.mails().len(), told);
    let mine = page("analyst");
    let id = mine.split("/watches/").nth(1).unwrap().split('/').next().unwrap();
    assert_eq!(post(&format!("/watches/{id}/end"), "reader", ""), 404);
    assert_eq!(post(&format!("/watches/{id}/seen"), "analyst", ""), 303);
    assert!(!page("analyst").contains("I have looked"));
    assert_eq!(post(&format!("/watches/{id}/end"), "analyst", ""), 303);
    assert!(page("analyst").contains("You watch nothing yet"));
}

#[test]
fn only_publishers_see_and_state_recipients() {
    let serving = serve(Bench::with_users(), &MailServer::taking(Duration::ZERO), &[]);
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let post =
        |path: &str, who: &str, body: &str| serving.send("POST", path, As::User(who), &kind, body.as_bytes()).status;
    for path in ["/outbox", "/outbox/"] {
        assert!([403, 404].contains(&serving.send("GET", path, As::User("analyst"), &[], b"").status), "{path}");
    }
    assert_eq!(post("/outbox/recipients", "analyst", "name=x&way=mail&address=x@y.example&clearance=red"), 403);
    let new = "name=hook&way=webhook&address=https://a.example/&clearance=green&advisories=yes";
    let shown = serving.send("POST", "/outbox/recipients", As::User("publisher"), &kind, new.as_bytes()).text();
    assert!(shown.contains("whsec_"));
    assert!(!serving.send("GET", "/outbox", As::User("publisher"), &[], b"").text().contains("whsec_"), "shown once");
}
