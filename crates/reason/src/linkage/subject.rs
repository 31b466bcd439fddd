//! The incidents asked about, and which of them a claim bears on.

use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// One incident as known at the moment asked for.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its record.
    pub record: Record,
    /// The claims that count.
    pub claims: Vec<Claim>,
}

impl Subject {
    /// Folds an incident as of a moment; its history is left out.
    #[must_use]
    pub fn of(dossier: Dossier, as_of: AsOf) -> Self {
        let (record, claims) = crate::fix_with_standing(dossier, as_of);
        Self { record, claims }
    }
}

/// A claim with the incidents asked about that it bears on.
#[derive(Debug, Clone)]
pub(super) struct Heard<'a> {
    pub claim: &'a Claim,
    pub at: Instant,
    /// Those that it was read to be on, and those whose victims its words name.
    pub scope: BTreeSet<usize>,
}

/// Every claim on one or more of the incidents, oldest first.
pub(super) fn heard(subjects: &[Subject], clock: Clock) -> Vec<Heard<'_>> {
    let names: Vec<Vec<&str>> = subjects.iter().map(|subject| names_of(&subject.record)).collect();
    let mut heard: BTreeMap<ClaimId, Heard<'_>> = BTreeMap::new();
    for (incident, subject) in subjects.iter().enumerate() {
        for claim in &subject.claims {
            let entry = heard.entry(claim.id).or_insert_with(|| Heard {
                claim,
                at: moment(claim, clock),
                scope: (0..names.len()).filter(|i| names[*i].iter().any(|name| names_it(&claim.quote, name))).collect(),
            });
            entry.scope.insert(incident);
        }
    }
    let mut heard: Vec<Heard<'_>> = heard.into_values().collect();
    heard.sort_by_key(|h| (h.at, h.claim.id));
    heard
}

/// When a claim was known, by this clock.
pub(super) fn moment(claim: &Claim, clock: Clock) -> Instant {
    match clock {
        Clock::Published => claim.published.unwrap_or(claim.recorded),
        Clock::Recorded => claim.recorded,
    }
}

fn names_of(record: &Record) -> Vec<&str> {
    let names = std::iter::once(&record.victim.name).chain(&record.victim.aliases);
    names.map(|name| name.trim_start_matches("the ").trim_start_matches("The ")).filter(|n| n.len() > 2).collect()
}

/// Whether `text` holds `name` as words of its own, spelt like this: "Co-op" is not in "Co-operation".
fn names_it(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::names_it;

    #[test]
    fn a_name_is_found_as_words_of_its_own() {
        assert!(names_it("the attacks on M&S, Co-op and Harrods", "Co-op"));
        assert!(names_it("Co-op’s network", "Co-op"));
        assert!(!names_it("in Co-operation with others", "Co-op"));
        assert!(!names_it("the co-op", "Co-op"));
    }
}
