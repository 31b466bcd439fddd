//! Sources and what is stated of their reliability.

use crate::vocab::PropositionKind;
use serde::{Deserialize, Serialize};

/// A publisher, a body or a feed that documents come from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    /// Name as documents give it.
    pub name: String,
    /// Stated reliability, at most one for each kind of claim (`None`: all kinds).
    pub reliability: Vec<Reliability>,
    /// A free note.
    pub note: Option<String>,
}

/// A stated reliability on the Admiralty scale (NATO AJP-2.1): letter A–F for the source, digit 1–6 for the credibility of its claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reliability {
    /// For this kind of claim, or for all.
    pub kind: Option<PropositionKind>,
    /// `A`..`F`; F is no information.
    pub letter: char,
    /// 1..=6; 6 is no information.
    pub digit: u8,
}
