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

/// The votes of evidence: those pieces that have one, with what it comes to.
pub(super) fn votes<'e>(evidence: impl Iterator<Item = &'e Evidence>) -> Vec<Vote> {
    let evidence: Vec<&Evidence> = evidence.collect();
    let shares = shares(&evidence);
    let mut votes: Vec<Vote> =
        evidence.iter().zip(shares).map(|(e, log_ratio)| Vote { scope: scope(e), log_ratio }).collect();
    // A ratio of 1 is kept as evidence and moves nothing.
    votes.retain(|vote| vote.log_ratio != 0.0);
    votes.sort_by(|a, b| a.scope.cmp(&b.scope).then(a.log_ratio.total_cmp(&b.log_ratio)));
    votes
}

/// What each piece's vote comes to, as the logarithm of a ratio; 0 for those that have none. One vote for each
/// independence group: its strongest statement, whichever way it speaks; equally strong ones on different incidents
/// share the vote. Where the strongest for and against are equally strong, the group contradicts itself and has none.
pub(super) fn shares(evidence: &[&Evidence]) -> Vec<f64> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, e) in evidence.iter().enumerate() {
        groups.entry(&e.group).or_default().push(at);
    }
    let mut shares = vec![0.0; evidence.len()];
    for members in groups.into_values() {
        let strongest = strongest(evidence, members);
        let votes = strongest.len() as f64;
        strongest.into_iter().for_each(|at| shares[at] = evidence[at].ratio.ln() / votes);
    }
    shares
}

fn strongest(evidence: &[&Evidence], mut members: Vec<usize>) -> Vec<usize> {
    let log = |at: &usize| evidence[*at].ratio.ln();
    let most = members.iter().map(|at| log(at).abs()).fold(0.0, f64::max);
    // Ratios of 2 and 0.5 are equally strong, though their logarithms may differ by a hair.
    members.retain(|at| log(at).abs() >= most - 1e-12);
    if members.iter().any(|at| log(at) > 0.0) && members.iter().any(|at| log(at) < 0.0) {
        return Vec::new();
    }
    members.sort_by_key(|at| (scope(evidence[*at]), &evidence[*at].id));
    members.dedup_by_key(|at| scope(evidence[*at]));
    members
}
