//! The ledger on SQLite: one file (with its `-wal` and `-shm` while open), no set-up.
//!
//! Durability: write-ahead log with `synchronous = FULL`, so what `commit` returned for survives a power cut, not
//! only a killed process. Ingest pays for it once a batch, not once a document. `secure_delete` is on, so freed
//! pages are zeroed and `forget` leaves nothing behind.

mod access;
mod audit;
mod clause;
mod content;
mod convert;
mod document;
mod factor;
mod fault;
mod find;
mod finding;
mod forget;
mod incident;
mod item;
mod list;
mod names;
mod object;
mod open;
mod retry;
mod said;
mod schema;
mod search;
mod seen;
mod statement;
mod tally;
mod write;

pub use schema::STORE_VERSION;

use crate::*;
use fault::Explain;
use rusqlite::Connection;
use sextant_model::*;
use std::path::{Path, PathBuf};

/// A ledger in one SQLite file, or in memory.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Connection,
    path: PathBuf,
    waits: std::time::Duration,
    batch: bool,
}

impl SqliteLedger {
    /// Runs `write` whole or not at all: as a transaction, or as a savepoint of the batch that is open.
    fn whole<T>(&mut self, write: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let (open, keep, drop) = if self.batch {
            ("SAVEPOINT piece", "RELEASE piece", "ROLLBACK TO piece; RELEASE piece")
        } else {
            ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
        };
        self.connection.execute_batch(open).explain(self)?;
        let outcome = write(self).and_then(|value| self.connection.execute_batch(keep).explain(self).map(|()| value));
        if outcome.is_err() {
            self.undo(drop);
        }
        outcome
    }

    /// Several questions answered from one state of the store, whatever another connection writes meanwhile.
    ///
    /// # Errors
    /// The database's faults, and those of the questions.
    pub fn at_once<T, E: From<StoreError>>(&self, questions: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        self.connection.execute_batch("BEGIN").explain(self)?;
        let answer = questions(self);
        // Nothing was written, so there is nothing that the end could lose.
        let _ = self.connection.execute_batch("COMMIT");
        answer
    }

    /// After a failure SQLite may have rolled back by itself (a full disk): then the batch is gone as a whole.
    fn undo(&mut self, statement: &str) {
        if self.connection.is_autocommit() {
            self.batch = false;
        } else if self.connection.execute_batch(statement).is_err() {
            self.batch = self.batch && !self.connection.is_autocommit();
        }
    }
}

impl Ledger for SqliteLedger {
    fn begin(&mut self) -> Result<()> {
        if self.batch {
            return Err(StoreError::Refused("a batch is open already".into()));
        }
        self.connection.execute_batch("BEGIN IMMEDIATE").explain(self)?;
        self.batch = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        if !std::mem::replace(&mut self.batch, false) {
            return Err(StoreError::Refused("no batch is open, or it was dropped after a failure".into()));
        }
        let outcome = self.connection.execute_batch("COMMIT").explain(self);
        if outcome.is_err() {
            self.undo("ROLLBACK");
        }
        outcome
    }

    fn rollback(&mut self) -> Result<()> {
        self.batch = false;
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("ROLLBACK").explain(self)
    }

    fn append(&mut self, append: &Append) -> Result<Appended> {
        self.whole(|l| l.append_document(append))
    }

    fn reread(&mut self, reread: &Reread) -> Result<()> {
        self.whole(|l| l.replace_reading(reread))
    }

    fn add_claim(&mut self, claim: &Claim, reason: &str) -> Result<()> {
        self.whole(|l| l.append_claim(claim, reason))
    }

    fn retract(&mut self, retraction: &Retraction) -> Result<()> {
        self.whole(|l| l.append_retraction(retraction))
    }

    fn decide(&mut self, decision: &Decision) -> Result<()> {
        self.whole(|l| l.append_decision(decision))
    }

    fn set_source(&mut self, source: &Source, by: &str, recorded: Instant) -> Result<()> {
        self.whole(|l| l.append_source(source, by, recorded))
    }

    fn keep_objects(&mut self, batch: &ObjectBatch) -> Result<Vec<ObjectState>> {
        self.whole(|l| l.append_objects(batch))
    }

