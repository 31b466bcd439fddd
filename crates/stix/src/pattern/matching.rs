//! Matching a pattern over observed data (STIX 2.1 §9.8).

use super::bindings::{Binding, Span, Stream, both, either, filtered, leaf, none, repeated};
use super::compare::{Comparison, Test};
use super::constant::{Number, number};
use super::fault::Fault;
use super::instant::{SECOND, instant};
use super::observed::Observations;
use super::run::{Memory, Run};
use super::syntax::{Constant, Observation, Qualifier};
use super::work::TooMuchWork;
use super::{Pattern, Version};

/// How many steps one match may take unless it is told otherwise: some seconds.
pub const WORK: u64 = 200_000_000;

/// A pattern ready to be matched, as often as wanted.
#[derive(Debug)]
pub struct Matcher {
    root: Node,
}

/// What matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched<'o> {
    /// Places of the observations in the list that was read, ascending: the first way to satisfy the pattern.
    pub observations: Vec<usize>,
    /// Their ids; where they came in bundles, that of the (last) bundle, as the reference matcher answers.
    pub shown: Vec<Option<&'o str>>,
    /// The observed-data objects' own ids.
    pub ids: Vec<Option<&'o str>>,
}

#[derive(Debug)]
enum Node {
    Leaf(Comparison),
    And(Vec<Node>),
    Or(Vec<Node>),
    FollowedBy(Vec<Node>),
    Repeats(Box<Node>, u64),
    Span(Box<Node>, Span),
    /// A qualifier that nothing satisfies.
    Never,
}

impl Matcher {
    /// Prepares a pattern.
    ///
    /// # Errors
    /// When the grammar does not accept it.
    pub fn new(text: &str, version: Version) -> Result<Self, Fault> {
        Ok(Matcher { root: Node::of(&Pattern::parse(text, version)?.root, &mut 0) })
    }

    /// Whether the observations satisfy the pattern, and which of them.
    ///
    /// # Errors
    /// When the bound on work is reached before there is an answer.
    pub fn find<'o>(&self, observations: &'o Observations) -> Result<Option<Matched<'o>>, TooMuchWork> {
        self.find_within(observations, WORK)
    }

    /// The same with a bound of one's own.
    ///
    /// # Errors
    /// When the bound is reached before there is an answer.
    pub fn find_within<'o>(
        &self,
        observations: &'o Observations,
        work: u64,
    ) -> Result<Option<Matched<'o>>, TooMuchWork> {
        self.first(&Run::new(observations, work, &self.tests(), None))
    }

    /// The same over observations that other patterns were matched against: where their paths led is remembered.
    ///
    /// # Errors
    /// When the bound is reached before there is an answer.
    pub fn find_in<'o>(&self, memory: &Memory<'o>, work: u64) -> Result<Option<Matched<'o>>, TooMuchWork> {
        self.first(&Run::new(memory.observations, work, &self.tests(), Some(memory)))
    }

    fn tests(&self) -> Vec<&Test> {
        let mut tests = Vec::new();
        self.root.tests(&mut tests);
        tests
    }

    fn first<'o>(&self, run: &Run<'o>) -> Result<Option<Matched<'o>>, TooMuchWork> {
        let first = self.root.ways(&[]).next(run)?;
        Ok(first.map(|binding| Matched::of(&binding, run.observations)))
    }
}

impl<'o> Matched<'o> {
    fn of(binding: &Binding, observations: &'o Observations) -> Self {
        let mut places: Vec<usize> = binding.iter().map(|i| i.observation as usize).collect();
        places.sort_unstable();
        places.dedup();
        Matched {
            shown: places.iter().map(|p| observations.all[*p].shown.as_deref()).collect(),
            ids: places.iter().map(|p| observations.all[*p].id.as_deref()).collect(),
            observations: places,
        }
    }
}

impl Node {
    /// Prepares it; its tests get the numbers from `next` on.
    fn of(parsed: &Observation<'_>, next: &mut usize) -> Node {
        let mut each = |parts: &[Observation<'_>]| parts.iter().map(|part| Node::of(part, next)).collect();
        match parsed {
            Observation::Test(comparison) => Node::Leaf(Comparison::of(comparison, next)),
            Observation::And(parts) => Node::And(each(parts)),
            Observation::Or(parts) => Node::Or(each(parts)),
            Observation::FollowedBy(parts) => Node::FollowedBy(each(parts)),
            Observation::Qualified(inner, qualifier) => Node::qualified(Node::of(inner, next), *qualifier),
        }
    }

    fn qualified(inner: Node, qualifier: Qualifier<'_>) -> Node {
        let inner = Box::new(inner);
        match qualifier {
            Qualifier::Repeats(times) => match number(times.text) {
                Some(Number::Whole(0)) => Node::Never,
                Some(Number::Whole(n)) => Node::Repeats(inner, u64::try_from(n).unwrap_or(u64::MAX)),
                _ => Node::Repeats(inner, u64::MAX),
            },
            Qualifier::Within(length) => match nanoseconds(length) {
                0 => Node::Never,
                length => Node::Span(inner, Span::Within(length)),
            },
            Qualifier::StartStop(start, stop) => {
                let read = |c: Constant<'_>| instant(&c.text[2..c.text.len() - 1]);
                match (read(start), read(stop)) {
                    (Some(start), Some(stop)) if start < stop => Node::Span(inner, Span::Between(start, stop)),
                    _ => Node::Never,
                }
            }
        }
    }

    fn tests<'t>(&'t self, tests: &mut Vec<&'t Test>) {
        match self {
            Node::Leaf(comparison) => comparison.tests(tests),
            Node::And(parts) | Node::Or(parts) | Node::FollowedBy(parts) => {
                parts.iter().for_each(|part| part.tests(tests));
            }
            Node::Repeats(inner, _) | Node::Span(inner, _) => inner.tests(tests),
            Node::Never => {}
        }
    }

    /// The ways to satisfy it. `around` are the conditions that stand directly around it.
    fn ways(&self, around: &[Span]) -> Stream<'_> {
        match self {
            Node::Leaf(comparison) => leaf(comparison),
            Node::And(parts) => joined(parts, |left, right| both(left, right, false)),
            Node::FollowedBy(parts) => joined(parts, |left, right| both(left, right, true)),
            Node::Or(parts) => joined(parts, either),
            Node::Repeats(inner, times) => repeated(inner.ways(&[]), *times, around.to_vec()),
            Node::Span(inner, span) => {
                let around = [around, &[*span]].concat();
                filtered(inner.ways(&around), *span)
            }
            Node::Never => none(),
        }
    }
}

/// A chain of one operator, from the left.
fn joined<'r>(parts: &'r [Node], join: fn(Stream<'r>, Stream<'r>) -> Stream<'r>) -> Stream<'r> {
    parts.iter().map(|p| p.ways(&[])).reduce(join).unwrap_or_else(none)
}

/// A number of seconds; beyond any time that is told, where it is larger.
fn nanoseconds(seconds: Constant<'_>) -> i128 {
    const LONGEST: i128 = 1 << 100;
    match number(seconds.text) {
        Some(Number::Whole(n)) => n.min(LONGEST / SECOND) * SECOND,
        Some(Number::Float(f)) => ((f * SECOND as f64).round() as i128).min(LONGEST),
        None => LONGEST,
    }
}
