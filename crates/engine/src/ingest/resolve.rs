//! Which incidents a document's events are: looks up the candidates, lets `reason` decide, keeps what is doubtful.

use super::IngestedIncident;
use crate::Result;
use sextant_model::*;
use sextant_reason::{Event, Match};
use sextant_store::Ledger;
use std::collections::BTreeSet;

/// The incidents of one document.
#[derive(Default)]
pub(crate) struct Resolved {
    pub(crate) incidents: Vec<IngestedIncident>,
    pub(crate) sightings: Vec<Sighting>,
    pub(crate) doubts: Vec<Doubt>,
}

impl Resolved {
    /// The incidents at these positions of the reading.
    pub(super) fn ids(&self, about: &[usize]) -> Vec<IncidentId> {
        let ids: BTreeSet<_> = about.iter().filter_map(|at| self.incidents.get(*at)).map(|i| i.id).collect();
        ids.into_iter().collect()
    }
}

/// Resolves the events of one document.
pub(super) struct Resolver<'a> {
    ledger: &'a dyn Ledger,
    document: &'a Document,
    recorded: Instant,
    decided: Assignment,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(ledger: &'a dyn Ledger, document: &'a Document, recorded: Instant) -> Result<Self> {
        Ok(Self { ledger, document, recorded, decided: Assignment::new(ledger.decisions()?) })
    }

    pub(super) fn resolve(&self, reading: &Reading) -> Result<Resolved> {
        let mut resolved = Resolved::default();
        for at in 0..reading.incidents.len() {
            self.event(reading, at, &mut resolved)?;
        }
        Ok(resolved)
    }

    fn event(&self, reading: &Reading, at: usize, resolved: &mut Resolved) -> Result<()> {
        let when = self.document.published_at.unwrap_or(self.document.retrieved);
        let victim = reading.incidents[at].victim.name.clone();
        let own = IncidentId::derive(&[&self.document.id.to_string(), &sextant_reason::key(&victim), &at.to_string()]);
        let Some(mut event) = Event::of(reading, at, when) else {
            resolved.incidents.push(IngestedIncident { id: own, victim, new: true, why: None });
            return Ok(());
        };
        self.add_aliases(&mut event);
        let (from, to) = sextant_reason::search_window(when);
        let keys: Vec<String> = event.keys.iter().cloned().collect();
        let known = self.ledger.candidates(&keys, from, to)?;
        let (id, new, why) = match sextant_reason::resolve(&event, &known) {
            Match::Same(id, why) if resolved.incidents.iter().any(|taken| taken.id == id) => {
                let why = format!("{why}, but this report tells of both");
                self.doubt(own, id, &why, resolved);
                (own, true, Some(why))
            }
            Match::Same(id, why) => (id, false, Some(why)),
            Match::Doubtful(id, why) => {
                self.doubt(own, id, &why, resolved);
                (own, true, Some(why))
            }
            Match::New => (own, true, None),
        };
        resolved.sightings.push(event.sighting(id, self.document.id));
        resolved.incidents.push(IngestedIncident { id, victim, new, why });
        Ok(())
    }

    fn doubt(&self, incident: IncidentId, other: IncidentId, why: &str, resolved: &mut Resolved) {
        if incident == other || self.decided.distinct(incident, other) {
            return;
        }
        resolved.doubts.push(Doubt {
            incident,
            other,
            why: why.to_owned(),
            document: self.document.id,
            recorded: self.recorded,
            published: self.document.published_at,
        });
    }

    /// The names that a person has said to be the same organisation's find its incidents too.
    fn add_aliases(&self, event: &mut Event) {
        for (name, aliases) in self.decided.aliases() {
            let names = aliases.into_iter().chain([name]);
            let keys: BTreeSet<String> = names.map(sextant_reason::key).collect();
            if !keys.is_disjoint(&event.keys) {
                event.keys.extend(keys);
            }
        }
    }
}
