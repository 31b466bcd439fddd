//! Joins the parts: the only crate that knows two of them at once, and the only way out of a store.
//!
//! [`Engine`] owns one store. Everything that is read from it passes the exit gate ([`gate`]), which is told the
//! audience and drops what the Traffic Light Protocol forbids; nobody above this crate sees the ledger itself.
//! This crate renders nothing for a screen (the program and the server do) and decides nothing about claims
//! (`reason` does).

pub mod error;
pub mod gate;
pub mod query;
pub mod view;

mod open;

pub use error::EngineError;
pub use open::{Engine, OpenMode};
pub use view::{Change, DocumentView, HitKind, IncidentQuery, IncidentSort, Page, SearchHit, SnippetPart, Stats};

/// What an operation on a store gives.
pub type Result<T> = std::result::Result<T, EngineError>;
