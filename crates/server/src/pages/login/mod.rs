//! Logging in and out. It works without script: a form, a cookie for it, a cookie for the session.

pub mod provider;
pub mod second;

use super::account::passkeys::{self, Answered, Offer};
use crate::respond::page;
use crate::sessions::{COOKIE, Login, form_word};
use crate::site::App;
use crate::visitor::{Checked, Viewer, Whence, checked, cookie};
use crate::{fault, forms};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::IgnoredAny;
use sextant_engine::access::hex;
use sextant_engine::access::oidc::Provider;
use sextant_engine::{Caller, Credential};

/// The cookie that belongs to the form: another site cannot send the form in a reader's name.
const FORM: &str = "sextant-form";

#[derive(Template)]
#[template(path = "login.html")]
struct Asking<'a> {
    wrong: Option<&'a str>,
    word: &'a str,
    next: &'a str,
    name: &'a str,
    passkey: Option<Offer>,
    /// What the provider is called at which one can log in.
    provider: Option<&'a str>,
    /// Whether somebody logged out here who may be logged in there.
    out: bool,
}

/// Where to go on afterwards.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
    out: String,
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
pub async fn ask(State(app): State<App>, whence: Whence, Query(asked): Query<Asked>) -> Response {
    let out = asked.out == "provider";
    filled(&app, &whence, (StatusCode::OK, None), &asked.next, "", out)
}

fn form(app: &App, whence: &Whence, status: StatusCode, wrong: Option<&str>, next: &str, name: &str) -> Response {
    filled(app, whence, (status, wrong), next, name, false)
}

fn filled(
    app: &App,
    whence: &Whence,
    (status, wrong): (StatusCode, Option<&str>),
    next: &str,
    name: &str,
    out: bool,
) -> Response {
    let Some(secret) = drawn() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let passkey = passkeys::offer(app, whence, &secret, &[]);
    let provider = app.site.provider.as_ref().map(Provider::name);
    let shown = page(&Asking { wrong, word: &form_word(&secret), next: place(next), name, passkey, provider, out });
    let cookie = set(app, FORM, &secret, "; SameSite=Strict; Max-Age=3600");
    (status, [cookie, (header::CACHE_CONTROL, "no-store".to_owned())], shown).into_response()
}

/// Logs in, or goes on to the second factor.
pub async fn log_in(State(app): State<App>, whence: Whence, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    let secret = cookie(&headers, FORM).unwrap_or_default();
    if secret.is_empty() || form_word(&secret) != sent.word {
        let told = "That form was too old, or this browser keeps no cookies. Try again.";
        return form(&app, &whence, StatusCode::FORBIDDEN, Some(told), &sent.next, &sent.name);
    }
    let (asker, name, password, from) = (app.clone(), sent.name.clone(), sent.password, whence.from);
    let looked = tokio::task::spawn_blocking(move || {
        let Some(engine) = asker.answers.engine() else { return Ok((Checked::Wrong, false)) };
        let found = checked(&asker, engine, from, &name, Credential::Password { name: &name, password: &password })?;
        let more = matches!(found, Checked::Known(_)) && engine.has_second_factor(&name)?;
        Ok((found, more))
    });
    match looked.await {
        Ok(Ok((Checked::Known(caller), true))) => second::begin(&app, &caller, &sent.next),
        Ok(Ok((Checked::Known(caller), false))) => welcome(&app, &headers, &whence, &caller, &sent.next, false),
        Ok(Ok((Checked::Wrong, _))) => {
            let told = "Name or password is wrong.";
            form(&app, &whence, StatusCode::UNAUTHORIZED, Some(told), &sent.next, &sent.name)
        }
        Ok(Ok((Checked::TooMany, _))) => fault::too_many_guesses(),
        Ok(Err(error)) => fault::store(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Logs in by a passkey alone: it is something that one has, and the device knows its owner.
pub async fn by_passkey(
    State(app): State<App>,
    whence: Whence,
    headers: HeaderMap,
    Form(sent): Form<Answered>,
) -> Response {
    let secret = cookie(&headers, FORM).unwrap_or_default();
    let told = "That form was too old, or this browser keeps no cookies. Try again.";
    if secret.is_empty() || form_word(&secret) != sent.word {
        return form(&app, &whence, StatusCode::FORBIDDEN, Some(told), &sent.next, "");
    }
    if !app.guesses.may_guess(whence.from, "") {
        return fault::too_many_guesses();
    }
    let Some(at) = passkeys::offered(&app, &whence, &secret) else {
        return form(&app, &whence, StatusCode::FORBIDDEN, Some(told), &sent.next, "");
    };
    match passkeys::shown(&app, at, &sent, None).await {
        Ok(Some(caller)) => welcome(&app, &headers, &whence, &caller, &sent.next, true),
        Ok(None) => {
            app.guesses.wrong(whence.from, "");
            let told = "That passkey opens no account here.";
            form(&app, &whence, StatusCode::UNAUTHORIZED, Some(told), &sent.next, "")
        }
        Err(refused) => refused,
    }
}

/// Opens a session under a word drawn for it, and goes on. `strong`: whether more than a password was shown.
pub(super) fn welcome(
    app: &App,
    headers: &HeaderMap,
    whence: &Whence,
    caller: &Caller,
    next: &str,
    strong: bool,
) -> Response {
    let Some(word) = drawn() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // A session that was there before is another one's, or an old one: it ends.
    if let Some(old) = cookie(headers, COOKIE) {
        app.sessions.close(&old);
    }
    let (name, statement) = (caller.account.name.clone(), caller.statement);
    app.sessions.open(&word, Login { name, statement, strong, from: whence.from, by: whence.by.clone() });
    let session = set(app, COOKIE, &word, "; SameSite=Lax; Max-Age=43200");
    let place = (header::LOCATION, place(next).to_owned());
    (StatusCode::SEE_OTHER, [session, place, (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

/// Logs out; whoever came by the provider is asked whether to log out there as well.
pub async fn log_out(
    State(app): State<App>,
    Viewer(visitor): Viewer,
    headers: HeaderMap,
    _: forms::Sent<IgnoredAny>,
) -> Response {
    app.sessions.close(&cookie(&headers, COOKIE).unwrap_or_default());
    let gone = set(&app, COOKIE, "", "; SameSite=Lax; Max-Age=0");
    let name = visitor.name().to_owned();
    let joined = move |answers: &dyn crate::Answers| match answers.engine() {
        Some(engine) => engine.provider_of(&name),
        None => Ok(None),
    };
    let issuer = app.site.provider.as_ref().map(|provider| provider.issuer().to_owned());
    crate::respond::ask(app.answers.clone(), joined, move |joined| {
        let place = if joined.is_some() && joined == issuer { "/login?out=provider" } else { "/login" };
        (StatusCode::SEE_OTHER, [gone, (header::LOCATION, place.to_owned())]).into_response()
    })
    .await
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
