//! A bound on work: whoever writes a pattern or an observation must not decide how long it takes.

use std::cell::Cell;

/// How many steps are left.
pub(super) struct Work(Cell<u64>);

/// The bound is reached: the question has no answer here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much work: the pattern and the observations leave more combinations than are tried")]
pub struct TooMuchWork;

impl Work {
    pub fn new(steps: u64) -> Self {
        Work(Cell::new(steps))
    }

    /// Takes so many steps.
    pub fn spend(&self, steps: u64) -> Result<(), TooMuchWork> {
        let left = self.0.get().checked_sub(steps).ok_or(TooMuchWork)?;
        self.0.set(left);
        Ok(())
    }

    /// Takes what it costs to keep so many instances: memory is bounded by the same number.
    pub fn hold(&self, things: usize) -> Result<(), TooMuchWork> {
        self.spend(40 * things as u64)
    }
}
