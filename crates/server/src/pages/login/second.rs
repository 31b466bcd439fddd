//! The second step of a log-in: a code of an app, or a recovery code. Reached only by who gave the right password.

use super::{drawn, set, welcome};
use crate::fault;
use crate::respond::page;
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
    let cookie = set(app, COOKIE, &word, "; SameSite=Strict; Max-Age=600");
    let place = (header::LOCATION, "/login/second".to_owned());
    (StatusCode::SEE_OTHER, [cookie, place, (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

/// The form.
pub async fn ask(State(app): State<App>, headers: HeaderMap) -> Response {
    match cookie(&headers, COOKIE).filter(|word| app.waiting.look(What::Second, word).is_some()) {
        Some(word) => form(StatusCode::OK, &word, None),
        None => (StatusCode::SEE_OTHER, [(header::LOCATION, "/login")]).into_response(),
    }
}

fn form(status: StatusCode, word: &str, wrong: Option<&str>) -> Response {
    let shown = page(&Second { wrong, word: &form_word(word) });
    (status, [(header::CACHE_CONTROL, "no-store")], shown).into_response()
}

fn anew() -> Response {
    let told = "The second step was not done in time, or too often wrong. Log in again.";
    fault::too_old("Log in again", told)
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
            let mut welcomed = welcome(&app, &headers, &whence, &caller, &next, true);
            if let Ok(gone) = set(&app, COOKIE, "", "; SameSite=Strict; Max-Age=0").1.parse() {
                welcomed.headers_mut().append(header::SET_COOKIE, gone);
            }
            welcomed
        }
        Ok(Ok(Some((_, false)))) => {
            app.codes.wrong_code(&name);
            if !app.waiting.wrong(&word) {
                return anew();
            }
            let told = "That code is wrong, or was used already. Codes change twice a minute.";
            form(StatusCode::UNAUTHORIZED, &word, Some(told))
        }
        Ok(Ok(_)) => anew(),
        Ok(Err(error)) => fault::store(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
