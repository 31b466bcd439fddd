//! What persons add: evidence with a ratio and a reason, overrides beside the computed numbers, outcomes that score them.
//! None of it ever hides what was computed.

use super::exhibit::{Exhibit, day};
use super::{Kind, Question};
use crate::hypotheses::{Evidence, Voice, Weighed, phrase};
use jiff::civil::Date;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// A judgement that holds, with the decision that it is. Its incidents are those after joins.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Who, when, why.
    pub decision: Decision,
    /// What.
    pub judgement: Judgement,
}

/// A probability that a person puts in place of the computed one, which stays beside it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Overridden {
    /// The decision, to undo it by.
    pub decision: DecisionId,
    /// One incident.
    pub a: IncidentId,
    /// The other.
    pub b: IncidentId,
    /// The person's probability.
    pub p: f64,
    /// Its phrase.
    pub phrase: &'static str,
    /// What was computed.
    pub computed: f64,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
}

/// How it was, and how well this answer did.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Outcome {
    /// The decision.
    pub decision: DecisionId,
    /// One incident.
    pub a: IncidentId,
    /// The other.
    pub b: IncidentId,
    /// Whether they were the work of the same operators.
    pub linked: bool,
    /// The day on which that was known.
    pub on: Date,
    /// Who says so.
    pub by: String,
    /// On what grounds.
    pub reason: String,
    /// What was computed.
    pub p: f64,
    /// The Brier score of that (0 is best).
    pub brier: f64,
    /// Its logarithmic score (0 is best).
    pub log: f64,
}

/// What analysts add that was known by then, on two or more of the incidents asked about.
pub(super) fn added(ids: &[IncidentId], question: &Question) -> Vec<Exhibit> {
    let pieces = question.judged.iter().filter_map(|judged| {
        let Says::Evidence { ratio, known_from, group } = &judged.judgement.says else { return None };
        let recorded = day(judged.decision.recorded);
        let known = match question.as_of.clock {
            Clock::Published => known_from.unwrap_or(recorded),
            Clock::Recorded => recorded,
        };
        let scope = positions(ids, &judged.judgement);
        let own = judged.decision.id.to_string();
        let there = scope.len() > 1 && is_by(question, judged.decision.recorded, known);
        there.then(|| Exhibit {
            evidence: Evidence {
                id: format!("{}-{own}", Kind::Analyst.as_str()),
                group: group.clone().unwrap_or(own),
                voice: Voice::Other,
                ratio: *ratio,
                scope,
                known_from: known,
            },
            kind: Kind::Analyst,
            who: Some(judged.decision.by.clone()),
            what: judged.decision.reason.clone(),
            outlets: BTreeMap::new(),
            claims: Vec::new(),
            quote: None,
            document: None,
            spoken: BTreeSet::from([known]),
            doubts: Vec::new(),
        })
    });
    pieces.collect()
}

/// Whether something was known by the moment asked for; by the published clock its own day counts.
fn is_by(question: &Question, recorded: Instant, known: Date) -> bool {
    question.as_of.until.is_none_or(|until| match question.as_of.clock {
        Clock::Published => known <= day(until),
        Clock::Recorded => recorded <= until,
    })
}

/// The overrides that hold on the day asked for, the latest first.
pub(super) fn overrides(ids: &[IncidentId], question: &Question, weighed: &Weighed) -> Vec<Overridden> {
    let mut found = Vec::new();
    for judged in question.judged.iter().rev() {
        let Says::Override { p, until } = judged.judgement.says else { continue };
        let made = question.as_of.until.is_none_or(|moment| judged.decision.recorded <= moment);
        if !made || question.today.is_some_and(|today| today > until) {
            continue;
        }
        found.extend(pairs(ids, &judged.judgement, weighed).into_iter().map(|(a, b, computed)| Overridden {
            decision: judged.decision.id,
            a,
            b,
            p,
            phrase: phrase(p),
            computed,
            by: judged.decision.by.clone(),
            reason: judged.decision.reason.clone(),
            until,
        }));
    }
    found
}

/// The outcomes that were known by then, with how well the answer did.
pub(super) fn outcomes(ids: &[IncidentId], question: &Question, weighed: &Weighed) -> Vec<Outcome> {
    let mut found = Vec::new();
    for judged in &question.judged {
        let Says::Outcome { linked, on } = judged.judgement.says else { continue };
        if is_by(question, judged.decision.recorded, on) {
            let scored = pairs(ids, &judged.judgement, weighed).into_iter();
            found.extend(scored.map(|(a, b, p)| outcome(judged, linked, on, (a, b, p))));
        }
    }
    found
}

/// A pair's probability against how it was.
#[must_use]
pub fn outcome(judged: &Judged, linked: bool, on: Date, (a, b, p): (IncidentId, IncidentId, f64)) -> Outcome {
    let said = if linked { p } else { 1.0 - p };
    Outcome {
        decision: judged.decision.id,
        a,
        b,
        linked,
        on,
        by: judged.decision.by.clone(),
        reason: judged.decision.reason.clone(),
        p,
        brier: (1.0 - said).powi(2),
        // A sum of many hypotheses may reach 0 by rounding; its score stays finite.
        log: -said.max(f64::MIN_POSITIVE).ln(),
    }
}

fn positions(ids: &[IncidentId], judgement: &Judgement) -> Vec<usize> {
    (0..ids.len()).filter(|at| judgement.incidents.contains(&ids[*at])).collect()
}

fn pairs(ids: &[IncidentId], judgement: &Judgement, weighed: &Weighed) -> Vec<(IncidentId, IncidentId, f64)> {
    let on = positions(ids, judgement);
    let all = weighed.pairs().into_iter().filter(|(a, b, _)| on.contains(a) && on.contains(b));
    all.map(|(a, b, p)| (ids[a], ids[b], p)).collect()
}
