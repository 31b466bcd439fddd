//! How well the answers did whose outcome became known: what was said against what was, and the Brier score as it went.

use crate::answers::Answers;
use crate::figures::place;
use crate::respond::{ask, json, page};
use crate::visitor::Viewer;
use crate::{figures, labels};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::Result;
use sextant_engine::assess::{Bin, Outcome, Running, over_time, reliability};
use sextant_model::{AsOf, IncidentId, Tlp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The drawings' own units: a field within their margins.
const LEFT: f64 = 34.0;
const RIGHT: f64 = 294.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 192.0;
/// The greatest Brier score that the drawing holds; a coin's is a quarter.
const WORST: f64 = 0.5;

/// What the page shows, and what it gives as data.
#[derive(serde::Serialize)]
struct Known {
    outcomes: Vec<Outcome>,
    reliability: Vec<Bin>,
    over_time: Vec<Running>,
}

impl Known {
    fn of(outcomes: Vec<Outcome>) -> Self {
        let (reliability, over_time) = (reliability(&outcomes), over_time(&outcomes));
        Self { outcomes, reliability, over_time }
    }
}

#[derive(Template)]
#[template(path = "calibration.html")]
struct Shown {
    known: Known,
    victims: BTreeMap<IncidentId, String>,
}

impl Shown {
    fn name(&self, id: &IncidentId) -> &str {
        self.victims.get(id).map_or("an incident", String::as_str)
    }

    fn mean(&self, score: impl Fn(&Outcome) -> f64) -> f64 {
        self.known.outcomes.iter().map(score).sum::<f64>() / self.known.outcomes.len().max(1) as f64
    }

    fn brier(&self) -> String {
        format!("{:.3}", self.mean(|outcome| outcome.brier))
    }

    fn log(&self) -> String {
        format!("{:.3}", self.mean(|outcome| outcome.log))
    }

    fn x(&self, share: impl labels::Of<f64>) -> String {
        place(LEFT + share.of().clamp(0.0, 1.0) * (RIGHT - LEFT))
    }

    fn y(&self, share: impl labels::Of<f64>) -> String {
        place(BOTTOM - share.of().clamp(0.0, 1.0) * (BOTTOM - TOP))
    }

    /// A bin's mark: its area says how many answers it holds.
    fn size(&self, bin: &Bin) -> String {
        place((3.0 + (bin.n as f64).sqrt()).min(11.0))
    }

    /// Where a Brier score stands: below in the drawing is better.
    fn level(&self, brier: impl labels::Of<f64>) -> String {
        self.y(brier.of() / WORST)
    }

    fn along(&self, at: &Running) -> f64 {
        let days = &self.known.over_time;
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return 0.0 };
        let span = (last.on - first.on).get_days();
        if span == 0 { 0.5 } else { f64::from((at.on - first.on).get_days()) / f64::from(span) }
    }

    fn steps(&self) -> String {
        let mut path = String::new();
        for (at, day) in self.known.over_time.iter().enumerate() {
            let (x, y) = (self.x(self.along(day)), self.level(day.brier));
            path += &if at == 0 { format!("M{x} {y}") } else { format!("H{x}V{y}") };
        }
        path
    }

    fn ends(&self) -> Vec<&Running> {
        let days = &self.known.over_time;
        let mut ends: Vec<&Running> = days.first().into_iter().chain(days.last()).collect();
        ends.dedup();
        ends
    }
}

/// Shows it.
pub async fn show(State(engine): State<Arc<dyn Answers>>, viewer: Viewer) -> Response {
    let audience = viewer.audience();
    ask(engine, move |e| question(e, audience), |(known, victims)| page(&Shown { known, victims })).await
}

/// The same as data.
pub async fn data(State(engine): State<Arc<dyn Answers>>, viewer: Viewer) -> Response {
    ask(engine, move |e| e.scored(viewer.audience()), |outcomes| json(&Known::of(outcomes))).await
}

fn question(engine: &dyn Answers, audience: Option<Tlp>) -> Result<(Known, BTreeMap<IncidentId, String>)> {
    let known = Known::of(engine.scored(audience)?);
    let mut victims = BTreeMap::new();
    for id in known.outcomes.iter().flat_map(|outcome| [outcome.a, outcome.b]) {
        if !victims.contains_key(&id)
            && let Some(record) = engine.incident(id, AsOf::default(), audience)?
        {
            victims.insert(id, record.victim.name);
        }
    }
    Ok((known, victims))
}
