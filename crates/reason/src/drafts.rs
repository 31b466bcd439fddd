//! A reading's items as claims of the ledger.

use sextant_model::*;

/// A claim before incidents and group are resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Positions in `reading.incidents` that it is on; empty: on none.
    pub about: Vec<usize>,
    /// The claim; `incidents` is empty and `group` is the document's, both to be filled by the caller
    /// (see [`crate::claim_group`]).
    pub claim: Claim,
}

/// What a draft takes over from its document.
#[derive(Debug, Clone, PartialEq)]
pub struct Teller<'a> {
    /// The document.
    pub document: DocumentId,
    /// The rule set that read it: part of the claims' identity.
    pub rules: &'a str,
    /// When this store learnt it.
    pub recorded: Instant,
    /// When it came out.
    pub published: Option<Instant>,
    /// Its label.
    pub tlp: Tlp,
    /// The independence group of its text.
    pub group: GroupId,
}

/// The claims of a reading, in the order of the reading; the same reading always gives the same ids.
#[must_use]
pub fn claims_of(reading: &Reading, teller: &Teller<'_>) -> Vec<Draft> {
    let _ = (reading, teller);
    Vec::new()
}
