//! Advisories, step by step as on their pages; recipients and what became of each delivery.

use super::claims::Reason;
use super::lists::Piece;
use super::{Asked, Given, Named, Paging, Refused, Told, asked, json, make, must_be, must_be_cleared, tell};
use crate::pages::advisories::known;
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json as value};
use sextant_engine::Engine;
use sextant_engine::advisory::{Advisory, Edit};
use sextant_engine::outbox::{Fate, Recipient, Settle, Way};
use sextant_model::{IncidentId, Role, Tlp};
use std::cmp::Reverse;

/// Which advisories.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Which {
    incident: Option<IncidentId>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// The list, the last drafted first. Readers are told of what was sent.
pub async fn list(State(app): State<App>, viewer: Viewer, Asked(which): Asked<Which>) -> Response {
    tell(&app, move |engine| {
        let paging = Paging::of(which.limit, which.cursor.as_deref(), &("advisories", which.incident))?;
        let writes = must_be(&viewer, Role::Analyst).is_ok();
        let audience = viewer.audience();
        let kept = if writes { engine.advisories(audience)? } else { engine.advisories_out(audience)? };
        let mut all: Vec<Advisory> = kept.into_iter().map(|kept| kept.value).collect();
        all.retain(|advisory| which.incident.is_none_or(|incident| advisory.incident == incident));
        let cut = paging.cut(all, |advisory| Reverse(advisory.id.clone()))?;
        let items: Vec<Value> = cut.items.iter().map(Advisory::line).collect();
        Ok(super::Listed { items, total: cut.total, next: cut.next })
    })
    .await
}

/// One.
pub async fn one(State(app): State<App>, viewer: Viewer, Named(id): Named<String>) -> Response {
    tell(&app, move |engine| Ok(whole(&known(engine, &id, &viewer)?))).await
}

/// With what people wrote.
fn whole(advisory: &Advisory) -> Value {
    let mut told = advisory.line();
    told["summary"] = advisory.summary.clone().into();
    told["steps"] = advisory.steps.clone().into();
    told["known"] = advisory.known.to_string().into();
    told
}

/// For whom.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct For {
    audience: Option<Tlp>,
}

/// One as its audience gets it; for an audience that gets nothing it is not found.
pub async fn sheet(
    State(app): State<App>,
    viewer: Viewer,
    Named(id): Named<String>,
    Asked(asked): Asked<For>,
) -> Response {
    tell(&app, move |engine| {
        must_be_cleared(asked.audience, viewer.audience())?;
        let advisory = known(engine, &id, &viewer)?;
        let audience = asked.audience.or(viewer.audience());
        engine.sheet(&advisory, audience)?.ok_or_else(|| Refused::missing("advisory"))
    })
    .await
}

/// All that was stated of one, oldest first. Readers are told of what was sent.
pub async fn revisions(
    State(app): State<App>,
    viewer: Viewer,
    Named(id): Named<String>,
    Asked(piece): Asked<Piece>,
) -> Response {
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &("revisions", &id))?;
        let writes = must_be(&viewer, Role::Analyst).is_ok();
        let id = known(engine, &id, &viewer)?.id;
        let mut all = engine.advisory_revisions(&id, viewer.audience())?;
        all.retain(|kept| writes || kept.value.state.is_out());
        let cut = paging.cut(all, |kept| kept.seq)?;
        let items: Vec<Value> = cut
            .items
            .iter()
            .map(|kept| {
                let mut told = whole(&kept.value);
                (told["at"], told["by"]) = (kept.at.to_string().into(), kept.by.clone().into());
                told
            })
            .collect();
        Ok(super::Listed { items, total: cut.total, next: cut.next })
    })
    .await
}

/// On what, for whom.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    incident: IncidentId,
    tlp: Tlp,
}

/// Drafts one.
pub async fn draft(State(app): State<App>, viewer: Viewer, Given(new): Given<Draft>) -> Response {
    make(&app, move |engine| {
        engine.must_know_incident(new.incident, viewer.audience())?;
        let made = engine.draft_advisory(new.incident, new.tlp, viewer.audience(), viewer.0.name())?;
        Ok((Some(format!("/api/v1/advisories/{}", made.id)), whole(&made)))
    })
    .await
}

/// What people write; what is not given stays.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Written {
    title: Option<String>,
    summary: Option<String>,
    steps: Option<Vec<String>>,
    refresh: bool,
    note: Option<String>,
}

impl Written {
    fn edit(self) -> Edit {
        Edit { title: self.title, summary: self.summary, steps: self.steps, refresh: self.refresh }
    }
}

async fn step(app: App, change: impl FnOnce(&Engine) -> Told<Advisory> + Send + 'static) -> Response {
    make(&app, move |engine| change(engine).map(|advisory| (None, whole(&advisory)))).await
}

