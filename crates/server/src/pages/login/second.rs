//! The second step of a log-in: a passkey, a code of an app, or a recovery code. Reached only by who gave the right
//! password, or whom the provider let in.

use super::{drawn, set, welcome};
use crate::fault;
use crate::pages::account::passkeys::{self, Answered, Offer};
use crate::respond::{ask as ask_for, page};
use crate::sessions::form_word;
use crate::site::App;
use crate::visitor::{Whence, cookie};
use crate::waiting::{Waits, What};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::Caller;

/// The cookie of a log-in that waits for its second step.
const COOKIE: &str = "sextant-second";

#[derive(Template)]
#[template(path = "second.html")]
struct Second<'a> {
    wrong: Option<&'a str>,
    word: &'a str,
    passkey: Option<Offer>,
}

/// What the form sends.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Sent {
    word: String,
    code: String,
}

/// Goes on to the second step.
pub(super) fn begin(app: &App, caller: &Caller, next: &str) -> Response {
    let Some(word) = drawn() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let (name, statement) = (caller.account.name.clone(), caller.statement);
    app.waiting.put(&word, Waits::Second { name, statement, next: super::place(next).to_owned(), tries: 0 });
    // Whoever comes from the provider comes from another site.
    let cookie = set(app, COOKIE, &word, "; SameSite=Lax; Max-Age=600");
    let place = (header::LOCATION, "/login/second".to_owned());
    (StatusCode::SEE_OTHER, [cookie, place, (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

/// The form.
pub async fn ask(State(app): State<App>, whence: Whence, headers: HeaderMap) -> Response {
    let word = cookie(&headers, COOKIE).unwrap_or_default();
    match app.waiting.look(What::Second, &word) {
        Some(Waits::Second { name, .. }) => form(&app, &whence, StatusCode::OK, &name, &word, None).await,
        _ => (StatusCode::SEE_OTHER, [(header::LOCATION, "/login")]).into_response(),
    }
}

async fn form(
    app: &App,
    whence: &Whence,
    status: StatusCode,
    name: &str,
    word: &str,
    wrong: Option<&'static str>,
) -> Response {
    let (asker, whence, name, word) = (app.clone(), whence.clone(), name.to_owned(), word.to_owned());
    let credentials = move |answers: &dyn crate::Answers| match answers.engine() {
        Some(engine) => Ok(engine.passkeys(&name)?.1),
        None => Ok(Vec::new()),
    };
    ask_for(app.answers.clone(), credentials, move |credentials| {
        let offer = || passkeys::offer(&asker, &whence, &word, &credentials);
        let passkey = if credentials.is_empty() { None } else { offer() };
        let shown = page(&Second { wrong, word: &form_word(&word), passkey });
        (status, [(header::CACHE_CONTROL, "no-store")], shown).into_response()
    })
    .await
}

fn anew() -> Response {
    let told = "The second step was not done in time, or too often wrong. Log in again.";
    fault::too_old("Log in again", told)
}

/// Goes on with a session in place of the step that was done.
fn done(app: &App, headers: &HeaderMap, whence: &Whence, caller: &Caller, next: &str) -> Response {
    let mut welcomed = welcome(app, headers, whence, caller, next, true);
    if let Ok(gone) = set(app, COOKIE, "", "; SameSite=Lax; Max-Age=0").1.parse() {
        welcomed.headers_mut().append(header::SET_COOKIE, gone);
    }
    welcomed
}

/// Takes a passkey.
pub async fn passkey(
    State(app): State<App>,
    whence: Whence,
    headers: HeaderMap,
    Form(sent): Form<Answered>,
) -> Response {
    let word = cookie(&headers, COOKIE).unwrap_or_default();
    if word.is_empty() || form_word(&word) != sent.word {
        return fault::old_form();
    }
    let Some(Waits::Second { name, statement, next, .. }) = app.waiting.look(What::Second, &word) else {
        return anew();
    };
    let Some(at) = passkeys::offered(&app, &whence, &word) else { return anew() };
    match passkeys::shown(&app, at, &sent, Some(name.clone())).await {
        // A password or role that changed meanwhile ends the log-in.
        Ok(Some(caller)) if caller.statement == statement && app.waiting.take(What::Second, &word).is_some() => {
            done(&app, &headers, &whence, &caller, &next)
        }
        Ok(Some(_)) => anew(),
        Ok(None) if app.waiting.wrong(&word) => {
            let told = "That is no passkey of this account.";
            form(&app, &whence, StatusCode::UNAUTHORIZED, &name, &word, Some(told)).await
        }
        Ok(None) => anew(),
        Err(refused) => refused,
    }
}

/// Takes the code.
pub async fn answer(State(app): State<App>, whence: Whence, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    let word = cookie(&headers, COOKIE).unwrap_or_default();
    if word.is_empty() || form_word(&word) != sent.word {
        return fault::old_form();
    }
    let Some(Waits::Second { name, statement, next, .. }) = app.waiting.look(What::Second, &word) else {
        return anew();
    };
    if !app.codes.may_try(&name) {
        return fault::too_many_guesses();
    }
    let (answers, who, code) = (app.answers.clone(), name.clone(), sent.code);
    let looked = tokio::task::spawn_blocking(move || {
        let Some(engine) = answers.engine() else { return Ok(None) };
        // A password or role that changed meanwhile ends the log-in.
        let Some(caller) = engine.still(&who, statement)? else { return Ok(None) };
        Ok(Some((caller, engine.second_factor(&who, &code)?)))
    });
    match looked.await {
        Ok(Ok(Some((caller, true)))) if app.waiting.take(What::Second, &word).is_some() => {
            done(&app, &headers, &whence, &caller, &next)
        }
        Ok(Ok(Some((_, false)))) => {
            app.codes.wrong_code(&name);
            if !app.waiting.wrong(&word) {
                return anew();
            }
            let told = "That code is wrong, or was used already. Codes change twice a minute.";
            form(&app, &whence, StatusCode::UNAUTHORIZED, &name, &word, Some(told)).await
        }
        Ok(Ok(_)) => anew(),
        Ok(Err(error)) => fault::store(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
