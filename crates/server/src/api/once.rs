//! Changes over the API: bodies within bounds, not done twice under one `Idempotency-Key`, not over another's change
//! where `If-Match` says what was seen. Keys are kept in the store with their answers for a day.

use super::body::too_large;
use super::{Refused, asked};
use crate::problem;
use crate::respond::fnv;
use crate::site::App;
use crate::visitor::Viewer;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use sextant_engine::Visitor;
use sextant_engine::once::{Answer, Begun};
use tokio::sync::Mutex;
use tower::Service as _;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is that of the first request under the key.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Bytes of a body that is no document.
const SMALL: usize = 1 << 20;
/// Bytes of an answer that is kept.
const KEPT: usize = 256 << 10;

/// Changes that say what they saw take their turn, so that none comes between looking and writing.
static LOOKING: Mutex<()> = Mutex::const_new(());

/// What a route says of its bodies and answers, and how what it changes is read.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    methods: fn() -> MethodRouter<App>,
    documents: bool,
    secret: bool,
}

impl Bounds {
    /// Of a route.
    pub fn of(route: &crate::Route) -> Self {
        let path = route.path;
        // The word of a token and the secret of a webhook are told once and kept nowhere, not even here.
        let secret = ["/api/v1/tokens", "/api/v1/recipients"].contains(&path);
        Self { methods: route.methods, documents: path == "/api/v1/documents", secret }
    }
}

/// Stands before every route of the API that changes something.
pub async fn guard(State((app, bounds)): State<(App, Bounds)>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let limit = if bounds.documents { app.intake.read.limits.bytes } else { SMALL };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, limit).await else { return too_large().into_response() };
    let (headers, path) = (parts.headers.clone(), parts.uri.clone());
    let viewer = parts.extensions.get::<Viewer>().cloned().unwrap_or(Viewer(Visitor::Stranger));
    let method = parts.method.clone();
    let look = Request::from_parts(looking(&parts), Body::empty());
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let seen = headers.get(header::IF_MATCH).cloned();
    let reader = app.clone();
    let change = async move |request| match seen {
        None => next.run(request).await,
        Some(seen) => {
            let _turn = LOOKING.lock().await;
            match changed_meanwhile(look, (bounds.methods)().with_state(reader), &seen).await {
                Some(refused) => refused,
                None => next.run(request).await,
            }
        }
    };
    let key = match key(&headers) {
        Ok(Some(key)) if method == Method::POST => key,
        Ok(_) => return change(request).await,
        Err(refused) => return refused.into_response(),
    };
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let asks = sextant_engine::once::digest(&[
        method.as_str().as_bytes(),
        path.to_string().as_bytes(),
        kind.as_bytes(),
        &body,
    ]);
    let owner = viewer.0.name().to_owned();
    let begun = {
        let (owner, key) = (owner.clone(), key.clone());
        asked(&app, move |engine| Ok(engine.begin_once(&owner, &key, &asks)?)).await
    };
    match begun {
        Err(refused) => return refused.into_response(),
        Ok(Begun::Done(answer)) => return replay(answer),
        Ok(Begun::Other) => {
            return Refused::invalid("Idempotency-Key: this key stands for another request of yours.").into_response();
        }
        Ok(Begun::UnderWay) => {
            let told = "A request under this key is under way, or was broken off: look whether it was done.";
            return problem::of(StatusCode::CONFLICT, "Not known yet", told);
        }
        Ok(Begun::New) => {}
    }
    keep(&app, owner, key, change(request).await, bounds.secret).await
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let Some(key) = headers.get(KEY) else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| (1..=200).contains(&key.len()));
    let told = "Idempotency-Key: use 1 to 200 characters of ASCII.";
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Refused::unclear(told))
}

/// The request that reads what the change is about.
fn looking(parts: &axum::http::request::Parts) -> axum::http::request::Parts {
    let mut look = parts.clone();
    look.method = Method::GET;
    look.headers.remove(header::IF_MATCH);
    look.headers.remove(header::CONTENT_LENGTH);
    look
}

async fn changed_meanwhile(look: Request, mut reads: MethodRouter, seen: &HeaderValue) -> Option<Response> {
    let response = reads.call(look).await.into_response();
    let there = response.status() == StatusCode::OK;
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
    let tag = format!("\"{:016x}\"", fnv(&bytes));
    let seen = seen.to_str().unwrap_or_default();
    if there && seen.split(',').any(|one| one.trim() == tag || one.trim() == "*") {
        return None;
    }
    let told = "Nothing was changed: it is not what you saw any more. Read it again.";
    Some(problem::of(StatusCode::PRECONDITION_FAILED, "Changed meanwhile", told))
}

/// Keeps the answer of a change that was done; what was not done may be tried again under the same key.
async fn keep(app: &App, owner: String, key: String, response: Response, secret: bool) -> Response {
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return problem::of(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The answer was broken off",
            "Look whether it was done.",
        );
    };
    let place = parts.headers.get(header::LOCATION).and_then(|place| place.to_str().ok()).map(str::to_owned);
    let answer = parts.status.is_success().then(|| Answer {
        status: parts.status.as_u16(),
        place,
        body: (!secret && bytes.len() <= KEPT).then(|| bytes.to_vec()),
    });
    if let Err(refused) = asked(app, move |engine| Ok(engine.end_once(&owner, &key, answer.as_ref())?)).await {
        tracing::warn!(?refused, "the answer to a change could not be kept");
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn replay(answer: Answer) -> Response {
    let Some(body) = answer.body else {
        let told = "It was done before under this key; its answer is not told again.";
        return problem::of(StatusCode::CONFLICT, "Done before", told);
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, Bytes::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(place) = answer.place.and_then(|place| place.parse().ok()) {
        headers.insert(header::LOCATION, place);
    }
    response
}
