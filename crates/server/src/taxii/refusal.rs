//! Refusals in the standard's form (TAXII 2.1, 3.6.1): a title, what is wrong, the status as a text.

use super::{TAXII, message};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::json;
use sextant_engine::EngineError;
use sextant_engine::taxii::{EnvelopeError, Refusal};

/// A refusal.
pub fn refused(status: StatusCode, title: &str, description: &str) -> Response {
    let body = json!({"title": title, "description": description, "http_status": status.as_u16().to_string()});
    message(status, body.to_string())
}

/// Of one who must say who they are.
pub fn log_in() -> Response {
    let title = "Who are you?";
    let mut response =
        refused(StatusCode::UNAUTHORIZED, title, "send a name and a password (Basic) or a token (Bearer)");
    for way in ["Basic realm=\"Sextant\", charset=\"UTF-8\"", "Bearer realm=\"Sextant\""] {
        response.headers_mut().append(header::WWW_AUTHENTICATE, HeaderValue::from_static(way));
    }
    response
}

/// Of an address that leads nowhere.
pub async fn nothing_there() -> Response {
    refused(StatusCode::NOT_FOUND, "Not found", "there is nothing at this address")
}

pub(super) fn wrong_method(allowed: &'static str) -> Response {
    let told = format!("this address answers {allowed}");
    let mut response = refused(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", &told);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

pub(super) fn not_acceptable() -> Response {
    refused(StatusCode::NOT_ACCEPTABLE, "Not acceptable", &format!("what is answered is {TAXII}: accept that"))
}

pub(super) fn wrong_media_type() -> Response {
    refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type", &format!("send {TAXII}, not compressed"))
}

pub(super) fn too_large(most: usize) -> Response {
    let told = format!("a body may have {most} bytes: send the objects in several envelopes");
    refused(StatusCode::PAYLOAD_TOO_LARGE, "Too large", &told)
}

pub(super) fn broken_off() -> Response {
    refused(StatusCode::INTERNAL_SERVER_ERROR, "Broken off", "the request could not be finished")
}

/// What a refusal of the engine is over HTTP.
pub(super) fn of(refusal: &Refusal) -> Response {
    let told = refusal.to_string();
    match refusal {
        Refusal::LogIn => log_in(),
        Refusal::Forbidden(_) => refused(StatusCode::FORBIDDEN, "Forbidden", &told),
        Refusal::NotFound { .. } => refused(StatusCode::NOT_FOUND, "Not found", &told),
        Refusal::Unclear(_) => refused(StatusCode::BAD_REQUEST, "Bad request", &told),
        Refusal::Envelope(EnvelopeError::NotJson(_)) => refused(StatusCode::BAD_REQUEST, "Bad request", &told),
        Refusal::Envelope(EnvelopeError::TooMany(_)) => refused(StatusCode::PAYLOAD_TOO_LARGE, "Too large", &told),
        Refusal::Envelope(_) => refused(StatusCode::UNPROCESSABLE_ENTITY, "Not an envelope", &told),
        Refusal::Engine(EngineError::ReadOnly(_)) => {
            refused(StatusCode::FORBIDDEN, "Forbidden", "this store is open for reading only")
        }
        Refusal::Engine(error) => unanswered(error),
    }
}

fn unanswered(error: &EngineError) -> Response {
    tracing::error!(%error, "a request of TAXII could not be answered");
    if error.is_busy() {
        let mut response = refused(StatusCode::SERVICE_UNAVAILABLE, "Busy", "another program is writing: try again");
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        return response;
    }
    refused(StatusCode::INTERNAL_SERVER_ERROR, "The store could not answer", "nothing of the request was kept")
}
