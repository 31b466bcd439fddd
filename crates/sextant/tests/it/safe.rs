//! What must not happen whoever asks: words to log in with in the log, readers sent elsewhere, mails with headers that
//! somebody wrote into a name.

use super::corpus;
use super::first::{page, place, post, session, word};
use super::program::*;
use super::receivers::*;
use super::taxii::serving::*;
use serde_json::json;
use std::time::Duration;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const WRONG: &str = "zqwrongpassword";

/// Logs in by the form; gives the cookie of the session, or none.
fn log_in(serving: &Serving, name: &str, password: &str, next: &str) -> (Reply, String) {
    let asked = page(serving, "/login", As::Nobody);
    let (word, cookie) = (word(&asked.text()), session(&asked));
    let form = format!("name={name}&password={}&word={word}&next={next}", password.replace(' ', "+"));
    let reply = serving.send("POST", "/login", As::Cookie(&cookie), &[FORM], form.as_bytes());
    (reply, cookie)
}

/// Shows words to log in with where they belong and where they do not.
fn show_everywhere(serving: &Serving, (right, wrong): (&[String], &[String]), cookie: &str, feed: &str) {
    let cookie = As::Cookie(cookie);
    let word = word(&page(serving, "/watches", cookie).text());
    for path in ["/", "/api/v1/me", "/taxii2/", "/metrics", "/nothing", "/api/v1/incidents?nonsense=1"] {
        for header in right.iter().chain(wrong) {
            serving.send("GET", path, As::Nobody, &[("Authorization", header)], b"");
        }
        for header in right {
            let header = ("Authorization", header.as_str());
            serving.send("GET", &format!("{path}?password={WRONG}"), As::Nobody, &[header], b"");
            let broken = format!("{{\"password\": \"{WRONG}\"");
            serving.send("POST", path, As::Nobody, &[JSON, header], broken.as_bytes());
        }
        page(serving, path, cookie);
        page(serving, &format!("{path}?token={feed}"), As::Nobody);
        post(serving, path, cookie, &format!("password={WRONG}&word={word}"));
    }
}

#[test]
fn no_word_to_log_in_with_is_ever_in_the_log() {
    let (mail, hooks) = (MailServer::taking(Duration::ZERO), Receiver::start());
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let incident = field(&bench.json(&["incidents"])[0], "id");
    let token = bench.ok(&["token", "add", "--user", "administrator"]).trim().to_owned();
    let feed = bench.ok(&["token", "add", "--user", "reader", "--feed", "advisories"]).trim().to_owned();
    let mut environment = mail.environment();
    environment.push(("SEXTANT_LOG".into(), "trace".into()));
    environment.push(("SEXTANT_ADVISORIES_WEBHOOK_NETWORKS".into(), "127.0.0.1/32".into()));
    let pairs: Vec<(&str, &str)> = environment.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let serving = bench.serve_with(&pairs);
    let (reply, asked) = log_in(&serving, "administrator", PASSWORD, "/");
    let cookie = session(&reply);
    log_in(&serving, "administrator", WRONG, "/");
    let pair = |password: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, password);
    let (basic, wrong) = (pair(&format!("reader:{PASSWORD}")), pair(&format!("reader:{WRONG}")));
    let half = token[..token.len() - 4].to_owned();
    let (right, others) =
        ([format!("Basic {basic}"), format!("Bearer {token}")], [format!("Basic {wrong}"), format!("Bearer {half}")]);
    show_everywhere(&serving, (&right, &others), &cookie, &feed);
    assert_eq!(page(&serving, &format!("/feeds/advisories.rss?token={feed}"), As::Nobody).status, 200);
    let send = |method: &str, path: &str, body: serde_json::Value| {
        serving.send(method, path, As::Bearer(&token), &[JSON], body.to_string().as_bytes())
    };
    let hook = json!({"name": "hook", "way": "webhook", "address": hooks.url("/ok"), "clearance": "green"});
    let secret = field(&send("POST", "/api/v1/recipients", hook).json(), "secret");
    let new = field(&send("POST", "/api/v1/tokens", json!({"user": "reader"})).json(), "token");
    let user = json!({"name": "new", "role": "reader", "password": "zqnewpassword"});
    assert_eq!(send("POST", "/api/v1/users", user).status, 201);
    assert_eq!(send("PUT", "/api/v1/users/new/password", json!({"password": "zqnextpassword"})).status, 204);
    let id = field(&send("POST", "/api/v1/advisories", json!({"incident": incident, "tlp": "green"})).json(), "id");
    assert_eq!(send("POST", &format!("/api/v1/advisories/{id}/publication"), json!({})).status, 200);
    until("the webhook", || hooks.hooks("/ok").len() == 1);
    let signature = hooks.hooks("/ok")[0].header("webhook-signature");
    until("the last line", || serving.said().contains("/publication"));
    let value = |cookie: &str| cookie.split_once('=').unwrap().1.to_owned();
    must_hold_none(
        &serving.said(),
        [
            ("password", PASSWORD.to_owned()),
            ("password of a form", PASSWORD.replace(' ', "+")),
            ("wrong password", WRONG.to_owned()),
            ("new password", "zqnewpassword".to_owned()),
            ("next password", "zqnextpassword".to_owned()),
            ("Basic", basic),
            ("wrong Basic", wrong),
            ("token", token.clone()),
            ("half a token", half),
            ("new token", new),
            ("feed", feed),
            ("session", value(&cookie)),
            ("form", value(&asked)),
            ("secret", secret),
            ("signature", signature),
        ],
    );
}

