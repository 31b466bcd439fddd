//! Documents: one, its text, its spans; and intake: a text, an address or a file is read and kept.

use super::claims::Reason;
use super::{Asked, Given, Named, Refused, Told, asked, body, id, json, make, must_be_cleared, tell};
use crate::jobs::Job;
use crate::site::App;
use crate::visitor::Viewer;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sextant_engine::{DocumentView, Engine, IngestLine, IngestOptions, Input, ReadOptions};
use sextant_model::{AsOf, Clock, DocumentId, Tlp};
use std::time::Duration;

/// How long somebody waits for a reading before being told where it will be.
const PATIENCE: Duration = Duration::from_secs(8);

fn seen(engine: &Engine, name: &str, audience: Option<Tlp>) -> Told<DocumentView> {
    let found = engine.document(id::<DocumentId>(name, "document")?, audience)?;
    found.ok_or_else(|| Refused::missing("document"))
}

/// One: what is known of it, without its text.
pub async fn one(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let DocumentView { document, claims, incidents, forgotten } = seen(engine, &name, audience)?;
        let clean = &document.clean;
        Ok(json!({
            "id": document.id, "title": clean.meta.title, "publisher": clean.meta.publisher, "url": clean.meta.url,
            "published": document.published_at, "retrieved": document.retrieved, "tlp": document.tlp,
            "characters": clean.text.chars().count(), "claims": claims.len(), "incidents": incidents,
            "forgotten": forgotten,
        }))
    })
    .await
}

/// Its text: what spans count in.
pub async fn text(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let audience = viewer.audience();
    match asked(&app, move |engine| Ok(seen(engine, &name, audience)?.document.clean.text)).await {
        Ok(text) => {
            let head =
                [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "private, no-cache")];
            (head, text).into_response()
        }
        Err(refused) => refused.into_response(),
    }
}

/// Its spans: every claim with the place of its words, in the order of the text.
pub async fn spans(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let claims = seen(engine, &name, audience)?.claims;
        let total = claims.len();
        Ok(super::Listed { items: claims, total, next: None })
    })
    .await
}

/// Removes one for good.
pub async fn forget(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Given(why): Given<Reason>,
) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let id = id::<DocumentId>(&name, "document")?;
        engine.must_know_document(id, audience)?;
        let done = engine.forget(id, &why.reason, &by)?;
        Ok((
            None,
            json!({"document": id, "claims": done.claims, "incidents": done.incidents,
            "left_over": done.left_over.len()}),
        ))
    })
    .await
}

/// Which are read again.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Again {
    all: bool,
}

/// Reads kept documents again.
pub async fn reread(State(app): State<App>, viewer: Viewer, Given(again): Given<Again>) -> Response {
    make(&app, move |engine| {
        super::must_see_all(&viewer)?;
        let stop = std::sync::atomic::AtomicBool::new(false);
        let read = engine.reread(again.all, &stop, |_| (), |_| ())?;
        Ok((None, json!({"read": read})))
    })
    .await
}

/// How what is handed over is to be taken.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct How {
    name: Option<String>,
    published: Option<String>,
    source: Option<String>,
    tlp: Option<Tlp>,
}

/// A text or an address.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    tlp: Option<Tlp>,
}

/// The last part of a file's name, without what no name should hold.
fn plain_name(name: Option<&str>, usual: &str) -> String {
    let last = name.and_then(|name| name.rsplit(['/', '\\']).next()).unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(160).collect();
    if plain.trim().is_empty() { usual.to_owned() } else { plain }
}

