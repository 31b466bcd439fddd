//! Whether a pattern is valid, as the reference validator decides it: the grammar, hashes that their algorithm can
//! give, and in 2.1 no two qualifiers of one kind. What is accepted there but can never match, is a warning here.

use super::constant::{literal, unquoted};
use super::fault::{Code, Fault};
use super::instant::instant;
use super::parse::{Parsed, parse};
use super::syntax::{Comparison, Condition, Constant, ConstantKind, Observation, Qualifier, Step, Test};
use super::{Version, address, regexes};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What checking a pattern says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Why the pattern is invalid; none: it is valid.
    pub errors: Vec<Fault>,
    /// What is valid and yet will not do what was meant.
    pub warnings: Vec<Fault>,
}

impl Verdict {
    /// Whether the pattern is valid.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Checks a pattern.
pub fn check(text: &str, version: Version) -> Verdict {
    let parsed = match begins_with_bracket(text).and_then(|()| parse(text, version)) {
        Ok(parsed) => parsed,
        Err(fault) => return Verdict { errors: vec![fault], warnings: Vec::new() },
    };
    let mut checker = Checker { text, errors: Vec::new(), warnings: Vec::new() };
    checker.repeated_qualifiers(&parsed, version);
    checker.observation(&parsed.root);
    Verdict { errors: checker.errors, warnings: checker.warnings }
}

/// Before its first bracket a pattern holds parentheses and white space only: no comment, as the reference has it.
fn begins_with_bracket(text: &str) -> Result<(), Fault> {
    match text.char_indices().find(|(_, c)| *c != '(' && !c.is_whitespace()) {
        Some((_, '[')) => Ok(()),
        Some((at, _)) => {
            Err(Fault::at(text, at, Code::Syntax, "a comparison stands in square brackets: '[' is missing here".into()))
        }
        None => Err(Fault::at(text, text.len(), Code::Syntax, "a pattern without any comparison in brackets".into())),
    }
}

struct Checker<'a> {
    text: &'a str,
    errors: Vec<Fault>,
    warnings: Vec<Fault>,
}

impl Checker<'_> {
    fn warn(&mut self, at: usize, code: Code, message: impl Into<String>) {
        self.warnings.push(Fault::at(self.text, at, code, message.into()));
    }

    /// Directly on a bracketed comparison they are an error in 2.1; on a group the reference lets them pass.
    fn repeated_qualifiers(&mut self, parsed: &Parsed<'_>, version: Version) {
        for repeated in parsed.repeated.iter().filter(|_| version == Version::V21) {
            let message = format!("a second {} on one expression", repeated.name);
            let fault = Fault::at(self.text, repeated.at, Code::RepeatedQualifier, message);
            if repeated.direct { &mut self.errors } else { &mut self.warnings }.push(fault);
        }
    }

    fn observation(&mut self, observation: &Observation<'_>) {
        match observation {
            Observation::Test(comparison) => self.bracketed(comparison),
            Observation::And(parts) | Observation::Or(parts) | Observation::FollowedBy(parts) => {
                parts.iter().for_each(|p| self.observation(p));
            }
            Observation::Qualified(inner, qualifier) => {
                self.observation(inner);
                self.qualifier(*qualifier);
            }
        }
    }

    fn qualifier(&mut self, qualifier: Qualifier<'_>) {
        match qualifier {
            Qualifier::Repeats(times) if times.text.trim_start_matches('+') == "0" => {
                self.warn(times.at, Code::NeverMatches, "REPEATS 0 TIMES: nothing matches");
            }
            Qualifier::Within(seconds) if !seconds.text.contains(|c: char| ('1'..='9').contains(&c)) => {
                self.warn(seconds.at, Code::NeverMatches, "WITHIN 0 SECONDS: nothing matches");
            }
            Qualifier::StartStop(start, stop) => {
                let read = |c: Constant<'_>| instant(&c.text[2..c.text.len() - 1]);
                match (read(start), read(stop)) {
                    (Some(a), Some(b)) if a < b => {}
                    (Some(_), Some(_)) => {
                        self.warn(start.at, Code::NeverMatches, "START is not before STOP: nothing matches");
                    }
                    _ => self.warn(start.at, Code::NeverMatches, "a day that does not exist: nothing matches"),
                }
            }
            _ => {}
        }
    }

    fn bracketed(&mut self, comparison: &Comparison<'_>) {
        if let Some(at) = impossible(comparison) {
            let message = "AND over objects of different types: all tests in one [ ] are of one object, none can match";
            self.warn(at, Code::NeverMatches, message);
        }
        comparison.each_test(&mut |test| self.test(test));
    }

    fn test(&mut self, test: &Test<'_>) {
        if let Some(algorithm) = hash_algorithm(&test.path.steps) {
            for constant in compared_whole(&test.condition).iter().filter(|c| !algorithm.fits(&value_text(**c))) {
                let message = format!("{} is no {} hash", constant.text, algorithm.name);
                self.errors.push(Fault::at(self.text, constant.at, Code::Hash, message));
            }
        }
        if test.path.steps.iter().any(|s| matches!(s, Step::Index(n) if n.starts_with('-') && *n != "-0")) {
            self.warn(test.at, Code::NeverMatches, "a negative list index: nothing is there");
        }
        self.condition(test);
    }

    fn condition(&mut self, test: &Test<'_>) {
        match &test.condition {
            Condition::Equal(c) | Condition::NotEqual(c) | Condition::Order(_, c) => self.constant(*c),
            Condition::In(members) => {
                members.iter().for_each(|c| self.constant(*c));
                if !is_homogeneous(members) {
                    self.warn(members[0].at, Code::NeverMatches, "a set of constants of different kinds never matches");
                }
            }
            Condition::Matches(c) => {
                if let Some(reason) = regexes::refused(&unquoted(c.text)) {
                    let message = format!("{reason}: the matcher refuses this regular expression, it never matches");
                    self.warn(c.at, Code::Regex, message);
                }
            }
            Condition::IsSubset(c) | Condition::IsSuperset(c)
                if address::Network::read(&unquoted(c.text)).is_none() =>
            {
                self.warn(c.at, Code::BadConstant, "neither an IP address nor a CIDR block: never matches");
            }
            _ => {}
        }
    }

    fn constant(&mut self, constant: Constant<'_>) {
        if constant.kind == ConstantKind::Timestamp && literal(constant).is_none() {
            self.warn(constant.at, Code::BadConstant, "a day that does not exist: never matches");
        }
    }
}

