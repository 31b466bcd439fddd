//! How a document's event is found again among the incidents known, and a document's text among the texts known.

use crate::vocab::*;
use crate::{DocumentId, GroupId, IncidentId, Instant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One document's telling of one incident, reduced to what decides whether two tellings are of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The incident it was resolved to.
    pub incident: IncidentId,
    /// The document.
    pub document: DocumentId,
    /// When the document came out (when it was retrieved, if it does not say).
    pub at: Instant,
    /// Normalised names of the victim; a weak one (first word of a longer name) starts with `~`.
    pub keys: BTreeSet<String>,
    /// Kinds of event.
    pub kinds: BTreeSet<IncidentKind>,
    /// Dated points.
    pub dates: BTreeSet<DatedPoint>,
    /// Normalised names of the actors that are named.
    pub actors: BTreeSet<String>,
}

/// A dated point: ISO days, both ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DatedPoint {
    /// Of what.
    pub what: DateWhat,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// All sightings of one incident taken together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The incident.
    pub incident: IncidentId,
    /// When the first of its documents came out.
    pub first: Instant,
    /// When the last of its documents came out.
    pub last: Instant,
    /// Names of the victim.
    pub keys: BTreeSet<String>,
    /// Kinds of event.
    pub kinds: BTreeSet<IncidentKind>,
    /// Dated points.
    pub dates: BTreeSet<DatedPoint>,
    /// Actors named.
    pub actors: BTreeSet<String>,
}

impl Profile {
    /// The profile of one sighting.
    #[must_use]
    pub fn of(sighting: &Sighting) -> Self {
        Self {
            incident: sighting.incident,
            first: sighting.at,
            last: sighting.at,
            keys: sighting.keys.clone(),
            kinds: sighting.kinds.clone(),
            dates: sighting.dates.clone(),
            actors: sighting.actors.clone(),
        }
    }

    /// Takes one more sighting in; the order in which they come does not matter.
    pub fn absorb(&mut self, sighting: &Sighting) {
        self.first = self.first.min(sighting.at);
        self.last = self.last.max(sighting.at);
        self.keys.extend(sighting.keys.iter().cloned());
        self.kinds.extend(sighting.kinds.iter().copied());
        self.dates.extend(sighting.dates.iter().cloned());
        self.actors.extend(sighting.actors.iter().cloned());
    }
}

/// What is kept of a text to find its near-duplicates: a sketch, and bands of it that an index can look up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signature {
    /// Hashes of slices of the sketch; two near-duplicates share at least one.
    pub bands: Vec<i64>,
    /// The sketch itself (opaque to the store).
    pub sketch: Vec<u8>,
}

/// A document whose text may be a near-duplicate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// The document.
    pub document: DocumentId,
    /// The independence group of its text.
    pub group: GroupId,
    /// Its sketch.
    pub sketch: Vec<u8>,
}
