//! Questions and answers as JSON: one line in, one line out.

use super::equivalence::{self, EquivalenceError};
use super::{BadObservation, Code, Fault, Matcher, Observations, TooMuchWork, UnknownVersion, Version, check};
use crate::lines::{self, LineError};
use serde_json::{Map, Value, json};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// `{"pattern", "stix_version"?}` to `{"valid", "errors", "warnings", "problems"}`
    Check,
    /// `{"pattern", "stix_version"?, "observed_data"}` to `{"matched", "sdo_ids", "observed_data", "n_sdos", "warnings"}`
    Match,
    /// `{"p1", "p2", "stix_version"?}` to `{"equivalent"}`
    Equivalent,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// Neither 2.0 nor 2.1.
    #[error(transparent)]
    Version(#[from] UnknownVersion),
    /// The grammar does not accept the pattern.
    #[error("pattern: {0}")]
    Pattern(#[from] Fault),
    /// The observed data cannot be matched against.
    #[error(transparent)]
    Observation(#[from] BadObservation),
    /// A bound is reached.
    #[error(transparent)]
    Work(#[from] TooMuchWork),
}

impl From<EquivalenceError> for Unanswered {
    fn from(error: EquivalenceError) -> Self {
        match error {
            EquivalenceError::Pattern(fault) => Unanswered::Pattern(fault),
            EquivalenceError::Work(work) => Unanswered::Work(work),
        }
    }
}

impl Unanswered {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Unanswered::Version(_) => "unknown-version",
            Unanswered::Pattern(fault) if fault.code == Code::Limit => "limit",
            Unanswered::Pattern(_) => "pattern",
            Unanswered::Observation(_) => "observed-data",
            Unanswered::Work(_) => "limit",
        }
    }
}

impl From<Unanswered> for LineError {
    fn from(why: Unanswered) -> Self {
        Self::new(why.code(), why.to_string())
    }
}

/// Answers one line.
///
/// # Errors
/// When the line cannot be answered.
pub fn answer(question: Question, line: &[u8]) -> Result<Value, LineError> {
    let mut asked = lines::object(line)?;
    let version = match lines::text(&asked, "stix_version")? {
        None => Version::default(),
        Some(text) => text.parse().map_err(Unanswered::Version)?,
    };
    match question {
        Question::Check => Ok(checked(pattern(&asked, "pattern")?, version)),
        Question::Match => {
            let items = match asked.remove("observed_data") {
                Some(Value::Array(items)) => items,
                Some(item) => vec![item],
                None => return Err(LineError::new("no-observed-data", "there must be `observed_data`")),
            };
            Ok(matched(pattern(&asked, "pattern")?, version, items)?)
        }
        Question::Equivalent => {
            let same = equivalence::equivalent(pattern(&asked, "p1")?, pattern(&asked, "p2")?, version);
            Ok(json!({"equivalent": same.map_err(Unanswered::from)?}))
        }
    }
}

fn pattern<'a>(asked: &'a Map<String, Value>, name: &str) -> Result<&'a str, LineError> {
    lines::text(asked, name)?.ok_or_else(|| LineError::new("no-pattern", format!("there must be a string `{name}`")))
}

/// `pattern check` of one pattern.
pub fn checked(pattern: &str, version: Version) -> Value {
    let verdict = check(pattern, version);
    json!({
        "valid": verdict.is_valid(),
        "errors": sentences(&verdict.errors),
        "warnings": sentences(&verdict.warnings),
        "problems": verdict.errors.iter().chain(&verdict.warnings).collect::<Vec<_>>(),
    })
}

/// `pattern match` of one pattern.
///
/// # Errors
/// When the pattern or the observed data cannot be read, or the bound on work is reached.
pub fn matched(pattern: &str, version: Version, observed_data: Vec<Value>) -> Result<Value, Unanswered> {
    let matcher = Matcher::new(pattern, version)?;
    let observations = Observations::read(observed_data)?;
    let found = matcher.find(&observations)?;
    let (shown, ids) = found.as_ref().map(|f| (f.shown.as_slice(), f.ids.as_slice())).unwrap_or_default();
    Ok(json!({
        "matched": found.is_some(),
        "n_sdos": shown.len(),
        "sdo_ids": shown,
        "observed_data": ids,
        "warnings": sentences(&check(pattern, version).warnings),
    }))
}

fn sentences(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|fault| fault.to_string()).collect()
}