/// A log that says what was answered, and holds none of these.
fn must_hold_none<const N: usize>(log: &str, words: [(&str, String); N]) {
    for line in ["/login", "/feeds/advisories.rss", "/api/v1/tokens", "/taxii2/"] {
        assert!(log.contains(line), "it says what it answers: {line} in {log}");
    }
    for (what, shown) in words {
        assert!(!shown.is_empty() && !log.contains(&shown), "the log holds a {what}: {shown}");
    }
}

/// Places that are elsewhere, in every spelling that a browser takes for one.
const ELSEWHERE: [&str; 12] = [
    "https://evil.example/",
    "//evil.example/",
    "/%5Cevil.example/",
    "%5C%5Cevil.example/",
    "/%09/evil.example/",
    "%09//evil.example",
    "/%0D%0ASet-Cookie:%20a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example",
    "%20//evil.example/",
    "/%0A/evil.example",
];

/// Whether a browser that is on this server stays on it.
fn stays(place: &str) -> bool {
    // Browsers drop tabs and line ends, and take \ for /.
    let read: String =
        place.trim().chars().filter(|c| !c.is_control()).map(|c| if c == '\\' { '/' } else { c }).collect();
    read == place.replace('\\', "/") && read.starts_with('/') && !read.starts_with("//")
}

