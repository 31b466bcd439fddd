//! Are these incidents connected? Competing hypotheses over two to eight incidents: every division of them among
//! operators, with a prior and a posterior that sum to 1, exactly.
//!
//! Evidence carries a likelihood ratio for each *merge*, not for each pair: a block that holds k incidents of the
//! evidence's scope earns its ratio k - 1 times. One independence group has one vote. What was learnt after the day
//! asked for does not count. Who the operators are is another question ([`crate::behaviour`]).

mod evidence;
mod partition;
mod phrase;

pub use partition::Partition;
pub use phrase::{YARDSTICK, phrase};

use evidence::Vote;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// More incidents are not divided exactly: their partitions grow past use (21,147 of nine).
pub const MOST_INCIDENTS: usize = 8;

/// What every hypothesis keeps, whatever the evidence.
const HAIR: f64 = 1e-12;

/// Who stands behind evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voice {
    /// A gang or somebody who speaks for it: a claim, never a fact.
    Actor,
    /// Anybody else.
    Other,
}

/// What bears on whether incidents are linked.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Its name.
    pub id: String,
    /// The independence group that it is of: one group, one vote.
    pub group: String,
    /// Who stands behind it.
    pub voice: Voice,
    /// How much likelier it is if the incidents of its scope were done by the same operators: 1 says nothing.
    pub ratio: f64,
    /// The incidents that it speaks of, two or more.
    pub scope: Vec<usize>,
    /// The day on which it was known.
    pub known_from: Date,
}

/// What is to be weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case<'e> {
    /// How many incidents.
    pub incidents: usize,
    /// How likely two incidents are of the same operators before any evidence; between 0 and 1, neither of them.
    pub prior: f64,
    /// What bears on it.
    pub evidence: &'e [Evidence],
    /// Only what was known by this day counts; `None`: all.
    pub as_of: Option<Date>,
}

/// A case that cannot be weighed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Too few or too many incidents.
    #[error("{0} incidents: two to eight can be weighed")]
    Incidents(usize),
    /// A prior that no evidence could move, or none at all.
    #[error("the prior of a pair is {0}: give one above 0 and below 1, since no evidence moves 0 or 1")]
    Prior(f64),
    /// A ratio that is none.
    #[error("evidence {evidence} has the ratio {ratio}: give a number above 0; 1 where it says nothing")]
    Ratio {
        /// The evidence.
        evidence: String,
        /// Its ratio.
        ratio: f64,
    },
    /// Evidence on an incident that is not among those asked of.
    #[error("evidence {evidence} is on incident {incident}, which is not among those weighed")]
    Scope {
        /// The evidence.
        evidence: String,
        /// Its incident.
        incident: usize,
    },
    /// Evidence that joins nothing.
    #[error("evidence {0} is on fewer than two incidents: it says nothing of a link")]
    Narrow(String),
    /// Two pieces of evidence with one name.
    #[error("evidence {0} is given twice: give each its own id")]
    Doubled(String),
}

/// One division of the incidents, with its probability before and after the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Hypothesis {
    /// Who belongs together.
    pub partition: Partition,
    /// Before.
    pub prior: f64,
    /// After.
    pub p: f64,
}

/// The weighed case: hypotheses in descending order of probability. They sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    incidents: usize,
    /// Every division.
    pub hypotheses: Vec<Hypothesis>,
}

impl Weighed {
    /// The probability that two incidents were done by the same operators.
    #[must_use]
    pub fn pair(&self, a: usize, b: usize) -> f64 {
        self.hypotheses.iter().filter(|h| h.partition.joins(a, b)).map(|h| h.p).sum()
    }

    /// Every pair with its probability.
    #[must_use]
    pub fn pairs(&self) -> Vec<(usize, usize, f64)> {
        let pairs = (0..self.incidents).flat_map(|a| (a + 1..self.incidents).map(move |b| (a, b)));
        pairs.map(|(a, b)| (a, b, self.pair(a, b))).collect()
    }
}

