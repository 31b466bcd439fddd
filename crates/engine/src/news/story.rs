//! How an event was told: its documents over all sources in order, who was first, who copied whom, what each added; and
//! stories that are like it.

use crate::{Engine, Result, gate};
use sextant_model::record::DocumentRef;
use sextant_model::*;
use sextant_store::{FieldTerm, FindField, FindQuery};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Stories that are like it.
const RELATED: usize = 12;
/// Recent incidents among which those of one sector are looked for.
const RECENT: usize = 40;
/// Facts told of one document.
const FACTS: usize = 12;

/// A story.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Story {
    /// The incident.
    pub id: IncidentId,
    /// Its victim.
    pub victim: String,
    /// Its sentence.
    pub headline: String,
    /// Its documents, the first first.
    pub tellings: Vec<Telling>,
    /// Stories like it, the likest first.
    pub related: Vec<Related>,
}

/// One document of a story.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Telling {
    /// The document.
    pub document: DocumentRef,
    /// What it repeats.
    pub copies: Option<Copying>,
    /// Whose words it passes on that an earlier document told first.
    pub relays: Vec<Relayed>,
    /// Claims that no earlier document has.
    pub adds: Vec<Claim>,
    /// How many more it adds.
    pub more: usize,
    /// How many of its claims earlier documents have.
    pub repeats: usize,
}

/// Whose text another repeats.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Copying {
    /// The earlier document.
    pub of: DocumentId,
    /// Its publisher or title.
    pub name: String,
    /// How likely that is, where only what is shared shows it; none: the text itself does.
    pub p: Option<f64>,
}

/// Words that came from elsewhere, by an earlier document.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Relayed {
    /// Whose words.
    pub who: String,
    /// The document that told them first.
    pub first: DocumentId,
    /// Its publisher or title.
    pub name: String,
}

/// A story that is like another.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Related {
    /// Its line.
    pub summary: IncidentSummary,
    /// What both share, in words.
    pub why: Vec<String>,
    /// Whether it was first reported before.
    pub earlier: bool,
}

