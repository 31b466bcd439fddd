//! A comparison expression asked of one object (STIX 2.1 §9.5, §9.6). Values of kinds that an operator does not compare
//! are no match, never an error; a constant that stands for nothing makes a test that never holds, negated or not.

use super::address::Network;
use super::check::is_homogeneous;
use super::constant::{Literal, Number, literal, unquoted};
use super::instant::instant;
use super::observed::{Observations, Seen};
use super::regexes;
use super::syntax::{self, Condition, Constant, Order};
use super::walk::{self, Found, Step};
use super::work::{TooMuchWork, Work};
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
    object_type: String,
    steps: Vec<Step>,
    negated: bool,
    asked: Asked,
}

#[derive(Debug)]
enum Asked {
    Equal(Literal),
    Order(Order, Literal),
    In(Vec<Literal>),
    /// With whether the operand is such that bytes may be compared as text.
    Like(Regex, bool),
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
    pub fn of(parsed: &syntax::Comparison<'_>) -> Comparison {
        let each = |parts: &[syntax::Comparison<'_>]| parts.iter().map(Comparison::of).collect();
        match parsed {
            syntax::Comparison::Test(test) => Comparison::Test(Box::new(Test::of(test))),
            syntax::Comparison::And(parts) => Comparison::And(each(parts)),
            syntax::Comparison::Or(parts) => Comparison::Or(each(parts)),
        }
    }

    /// Whether it is true of this object.
    pub fn holds(&self, from: &Observations, seen: Seen, work: &Work) -> Result<bool, TooMuchWork> {
        match self {
            Comparison::Test(test) => test.holds(from, seen, work),
            Comparison::And(parts) => {
                for part in parts {
                    if !part.holds(from, seen, work)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Comparison::Or(parts) => {
                for part in parts {
                    if part.holds(from, seen, work)? {
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
    fn of(parsed: &syntax::Test<'_>) -> Test {
        let inverted = matches!(parsed.condition, Condition::NotEqual(_));
        Test {
            object_type: parsed.path.object_type.to_owned(),
            steps: walk::steps(&parsed.path),
            negated: parsed.negated != inverted,
            asked: Asked::of(&parsed.condition).unwrap_or(Asked::Never),
        }
    }

    fn holds(&self, from: &Observations, seen: Seen, work: &Work) -> Result<bool, TooMuchWork> {
        work.spend(1)?;
        let object = from.object(seen);
        if matches!(self.asked, Asked::Never)
            || object.get("type").and_then(Value::as_str) != Some(self.object_type.as_str())
        {
            return Ok(false);
        }
        let scope = from.scope(seen);
        if matches!(self.asked, Asked::Exists) {
            let exists = walk::any(Found::Json(object), &self.steps, scope, work, &|_| true)?;
            return Ok(exists != self.negated);
        }
        walk::any(Found::Json(object), &self.steps, scope, work, &|found| self.passes(found))
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
                Asked::Like(regexes::of_like(&pattern)?, narrow)
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
