//! Accounts as their owners and administrators meet them: sessions, tokens, second factors, the audit log.

use crate::first::{page, post, session, word};
use crate::program::*;
use crate::taxii::serving::*;

/// Logs in by the form.
pub fn log_in(serving: &Serving, name: &str, password: &str) -> Reply {
    log_in_with(serving, name, password, "")
}

fn log_in_with(serving: &Serving, name: &str, password: &str, more: &str) -> Reply {
    let asked = page(serving, "/login", As::Nobody);
    let (cookie, word) = (session(&asked), word(&asked.text()));
    let cookies = if more.is_empty() { cookie } else { format!("{cookie}; {more}") };
    let body = format!("name={name}&password={}&word={word}", password.replace(' ', "+"));
    post(serving, "/login", As::Cookie(&cookies), &body)
}

/// A browser that is logged in.
pub struct Browser<'a> {
    pub serving: &'a Serving,
    pub cookie: String,
}

impl<'a> Browser<'a> {
    pub fn of(serving: &'a Serving, name: &str) -> Self {
        let reply = log_in(serving, name, PASSWORD);
        assert_eq!(reply.status, 303, "{}", reply.text());
        Self { serving, cookie: session(&reply) }
    }

    pub fn get(&self, path: &str) -> Reply {
        page(self.serving, path, As::Cookie(&self.cookie))
    }

    /// Sends a form with the word of the account page.
    pub fn send(&self, path: &str, body: &str) -> Reply {
        let word = word(&self.get("/account").text());
        post(self.serving, path, As::Cookie(&self.cookie), &format!("word={word}&{body}"))
    }

    /// What a form is answered with, which must be a page.
    pub fn shown(&self, path: &str, body: &str) -> String {
        let reply = self.send(path, body);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path} shows a secret");
        reply.text()
    }
}

pub fn password() -> String {
    format!("password={}", PASSWORD.replace(' ', "+"))
}

/// What stands between two texts of a page.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split(before).nth(1).unwrap_or_else(|| panic!("no {before} in {text}")).split(after).next().unwrap()
}

fn seconds() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// The code that an app shows for a secret, some steps from now. An app of another maker, as far as the server knows.
fn code(secret: &str, off: i64) -> String {
    let secret = totp_rs::Secret::Encoded(secret.replace(' ', "")).to_bytes().unwrap();
    let app = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    app.generate(seconds().saturating_add_signed(off * 30))
}

/// Adds an app to the account of a browser: its secret, and the recovery codes.
pub fn add_app(browser: &Browser<'_>) -> (String, Vec<String>) {
    let shown = browser.shown("/account/app", &password());
    let secret = between(&shown, "The secret: <code>", "</code>").to_owned();
    assert!(shown.contains("<svg class=\"qr\"") && !shown.contains("style="), "a picture without inline style");
    // The step before this one: the next log-in has codes left.
    let kept = browser.shown("/account/app/confirm", &format!("code={}", code(&secret, -1)));
    let codes = kept.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    (secret, codes.collect())
}

/// The second step of a log-in: the form's cookie, and its word.
pub fn second_step(serving: &Serving, name: &str) -> (String, String) {
    let reply = log_in(serving, name, PASSWORD);
    assert_eq!((reply.status, reply.header("location")), (303, Some("/login/second")), "{}", reply.text());
    assert!(!reply.header("set-cookie").unwrap().starts_with("sextant="), "no session yet");
    let cookie = session(&reply);
    let form = page(serving, "/login/second", As::Cookie(&cookie)).text();
    (cookie, word(&form))
}

fn answer(serving: &Serving, (cookie, word): &(String, String), code: &str) -> Reply {
    post(serving, "/login/second", As::Cookie(cookie), &format!("word={word}&code={code}"))
}

