//! Whether incidents are linked: the computed answer, what persons add to it, how answers turned out.

use super::{Asked, Given, Paging, Refused, Told, make, moment, must_be_cleared, tell};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use sextant_engine::AssessQuery;
use sextant_engine::assess::Drop;
use sextant_model::{Clock, DecisionKind, IncidentId, Judgement, Says, Tlp};

/// What is asked.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    incidents: String,
    #[serde(default)]
    as_of: Option<String>,
    #[serde(default)]
    time: Option<Clock>,
    #[serde(default)]
    prior: Option<f64>,
    #[serde(default)]
    drop: Option<String>,
}

fn query(asked: &Question, audience: Option<Tlp>) -> Told<AssessQuery> {
    let incidents = asked.incidents.split(',').map(|one| super::id::<IncidentId>(one.trim(), "incident"));
    let drops = asked.drop.iter().flat_map(|text| text.split(',')).map(str::parse::<Drop>);
    Ok(AssessQuery {
        incidents: incidents.collect::<Told<_>>()?,
        as_of: moment(asked.as_of.as_deref(), asked.time)?,
        prior: asked.prior,
        drops: drops.collect::<Result<_, _>>().map_err(Refused::unclear)?,
        drops_may_be_missing: false,
        audience,
    })
}

/// The computed answer.
pub async fn assess(State(app): State<App>, viewer: Viewer, Asked(asked): Asked<Question>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| Ok(engine.assess(&query(&asked, audience)?)?)).await
}

/// What persons said.
pub async fn list(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<super::lists::Piece>) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"assessments")?;
        let mut all = super::decisions::known(engine, &by, audience)?;
        all.retain(|decision| matches!(decision.kind, DecisionKind::Judgement(_)));
        paging.cut(all, |decision| decision.id)
    })
    .await
}

/// What a person says.
#[derive(Debug, serde::Deserialize)]
#[serde(tag = "says", rename_all = "kebab-case", deny_unknown_fields)]
pub enum New {
    /// Evidence that no document holds.
    Evidence {
        incidents: Vec<IncidentId>,
        tlp: Option<Tlp>,
        ratio: f64,
        known_from: Option<Date>,
        group: Option<String>,
        reason: String,
    },
    /// A probability beside the computed one.
    Override { incidents: Vec<IncidentId>, tlp: Option<Tlp>, p: f64, until: Date, reason: String },
    /// How it was.
    Outcome { incidents: Vec<IncidentId>, tlp: Option<Tlp>, linked: bool, on: Date, reason: String },
}

/// Keeps it.
pub async fn judge(State(app): State<App>, viewer: Viewer, Given(new): Given<New>) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let (incidents, tlp, says, reason) = match new {
            New::Evidence { incidents, tlp, ratio, known_from, group, reason } => {
                (incidents, tlp, Says::Evidence { ratio, known_from, group }, reason)
            }
            New::Override { incidents, tlp, p, until, reason } => (incidents, tlp, Says::Override { p, until }, reason),
            New::Outcome { incidents, tlp, linked, on, reason } => {
                (incidents, tlp, Says::Outcome { linked, on }, reason)
            }
        };
        incidents.iter().try_for_each(|id| engine.must_know_incident(*id, audience))?;
        let tlp = tlp.unwrap_or(Tlp::Amber);
        must_be_cleared(Some(tlp), audience)?;
        let decision = engine.judge(Judgement { incidents, tlp, says }, &reason, &by)?;
        let told = serde_json::json!({"decision": decision, "incident": null});
        Ok((Some("/api/v1/assessments".to_owned()), told))
    })
    .await
}

/// How answers turned out.
pub async fn calibration(State(app): State<App>, viewer: Viewer, Asked(piece): Asked<super::lists::Piece>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &"calibration")?;
        paging.cut(engine.scored(audience)?, |outcome| (outcome.on, outcome.decision, outcome.a, outcome.b))
    })
    .await
}
