//! Events of MISP: each is a document of its maker, a line for each attribute, and what the lines say are claims with
//! the maker's confidence. An event is on no incident by itself: it says what was seen, not whom it befell. Only what
//! another Sextant put out is on incidents: it carries the very claims.

mod meaning;
mod telling;

use super::Run;
use super::own::{Carried, elsewhere};
use crate::Result;
use crate::exchange::misp::{carried, kept};
use crate::input::Loaded;
pub(super) use meaning::type_of;
use meaning::{label_of, tlp};
use sextant_misp::{Event, Fault};
use sextant_model::*;
use sextant_store::{Append, Ledger, Object, ObjectBatch, ObjectState, Presence};
use std::collections::BTreeSet;
use telling::Telling;

impl Run<'_> {
    /// Learns the events of an input; each is durable by itself.
    pub(super) fn learn_events(
        &mut self,
        loaded: &Loaded,
        events: &[Event],
        faults: &[Fault],
        label: Tlp,
    ) -> Result<()> {
        (self.tell)(super::ImportEvent::Found(events.len()));
        for fault in faults {
            let place = format!("{}, {}", loaded.origin, fault.place);
            self.refuse(&Problem::new(fault.code(), place, fault.message.clone()));
        }
        let sha256 = crate::access::digest(&loaded.bytes);
        let mut touched = BTreeSet::new();
        for event in events {
            if self.stopped() {
                break;
            }
            let own = tlp(&event.tags).unwrap_or(label);
            match carried::read(event, own) {
                Some(Ok(carried)) => self.learn_ours(loaded, event, own, carried, &mut touched)?,
                Some(Err(why)) => {
                    let place = format!("{}, event {}", loaded.origin, event.uuid);
                    let told = format!("the claims that it carries cannot be read: {why}");
                    self.refuse(&Problem::new("misp-claims", place, told));
                }
                None => self.learn_parts(&loaded.origin, event, own, &sha256)?,
            }
            (self.tell)(super::ImportEvent::Done(1));
        }
        crate::ingest::refresh(self.ledger, &touched)
    }

    /// What is labelled more strictly than its event is a document of its own: a text has one label.
    fn learn_parts(&mut self, origin: &str, event: &Event, own: Tlp, sha256: &str) -> Result<()> {
        let within = event.objects.iter().flat_map(|object| &object.attributes);
        let all = event.attributes.iter().chain(within).chain(event.proposals.iter().map(|p| &p.attribute));
        let labels: BTreeSet<Tlp> = all.map(|attribute| label_of(attribute, own)).chain([own]).collect();
        for label in labels {
            self.learn_event(origin, event, label, label == own, sha256)?;
        }
        Ok(())
    }

    /// An event of another Sextant: kept as it came, its claims learnt as they are.
    fn learn_ours(
        &mut self,
        loaded: &Loaded,
        event: &Event,
        label: Tlp,
        came: carried::Carried,
        touched: &mut BTreeSet<IncidentId>,
    ) -> Result<()> {
        let Some(bytes) = as_it_came(&loaded.bytes, &event.uuid) else { return Ok(()) };
        let batch = ObjectBatch {
            origin: loaded.origin.clone(),
            objects: vec![Object {
                id: format!("{}--{}", kept::KIND, event.uuid),
                version: event.timestamp.map_or_else(String::new, |at| format!("{at:012}")),
                kind: kept::KIND.to_owned(),
                tlp: label,
                bytes,
            }],
            claims: Vec::new(),
            by: self.by.to_owned(),
            recorded: self.recorded,
        };
        let place = || format!("{}, event {}", loaded.origin, event.uuid);
        match self.keep(&batch)?.first() {
            Some(ObjectState::New) => self.tally.new += 1,
            Some(ObjectState::NewVersion) => self.tally.versions += 1,
            Some(ObjectState::Forgotten) => {
                let told = "it was removed from this store with a document that it tells of, and stays out";
                self.refuse(&Problem::new("forgotten", place(), told));
                return Ok(());
            }
            Some(ObjectState::Differs) => {
                let told = "another event with this identity and time is kept, which says something else";
                self.refuse(&Problem::new("differs", place(), told));
                return Ok(());
            }
            Some(ObjectState::Known) | None => self.tally.known += 1,
        }
        let carried = Carried {
            claims: came.claims.into_iter().map(|claim| (claim.claim_id, claim)).collect(),
            documents: came.documents.into_iter().map(|document| (document.document_id, document)).collect(),
            incidents: BTreeSet::from([came.incident]),
        };
        self.learn_carried(&loaded.origin, carried, touched)
    }

    fn learn_event(&mut self, origin: &str, event: &Event, label: Tlp, whole: bool, sha256: &str) -> Result<()> {
        let version = event.timestamp.map_or_else(String::new, |at| at.to_string());
        let part = if whole { "" } else { label.as_str() };
        let id = DocumentId::derive(&["misp", &event.uuid, &version, part]);
        match self.ledger.presence(id)? {
            Presence::Absent => {}
            Presence::Kept { .. } => {
                self.tally.known += usize::from(whole);
                return Ok(());
            }
            Presence::Forgotten => {
                let told = "it was removed from this store and stays out";
                self.refuse(&Problem::new("forgotten", format!("{origin}, event {}", event.uuid), told));
                return Ok(());
            }
        }
        let telling = Telling::of(event, id, label, whole, self.recorded);
        let append = telling.append(origin, sha256, self.by, self.recorded);
        if self.keep_document(&append)? {
            self.tally.new += usize::from(whole);
        }
        Ok(())
    }
}

impl Telling<'_> {
    /// The document with its claims, as the ledger takes it.
    fn append(self, origin: &str, sha256: &str, by: &str, recorded: Instant) -> Append {
        let group = self.group();
        let Telling { event, document, label, text, claims, published, .. } = self;
        let meta = DocumentMeta {
            sha256: sha256.to_owned(),
            title: Some(event.info.clone()),
            publisher: telling::maker(event).map(str::to_owned),
            published: published.map(|at| at.to_string()),
            media_type: "application/vnd.misp+json".to_owned(),
            ..DocumentMeta::default()
        };
        let blocks = vec![Block { kind: BlockKind::Preformatted, start: 0, end: text.len() }];
        let signature = sextant_reason::signature(&text);
        let document = Document {
            id: document,
            clean: CleanDocument { meta, text, blocks, problems: Vec::new() },
            origin: origin.to_owned(),
            retrieved: recorded,
            published_at: published,
            tlp: label,
        };
        Append { signature, ..elsewhere(document, claims, group, by, recorded) }
    }
}

/// The bytes of one event of an input: all of it, or its item of the list.
fn as_it_came(bytes: &[u8], uuid: &str) -> Option<Vec<u8>> {
    let raw: &serde_json::value::RawValue = serde_json::from_slice(bytes).ok()?;
    if !raw.get().starts_with('[') {
        return Some(raw.get().as_bytes().to_vec());
    }
    let items: Vec<&serde_json::value::RawValue> = serde_json::from_str(raw.get()).ok()?;
    let is_it = |item: &&&serde_json::value::RawValue| {
        let read = sextant_misp::events(item.get().as_bytes()).ok().flatten();
        read.is_some_and(|(events, _)| events.first().is_some_and(|event| event.uuid == uuid))
    };
    items.iter().find(is_it).map(|item| item.get().as_bytes().to_vec())
}