#[test]
fn a_session_is_opened_under_a_word_of_its_own_and_ended_by_its_owner() {
    let serving = Bench::with_users().serve();
    // Whatever word a browser was made to bring along opens nothing, before or after.
    let brought = "sextant=0000000000000000000000000000000000000000000000000000000000000000";
    let reply = log_in_with(&serving, "reader", PASSWORD, brought);
    assert!(reply.status == 303 && session(&reply) != brought);
    assert_eq!(page(&serving, "/", As::Cookie(brought)).status, 303);
    let (one, two) = (Browser::of(&serving, "reader"), Browser::of(&serving, "reader"));
    let other = Browser::of(&serving, "analyst");
    let account = one.get("/account").text();
    assert_eq!(account.matches("/account/sessions/").count(), 3, "two others, and all of them: {account}");
    let of_analyst = other.get("/account").text();
    assert_eq!(of_analyst.matches("/account/sessions/").count(), 0);
    let id = between(&account, "/account/sessions/", "/").to_owned();
    assert_eq!(other.send(&format!("/account/sessions/{id}/end"), "").status, 404, "another's session");
    assert_eq!(one.send(&format!("/account/sessions/{id}/end"), "").status, 303);
    assert_eq!(one.get("/account").text().matches("/account/sessions/").count(), 2);
    assert_eq!(one.send("/account/sessions/end", "").status, 303);
    let left: Vec<u16> = [&one, &two, &other].iter().map(|browser| browser.get("/").status).collect();
    assert_eq!(left, [200, 303, 200], "all but the one that asked, and nobody else's");
}

#[test]
fn a_password_is_changed_by_who_has_it_and_ends_every_other_session() {
    let serving = Bench::with_users().serve();
    let (one, two) = (Browser::of(&serving, "reader"), Browser::of(&serving, "reader"));
    let wrong = one.send("/account/password", "password=wrong&new=another+long+word");
    assert_eq!(wrong.status, 400);
    assert_eq!(one.send("/account/password", &format!("{}&new=short", password())).status, 400);
    let stuffed = one.send("/account/password", &format!("{}&new=another+long+word&role=administrator", password()));
    assert_eq!(stuffed.status, 400, "no field but those of the form");
    let changed = one.send("/account/password", &format!("{}&new=another+long+word", password()));
    assert_eq!((changed.status, changed.header("location")), (303, Some("/account")));
    let fresh = session(&changed);
    assert_ne!(fresh, one.cookie, "under a new word");
    let status = |cookie: &str| page(&serving, "/", As::Cookie(cookie)).status;
    assert_eq!((status(&fresh), status(&one.cookie), status(&two.cookie)), (200, 303, 303));
    assert_eq!(log_in(&serving, "reader", PASSWORD).status, 401);
    assert_eq!(log_in(&serving, "reader", "another long word").status, 303);
}

