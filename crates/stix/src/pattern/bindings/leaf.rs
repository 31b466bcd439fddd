//! The ways of `[…]`: each observation with an object of which the comparison is true, as often as it was observed.

use super::{Binding, Instance, Run, Ways};
use crate::pattern::compare::Comparison;
use crate::pattern::observed::Seen;
use crate::pattern::work::TooMuchWork;

/// The ways of one bracketed comparison.
pub(in crate::pattern) struct Leaf<'r> {
    comparison: &'r Comparison,
    source: Source,
    current: Option<Instance>,
}

enum Source {
    /// In the order of the observations: asked one by one, of this kind from this place on.
    Lazy(u32, usize),
    /// In another order, so all were asked before.
    Sorted(std::vec::IntoIter<u32>),
    /// Not yet begun.
    Unasked,
    /// Nothing there.
    None,
}

impl<'r> Leaf<'r> {
    pub fn new(comparison: &'r Comparison) -> Self {
        Leaf { comparison, source: Source::Unasked, current: None }
    }

    fn begin(&self, run: &Run<'_>) -> Result<Source, TooMuchWork> {
        let types = self.comparison.types();
        match (types.as_slice(), self.comparison.first_alternatives()) {
            ([one], None) => Ok(run.observations.kind(one).map_or(Source::None, |kind| Source::Lazy(kind, 0))),
            (types, _) => Ok(Source::Sorted(self.sorted(types, run)?.into_iter())),
        }
    }

    /// All observations that pass, those that pass an earlier alternative first.
    fn sorted(&self, types: &[&str], run: &Run<'_>) -> Result<Vec<u32>, TooMuchWork> {
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

    fn next_observation(&mut self, run: &Run<'_>) -> Result<Option<u32>, TooMuchWork> {
        if matches!(self.source, Source::Unasked) {
            self.source = self.begin(run)?;
        }
        let before = self.current.map(|c| c.observation);
        match &mut self.source {
            Source::Lazy(kind, from) => {
                let seen = run.observations.of_kind(*kind);
                while let Some(&candidate) = seen.get(*from) {
                    *from += 1;
                    if Some(candidate.observation) != before && self.comparison.holds(run, candidate)? {
                        return Ok(Some(candidate.observation));
                    }
                }
                Ok(None)
            }
            Source::Sorted(observations) => Ok(observations.next()),
            Source::Unasked | Source::None => Ok(None),
        }
    }
}

impl Ways for Leaf<'_> {
    fn next(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
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
        if comparison.holds(run, *seen)? {
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
