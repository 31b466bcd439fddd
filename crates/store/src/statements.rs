//! Statements: things of which the last word under a name holds, and every word before it stays. Advisories, recipients,
//! deliveries, watches and the words of feeds are kept so. What a body says is the caller's matter.

use crate::Result;
use sextant_model::Instant;

/// A statement to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<'a> {
    /// What sort of thing: `advisory`, `recipient`.
    pub kind: &'a str,
    /// The name under which the last statement holds.
    pub id: &'a str,
    /// A word to find those by whose last statement has it: a state.
    pub shelf: &'a str,
    /// What is stated.
    pub body: &'a str,
    /// The number of the statement that this one follows, 0 for the first: another one that came between refuses it.
    pub after: u64,
    /// What the audit log says of it.
    pub detail: &'a str,
}

/// A statement that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its number: later ones are greater.
    pub seq: u64,
    /// The name.
    pub id: String,
    /// The word to find it by.
    pub shelf: String,
    /// What is stated.
    pub body: String,
    /// Who stated it, as the audit log has it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Keeps statements. Each is one audit entry.
pub trait Statements {
    /// Keeps a statement and gives its number.
    ///
    /// # Errors
    /// [`StoreError::Refused`](crate::StoreError::Refused) when it does not follow the last one under its name; the
    /// database's faults.
    fn state(&mut self, statement: &Statement<'_>, by: &str, recorded: Instant) -> Result<u64>;
    /// The statement that holds under a name.
    ///
    /// # Errors
    /// The database's faults (as for every question below).
    fn stated(&self, kind: &str, id: &str) -> Result<Option<Stated>>;
    /// Those that hold, in the order in which they were stated; with `shelf`, those on it.
    ///
    /// # Errors
    /// The database's faults.
    fn all_stated(&self, kind: &str, shelf: Option<&str>) -> Result<Vec<Stated>>;
    /// Every statement under a name, oldest first.
    ///
    /// # Errors
    /// The database's faults.
    fn statements(&self, kind: &str, id: &str) -> Result<Vec<Stated>>;
}