/// Changes what people wrote.
pub async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    Named(id): Named<String>,
    Given(written): Given<Written>,
) -> Response {
    if written.note.is_some() {
        return Refused::invalid("note: it belongs to a correction").into_response();
    }
    step(app, move |e| Ok(e.edit_advisory(&id, written.edit(), viewer.audience(), viewer.0.name())?)).await
}

/// Asks for a second person's word.
pub async fn propose(State(app): State<App>, viewer: Viewer, Named(id): Named<String>) -> Response {
    step(app, move |e| Ok(e.propose_advisory(&id, viewer.audience(), viewer.0.name())?)).await
}

/// Agrees.
pub async fn approve(State(app): State<App>, viewer: Viewer, Named(id): Named<String>) -> Response {
    step(app, move |e| Ok(e.approve_advisory(&id, viewer.audience(), viewer.0.name())?)).await
}

/// Publishes.
pub async fn publish(State(app): State<App>, viewer: Viewer, Named(id): Named<String>) -> Response {
    step(app, move |e| Ok(e.publish_advisory(&id, viewer.audience(), viewer.0.name())?)).await
}

/// Opens a correction.
pub async fn correct(
    State(app): State<App>,
    viewer: Viewer,
    Named(id): Named<String>,
    Given(mut written): Given<Written>,
) -> Response {
    let note = written.note.take().unwrap_or_default();
    step(app, move |e| Ok(e.correct_advisory(&id, &note, written.edit(), viewer.audience(), viewer.0.name())?)).await
}

/// Takes it back.
pub async fn withdraw(
    State(app): State<App>,
    viewer: Viewer,
    Named(id): Named<String>,
    Given(why): Given<Reason>,
) -> Response {
    step(app, move |e| Ok(e.withdraw_advisory(&id, &why.reason, viewer.audience(), viewer.0.name())?)).await
}

fn recipient(recipient: &Recipient) -> Value {
    value!({"name": recipient.name, "way": recipient.way, "address": recipient.address,
        "clearance": recipient.clearance, "advisories": recipient.advisories})
}

/// Recipients, by name; their addresses are for those who send to them.
pub async fn recipients(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<Piece>) -> Response {
    tell(&app, move |engine| {
        must_be(&viewer, Role::Publisher)?;
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"recipients")?;
        let cut = paging.cut(engine.recipients()?, |recipient| recipient.name.clone())?;
        let items: Vec<Value> = cut.items.iter().map(recipient).collect();
        Ok(super::Listed { items, total: cut.total, next: cut.next })
    })
    .await
}

/// Who is reached how, and may have what.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    name: String,
    way: Way,
    address: String,
    clearance: Tlp,
    #[serde(default = "yes")]
    advisories: bool,
}

fn yes() -> bool {
    true
}

/// States one; the secret of a webhook is told this once.
pub async fn state(State(app): State<App>, viewer: Viewer, Given(reached): Given<Reached>) -> Response {
    let stated = asked(&app, move |engine| {
        let Reached { name, way, address, clearance, advisories } = reached;
        let mut new = Recipient::new(&name, way, &address, clearance);
        new.advisories = advisories;
        let mut told = recipient(&new);
        told["secret"] = engine.set_recipient(new, viewer.0.name())?.into();
        Ok(told)
    });
    match stated.await {
        Ok(told) => json(StatusCode::CREATED, &told),
        Err(refused) => refused.into_response(),
    }
}

/// Removes one.
pub async fn remove(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    super::none(asked(&app, move |engine| Ok(engine.remove_recipient(&name, viewer.0.name())?)).await)
}

/// Which deliveries.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Standing {
    state: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Deliveries, of the last advisories first.
pub async fn deliveries(State(app): State<App>, viewer: Viewer, Asked(which): Asked<Standing>) -> Response {
    tell(&app, move |engine| {
        must_be(&viewer, Role::Publisher)?;
        let paging = Paging::of(which.limit, which.cursor.as_deref(), &("deliveries", &which.state))?;
        let fate = which.state.as_deref().map(str::parse::<Fate>).transpose().map_err(Refused::unclear)?;
        let all = engine.deliveries(fate, viewer.audience())?;
        let cut = paging.cut(all, |kept| Reverse(kept.value.id.clone()))?;
        let items: Vec<Value> = cut.items.iter().map(|kept| kept.value.line()).collect();
        Ok(super::Listed { items, total: cut.total, next: cut.next })
    })
    .await
}

/// What a person says of a delivery.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    settle: String,
}

/// Settles one that is doubtful or dead.
pub async fn settle(
    State(app): State<App>,
    viewer: Viewer,
    Named(id): Named<String>,
    Given(said): Given<Settled>,
) -> Response {
    make(&app, move |engine| {
        let settle: Settle = said.settle.parse().map_err(Refused::invalid)?;
        let settled = engine.settle_delivery(&id, settle, viewer.audience(), viewer.0.name())?;
        Ok((None, settled.line()))
    })
    .await
}
