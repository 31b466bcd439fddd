//! What can go wrong with a store or an input as a whole. Faults of single documents are [`Problem`]s instead.

use sextant_model::Problem;
use sextant_store::StoreError;

/// Each variant says what happened and, where a person can mend it, how.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store cannot be opened, read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no store yet.
    #[error("there is no store at {0}: make one with `sextant ingest`, or name another with --store")]
    NoStore(String),
    /// A write was asked of a store opened for reading.
    #[error("store {0} is open for reading only")]
    ReadOnly(String),
    /// What was asked for is not there (or not for this audience, which must look the same).
    #[error("no {what} {id} in this store")]
    NotFound {
        /// `incident`, `document`, `claim`, `decision`.
        what: &'static str,
        /// As asked for.
        id: String,
    },
    /// The request makes no sense as it stands.
    #[error("{0}")]
    Invalid(String),
    /// An input that could not be had at all.
    #[error("{0}")]
    Input(Problem),
    /// Something that goes out cannot be written.
    #[error("cannot write: {0}")]
    Output(String),
}

impl EngineError {
    /// Whether another program holds the store, so that trying again may do.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Store(StoreError::Locked { .. }))
    }

    /// The thing asked for is not in the store.
    pub(crate) fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }
}
