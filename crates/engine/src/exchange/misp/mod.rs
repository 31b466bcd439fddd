//! Incidents as events of MISP, for those who run it: indicators as attributes, the victim and the documents as objects
//! of the templates for them, each claim as a note with its speaker, stance and words, what speaks against a claim as
//! an opinion on it, and the record in Markdown. An attachment carries the claims whole, from which another Sextant
//! learns them again. Nothing that only an actor says becomes an attribute, a tag or an object without saying so.
//!
//! Identities are of version 5 and follow from the store's seed, the incident, the label and the moment, as they do for
//! STIX: who is told different things is told of different events.

mod advisory;
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
use crate::advisory::Told;
use crate::{Engine, EngineError, Result};
use event::Pen;
use kept::KeptEvents;
use serde_json::Value;
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

    /// An advisory as it is out, as one event of MISP; `None` where nothing of it is out for this audience.
    ///
    /// # Errors
    /// As [`advisory`](Self::advisory).
    pub fn advisory_misp(&self, id: &str, audience: Option<Tlp>) -> Result<Option<Vec<u8>>> {
        let Some(told) = self.what_is_out(&self.advisory_revisions(id, audience)?)? else { return Ok(None) };
        let event = self.ask(|ledger| advising(ledger, self.producer(), &told))?;
        Ok(Some(format!("{event}\n").into_bytes()))
    }

    /// The files of a MISP feed of all incidents that `audience` may know of, and of the advisories that are out for it:
    /// manifest, hashes, an event each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn misp_feed(&self, as_of: AsOf, audience: Option<Tlp>) -> Result<Vec<FeedFile>> {
        let mut out = Vec::new();
        // What was out on an earlier day is what was sent then; a feed of that day has the incidents alone.
        if as_of.until.is_none() {
            for kept in self.advisories_out(audience)? {
                out.extend(self.what_is_out(&self.advisory_revisions(&kept.value.id, audience)?)?);
            }
        }
        self.ask(|ledger| {
            let press = Press::of(ledger, self.producer(), as_of, audience)?;
            let (mut index, mut files) = (Index::default(), Vec::new());
            for id in visible(ledger, as_of, audience)? {
                let Some(event) = press.event(ledger, id)? else { continue };
                let wire = serde_json::from_slice(&event).map_err(|error| EngineError::Output(error.to_string()))?;
                files.extend(index.add(&wire).map(|name| (name, event)));
            }
            for told in &out {
                let event = advising(ledger, self.producer(), told)?;
                files.extend(index.add(&event).map(|name| (name, event.to_string().into_bytes())));
            }
            files.push((MANIFEST.to_owned(), index.manifest().into_bytes()));
            files.push((HASHES.to_owned(), index.hashes().as_bytes().to_vec()));
            Ok(files)
        })
    }
}

/// The event of an advisory.
fn advising(ledger: &dyn Ledger, producer: &Producer, told: &Told) -> Result<Value> {
    let press = Press::of(ledger, producer, AsOf::default(), Some(told.sheet.tlp))?;
    let about = if told.withdrawn() { None } else { press.event(ledger, told.sheet.incident)? };
    let about: Option<Value> = about.and_then(|event| serde_json::from_slice(&event).ok());
    let extends = about.as_ref().and_then(|wire| wire.pointer("/Event/uuid")?.as_str());
    Ok(advisory::event(told, producer, &press.seed, extends))
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
