//! What goes into the ledger in one piece, and what the ledger says of its own writing.

use sextant_model::*;
use std::path::PathBuf;

/// A document with everything that was read from it: appended whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Append {
    /// The document.
    pub document: Document,
    /// The bytes that came in (may be empty when they were not kept).
    pub bytes: Vec<u8>,
    /// Its claims, with ids, incidents and groups resolved.
    pub claims: Vec<Claim>,
    /// What it tells of each incident; an incident not known yet is created by its first sighting.
    pub sightings: Vec<Sighting>,
    /// Joins that it leaves doubtful.
    pub doubts: Vec<Doubt>,
    /// How near-duplicates of its text are found.
    pub signature: Signature,
    /// The independence group of its text.
    pub group: GroupId,
    /// Keys of its long quotations and the group of their origin (see `reason`).
    pub quotations: Vec<(i64, GroupId)>,
    /// The rule set that read it.
    pub rules: String,
    /// Who writes, for the audit log: `ingest`, `analyst:NAME`.
    pub by: String,
    /// When.
    pub recorded: Instant,
}

/// What came of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is in the ledger now.
    New,
    /// It was there already; nothing changed.
    AlreadyKnown,
    /// It was removed by `forget`; nothing changed.
    Forgotten,
}

/// Whether a document is in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Never seen.
    Absent,
    /// Kept, last read by this rule set.
    Kept {
        /// The rule set.
        rules: String,
    },
    /// Removed by `forget`.
    Forgotten,
}

/// A kept document read again by newer rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Reread {
    /// The document.
    pub document: DocumentId,
    /// The claims of the new reading. Claims of earlier rule sets are withdrawn (kind `reread`); those made by
    /// hand stay. A claim whose id is known already is kept as it is.
    pub claims: Vec<Claim>,
    /// Replaces the document's sightings.
    pub sightings: Vec<Sighting>,
    /// Replaces the document's doubts.
    pub doubts: Vec<Doubt>,
    /// The rule set.
    pub rules: String,
    /// Who writes.
    pub by: String,
    /// When.
    pub recorded: Instant,
}

/// A request to remove a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgetting {
    /// The document.
    pub document: DocumentId,
    /// Ids of objects of STIX that hold words of it: all their versions go with it.
    pub objects: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub by: String,
    /// When.
    pub recorded: Instant,
}

/// What `forget` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Claims whose words were removed; they count no more.
    pub claims: usize,
    /// The incidents whose records change: their summaries must be folded again.
    pub incidents: Vec<IncidentId>,
    /// Copies of the store that a migration left beside it and that still hold the document.
    pub left_over: Vec<PathBuf>,
}

/// Objects of STIX that came in together: kept as one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectBatch {
    /// File name or address.
    pub origin: String,
    /// The objects, in the order in which they came.
    pub objects: Vec<Object>,
    /// What they state, as claims without a document. One that is known by its id changes nothing.
    pub claims: Vec<Claim>,
    /// Who writes, for the audit log.
    pub by: String,
    /// When.
    pub recorded: Instant,
}

/// One version of an object of STIX, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// `type--UUID`.
    pub id: String,
    /// What tells versions of one id apart; text order is the order of versions. Empty where there are none.
    pub version: String,
    /// Its type.
    pub kind: String,
    /// The label that holds for it.
    pub tlp: Tlp,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
}

/// An object as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptObject {
    /// The object.
    pub object: Object,
    /// File name or address that it came from.
    pub origin: String,
    /// When this store learnt it.
    pub added: Instant,
}

/// What came of one object of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectState {
    /// The id is new.
    New,
    /// The id was known, this version of it is new.
    NewVersion,
    /// It was there already; nothing changed.
    Known,
    /// This version of this id is known and says something else; the first stays.
    Differs,
    /// It was removed by `forget`; nothing changed.
    Forgotten,
}

/// One entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AuditEntry {
    /// 1, 2, 3, …
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What: `append`, `reread`, `claim`, `retract`, `decide`, `source`, `forget`, `migrate`, `objects`.
    pub action: String,
    /// On what: an id or a name.
    pub subject: String,
    /// The reason given, or numbers; never words of a document.
    pub detail: String,
    /// SHA-256 over the digests of all rows that the entry wrote, lower-case hex.
    pub digest: String,
    /// SHA-256 over the entry before and this one, lower-case hex.
    pub hash: String,
}

/// Which entries of the audit log are asked for; empty words take all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditQuery {
    /// Who.
    pub by: String,
    /// What was done.
    pub action: String,
    /// Signs of the subject or the detail.
    pub about: String,
    /// Entries before this one alone.
    pub before: Option<u64>,
    /// Entries up to this moment.
    pub until: Option<Instant>,
}

/// What `verify` proved.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verification {
    /// Entries in the chain.
    pub entries: u64,
    /// Rows whose content was compared with what the chain says.
    pub rows: u64,
    /// Rows emptied by `forget`: only their digests could be compared.
    pub forgotten: u64,
    /// Hash of the last entry: written down elsewhere, it also proves that nothing was cut off the end.
    pub head: String,
    /// What does not agree, in order; empty when the store is sound.
    pub faults: Vec<Fault>,
}

impl Verification {
    /// Whether nothing disagrees.
    #[must_use]
    pub fn sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// A disagreement between the store and its chain.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The audit entry.
    pub seq: u64,
    /// What disagrees.
    pub what: String,
}

/// How much the store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Documents kept.
    pub documents: u64,
    /// Documents removed.
    pub forgotten: u64,
    /// Claims, withdrawn ones among them.
    pub claims: u64,
    /// Incidents created (joined ones among them).
    pub incidents: u64,
    /// Objects of STIX, each version one.
    pub objects: u64,
    /// Audit entries.
    pub entries: u64,
}
