//! Who may change anything, at every address of the table: a new route is asked the same without a line here.

use super::answers::*;
use crate::taxii::serving::*;
use serde_json::json;
use sextant_model::Role;
use sextant_server::{ROUTES, Requires, Route};

const METHODS: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];

fn path(route: &Route) -> String {
    let id = "018f0000-0000-7000-8000-000000000000";
    ["{id}", "{name}", "{object}", "{collection}", "{*rest}"]
        .iter()
        .fold(route.path.to_owned(), |p, h| p.replace(h, id))
}

/// What is in the store, whatever is asked for: nothing that is refused leaves a trace.
fn entries(serving: &Serving) -> usize {
    serving.bench.json(&["audit", "log"]).len()
}

fn changing() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| !matches!(route.requires, Requires::Taxii | Requires::Nothing))
}

#[test]
fn nothing_is_changed_by_strangers_by_other_sites_or_without_the_word_of_the_page() {
    let serving = served();
    let before = entries(&serving);
    let logged = {
        let page = serving.send("GET", "/login", As::Nobody, &[], b"");
        let word = page.text().split("name=\"word\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let cookie = |reply: &Reply| reply.header("set-cookie").map(|set| set.split(';').next().unwrap().to_owned());
        let form = format!("name=administrator&password={}&word={word}", PASSWORD.replace(' ', "+"));
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let asked = cookie(&page).unwrap_or_default();
        let reply = serving.send("POST", "/login", As::Cookie(&asked), &[kind], form.as_bytes());
        cookie(&reply).unwrap_or_else(|| panic!("{} {}", reply.status, reply.text()))
    };
    assert_eq!(ask(&serving, "/api/v1/me", As::Cookie(&logged)).json()["name"], "administrator");
    for route in changing() {
        for method in METHODS {
            let path = path(route);
            let json = ("Content-Type", "application/json");
            let form = ("Content-Type", "application/x-www-form-urlencoded");
            for (who, headers) in [
                (As::Nobody, vec![json]),
                (As::Cookie(&logged), vec![json]),
                (As::Cookie(&logged), vec![form]),
                (As::Cookie(&logged), vec![json, ("Origin", "https://evil.example"), ("x-sextant-word", "guess")]),
                (As::Cookie(&logged), vec![form, ("Sec-Fetch-Site", "cross-site")]),
            ] {
                let reply = serving.send(method, &path, who, &headers, b"{\"reason\":\"r\"}");
                let refused =
                    [401, 403, 405, 415].contains(&reply.status) || reply.status == 404 || reply.status == 400;
                assert!(refused, "{method} {path} {who:?} {headers:?}: {} {}", reply.status, reply.text());
            }
        }
    }
    assert_eq!(entries(&serving), before);
}

#[test]
fn every_change_needs_the_role_that_the_table_names() {
    let serving = served();
    let before = entries(&serving);
    for route in changing() {
        let needs = route.changes.unwrap_or(Role::Reader);
        for role in Role::ALL.into_iter().filter(|role| *role < needs) {
            for method in METHODS {
                let (path, body) = (path(route), json!({"reason": "r"}));
                let reply = send(&serving, method, &path, As::User(role.as_str()), &body);
                let refused = [403, 405].contains(&reply.status);
                assert!(refused, "{role:?} {method} {path}: {} {}", reply.status, reply.text());
            }
        }
    }
    assert_eq!(entries(&serving), before);
}
