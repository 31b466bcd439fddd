//! What changed in a record between two moments.

use sextant_model::*;

/// One difference between two states of a record.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Change {
    /// `exposure/name`, `impact/people-affected`.
    pub field: String,
    /// One sentence.
    pub what: String,
    /// Standing before; `None`: not there.
    pub before: Option<Standing>,
    /// Standing after; `None`: gone.
    pub after: Option<Standing>,
}

/// What the later record says that the earlier one did not, and the reverse.
#[must_use]
pub fn changes(earlier: &Record, later: &Record) -> Vec<Change> {
    let _ = (earlier, later);
    Vec::new()
}
