//! STIX patterns (STIX 2.1 §9; 2.0 part 5): checking, matching over observed data, equivalence.
//!
//! ```
//! use sextant_stix::pattern::{self, Version};
//!
//! assert!(pattern::check("[file:name = 'a.exe']", Version::V21).is_valid());
//!
//! let verdict = pattern::check("[file:name = ]", Version::V21);
//! assert_eq!((verdict.errors[0].line, verdict.errors[0].column), (1, 13));
//! ```
//!
//! A pattern comes from anybody: depth, path length, work and regular expressions are bounded, and where a bound is
//! reached the answer says so.

mod address;
mod bindings;
mod check;
mod compare;
mod constant;
mod equivalence;
mod fault;
mod instant;
mod like;
mod matching;
mod observed;
mod parse;
mod regexes;
mod run;
pub mod syntax;
mod token;
mod walk;
pub mod wire;
mod work;

pub use check::{Verdict, check};
pub use equivalence::{EquivalenceError, equivalent};
pub use fault::{Code, Fault};
pub use matching::{Matched, Matcher, WORK};
pub use observed::{BadObservation, Observations};
pub use run::Memory;
pub use work::TooMuchWork;

/// How deep parentheses may be.
pub const MAX_DEPTH: usize = 200;
/// How many steps a path may have.
pub const MAX_STEPS: usize = 100;

/// Which version of the language. They differ in `EXISTS`, and in that 2.1 refuses two qualifiers of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// STIX 2.0, part 5
    V20,
    /// STIX 2.1, §9
    #[default]
    V21,
}

impl std::str::FromStr for Version {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "2.0" => Ok(Version::V20),
            "2.1" => Ok(Version::V21),
            other => Err(UnknownVersion(other.chars().take(20).collect())),
        }
    }
}

/// A version that is neither "2.0" nor "2.1".
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no version of the pattern language that is read here: 2.0 or 2.1")]
pub struct UnknownVersion(String);

/// A pattern that the grammar accepts.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern<'a> {
    /// What it says.
    pub root: syntax::Observation<'a>,
}

impl<'a> Pattern<'a> {
    /// Parses a pattern: grammar only, nothing of what `check` adds.
    ///
    /// # Errors
    /// The first token that cannot stand where it stands, or a bound that is reached.
    pub fn parse(text: &'a str, version: Version) -> Result<Self, Fault> {
        parse::parse(text, version).map(|parsed| Pattern { root: parsed.root })
    }
}
