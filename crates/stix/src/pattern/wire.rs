//! Questions and answers as JSON: one line in, one line out. A bad line gives `{"error": {"code", "message"}}` in its
//! place, so that the rest can go on.

use super::equivalence::{self, EquivalenceError};
use super::{BadObservation, Code, Fault, Matcher, Observations, TooMuchWork, UnknownVersion, Version, check};
use serde::Deserialize;
use serde_json::{Value, json};

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

/// Why a line has no answer.
#[derive(Debug, thiserror::Error)]
pub enum BadLine {
    /// No JSON, or not of the form that is asked for.
    #[error("not the JSON that is asked for: {0}")]
    Json(#[from] serde_json::Error),
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

impl From<EquivalenceError> for BadLine {
    fn from(error: EquivalenceError) -> Self {
        match error {
            EquivalenceError::Pattern(fault) => BadLine::Pattern(fault),
            EquivalenceError::Work(work) => BadLine::Work(work),
        }
    }
}

impl BadLine {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            BadLine::Json(_) => "json",
            BadLine::Version(_) => "version",
            BadLine::Pattern(fault) if fault.code == Code::Limit => "limit",
            BadLine::Pattern(_) => "pattern",
            BadLine::Observation(_) => "observed-data",
            BadLine::Work(_) => "limit",
        }
    }

    /// The line that stands in the answer's place.
    pub fn to_json(&self) -> Value {
        json!({"error": {"code": self.code(), "message": self.to_string()}})
    }
}

#[derive(Deserialize)]
struct Checked {
    pattern: String,
    stix_version: Option<String>,
}

#[derive(Deserialize)]
struct MatchedAgainst {
    pattern: String,
    stix_version: Option<String>,
    observed_data: OneOrMany,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Value>),
    One(Value),
}

#[derive(Deserialize)]
struct Compared {
    p1: String,
    p2: String,
    stix_version: Option<String>,
}

/// Answers one line.
///
/// # Errors
/// When the line cannot be answered.
pub fn answer(question: Question, line: &str) -> Result<Value, BadLine> {
    match question {
        Question::Check => {
            let asked: Checked = serde_json::from_str(line)?;
            Ok(checked(&asked.pattern, version(asked.stix_version.as_deref())?))
        }
        Question::Match => {
            let asked: MatchedAgainst = serde_json::from_str(line)?;
            let items = match asked.observed_data {
                OneOrMany::Many(items) => items,
                OneOrMany::One(item) => vec![item],
            };
            matched(&asked.pattern, version(asked.stix_version.as_deref())?, items)
        }
        Question::Equivalent => {
            let asked: Compared = serde_json::from_str(line)?;
            let version = version(asked.stix_version.as_deref())?;
            Ok(json!({"equivalent": equivalence::equivalent(&asked.p1, &asked.p2, version)?}))
        }
    }
}

fn version(text: Option<&str>) -> Result<Version, UnknownVersion> {
    text.map_or(Ok(Version::default()), str::parse)
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
pub fn matched(pattern: &str, version: Version, observed_data: Vec<Value>) -> Result<Value, BadLine> {
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
