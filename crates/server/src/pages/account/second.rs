//! An app that shows codes, and recovery codes: added with the password once more, shown once, removed.

use super::{change, engine, qr, secret, sure};
use crate::fault;
use crate::forms::{Sent, Word};
use crate::pages::advisories::refusal;
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::{Oneself, Seat, Seated, Whence};
use crate::waiting::{Waits, What};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sextant_engine::EngineError;
use sextant_engine::access::Enrolment;

/// Under which name apps list the account.
const ISSUER: &str = "Sextant";

#[derive(Template)]
#[template(path = "app.html")]
struct Adding {
    word: Word,
    square: Option<qr::Square>,
    /// The secret in fours, as people type it.
    text: String,
    wrong: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct Codes {
    codes: Vec<String>,
}

/// What a form sends that asks for the password once more.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    #[serde(rename = "word")]
    _word: Option<String>,
    #[serde(default)]
    pub(super) password: String,
}

/// What the form with the code sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    #[serde(rename = "word")]
    _word: Option<String>,
    code: String,
}

pub(super) fn only_here() -> Response {
    fault::bad_request("A second factor is added in a browser that is logged in by its form.")
}

/// Recovery codes, shown this once.
pub(super) fn shown_once(codes: Vec<String>) -> Response {
    secret(page(&Codes { codes }))
}

/// Shows a new secret.
pub async fn begin(
    State(app): State<App>,
    whence: Whence,
    Oneself(caller): Oneself,
    Seat(seat): Seat,
    word: Word,
    Sent(sent): Sent<Again>,
) -> Response {
    let Some(Seated { word: session, .. }) = seat else { return only_here() };
    if let Err(refused) = sure(&app, &whence, &caller, sent.password).await {
        return refused;
    }
    let Ok(enrolment) = Enrolment::new() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let shown = shown(&enrolment, &caller.account.name, word, None);
    app.waiting.put(&session, Waits::Enrolling(enrolment));
    shown
}

fn shown(enrolment: &Enrolment, name: &str, word: Word, wrong: Option<&'static str>) -> Response {
    let square = qr::square(&enrolment.address(ISSUER, name));
    let signs: Vec<char> = enrolment.text().chars().collect();
    let fours: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
    secret(page(&Adding { word, square, text: fours.join(" "), wrong }))
}

/// Keeps the app once it shows a code; recovery codes come with it.
pub async fn confirm(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Seat(seat): Seat,
    word: Word,
    Sent(sent): Sent<Shown>,
) -> Response {
    let Some(Seated { word: session, .. }) = seat else { return only_here() };
    let Some(Waits::Enrolling(enrolment)) = app.waiting.look(What::Enrolling, &session) else {
        let told = "The secret is worth nothing any more. Begin again on your account page.";
        return fault::too_old("That took too long", told);
    };
    let name = caller.account.name;
    let (who, tried) = (name.clone(), enrolment.clone());
    let kept = move |answers: &dyn crate::Answers| {
        Ok(engine(answers).and_then(|engine| {
            engine.enrol(&who, &tried, &sent.code, &who)?;
            engine.make_recovery_codes(&who, &who)
        }))
    };
    let asker = app.clone();
    ask(app.answers.clone(), kept, move |kept| match kept {
        Ok(codes) => {
            asker.waiting.take(What::Enrolling, &session);
            asker.sessions.strengthen(&session);
            shown_once(codes)
        }
        Err(EngineError::Invalid(_)) => {
            let told = "That is not the code that the app shows for this secret now. Codes change twice a minute.";
            let mut again = shown(&enrolment, &name, word, Some(told));
            *again.status_mut() = StatusCode::BAD_REQUEST;
            again
        }
        Err(error) => refusal(&error),
    })
    .await
}

/// Makes recovery codes anew.
pub async fn recovery(
    State(app): State<App>,
    whence: Whence,
    Oneself(caller): Oneself,
    Sent(sent): Sent<Again>,
) -> Response {
    if let Err(refused) = sure(&app, &whence, &caller, sent.password).await {
        return refused;
    }
    let name = caller.account.name;
    let made = move |answers: &dyn crate::Answers| {
        Ok(engine(answers).and_then(|engine| match engine.has_second_factor(&name)? {
            true => engine.make_recovery_codes(&name, &name),
            false => Err(EngineError::Invalid("add a second factor first".to_owned())),
        }))
    };
    ask(app.answers.clone(), made, |made| match made {
        Ok(codes) => shown_once(codes),
        Err(error) => refusal(&error),
    })
    .await
}

/// Removes a second factor.
pub async fn remove(
    State(app): State<App>,
    whence: Whence,
    Oneself(caller): Oneself,
    Path(id): Path<String>,
    Sent(sent): Sent<Again>,
) -> Response {
    if let Err(refused) = sure(&app, &whence, &caller, sent.password).await {
        return refused;
    }
    let name = caller.account.name;
    change(app, move |engine| engine.remove_factor(&name, &id, &name)).await
}
