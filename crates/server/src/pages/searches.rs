//! Searches that people keep: kept and removed on the page of the search, read as feeds.

use super::search::{address, refused};
use crate::answers::Answers;
use crate::fault;
use crate::feed::respond;
use crate::forms::Sent;
use crate::respond::ask;
use crate::site::{App, Peer};
use crate::visitor::Viewer;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::feed::{Entry, Feed, Form};
use sextant_engine::find::{Finds, Query, SavedSearch};
use sextant_engine::{EngineError, HitKind, SearchHit};
use std::sync::Arc;

/// Entries of a feed.
const ENTRIES: usize = 50;

/// What the form sends: a search to keep, or the id of one to remove.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Change {
    q: String,
    name: String,
    remove: String,
}

/// Keeps a search, or removes one.
pub async fn change(State(engine): State<Arc<dyn Answers>>, viewer: Viewer, Sent(change): Sent<Change>) -> Response {
    let user = viewer.0.name().to_owned();
    let back = address(&change.q);
    let changed = move |e: &dyn Answers| {
        let Some(engine) = e.engine() else { return Ok(Err(EngineError::Invalid("nothing is kept here".to_owned()))) };
        Ok(match change.remove.as_str() {
            "" => engine.save_search(&user, &change.name, &change.q).map(drop),
            id => engine.remove_search(&user, id),
        })
    };
    ask(engine, changed, |changed| match changed {
        Ok(()) => (StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response(),
        Err(error) => refused(&error),
    })
    .await
}

/// A kept search as a feed: its finds, the newest first.
pub async fn feed(
    State(app): State<App>,
    viewer: Viewer,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Response {
    let Some((id, form)) =
        name.rsplit_once('.').and_then(|(id, ending)| Some((id.to_owned(), Form::of_ending(ending)?)))
    else {
        return fault::not_found("feed");
    };
    let here = app.site.address(peer.0, &headers);
    let find = move |e: &dyn Answers| {
        let Some(engine) = e.engine() else { return Ok(None) };
        let kept = engine.saved_searches(viewer.0.name())?.into_iter().find(|search| search.id == id);
        let Some(search) = kept else { return Ok(None) };
        let query = Query::parse(&search.query).map_err(EngineError::Invalid)?;
        let finds = engine.find(&query, viewer.audience(), ENTRIES, 0)?;
        Ok(Some((search, finds)))
    };
    ask(app.answers, find, |found| match found {
        Some((search, finds)) => respond(&of(&search, &finds, &here), form),
        None => fault::not_found("feed"),
    })
    .await
}

fn of(search: &SavedSearch, finds: &Finds, here: &str) -> Feed {
    let mut hits: Vec<&SearchHit> = finds.hits().collect();
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.published));
    hits.truncate(ENTRIES);
    Feed {
        id: format!("urn:sextant:search:{}", search.id),
        title: search.name.clone(),
        about: search.name.clone(),
        own: None,
        address: format!("{here}{}", address(&search.query)),
        updated: hits.iter().filter_map(|hit| hit.published).max().unwrap_or(search.created),
        entries: hits.into_iter().map(|hit| entry(hit, here)).collect(),
    }
}

fn entry(hit: &SearchHit, here: &str) -> Entry {
    let first = hit.incidents.first().map(ToString::to_string).unwrap_or_default();
    let (id, place) = match (hit.kind, hit.document, hit.claim) {
        (HitKind::Incident, ..) | (_, None, None) => (format!("urn:uuid:{first}"), format!("/incidents/{first}")),
        (_, Some(document), Some(claim)) => (format!("urn:uuid:{claim}"), format!("/documents/{document}#w-{claim}")),
        (_, Some(document), None) => (format!("urn:uuid:{document}"), format!("/documents/{document}")),
        (_, None, Some(claim)) => (format!("urn:uuid:{claim}"), format!("/incidents/{first}#claim-{claim}")),
    };
    Entry {
        id,
        title: hit.title.clone(),
        address: format!("{here}{place}"),
        at: hit.published,
        changed: None,
        by: hit.publisher.clone(),
        html: None,
        text: hit.snippet.iter().map(|part| part.text.as_str()).collect(),
        label: hit.tlp,
    }
}
