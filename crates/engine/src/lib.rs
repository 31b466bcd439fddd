//! Joins the parts: the only crate that knows two of them at once, and the only way out of a store.
//!
//! [`Engine`] owns one store. Everything that is read from it passes the exit gate ([`gate`]), which is told the
//! audience and drops what the Traffic Light Protocol forbids; nobody above this crate sees the ledger itself.
//! This crate renders nothing for a screen (the program and the server do) and decides nothing about claims
//! (`reason` does).

pub mod access;
pub mod actor;
pub mod advisory;
pub mod assess;
pub mod bench;
pub mod convert;
pub mod decide;
pub mod error;
pub mod exchange;
pub mod export;
pub mod feed;
pub mod fetch;
pub mod find;
mod flags;
mod fresh;
pub mod gate;
pub mod import;
pub mod ingest;
pub mod input;
pub mod keep;
pub mod manual;
pub mod news;
pub mod objects;
pub mod once;
pub mod outbox;
pub mod patterns;
mod pdf;
mod profiles;
pub mod publish;
pub mod query;
pub mod reading;
mod reliance;
pub mod remote;
mod said;
pub mod stix;
pub mod taxii;
pub mod view;
pub mod watch;
pub mod work;

mod clock;
mod open;

pub use access::{Caller, Credential, Needs, Verdict, Visitor, authorise};
pub use assess::AssessQuery;
pub use error::EngineError;
pub use import::{ImportEvent, ImportOptions, ImportTally};
pub use ingest::{IngestLine, IngestOptions, IngestTally, IngestedIncident, LineState};
pub use input::{Given, Input};
pub use open::{Engine, LogKeeper, OpenMode};
pub use reading::{Outcome, ReadDocument, ReadOptions, read_all};
pub use said::Kept;
pub use sextant_store::{AuditEntry, AuditQuery, Forgotten, StoreError, Verification};
pub use view::{
    Change, DocumentView, HitKind, IncidentQuery, IncidentSort, Matter, Page, Place, SearchHit, SnippetPart, Spoken,
    Stats, Valued, WeighedRecord,
};

/// What an operation on a store gives.
pub type Result<T> = std::result::Result<T, EngineError>;