/// Whether a set's constants are of one kind; whole numbers and others are one.
pub(super) fn is_homogeneous(members: &[Constant<'_>]) -> bool {
    let kind = |c: &Constant<'_>| match c.kind {
        ConstantKind::Float => ConstantKind::Integer,
        ConstantKind::Binary => ConstantKind::Hex,
        other => other,
    };
    members.windows(2).all(|pair| kind(&pair[0]) == kind(&pair[1]))
}

/// Where an AND begins whose parts no single object can satisfy, because they name different types.
fn impossible(comparison: &Comparison<'_>) -> Option<usize> {
    match comparison {
        Comparison::Test(_) => None,
        Comparison::Or(parts) => parts.iter().find_map(impossible),
        Comparison::And(parts) => parts.iter().find_map(impossible).or_else(|| {
            let mut at = None;
            comparison.each_test(&mut |t| at = at.or(Some(t.at)));
            types(comparison).is_empty().then_some(at).flatten()
        }),
    }
}

/// The object types of which an object could satisfy the comparison.
fn types<'a>(comparison: &Comparison<'a>) -> BTreeSet<&'a str> {
    match comparison {
        Comparison::Test(test) => BTreeSet::from([test.path.object_type]),
        Comparison::Or(parts) => parts.iter().flat_map(types).collect(),
        Comparison::And(parts) => {
            let mut sets = parts.iter().map(types);
            let first = sets.next().unwrap_or_default();
            sets.fold(first, |left, right| &left & &right)
        }
    }
}

/// The constants that a value is compared with as a whole; patterns of characters are no hashes.
fn compared_whole<'c, 'a>(condition: &'c Condition<'a>) -> &'c [Constant<'a>] {
    match condition {
        Condition::Equal(c) | Condition::NotEqual(c) | Condition::Order(_, c) => std::slice::from_ref(c),
        Condition::In(members) => members,
        _ => &[],
    }
}

fn value_text(constant: Constant<'_>) -> Cow<'_, str> {
    if constant.kind == ConstantKind::String { unquoted(constant.text) } else { constant.text.into() }
}

/// A hash algorithm with the form of its hashes.
struct Algorithm {
    name: &'static str,
    form: Form,
}

enum Form {
    Hex(&'static [usize]),
    /// ssdeep's own letters, up to 128 of them.
    Ssdeep,
}

impl Algorithm {
    fn fits(&self, hash: &str) -> bool {
        match self.form {
            Form::Hex(lengths) => lengths.contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_hexdigit()),
            Form::Ssdeep => {
                (1..=128).contains(&hash.len())
                    && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"/+:.".contains(&b))
            }
        }
    }
}

const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("MD5", Algorithm { name: "MD5", form: Form::Hex(&[32]) }),
    ("MD6", Algorithm { name: "MD6", form: Form::Hex(&[32, 40, 56, 64, 96, 128]) }),
    ("RIPEMD160", Algorithm { name: "RIPEMD-160", form: Form::Hex(&[40]) }),
    ("SHA1", Algorithm { name: "SHA-1", form: Form::Hex(&[40]) }),
    ("SHA224", Algorithm { name: "SHA-224", form: Form::Hex(&[56]) }),
    ("SHA256", Algorithm { name: "SHA-256", form: Form::Hex(&[64]) }),
    ("SHA384", Algorithm { name: "SHA-384", form: Form::Hex(&[96]) }),
    ("SHA512", Algorithm { name: "SHA-512", form: Form::Hex(&[128]) }),
    ("SHA3224", Algorithm { name: "SHA3-224", form: Form::Hex(&[56]) }),
    ("SHA3256", Algorithm { name: "SHA3-256", form: Form::Hex(&[64]) }),
    ("SHA3384", Algorithm { name: "SHA3-384", form: Form::Hex(&[96]) }),
    ("SHA3512", Algorithm { name: "SHA3-512", form: Form::Hex(&[128]) }),
    ("SSDEEP", Algorithm { name: "SSDEEP", form: Form::Ssdeep }),
    ("WHIRLPOOL", Algorithm { name: "WHIRLPOOL", form: Form::Hex(&[128]) }),
];

/// The algorithm whose hash the path leads to: a step `hashes` somewhere, a known name last.
fn hash_algorithm(steps: &[Step<'_>]) -> Option<&'static Algorithm> {
    let is_hashes = |step: &Step<'_>| matches!(step, Step::Name("hashes") | Step::Quoted("'hashes'"));
    if !steps.iter().any(is_hashes) {
        return None;
    }
    let name = match steps.last()? {
        Step::Name(name) => Cow::Borrowed(*name),
        Step::Quoted(text) => unquoted(text),
        _ => return None,
    };
    let last: String = name.to_uppercase().chars().filter(|c| !matches!(c, '-' | '\'')).collect();
    ALGORITHMS.iter().find(|(key, _)| *key == last).map(|(_, algorithm)| algorithm)
}
