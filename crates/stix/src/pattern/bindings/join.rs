//! The ways of AND, FOLLOWEDBY and OR between observation expressions (STIX 2.1 §9.3).

use super::{Binding, Run, Stream, Ways, disjoint};
use crate::pattern::work::TooMuchWork;

/// Both sides, by different instances; with `ordered`, none of the right before one of the left.
pub(in crate::pattern) struct Both<'r> {
    left: Side<'r>,
    right: Side<'r>,
    ordered: bool,
    turn: Turn,
    at: usize,
}

struct Side<'r> {
    ways: Stream<'r>,
    seen: Vec<Binding>,
    next: Option<Binding>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Begin,
    Right,
    Left,
    Done,
}

impl<'r> Side<'r> {
    fn new(ways: Stream<'r>) -> Self {
        Side { ways, seen: Vec::new(), next: None }
    }

    fn begin(&mut self, run: &Run<'_>) -> Result<bool, TooMuchWork> {
        self.next = self.ways.next(run)?;
        Ok(self.next.is_some())
    }

    /// Puts the newest to those seen, and takes the next, if there was one.
    fn pull(&mut self, run: &Run<'_>) -> Result<(), TooMuchWork> {
        if let Some(past) = self.next.take() {
            run.work.hold(past.len())?;
            self.seen.push(past);
            self.next = self.ways.next(run)?;
        }
        Ok(())
    }
}

impl<'r> Both<'r> {
    pub fn new(left: Stream<'r>, right: Stream<'r>, ordered: bool) -> Self {
        Both { left: Side::new(left), right: Side::new(right), ordered, turn: Turn::Begin, at: 0 }
    }

    fn fits(&self, left: &Binding, right: &Binding, run: &Run<'_>) -> Result<bool, TooMuchWork> {
        run.work.spend(1)?;
        Ok(disjoint(left, right, run)? && (!self.ordered || follows(left, right, run)))
    }

    /// The next one made of the newest of one side and those seen of the other.
    fn paired(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
        loop {
            let pair = match self.turn {
                Turn::Right => self.left.seen.get(self.at).zip(self.right.next.as_ref()),
                _ => self.left.next.as_ref().zip(self.right.seen.get(self.at)),
            };
            let Some((left, right)) = pair else { return Ok(None) };
            self.at += 1;
            if self.fits(left, right, run)? {
                return Ok(Some([left.as_slice(), right].concat()));
            }
        }
    }
}

/// Whether instants can be chosen such that no one of the right is before one of the left.
fn follows(left: &Binding, right: &Binding, run: &Run<'_>) -> bool {
    let latest_first = left.iter().map(|i| run.first(*i)).max();
    let earliest_last = right.iter().map(|i| run.last(*i)).min();
    latest_first <= earliest_last
}

impl Ways for Both<'_> {
    fn next(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
        if self.turn == Turn::Begin {
            let some = self.right.begin(run)? && self.left.begin(run)?;
            self.turn = if some { Turn::Right } else { Turn::Done };
        }
        while self.turn != Turn::Done {
            if let Some(binding) = self.paired(run)? {
                return Ok(Some(binding));
            }
            self.at = 0;
            if self.turn == Turn::Right {
                self.right.pull(run)?;
                self.turn = Turn::Left;
            } else {
                self.left.pull(run)?;
                self.turn = Turn::Right;
            }
            if self.left.next.is_none() && self.right.next.is_none() {
                self.turn = Turn::Done;
            }
        }
        Ok(None)
    }
}

/// One side or the other, in turn.
pub(in crate::pattern) struct Either<'r> {
    sides: [Option<Stream<'r>>; 2],
    turn: usize,
}

impl<'r> Either<'r> {
    pub fn new(left: Stream<'r>, right: Stream<'r>) -> Self {
        Either { sides: [Some(left), Some(right)], turn: 0 }
    }
}

impl Ways for Either<'_> {
    fn next(&mut self, run: &Run<'_>) -> Result<Option<Binding>, TooMuchWork> {
        for _ in 0..2 {
            let side = &mut self.sides[self.turn];
            self.turn = 1 - self.turn;
            let Some(ways) = side else { continue };
            match ways.next(run)? {
                Some(binding) => return Ok(Some(binding)),
                None => *side = None,
            }
        }
        Ok(None)
    }
}