fn input(headers: &HeaderMap, how: How, sent: Bytes) -> Told<(Input, How)> {
    let given = |name: String, media_type, bytes| Input::Given(sextant_engine::Given { name, media_type, bytes });
    let kind = body::media_type(headers);
    if kind.as_deref() != Some("application/json") {
        if sent.is_empty() {
            return Err(Refused::invalid("Nothing was handed over: send a file, or JSON with a text or an url."));
        }
        let name = plain_name(how.name.as_deref(), "unnamed file");
        let kind =
            kind.filter(|kind| kind != "application/octet-stream" && kind != "application/x-www-form-urlencoded");
        return Ok((given(name, kind, sent.to_vec()), how));
    }
    let words: Words = serde_json::from_slice(&sent).map_err(|error| Refused::invalid(error.to_string()))?;
    let how = How {
        name: words.name.or(how.name),
        published: words.published.or(how.published),
        source: words.source.or(how.source),
        tlp: words.tlp.or(how.tlp),
    };
    match (words.text, words.url) {
        (Some(text), None) if !text.trim().is_empty() => {
            let name = plain_name(how.name.as_deref(), "pasted text");
            let bytes = text.replace("\r\n", "\n").into_bytes();
            Ok((given(name, Some("text/plain; charset=utf-8".to_owned()), bytes), how))
        }
        (None, Some(url)) if ["https://", "http://"].iter().any(|s| url.to_ascii_lowercase().starts_with(s)) => {
            Ok((Input::Url(url), how))
        }
        _ => Err(Refused::invalid("Give either a text or an url that begins with https:// or http://")),
    }
}

/// Reads and keeps what is handed over.
pub async fn take(
    State(app): State<App>,
    viewer: Viewer,
    Asked(how): Asked<How>,
    headers: HeaderMap,
    sent: Bytes,
) -> Response {
    let audience = viewer.audience();
    let checked = input(&headers, how, sent).and_then(|(input, how)| {
        must_be_cleared(how.tlp, audience)?;
        if let Some(published) = &how.published {
            AsOf::parse(published, Clock::Published).map_err(|told| Refused::invalid(format!("published: {told}")))?;
        }
        Ok((input, how))
    });
    let (input, how) = match checked {
        Ok(checked) => checked,
        Err(refused) => return refused.into_response(),
    };
    let read = ReadOptions {
        published: how.published,
        source: how.source,
        tlp: how.tlp,
        floor: how.tlp,
        ..app.intake.read.clone()
    };
    let options = IngestOptions { read, by: viewer.0.name().to_owned() };
    let Some(job) = app.jobs.begin(&app.answers, vec![input], options) else {
        let told = "Nothing was kept. Wait until other intake is done, then send it again.".to_owned();
        return Refused::Problem(StatusCode::SERVICE_UNAVAILABLE, "Other intake is under way", told).into_response();
    };
    let done = job.ended_within(PATIENCE).await;
    let place = format!("/api/v1/intake/{}", job.id);
    match asked(&app, move |engine| told(engine, &job, audience)).await {
        Ok(told) => {
            let mut response = json(if done { StatusCode::CREATED } else { StatusCode::ACCEPTED }, &told);
            if let Ok(place) = place.parse() {
                response.headers_mut().insert(header::LOCATION, place);
            }
            response
        }
        Err(refused) => refused.into_response(),
    }
}

/// What came of it; nobody but whoever handed it over is told.
pub async fn taken(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let Some(job) = app.jobs.find(&name, viewer.0.name()) else { return Refused::missing("intake").into_response() };
    let audience = viewer.audience();
    tell(&app, move |engine| told(engine, &job, audience)).await
}

fn told(engine: &Engine, job: &Job, audience: Option<Tlp>) -> Told<Value> {
    let done = job.is_done();
    let lines = job.lines().iter().map(|line| shown(engine, line, audience)).collect::<Told<Vec<Value>>>()?;
    Ok(json!({"id": job.id, "done": done, "fault": job.fault().is_some(), "lines": lines}))
}

/// A line, as far as whoever handed it over may know of the document and of what it tells.
fn shown(engine: &Engine, line: &IngestLine, audience: Option<Tlp>) -> Told<Value> {
    let view = line.document.map(|document| engine.document(document, audience)).transpose()?.flatten();
    let incidents: Vec<Value> =
        view.iter().flat_map(|view| &view.incidents).map(|i| json!({"id": i.id, "victim": i.victim})).collect();
    let document = view.as_ref().map(|view| &view.document);
    Ok(json!({
        "state": line.state, "origin": line.origin, "document": document.map(|d| d.id),
        "title": document.and_then(|d| d.clean.meta.title.clone()), "tlp": document.map(|d| d.tlp),
        "claims": view.as_ref().map_or(0, |view| view.claims.len()), "incidents": incidents, "problems": line.problems,
    }))
}
