//! From a template or a question to a response.

use crate::answers::Answers;
use crate::fault;
use askama::Template;
use axum::body::{Body, HttpBody};
use axum::extract::{FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use sextant_engine::EngineError;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Questions under way at one time; more wait their turn.
static TURNS: Semaphore = Semaphore::const_new(16);

/// Pages above this size are not kept whole to be marked with a tag.
const TAGGED: u64 = 16 << 20;

/// The query of a page; one that cannot be read gives a page that says so.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        Query::try_from_uri(&parts.uri).map(|Query(asked)| Self(asked)).map_err(|e| fault::bad_request(&e.body_text()))
    }
}

/// A turn to ask a question; it is given back when it is dropped.
pub async fn turn() -> Option<tokio::sync::SemaphorePermit<'static>> {
    TURNS.acquire().await.ok()
}

/// Renders a page.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => ([(header::CACHE_CONTROL, "private, no-cache")], Html(text)).into_response(),
        Err(error) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("the page could not be rendered: {error}\n")).into_response()
        }
    }
}

/// Data, as the command line prints it with `--json`.
pub fn json(value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            ([(header::CACHE_CONTROL, "no-cache"), (header::CONTENT_TYPE, "application/json")], bytes).into_response()
        }
        Err(error) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("the answer could not be written: {error}\n")).into_response()
        }
    }
}

/// Asks away from the threads that serve connections, and renders what `answer` makes of it.
pub async fn ask<T: Send + 'static>(
    engine: Arc<dyn Answers>,
    question: impl FnOnce(&dyn Answers) -> Result<T, EngineError> + Send + 'static,
    answer: impl FnOnce(T) -> Response,
) -> Response {
    let Ok(turn) = TURNS.acquire().await else { return broken_off() };
    let asked = tokio::task::spawn_blocking(move || {
        let _turn = turn; // given back when the question is answered, though the reader may have left
        question(engine.as_ref())
    });
    match asked.await {
        Ok(Ok(value)) => answer(value),
        Ok(Err(error)) => fault::store(&error),
        Err(_) => broken_off(),
    }
}

fn broken_off() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "the question was broken off\n").into_response()
}

/// Marks a page with a tag of its content, and answers a reader who has it already without sending it again.
pub async fn tag(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    // Of the API the tag is compared before changes, byte for byte (RFC 9110, 13.1.1).
    let weak = if request.uri().path().starts_with("/api/") { "" } else { "W/" };
    let response = next.run(request).await;
    let small = response.body().size_hint().exact().is_some_and(|length| length <= TAGGED);
    if response.status() != StatusCode::OK || !small {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else { return broken_off() };
    let tag = format!("{weak}\"{:016x}\"", fnv(&bytes));
    let unchanged = known.is_some_and(|k| k.to_str().is_ok_and(|k| k.split(',').any(|one| one.trim() == tag)));
    note(&mut parts.headers, &tag);
    if unchanged {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn note(headers: &mut HeaderMap, tag: &str) {
    if let Ok(value) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, value);
    }
}

/// FNV-1a: enough to tell two versions of our own pages and files apart.
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
