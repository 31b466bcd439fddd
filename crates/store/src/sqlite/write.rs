//! Everything that appends: each write is one audit entry over the digests of the rows it made.

use super::SqliteLedger;
use super::audit::{Pending, Table};
use super::convert::{ClaimBody, Hash, hash_of, json, micros, tlp_level};
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, params};
use sextant_model::*;

impl SqliteLedger {
    pub(super) fn append_document(&self, append: &Append) -> Result<Appended> {
        match self.read_presence(append.document.id)? {
            Presence::Kept { .. } => return Ok(Appended::AlreadyKnown),
            Presence::Forgotten => return Ok(Appended::Forgotten),
            Presence::Absent => {}
        }
        let mut entry = self.entry("append", &append.document.id.to_string(), &append.by, append.recorded)?;
        let document = self.insert_document(append, &mut entry)?;
        self.insert_reading(document, &append.sightings, &append.claims, &append.doubts, append.recorded, &mut entry)?;
        self.insert_quotations(document, &append.quotations)?;
        self.index_document(document, &append.document, &append.claims)?;
        self.seal(entry, &format!("{} claims by rules {}", append.claims.len(), append.rules))?;
        Ok(Appended::New)
    }

    fn insert_document(&self, append: &Append, entry: &mut Pending) -> Result<i64> {
        let document = &append.document;
        let hash = document_hash(document, &append.bytes)?;
        let body = json(&Document { clean: without_text(&document.clean), ..document.clone() })?;
        let meta = &document.clean.meta;
        self.cached(
            "INSERT INTO document (id, sha256, url, origin, title, publisher, published, retrieved, tlp, grp, rules, body,
             sketch, entry, hash) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
        )?
        .execute(params![
            document.id.0.as_bytes(),
            meta.sha256,
            meta.url,
            document.origin,
            meta.title,
            meta.publisher,
            document.published_at.map(micros),
            micros(document.retrieved),
            tlp_level(document.tlp),
            append.group.0.as_bytes(),
            append.rules,
            body,
            append.signature.sketch,
            entry.seq,
            hash,
        ])
        .explain(self)?;
        let row = self.connection.last_insert_rowid();
        entry.wrote(Table::Document, hash);
        self.tally_document(document)?;
        self.cached("INSERT INTO content VALUES (?1,?2,?3)")?
            .execute(params![row, document.clean.text, super::content::pack(&append.bytes)])
            .explain(self)?;
        let mut band = self.cached("INSERT OR IGNORE INTO band VALUES (?1,?2)")?;
        for value in &append.signature.bands {
            band.execute(params![value, row]).explain(self)?;
        }
        Ok(row)
    }

    fn insert_reading(
        &self,
        document: i64,
        sightings: &[Sighting],
        claims: &[Claim],
        doubts: &[Doubt],
        recorded: Instant,
        entry: &mut Pending,
    ) -> Result<()> {
        for sighting in sightings {
            let incident = self.incident_row(sighting.incident, recorded, entry)?;
            self.insert_sighting(incident, document, sighting, entry)?;
        }
        for claim in claims {
            self.insert_claim(claim, Some(document), recorded, entry)?;
        }
        self.tally_claims(document, claims)?;
        for doubt in doubts {
            self.insert_doubt(document, doubt, recorded, entry)?;
        }
        Ok(())
    }

    fn insert_sighting(&self, incident: i64, document: i64, sighting: &Sighting, entry: &mut Pending) -> Result<()> {
        let body = json(sighting)?;
        let hash = hash_of(&[b"sighting", body.as_bytes()]);
        self.cached("INSERT INTO sighting (incident, document, body, entry, hash) VALUES (?1,?2,?3,?4,?5)")?
            .execute(params![incident, document, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Sighting, hash);
        self.project_sighting(incident, sighting)
    }

    fn insert_doubt(&self, document: i64, doubt: &Doubt, recorded: Instant, entry: &mut Pending) -> Result<()> {
        let incident = self.incident_row(doubt.incident, recorded, entry)?;
        let other = self.incident_row(doubt.other, recorded, entry)?;
        let body = json(doubt)?;
        let hash = hash_of(&[b"doubt", body.as_bytes()]);
        self.cached("INSERT INTO doubt (incident, other, document, body, entry, hash) VALUES (?1,?2,?3,?4,?5,?6)")?
            .execute(params![incident, other, document, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Doubt, hash);
        Ok(())
    }

    /// The row of an incident; made when it is new.
    fn incident_row(&self, id: IncidentId, recorded: Instant, entry: &mut Pending) -> Result<i64> {
        if let Some(row) = self.find_incident(id)? {
            return Ok(row);
        }
        let hash = hash_of(&[b"incident", id.0.as_bytes(), &micros(recorded).to_le_bytes()]);
        self.cached("INSERT INTO incident (id, created, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![id.0.as_bytes(), micros(recorded), entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Incident, hash);
        Ok(self.connection.last_insert_rowid())
    }

    pub(super) fn insert_claim(
        &self,
        claim: &Claim,
        document: Option<i64>,
        recorded: Instant,
        entry: &mut Pending,
    ) -> Result<()> {
        let mut incidents = Vec::with_capacity(claim.incidents.len());
        for incident in &claim.incidents {
            incidents.push(self.incident_row(*incident, recorded, entry)?);
        }
        let hash = claim_hash(claim)?;
        let body = json(&ClaimBody::new(claim, incidents.clone()))?;
        self.cached(
            "INSERT INTO claim (id, document, grp, recorded, published, supersedes, tlp, body, entry, hash)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
        )?
        .execute(params![
            claim.id.0.as_bytes(),
            document,
            claim.group.0.as_bytes(),
            micros(claim.recorded),
            claim.published.map(micros),
            claim.supersedes.map(|c| *c.0.as_bytes()),
            tlp_level(claim.tlp),
            body,
            entry.seq,
            hash,
        ])
        .explain(self)?;
        let row = self.connection.last_insert_rowid();
        entry.wrote(Table::Claim, hash);
        let mut link = self.cached("INSERT OR IGNORE INTO claim_incident VALUES (?1,?2)")?;
        for incident in incidents {
            link.execute([incident, row]).explain(self)?;
        }
        self.project_claim(row, document, claim)
    }

    fn insert_quotations(&self, document: i64, quotations: &[(i64, GroupId)]) -> Result<()> {
        let mut insert = self.cached("INSERT OR IGNORE INTO quotation VALUES (?1,?2,?3)")?;
        for (key, group) in quotations {
            insert.execute(params![key, group.0.as_bytes(), document]).explain(self)?;
        }
        Ok(())
    }

    pub(super) fn replace_reading(&self, reread: &Reread) -> Result<()> {
        let document = self.kept_document(reread.document)?;
        let mut entry = self.entry("reread", &reread.document.to_string(), &reread.by, reread.recorded)?;
        let known: std::collections::HashSet<ClaimId> =
            self.read_claims(&ClaimsOf::Document(reread.document))?.into_iter().map(|c| c.id).collect();
        let stay: std::collections::HashSet<ClaimId> = reread.claims.iter().map(|c| c.id).collect();
        let unwanted = self.refused_by_hand(reread.document)?;
        let withdrawn = self.withdraw_earlier(reread, &stay, &mut entry)?;
        let affected = self.drop_sightings(document, entry.seq)?;
        let fresh: Vec<Claim> = reread.claims.iter().filter(|c| !known.contains(&c.id)).cloned().collect();
        self.insert_reading(document, &reread.sightings, &fresh, &reread.doubts, reread.recorded, &mut entry)?;
        self.withdraw_again(reread, &fresh, &unwanted, &mut entry)?;
        self.project_again(&affected)?;
        self.cached("UPDATE document SET rules = ?1 WHERE seq = ?2")?
            .execute(params![reread.rules, document])
            .explain(self)?;
        self.index_again(document, reread.document)?;
        self.seal(entry, &format!("{} new claims, {withdrawn} withdrawn, rules {}", fresh.len(), reread.rules))
    }

    /// Claims of a document that a person has withdrawn or corrected: newer rules must not bring them back.
    fn refused_by_hand(&self, document: DocumentId) -> Result<Vec<Claim>> {
        let claims = self.read_claims(&ClaimsOf::Document(document))?;
        let ids: Vec<ClaimId> = claims.iter().map(|c| c.id).collect();
        let retractions = self.retractions_of(&ids)?;
        let mistakes = retractions.iter().filter(|r| r.why == RetractionKind::Mistake).map(|r| r.claim);
        let corrected = claims.iter().filter(|c| c.by.starts_with("analyst:")).filter_map(|c| c.supersedes);
        let refused: std::collections::HashSet<ClaimId> = mistakes.chain(corrected).collect();
        Ok(claims.into_iter().filter(|c| refused.contains(&c.id)).collect())
    }

    /// Withdraws claims of the new reading that say what a person has refused before.
    fn withdraw_again(&self, reread: &Reread, fresh: &[Claim], refused: &[Claim], entry: &mut Pending) -> Result<()> {
        let says = |c: &Claim| (c.start, c.end, c.stance, c.speaker.clone(), json(&c.proposition).unwrap_or_default());
        let refused: Vec<_> = refused.iter().map(says).collect();
        for claim in fresh.iter().filter(|c| refused.contains(&says(c))) {
            let retraction = Retraction {
                claim: claim.id,
                why: RetractionKind::Mistake,
                reason: "withdrawn or corrected by hand in an earlier reading".to_owned(),
                by: reread.by.clone(),
                recorded: reread.recorded,
            };
            self.insert_retraction(&retraction, entry)?;
        }
        Ok(())
    }

    fn withdraw_earlier(
        &self,
        reread: &Reread,
        stay: &std::collections::HashSet<ClaimId>,
        entry: &mut Pending,
    ) -> Result<usize> {
        let earlier = self.read_claims(&ClaimsOf::Document(reread.document))?;
        let gone: Vec<ClaimId> =
            earlier.iter().filter(|c| !c.by.starts_with("analyst:") && !stay.contains(&c.id)).map(|c| c.id).collect();
        let already: std::collections::HashSet<ClaimId> =
            self.retractions_of(&gone)?.into_iter().map(|r| r.claim).collect();
        let gone: Vec<ClaimId> = gone.into_iter().filter(|id| !already.contains(id)).collect();
        for claim in &gone {
            let retraction = Retraction {
                claim: *claim,
                why: RetractionKind::Reread,
                reason: format!("read again by rules {}", reread.rules),
                by: reread.by.clone(),
                recorded: reread.recorded,
            };
            self.insert_retraction(&retraction, entry)?;
        }
        Ok(gone.len())
    }

    fn insert_retraction(&self, retraction: &Retraction, entry: &mut Pending) -> Result<()> {
        let claim = self.claim_row(retraction.claim)?;
        let body = json(retraction)?;
        let hash = hash_of(&[b"retraction", body.as_bytes()]);
        self.cached("INSERT INTO retraction (claim, body, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![claim, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Retraction, hash);
        self.unproject_claim(claim)
    }

    pub(super) fn append_claim(&self, claim: &Claim, reason: &str) -> Result<()> {
        let known: Option<i64> = self
            .cached("SELECT seq FROM claim WHERE id = ?1")?
            .query_row([claim.id.0.as_bytes()], |row| row.get(0))
            .optional()
            .explain(self)?;
        if known.is_some() {
            return Err(StoreError::Refused(format!("the store holds a claim {} already", claim.id)));
        }
        for incident in &claim.incidents {
            self.known_incident(*incident)?;
        }
        let document = claim.document.map(|id| self.kept_document(id)).transpose()?;
        claim.supersedes.map(|id| self.claim_row(id)).transpose()?;
        let mut entry = self.entry("claim", &claim.id.to_string(), &claim.by, claim.recorded)?;
        self.insert_claim(claim, document, claim.recorded, &mut entry)?;
        let row = self.connection.last_insert_rowid();
        document.map(|document| self.tally_claims(document, std::slice::from_ref(claim))).transpose()?;
        match claim.document {
            Some(id) => self.index_again(document.unwrap_or_default(), id)?,
            None => self.index_claim(self.claim_row(claim.id).unwrap_or(row), claim)?,
        }
        self.seal(entry, reason)
    }

    pub(super) fn append_retraction(&self, retraction: &Retraction) -> Result<()> {
        self.claim_row(retraction.claim)?;
        if !self.retractions_of(&[retraction.claim])?.is_empty() {
            return Err(StoreError::Refused(format!("claim {} is withdrawn already", retraction.claim)));
        }
        let subject = retraction.claim.to_string();
        let mut entry = self.entry("retract", &subject, &retraction.by, retraction.recorded)?;
        self.insert_retraction(retraction, &mut entry)?;
        self.seal(entry, &retraction.reason)
    }

    pub(super) fn append_decision(&self, decision: &Decision) -> Result<()> {
        self.check_decision(decision)?;
        let mut entry = self.entry("decide", &decision.id.to_string(), &decision.by, decision.recorded)?;
        if let DecisionKind::Split { into, .. } = &decision.kind {
            self.incident_row(*into, decision.recorded, &mut entry)?;
        }
        let body = json(decision)?;
        let hash = hash_of(&[b"decision", body.as_bytes()]);
        self.cached("INSERT INTO decision (id, body, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![decision.id.0.as_bytes(), body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Decision, hash);
        self.seal(entry, &decision.reason)
    }

    fn check_decision(&self, decision: &Decision) -> Result<()> {
        let earlier = self.read_decisions()?;
        if earlier.iter().any(|d| d.id == decision.id) {
            return Err(StoreError::Refused(format!("the store holds a decision {} already", decision.id)));
        }
        match &decision.kind {
            DecisionKind::Join { into, others } => self.check_join(*into, others),
            DecisionKind::Split { from, documents, into } => self.check_split(*from, documents, *into),
            DecisionKind::Distinct { a, b } if a == b => Err(StoreError::Refused("that is one incident".into())),
            DecisionKind::Distinct { a, b } => [a, b].into_iter().try_for_each(|i| self.known_incident(*i).map(drop)),
            DecisionKind::Alias { name, alias, .. } if name.trim().is_empty() || alias.trim().is_empty() => {
                Err(StoreError::Refused("an alias needs both names".into()))
            }
            DecisionKind::Alias { .. } => Ok(()),
            DecisionKind::Judgement(judgement) => match judgement.fault() {
                Some(fault) => Err(StoreError::Refused(fault)),
                None => judgement.incidents.iter().try_for_each(|i| self.known_incident(*i).map(drop)),
            },
            DecisionKind::Undo { decision } => check_undo(*decision, &earlier),
        }
    }

    fn check_join(&self, into: IncidentId, others: &[IncidentId]) -> Result<()> {
        if others.is_empty() || others.contains(&into) {
            return Err(StoreError::Refused("a join needs an incident and at least one other".into()));
        }
        others.iter().chain([&into]).try_for_each(|incident| self.known_incident(*incident).map(drop))
    }

    fn check_split(&self, from: IncidentId, documents: &[DocumentId], into: IncidentId) -> Result<()> {
        if documents.is_empty() || from == into {
            return Err(StoreError::Refused("a split needs documents and another incident to move them to".into()));
        }
        self.known_incident(from)?;
        for document in documents {
            if !self.incidents_of_document(*document)?.contains(&from) {
                return Err(StoreError::Refused(format!("document {document} says nothing of incident {from}")));
            }
        }
        Ok(())
    }

    pub(super) fn append_source(&self, source: &Source, by: &str, recorded: Instant) -> Result<()> {
        let odd = |r: &&Reliability| !('A'..='F').contains(&r.letter) || !(1..=6).contains(&r.digit);
        if let Some(r) = source.reliability.iter().find(odd) {
            let wrong = format!("{}{} is no Admiralty rating: use A1 to F6", r.letter, r.digit);
            return Err(StoreError::Refused(wrong));
        }
        if source.name.trim().is_empty() {
            return Err(StoreError::Refused("a source needs a name".into()));
        }
        let mut entry = self.entry("source", &source.name, by, recorded)?;
        let body = json(source)?;
        let hash = hash_of(&[b"source", body.as_bytes()]);
        self.cached("INSERT INTO source (name, body, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![source.name, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Source, hash);
        self.seal(entry, source.note.as_deref().unwrap_or_default())
    }
}

fn check_undo(target: DecisionId, earlier: &[Decision]) -> Result<()> {
    if !earlier.iter().any(|d| d.id == target) {
        return Err(StoreError::Missing { what: "decision", id: target.to_string() });
    }
    // An undoing that itself was undone no longer stands in the way.
    let mut taken_back = std::collections::HashSet::new();
    for decision in earlier.iter().rev() {
        if let DecisionKind::Undo { decision: undone } = &decision.kind
            && !taken_back.contains(&decision.id)
        {
            taken_back.insert(*undone);
        }
    }
    if taken_back.contains(&target) {
        return Err(StoreError::Refused(format!("decision {target} is taken back already")));
    }
    Ok(())
}

/// A document's metadata and blocks without its text, which has a table of its own.
pub(super) fn without_text(clean: &CleanDocument) -> CleanDocument {
    CleanDocument { text: String::new(), ..clean.clone() }
}

/// Covers metadata, text and bytes.
pub(super) fn document_hash(document: &Document, bytes: &[u8]) -> Result<Hash> {
    Ok(hash_of(&[b"document", json(document)?.as_bytes(), bytes]))
}

/// Covers every field; instants as they are kept, to the microsecond.
pub(super) fn claim_hash(claim: &Claim) -> Result<Hash> {
    let kept = |at: Instant| Instant::from_microsecond(micros(at)).unwrap_or(at);
    let claim = Claim { recorded: kept(claim.recorded), published: claim.published.map(kept), ..claim.clone() };
    Ok(hash_of(&[b"claim", json(&claim)?.as_bytes()]))
}