/// Weighs a case.
///
/// # Errors
/// When there are too few or too many incidents, or a prior, ratio or scope is none.
///
/// ```
/// use sextant_reason::hypotheses::{Case, Evidence, Voice, weigh};
/// # use jiff::civil::date;
/// let shared_server = Evidence {
///     id: "server".to_owned(),
///     group: "agency".to_owned(),
///     voice: Voice::Other,
///     ratio: 9.0,
///     scope: vec![0, 1],
///     known_from: date(2025, 5, 1),
/// };
/// let weighed = weigh(&Case { incidents: 2, prior: 0.1, evidence: &[shared_server], as_of: None })?;
/// assert!((weighed.pair(0, 1) - 0.5).abs() < 1e-12);
/// # Ok::<(), sextant_reason::hypotheses::Error>(())
/// ```
pub fn weigh(case: &Case<'_>) -> Result<Weighed, Error> {
    evidence::check(case)?;
    let mut ids = BTreeSet::new();
    if let Some(twice) = case.evidence.iter().find(|e| !ids.insert(&e.id)) {
        return Err(Error::Doubled(twice.id.clone()));
    }
    Ok(weighed(case, case.prior, |_| true))
}

/// Weighs a checked case with some of its evidence.
fn weighed(case: &Case<'_>, prior: f64, counts: impl Fn(&Evidence) -> bool) -> Weighed {
    let known = case.evidence.iter().filter(|e| evidence::is_known(e, case.as_of) && counts(e));
    let votes = evidence::votes(known);
    let priors: Vec<(Partition, f64)> = partition::all(case.incidents)
        .into_iter()
        .map(|partition| {
            let log = partition.log_prior(prior);
            (partition, log)
        })
        .collect();
    let logs: Vec<f64> = priors.iter().map(|(partition, log)| log + earned(partition, &votes)).collect();
    let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| (log - highest).exp()).sum();
    // Each keeps a hair, so that no heap of evidence rounds an answer to 0 or 1; they still sum to 1.
    let kept = 1.0 - HAIR * priors.len() as f64;
    let p = |log: f64| HAIR + kept * (log - highest).exp() / sum;
    let mut hypotheses: Vec<Hypothesis> = priors
        .into_iter()
        .zip(logs)
        .map(|((partition, prior), log)| Hypothesis { partition, prior: prior.exp(), p: p(log) })
        .collect();
    hypotheses.sort_by(|a, b| b.p.total_cmp(&a.p).then_with(|| a.partition.cmp(&b.partition)));
    Weighed { incidents: case.incidents, hypotheses }
}

fn earned(partition: &Partition, votes: &[Vote]) -> f64 {
    votes.iter().map(|vote| vote.log_ratio * partition.merges(&vote.scope) as f64).sum()
}

/// The ratio with which each piece of evidence counts: 1 where another of its origin is stronger, or where its origin
/// contradicts itself.
#[must_use]
pub fn counted(evidence: &[&Evidence]) -> Vec<f64> {
    evidence::shares(evidence).into_iter().map(f64::exp).collect()
}

/// What the answer would be otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// Without what actors claim.
    pub without_actor_claims: Weighed,
    /// Without each independence group that counts, in name order.
    pub without_group: Vec<(String, Weighed)>,
    /// With other priors of a pair.
    pub prior_sweep: Vec<(f64, Weighed)>,
}

/// Weighs a case without actors' claims, without each group and with other priors.
///
/// # Errors
/// As [`weigh`]; also when one of the other priors is none.
pub fn sensitivity(case: &Case<'_>, priors: &[f64]) -> Result<Sensitivity, Error> {
    weigh(case)?;
    if let Some(bad) = priors.iter().find(|p| !(**p > 0.0 && **p < 1.0)) {
        return Err(Error::Prior(*bad));
    }
    let known = case.evidence.iter().filter(|e| evidence::is_known(e, case.as_of));
    let groups: BTreeSet<&str> = known.map(|e| e.group.as_str()).collect();
    let without = |group: &str| weighed(case, case.prior, |e| e.group != group);
    Ok(Sensitivity {
        without_actor_claims: weighed(case, case.prior, |e| e.voice != Voice::Actor),
        without_group: groups.into_iter().map(|group| (group.to_owned(), without(group))).collect(),
        prior_sweep: priors.iter().map(|prior| (*prior, weighed(case, *prior, |_| true))).collect(),
    })
}

/// The days on which the answer may have changed, each once: for a slider over time.
#[must_use]
pub fn days(case: &Case<'_>) -> Vec<Date> {
    let known = case.evidence.iter().filter(|e| evidence::is_known(e, case.as_of));
    known.map(|e| e.known_from).collect::<BTreeSet<_>>().into_iter().collect()
}
