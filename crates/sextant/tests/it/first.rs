//! The first minutes in a browser: the first account, the samples, intake.

use crate::corpus;
use crate::program::*;
use crate::taxii::serving::*;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// The word of the form on a page.
pub fn word(page: &str) -> String {
    page.split("name=\"word\" value=\"").nth(1).expect("a form").split('"').next().unwrap().to_owned()
}

/// The cookie that a reply sets.
pub fn session(reply: &Reply) -> String {
    reply.header("set-cookie").expect("a cookie").split(';').next().unwrap().to_owned()
}

pub fn post(serving: &Serving, path: &str, who: As<'_>, body: &str) -> Reply {
    serving.send("POST", path, who, &[FORM], body.as_bytes())
}

pub fn page(serving: &Serving, path: &str, who: As<'_>) -> Reply {
    serving.send("GET", path, who, &[], b"")
}

/// A form with files: name, file name, content.
fn handed(parts: &[(&str, Option<&str>, &[u8])]) -> (String, Vec<u8>) {
    let border = "x-border-of-parts";
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
        let head = format!("--{border}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{border}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={border}"), body)
}

fn take(serving: &Serving, who: As<'_>, parts: &[(&str, Option<&str>, &[u8])]) -> Reply {
    let (kind, body) = handed(parts);
    serving.send("POST", "/intake", who, &[("Content-Type", &kind)], &body)
}

pub fn place(reply: &Reply) -> String {
    reply.header("location").unwrap_or_else(|| panic!("{}: {}", reply.status, reply.text())).to_owned()
}

#[test]
fn the_first_account_is_made_with_the_code_from_the_terminal() {
    let serving = Bench::new().serve();
    let code = serving.code.clone().expect("a code");
    assert!(page(&serving, "/", As::Nobody).text().contains("href=\"/welcome\""), "an empty store leads there");
    let word = word(&page(&serving, "/welcome", As::Nobody).text());
    let make = |code: &str, password: &str, word: &str| {
        post(
            &serving,
            "/welcome/account",
            As::Nobody,
            &format!("word={word}&code={code}&name=ines&password={password}"),
        )
    };
    assert_eq!(make(&code, PASSWORD, "another").status, 403, "another site's form");
    let wrong = make("AAAAA-AAAAA", PASSWORD, &word);
    assert_eq!(wrong.status, 403);
    assert!(wrong.text().contains("That is not the code"));
    let short = make(&code, "short", &word);
    assert_eq!(short.status, 400);
    assert!(short.text().contains("at least 8 characters"));
    assert_eq!(page(&serving, "/", As::Nobody).status, 200, "no account yet");
    let made = make(&code.to_lowercase(), &PASSWORD.replace(' ', "+"), &word);
    assert_eq!((made.status, made.header("location")), (303, Some("/welcome")));
    let cookie = session(&made);
    assert!(made.header("set-cookie").unwrap().contains("HttpOnly"));
    assert_eq!(page(&serving, "/", As::Nobody).status, 303, "log-in is on");
    assert_eq!(serving.get("/taxii2/", As::Nobody).status, 401);
    let account = page(&serving, "/account", As::Cookie(&cookie)).text();
    assert!(account.contains("You are ines, administrator"), "{account}");
    assert_eq!(page(&serving, "/", As::User("ines")).status, 200, "the password is the one that was chosen");
    // The code died with it: neither a stranger nor the administrator makes a second one so.
    assert_eq!(make(&code, PASSWORD, &word).status, 401);
    let again = crate::first::word(&page(&serving, "/account", As::Cookie(&cookie)).text());
    let body = format!("word={again}&code={code}&name=other&password=another+long+word");
    let second = post(&serving, "/welcome/account", As::Cookie(&cookie), &body);
    assert!(second.status == 400 && second.text().contains("there is an account already"), "{}", second.text());
    assert_eq!(serving.bench.json(&["user", "list"]).len(), 1);
    let audit = text(&serving.bench.run(&["audit", "verify"]).stdout);
    assert!(audit.contains("sound") || audit.contains("agree") || !audit.is_empty(), "{audit}");
}

#[test]
fn the_code_cannot_be_guessed() {
    let serving = Bench::new().serve();
    let word = word(&page(&serving, "/welcome", As::Nobody).text());
    let mut last = 0;
    for n in 0..8 {
        let body = format!("word={word}&code=BBBBB-BBBB{n}&name=eve&password=a+long+enough+word");
        last = post(&serving, "/welcome/account", As::Nobody, &body).status;
    }
    assert_eq!(last, 429);
    let code = serving.code.as_deref().unwrap();
    let body = format!("word={word}&code={code}&name=eve&password=a+long+enough+word");
    assert_eq!(post(&serving, "/welcome/account", As::Nobody, &body).status, 429, "the right one has to wait as well");
}

#[test]
fn an_account_made_elsewhere_ends_the_code() {
    let serving = Bench::new().serve();
    let word = word(&page(&serving, "/welcome", As::Nobody).text());
    serving.bench.user("mara", "administrator");
    let body = format!("word={word}&code={}&name=eve&password=a+long+enough+word", serving.code.as_deref().unwrap());
    assert_eq!(post(&serving, "/welcome/account", As::Nobody, &body).status, 401);
    assert_eq!(post(&serving, "/welcome/account", As::User("mara"), &body).status, 400);
    assert_eq!(serving.bench.json(&["user", "list"]).len(), 1);
}

