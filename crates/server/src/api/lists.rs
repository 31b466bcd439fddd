//! What else can be asked: search, lists of values, sources, actors, objects, collections, publications, the audit log.

use super::{Asked, Given, Named, Paging, Refused, make, moment, must_be_cleared, must_see_all, tell};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;
use sextant_engine::find::Query;
use sextant_engine::gate;
use sextant_engine::objects::ObjectsQuery;
use sextant_model::source::{Reliability, Source};
use sextant_model::{Clock, IncidentId, Tlp};

/// A piece of a list.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Piece {
    pub limit: Option<usize>,
    pub cursor: Option<String>,
}

/// A search.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    q: String,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    cursor: Option<String>,
}

/// Finds by words and fields. A piece has up to `limit` of each kind.
pub async fn search(State(app): State<App>, viewer: Viewer, Asked(asked): Asked<Search>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let paging = Paging::of(asked.limit, asked.cursor.as_deref(), &asked.q)?;
        let query = Query::parse(&asked.q).map_err(Refused::unclear)?;
        // Finds are ranked, and a rank is no key: here a cursor counts.
        let told = paging.after()?.unwrap_or(0_usize);
        let found = engine.find(&query, audience, paging.limit, told)?;
        let most = found.sections.iter().map(|section| section.total).max().unwrap_or(0);
        let now = told.saturating_add(paging.limit);
        let next = (now < most).then(|| paging.next(&now));
        let hits: Vec<_> = found.hits().cloned().collect();
        Ok(json!({"items": hits, "total": found.total(), "next": next}))
    })
    .await
}

/// Values, one a line.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Values {
    values: Vec<String>,
}

/// Looks values up.
pub async fn indicators(State(app): State<App>, viewer: Viewer, Given(asked): Given<Values>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let items = engine.look_up(&asked.values.join("\n"), audience)?;
        Ok(json!({"total": items.len(), "items": items, "next": null}))
    })
    .await
}

/// Whoever sees everything is asked for as the keeper is: notes and sources without documents are told as well.
fn everything(audience: Option<Tlp>) -> Option<Tlp> {
    audience.filter(|_| !gate::may_see(Tlp::Red, audience))
}

/// What is stated of sources.
pub async fn sources(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<Piece>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"sources")?;
        paging.cut(engine.sources_for(everything(audience))?, |source| source.name.clone())
    })
    .await
}

/// One source.
pub async fn source(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let found = engine.sources_for(everything(audience))?.into_iter().find(|source| source.name == name);
        found.ok_or_else(|| Refused::missing("source"))
    })
    .await
}

/// What is stated of one.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    reliability: Vec<Reliability>,
    #[serde(default)]
    note: Option<String>,
}

/// States it anew. Who does not see everything states it of publishers of documents that they may see, and no note.
pub async fn set_source(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Given(stated): Given<Stated>,
) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let all = gate::may_see(Tlp::Red, audience);
        if !all && !engine.knows_publisher(&name, audience)? {
            return Err(Refused::missing("source"));
        }
        if !all && stated.note.is_some() {
            return Err(Refused::invalid("note: notes carry no label, so whoever sees everything writes them"));
        }
        let before = engine.sources()?.into_iter().find(|source| source.name == name).and_then(|source| source.note);
        let source = Source { name, reliability: stated.reliability, note: stated.note.or(before) };
        engine.set_source(&source, &by)?;
        Ok((None, Source { note: source.note.filter(|_| all), ..source }))
    })
    .await
}

/// Actors that are named or speak.
pub async fn actors(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<Piece>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"actors")?;
        paging.cut(engine.actors(audience)?, |actor| actor.name.clone())
    })
    .await
}

/// As known when.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// The moment, or the day.
    pub as_of: Option<String>,
    /// By which clock.
    pub time: Option<Clock>,
}

/// One actor.
pub async fn actor(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Asked(when): Asked<When>,
) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| Ok(engine.actor(&name, moment(when.as_of.as_deref(), when.time)?, audience)?)).await
}

/// Which objects.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Objects {
    #[serde(rename = "type")]
    kind: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Objects of STIX that are kept.