impl Engine {
    /// How an incident was told; `None` where there is none for this audience.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn story(&self, id: IncidentId, audience: Option<Tlp>) -> Result<Option<Story>> {
        let weigh = |story: &Option<Story>| {
            let tellings = story.iter().flat_map(|story| &story.tellings);
            tellings.map(|telling| telling.adds.len() + telling.relays.len() + 2).sum::<usize>() + 10
        };
        let key = (id, audience);
        Ok(self.kept(&self.fresh.stories, key, weigh, || self.tell(id, audience))?.as_ref().clone())
    }

    fn tell(&self, id: IncidentId, audience: Option<Tlp>) -> Result<Option<Story>> {
        let Some(folded) = self.folded(id, AsOf::default(), audience)? else { return Ok(None) };
        let record = &folded.0;
        let related = self.related(record, audience)?;
        let (victim, headline) = (record.victim.name.clone(), record.headline.clone());
        Ok(Some(Story { id: record.id, victim, headline, tellings: tellings(record), related }))
    }

    /// Stories like that of a record: of the same organisation, actor or sector, or in nearly the same words.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn related(&self, record: &Record, audience: Option<Tlp>) -> Result<Vec<Related>> {
        let mut why: BTreeMap<IncidentId, Vec<String>> = BTreeMap::new();
        let mut note = |id: IncidentId, words: String| {
            let all = why.entry(id).or_default();
            if id != record.id && !all.contains(&words) {
                all.push(words);
            }
        };
        for id in self.of_organisation(&record.victim, audience, Some(record.id))? {
            note(id, format!("also hit {}", record.victim.name));
        }
        for actor in record.actors.iter().take(5) {
            for id in self.of_actor(&actor.name, audience)? {
                note(id, format!("{} is named there too", actor.name));
            }
        }
        for id in self.in_nearly_the_same_words(record, audience)? {
            note(id, "a report in nearly the same words".to_owned());
        }
        if let Some(sector) = &record.victim.sector {
            for id in self.of_sector(sector, record, audience)? {
                note(id, format!("the same sector ({})", sector.replace('-', " ")));
            }
        }
        why.remove(&record.id);
        let mut related = Vec::new();
        let first = record.documents.first().and_then(|document| document.published);
        for (id, why) in why {
            let line = self.ask(|ledger| Ok(ledger.summary(id, AsOf::default(), gate::level(audience))?))?;
            related.extend(line.map(|summary| Related { earlier: summary.first_reported < first, summary, why }));
        }
        related.sort_by(|a, b| b.why.len().cmp(&a.why.len()).then(b.summary.changed.cmp(&a.summary.changed)));
        related.truncate(RELATED);
        Ok(related)
    }

    /// Incidents at an organisation of these names, as their lines have it, all but one.
    pub(super) fn of_organisation(
        &self,
        victim: &RecordVictim,
        audience: Option<Tlp>,
        but: Option<IncidentId>,
    ) -> Result<Vec<IncidentId>> {
        let names = || std::iter::once(&victim.name).chain(&victim.aliases).map(String::as_str);
        let keys: Vec<String> = sextant_reason::keys(names()).into_iter().collect();
        let level = gate::level(audience);
        self.ask(|ledger| {
            let mut found = Vec::new();
            for profile in ledger.candidates(&keys, Instant::MIN, Instant::MAX)? {
                let Some(line) = ledger.summary(profile.incident, AsOf::default(), level)? else { continue };
                if but == Some(line.id) {
                    continue;
                }
                // A profile knows more than this audience may: the line and the claims that it may see decide.
                let named = keys.contains(&sextant_reason::key(&line.victim)) || {
                    let claims = ledger.claims(&sextant_store::ClaimsOf::Incident(line.id))?;
                    gate::claims(claims, audience).iter().any(|claim| suffers(claim, &keys))
                };
                found.extend(named.then_some(line.id));
            }
            Ok(found)
        })
    }

    /// Incidents of which a claim names an actor, or which it speaks of.
    pub(super) fn of_actor(&self, name: &str, audience: Option<Tlp>) -> Result<BTreeSet<IncidentId>> {
        let field = FieldTerm { field: FindField::Actor, values: vec![name.to_owned()], not: false };
        let query = FindQuery {
            words: Vec::new(),
            fields: vec![field],
            since: None,
            before: None,
            audience: gate::level(audience),
            limit: RECENT,
            offset: 0,
        };
        Ok(self.ask(|ledger| Ok(ledger.find_incidents(&query)?))?.items.into_iter().map(|line| line.id).collect())
    }

    fn in_nearly_the_same_words(&self, record: &Record, audience: Option<Tlp>) -> Result<BTreeSet<IncidentId>> {
        let own: BTreeSet<DocumentId> = record.documents.iter().map(|document| document.id).collect();
        self.ask(|ledger| {
            let mut found = BTreeSet::new();
            for document in record.documents.iter().take(5) {
                let Some(text) = ledger.document(document.id)? else { continue };
                for near in ledger.near(&sextant_reason::signature(&text.clean.text))? {
                    let seen = ledger.document(near.document)?.is_some_and(|d| gate::may_see(d.tlp, audience));
                    if seen && !own.contains(&near.document) {
                        found.extend(ledger.incidents_of(near.document)?);
                    }
                }
            }
            Ok(found)
        })
    }

    fn of_sector(&self, sector: &str, record: &Record, audience: Option<Tlp>) -> Result<BTreeSet<IncidentId>> {
        let kinds: BTreeSet<&str> = record.kinds.iter().map(|kind| kind.value.as_str()).collect();
        let recent = crate::IncidentQuery { audience, limit: RECENT, ..crate::IncidentQuery::default() };
        let recent = self.incidents(&recent)?.items;
        let others = recent.into_iter().filter(|line| line.id != record.id);
        let alike = others.filter(|line| line.kinds.iter().any(|kind| kinds.contains(kind.as_str())));
        self.ask(|ledger| {
            let mut found = BTreeSet::new();
            for line in alike {
                let claims = gate::claims(ledger.claims(&sextant_store::ClaimsOf::Incident(line.id))?, audience);
                let of = claims.iter().any(|claim| {
                    matches!(&claim.proposition.content, Content::Event { victim, .. } if victim.sector.as_deref() == Some(sector))
                });
                found.extend(of.then_some(line.id));
            }
            Ok(found)
        })
    }
}