#[test]
fn the_samples_come_and_go() {
    let serving = Bench::new().serve();
    let word = word(&page(&serving, "/welcome", As::Nobody).text());
    let begun = std::time::Instant::now();
    let mut place = place(&post(&serving, "/welcome/samples", As::Nobody, &format!("word={word}")));
    while place != "/" && page(&serving, &place, As::Nobody).text().contains("Being read") {
        assert!(begun.elapsed().as_secs() < 120);
        std::thread::sleep(std::time::Duration::from_millis(300));
        place = place.clone();
    }
    let list = page(&serving, "/", As::Nobody).text();
    assert!(list.contains("Telvasco") && list.contains("Kestrelberg"), "{list}");
    assert_eq!(post(&serving, "/welcome/samples/remove", As::Nobody, &format!("word={word}")).status, 303);
    let list = page(&serving, "/", As::Nobody).text();
    assert!(!list.contains("Telvasco") && !list.contains("Kestrelberg"), "{list}");
}

#[test]
fn what_is_handed_over_is_read_and_shown() {
    let serving = Bench::with_users().serve();
    let report = corpus::report(0);
    let kept = take(&serving, As::User("analyst"), &[("text", None, report.as_bytes()), ("source", None, b"The Wire")]);
    let place = place(&kept);
    assert!(kept.status == 303 && place.starts_with("/documents/"), "{} {}", place, kept.text());
    let shown = page(&serving, &place, As::User("analyst")).text();
    assert!(shown.contains("class=\"said") && shown.contains("The Wire") && shown.contains("TLP:AMBER"), "{shown}");
    assert_eq!(page(&serving, &place, As::User("reader")).status, 404, "amber by itself");
    let audit = text(&serving.bench.run(&["audit", "log", "--json"]).stdout);
    assert!(audit.is_empty() || audit.contains("analyst"), "{audit}");
}

#[test]
fn problems_are_told_one_by_one_and_the_rest_goes_on() {
    let serving = Bench::with_users().serve();
    let report = corpus::report(1);
    let parts: [(&str, Option<&str>, &[u8]); 5] = [
        ("file", Some("../../broken.pdf"), b"%PDF-1.7 and nothing more"),
        ("file", Some("good.txt"), report.as_bytes()),
        ("file", Some(""), b""),
        ("url", None, b"http://169.254.169.254/latest/meta-data"),
        ("tlp", None, b"green"),
    ];
    let place = place(&take(&serving, As::User("analyst"), &parts));
    assert!(place.starts_with("/intake/"), "{place}");
    let begun = std::time::Instant::now();
    let mut shown = page(&serving, &place, As::User("analyst")).text();
    while shown.contains("Being read") && begun.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(200));
        shown = page(&serving, &place, As::User("analyst")).text();
    }
    assert!(shown.contains("broken.pdf") && !shown.contains("../"), "{shown}");
    assert!(shown.contains("TLP:GREEN") && shown.contains("href=\"/documents/"), "{shown}");
    assert!(shown.contains("169.254.169.254"), "{shown}");
    assert_eq!(page(&serving, &place, As::User("publisher")).status, 404, "another's intake");
}

#[test]
fn intake_keeps_to_role_label_and_page() {
    let serving = Bench::with_users().serve();
    let report = corpus::report(2);
    assert_eq!(page(&serving, "/intake", As::User("reader")).status, 403);
    assert_eq!(take(&serving, As::User("reader"), &[("text", None, report.as_bytes())]).status, 403);
    let red = take(&serving, As::User("analyst"), &[("text", None, report.as_bytes()), ("tlp", None, b"red")]);
    assert!(red.status == 400 && red.text().contains("not cleared"), "{}", red.text());
    let empty = take(&serving, As::User("analyst"), &[("text", None, b" \r\n ")]);
    assert!(empty.status == 400 && empty.text().contains("Nothing was handed over"));
    assert_eq!(take(&serving, As::User("analyst"), &[("role", None, b"administrator")]).status, 400);
    // A label of its own that is stricter than what was chosen holds; one that is weaker does not.
    for (own, chosen, holds) in [("TLP:RED", "clear", None), ("TLP:CLEAR", "amber", Some("TLP:AMBER"))] {
        let labelled = format!("{own}\n\n{}", corpus::report(if holds.is_some() { 3 } else { 4 }));
        let parts: [(&str, Option<&str>, &[u8]); 2] =
            [("text", None, labelled.as_bytes()), ("tlp", None, chosen.as_bytes())];
        let place = place(&take(&serving, As::User("analyst"), &parts));
        let shown = page(&serving, &place, As::User("analyst")).text();
        match holds {
            Some(label) => assert!(place.starts_with("/documents/") && shown.contains(label), "{shown}"),
            None => assert!(place.starts_with("/intake/") && shown.contains("not cleared for"), "{shown}"),
        }
    }
    assert_eq!(serving.bench.json(&["incidents"]).len(), 2);
    // A browser must send the word of its page.
    let asked = page(&serving, "/login", As::Nobody);
    let form = format!("name=analyst&password={}&next=/&word={}", PASSWORD.replace(' ', "+"), word(&asked.text()));
    let logged = post(&serving, "/login", As::Cookie(&session(&asked)), &form);
    let cookie = session(&logged);
    for (sent, status) in
        [("", 403), ("another", 403), (word(&page(&serving, "/intake", As::Cookie(&cookie)).text()).as_str(), 303)]
    {
        let parts: [(&str, Option<&str>, &[u8]); 2] =
            [("word", None, sent.as_bytes()), ("text", None, report.as_bytes())];
        assert_eq!(take(&serving, As::Cookie(&cookie), &parts).status, status, "{sent}");
    }
}
