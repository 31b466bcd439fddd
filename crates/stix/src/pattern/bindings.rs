//! Which observations satisfy an observation expression (STIX 2.1 §9.3, §9.4), one way after the other, each made only
//! when it is asked for. A way is a binding: the instances of observations that it uses, each once. The order of ways is
//! that of the reference matcher, so that the first, which is the answer, is the same.

use super::compare::Comparison;
use super::instant::Instant;
use super::run::Run;
use super::work::TooMuchWork;

mod join;
mod leaf;
mod repeat;

/// One time that an observation was made: `number_observed` counts how many there are of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instance {
    pub observation: u32,
    pub time: u64,
}

/// One way to satisfy an expression.
pub(super) type Binding = Vec<Instance>;

/// The ways to satisfy an expression.
pub(super) trait Ways {
    /// The next one.
    fn next(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork>;
}

/// A condition on the times of a binding. What fails it, fails it with any further instance too.
#[derive(Debug, Clone, Copy)]
pub(super) enum Span {
    /// All within so many nanoseconds.
    Within(i128),
    /// All from the first instant on and before the second.
    Between(Instant, Instant),
}

impl Span {
    /// Whether instants can be chosen inside the observations' intervals such that the condition holds.
    pub fn holds(self, binding: &[Instance], run: &Run<'_>) -> bool {
        match self {
            Span::Within(length) => {
                let latest_start = binding.iter().map(|i| run.first(*i)).max();
                let earliest_end = binding.iter().map(|i| run.last(*i)).min();
                match (latest_start, earliest_end) {
                    (Some(start), Some(end)) => start.0 <= end.0 + length,
                    _ => false,
                }
            }
            Span::Between(start, stop) => {
                start < stop && binding.iter().all(|i| run.first(*i) < stop && run.last(*i) >= start)
            }
        }
    }
}

/// The ways of some expression.
pub(super) type Stream<'r> = Box<dyn Ways + 'r>;

/// The ways of `[…]`.
pub(super) fn leaf(comparison: &Comparison) -> Stream<'_> {
    Box::new(leaf::Leaf::new(comparison))
}

/// The ways of AND, or with `ordered` of FOLLOWEDBY.
pub(super) fn both<'r>(left: Stream<'r>, right: Stream<'r>, ordered: bool) -> Stream<'r> {
    Box::new(join::Both::new(left, right, ordered))
}

/// The ways of OR.
pub(super) fn either<'r>(left: Stream<'r>, right: Stream<'r>) -> Stream<'r> {
    Box::new(join::Either::new(left, right))
}

/// The ways of REPEATS, of which only those are wanted that meet the conditions.
pub(super) fn repeated(inner: Stream<'_>, times: u64, spans: Vec<Span>) -> Stream<'_> {
    Box::new(repeat::Repeated::new(inner, times, spans))
}

/// The ways that meet a condition.
pub(super) fn filtered(inner: Stream<'_>, span: Span) -> Stream<'_> {
    Box::new(Filtered { inner, span })
}

/// No way at all.
pub(super) fn none<'r>() -> Stream<'r> {
    Box::new(Nothing)
}

struct Filtered<'r> {
    inner: Stream<'r>,
    span: Span,
}

impl Ways for Filtered<'_> {
    fn next(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
        while let Some(binding) = self.inner.next(run)? {
            run.work.spend(1)?;
            if self.span.holds(&binding, run) {
                return Ok(Some(binding));
            }
        }
        Ok(None)
    }
}

struct Nothing;

impl Ways for Nothing {
    fn next(&mut self, _: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
        Ok(None)
    }
}

/// Whether two bindings share no instance.
fn disjoint(a: &[Instance], b: &[Instance], run: &Run<'_>) -> Result<bool, TooMuchWork> {
    run.work.spend((a.len() * b.len()) as u64)?;
    Ok(!a.iter().any(|i| b.contains(i)))
}
