//! The ways of `[…]`: each observation with an object of which the comparison is true, as often as it was observed.

use super::{Binding, Instance, Ways};
use crate::pattern::compare::Comparison;
use crate::pattern::instant::Instant;
use crate::pattern::observed::{Observations, Seen};
use crate::pattern::work::{TooMuchWork, Work};

/// What one match works on.
pub(in crate::pattern) struct Run<'r> {
    pub observations: &'r Observations,
    pub work: Work,
}

impl Run<'_> {
    pub fn first(&self, instance: Instance) -> Instant {
        self.observations.all[instance.observation as usize].first
    }

    pub fn last(&self, instance: Instance) -> Instant {
        self.observations.all[instance.observation as usize].last
    }

    pub fn number(&self, observation: u32) -> u64 {
        self.observations.all[observation as usize].number
    }
}

/// The ways of one bracketed comparison.
pub(in crate::pattern) struct Leaf<'r> {
    comparison: &'r Comparison,
    source: Source<'r>,
    current: Option<Instance>,
}

enum Source<'r> {
    /// In the order of the observations: asked one by one.
    Lazy(std::iter::Copied<std::slice::Iter<'r, Seen>>),
    /// In another order, so all were asked before.
    Sorted(std::vec::IntoIter<u32>),
    /// Not yet begun.
    Unasked,
}

impl<'r> Leaf<'r> {
    pub fn new(comparison: &'r Comparison) -> Self {
        Leaf { comparison, source: Source::Unasked, current: None }
    }

    fn begin(&self, run: &Run<'r>) -> Result<Source<'r>, TooMuchWork> {
        let types = self.comparison.types();
        match (types.as_slice(), self.comparison.first_alternatives()) {
            ([one], None) => Ok(Source::Lazy(run.observations.of_type(one).iter().copied())),
            (types, _) => Ok(Source::Sorted(self.sorted(types, run)?.into_iter())),
        }
    }

    /// All observations that pass, those that pass an earlier alternative first.
    fn sorted(&self, types: &[&str], run: &Run<'r>) -> Result<Vec<u32>, TooMuchWork> {
        let mut seen: Vec<Seen> = types.iter().flat_map(|t| run.observations.of_type(t)).copied().collect();
        seen.sort_unstable();
        let mut passed: Vec<(Vec<usize>, u32)> = Vec::new();
        for group in seen.chunk_by(|a, b| a.observation == b.observation) {
            if any(self.comparison, group, run)? {
                passed.push((rank(self.comparison, group, run)?, group[0].observation));
            }
        }
        passed.sort();
        Ok(passed.into_iter().map(|(_, observation)| observation).collect())
    }

    fn next_observation(&mut self, run: &Run<'r>) -> Result<Option<u32>, TooMuchWork> {
        if matches!(self.source, Source::Unasked) {
            self.source = self.begin(run)?;
        }
        let before = self.current.map(|c| c.observation);
        match &mut self.source {
            Source::Lazy(seen) => {
                for candidate in seen {
                    if Some(candidate.observation) != before
                        && self.comparison.holds(run.observations, candidate, &run.work)?
                    {
                        return Ok(Some(candidate.observation));
                    }
                }
                Ok(None)
            }
            Source::Sorted(observations) => Ok(observations.next()),
            Source::Unasked => Ok(None),
        }
    }
}

impl<'r> Ways<'r> for Leaf<'r> {
    fn next(&mut self, run: &Run<'r>) -> Result<Option<Binding>, TooMuchWork> {
        run.work.spend(1)?;
        let next = match self.current {
            Some(Instance { observation, time }) if time + 1 < run.number(observation) => {
                Some(Instance { observation, time: time + 1 })
            }
            _ => self.next_observation(run)?.map(|observation| Instance { observation, time: 0 }),
        };
        self.current = next.or(self.current);
        Ok(next.map(|instance| vec![instance]))
    }
}

fn any(comparison: &Comparison, group: &[Seen], run: &Run<'_>) -> Result<bool, TooMuchWork> {
    for seen in group {
        if comparison.holds(run.observations, *seen, &run.work)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Which alternative an observation passes first, from the outermost leftmost OR inwards.
fn rank(comparison: &Comparison, group: &[Seen], run: &Run<'_>) -> Result<Vec<usize>, TooMuchWork> {
    let mut rank = Vec::new();
    let mut inner = comparison;
    while let Some(alternatives) = inner.first_alternatives() {
        let Some(at) = first_passed(alternatives, group, run)? else { break };
        rank.push(at);
        inner = &alternatives[at];
    }
    Ok(rank)
}

fn first_passed(alternatives: &[Comparison], group: &[Seen], run: &Run<'_>) -> Result<Option<usize>, TooMuchWork> {
    for (at, alternative) in alternatives.iter().enumerate() {
        if any(alternative, group, run)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