#[test]
fn a_token_that_may_read_changes_nothing_anywhere() {
    let serving = Bench::with_users().serve();
    let made = |scope: &str, label: &str| {
        let shown = Browser::of(&serving, "administrator")
            .shown("/account/tokens", &format!("scope={scope}&clearance={label}&expires="));
        between(&shown, "<p><code>", "</code>").to_owned()
    };
    let (read, write) = (made("read", "green"), made("write", "red"));
    let before = serving.bench.json(&["audit", "log"]).len();
    assert_eq!(page(&serving, "/users", As::Bearer(&read)).status, 200);
    assert_eq!(page(&serving, "/audit", As::Bearer(&read)).status, 403, "cleared for green alone");
    let json = [("Content-Type", "application/json")];
    let change = |token: &str| {
        let body = br#"{"name":"eve","role":"reader","password":"a long enough word"}"#;
        serving.send("POST", "/api/v1/users", As::Bearer(token), &json, body)
    };
    let refused = change(&read);
    assert!(refused.status == 403 && refused.text().contains("token"), "{}", refused.text());
    assert_eq!(serving.post("inbox", As::Bearer(&read), &envelope(&[tool(1, 1)])).status, 403);
    let asked = serving.send("POST", "/api/v1/indicators", As::Bearer(&read), &json, br#"{"values":["1.2.3.4"]}"#);
    assert_eq!(asked.status, 200, "a question is no change: {}", asked.text());
    for path in ["/account/tokens", "/account/password", "/account/feeds", "/users"] {
        for token in [&read, &write] {
            let fields = "scope=write&clearance=red&expires=&password=x&new=y&feed=advisories&name=eve&role=reader";
            let reply = post(&serving, path, As::Bearer(token), fields);
            assert!([403, 400].contains(&reply.status), "{path}: {}", reply.text());
        }
    }
    assert_eq!(serving.bench.json(&["audit", "log"]).len(), before);
    assert_eq!(change(&write).status, 201);
    let listed = serving.bench.json(&["token", "list"]);
    assert_eq!((listed[0]["scope"].as_str(), listed[1]["scope"].as_str()), (Some("read"), Some("write")));
}

#[test]
fn a_token_is_worth_no_more_than_its_owner_and_is_revoked_by_its_owner() {
    let serving = Bench::with_users().serve();
    let reader = Browser::of(&serving, "reader");
    assert_eq!(reader.send("/account/tokens", "scope=read&clearance=amber&expires=").status, 400, "above one's own");
    assert_eq!(reader.send("/account/tokens", "scope=all&clearance=clear&expires=").status, 400);
    assert_eq!(reader.send("/account/tokens", "scope=read&clearance=clear&expires=2001-01-01").status, 400);
    let stuffed = reader.send("/account/tokens", "scope=read&clearance=clear&expires=&user=administrator");
    assert_eq!(stuffed.status, 400, "nobody makes another's");
    let shown = reader.shown("/account/tokens", "scope=read&clearance=clear&expires=2125-01-01");
    let token = between(&shown, "<p><code>", "</code>");
    assert_eq!(page(&serving, "/", As::Bearer(token)).status, 200);
    let id = token.split('_').nth(1).unwrap();
    assert_eq!(Browser::of(&serving, "analyst").send(&format!("/account/tokens/{id}/revoke"), "").status, 404);
    assert_eq!(reader.send(&format!("/account/tokens/{id}/revoke"), "").status, 303);
    assert_eq!(page(&serving, "/", As::Bearer(token)).status, 303);
    let log = text(&serving.bench.run(&["audit", "log", "--json"]).stdout);
    assert!(!log.contains(token) && log.contains(id), "the log names it and has not its word");
}

#[test]
fn a_second_factor_is_asked_for_and_each_code_taken_once() {
    let serving = Bench::with_users().serve();
    let browser = Browser::of(&serving, "analyst");
    assert_eq!(browser.send("/account/app", "password=wrong").status, 400);
    assert_eq!(browser.send("/account/app/confirm", "code=123456").status, 403, "nothing was begun");
    let (secret, codes) = add_app(&browser);
    assert_eq!(codes.len(), 10);
    assert_eq!(browser.get("/").status, 200, "the session goes on");
    // The password alone opens nothing any more, nor does it for programs.
    assert_eq!(page(&serving, "/", As::User("analyst")).status, 403);
    assert_eq!(serving.get("/taxii2/", As::User("analyst")).status, 403);
    let reader = Browser::of(&serving, "reader");
    assert_eq!(reader.send("/account/factors/app/remove", &password()).status, 404, "another's");
    let step = second_step(&serving, "analyst");
    assert_eq!(page(&serving, "/", As::Cookie(&step.0)).status, 303, "half a log-in is none");
    assert_eq!(answer(&serving, &step, "abcdef").status, 401);
    let now = code(&secret, 0);
    let reply = answer(&serving, &step, &now);
    assert_eq!((reply.status, reply.header("location")), (303, Some("/")), "{}", reply.text());
    assert_eq!(page(&serving, "/", As::Cookie(&session(&reply))).status, 200);
    assert_eq!(answer(&serving, &step, &code(&secret, 1)).status, 403, "a step is gone through once");
    let again = second_step(&serving, "analyst");
    assert_eq!(answer(&serving, &again, &now).status, 401, "a code is taken once");
    assert_eq!(answer(&serving, &again, &codes[0].to_lowercase()).status, 303);
    assert_eq!(answer(&serving, &second_step(&serving, "analyst"), &codes[0]).status, 401, "so is a recovery code");
    // Another's log-in that waits is nothing to this one.
    let crossed = (second_step(&serving, "analyst").0, second_step(&serving, "analyst").1);
    assert_eq!(answer(&serving, &crossed, &codes[1]).status, 403);
    let kept = text(&serving.bench.run(&["audit", "log", "--json"]).stdout);
    assert!(!kept.contains(&secret.replace(' ', "")) && !kept.contains(&codes[2]));
    assert!(serving.bench.run(&["audit", "verify"]).status.success());
    // Whoever lost both is let in anew by the keeper.
    serving.bench.ok(&["user", "reset-factors", "analyst"]);
    assert_eq!(page(&serving, "/", As::User("analyst")).status, 200);
}

#[test]
fn codes_cannot_be_guessed() {
    let serving = Bench::with_users().serve();
    let (_, codes) = add_app(&Browser::of(&serving, "analyst"));
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let step = second_step(&serving, "analyst");
        statuses.extend((0..5).map(|n| answer(&serving, &step, &format!("wrong{n}")).status));
    }
    assert_eq!(statuses[..5], [401, 401, 401, 401, 403], "the fifth wrong code ends a log-in");
    assert_eq!(statuses[24], 429, "and so many of one account end it for an hour: {statuses:?}");
    let step = second_step(&serving, "analyst");
    assert_eq!(answer(&serving, &step, &codes[0]).status, 429, "the right one has to wait as well");
    assert_eq!(log_in(&serving, "reader", PASSWORD).status, 303, "others do not");
}

