//! What can go wrong with a store or an input as a whole. Faults of single documents are [`Problem`]s instead.

use sextant_model::Problem;

/// Each variant says what happened and, where a person can mend it, how.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store cannot be opened, read or written.
    #[error("store {path}: {message}")]
    Store {
        /// The file.
        path: String,
        /// What happened and what to do.
        message: String,
    },
    /// A write was asked of a store opened for reading.
    #[error("store {path} is open for reading only")]
    ReadOnly {
        /// The file.
        path: String,
    },
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
}