    fn forget(&mut self, forgetting: &Forgetting) -> Result<Forgotten> {
        if self.batch {
            return Err(StoreError::Refused("a document cannot be forgotten inside a batch".into()));
        }
        let mut forgotten = self.whole(|l| l.empty_document(forgetting))?;
        forgotten.left_over = self.scrub();
        Ok(forgotten)
    }

    fn put_summaries(&mut self, incident: IncidentId, versions: &[SummaryVersion]) -> Result<()> {
        self.whole(|l| l.replace_summaries(incident, versions))
    }

    fn presence(&self, id: DocumentId) -> Result<Presence> {
        self.read_presence(id)
    }

    fn document(&self, id: DocumentId) -> Result<Option<Document>> {
        self.read_document(id)
    }

    fn bytes(&self, id: DocumentId) -> Result<Option<Vec<u8>>> {
        self.read_bytes(id)
    }

    fn documents(&self, query: &DocumentQuery, limit: usize, offset: usize) -> Result<Vec<DocumentRef>> {
        self.read_documents(query, limit, offset)
    }

    fn incidents_of(&self, document: DocumentId) -> Result<Vec<IncidentId>> {
        self.incidents_of_document(document)
    }

    fn incidents(&self) -> Result<Vec<IncidentId>> {
        self.standing_incidents()
    }

    fn incident_ids(&self, prefix: &str) -> Result<Vec<IncidentId>> {
        self.incident_ids_from(prefix)
    }

    fn dossier(&self, incident: IncidentId, as_of: AsOf) -> Result<Option<Dossier>> {
        self.read_dossier(incident, as_of)
    }

    fn claims(&self, of: &ClaimsOf) -> Result<Vec<Claim>> {
        self.read_claims(of)
    }

    fn retractions(&self, claims: &[ClaimId]) -> Result<Vec<Retraction>> {
        self.retractions_of(claims)
    }

    fn candidates(&self, keys: &[String], from: Instant, to: Instant) -> Result<Vec<Profile>> {
        self.find_candidates(keys, from, to)
    }

    fn profile(&self, incident: IncidentId) -> Result<Option<Profile>> {
        let assignment = self.assignment(None)?;
        self.profile_of(&assignment, assignment.incident_of(incident, None))
    }

    fn near(&self, signature: &Signature) -> Result<Vec<Near>> {
        self.find_near(signature)
    }

    fn quotations(&self, keys: &[i64]) -> Result<Vec<(i64, GroupId)>> {
        self.find_quotations(keys)
    }

    fn objects(&self, query: &ObjectQuery, limit: usize, offset: usize) -> Result<Vec<KeptObject>> {
        self.read_objects(query, limit, offset)
    }

    fn actors(&self, audience: Tlp) -> Result<Vec<(String, Vec<IncidentId>)>> {
        self.find_actors(audience)
    }

    fn seed(&self) -> Result<String> {
        self.read_seed()
    }

    fn decisions(&self) -> Result<Vec<Decision>> {
        self.read_decisions()
    }

    fn sources(&self) -> Result<Vec<Source>> {
        self.read_sources()
    }

    fn summaries(&self, query: &ListQuery) -> Result<SummaryPage> {
        self.read_summaries(query)
    }

    fn summary(&self, incident: IncidentId, as_of: AsOf, audience: Tlp) -> Result<Option<IncidentSummary>> {
        self.read_summary(incident, as_of, audience)
    }

    fn search(&self, words: &str, audience: Tlp, limit: usize, offset: usize) -> Result<Hits> {
        self.find_words(words, audience, limit, offset)
    }

    fn audit(&self, from: u64, limit: usize) -> Result<Vec<AuditEntry>> {
        self.read_audit(from, limit)
    }

    fn audit_of(&self, query: &AuditQuery, limit: usize) -> Result<Vec<AuditEntry>> {
        self.find_audit(query, limit)
    }

    fn verify(&self) -> Result<Verification> {
        self.verify_chain()
    }

    fn counts(&self) -> Result<Counts> {
        self.read_counts()
    }

    fn counts_for(&self, audience: Tlp) -> Result<(u64, u64, Option<Instant>)> {
        self.read_counts_for(audience)
    }

    fn backup(&self, file: &Path) -> Result<()> {
        self.write_backup(file)
    }
}
