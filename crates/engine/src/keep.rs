//! Keeping the store: reading again by newer rules, removing a document, proving the audit chain, copying.

use crate::ingest::{Pages, RULES, refresh, tell};
use crate::{Engine, EngineError, Result};
use sextant_model::*;
use sextant_store::{
    AuditEntry, AuditQuery, DocumentQuery, Forgetting, Forgotten, Ledger, Presence, Reread, SqliteLedger, Verification,
};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Documents read again in one batch.
const BATCH: usize = 64;

impl Engine {
    /// Reads kept documents again: those that another rule set read last, or all. Claims of the new reading replace
    /// those of the old; both stay in the ledger. Gives how many were read.
    ///
    /// # Errors
    /// When the store cannot be written; whole batches read before are kept.
    pub fn reread(
        &self,
        all: bool,
        stop: &AtomicBool,
        total: impl FnOnce(usize),
        mut tell: impl FnMut(DocumentId),
    ) -> Result<usize> {
        let mut ledger = self.writer()?;
        let query = if all { DocumentQuery::All } else { DocumentQuery::NotReadBy(RULES.to_owned()) };
        let due: Vec<_> = ledger.documents(&query, usize::MAX, 0)?.into_iter().map(|document| document.id).collect();
        total(due.len());
        let mut done = 0;
        for batch in due.chunks(BATCH) {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            ledger.begin()?;
            let read = read_batch(&mut ledger, batch).and_then(|()| Ok(ledger.commit()?));
            if read.is_err() {
                let _ = ledger.rollback();
            }
            read?;
            done += batch.len();
            batch.iter().for_each(|id| tell(*id));
        }
        Ok(done)
    }

    /// Removes bytes, text, quotes and names of a document for good; hashes and the entry that says so stay.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn forget(&self, document: DocumentId, reason: &str, by: &str) -> Result<Forgotten> {
        crate::decide::given(reason)?;
        let mut ledger = self.writer()?;
        match ledger.presence(document)? {
            Presence::Absent => return Err(EngineError::not_found("document", document)),
            Presence::Forgotten => return Err(EngineError::Invalid(format!("document {document} was removed before"))),
            Presence::Kept { .. } => {}
        }
        let before = ledger.incidents_of(document)?;
        let forgetting = Forgetting {
            document,
            objects: crate::import::objects_of(&*ledger, document)?,
            reason: reason.to_owned(),
            by: by.to_owned(),
            recorded: crate::clock::now(),
        };
        let forgotten = ledger.forget(&forgetting)?;
        let touched: BTreeSet<_> = before.into_iter().chain(forgotten.incidents.iter().copied()).collect();
        refresh(&mut *ledger, &touched)?;
        Pages::beside(self.path()).forget(document);
        Ok(forgotten)
    }

    /// Proves the chain of audit entries, and that what is stored is what it says.
    ///
    /// # Errors
    /// When the store cannot be read. Disagreements are in the answer.
    pub fn verify(&self) -> Result<Verification> {
        self.ask(|ledger| Ok(ledger.verify()?))
    }

    /// The audit log from entry `from` (1 is the first) on.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn audit(&self, from: u64, limit: usize) -> Result<Vec<AuditEntry>> {
        self.ask(|ledger| Ok(ledger.audit(from, limit)?))
    }

    /// Entries of the audit log that fit, the newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn audit_of(&self, query: &AuditQuery, limit: usize) -> Result<Vec<AuditEntry>> {
        self.ask(|ledger| Ok(ledger.audit_of(query, limit)?))
    }

    /// Writes a copy that holds everything and opens as a store of its own.
    ///
    /// # Errors
    /// When the file is there already or cannot be written.
    pub fn backup(&self, file: &Path) -> Result<()> {
        self.lent(|ledger| Ok(ledger.backup(file)?))
    }
}

fn read_batch(ledger: &mut SqliteLedger, batch: &[DocumentId]) -> Result<()> {
    let mut touched = BTreeSet::new();
    for &id in batch {
        touched.extend(ledger.incidents_of(id)?);
        reread_one(ledger, id, crate::clock::now())?;
        touched.extend(ledger.incidents_of(id)?);
    }
    refresh(ledger, &touched)
}

fn reread_one(ledger: &mut SqliteLedger, id: DocumentId, recorded: Instant) -> Result<()> {
    let Some(document) = ledger.document(id)? else { return Ok(()) };
    // Text that another store read, or that says what an object says, was never read by rules of ours.
    if matches!(ledger.presence(id)?, Presence::Kept { rules } if rules == crate::import::ELSEWHERE) {
        return Ok(());
    }
    let reading = sextant_extract::read(&document.clean);
    let signature = sextant_reason::signature(&document.clean.text);
    let group = crate::ingest::group_of(ledger, &document, &signature)?;
    let told = tell(ledger, &document, &reading, group, recorded)?;
    ledger.reread(&Reread {
        document: id,
        claims: told.claims,
        sightings: told.resolved.sightings,
        doubts: told.resolved.doubts,
        rules: RULES.to_owned(),
        by: "reread".to_owned(),
        recorded,
    })?;
    Ok(())
}
