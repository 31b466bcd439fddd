//! What another store put out: its notes carry the claims, its reports the documents. They are learnt as they are, so
//! that this store folds the same record; what is known or was removed here stays as it is here.

use super::Run;
use super::objects::label_for;
use crate::Result;
use crate::exchange::extension::{ClaimPart, DocumentPart, EXTENSION, read_claim};
use crate::exchange::misp;
use serde_json::Value;
use sextant_model::*;
use sextant_stix::object::Object;
use sextant_store::{Append, Appended, ClaimsOf, Ledger, ObjectBatch, ObjectQuery, Presence};
use std::collections::{BTreeMap, BTreeSet};

/// The rule set of documents whose text is elsewhere: there is nothing to read again.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// A document that is not read here, with what it states, as the ledger takes it.
pub(super) fn elsewhere(document: Document, claims: Vec<Claim>, group: GroupId, by: &str, recorded: Instant) -> Append {
    Append {
        document,
        claims,
        group,
        bytes: Vec::new(),
        sightings: Vec::new(),
        doubts: Vec::new(),
        signature: Signature::default(),
        quotations: Vec::new(),
        rules: ELSEWHERE.to_owned(),
        by: by.to_owned(),
        recorded,
    }
}

/// What the objects of one input carry.
#[derive(Default)]
pub(super) struct Carried {
    pub(super) claims: BTreeMap<ClaimId, ClaimPart>,
    pub(super) documents: BTreeMap<DocumentId, DocumentPart>,
    pub(super) incidents: BTreeSet<IncidentId>,
}

impl Run<'_> {
    /// Learns claims and documents that another store put out.
    pub(super) fn learn_own(
        &mut self,
        origin: &str,
        objects: &[&Object],
        label: Tlp,
        touched: &mut BTreeSet<IncidentId>,
    ) -> Result<()> {
        let mut carried = Carried::default();
        for object in objects {
            if let Err(error) = carried.take(object, label) {
                let place = format!("{origin}, {}", object.id().unwrap_or_default());
                self.refuse(&Problem::new(
                    "extension",
                    place,
                    format!("what Sextant's extension says cannot be read: {error}"),
                ));
            }
        }
        self.learn_carried(origin, carried, touched)
    }

    /// Learns what another store put out, whichever way it came.
    pub(super) fn learn_carried(
        &mut self,
        origin: &str,
        carried: Carried,
        touched: &mut BTreeSet<IncidentId>,
    ) -> Result<()> {
        if carried.claims.is_empty() {
            return Ok(());
        }
        let known: BTreeSet<IncidentId> = self.ledger.incidents()?.into_iter().collect();
        let mut by_document: BTreeMap<Option<DocumentId>, Vec<Claim>> = BTreeMap::new();
        for part in carried.claims.into_values() {
            let mut claim = part.claim(self.recorded);
            claim.incidents.retain(|incident| carried.incidents.contains(incident) || known.contains(incident));
            if let Some(document) = claim.document.filter(|document| !carried.documents.contains_key(document)) {
                match self.ledger.presence(document)? {
                    // It came before.
                    Presence::Kept { rules } if rules == ELSEWHERE => {}
                    Presence::Absent => claim.document = None,
                    // Its own text was read here, and that reading holds; or it was removed.
                    Presence::Kept { .. } | Presence::Forgotten => continue,
                }
            }
            touched.extend(claim.incidents.iter().copied());
            by_document.entry(claim.document).or_default().push(claim);
        }
        self.tally.incidents += touched.iter().filter(|incident| !known.contains(incident)).count();
        self.ledger.begin()?;
        let learnt = by_document.into_iter().try_for_each(|(document, claims)| {
            match document.and_then(|id| carried.documents.get(&id)) {
                Some(document) => self.learn_document(origin, document, claims),
                None => self.learn_claims(origin, claims),
            }
        });
        if learnt.is_err() {
            // The fault is told, not the roll-back.
            let _ = self.ledger.rollback();
            return learnt;
        }
        Ok(self.ledger.commit()?)
    }

    fn learn_document(&mut self, origin: &str, part: &DocumentPart, claims: Vec<Claim>) -> Result<()> {
        match self.ledger.presence(part.document_id)? {
            Presence::Absent => {}
            // Its own text was read here: that reading holds.
            Presence::Kept { rules } if rules != ELSEWHERE => return Ok(()),
            Presence::Kept { .. } => return self.learn_claims(origin, claims),
            Presence::Forgotten => return Ok(()),
        }
        // Where all that it says was put under a stricter label on the way, so is the document.
        let label = claims.iter().map(|claim| claim.tlp).min().unwrap_or(part.tlp).max(part.tlp);
        let part = &DocumentPart { tlp: label, ..part.clone() };
        let sightings = sightings(part, &claims, self.recorded);
        let document = document(part, origin, self.recorded);
        let append = Append { sightings, ..elsewhere(document, claims, part.group_id, self.by, self.recorded) };
        self.keep_document(&append).map(drop)
    }

    /// Keeps a document with its claims and counts them; gives whether it is new.
    pub(super) fn keep_document(&mut self, append: &Append) -> Result<bool> {
        let new = self.ledger.append(append)? == Appended::New;
        if new {
            self.tally.documents += 1;
            self.tally.claims += append.claims.len();
        }
        Ok(new)
    }

    /// Claims without a document, or of one that is known already.
    pub(super) fn learn_claims(&mut self, origin: &str, claims: Vec<Claim>) -> Result<()> {
        let batch = ObjectBatch {
            origin: origin.to_owned(),
            objects: Vec::new(),
            claims,
            by: self.by.to_owned(),
            recorded: self.recorded,
        };
        self.keep(&batch).map(drop)
    }
}

