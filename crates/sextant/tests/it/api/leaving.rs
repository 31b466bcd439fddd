//! What leaves by itself or as files, byte for byte as if nothing above the receiver's clearance existed: mails, webhooks,
//! event streams, exports, feeds. Two stores are compared, of which one holds more.

use super::answers::*;
use super::canary::{LABELS, copy, marker, with_more};
use super::events::Listening;
use crate::corpus;
use crate::program::*;
use crate::receivers::*;
use crate::taxii::serving::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// A store with green things, and the same with stricter ones besides.
fn both() -> (Bench, Bench) {
    let bench = Bench::with_users();
    bench.ok(&["collection", "add", "shared", "--read", "everybody", "--write", "administrator"]);
    let green = with_more(bench, 0..2);
    let all = with_more(copy(&green), 2..5);
    (green, all)
}

/// Text without what differs between two runs: ids that are drawn are numbered as they come, moments are one word.
fn plain(text: &str) -> String {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let (mut told, mut word) = (String::new(), String::new());
    for c in text.chars().chain(['\n']) {
        if is_part(c) || (!word.is_empty() && (c.is_ascii_digit() || "T:.Z".contains(c))) {
            word.push(c);
            continue;
        }
        let id = word.len() == 36 && word.matches('-').count() == 4;
        let moment = word.len() >= 20 && word.contains('T') && word.contains(':');
        match (id, moment) {
            (true, _) => {
                let next = known.len();
                told.push_str(&format!("ID{}", known.entry(std::mem::take(&mut word)).or_insert(next)));
            }
            (_, true) => told.push_str("AT"),
            _ => told.push_str(&word),
        }
        word.clear();
        told.push(c);
    }
    told
}

/// What came of one store: by mail, by webhook, by the stream of a reader.
struct Came {
    mails: Vec<String>,
    hooks: Vec<String>,
    events: Vec<String>,
}

const HEADERS: [&str; 5] = ["message-id:", "webhook-id:", "date:", "webhook-timestamp:", "webhook-signature:"];

fn without_headers(text: &str) -> String {
    let lines = text.lines().filter(|line| {
        let line = line.to_ascii_lowercase();
        !HEADERS.iter().any(|name| line.starts_with(name))
            && !line.starts_with("host:")
            && !line.starts_with("content-length:")
    });
    plain(&lines.collect::<Vec<_>>().join("\n"))
}

