//! Where sources disagree on a value: how likely is each of those that somebody states, and that none is right?
//!
//! One origin has one vote, what it said last; it counts by how much likelier its speaker says what is true than what is
//! false, which is what parties in a position to know differ in from outlets, and outlets from gangs. Nothing is listed
//! that nobody states, and a value that only actors state is never likelier than one that somebody else does. Standings
//! stay what they are: this is shown beside them.

mod candidates;
mod slots;

use super::Fold;
use crate::reliability::Reliance;
use candidates::Candidate;
use sextant_model::*;
use slots::{Slot, Vote};
use std::collections::BTreeMap;

/// A matter on which sources disagree.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Matter {
    /// The field: `impact/people-affected`, `date/occurred`, `exposure/payment-card`.
    pub field: String,
    /// What is asked.
    pub question: String,
    /// What is counted, where it is a number of something.
    pub unit: Option<String>,
    /// Every value that somebody states, the likeliest first.
    pub values: Vec<Valued>,
    /// That none of them is right; 0 where one of two must be.
    pub none: f64,
}

/// A value that somebody states.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Valued {
    /// The value: a number, a day or stretch of days, a name, yes or no in words.
    pub value: String,
    /// How likely it is the right one.
    pub p: f64,
    /// Origins that state it or agree with it.
    pub origins: usize,
    /// Whether only actors state it: their claim, however likely.
    pub claimed_only: bool,
    /// The words for it, and against it.
    pub said: Vec<Spoken>,
}

/// One origin's word on a value.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Spoken {
    /// The claim.
    pub claim: ClaimId,
    /// The document that holds it.
    pub document: Option<DocumentId>,
    /// Whose word.
    pub who: String,
    /// What the word amounts to.
    pub standing: Standing,
    /// Whether it says that this value is wrong.
    pub against: bool,
    /// How much likelier it is said of what is true than of what is not.
    pub ratio: f64,
    /// The words.
    pub quote: String,
}

/// How strong "none of these" is before anything is said, beside each value.
const NONE: f64 = 2.0;

/// The matters on which what counts now disagrees, in the order of their fields.
pub(super) fn matters(fold: &Fold<'_>, reliance: &Reliance) -> Vec<Matter> {
    let slots: BTreeMap<Slot, Vec<Vote>> = slots::gather(fold, reliance);
    slots.into_iter().filter_map(|(slot, votes)| matter(fold, &slot, &votes)).collect()
}

fn matter(fold: &Fold<'_>, slot: &Slot, votes: &[Vote]) -> Option<Matter> {
    let candidates = candidates::of(votes);
    if candidates.len() < 2 {
        return None;
    }
    let scores = held_back(&candidates, candidates.iter().map(Candidate::score).collect());
    let none = if slot.is_either_or() { f64::NEG_INFINITY } else { NONE.ln() };
    let highest = scores.iter().copied().fold(none, f64::max);
    let raised: Vec<f64> = scores.iter().map(|score| (score - highest).exp()).collect();
    let rest = (none - highest).exp();
    let sum = rest + raised.iter().sum::<f64>();
    let mut values: Vec<Valued> = candidates
        .iter()
        .zip(raised)
        .map(|(candidate, share)| Valued {
            value: slots::words(fold, slot, &candidate.value),
            p: share / sum,
            origins: candidate.origins(),
            claimed_only: candidate.claimed_only(),
            said: candidate.votes.iter().map(|cast| cast.spoken(fold)).collect(),
        })
        .collect();
    values.sort_by(|a, b| b.p.total_cmp(&a.p).then_with(|| a.value.cmp(&b.value)));
    Some(Matter { field: slot.path(), question: slot.question(), unit: slot.unit(), values, none: rest / sum })
}

/// What only actors state is no likelier than what anybody else does.
fn held_back(candidates: &[Candidate<'_>], mut scores: Vec<f64>) -> Vec<f64> {
    let others = candidates.iter().zip(&scores).filter(|(candidate, _)| !candidate.claimed_only());
    if let Some(best) = others.map(|(_, score)| *score).reduce(f64::max) {
        let claimed = candidates.iter().zip(&mut scores).filter(|(candidate, _)| candidate.claimed_only());
        claimed.for_each(|(_, score)| *score = score.min(best));
    }
    scores
}
