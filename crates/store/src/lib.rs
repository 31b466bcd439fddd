//! The ledger: an append-only store of documents, claims and decisions behind one trait, and its embedded
//! implementation on SQLite. It keeps and finds; it never decides what a claim amounts to, reads no text and
//! holds no clock: ids and instants come in as values.
//!
//! ```
//! use sextant_store::{Ledger, SqliteLedger};
//! let ledger = SqliteLedger::in_memory()?;
//! assert_eq!(ledger.counts()?.documents, 0);
//! # Ok::<(), sextant_store::StoreError>(())
//! ```

mod access;
mod collections;
mod entry;
mod error;
mod find;
mod ledger;
mod list;
mod retries;
mod sqlite;
mod statements;
#[cfg(feature = "suite")]
pub mod suite;

pub use access::{Access, KeptAccount, KeptFactor, KeptToken, Scope};
pub use collections::{
    Collections, Delivery, Hiding, Incoming, Item, Publishing, Received, Selection, Specs, Status, Versions,
    collection_id,
};
pub use entry::{
    Append, Appended, AuditEntry, AuditQuery, Counts, Fault, Forgetting, Forgotten, KeptObject, Object, ObjectBatch,
    ObjectState, Presence, Reread, Verification,
};
pub use error::StoreError;
pub use find::{FieldTerm, FindField, FindQuery, Finding, Found, Seen, WordTerm};
pub use ledger::{ClaimsOf, Ledger, Result};
pub use list::{DocumentQuery, Hit, Hits, ListQuery, ListStanding, ObjectQuery, SummaryPage};
pub use retries::{KeptRequest, Retries};
pub use sqlite::{STORE_VERSION, SqliteLedger};
pub use statements::{Stated, Statement, Statements};
