//! What is wrong with a pattern, and where.

use serde::Serialize;

/// What is wrong or doubtful in a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("line {line}:{column}: {message}")]
pub struct Fault {
    /// A word for programs.
    pub code: Code,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 0, as the reference validator counts it.
    pub column: usize,
    /// A sentence for people.
    pub message: String,
}

/// Kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The text follows no rule of the grammar.
    Syntax,
    /// Deeper or longer than is read here.
    Limit,
    /// A hash that its algorithm cannot give.
    Hash,
    /// A second qualifier of one kind on one expression.
    RepeatedQualifier,
    /// Accepted, but nothing can ever match.
    NeverMatches,
    /// A constant that its operator cannot use.
    BadConstant,
    /// A regular expression that this engine refuses: look-around, back-references, or not one at all.
    Regex,
}

impl Code {
    /// The word that stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Syntax => "syntax",
            Code::Limit => "limit",
            Code::Hash => "hash",
            Code::RepeatedQualifier => "repeated-qualifier",
            Code::NeverMatches => "never-matches",
            Code::BadConstant => "bad-constant",
            Code::Regex => "regex",
        }
    }
}

impl Fault {
    /// A fault at a byte offset of a text.
    pub(super) fn at(text: &str, offset: usize, code: Code, message: String) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let line = before.matches('\n').count() + 1;
        Fault { code, line, column: before[line_start..].chars().count(), message }
    }
}
