//! Incidents as events of MISP, for those who run it: indicators as attributes, the victim and the documents as objects
//! of the templates for them, each claim as a note with its speaker, stance and words, what speaks against a claim as
//! an opinion on it, and the record in Markdown. An attachment carries the claims whole, from which another Sextant
//! learns them again. Nothing that only an actor says becomes an attribute, a tag or an object without saying so.
//!
//! Identities are of version 5 and follow from the store's seed, the incident, the label and the moment, as they do for
//! STIX: who is told different things is told of different events.

mod analyst;
pub(crate) mod carried;
mod event;
pub(crate) mod kept;
mod report;
mod shelf;
mod things;

pub(crate) use shelf::Shelf;

use super::bundle::visible;
use super::edition::edition;
use super::producer::Producer;
use crate::{Engine, EngineError, Result};
use event::Pen;
use kept::KeptEvents;
use sextant_misp::feed::{HASHES, Index, MANIFEST};
use sextant_model::*;
use sextant_store::Ledger;

/// A file of a feed: its name and what it holds.
pub type FeedFile = (String, Vec<u8>);

impl Engine {
    /// The incident as an event of MISP, or all of them as a list, for `audience`. The same store gives the same bytes.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such incident, or none that this audience may know of; when the
    /// store cannot be read.
    pub fn export_misp(&self, id: Option<IncidentId>, as_of: AsOf, audience: Option<Tlp>) -> Result<Vec<u8>> {
        self.ask(|ledger| {
            let press = Press::of(ledger, self.producer(), as_of, audience)?;
            let Some(id) = id else {
                let mut events = Vec::new();
                for id in visible(ledger, as_of, audience)? {
                    events.extend(press.event(ledger, id)?);
                }
                return Ok([&b"[\n"[..], &events.join(&b",\n"[..]), b"\n]\n"].concat());
            };
            let mut event = press.event(ledger, id)?.ok_or_else(|| EngineError::not_found("incident", id))?;
            event.push(b'\n');
            Ok(event)
        })
    }

    /// The files of a MISP feed of all incidents that `audience` may know of: manifest, hashes, an event each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn misp_feed(&self, as_of: AsOf, audience: Option<Tlp>) -> Result<Vec<FeedFile>> {
        self.ask(|ledger| {
            let press = Press::of(ledger, self.producer(), as_of, audience)?;
            let (mut index, mut files) = (Index::default(), Vec::new());
            for id in visible(ledger, as_of, audience)? {
                let Some(event) = press.event(ledger, id)? else { continue };
                let wire = serde_json::from_slice(&event).map_err(|error| EngineError::Output(error.to_string()))?;
                files.extend(index.add(&wire).map(|name| (name, event)));
            }
            files.push((MANIFEST.to_owned(), index.manifest().into_bytes()));
            files.push((HASHES.to_owned(), index.hashes().as_bytes().to_vec()));
            Ok(files)
        })
    }
}

/// Writes events for one audience and moment.
struct Press<'p> {
    producer: &'p Producer,
    seed: String,
    as_of: AsOf,
    audience: Option<Tlp>,
    kept: KeptEvents,
}

impl<'p> Press<'p> {
    fn of(ledger: &dyn Ledger, producer: &'p Producer, as_of: AsOf, audience: Option<Tlp>) -> Result<Self> {
        let seed = producer.seed(&ledger.seed()?);
        Ok(Self { producer, seed, as_of, audience, kept: KeptEvents::of(ledger)? })
    }

    /// The event of an incident; `None` when this audience may not know of it.
    fn event(&self, ledger: &dyn Ledger, id: IncidentId) -> Result<Option<Vec<u8>>> {
        let Some(edition) = edition(ledger, id, self.as_of, self.audience)? else { return Ok(None) };
        let moment =
            self.as_of.until.map_or_else(String::new, |until| format!("{until} {}", self.as_of.clock.as_str()));
        let scope = format!("{} {} {moment}", edition.record.id, edition.record.tlp);
        let fresh = Pen::new(&edition, self.producer, &self.seed, scope).event();
        let came = self.kept.find(edition.record.id, &fresh, self.audience);
        Ok(Some(came.map_or_else(|| fresh.to_string().into_bytes(), <[u8]>::to_vec)))
    }
}
