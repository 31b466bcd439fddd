//! What somebody works with day by day: what they watch, what waits for an answer, what they did of late, searches they
//! keep, what they handed over; and what is read: the brief, how an event was told, organisations, what is tied together.

use super::lists::{Piece, When};
use super::{Asked, Given, Named, Paging, Refused, asked, id, json, make, moment, must_be, none, tell};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json as value};
use sextant_engine::news::brief::BriefQuery;
use sextant_engine::watch::{News, Target, Watch};
use sextant_engine::work::Act;
use sextant_model::{Clock, IncidentId, Role};

fn watch(watch: &Watch, news: &[News]) -> Value {
    value!({"id": watch.id, "kind": watch.target.kind(), "name": watch.target.name(), "recipient": watch.recipient,
        "seen": watch.seen, "changes": news})
}

/// One's own watches, each with what changed since one looked.
pub async fn watches(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<Piece>) -> Response {
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"watches")?;
        let cut = paging.cut(engine.watches(&viewer.0)?, |(watch, _)| watch.id.clone())?;
        let items: Vec<Value> = cut.items.iter().map(|(one, news)| watch(one, news)).collect();
        Ok(super::Listed { items, total: cut.total, next: cut.next })
    })
    .await
}

/// What is to be watched, and who besides is told.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    kind: String,
    name: String,
    #[serde(default)]
    recipient: Option<String>,
}

/// Watches something.
pub async fn follow(State(app): State<App>, viewer: Viewer, Given(wanted): Given<Wanted>) -> Response {
    make(&app, move |engine| {
        if wanted.recipient.is_some() && must_be(&viewer, Role::Publisher).is_err() {
            return Err(Refused::invalid("recipient: a publisher says who is told by mail or webhook"));
        }
        let target = Target::parse(engine, &wanted.kind, &wanted.name, viewer.audience())?;
        let made = engine.watch(&viewer.0, target, wanted.recipient.as_deref())?;
        Ok((Some("/api/v1/watches".to_owned()), watch(&made, &[])))
    })
    .await
}

/// Notes that one has looked.
pub async fn looked(State(app): State<App>, viewer: Viewer, Named(id): Named<String>) -> Response {
    none(asked(&app, move |engine| Ok(engine.looked_at(&viewer.0, &id)?)).await)
}

/// Ends a watch.
pub async fn unwatch(State(app): State<App>, viewer: Viewer, Named(id): Named<String>) -> Response {
    none(asked(&app, move |engine| Ok(engine.unwatch(&viewer.0, &id)?)).await)
}

/// Notes that one has seen an incident as it stands.
pub async fn seen(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    none(
        asked(&app, move |engine| {
            let incident = id::<IncidentId>(&name, "incident")?;
            Ok(engine.mark_seen(incident, viewer.0.name(), viewer.audience())?)
        })
        .await,
    )
}

/// Where to go on in the queue.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct From {
    cursor: Option<String>,
}

/// What waits for an answer, incident by incident, the last changed first.
pub async fn queue(State(app): State<App>, viewer: Viewer, Asked(from): Asked<From>) -> Response {
    tell(&app, move |engine| {
        must_be(&viewer, Role::Analyst)?;
        let paging = Paging::of(None, from.cursor.as_deref(), &"work")?;
        let (queue, last) = engine.queue_after(viewer.audience(), paging.after()?)?;
        Ok(value!({"items": queue.waiting, "incidents": queue.incidents, "looked": queue.looked,
            "next": last.map(|last| paging.next(&last))}))
    })
    .await
}

/// An answer.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    key: String,
    incident: IncidentId,
    accept: bool,
}

/// Answers what waits.
pub async fn answer(State(app): State<App>, viewer: Viewer, Given(told): Given<Answer>) -> Response {
    make(&app, move |engine| {
        engine.must_know_incident(told.incident, viewer.audience())?;
        engine.answer(&told.key, told.incident, told.accept, viewer.audience(), viewer.0.name())?;
        Ok((None, value!({"key": told.key, "incident": told.incident, "accept": told.accept})))
    })
    .await
}

