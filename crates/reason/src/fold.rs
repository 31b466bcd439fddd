//! The fold of claims to a record.

use sextant_model::*;

/// The record of an incident as of a moment. `claims` is filled; drop it when it was not asked for.
#[must_use]
pub fn fix(dossier: &Dossier, as_of: AsOf) -> Record {
    let _ = (dossier, as_of);
    unimplemented!("first cut")
}

/// Every line that the incident has had in the list of incidents by this clock, for this audience, oldest first.
#[must_use]
pub fn versions(dossier: &Dossier, clock: Clock, audience: Tlp) -> Vec<SummaryVersion> {
    let _ = (dossier, clock, audience);
    Vec::new()
}
