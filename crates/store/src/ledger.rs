//! The `Ledger` trait: every operation that the rest of the program needs of a store. An implementation must pass
//! `ledger_suite!` unchanged.

use crate::*;
use sextant_model::*;
use std::path::Path;

/// What a store returns.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Which claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimsOf {
    /// Of one document.
    Document(DocumentId),
    /// On one incident, after all decisions that hold.
    Incident(IncidentId),
    /// Of one independence group.
    Group(GroupId),
    /// These.
    Ids(Vec<ClaimId>),
    /// Those whose id starts with these hex digits (dashes are ignored).
    IdPrefix(String),
}

/// An append-only ledger. Synchronous and object-safe; one writer, who serialises its own calls.
///
/// Every write is one audit entry and one transaction, unless it stands between [`begin`](Self::begin) and
/// [`commit`](Self::commit): then all of them become durable together (each is still whole or absent by itself).
/// Reads see what the same ledger wrote, committed or not.
pub trait Ledger: Access + Collections + Finding + Retries + Statements + Send {
    /// Opens a batch. Batches do not nest.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process holds the store past the waiting time; else the database's faults.
    fn begin(&mut self) -> Result<()>;
    /// Makes the batch durable.
    ///
    /// # Errors
    /// [`StoreError::Full`] and the like: nothing of the batch is kept then.
    fn commit(&mut self) -> Result<()>;
    /// Drops the batch.
    ///
    /// # Errors
    /// The database's faults.
    fn rollback(&mut self) -> Result<()>;

    /// Appends one document with its claims, incidents, doubts and one audit entry, atomically. A document that is
    /// known (by id) or was forgotten changes nothing.
    ///
    /// # Errors
    /// The database's faults; nothing of the document is kept then.
    fn append(&mut self, append: &Append) -> Result<Appended>;
    /// Replaces the reading of a kept document.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for an unknown document, [`StoreError::Refused`] for a forgotten one.
    fn reread(&mut self, reread: &Reread) -> Result<()>;
    /// Adds a claim made by hand (`by` is `analyst:NAME`); with `supersedes`, a correction. Its incidents must exist.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for an unknown incident, document or superseded claim; [`StoreError::Refused`] for an
    /// id in use.
    fn add_claim(&mut self, claim: &Claim, reason: &str) -> Result<()>;
    /// Withdraws a claim; it stays in the ledger and counts no more.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for an unknown claim, [`StoreError::Refused`] for one withdrawn already.
    fn retract(&mut self, retraction: &Retraction) -> Result<()>;
    /// Keeps a decision. `Split` may name an incident that does not exist yet.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for an unknown incident, document or decision; [`StoreError::Refused`] for one that
    /// makes no sense (joining an incident to itself, undoing twice).
    fn decide(&mut self, decision: &Decision) -> Result<()>;
    /// Keeps what is stated of a source's reliability; the last statement holds.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a letter outside A–F or a digit outside 1–6.
    fn set_source(&mut self, source: &Source, by: &str, recorded: Instant) -> Result<()>;
    /// Keeps objects of STIX with what they state, as one entry; gives what came of each object, in order. Where
    /// nothing is new, nothing is written.
    ///
    /// # Errors
    /// The database's faults; nothing of the batch is kept then.
    fn keep_objects(&mut self, batch: &ObjectBatch) -> Result<Vec<ObjectState>>;
    /// Removes bytes, text, quotes, names and search entries of a document, for good. Not inside a batch.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for an unknown document, [`StoreError::Refused`] for one removed already.
    fn forget(&mut self, forgetting: &Forgetting) -> Result<Forgotten>;
    /// Replaces the lines of the list that `incident` has had. A projection: not audited, can be folded again.
    ///
    /// # Errors
    /// The database's faults.
    fn put_summaries(&mut self, incident: IncidentId, versions: &[SummaryVersion]) -> Result<()>;

    /// Whether a document is kept: the quick question before reading it.
    ///
    /// # Errors
    /// The database's faults (as for every question below).
    fn presence(&self, id: DocumentId) -> Result<Presence>;
    /// One document; text empty when forgotten, `None` when never seen.
    ///
    /// # Errors
    /// The database's faults.
    fn document(&self, id: DocumentId) -> Result<Option<Document>>;
    /// The bytes that came in; `None` when unknown or forgotten.
    ///
    /// # Errors
    /// The database's faults.
    fn bytes(&self, id: DocumentId) -> Result<Option<Vec<u8>>>;
    /// Documents kept, in the order in which they were appended.
    ///
    /// # Errors
    /// The database's faults.
    fn documents(&self, query: &DocumentQuery, limit: usize, offset: usize) -> Result<Vec<DocumentRef>>;
    /// Incidents that a document is on, after all decisions that hold.
    ///
    /// # Errors
    /// The database's faults.
    fn incidents_of(&self, document: DocumentId) -> Result<Vec<IncidentId>>;