/// What one did of late.
pub async fn done(State(app): State<App>, viewer: Viewer) -> Response {
    tell(&app, move |engine| {
        must_be(&viewer, Role::Analyst)?;
        let done = engine.done(viewer.0.name(), viewer.audience())?;
        let items: Vec<Value> = done
            .iter()
            .map(|one| {
                value!({"act": one.act.to_string(), "at": one.at, "by": one.by, "what": one.what,
                    "reason": one.reason, "incident": one.incident, "holds": one.holds})
            })
            .collect();
        Ok(value!({"total": items.len(), "items": items, "next": null}))
    })
    .await
}

/// What is taken back.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Back {
    act: String,
    reason: String,
}

/// Takes back something of one's own, or, for whoever may see everything, anybody's.
pub async fn take_back(State(app): State<App>, viewer: Viewer, Given(back): Given<Back>) -> Response {
    make(&app, move |engine| {
        let act: Act = back.act.parse()?;
        engine.take_back(&act, &back.reason, viewer.0.name(), viewer.audience())?;
        Ok((None, value!({"act": act.to_string()})))
    })
    .await
}

/// Searches that one keeps.
pub async fn searches(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<Piece>) -> Response {
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"searches")?;
        paging.cut(engine.saved_searches(viewer.0.name())?, |search| (search.name.clone(), search.id.clone()))
    })
    .await
}

/// A search to keep.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSearch {
    query: String,
    #[serde(default)]
    name: String,
}

/// Keeps one; its feed is at `/feeds/searches/ID.atom`.
pub async fn keep(State(app): State<App>, viewer: Viewer, Given(new): Given<NewSearch>) -> Response {
    make(&app, move |engine| {
        let kept = engine.save_search(viewer.0.name(), &new.name, &new.query)?;
        Ok((Some("/api/v1/searches".to_owned()), kept))
    })
    .await
}

/// Removes one.
pub async fn drop_search(State(app): State<App>, viewer: Viewer, Named(id): Named<String>) -> Response {
    none(asked(&app, move |engine| Ok(engine.remove_search(viewer.0.name(), &id)?)).await)
}

/// Completions of a query that is being typed.
pub async fn suggest(State(app): State<App>, viewer: Viewer, Asked(typed): Asked<Typed>) -> Response {
    tell(&app, move |engine| {
        let items = engine.suggest(&typed.q, viewer.audience(), 12)?;
        Ok(value!({"total": items.len(), "items": items, "next": null}))
    })
    .await
}

/// What is typed.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    q: String,
}

/// What one handed over since the server started, the last first.
pub async fn handed_over(State(app): State<App>, viewer: Viewer) -> Response {
    let jobs = app.jobs.of(viewer.0.name());
    let items: Vec<Value> = jobs
        .iter()
        .map(|job| value!({"id": job.id, "done": job.is_done(), "fault": job.fault().is_some(), "inputs": job.inputs}))
        .collect();
    json(StatusCode::OK, &value!({"total": items.len(), "items": items, "next": null}))
}

/// Which days.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Days {
    day: Option<String>,
    since: Option<String>,
    time: Option<Clock>,
}

/// The brief of a day or of days.
pub async fn brief(State(app): State<App>, viewer: Viewer, Asked(days): Asked<Days>) -> Response {
    let query = BriefQuery { day: days.day, since: days.since, clock: days.time.unwrap_or_default() };
    tell(&app, move |engine| Ok(engine.brief(&query, viewer.audience())?)).await
}

/// How an event was told.
pub async fn story(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    tell(&app, move |engine| {
        let found = engine.story(id::<IncidentId>(&name, "incident")?, viewer.audience())?;
        found.ok_or_else(|| Refused::missing("incident"))
    })
    .await
}

/// What an incident is tied to, as known when.
pub async fn graph(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Asked(when): Asked<When>,
) -> Response {
    tell(&app, move |engine| {
        let as_of = moment(when.as_of.as_deref(), when.time)?;
        let found = engine.graph(id::<IncidentId>(&name, "incident")?, as_of, viewer.audience())?;
        found.ok_or_else(|| Refused::missing("incident"))
    })
    .await
}

/// What is known of an organisation.
pub async fn organisation(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let found = asked(&app, move |engine| {
        engine.organisation(&name, viewer.audience())?.ok_or_else(|| Refused::missing("organisation"))
    });
    match found.await {
        Ok(found) => json(StatusCode::OK, &found),
        Err(refused) => refused.into_response(),
    }
}
