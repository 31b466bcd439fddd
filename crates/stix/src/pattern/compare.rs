//! A comparison expression asked of one object (STIX 2.1 §9.5, §9.6). Values of kinds that an operator does not compare
//! are no match, never an error; a constant that stands for nothing makes a test that never holds, negated or not.

use super::address::Network;
use super::check::is_homogeneous;
use super::constant::{Literal, Number, literal, unquoted};
use super::instant::instant;
use super::like::Like;
use super::observed::Seen;
use super::regexes;
use super::run::Run;
use super::syntax::{self, Condition, Constant, Order};
use super::walk::{self, Found, Step};
use super::work::TooMuchWork;
use regex::{Regex, bytes};
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// A comparison, ready to be asked.
#[derive(Debug)]
pub(super) enum Comparison {
    Test(Box<Test>),
    And(Vec<Comparison>),
    Or(Vec<Comparison>),
}

/// One property with what is asked of it.
#[derive(Debug)]
pub(super) struct Test {
    /// Its place among the tests of the pattern.
    number: usize,
    object_type: String,
    steps: Vec<Step>,
    /// Whether the steps lead to one value at most.
    leads_to_one: bool,
    negated: bool,
    asked: Asked,
}

#[derive(Debug)]
enum Asked {
    Equal(Literal),
    Order(Order, Literal),
    In(Vec<Literal>),
    /// With whether the operand is such that bytes may be compared as text.
    Like(Like, bool),
    Matches(Regex, Option<bytes::Regex>),
    IsSubset(Network),
    IsSuperset(Network),
    Exists,
    Never,
}

/// What a value says to a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    /// The two cannot be compared: false, and its negation is false too.
    Incomparable,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Answer::Yes } else { Answer::No }
    }
}

impl Comparison {
    /// Prepares it; its tests get the numbers from `next` on.
    pub fn of(parsed: &syntax::Comparison<'_>, next: &mut usize) -> Comparison {
        let mut each = |parts: &[syntax::Comparison<'_>]| parts.iter().map(|part| Comparison::of(part, next)).collect();
        match parsed {
            syntax::Comparison::And(parts) => Comparison::And(each(parts)),
            syntax::Comparison::Or(parts) => Comparison::Or(each(parts)),
            syntax::Comparison::Test(test) => {
                let number = *next;
                *next += 1;
                Comparison::Test(Box::new(Test::of(test, number)))
            }
        }
    }

    /// Its tests, in the order of their numbers.
    pub fn tests<'t>(&'t self, tests: &mut Vec<&'t Test>) {
        match self {
            Comparison::Test(test) => tests.push(test),
            Comparison::And(parts) | Comparison::Or(parts) => parts.iter().for_each(|part| part.tests(tests)),
        }
    }

