//! TAXII 2.1 (OASIS Standard, 10 June 2021): from requests to questions, from answers to messages. What a visitor may
//! do with a collection, and what of it there is, the engine says.

mod body;
mod refusal;

pub use refusal::{log_in, nothing_there, refused};

use crate::site::{App, Peer};
use crate::visitor::Viewer;
use axum::body::Body;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use serde_json::{Value, json};
use sextant_engine::taxii::{Act, Answer, Filters, Open, Page, Place, Refusal, STIX_20, STIX_21, TAXII, accepts};
use sextant_engine::{Engine, Visitor};

/// The path of the one API root.
const ROOT: &str = "/taxii2/api/";

/// A route that only answers GET and HEAD.
pub fn only_get(methods: MethodRouter<App>) -> MethodRouter<App> {
    only(methods, "GET, HEAD")
}

/// A route that says in the standard's form which methods it answers.
pub fn only(methods: MethodRouter<App>, allowed: &'static str) -> MethodRouter<App> {
    methods.fallback(move || async move { refusal::wrong_method(allowed) })
}

/// Whether what is answered can be understood by who asks.
fn understood(headers: &HeaderMap) -> bool {
    let accepted: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().map(|value| value.to_str().unwrap_or("unreadable")).collect();
    accepts(&accepted)
}

/// Asks the engine away from the threads that serve connections.
async fn asked<T: Send + 'static>(
    app: App,
    headers: &HeaderMap,
    question: impl FnOnce(&Engine) -> Answer<T> + Send + 'static,
    answer: impl FnOnce(T) -> Response,
) -> Response {
    if !understood(headers) {
        return refusal::not_acceptable();
    }
    let Some(turn) = crate::respond::turn().await else { return refusal::broken_off() };
    let asked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        match app.answers.engine() {
            Some(engine) => question(engine),
            None => Err(Refusal::NotFound { what: "store", id: "here".to_owned() }),
        }
    });
    match asked.await {
        Ok(Ok(value)) => answer(value),
        Ok(Err(refused)) => refusal::of(&refused),
        Err(_) => refusal::broken_off(),
    }
}

fn message(status: StatusCode, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, TAXII)], body.into()).into_response()
}

fn value(value: &Value) -> Response {
    message(StatusCode::OK, value.to_string())
}

fn page(page: Page) -> Response {
    let mut response = message(StatusCode::OK, page.body);
    for (name, date) in [("x-taxii-date-added-first", page.first), ("x-taxii-date-added-last", page.last)] {
        if let Some(date) = date.and_then(|date| date.parse().ok()) {
            response.headers_mut().insert(name, date);
        }
    }
    response
}

fn filters(query: Option<String>, place: Place) -> Answer<Filters> {
    Ok(Filters::read(&query.unwrap_or_default(), place)?)
}

/// `GET /taxii2/`
pub async fn discovery(State(app): State<App>, peer: Option<Extension<Peer>>, headers: HeaderMap) -> Response {
    if !understood(&headers) {
        return refusal::not_acceptable();
    }
    let peer = peer.map(|Extension(peer)| peer).unwrap_or_default();
    let root = format!("{}{ROOT}", app.site.address(peer.0, &headers));
    value(&json!({
        "title": "Sextant",
        "description": "Records of cyber incidents, published for audiences by their TLP label, and an inbox",
        "default": root, "api_roots": [root],
    }))
}

/// `GET {root}/`
pub async fn root(State(app): State<App>, headers: HeaderMap) -> Response {
    if !understood(&headers) {
        return refusal::not_acceptable();
    }
    value(&json!({
        "title": "Sextant", "description": "All collections of this store",
        "versions": [TAXII], "max_content_length": app.site.max_content,
    }))
}

fn described(open: &Open) -> Value {
    let Open { collection, can_read, can_write } = open;
    let mut media = vec![STIX_21];
    if !collection.published {
        media.push(STIX_20);
    }
    let mut told = json!({
        "id": collection.id, "title": collection.title, "alias": collection.alias, "can_read": can_read,
        "can_write": can_write, "media_types": media,
    });
    if let Some(description) = &collection.description {
        told["description"] = description.as_str().into();
    }
    told
}

/// `GET {root}/collections/`
pub async fn collections(State(app): State<App>, Viewer(visitor): Viewer, headers: HeaderMap) -> Response {
    let question = move |engine: &Engine| engine.open_collections(&visitor);
    asked(app, &headers, question, |open| {
        let told: Vec<Value> = open.iter().map(described).collect();
        value(&if told.is_empty() { json!({}) } else { json!({"collections": told}) })
    })
    .await
}

