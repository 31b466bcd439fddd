//! Decisions on identities: join, split, distinct, alias; each can be taken back.

use super::claims::Reason;
use super::{Given, Named, Paging, Refused, id, make, tell};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::{Engine, gate};
use sextant_model::{Decision, DecisionId, DecisionKind, DocumentId, IncidentId, Tlp};

/// The decisions that somebody may know of: all for whoever sees everything; else their own, and judgements by label.
/// Reasons carry no label, so those of others stay with those who see everything.
pub fn known(engine: &Engine, by: &str, audience: Option<Tlp>) -> sextant_engine::Result<Vec<Decision>> {
    let mut all = engine.decisions()?;
    if !gate::may_see(Tlp::Red, audience) {
        all.retain(|decision| match &decision.kind {
            DecisionKind::Judgement(judgement) => {
                let known = |id: &IncidentId| engine.must_know_incident(*id, audience).is_ok();
                gate::may_see(judgement.tlp, audience) && judgement.incidents.iter().all(known)
            }
            _ => decision.by == by,
        });
    }
    Ok(all)
}

/// The list, oldest first.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    super::Asked(piece): super::Asked<super::lists::Piece>,
) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"decisions")?;
        paging.cut(known(engine, &by, audience)?, |decision| decision.id)
    })
    .await
}

/// What is decided.
#[derive(Debug, serde::Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum New {
    /// Incidents are one.
    Join { into: IncidentId, others: Vec<IncidentId>, reason: String },
    /// Documents tell of another incident.
    Split { from: IncidentId, documents: Vec<DocumentId>, reason: String },
    /// Two incidents are not one.
    Distinct { a: IncidentId, b: IncidentId, reason: String },
    /// Another name.
    Alias { name: String, alias: String, source: Option<String>, reason: String },
}

/// Takes a decision on what whoever decides may see.
pub async fn decide(State(app): State<App>, viewer: Viewer, Given(new): Given<New>) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let know = |incidents: &[IncidentId]| {
            incidents.iter().try_for_each(|id| engine.must_know_incident(*id, audience)).map_err(Refused::from)
        };
        let (decision, incident) = match new {
            New::Join { into, others, reason } => {
                know(&[into])?;
                know(&others)?;
                (engine.join(into, &others, &reason, &by)?, Some(into))
            }
            New::Split { from, documents, reason } => {
                know(&[from])?;
                documents.iter().try_for_each(|id| engine.must_know_document(*id, audience))?;
                let (decision, made) = engine.split(from, &documents, &reason, &by)?;
                (decision, Some(made))
            }
            New::Distinct { a, b, reason } => {
                know(&[a, b])?;
                (engine.distinct(a, b, &reason, &by)?, None)
            }
            New::Alias { name, alias, source, reason } => {
                (engine.alias(&name, &alias, source.as_deref(), &reason, &by)?, None)
            }
        };
        let told = serde_json::json!({"decision": decision, "incident": incident});
        Ok((Some("/api/v1/decisions".to_owned()), told))
    })
    .await
}

/// Takes one back: one's own, or anybody's for whoever sees everything.
pub async fn undo(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Given(why): Given<Reason>,
) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let decision = id::<DecisionId>(&name, "decision")?;
        let mine = engine.decisions()?.iter().any(|one| one.id == decision && one.by == by);
        if !mine && !gate::may_see(Tlp::Red, audience) {
            return Err(Refused::missing("decision"));
        }
        let undone = engine.undo(decision, &why.reason, &by)?;
        Ok((None, serde_json::json!({"decision": undone, "incident": null})))
    })
    .await
}