    /// Whether it is true of this object.
    pub fn holds(&self, run: &Run<'_>, seen: Seen) -> Result<bool, TooMuchWork> {
        match self {
            Comparison::Test(test) => test.holds(run, seen),
            Comparison::And(parts) => {
                for part in parts {
                    if !part.holds(run, seen)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Comparison::Or(parts) => {
                for part in parts {
                    if part.holds(run, seen)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// The object types that its paths start from, each once.
    pub fn types(&self) -> Vec<&str> {
        let mut types = match self {
            Comparison::Test(test) => return vec![&test.object_type],
            Comparison::And(parts) | Comparison::Or(parts) => parts.iter().flat_map(Comparison::types).collect(),
        };
        let types: &mut Vec<&str> = &mut types;
        types.sort_unstable();
        types.dedup();
        std::mem::take(types)
    }

    /// The leftmost alternatives, outermost first: they say in which order observations are named.
    pub fn first_alternatives(&self) -> Option<&[Comparison]> {
        match self {
            Comparison::Test(_) => None,
            Comparison::Or(parts) => Some(parts),
            Comparison::And(parts) => parts.first().and_then(Comparison::first_alternatives),
        }
    }
}

impl Test {
    fn of(parsed: &syntax::Test<'_>, number: usize) -> Test {
        let inverted = matches!(parsed.condition, Condition::NotEqual(_));
        let steps = walk::steps(&parsed.path);
        Test {
            number,
            object_type: parsed.path.object_type.to_owned(),
            leads_to_one: !steps.contains(&Step::Any),
            steps,
            negated: parsed.negated != inverted,
            asked: Asked::of(&parsed.condition).unwrap_or(Asked::Never),
        }
    }

    /// The type of the objects that it is asked of.
    pub fn object_type(&self) -> &str {
        &self.object_type
    }

    /// The steps from such an object to what it asks for.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether they lead to one value at most.
    pub fn leads_to_one(&self) -> bool {
        self.leads_to_one
    }

    fn holds(&self, run: &Run<'_>, seen: Seen) -> Result<bool, TooMuchWork> {
        run.work.spend(1)?;
        let Some(bound) = run.bound(self.number).filter(|bound| bound.kind == Some(seen.kind)) else {
            return Ok(false);
        };
        let exists = matches!(self.asked, Asked::Exists);
        if matches!(self.asked, Asked::Never) {
            return Ok(false);
        }
        let passes = |found: &Found<'_>| exists || self.passes(found);
        let passed = if self.leads_to_one {
            run.work.spend(self.steps.len() as u64)?;
            bound.reached(run.observations, seen, &self.steps, |found| found.is_some_and(passes))
        } else {
            let (object, scope) = (run.observations.object(seen), run.observations.scope(seen));
            walk::any(Found::Json(object), &self.steps, scope, &run.work, &passes)?
        };
        Ok(if exists { passed != self.negated } else { passed })
    }

    fn passes(&self, found: &Found<'_>) -> bool {
        match self.asked.answer(found) {
            Answer::Incomparable => false,
            answer => (answer == Answer::Yes) != self.negated,
        }
    }
}

impl Asked {
    /// None if the operand stands for nothing.
    fn of(condition: &Condition<'_>) -> Option<Asked> {
        let normal = |c: &Constant<'_>| unquoted(c.text).nfc().collect::<String>();
        Some(match condition {
            Condition::Equal(c) | Condition::NotEqual(c) => Asked::Equal(literal(*c)?),
            Condition::Order(order, c) => Asked::Order(*order, literal(*c)?),
            Condition::In(members) if !is_homogeneous(members) => return None,
            Condition::In(members) => Asked::In(members.iter().map(|c| literal(*c)).collect::<Option<_>>()?),
            Condition::Like(c) => {
                let pattern = normal(c);
                let narrow = pattern.chars().all(|c| u32::from(c) < 256);
                Asked::Like(Like::of(&pattern)?, narrow)
            }
            Condition::Matches(c) => {
                let pattern = normal(c);
                Asked::Matches(regexes::of_text(&pattern)?, regexes::of_bytes(&pattern))
            }
            Condition::IsSubset(c) => Asked::IsSubset(Network::read(&unquoted(c.text))?),
            Condition::IsSuperset(c) => Asked::IsSuperset(Network::read(&unquoted(c.text))?),
            Condition::Exists => Asked::Exists,
        })
    }

    fn answer(&self, found: &Found<'_>) -> Answer {
        match self {
            Asked::Equal(constant) => equal(found, constant),
            Asked::Order(order, constant) => ordered(found, *order, constant),
            Asked::In(members) => among(found, members),
            Asked::Like(like, narrow) => match found {
                Found::Json(Value::String(text)) => like.is_match(&normalised(text)).into(),
                Found::Bytes(bytes) if *narrow => {
                    std::str::from_utf8(bytes).is_ok_and(|text| like.is_match(&normalised(text))).into()
                }
                _ => Answer::No,
            },
            Asked::Matches(of_text, of_bytes) => match found {
                Found::Json(Value::String(text)) => of_text.is_match(&normalised(text)).into(),
                Found::Bytes(bytes) => of_bytes.as_ref().is_some_and(|r| r.is_match(bytes)).into(),
                _ => Answer::No,
            },
            Asked::IsSubset(outer) => network(found, |inner| inner.is_within(*outer)),
            Asked::IsSuperset(inner) => network(found, |outer| inner.is_within(outer)),
            Asked::Exists => Answer::Yes,
            Asked::Never => Answer::Incomparable,
        }
    }
}

/// Text in normalisation form C, as LIKE and MATCHES compare it (§9.6).
fn normalised(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

fn equal(found: &Found<'_>, constant: &Literal) -> Answer {
    match (constant, found) {
        (Literal::Instant(a), Found::Json(Value::String(text))) => {
            instant(text).map_or(Answer::Incomparable, |b| (*a == b).into())
        }
        (Literal::Number(a), Found::Json(Value::Number(b))) => (*a == Number::of_json(b)).into(),
        (Literal::Text(a), Found::Json(Value::String(b))) => (a == b).into(),
        (Literal::Bool(a), Found::Json(Value::Bool(b))) => (a == b).into(),
        (Literal::Text(text), Found::Bytes(bytes)) => (text_to_bytes(text, bytes) == Some(Ordering::Equal)).into(),
        (Literal::Bytes(bytes), Found::Json(Value::String(text))) => {
            (text_to_bytes(text, bytes) == Some(Ordering::Equal)).into()
        }
        (Literal::Bytes(a), Found::Bytes(b)) => (a.as_slice() == b.as_ref()).into(),
        _ => Answer::No,
    }
}

fn ordered(found: &Found<'_>, order: Order, constant: &Literal) -> Answer {
    let ordering = match (found, constant) {
        (Found::Json(Value::String(text)), Literal::Instant(b)) => instant(text).map(|a| a.cmp(b)),
        (Found::Json(Value::Number(a)), Literal::Number(b)) => Number::of_json(a).order(*b),
        (Found::Json(Value::String(a)), Literal::Text(b)) => Some(a.as_str().cmp(b.as_str())),
        (Found::Bytes(a), Literal::Bytes(b)) => Some(a.as_ref().cmp(b.as_slice())),
        (Found::Json(Value::String(text)), Literal::Bytes(bytes)) => match text_to_bytes(text, bytes) {
            None => return Answer::No,
            ordering => ordering,
        },
        (Found::Bytes(bytes), Literal::Text(text)) => match text_to_bytes(text, bytes) {
            None => return Answer::No,
            ordering => ordering.map(Ordering::reverse),
        },
        _ => None,
    };
    ordering.map_or(Answer::Incomparable, |ordering| {
        match order {
            Order::Less => ordering.is_lt(),
            Order::LessEqual => ordering.is_le(),
            Order::Greater => ordering.is_gt(),
            Order::GreaterEqual => ordering.is_ge(),
        }
        .into()
    })
}

/// Text against bytes: each character stands for the byte of its number; above 255 there is no comparison (§9.1).
fn text_to_bytes(text: &str, bytes: &[u8]) -> Option<Ordering> {
    if text.chars().any(|c| u32::from(c) > 255) {
        return None;
    }
    Some(text.chars().map(|c| u32::from(c) as u8).cmp(bytes.iter().copied()))
}

fn among(found: &Found<'_>, members: &[Literal]) -> Answer {
    let mut answer = Answer::No;
    for member in members {
        match equal(found, member) {
            Answer::Yes => return Answer::Yes,
            Answer::Incomparable => answer = Answer::Incomparable,
            Answer::No => {}
        }
    }
    answer
}

fn network(found: &Found<'_>, holds: impl Fn(Network) -> bool) -> Answer {
    match found {
        Found::Json(Value::String(text)) => Network::read(text).map_or(Answer::Incomparable, |n| holds(n).into()),
        _ => Answer::No,
    }
}