/// Whether a claim names a victim by one of these keys.
fn suffers(claim: &Claim, keys: &[String]) -> bool {
    let Content::Event { victim, .. } = &claim.proposition.content else { return false };
    std::iter::once(&victim.name).chain(&victim.aliases).any(|name| keys.contains(&sextant_reason::key(name)))
}

fn tellings(record: &Record) -> Vec<Telling> {
    let mut documents: Vec<&DocumentRef> = record.documents.iter().collect();
    documents.sort_by_key(|d| (d.published.unwrap_or(d.retrieved), d.id));
    let mut of_document: HashMap<Option<DocumentId>, Vec<&Claim>> = HashMap::new();
    for claim in record.claims.iter().flatten() {
        of_document.entry(claim.document).or_default().push(claim);
    }
    let mut known = BTreeSet::new();
    let mut texts: HashMap<GroupId, &DocumentRef> = HashMap::new();
    let mut told: HashMap<GroupId, &DocumentRef> = HashMap::new();
    let mut tellings = Vec::new();
    for document in documents {
        let (mut adds, mut repeats, mut relays) = (Vec::new(), 0, Vec::new());
        for claim in of_document.get(&Some(document.id)).into_iter().flatten().copied() {
            let first = *told.entry(claim.group).or_insert(document);
            if first.id != document.id && claim.group != document.group {
                let who = claim.speaker.name.clone().unwrap_or_else(|| claim.speaker.kind.to_string());
                relays.push(Relayed { who, first: first.id, name: name(first) });
            }
            if known.insert(fact(claim)) {
                adds.push(claim.clone());
            } else {
                repeats += 1;
            }
        }
        let more = adds.len().saturating_sub(FACTS);
        adds.truncate(FACTS);
        let mut origins = BTreeSet::new();
        relays.retain(|relayed| origins.insert((relayed.who.clone(), relayed.first)));
        let copies = copying(record, document, texts.get(&document.group).copied());
        texts.entry(document.group).or_insert(document);
        tellings.push(Telling { document: document.clone(), copies, relays, adds, more, repeats });
    }
    tellings
}

fn name(document: &DocumentRef) -> String {
    let name = document.publisher.as_ref().or(document.title.as_ref());
    name.cloned().unwrap_or_else(|| "an earlier report".to_owned())
}

/// Whose text a document repeats. One outlet's own articles share its voice, and are no copies.
fn copying(record: &Record, document: &DocumentRef, same: Option<&DocumentRef>) -> Option<Copying> {
    if let Some(copied) = record.copies.iter().find(|copied| copied.document == document.id) {
        let of = record.documents.iter().find(|d| d.id == copied.of);
        return of.map(|of| Copying { of: of.id, name: name(of), p: Some(copied.p) });
    }
    let same = same.filter(|same| same.publisher.is_none() || same.publisher != document.publisher)?;
    Some(Copying { of: same.id, name: name(same), p: None })
}

/// What a claim tells, so that two that tell the same are one: whoever words it, and with which words around.
fn fact(claim: &Claim) -> String {
    match &claim.proposition.content {
        Content::Statement => {
            let object = claim.proposition.object.as_deref().unwrap_or_default().to_lowercase();
            format!("{} {} {object}", claim.proposition.kind, claim.stance)
        }
        Content::Event { kinds, .. } => format!("event {kinds:?}"),
        Content::Exposure { data, polarity, count, .. } => format!("{data} {polarity} {count:?}"),
        Content::Service { service, state } => format!("{} {state}", service.to_lowercase()),
        Content::Impact { impact, value, .. } => format!("{impact} {value:?}"),
        Content::Response { action, state } => format!("{action} {state}"),
        Content::Date { what, from, .. } => format!("{what} {from:?}"),
        Content::Indicator { value, .. } => format!("indicator {}", value.to_lowercase()),
        Content::Entity { name, .. } => format!("name {}", name.to_lowercase()),
    }
}
