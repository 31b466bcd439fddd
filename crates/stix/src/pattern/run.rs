//! What one match works on, and what is remembered from one match to the next: where each path leads in each object.
//! Many patterns ask for the same few paths, and following one costs more than comparing what it leads to.

use super::bindings::Instance;
use super::compare::Test;
use super::instant::Instant;
use super::observed::{Observations, Seen};
use super::walk::{self, Found, Step};
use super::work::Work;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// Observations with what was found in them while patterns were matched ([`Matcher::find_in`](super::Matcher::find_in)).
/// It grows with the number of different paths that are asked for.
#[derive(Debug)]
pub struct Memory<'o> {
    pub(super) observations: &'o Observations,
    kinds: RefCell<HashMap<u32, Columns<'o>>>,
}

/// The paths that were asked for of one type.
type Columns<'o> = HashMap<Vec<Step>, Rc<Column<'o>>>;

/// Where one path leads in each object of a type.
#[derive(Debug)]
struct Column<'o>(Box<[OnceCell<Option<Found<'o>>>]>);

impl Observations {
    /// A memory for patterns that are matched one after the other.
    #[must_use]
    pub fn memory(&self) -> Memory<'_> {
        Memory { observations: self, kinds: RefCell::default() }
    }
}

impl<'o> Memory<'o> {
    fn column(&self, kind: u32, steps: &[Step]) -> Rc<Column<'o>> {
        let mut kinds = self.kinds.borrow_mut();
        let of_kind = kinds.entry(kind).or_default();
        if let Some(known) = of_kind.get(steps) {
            return Rc::clone(known);
        }
        let objects = self.observations.of_kind(kind).len();
        let column = Rc::new(Column((0..objects).map(|_| OnceCell::new()).collect()));
        of_kind.insert(steps.to_vec(), Rc::clone(&column));
        column
    }
}

/// One match.
pub(super) struct Run<'o> {
    pub observations: &'o Observations,
    pub work: Work,
    tests: Vec<Bound<'o>>,
}

/// What a test is asked of in these observations.
pub(super) struct Bound<'o> {
    /// The objects' type, if there are any.
    pub kind: Option<u32>,
    column: Option<Rc<Column<'o>>>,
}

impl<'o> Run<'o> {
    /// A match of a pattern that has these tests, in the order of their numbers.
    pub fn new(observations: &'o Observations, work: u64, tests: &[&Test], memory: Option<&Memory<'o>>) -> Self {
        let bound = |test: &&Test| {
            let kind = observations.kind(test.object_type());
            let column = kind.zip(memory).filter(|_| test.leads_to_one());
            Bound { kind, column: column.map(|(kind, memory)| memory.column(kind, test.steps())) }
        };
        Self { observations, work: Work::new(work), tests: tests.iter().map(bound).collect() }
    }

    pub fn bound(&self, number: usize) -> Option<&Bound<'o>> {
        self.tests.get(number)
    }

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

impl<'o> Bound<'o> {
    /// Where a path that leads to one value at most leads in an object.
    pub fn reached<R>(
        &self,
        observations: &'o Observations,
        seen: Seen,
        steps: &[Step],
        ask: impl FnOnce(Option<&Found<'o>>) -> R,
    ) -> R {
        let walk = || walk::one(Found::Json(observations.object(seen)), steps, observations.scope(seen));
        match self.column.as_ref().and_then(|column| column.0.get(seen.place as usize)) {
            Some(cell) => ask(cell.get_or_init(walk).as_ref()),
            None => ask(walk().as_ref()),
        }
    }
}