pub async fn objects(State(app): State<App>, viewer: Viewer, Asked(asked): Asked<Objects>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let paging = Paging::of(asked.limit, asked.cursor.as_deref(), &asked.kind)?;
        paging.cut(engine.objects(&ObjectsQuery { kind: asked.kind, audience, limit: 0 })?, |object| object.id.clone())
    })
    .await
}

/// The versions of one, as they came.
pub async fn object(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let versions = engine.object_versions(&name, audience)?;
        if versions.is_empty() {
            return Err(Refused::missing("object"));
        }
        let parsed = |bytes: Vec<u8>| serde_json::from_slice::<serde_json::Value>(&bytes).ok();
        let items: Vec<_> =
            versions.into_iter().map(|(line, bytes)| json!({"line": line, "object": parsed(bytes)})).collect();
        Ok(json!({"total": items.len(), "items": items, "next": null}))
    })
    .await
}

/// Collections of TAXII that whoever asks may know of.
pub async fn collections(State(app): State<App>, viewer: Viewer) -> Response {
    tell(&app, move |engine| {
        let open = engine.open_collections(&viewer.0).map_err(|_| Refused::forbidden())?;
        let items: Vec<_> = open
            .into_iter()
            .map(|open| {
                let one = open.collection;
                json!({"id": one.id, "alias": one.alias, "title": one.title, "description": one.description,
                    "can_read": open.can_read, "can_write": open.can_write})
            })
            .collect();
        Ok(json!({"total": items.len(), "items": items, "next": null}))
    })
    .await
}

/// What is published, for labels that whoever asks may see.
pub async fn publications(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<Piece>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"publications")?;
        let mut seen = engine.publications()?;
        seen.retain(|(_, label)| gate::may_see(*label, audience));
        let cut = paging.cut(seen, |publication| *publication)?;
        let items: Vec<_> =
            cut.items.into_iter().map(|(incident, tlp)| json!({"incident": incident, "tlp": tlp})).collect();
        Ok(super::Listed { items, total: cut.total, next: cut.next })
    })
    .await
}

/// Which incident for whom.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    incident: IncidentId,
    tlp: Tlp,
}

/// Publishes an incident for a label.
pub async fn publish(State(app): State<App>, viewer: Viewer, Given(asked): Given<Publication>) -> Response {
    put_out(app, viewer, asked, false).await
}

/// Takes back what was published.
pub async fn withdraw(State(app): State<App>, viewer: Viewer, Given(asked): Given<Publication>) -> Response {
    put_out(app, viewer, asked, true).await
}

async fn put_out(app: App, viewer: Viewer, asked: Publication, back: bool) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let Publication { incident, tlp } = asked;
        engine.must_know_incident(incident, audience)?;
        must_be_cleared(Some(tlp), audience)?;
        let done = if back { engine.withdraw(incident, tlp, &by)? } else { engine.publish(incident, tlp, &by)? };
        Ok((None, json!({"incident": incident, "tlp": tlp, "new": done.new, "withdrawn": done.gone})))
    })
    .await
}

/// From which entry on.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct From {
    from: Option<u64>,
    limit: Option<usize>,
}

/// The audit log, for administrators who may see everything.
pub async fn audit(State(app): State<App>, viewer: Viewer, Asked(asked): Asked<From>) -> Response {
    tell(&app, move |engine| {
        must_see_all(&viewer)?;
        let paging = Paging::of(asked.limit, None, &"audit")?;
        let from = asked.from.unwrap_or(1).max(1);
        let mut items = engine.audit(from, paging.limit + 1)?;
        let more = items.len() > paging.limit;
        items.truncate(paging.limit);
        let next = items.last().filter(|_| more).map(|last| last.seq + 1);
        Ok(json!({"items": items, "next": next}))
    })
    .await
}

/// The proof of the audit chain.
pub async fn verification(State(app): State<App>, viewer: Viewer) -> Response {
    tell(&app, move |engine| {
        must_see_all(&viewer)?;
        Ok(engine.verify()?)
    })
    .await
}

/// How much there is, for whoever asks.
pub async fn stats(State(app): State<App>, viewer: Viewer) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| Ok(engine.stats(audience)?)).await
}
