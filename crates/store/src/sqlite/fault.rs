//! SQLite's result codes in words that tell a person what to do.

use super::SqliteLedger;
use crate::{Result, StoreError};
use rusqlite::ErrorCode;
use std::path::Path;
use std::time::Duration;

/// Turns a database's answer into the store's.
pub(super) trait Explain<T> {
    /// Says which store failed and why.
    fn explain(self, ledger: &SqliteLedger) -> Result<T>;
}

impl<T> Explain<T> for rusqlite::Result<T> {
    fn explain(self, ledger: &SqliteLedger) -> Result<T> {
        self.map_err(|error| translate(&error, &ledger.path, ledger.waits))
    }
}

impl<T> Explain<T> for serde_json::Result<T> {
    fn explain(self, ledger: &SqliteLedger) -> Result<T> {
        self.map_err(|error| StoreError::Corrupt {
            path: ledger.path.clone(),
            detail: format!("a row does not parse: {error}"),
        })
    }
}

pub(super) fn translate(error: &rusqlite::Error, path: &Path, waited: Duration) -> StoreError {
    let path = path.to_path_buf();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Locked { path, waited_s: waited.as_secs() }
        }
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Corrupt { path, detail: error.to_string() },
        Some(ErrorCode::NotADatabase) => StoreError::NotAStore { path, found: "no SQLite file".into() },
        Some(ErrorCode::CannotOpen) => StoreError::CannotOpen { path, detail: error.to_string() },
        _ if is_full(error) => StoreError::Full { path },
        Some(ErrorCode::SystemIoFailure) => StoreError::Database(format!("{}: {error}", path.display())),
        _ => StoreError::Database(error.to_string()),
    }
}

/// A quota or a file-size limit shows as a failed write rather than as a full disk.
fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE)
}
