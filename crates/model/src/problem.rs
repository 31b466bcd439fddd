//! What went wrong with an input. Parsers return a value *and* problems; a problem never hides one.

use serde::{Deserialize, Serialize};

/// One fault of an input: a stable code, the place and a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable, kebab-case: `too-large`, `pdf-encrypted`, `not-read-language`.
    pub code: String,
    /// File, URL, entry or byte offset.
    pub place: String,
    /// One sentence for a person.
    pub message: String,
}

impl Problem {
    /// A problem from its three parts.
    pub fn new(code: &str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), place: place.into(), message: message.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.message, self.code)
    }
}

/// A word that a closed vocabulary does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {vocabulary} {word:?}: use one of {allowed}")]
pub struct UnknownWord {
    vocabulary: &'static str,
    word: String,
    allowed: String,
}

impl UnknownWord {
    pub(crate) fn new(vocabulary: &'static str, word: &str, allowed: &[&str]) -> Self {
        Self { vocabulary, word: word.to_owned(), allowed: allowed.join(", ") }
    }
}
