//! The ways of `REPEATS n TIMES` (STIX 2.1 §9.4): n ways of the inner expression that share no instance. Conditions on
//! time that stand directly around it are used while choosing: what already lies too far apart is not completed.

use super::{Binding, Instance, Run, Span, Stream, Ways, disjoint};
use crate::pattern::work::TooMuchWork;

/// n ways of an expression at once.
pub(in crate::pattern) struct Repeated<'r> {
    inner: Stream<'r>,
    times: u64,
    spans: Vec<Span>,
    seen: Vec<Binding>,
    newest: Option<Binding>,
    chosen: Vec<Level>,
}

/// What can still be chosen at one place, and how far it was tried.
struct Level {
    candidates: Vec<u32>,
    at: usize,
}

impl<'r> Repeated<'r> {
    pub fn new(inner: Stream<'r>, times: u64, spans: Vec<Span>) -> Self {
        Repeated { inner, times, spans, seen: Vec::new(), newest: None, chosen: Vec::new() }
    }

    /// Begins with the next way of the inner expression as the last of the n.
    fn advance(&mut self, run: &Run<'_>) -> Result<bool, TooMuchWork> {
        self.seen.extend(self.newest.take());
        while let Some(binding) = self.inner.next(run)? {
            run.work.hold(binding.len())?;
            if !self.spans.iter().all(|s| s.holds(&binding, run)) {
                continue;
            }
            if (self.seen.len() as u64) + 1 < self.times {
                self.seen.push(binding);
                continue;
            }
            let all: Vec<u32> = (0..self.seen.len()).map_while(|at| u32::try_from(at).ok()).collect();
            let candidates = self.compatible(&all, &binding, run)?;
            self.newest = Some(binding);
            self.chosen.push(Level { candidates, at: 0 });
            return Ok(true);
        }
        Ok(false)
    }

    /// Those of the candidates that can stand beside this binding.
    fn compatible(&self, candidates: &[u32], beside: &Binding, run: &Run<'_>) -> Result<Vec<u32>, TooMuchWork> {
        let mut kept = Vec::new();
        for candidate in candidates {
            run.work.spend(1)?;
            let other = &self.seen[*candidate as usize];
            if disjoint(other, beside, run)? && self.spans.iter().all(|s| close(*s, other, beside, run)) {
                run.work.spend(3)?;
                kept.push(*candidate);
            }
        }
        Ok(kept)
    }

    /// The next choice of n - 1 ways beside the newest, in lexical order.
    fn choose(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
        let wanted = self.times.saturating_sub(1) as usize;
        while let Some(level) = self.chosen.last() {
            let missing = wanted - (self.chosen.len() - 1);
            let left = &level.candidates[level.at.min(level.candidates.len())..];
            if missing == 0 || left.len() < missing || !self.can_hold(left, missing, run)? {
                self.chosen.pop();
                continue;
            }
            let pick = left[0];
            if missing == 1 {
                let binding = self.bound(pick);
                self.tried();
                return Ok(Some(binding));
            }
            let candidates = self.compatible(&left[1..], &self.seen[pick as usize], run)?;
            self.tried();
            self.chosen.push(Level { candidates, at: 0 });
        }
        Ok(None)
    }

    fn tried(&mut self) {
        if let Some(level) = self.chosen.last_mut() {
            level.at += 1;
        }
    }

    /// The chosen ways, then `pick`, then the newest.
    fn bound(&self, pick: u32) -> Binding {
        let depth = self.chosen.len() - 1;
        let above = self.chosen[..depth].iter().map(|level| level.candidates[level.at - 1]);
        let mut binding: Binding = above.chain([pick]).flat_map(|at| self.seen[at as usize].iter().copied()).collect();
        binding.extend(self.newest.iter().flatten());
        binding
    }

    /// Whether so many of the candidates could be close enough together in time; counts overlaps only, so that it may
    /// say yes where instances are shared.
    fn can_hold(&self, candidates: &[u32], missing: usize, run: &Run<'_>) -> Result<bool, TooMuchWork> {
        let shortest = self.spans.iter().filter_map(|s| match s {
            Span::Within(length) => Some(*length),
            Span::Between(..) => None,
        });
        let Some(length) = shortest.min().filter(|_| missing > 1) else { return Ok(true) };
        run.work.spend(candidates.len() as u64)?;
        let mut edges: Vec<(i128, i8)> = Vec::with_capacity(candidates.len() * 2);
        for candidate in candidates {
            let binding = &self.seen[*candidate as usize];
            let (start, end) = reach(binding, run);
            edges.extend([(start - length, -1), (end, 1)]);
        }
        edges.sort_unstable();
        let mut open = 0;
        Ok(edges.iter().any(|(_, edge)| {
            open -= i64::from(*edge);
            open >= missing as i64
        }))
    }
}

/// The latest first and the earliest last observation of a binding.
fn reach(binding: &[Instance], run: &Run<'_>) -> (i128, i128) {
    let start = binding.iter().map(|i| run.first(*i).0).max().unwrap_or(i128::MIN / 2);
    let end = binding.iter().map(|i| run.last(*i).0).min().unwrap_or(i128::MAX / 2);
    (start, end)
}

/// Whether two bindings meet a condition together, each of which meets it alone.
fn close(span: Span, a: &Binding, b: &Binding, run: &Run<'_>) -> bool {
    let Span::Within(length) = span else { return true };
    let ((start_a, end_a), (start_b, end_b)) = (reach(a, run), reach(b, run));
    start_a.max(start_b) <= end_a.min(end_b) + length
}

impl Ways for Repeated<'_> {
    fn next(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
        if self.times == 1 {
            return self.inner.next(run);
        }
        loop {
            if let Some(binding) = self.choose(run)? {
                return Ok(Some(binding));
            }
            if !self.advance(run)? {
                return Ok(None);
            }
        }
    }
}