#[test]
fn nobody_is_sent_to_another_site() {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let serving = bench.serve();
    let analyst = As::User("analyst");
    for elsewhere in ELSEWHERE {
        let (reply, _) = log_in(&serving, "analyst", PASSWORD, elsewhere);
        assert!(stays(&place(&reply)), "log-in: {elsewhere} leads to {}", place(&reply));
        let shown = page(&serving, &format!("/login?next={elsewhere}"), As::Nobody).text();
        let next = shown.split("name=\"next\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(stays(next), "the form keeps {next}");
        for (path, form) in [
            ("/search", format!("q={elsewhere}&name=x&remove=")),
            ("/watches", format!("kind=word&name={elsewhere}&recipient=")),
            ("/work", format!("key=x&incident=x&answer=accept&from={elsewhere}")),
        ] {
            let reply = post(&serving, path, analyst, &form);
            let led = reply.header("location").is_none_or(stays);
            assert!(led, "{path}: {elsewhere} leads to {:?}", reply.header("location"));
        }
        // Taking something back leads where one was.
        let id = field(&serving.bench.json(&["incidents"])[0], "id");
        post(&serving, &format!("/incidents/{id}/notes"), analyst, "text=t&tlp=green");
        let acts = page(&serving, "/work", analyst).text();
        let act = acts.split("name=\"act\" value=\"").nth(1).unwrap().split('"').next().unwrap().replace(' ', "+");
        let reply = post(&serving, "/undo", analyst, &format!("act={act}&back={elsewhere}"));
        assert_eq!(reply.status, 303, "{}", reply.text());
        assert!(stays(&place(&reply)), "undo: {elsewhere} leads to {}", place(&reply));
        let reply = page(&serving, &format!("/{elsewhere}"), analyst);
        assert!(reply.header("location").is_none_or(stays), "/{elsewhere}");
    }
    // A stranger comes back to where they wanted to go, on this server.
    for path in ["//evil.example/", "/incidents/x?a=//evil.example", "/search?q=%0D%0Ax"] {
        let reply = serving.send("GET", path, As::Nobody, &[], b"");
        assert!(reply.header("location").is_none_or(|place| place.starts_with("/login?next=")), "{path}");
    }
}

#[test]
fn a_mail_has_the_headers_that_we_write_whatever_names_hold() {
    let bench = Bench::new();
    let evil = "Evil\r\nBcc: x@evil.example\r\nSubject: other\r\n\r\nBody";
    let report = "Telvasco, a phone company, confirmed on 12 May 2025 that attackers stole customers' names.";
    bench.ok(&["ingest", &bench.file("t.txt", report), "--tlp", "clear", "--published", "2025-05-12"]);
    let incident = field(&bench.json(&["incidents"])[0], "id");
    let mail = MailServer::taking(Duration::ZERO);
    bench.ok(&["recipient", "set", "one", "--mail", "one@a.example", "--clearance", "clear"]);
    for wrong in ["one\r\nBcc: x", "a b", "a<b>", "x\u{2028}y", "x\0y"] {
        let set = ["recipient", "set", wrong, "--mail", "a@b.example", "--clearance", "clear"];
        assert!(wrong.contains('\0') || !bench.run(&set).status.success(), "a name: {wrong:?}");
    }
    for wrong in [
        "a@b.example\r\nBcc: x@y.example",
        "a@b.example\nx",
        "\"a\r\nb\"@b.example",
        "a@b.example>\r\nRCPT TO:<x@y.example",
    ] {
        let set = ["recipient", "set", "w", "--mail", wrong, "--clearance", "clear"];
        assert!(!bench.run(&set).status.success(), "an address: {wrong:?}");
    }
    let id = field(&bench.json(&["advisory", "draft", &incident, "--tlp", "clear"])[0], "id");
    let steps = bench.file("steps.txt", "Do.\r\n.\r\nMAIL FROM:<x@evil.example>\r\nRCPT TO:<y@evil.example>\r\n");
    bench.ok(&["advisory", "edit", &id, "--title", evil, "--summary", evil, "--steps", &steps]);
    bench.ok(&["advisory", "publish", &id]);
    let from = "CERT =?utf-8?q?x?= <advisories@cert.example>";
    let mut environment = mail.environment();
    environment.push(("SEXTANT_MAIL_FROM".into(), from.into()));
    environment.push(("SEXTANT_ADVISORIES_WATCH_SECONDS".into(), "0".into()));
    let pairs: Vec<(&str, &str)> = environment.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let serving = bench.serve_with(&pairs);
    until("the mail", || mail.mails().len() == 1);
    let words = "kind=word&name=names%E2%80%A8Bcc:%20x@evil.example&recipient=one";
    let watched = post(
        &serving,
        "/watches",
        As::Nobody,
        &format!("{words}&word={}", word(&page(&serving, "/watches", As::Nobody).text())),
    );
    assert_eq!(watched.status, 303, "{}", watched.text());
    let more = "Telvasco said on 13 May 2025 that names\u{2028}Bcc: x@evil.example of staff were stolen as well in the attack.";
    serving.bench.ok(&["ingest", &serving.bench.file("u.txt", more), "--tlp", "clear", "--published", "2025-05-13"]);
    std::thread::sleep(Duration::from_secs(3));
    for mail in mail.mails() {
        assert_eq!(mail.to, ["one@a.example"], "{mail:?}");
        assert!(mail.header("bcc").is_empty() && mail.header("subject").len() == 1, "{mail:?}");
        for name in ["from", "to", "message-id", "date"] {
            assert_eq!(mail.header(name).len(), 1, "{name}: {mail:?}");
        }
        let head = mail.message.split("\r\n\r\n").next().unwrap();
        assert!(head.lines().all(|line| line.starts_with([' ', '\t']) || line.contains(": ")), "{head}");
    }
}