/// `GET {root}/collections/{collection}/`
pub async fn collection(
    State(app): State<App>,
    Viewer(visitor): Viewer,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let question = move |engine: &Engine| engine.open_collection(&visitor, &name);
    asked(app, &headers, question, |open| value(&described(&open))).await
}

/// A page of a collection, for those who may read it.
async fn paged(
    app: App,
    Viewer(visitor): Viewer,
    (collection, place): (String, Place),
    query: Option<String>,
    headers: &HeaderMap,
    look: impl FnOnce(&Engine, &Visitor, &str, &Filters) -> Answer<Page> + Send + 'static,
) -> Response {
    let question = move |engine: &Engine| {
        match filters(query, place) {
            Ok(filters) => look(engine, &visitor, &collection, &filters),
            // Who may not read it is told that, and not what is wrong with the filters.
            Err(wrong) => engine.may(&visitor, &collection, Act::Read).and(Err(wrong)),
        }
    };
    asked(app, headers, question, page).await
}

/// `GET {root}/collections/{collection}/manifest/`
pub async fn manifest(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    paged(app, viewer, (name, Place::Many), query, &headers, Engine::collection_manifest).await
}

/// `GET {root}/collections/{collection}/objects/`
pub async fn objects(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    paged(app, viewer, (name, Place::Many), query, &headers, Engine::collection_objects).await
}

/// `GET {root}/collections/{collection}/objects/{object}/`
pub async fn object(
    State(app): State<App>,
    viewer: Viewer,
    Path((name, object)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let look = move |engine: &Engine, visitor: &Visitor, name: &str, filters: &Filters| {
        engine.collection_object(visitor, name, &object, filters)
    };
    paged(app, viewer, (name, Place::One), query, &headers, look).await
}

/// `GET {root}/collections/{collection}/objects/{object}/versions/`
pub async fn versions(
    State(app): State<App>,
    viewer: Viewer,
    Path((name, object)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let look = move |engine: &Engine, visitor: &Visitor, name: &str, filters: &Filters| {
        engine.collection_object_versions(visitor, name, &object, filters)
    };
    paged(app, viewer, (name, Place::Versions), query, &headers, look).await
}

/// `GET {root}/status/{id}/`
pub async fn status(
    State(app): State<App>,
    Viewer(visitor): Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let question = move |engine: &Engine| engine.delivery_status(&visitor, &id);
    asked(app, &headers, question, |body| message(StatusCode::OK, body)).await
}

/// `POST {root}/collections/{collection}/objects/`
pub async fn add(
    State(app): State<App>,
    Viewer(visitor): Viewer,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    app.learner.came();
    let allowed = may_add(&app, &visitor, &name, &headers).await;
    let body = match allowed {
        Ok(()) => body::read(request, app.site.max_content).await,
        Err(refused) => {
            body::pass_over(request, app.site.max_content).await;
            return refused;
        }
    };
    let body = match body {
        Ok(body) => body,
        Err(refused) => return refused,
    };
    app.learner.came();
    let learner = std::sync::Arc::clone(&app.learner);
    let question = move |engine: &Engine| {
        let received = engine.receive(&visitor, &name, &body);
        learner.came();
        received
    };
    asked(app, &headers, question, |body| message(StatusCode::ACCEPTED, body)).await
}

/// Whether a body is to be read at all.
async fn may_add(app: &App, visitor: &Visitor, name: &str, headers: &HeaderMap) -> Result<(), Response> {
    let (visitor, name) = (visitor.clone(), name.to_owned());
    let question = move |engine: &Engine| engine.may(&visitor, &name, Act::Write);
    let verdict = asked(app.clone(), headers, question, |()| StatusCode::OK.into_response()).await;
    if verdict.status() != StatusCode::OK {
        return Err(verdict);
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = headers.get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    if !sextant_engine::taxii::is_taxii(kind) || !plain {
        return Err(refusal::wrong_media_type());
    }
    Ok(())
}

/// `DELETE {root}/collections/{collection}/objects/{object}/`
pub async fn delete(
    State(app): State<App>,
    Viewer(visitor): Viewer,
    Path((name, object)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let question = move |engine: &Engine| {
        engine.may(&visitor, &name, Act::Delete)?;
        engine.delete_object(&visitor, &name, &object, &filters(query, Place::Deletion)?)
    };
    asked(app, &headers, question, |()| value(&json!({}))).await
}
