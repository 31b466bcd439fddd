//! What validation finds: a code, a place, a sentence.

use std::fmt::{self, Write};

/// Whether a finding makes an object invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The standard says MUST.
    Error,
    /// The standard says SHOULD.
    Warning,
}

/// One thing that is wrong or unwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Error or warning.
    pub severity: Severity,
    /// What it is, as a word; warnings have the names of the reference validator's checks.
    pub code: &'static str,
    /// The number of the check, for warnings that the reference validator numbers.
    pub number: Option<u16>,
    /// The id of the object, where it has one.
    pub object: Option<String>,
    /// Where: a JSONPath from the root of what was given (RFC 9535).
    pub path: String,
    /// A sentence for a person.
    pub message: String,
}

/// A place in a document: the way to it, kept as a list that grows at its end while validation goes down.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Path<'a> {
    /// What was given.
    Root,
    /// The value of a key.
    Key(&'a Path<'a>, &'a str),
    /// An item of a list.
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub(crate) fn key(&'a self, key: &'a str) -> Path<'a> {
        Path::Key(self, key)
    }

    pub(crate) fn index(&'a self, at: usize) -> Path<'a> {
        Path::Index(self, at)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => f.write_char('$'),
            Path::Index(above, at) => write!(f, "{above}[{at}]"),
            Path::Key(above, key) if is_plain(key) => write!(f, "{above}.{key}"),
            Path::Key(above, key) => {
                write!(f, "{above}['")?;
                for character in key.chars().take(100) {
                    match character {
                        '\'' | '\\' => write!(f, "\\{character}")?,
                        control if control.is_control() => write!(f, "\\u{:04x}", u32::from(control))?,
                        other => f.write_char(other)?,
                    }
                }
                f.write_str("']")
            }
        }
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && !key.as_bytes()[0].is_ascii_digit()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A foreign text in a message: quoted, cut to what can be read.
pub(crate) struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 120;
        f.write_char('`')?;
        for character in self.0.chars().take(LONGEST) {
            f.write_char(if character.is_control() { ' ' } else { character })?;
        }
        f.write_str(if self.0.chars().nth(LONGEST).is_some() { "…`" } else { "`" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_jsonpath() {
        let objects = Path::Root.key("objects");
        let object = objects.index(3);
        assert_eq!(object.key("name").to_string(), "$.objects[3].name");
        assert_eq!(object.key("it's").to_string(), "$.objects[3]['it\\'s']");
    }
}
