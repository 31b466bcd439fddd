//! What can go wrong with a store, each in words that tell a person what to do.

use std::path::PathBuf;

/// A fault of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk is full.
    #[error("no space left on the disk of {path}: nothing of this write was kept; free some space and run again")]
    Full {
        /// The store.
        path: PathBuf,
    },
    /// The store, its folder or its file system cannot be written.
    #[error("{path} is read-only: allow writing to the file and its folder, or choose another store with --store")]
    ReadOnly {
        /// The store.
        path: PathBuf,
    },
    /// Another process writes and did not finish in time.
    #[error(
        "another process is writing to {path} and did not finish within {waited_s} seconds: wait for it to end, then run again"
    )]
    Locked {
        /// The store.
        path: PathBuf,
        /// How long was waited.
        waited_s: u64,
    },
    /// The file is something else.
    #[error("{path} is not a Sextant store ({found}): choose another file with --store")]
    NotAStore {
        /// The file.
        path: PathBuf,
        /// What it seems to be.
        found: String,
    },
    /// A newer program wrote it.
    #[error(
        "{path} was written by a newer Sextant (store version {found}, this program knows {known}): use the newer program"
    )]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// The file is damaged.
    #[error("{path} is damaged ({detail}): restore a backup")]
    Corrupt {
        /// The store.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// The file or its folder cannot be opened or made.
    #[error("cannot open {path}: {detail}")]
    CannotOpen {
        /// The store.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// A file that must not exist does.
    #[error("{path} exists already: choose another name or remove it first")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// What was named is not in the store.
    #[error("the store holds no {what} {id}")]
    Missing {
        /// `document`, `claim`, `incident`, `decision`.
        what: &'static str,
        /// Its identity.
        id: String,
    },
    /// What is to be written contradicts what is there.
    #[error("{0}")]
    Refused(String),
    /// Anything else that the database says.
    #[error("the store failed: {0}")]
    Database(String),
}
