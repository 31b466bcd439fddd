//! Whether an event that a reading tells of is an incident that is known.

use sextant_model::*;
use std::collections::BTreeSet;

/// How many days before and after a document's date known incidents are looked for.
pub const SEARCH_DAYS: i64 = 400;

/// An event as one reading tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When the document came out, else when it was retrieved.
    pub at: Instant,
    /// Keys of the victim's names.
    pub keys: BTreeSet<String>,
    /// Kinds.
    pub kinds: BTreeSet<IncidentKind>,
    /// Dated points.
    pub dates: BTreeSet<DatedPoint>,
    /// Keys of actors named for it.
    pub actors: BTreeSet<String>,
}

impl Event {
    /// The event at position `incident` of a reading.
    #[must_use]
    pub fn of(reading: &Reading, incident: usize, at: Instant) -> Option<Self> {
        let _ = (reading, incident, at);
        None
    }

    /// The sighting that goes into the ledger once the incident is known.
    #[must_use]
    pub fn sighting(&self, incident: IncidentId, document: DocumentId) -> Sighting {
        Sighting {
            incident,
            document,
            at: self.at,
            keys: self.keys.clone(),
            kinds: self.kinds.clone(),
            dates: self.dates.clone(),
            actors: self.actors.clone(),
        }
    }
}

/// What resolution found, with why in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// It is this incident.
    Same(IncidentId, String),
    /// It may be: keep it apart and ask.
    Doubtful(IncidentId, String),
    /// It is none of them.
    New,
}

/// Between which moments to look for known incidents.
#[must_use]
pub fn search_window(at: Instant) -> (Instant, Instant) {
    let span = jiff::SignedDuration::from_hours(24 * SEARCH_DAYS);
    (at.saturating_sub(span).unwrap_or(at), at.saturating_add(span).unwrap_or(at))
}

/// Whether the event is one of `known` (any order). Conservative: what is not sure is doubtful.
#[must_use]
pub fn resolve(event: &Event, known: &[Profile]) -> Match {
    let _ = (event, known);
    Match::New
}