#[test]
fn a_role_that_needs_a_second_factor_sees_only_its_account_without_one() {
    let serving = Bench::with_users().serve_with(&[("SEXTANT_ACCOUNTS_SECOND_FACTOR", "publisher, administrator")]);
    assert_eq!(Browser::of(&serving, "reader").get("/").status, 200);
    assert_eq!(page(&serving, "/", As::User("administrator")).status, 403, "a password alone is not enough");
    let browser = Browser::of(&serving, "administrator");
    for path in ["/", "/users", "/audit", "/incidents/x"] {
        let reply = browser.get(path);
        assert_eq!((reply.status, reply.header("location")), (303, Some("/account")), "{path}");
    }
    assert_eq!(browser.get("/api/v1/me").status, 403);
    assert_eq!(browser.get("/taxii2/").status, 403);
    for (path, body) in [("/account/tokens", "scope=read&clearance=clear&expires="), ("/users", "name=eve")] {
        assert_eq!(browser.send(path, body).status, 403, "{path}");
    }
    assert!(browser.get("/account").text().contains("Your role logs in by more than a password"));
    let (secret, _) = add_app(&browser);
    assert_eq!(browser.get("/users").status, 200);
    let step = second_step(&serving, "administrator");
    let fresh = Browser { serving: &serving, cookie: session(&answer(&serving, &step, &code(&secret, 0))) };
    assert_eq!(fresh.get("/users").status, 200);
    let id = between(&fresh.get("/account").text(), "/account/factors/", "/").to_owned();
    assert_eq!(fresh.send(&format!("/account/factors/{id}/remove"), "password=wrong").status, 400);
    assert_eq!(fresh.send(&format!("/account/factors/{id}/remove"), &password()).status, 303);
    assert_eq!(Browser::of(&serving, "administrator").get("/users").status, 303, "asked for again");
}

#[test]
fn administrators_change_others_accounts_and_nobody_else_does() {
    let serving = Bench::with_users().serve();
    let admin = Browser::of(&serving, "administrator");
    let new = "name=mara&role=reader&clearance=&password=a+long+enough+word";
    for role in ["reader", "analyst", "publisher"] {
        let browser = Browser::of(&serving, role);
        assert_eq!((browser.get("/users").status, browser.get("/audit").status), (403, 403), "{role}");
        for (path, body) in [
            ("/users", new),
            ("/users/reader", "role=administrator&clearance=red"),
            ("/users/administrator/reset", "password=a+long+enough+word&factors=yes"),
            ("/users/administrator/remove", ""),
            ("/audit", ""),
        ] {
            assert_eq!(browser.send(path, body).status, 403, "{role} {path}");
        }
    }
    assert_eq!(admin.send("/users", new).status, 303);
    assert_eq!(admin.send("/users", new).status, 400, "there is one already");
    assert_eq!(admin.send("/users", &new.replace("mara", "a%2Fb")).status, 400);
    assert_eq!(admin.send("/users", &format!("{new}&statement=1")).status, 400, "no field but those of the form");
    let reader = Browser::of(&serving, "reader");
    assert_eq!(admin.send("/users/reader", "role=analyst&clearance=amber").status, 303);
    assert_eq!(reader.get("/").status, 303, "whoever is logged in logs in anew");
    assert!(Browser::of(&serving, "reader").get("/account").text().contains("You are reader, analyst"));
    for path in ["/users/administrator", "/users/administrator/reset", "/users/administrator/remove"] {
        let body = if path.ends_with("remove") { "" } else { "role=reader&clearance=&password=a+long+enough+word" };
        assert_eq!(admin.send(path, body).status, 400, "nobody demotes or removes themselves: {path}");
    }
    let (_, _) = add_app(&Browser::of(&serving, "analyst"));
    assert_eq!(admin.send("/users/analyst/reset", "password=another+long+word&factors=yes").status, 303);
    assert_eq!(log_in(&serving, "analyst", "another long word").header("location"), Some("/"), "no second step");
    assert_eq!(admin.send("/users/mara/remove", "").status, 303);
    assert_eq!(admin.get("/users/mara").status, 404);
}

