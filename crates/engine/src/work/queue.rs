//! What waits to be looked at, incident by incident, the one that changed last first: incidents that may be one, actors'
//! claims that others' words put in doubt, documents that were probably copied, readings on which much hangs though the
//! rules were not sure of them. What somebody has answered is left out.

use super::review::{copy_key, flag_key};
use super::{Answer, review};
use crate::{Engine, IncidentQuery, Place, Result};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Incidents looked at for one page of the queue.
const INCIDENTS: usize = 24;
/// Things on one page, after which no further incident is looked at.
const FULL: usize = 20;
/// Readings of one incident, at most: the rest come when these are answered.
const READINGS: usize = 6;
/// Readings that the rules are this sure of are not asked about.
const SURE: f32 = 0.75;

/// Something that waits.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Waiting {
    /// Names it: answers are kept under it.
    pub key: String,
    /// The incident.
    pub incident: IncidentId,
    /// Its victim.
    pub victim: String,
    /// What is asked.
    pub matter: Matter,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Matter {
    /// Whether another incident is this one.
    Join {
        /// The other.
        other: IncidentId,
        /// Its victim.
        victim: String,
        /// What speaks for and against.
        why: String,
    },
    /// Whether an actor's claim is doubtful.
    Flag {
        /// The doubt.
        flag: ClaimFlag,
    },
    /// Whether a document was copied from another.
    Copy {
        /// What is thought.
        copied: Copied,
        /// The document.
        document: String,
        /// What it is thought to be copied from.
        of: String,
    },
    /// Whether a claim was read rightly.
    Reading {
        /// The claim.
        claim: Box<Claim>,
        /// Why it is asked: what hangs on it.
        why: String,
    },
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Queue {
    /// What waits.
    pub waiting: Vec<Waiting>,
    /// How many incidents were looked at, and how many there are.
    pub looked: usize,
    /// All incidents that the audience may know of.
    pub incidents: usize,
    /// Where to go on; `None` at the end.
    pub next: Option<usize>,
}

impl Engine {
    /// What waits on incidents from the `offset`th on.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn queue(&self, audience: Option<Tlp>, offset: usize) -> Result<Queue> {
        let (mut queue, _) =
            self.waiting(&IncidentQuery { audience, limit: INCIDENTS, offset, ..Default::default() })?;
        let next = offset + queue.looked;
        queue.next = (next < queue.incidents && queue.looked > 0).then_some(next);
        Ok(queue)
    }

    /// What waits on incidents that stand after one, wherever that stands by now; with the last that was looked at, where
    /// there are more.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn queue_after(&self, audience: Option<Tlp>, after: Option<Place>) -> Result<(Queue, Option<Place>)> {
        self.waiting(&IncidentQuery { audience, limit: INCIDENTS, after, ..Default::default() })
    }

    fn waiting(&self, of: &IncidentQuery) -> Result<(Queue, Option<Place>)> {
        let audience = of.audience;
        let page = self.incidents(of)?;
        let full = page.items.len() == of.limit;
        let mut queue = Queue { incidents: page.total, ..Queue::default() };
        let (mut asked, mut last, mut more) = (BTreeSet::new(), None, full);
        for summary in page.items {
            if queue.waiting.len() >= FULL {
                more = true;
                break;
            }
            queue.looked += 1;
            last = Some(Place::from(&summary));
            let Some(record) = self.incident(summary.id, AsOf::default(), audience)? else { continue };
            for waiting in self.on_record(&record, audience)? {
                let open = self.reviewed(&waiting.key)? == Answer::Open;
                if open && asked.insert(waiting.key.clone()) {
                    queue.waiting.push(waiting);
                }
            }
        }
        Ok((queue, last.filter(|_| more)))
    }

    fn on_record(&self, record: &Record, audience: Option<Tlp>) -> Result<Vec<Waiting>> {
        let mut found = Vec::new();
        let waiting =
            |key: String, matter| Waiting { key, incident: record.id, victim: record.victim.name.clone(), matter };
        for question in record.open_questions.iter().filter(|question| question.kind == "join") {
            for &other in question.incidents.iter().filter(|other| **other != record.id) {
                let Some(line) = self.line(other, audience)? else { continue };
                let why = question.question.rsplit_once("? ").map_or("", |(_, why)| why).to_owned();
                // Either side asks the same question.
                let (a, b) = (record.id.min(other), record.id.max(other));
                found.push(waiting(format!("join/{a}/{b}"), Matter::Join { other, victim: line.victim, why }));
            }
        }
        found.extend(record.flags.iter().map(|flag| waiting(flag_key(flag), Matter::Flag { flag: flag.clone() })));
        found.extend(record.copies.iter().map(|copied| {
            let (document, of) = (title(record, copied.document), title(record, copied.of));
            waiting(copy_key(copied), Matter::Copy { copied: copied.clone(), document, of })
        }));
        for (claim, why) in doubtful(record).into_iter().take(READINGS) {
            let key = format!("reading/{}", claim.id);
            found.push(waiting(key, Matter::Reading { claim: Box::new(claim.clone()), why }));
        }
        Ok(found)
    }

    /// The line of an incident, where the audience may know of it.
    fn line(&self, id: IncidentId, audience: Option<Tlp>) -> Result<Option<IncidentSummary>> {
        self.ask(|ledger| Ok(ledger.summary(id, AsOf::default(), crate::gate::level(audience))?))
    }

    /// Which incident a join under a key of the queue is between.
    #[must_use]
    pub fn join_of(key: &str) -> Option<(IncidentId, IncidentId)> {
        let (a, b) = key.strip_prefix("join/")?.split_once('/')?;
        Some((a.parse().ok()?, b.parse().ok()?))
    }

    /// The claim that a key of the queue asks about.
    #[must_use]
    pub fn reading_of(key: &str) -> Option<ClaimId> {
        key.strip_prefix("reading/")?.parse().ok()
    }

    /// Whether a key of the queue is one that an answer alone settles.
    #[must_use]
    pub fn is_review(key: &str) -> bool {
        let parts: Vec<&str> = key.split('/').collect();
        let id = |text: &str| text.parse::<ClaimId>().is_ok();
        match parts.as_slice() {
            ["flag", "earlier-notice" | "earlier-claim" | "denied", claim, by] => id(claim) && id(by),
            ["copy", document, of] => id(document) && id(of),
            _ => false,
        }
    }

    /// Whether something waits under this key on this incident for this audience: nobody answers what was not asked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waits(&self, key: &str, incident: IncidentId, audience: Option<Tlp>) -> Result<bool> {
        let Some(record) = self.incident(incident, AsOf::default(), audience)? else { return Ok(false) };
        let waits = self.on_record(&record, audience)?.iter().any(|waiting| waiting.key == key);
        Ok(waits && self.reviewed(key)? == review::Answer::Open)
    }
}

