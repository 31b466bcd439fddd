//! Passkeys: added on the account page, and shown to log in, in place of the password or after it. The browser's part is a
//! script; what it answers is sent by a form.

use super::{engine, secret, sure};
use crate::fault;
use crate::forms::{Sent, Word};
use crate::pages::advisories::refusal;
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::{Oneself, Seat, Seated, Whence};
use crate::waiting::{Waits, What};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sextant_engine::access::{Assertion, Ceremony, Registration};

#[derive(Template)]
#[template(path = "passkey.html")]
struct Adding {
    word: Word,
    offer: Offer,
    name: String,
    handle: String,
}

/// What a page says to the browser for one ceremony.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The challenge, base64url.
    pub challenge: String,
    /// The name that passkeys are for.
    pub rp: String,
    /// Credentials that will do, or that are there already; with commas between them.
    pub credentials: String,
}

/// Draws a challenge for a browser that holds this word; `None` where the server has no name.
pub fn offer(app: &App, whence: &Whence, word: &str, credentials: &[String]) -> Option<Offer> {
    let challenge = sextant_engine::access::random::<32>().ok()?;
    let at = Ceremony::at(&whence.address, &challenge)?;
    app.waiting.put(word, Waits::Challenge(challenge));
    Some(Offer { challenge: at.challenge(), rp: at.rp, credentials: credentials.join(",") })
}

/// The ceremony that was offered to the browser that holds this word. It answers once.
pub fn offered(app: &App, whence: &Whence, word: &str) -> Option<Ceremony> {
    match app.waiting.take(What::Challenge, word) {
        Some(Waits::Challenge(challenge)) => Ceremony::at(&whence.address, &challenge),
        _ => None,
    }
}

/// What a form sends with a passkey's answer.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Answered {
    /// The word of the form.
    pub word: String,
    /// Where to go on.
    pub next: String,
    credential: String,
    client: String,
    authenticator: String,
    signature: String,
    handle: String,
}

impl Answered {
    /// What the authenticator says.
    pub fn assertion(&self) -> Assertion {
        Assertion {
            credential: self.credential.clone(),
            client: self.client.clone(),
            authenticator: self.authenticator.clone(),
            signature: self.signature.clone(),
            handle: self.handle.clone(),
        }
    }
}

/// What the form of a new passkey sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    #[serde(rename = "word")]
    _word: Option<String>,
    label: String,
    client: String,
    attestation: String,
}

fn unnamed() -> Response {
    fault::bad_request(
        "Browsers make passkeys for names alone: open this server by its name (base_url) in place of its number.",
    )
}

/// Asks the browser for a new one.
pub async fn begin(
    State(app): State<App>,
    whence: Whence,
    Oneself(caller): Oneself,
    Seat(seat): Seat,
    word: Word,
    Sent(sent): Sent<super::second::Again>,
) -> Response {
    let Some(Seated { word: session, .. }) = seat else { return super::second::only_here() };
    if let Err(refused) = sure(&app, &whence, &caller, sent.password).await {
        return refused;
    }
    let name = caller.account.name;
    let (asker, who) = (app.clone(), name.clone());
    let there = move |answers: &dyn crate::Answers| engine(answers)?.passkeys(&who);
    ask(app.answers.clone(), there, move |(handle, credentials)| {
        let Some(offer) = offer(&asker, &whence, &session, &credentials) else { return unnamed() };
        secret(page(&Adding { word, offer, name, handle }))
    })
    .await
}

/// Keeps it; recovery codes come with the first second factor.
pub async fn add(
    State(app): State<App>,
    whence: Whence,
    Oneself(caller): Oneself,
    Seat(seat): Seat,
    Sent(sent): Sent<Made>,
) -> Response {
    let Some(Seated { word: session, .. }) = seat else { return super::second::only_here() };
    let Some(at) = offered(&app, &whence, &session) else {
        return fault::too_old("That took too long", "Nothing was kept. Begin again on your account page.");
    };
    let (name, asker) = (caller.account.name, app.clone());
    let registration = Registration { client: sent.client, attestation: sent.attestation };
    let kept = move |answers: &dyn crate::Answers| {
        Ok(engine(answers).and_then(|engine| {
            let first = !engine.has_second_factor(&name)?;
            engine.add_passkey(&name, &sent.label, &registration, &at)?;
            if first { engine.make_recovery_codes(&name, &name).map(Some) } else { Ok(None) }
        }))
    };
    ask(app.answers.clone(), kept, move |kept| {
        if kept.is_ok() {
            asker.sessions.strengthen(&session);
        }
        match kept {
            Ok(Some(codes)) => super::second::shown_once(codes),
            Ok(None) => super::back(),
            Err(error) => refusal(&error),
        }
    })
    .await
}

/// Who shows a passkey to this server; with `user`, only that account's will do.
pub async fn shown(
    app: &App,
    at: Ceremony,
    sent: &Answered,
    user: Option<String>,
) -> Result<Option<sextant_engine::Caller>, Response> {
    let (answers, assertion) = (app.answers.clone(), sent.assertion());
    let looked = tokio::task::spawn_blocking(move || {
        engine(answers.as_ref()).and_then(|engine| engine.by_passkey(&assertion, &at, user.as_deref()))
    });
    match looked.await {
        Ok(Ok(caller)) => Ok(caller),
        Ok(Err(error)) => Err(fault::store(&error)),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
    }
}