/// Serves a store, lets something be published and something change, and collects what leaves for those cleared for green.
/// `hidden`: a red report comes in besides.
fn leaves(bench: Bench, hidden: bool) -> Came {
    let (mail, hooks) = (MailServer::taking(Duration::ZERO), Receiver::start());
    let mut environment = mail.environment();
    environment.push(("SEXTANT_ADVISORIES_WEBHOOK_NETWORKS".into(), "127.0.0.1/32".into()));
    environment.push(("SEXTANT_ADVISORIES_WATCH_SECONDS".into(), "0".into()));
    bench.ok(&["recipient", "set", "mail", "--mail", "m@a.example", "--clearance", "green"]);
    bench.ok(&["recipient", "set", "hook", "--webhook", &hooks.url("/ok"), "--clearance", "green"]);
    let pairs: Vec<(&str, &str)> = environment.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let serving = bench.serve_with(&pairs);
    let incident = ask(&serving, "/api/v1/incidents?q=norvane", As::User("reader")).json()["items"][0].clone();
    let (incident, victim) = (field(&incident, "id"), field(&incident, "victim"));
    let publisher = As::User("publisher");
    for (kind, name) in
        [("incident", incident.as_str()), ("organisation", &victim), ("word", "zqcanary"), ("actor", &marker(4))]
    {
        for recipient in ["mail", "hook"] {
            let watch = json!({"kind": kind, "name": name, "recipient": recipient});
            assert_eq!(send(&serving, "POST", "/api/v1/watches", publisher, &watch).status, 201, "{kind}");
        }
    }
    let mut stream = Listening::of(&serving, "reader", None);
    assert_eq!(stream.next("event: ", Duration::from_secs(20)).as_deref(), Some("ready"));
    let drafted =
        send(&serving, "POST", "/api/v1/advisories", publisher, &json!({"incident": incident, "tlp": "green"}));
    let place = format!("/api/v1/advisories/{}/publication", field(&drafted.json(), "id"));
    assert_eq!(send(&serving, "POST", &place, publisher, &json!({})).status, 200);
    until("the advisory", || mail.mails().len() == 1 && hooks.hooks("/ok").len() == 1);
    let tell = |name: &str, label: &str, more: &str| {
        let text =
            format!("{}\n\nThe gang {more} claimed responsibility for the attack on {victim}.", corpus::report(0));
        serving.bench.ok(&["ingest", &serving.bench.file(name, text), "--tlp", label]);
    };
    if hidden {
        tell("hidden.txt", "red", &marker(4));
        // Long enough for every watch to be looked at, and every stream.
        std::thread::sleep(Duration::from_secs(3));
    }
    tell("open.txt", "clear", "Zqopen");
    until("what changed", || mail.mails().len() >= 3 && hooks.hooks("/ok").len() >= 3);
    std::thread::sleep(Duration::from_secs(3));
    let mut events = Vec::new();
    while let Some(line) = stream.next("", Duration::from_secs(1)) {
        if line.starts_with("event:") || line.starts_with("data:") {
            events.push(line);
        }
    }
    let mut mails: Vec<String> =
        mail.mails().iter().map(|mail| format!("{:?}\n{}", mail.to, without_headers(&mail.message))).collect();
    let mut hooks: Vec<String> =
        hooks.hooks("/ok").iter().map(|hook| without_headers(&format!("{}{}", hook.head, hook.body))).collect();
    mails.sort();
    hooks.sort();
    Came { mails, hooks, events }
}

#[test]
fn mails_webhooks_and_events_are_those_of_a_store_without_what_is_hidden() {
    let (green, all) = both();
    let (without, with) = (leaves(green, false), leaves(all, true));
    assert_eq!(with.mails, without.mails);
    assert_eq!(with.hooks, without.hooks);
    assert_eq!(with.events, without.events);
    let all = [with.mails, with.hooks, with.events].concat().join("\n");
    assert!(all.contains("Zqopen") && all.contains(&marker(1)), "what may be known is told: {all}");
    for level in 2..5 {
        // The name of a watch is what its owner wrote.
        let told = all.replace(&format!("actor {}", marker(4)), "").replace(&format!("Changes: {}", marker(4)), "");
        assert!(!told.contains(&marker(level)), "{}", marker(level));
    }
}

#[test]
fn files_for_an_audience_are_those_of_a_store_without_what_is_hidden() {
    let (green, all) = both();
    for (level, label) in LABELS.iter().enumerate().take(2) {
        for format in ["stix", "misp", "csv", "html", "json"] {
            let export = |bench: &Bench| bench.ok(&["export", "--all", "--format", format, "--audience", label]);
            let (without, with) = (export(&green), export(&all));
            assert!(with == without, "{format} for {label}");
            assert!(with.contains(&marker(level)), "{format} for {label} tells what may be known");
            assert!(!(level + 1..5).any(|above| with.contains(&marker(above))), "{format} for {label}");
        }
        let feed = |bench: &Bench| {
            let folder = bench.folder.path().join(format!("feed-{level}"));
            let place = folder.to_str().unwrap();
            bench.ok(&["export", "--all", "--format", "misp-feed", "--audience", label, "--output", place]);
            let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            files
                .map(|file| (file.file_name().unwrap().to_owned(), std::fs::read(&file).unwrap()))
                .collect::<BTreeMap<_, _>>()
        };
        assert!(feed(&green) == feed(&all), "the feed of MISP for {label}");
        let list = |words: &[&str]| {
            let told = |bench: &Bench| bench.ok(&[words, &["--audience", label]].concat());
            (told(&green), told(&all))
        };
        for words in [&["incidents"][..], &["advisory", "list"], &["search", "claimed"], &["brief"]] {
            let (without, with) = list(words);
            assert_eq!(with, without, "{words:?} for {label}");
        }
    }
}
