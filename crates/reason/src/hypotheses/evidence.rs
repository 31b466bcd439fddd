//! What bears on whether incidents are linked, and which of it has a vote.

use super::{Case, Error, Evidence};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Evidence that has a vote: its scope without repetitions, and the logarithm of its ratio.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vote {
    pub scope: Vec<usize>,
    pub log_ratio: f64,
}

/// Refuses a case that cannot be weighed.
pub(super) fn check(case: &Case<'_>) -> Result<(), Error> {
    if !(2..=super::MOST_INCIDENTS).contains(&case.incidents) {
        return Err(Error::Incidents(case.incidents));
    }
    // Also false for what is no number.
    if !(case.prior > 0.0 && case.prior < 1.0 && ((1.0 - case.prior) / case.prior).is_finite()) {
        return Err(Error::Prior(case.prior));
    }
    case.evidence.iter().try_for_each(|evidence| check_evidence(evidence, case.incidents))
}

fn check_evidence(evidence: &Evidence, incidents: usize) -> Result<(), Error> {
    if !(evidence.ratio > 0.0 && evidence.ratio.is_finite()) {
        return Err(Error::Ratio { evidence: evidence.id.clone(), ratio: evidence.ratio });
    }
    if let Some(&foreign) = evidence.scope.iter().find(|incident| **incident >= incidents) {
        return Err(Error::Scope { evidence: evidence.id.clone(), incident: foreign });
    }
    if scope(evidence).len() < 2 {
        return Err(Error::Narrow(evidence.id.clone()));
    }
    Ok(())
}

fn scope(evidence: &Evidence) -> Vec<usize> {
    let mut scope = evidence.scope.clone();
    scope.sort_unstable();
    scope.dedup();
    scope
}

/// Does the evidence count on a day?
pub(super) fn is_known(evidence: &Evidence, as_of: Option<Date>) -> bool {
    as_of.is_none_or(|day| evidence.known_from <= day)
}

/// One vote for each independence group: its strongest statement, whichever way it speaks; equally strong ones on
/// different incidents share the vote. Where the strongest for and against are equally strong, the group contradicts
/// itself and has none.
pub(super) fn votes<'e>(evidence: impl Iterator<Item = &'e Evidence>) -> Vec<Vote> {
    let mut groups: BTreeMap<&str, Vec<Vote>> = BTreeMap::new();
    for e in evidence {
        let vote = Vote { scope: scope(e), log_ratio: e.ratio.ln() };
        groups.entry(&e.group).or_default().push(vote);
    }
    let mut votes: Vec<Vote> = groups.into_values().flat_map(strongest).collect();
    // A ratio of 1 is kept as evidence and moves nothing.
    votes.retain(|vote| vote.log_ratio != 0.0);
    votes.sort_by(|a, b| a.scope.cmp(&b.scope).then(a.log_ratio.total_cmp(&b.log_ratio)));
    votes
}

fn strongest(mut votes: Vec<Vote>) -> Vec<Vote> {
    let most = votes.iter().map(|vote| vote.log_ratio.abs()).fold(0.0, f64::max);
    // Ratios of 2 and 0.5 are equally strong, though their logarithms may differ by a hair.
    votes.retain(|vote| vote.log_ratio.abs() >= most - 1e-12);
    if votes.iter().any(|v| v.log_ratio > 0.0) && votes.iter().any(|v| v.log_ratio < 0.0) {
        return Vec::new();
    }
    votes.sort_by(|a, b| a.scope.cmp(&b.scope));
    votes.dedup_by(|a, b| a.scope == b.scope);
    let share = votes.len() as f64;
    votes.iter_mut().for_each(|vote| vote.log_ratio /= share);
    votes
}
