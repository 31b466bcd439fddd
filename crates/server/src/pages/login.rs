//! Logging in and out. It works without script: a form, a cookie for it, a cookie for the session.

use crate::fault;
use crate::forms::{self, Word};
use crate::respond::page;
use crate::sessions::{COOKIE, form_word};
use crate::site::{App, Peer};
use crate::visitor::{Checked, Viewer, checked, cookie};
use askama::Template;
use axum::Form;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::IgnoredAny;
use sextant_engine::access::hex;
use sextant_engine::{Caller, Credential, Visitor};

/// The cookie that belongs to the form: another site cannot send the form in a reader's name.
const FORM: &str = "sextant-form";

#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a> {
    wrong: Option<&'a str>,
    word: &'a str,
    next: &'a str,
    name: &'a str,
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    known: Option<Caller>,
    word: Option<Word>,
    feeds: Vec<sextant_engine::access::FeedWord>,
}

/// Where to go on afterwards.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
}

/// What the form sends.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Sent {
    name: String,
    password: String,
    next: String,
    word: String,
}

/// Only places of this server. Browsers leave out tabs and line ends wherever they stand, so that none may stand here.
pub(super) fn place(text: &str) -> &str {
    let inside = text.starts_with('/') && !text[1..].starts_with(['/', '\\']) && !text.contains(char::is_control);
    if inside { text } else { "/" }
}

fn drawn() -> Option<String> {
    sextant_engine::access::random::<32>().ok().map(|bytes| hex(&bytes))
}

fn set(app: &App, name: &str, value: &str, rest: &str) -> (HeaderName, String) {
    let secure = if app.site.tls || app.site.base_url.as_ref().is_some_and(|base| base.starts_with("https:")) {
        "; Secure"
    } else {
        ""
    };
    (header::SET_COOKIE, format!("{name}={value}; Path=/; HttpOnly{secure}{rest}"))
}

/// The form.
pub async fn ask(State(app): State<App>, Query(asked): Query<Asked>) -> Response {
    form(&app, StatusCode::OK, None, &asked.next, "")
}

fn form(app: &App, status: StatusCode, wrong: Option<&str>, next: &str, name: &str) -> Response {
    let Some(secret) = drawn() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let shown = page(&Login { wrong, word: &form_word(&secret), next: place(next), name });
    let cookie = set(app, FORM, &secret, "; SameSite=Strict; Max-Age=3600");
    (status, [cookie, (header::CACHE_CONTROL, "no-store".to_owned())], shown).into_response()
}

/// Logs in.
pub async fn log_in(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let secret = cookie(&headers, FORM).unwrap_or_default();
    if secret.is_empty() || form_word(&secret) != sent.word {
        let told = "That form was too old, or this browser keeps no cookies. Try again.";
        return form(&app, StatusCode::FORBIDDEN, Some(told), &sent.next, &sent.name);
    }
    let from = app.site.sender(peer.map(|Extension(peer)| peer).unwrap_or_default().0, &headers);
    let (asker, name, password) = (app.clone(), sent.name.clone(), sent.password);
    let looked = tokio::task::spawn_blocking(move || {
        let Some(engine) = asker.answers.engine() else { return Ok(Checked::Wrong) };
        checked(&asker, engine, from, &name, Credential::Password { name: &name, password: &password })
    });
    match looked.await {
        Ok(Ok(Checked::Known(caller))) => welcome(&app, &headers, &caller, &sent.next),
        Ok(Ok(Checked::Wrong)) => {
            let told = "Name or password is wrong.";
            form(&app, StatusCode::UNAUTHORIZED, Some(told), &sent.next, &sent.name)
        }
        Ok(Ok(Checked::TooMany)) => fault::too_many_guesses(),
        Ok(Err(error)) => fault::store(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(super) fn welcome(app: &App, headers: &HeaderMap, caller: &Caller, next: &str) -> Response {
    let Some(word) = drawn() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // A session that was there before is another one's, or an old one: it ends.
    if let Some(old) = cookie(headers, COOKIE) {
        app.sessions.close(&old);
    }
    app.sessions.open(&word, &caller.account.name, caller.statement);
    let session = set(app, COOKIE, &word, "; SameSite=Lax; Max-Age=43200");
    let place = (header::LOCATION, place(next).to_owned());
    (StatusCode::SEE_OTHER, [session, place, (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

/// Who one is, and the way out.
pub async fn account(State(app): State<App>, Viewer(visitor): Viewer, word: Word, headers: HeaderMap) -> Response {
    let known = if let Visitor::Known(caller) = visitor { Some(caller) } else { None };
    let name = known.as_ref().map(|caller| caller.account.name.clone());
    let feeds = move |answers: &dyn crate::answers::Answers| match (answers.engine(), name) {
        (Some(engine), Some(name)) => engine.feed_words(Some(&name)),
        _ => Ok(Vec::new()),
    };
    let word = cookie(&headers, COOKIE).map(|_| word);
    crate::respond::ask(app.answers, feeds, |feeds| page(&Account { known, word, feeds })).await
}

/// Logs out.
pub async fn log_out(State(app): State<App>, headers: HeaderMap, _: forms::Sent<IgnoredAny>) -> Response {
    app.sessions.close(&cookie(&headers, COOKIE).unwrap_or_default());
    let gone = set(&app, COOKIE, "", "; SameSite=Lax; Max-Age=0");
    (StatusCode::SEE_OTHER, [gone, (header::LOCATION, "/login".to_owned())]).into_response()
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn one_goes_on_within_this_server_only() {
        for (text, goes) in [
            ("/incidents/1?as_of=x", "/incidents/1?as_of=x"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("", "/"),
            ("/\t/evil.example", "/"),
            ("/a\r\nSet-Cookie: x=y", "/"),
        ] {
            assert_eq!(place(text), goes, "{text}");
        }
    }
}
