//! The values that can be right, and which votes are for each: a bound agrees with what keeps to it, a month with its days.

use super::Spoken;
use super::slots::{Value, Vote};
use crate::fold::Fold;
use sextant_model::{GroupId, SpeakerKind};
use std::collections::{BTreeMap, BTreeSet};

/// A value with the votes on it.
pub(super) struct Candidate<'v> {
    pub value: Value,
    pub votes: Vec<Cast<'v>>,
}

/// A vote on one value.
#[derive(Clone, Copy)]
pub(super) struct Cast<'v> {
    vote: &'v Vote,
    /// Over how many values its origin divides its vote.
    among: usize,
}

impl Cast<'_> {
    fn log(&self) -> f64 {
        let log = self.vote.ratio.ln() / self.among as f64;
        if self.vote.against { -log } else { log }
    }

    pub fn spoken(&self, fold: &Fold<'_>) -> Spoken {
        let vote = self.vote;
        Spoken {
            claim: vote.claim,
            document: vote.document,
            who: vote.who(fold),
            standing: vote.standing,
            against: vote.against,
            ratio: if self.among == 1 { vote.ratio } else { vote.ratio.powf(1.0 / self.among as f64) },
            quote: vote.quote.clone(),
        }
    }
}

impl Candidate<'_> {
    /// Each origin's vote counts once, the strongest; of what only actors state, only the strongest of all.
    pub fn score(&self) -> f64 {
        let mut strongest: BTreeMap<(Option<GroupId>, bool), f64> = BTreeMap::new();
        for cast in &self.votes {
            let log = cast.log();
            let held = strongest.entry((cast.vote.origin, cast.vote.against)).or_insert(log);
            if log.abs() > held.abs() {
                *held = log;
            }
        }
        let (against, speaking): (Vec<_>, Vec<_>) = strongest.into_iter().partition(|((_, against), _)| *against);
        let sum = |logs: Vec<((Option<GroupId>, bool), f64)>| logs.into_iter().map(|(_, log)| log).sum::<f64>();
        if self.claimed_only() {
            let most = speaking.iter().map(|(_, log)| *log).fold(0.0, f64::max);
            return most + sum(against);
        }
        sum(speaking) + sum(against)
    }

    pub fn origins(&self) -> usize {
        let speaking = self.votes.iter().filter(|cast| !cast.vote.against);
        speaking.map(|cast| cast.vote.origin).collect::<BTreeSet<_>>().len()
    }

    pub fn claimed_only(&self) -> bool {
        self.votes.iter().filter(|cast| !cast.vote.against).all(|cast| cast.vote.kind == SpeakerKind::Actor)
    }
}

/// The values that somebody states, each with the votes on it.
pub(super) fn of(votes: &[Vote]) -> Vec<Candidate<'_>> {
    let values = distinct(votes);
    let mut among: BTreeMap<Option<GroupId>, BTreeSet<usize>> = BTreeMap::new();
    let place = |vote: &Vote| {
        // What it states itself, where that stands; else what it agrees with. What is denied is that value alone.
        let own = values.iter().position(|value| *value == vote.value);
        let own = own.or_else(|| values.iter().position(|value| value.is_close(&vote.value)));
        let agrees = |at: &usize| !vote.against && vote.value.allows(&values[*at]);
        own.map_or_else(|| (0..values.len()).filter(agrees).collect(), |at| vec![at])
    };
    let placed: Vec<(&Vote, Vec<usize>)> = votes.iter().map(|vote| (vote, place(vote))).collect();
    for (vote, places) in placed.iter().filter(|(vote, places)| !vote.against && places.len() == 1) {
        among.entry(vote.origin).or_default().extend(places);
    }
    let mut candidates: Vec<Candidate<'_>> =
        values.into_iter().map(|value| Candidate { value, votes: Vec::new() }).collect();
    for (vote, places) in placed {
        // A vote that allows several values tells none of them from the others, and an origin that states several divides.
        let among = if vote.against { 1 } else { among.get(&vote.origin).map_or(1, |own| own.len().max(1)) };
        for at in places {
            candidates[at].votes.push(Cast { vote, among });
        }
    }
    candidates.retain(|candidate| candidate.votes.iter().any(|cast| !cast.vote.against));
    candidates
}

/// The values stated, but for those that a closer one bears out: a bound that another number keeps to, a month of which
/// somebody gives the day, a number that is another one rounded.
fn distinct(votes: &[Vote]) -> Vec<Value> {
    let mut stated: Vec<(&Value, usize)> = Vec::new();
    for vote in votes.iter().filter(|vote| !vote.against) {
        match stated.iter_mut().find(|(value, _)| *value == &vote.value) {
            Some((_, n)) => *n += 1,
            None => stated.push((&vote.value, 1)),
        }
    }
    // The closest first, of equally close ones the one said most often: the order of votes does not matter.
    stated.sort_by(|(a, n), (b, m)| a.width().total_cmp(&b.width()).then(m.cmp(n)).then_with(|| a.cmp(b)));
    let mut kept: Vec<Value> = Vec::new();
    for (value, _) in stated {
        if !kept.iter().any(|closer| value.is_close(closer) || value.allows(closer)) {
            kept.push(value.clone());
        }
    }
    kept.sort();
    kept
}