#[test]
fn a_team_opens_a_collection_to_its_members() {
    let serving = Bench::with_users().serve();
    serving.bench.ok(&["collection", "add", "shops", "--title", "Shops", "--read", "retail", "--write", "retail"]);
    let status = |who: &str| serving.get(&objects("shops"), As::User(who)).status;
    assert_eq!((status("reader"), status("publisher")), (404, 404), "not even known of");
    let admin = Browser::of(&serving, "administrator");
    let (all, none) = ("name=retail&about=Shops&members=reader,+analyst&lead=analyst", "name=retail&members=");
    for role in ["reader", "analyst", "publisher"] {
        let browser = Browser::of(&serving, role);
        assert_eq!((browser.get("/teams").status, browser.send("/teams", all).status), (403, 403), "{role}");
        assert_eq!(browser.send("/teams/retail/remove", "").status, 403, "{role}");
    }
    assert_eq!(admin.send("/teams", &format!("{all}&removed=false")).status, 400, "no field but those of the form");
    assert_eq!(admin.send("/teams", &all.replace("retail", "publisher")).status, 400, "an account's name");
    assert_eq!(admin.send("/teams", all).status, 303);
    assert!(admin.get("/teams").text().contains("Shops"));
    assert!(Browser::of(&serving, "reader").get("/account").text().contains("Your teams: retail"));
    assert_eq!((status("reader"), status("analyst"), status("publisher")), (200, 200, 404));
    assert_eq!(serving.post("shops", As::User("reader"), &envelope(&[tool(1, 1)])).status, 202);
    assert_eq!(admin.send("/users", "name=retail&role=reader&clearance=&password=a+long+enough+word").status, 400);
    assert_eq!(admin.send("/teams", none).status, 303);
    assert_eq!(status("reader"), 404, "out at once");
    serving.bench.ok(&["team", "set", "retail", "--members", "reader,publisher", "--lead", "publisher"]);
    assert_eq!((status("reader"), status("publisher")), (200, 200));
    let listed = serving.bench.json(&["team", "list"]);
    assert_eq!((field(&listed[0], "name"), field(&listed[0], "lead")), ("retail".into(), "publisher".into()));
    assert_eq!(admin.send("/teams/retail/remove", "").status, 303);
    assert_eq!((status("reader"), admin.send("/teams/retail/remove", "").status), (404, 404));
}

#[test]
fn the_audit_log_is_filtered_and_proved() {
    let serving = Bench::with_users().serve();
    let admin = Browser::of(&serving, "administrator");
    admin.send("/users", "name=mara&role=reader&clearance=&password=a+long+enough+word");
    let amber = format!("name=amber&role=administrator&clearance=amber&{}", password());
    assert_eq!(admin.send("/users", &amber).status, 303);
    assert_eq!(Browser::of(&serving, "amber").get("/audit").status, 403, "it tells of everything");
    let log = admin.get("/audit?by=administrator&action=account").text();
    assert!(log.contains("mara") && !log.contains("publisher, up to"), "{log}");
    assert!(admin.get("/audit?about=nothing-has-this").text().contains("No entry fits"));
    assert_eq!(admin.get("/audit?until=never").status, 400);
    let proved = admin.send("/audit", "by=&action=&about=&until=").text();
    assert!(proved.contains("The chain is sound"), "{proved}");
}