    /// Incidents that have been created and not joined into another, by id.
    ///
    /// # Errors
    /// The database's faults.
    fn incidents(&self) -> Result<Vec<IncidentId>>;
    /// Incidents whose id starts with these hex digits (dashes are ignored), joined ones among them.
    ///
    /// # Errors
    /// The database's faults.
    fn incident_ids(&self, prefix: &str) -> Result<Vec<IncidentId>>;
    /// Everything on one incident. One that was joined into another gives that other's; `None` when unknown. By the
    /// recorded clock, decisions made after `as_of` are left out; by the published clock all that hold apply (they
    /// say which documents are on one event, which no document's date changes). Claims are not cut off: the fold
    /// does that.
    ///
    /// # Errors
    /// The database's faults.
    fn dossier(&self, incident: IncidentId, as_of: AsOf) -> Result<Option<Dossier>>;
    /// Claims, in the order in which they were appended; `incidents` as appended.
    ///
    /// # Errors
    /// The database's faults.
    fn claims(&self, of: &ClaimsOf) -> Result<Vec<Claim>>;
    /// The retractions of these claims.
    ///
    /// # Errors
    /// The database's faults.
    fn retractions(&self, claims: &[ClaimId]) -> Result<Vec<Retraction>>;

    /// Incidents (after joins) seen under one of these name keys by documents that came out between the two moments, widened
    /// by each incident's own span; by id.
    ///
    /// # Errors
    /// The database's faults.
    fn candidates(&self, keys: &[String], from: Instant, to: Instant) -> Result<Vec<Profile>>;
    /// The profile of one incident (after joins), `None` when no sighting is left.
    ///
    /// # Errors
    /// The database's faults.
    fn profile(&self, incident: IncidentId) -> Result<Option<Profile>>;
    /// Documents that share a band with this signature, oldest first, at most 32: those that share the most.
    ///
    /// # Errors
    /// The database's faults.
    fn near(&self, signature: &Signature) -> Result<Vec<Near>>;
    /// The groups of quotations known under these keys.
    ///
    /// # Errors
    /// The database's faults.
    fn quotations(&self, keys: &[i64]) -> Result<Vec<(i64, GroupId)>>;

    /// Names of actors, as claims that hold spell them: of those who speak and of those who are named; each with the
    /// incidents (after joins) of these claims. By name; claims with a stricter label than `audience` count for nothing.
    ///
    /// # Errors
    /// The database's faults.
    fn actors(&self, audience: Tlp) -> Result<Vec<(String, Vec<IncidentId>)>>;

    /// Objects of STIX.
    ///
    /// # Errors
    /// The database's faults.
    fn objects(&self, query: &ObjectQuery, limit: usize, offset: usize) -> Result<Vec<KeptObject>>;
    /// A text drawn at random when the store was made, and never again: ids of what the store puts out follow from
    /// it, so that they are random to the world and the same every time.
    ///
    /// # Errors
    /// The database's faults.
    fn seed(&self) -> Result<String>;

    /// All decisions, oldest first, those taken back among them.
    ///
    /// # Errors
    /// The database's faults.
    fn decisions(&self) -> Result<Vec<Decision>>;
    /// The source register: stated sources, and publishers of documents without a statement, by name.
    ///
    /// # Errors
    /// The database's faults.
    fn sources(&self) -> Result<Vec<Source>>;

    /// A page of the list of incidents.
    ///
    /// # Errors
    /// The database's faults.
    fn summaries(&self, query: &ListQuery) -> Result<SummaryPage>;
    /// The summary of one incident as of a moment.
    ///
    /// # Errors
    /// The database's faults.
    fn summary(&self, incident: IncidentId, as_of: AsOf, audience: Tlp) -> Result<Option<IncidentSummary>>;
    /// Full-text search over title, text, quotes and publisher. `words` are a person's: words, "phrases", beginnings*;
    /// no input is a syntax error. Documents with a stricter label than `audience` are neither shown nor counted.
    ///
    /// # Errors
    /// The database's faults.
    fn search(&self, words: &str, audience: Tlp, limit: usize, offset: usize) -> Result<Hits>;

    /// The audit log from entry `from` (1 is the first) on.
    ///
    /// # Errors
    /// The database's faults.
    fn audit(&self, from: u64, limit: usize) -> Result<Vec<AuditEntry>>;
    /// Entries of the audit log that fit, the newest first.
    ///
    /// # Errors
    /// The database's faults.
    fn audit_of(&self, query: &AuditQuery, limit: usize) -> Result<Vec<AuditEntry>>;
    /// Proves the chain, and that the stored rows are what it says.
    ///
    /// # Errors
    /// The database's faults; a disagreement is no error but a [`Fault`] in the answer.
    fn verify(&self) -> Result<Verification>;
    /// How much the store holds.
    ///
    /// # Errors
    /// The database's faults.
    fn counts(&self) -> Result<Counts>;
    /// How much of it an audience may know of: documents, claims that hold on them, and when the last document came.
    ///
    /// # Errors
    /// The database's faults.
    fn counts_for(&self, audience: Tlp) -> Result<(u64, u64, Option<Instant>)>;
    /// Writes a copy that holds everything and opens as a store of its own.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the file is there; else the database's faults.
    fn backup(&self, file: &Path) -> Result<()>;
}