impl Carried {
    pub(super) fn take(&mut self, object: &Object, label: Tlp) -> std::result::Result<(), serde_json::Error> {
        let Some(extension) = object.extension(EXTENSION) else { return Ok(()) };
        // A marking on the object that is stricter than the label within holds.
        let label = label_for(object, label);
        if let Some(claim) = extension.get("claim").filter(|_| object.kind() == "note") {
            let claim = read_claim(claim.clone())?;
            let claim = ClaimPart { tlp: claim.tlp.max(label), ..claim };
            // A claim on several incidents has a note on each; the strictest label of them holds.
            let known = self.claims.entry(claim.claim_id).or_insert_with(|| claim.clone());
            known.tlp = known.tlp.max(claim.tlp);
        }
        if object.kind() != "report" && object.kind() != "incident" {
            return Ok(());
        }
        let incident = extension.get("incident_id").and_then(Value::as_str);
        self.incidents.extend(incident.and_then(|id| id.parse::<IncidentId>().ok()));
        for document in extension.get("documents").and_then(Value::as_array).into_iter().flatten() {
            let document: DocumentPart = serde_json::from_value(document.clone())?;
            self.documents.insert(document.document_id, document);
        }
        Ok(())
    }
}

/// The objects that hold words of a document: the whole editions that tell of it, and the objects whose statements
/// its claims are.
pub(crate) fn objects_of(ledger: &dyn Ledger, document: DocumentId) -> Result<Vec<String>> {
    let mut objects = BTreeSet::new();
    for claim in ledger.claims(&ClaimsOf::Document(document))? {
        objects.extend(claim.by.strip_prefix("stix:").map(str::to_owned));
    }
    for report in ledger.objects(&ObjectQuery::Kind("report".to_owned()), usize::MAX, 0)? {
        let Ok(report) = Object::parse(&report.object.bytes) else { continue };
        let told = report.extension(EXTENSION).and_then(|part| part.get("documents")?.as_array());
        let id = document.to_string();
        if !told.is_some_and(|told| told.iter().any(|d| d.get("document_id").is_some_and(|d| *d == *id))) {
            continue;
        }
        let members =
            report.get("object_refs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        objects.extend(members.chain(report.id()).map(str::to_owned));
    }
    for event in ledger.objects(&ObjectQuery::Kind(misp::kept::KIND.to_owned()), usize::MAX, 0)? {
        let carried = misp::carried::of_bytes(&event.object.bytes);
        if carried.is_some_and(|carried| carried.documents.iter().any(|told| told.document_id == document)) {
            objects.insert(event.object.id);
        }
    }
    Ok(objects.into_iter().collect())
}

/// A document whose text stays with the store that read it.
fn document(part: &DocumentPart, origin: &str, recorded: Instant) -> Document {
    let meta = DocumentMeta {
        sha256: part.sha256.clone(),
        title: part.title.clone(),
        publisher: part.publisher.clone(),
        published: part.published.map(|at| at.to_string()),
        url: part.url.clone(),
        language: part.language.clone(),
        media_type: part.media_type.clone(),
        tlp: None,
        author: None,
        links: Vec::new(),
    };
    Document {
        id: part.document_id,
        clean: CleanDocument { meta, ..CleanDocument::default() },
        origin: origin.to_owned(),
        retrieved: recorded,
        published_at: part.published,
        tlp: part.tlp,
    }
}

/// What the claims of a document tell of each incident, so that later reports of it are recognised.
fn sightings(part: &DocumentPart, claims: &[Claim], recorded: Instant) -> Vec<Sighting> {
    let mut sightings: BTreeMap<IncidentId, Sighting> = BTreeMap::new();
    for claim in claims {
        for &incident in &claim.incidents {
            let sighting = sightings.entry(incident).or_insert_with(|| Sighting {
                incident,
                document: part.document_id,
                at: part.published.unwrap_or(recorded),
                keys: BTreeSet::new(),
                kinds: BTreeSet::new(),
                dates: BTreeSet::new(),
                actors: BTreeSet::new(),
            });
            add(sighting, claim);
        }
    }
    sightings.into_values().filter(|sighting| !sighting.keys.is_empty()).collect()
}

fn add(sighting: &mut Sighting, claim: &Claim) {
    match &claim.proposition.content {
        Content::Event { victim, kinds, .. } => {
            let names = victim.aliases.iter().chain([&victim.name]).map(String::as_str);
            sighting.keys.extend(sextant_reason::keys(names));
            sighting.kinds.extend(kinds.iter().copied());
        }
        Content::Date { what, from: Some(from), to: Some(to) } => {
            sighting.dates.insert(DatedPoint { what: *what, from: from.clone(), to: to.clone() });
        }
        _ => {}
    }
    if claim.speaker.kind == SpeakerKind::Actor {
        sighting.actors.extend(claim.speaker.name.as_deref().map(sextant_reason::actor_key));
    }
}
