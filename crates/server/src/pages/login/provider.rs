//! Log-in at an OpenID provider: this server sends the browser there, and takes it back only with what it began itself.

use super::{drawn, form, second, set, welcome};
use crate::fault;
use crate::site::App;
use crate::visitor::{Whence, cookie};
use crate::waiting::{Waits, What};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::access::oidc::{Begun, Provider, Refusal};
use sextant_engine::{Caller, EngineError};

/// The cookie of a browser that was sent there. It comes back from another site, so it is `Lax`.
const COOKIE: &str = "sextant-provider";
/// What people are told when the provider cannot be asked; why stands in the log.
const SILENT: &str = "The provider cannot be asked just now. Try again, or log in by name and password.";

/// What comes back in the address (RFC 6749 §4.1.2, RFC 9207).
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Back {
    code: String,
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

fn place(whence: &Whence) -> String {
    format!("{}/login/provider/back", whence.address)
}

fn refused(app: &App, whence: &Whence, refusal: &Refusal, next: &str) -> Response {
    tracing::warn!("log-in at the provider: {refusal}");
    match refusal {
        Refusal::Unreachable(_) => form(app, whence, StatusCode::BAD_GATEWAY, Some(SILENT), next, ""),
        Refusal::Token(_) => {
            let told = "The provider’s answer was refused. Try again; an administrator finds the reason in the log.";
            form(app, whence, StatusCode::FORBIDDEN, Some(told), next, "")
        }
    }
}

/// Sends a browser to the provider.
pub async fn begin(State(app): State<App>, whence: Whence, Query(asked): Query<super::Asked>) -> Response {
    let Some(provider) = app.site.provider.clone() else { return fault::not_found("provider") };
    let (Some(word), back) = (drawn(), place(&whence)) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match tokio::task::spawn_blocking(move || provider.begin(&back)).await {
        Ok(Ok(begun)) => {
            let place = (header::LOCATION, begun.address.clone());
            app.waiting.put(&word, Waits::Provider { begun, next: super::place(&asked.next).to_owned() });
            let cookie = set(&app, COOKIE, &word, "; SameSite=Lax; Max-Age=600");
            (StatusCode::SEE_OTHER, [cookie, place, (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
        }
        Ok(Err(refusal)) => refused(&app, &whence, &refusal, &asked.next),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Takes a browser back. What it began answers once, and only to this browser.
pub async fn back(State(app): State<App>, whence: Whence, headers: HeaderMap, Query(sent): Query<Back>) -> Response {
    let Some(provider) = app.site.provider.clone() else { return fault::not_found("provider") };
    let word = cookie(&headers, COOKIE).unwrap_or_default();
    let began = app.waiting.take(What::Provider, &word);
    let Some(Waits::Provider { begun, next }) = began.filter(|waits| waits.is_of(&sent.state)) else {
        let told = "This browser did not begin that log-in, or it took too long. Try again.";
        return form(&app, &whence, StatusCode::FORBIDDEN, Some(told), "", "");
    };
    let other = sent.iss.as_deref().is_some_and(|issuer| issuer != provider.issuer());
    if let Some(told) = sent.error.filter(|_| !other) {
        let told: String = told.chars().filter(char::is_ascii_graphic).take(60).collect();
        return refused(&app, &whence, &Refusal::Token(format!("the provider says {told}")), &next);
    }
    if other {
        return refused(&app, &whence, &Refusal::Token("another provider answered".to_owned()), &next);
    }
    let (asker, came) = (app.clone(), place(&whence));
    let known = tokio::task::spawn_blocking(move || known(&asker, &provider, &begun, (&sent.code, &came)));
    match known.await {
        Ok(Ok(Known { caller, strong: false, asks: true })) => second::begin(&app, &caller, &next),
        Ok(Ok(Known { caller, strong, .. })) => welcome(&app, &headers, &whence, &caller, &next, strong),
        Ok(Err(Denied::By(refusal))) => refused(&app, &whence, &refusal, &next),
        Ok(Err(Denied::Here(EngineError::Invalid(told)))) => {
            form(&app, &whence, StatusCode::FORBIDDEN, Some(&format!("Nobody was logged in: {told}.")), &next, "")
        }
        Ok(Err(Denied::Here(error))) => fault::store(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Who came back.
struct Known {
    caller: Caller,
    /// Whether they showed the provider more than a password.
    strong: bool,
    /// Whether there is a second factor of theirs here.
    asks: bool,
}

enum Denied {
    By(Refusal),
    Here(EngineError),
}

impl From<EngineError> for Denied {
    fn from(error: EngineError) -> Self {
        Self::Here(error)
    }
}

fn known(app: &App, provider: &Provider, begun: &Begun, (code, back): (&str, &str)) -> Result<Known, Denied> {
    let who = provider.finish(begun, code, back).map_err(Denied::By)?;
    let engine = crate::pages::account::engine(app.answers.as_ref())?;
    let caller = engine.by_provider(&who, provider.clearance())?;
    let asks = engine.has_second_factor(&caller.account.name)?;
    Ok(Known { caller, strong: who.strong, asks })
}

/// Logs out at the provider as well.
pub async fn log_out(State(app): State<App>, whence: Whence) -> Response {
    let Some(provider) = app.site.provider.clone() else { return fault::not_found("provider") };
    match tokio::task::spawn_blocking(move || provider.log_out()).await {
        Ok(Ok(place)) => {
            let place = place.unwrap_or_else(|| "/login".to_owned());
            (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
        }
        Ok(Err(refusal)) => refused(&app, &whence, &refusal, ""),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
