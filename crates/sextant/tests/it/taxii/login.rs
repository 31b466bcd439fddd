//! Logging in by a browser, and limits on guessing.

use super::serving::*;
use crate::corpus;
use crate::program::*;

/// The cookies that a reply sets, as a browser sends them back.
fn cookies(reply: &Reply) -> String {
    let set = reply.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let pairs: Vec<&str> = set.map(|(_, value)| value.split(';').next().unwrap()).collect();
    pairs.join("; ")
}

fn word(page: &str) -> String {
    page.split("name=\"word\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn form(serving: &Serving, path: &str, cookie: &str, body: &str) -> Reply {
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    serving.send("POST", path, As::Cookie(cookie), &kind, body.as_bytes())
}

fn log_in(serving: &Serving, name: &str, password: &str) -> Reply {
    let asked = serving.send("GET", "/login?next=%2Fsources", As::Nobody, &[], b"");
    let body =
        format!("name={name}&password={}&next=%2Fsources&word={}", password.replace(' ', "+"), word(&asked.text()));
    form(serving, "/login", &cookies(&asked), &body)
}

#[test]
fn the_first_account_turns_log_in_on() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0)), "--tlp", "clear"]);
    let serving = bench.serve();
    assert_eq!(serving.send("GET", "/", As::Nobody, &[], b"").status, 200);
    assert_eq!(serving.get(&objects("inbox"), As::Nobody).status, 200, "whoever sits here is the keeper");
    let foreign = serving.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", b"");
    assert_eq!(foreign.status, 421);
    serving.bench.user("administrator", "administrator");
    let page = serving.send("GET", "/incidents/x?as_of=2025-01-01", As::Nobody, &[], b"");
    assert_eq!(
        (page.status, page.header("location")),
        (303, Some("/login?next=%2Fincidents%2Fx%3Fas_of%3D2025-01-01"))
    );
    assert_eq!(serving.get("/taxii2/", As::Nobody).status, 401);
    assert_eq!(serving.send("GET", "/", As::User("administrator"), &[], b"").status, 200, "Basic will do for pages");
    serving.bench.ok(&["user", "remove", "administrator"]);
    assert_eq!(serving.send("GET", "/", As::Nobody, &[], b"").status, 200);
}

#[test]
fn a_browser_logs_in_and_out() {
    let serving = Bench::with_users().serve();
    let reply = log_in(&serving, "reader", PASSWORD);
    assert_eq!((reply.status, reply.header("location")), (303, Some("/sources")));
    let set = reply.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let cookie = cookies(&reply);
    let account = serving.send("GET", "/account", As::Cookie(&cookie), &[], b"");
    assert!(account.text().contains("You are reader") && account.text().contains("TLP:GREEN"));
    assert_eq!(account.header("cache-control"), Some("private, no-cache"));
    assert_eq!(serving.send("GET", "/taxii2/", As::Cookie(&cookie), &[], b"").status, 200);
    let headers = [("Content-Type", TAXII)];
    let body = envelope(&[tool(1, 1)]).to_string();
    let written = serving.send("POST", &objects("inbox"), As::Cookie(&cookie), &headers, body.as_bytes());
    assert_eq!(written.status, 401, "a cookie is no consent to write");
    assert_eq!(form(&serving, "/logout", &cookie, "word=wrong").status, 403);
    let out = form(&serving, "/logout", &cookie, &format!("word={}", word(&account.text())));
    assert_eq!((out.status, out.header("location")), (303, Some("/login")));
    assert_eq!(serving.send("GET", "/", As::Cookie(&cookie), &[], b"").status, 303);
}

#[test]
fn a_form_of_another_site_and_a_wrong_password_do_not_log_in() {
    let serving = Bench::with_users().serve();
    assert_eq!(log_in(&serving, "reader", "wrong").status, 401);
    let body = format!("name=reader&password={}&word=none", PASSWORD.replace(' ', "+"));
    assert_eq!(form(&serving, "/login", "", &body).status, 403);
    assert_eq!(form(&serving, "/login", "sextant-form=abc", &body).status, 403);
    assert_eq!(serving.send("GET", "/", As::Cookie("sextant=abc"), &[], b"").status, 303);
}

#[test]
fn a_session_ends_with_the_password_and_the_account() {
    let serving = Bench::with_users().serve();
    let status = |cookie: &str| serving.send("GET", "/", As::Cookie(cookie), &[], b"").status;
    let (one, other) =
        (cookies(&log_in(&serving, "reader", PASSWORD)), cookies(&log_in(&serving, "analyst", PASSWORD)));
    assert_eq!((status(&one), status(&other)), (200, 200));
    let set = serving.bench.run_with(&["user", "password", "reader", "--password-stdin"], b"another password");
    assert!(set.status.success());
    serving.bench.ok(&["user", "remove", "analyst"]);
    assert_eq!((status(&one), status(&other)), (303, 303));
}

#[test]
fn guessing_is_slowed_and_who_is_right_is_let_in() {
    let serving = Bench::with_users().serve();
    assert_eq!(serving.get("/taxii2/", As::User("reader")).status, 200);
    let wrong = |name: &str| {
        use base64::Engine as _;
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{name}:wrong"));
        serving.send("GET", "/taxii2/", As::Nobody, &[("Authorization", &format!("Basic {pair}"))], b"")
    };
    let statuses: Vec<u16> = (0..8).map(|_| wrong("reader").status).collect();
    assert_eq!((statuses[0], statuses[7]), (401, 429), "{statuses:?}");
    assert!(wrong("reader").header("retry-after").is_some());
    assert_eq!(serving.get("/taxii2/", As::User("reader")).status, 200, "one who was right a moment ago");
    assert_eq!(serving.get("/taxii2/", As::User("analyst")).status, 200);
    for n in 0..30 {
        wrong(&format!("somebody{n}"));
    }
    assert_eq!(serving.get("/taxii2/", As::User("publisher")).status, 429, "too many from this address");
    assert_eq!(serving.get("/taxii2/", As::User("reader")).status, 200);
}

#[test]
fn without_accounts_no_other_machine_is_answered() {
    let bench = Bench::new();
    bench.ok(&["ingest", &bench.file("a.txt", corpus::report(0))]);
    let refused = bench.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("sextant user add"));
}