fn title(record: &Record, id: DocumentId) -> String {
    let document = record.documents.iter().find(|document| document.id == id);
    let named = document.and_then(|document| document.publisher.clone().or_else(|| document.title.clone()));
    named.unwrap_or_else(|| "an unnamed outlet".to_owned())
}

/// Machine readings of which the rules were not sure and on which much hangs: a field stands on one alone, or parties
/// disagree over it.
fn doubtful(record: &Record) -> Vec<(&Claim, String)> {
    let unsure = |claim: &&Claim| {
        claim.confidence < SURE
            && claim.document.is_some()
            && !claim.quote.is_empty()
            && !claim.by.starts_with("analyst:")
    };
    let claims: BTreeMap<ClaimId, &Claim> =
        record.claims.iter().flatten().filter(unsure).map(|claim| (claim.id, claim)).collect();
    let mut found: BTreeMap<ClaimId, String> = BTreeMap::new();
    let fields = std::iter::once(&record.occurred).chain(&record.kinds);
    let fields = fields.chain(record.actors.iter().map(|a| &a.field)).chain(record.statements.iter().map(|s| &s.field));
    let fields = fields.chain(record.exposure.iter().map(|e| &e.field));
    for field in fields {
        let why = match (field.standing, field.supporting.as_slice()) {
            (Standing::Disputed, _) => "Parties disagree over it.",
            (Standing::Unknown, _) => continue,
            (_, [_]) if field.against.is_empty() => "Nothing else says so.",
            _ => continue,
        };
        for id in field.supporting.iter().chain(&field.against).filter(|id| claims.contains_key(id)) {
            found.entry(*id).or_insert_with(|| why.to_owned());
        }
    }
    let mut found: Vec<_> = found.into_iter().filter_map(|(id, why)| Some((*claims.get(&id)?, why))).collect();
    found.sort_by_key(|(claim, _)| (std::cmp::Reverse(claim.recorded), claim.document, claim.start, claim.id));
    found
}
