//! STIX patterns: asked by the program and by pages alike. They need no store: nothing is kept and nothing kept is
//! read, so the exit gate has no part in them.

use crate::{EngineError, Result};
use serde_json::Value;
pub use sextant_stix::pattern::Version;
pub use sextant_stix::pattern::wire::{Question, answer};
use sextant_stix::pattern::{self, wire};

/// Whether a pattern is valid, with what is wrong or doubtful in it.
#[must_use]
pub fn check(pattern: &str, version: Version) -> Value {
    wire::checked(pattern, version)
}

/// Which of the observations satisfy a pattern.
///
/// # Errors
/// When the pattern or the observed data cannot be read, or there is no answer within the bound on work.
pub fn find(pattern: &str, version: Version, observed_data: Vec<Value>) -> Result<Value> {
    wire::matched(pattern, version, observed_data).map_err(|error| EngineError::Invalid(error.to_string()))
}

/// Whether two patterns mean the same.
///
/// # Errors
/// When one is no pattern, or its normal form is too large.
pub fn equivalent(p1: &str, p2: &str, version: Version) -> Result<bool> {
    pattern::equivalent(p1, p2, version).map_err(|error| EngineError::Invalid(error.to_string()))
}
