//! Opening a store: one connection that writes, and as many that read as are asked for at once.

use crate::exchange::Producer;
use crate::{EngineError, Result};
use sextant_store::{Ledger, SqliteLedger};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    writer: Option<Mutex<SqliteLedger>>,
    /// Idle reading connections; one is taken for each question and put back.
    readers: Mutex<Vec<SqliteLedger>>,
    /// Who puts out what this store says itself.
    producer: Producer,
    /// How advisories go out.
    desk: crate::outbox::Desk,
    /// What objects and resolved incidents say of groups, counted once.
    pub(crate) counted: Mutex<crate::profiles::Counted>,
    /// Feeds of MISP as they were written last.
    pub(crate) feeds: Mutex<crate::exchange::misp::Shelf>,
    /// What was made of the store as it stands.
    pub(crate) fresh: crate::fresh::Fresh,
    /// Passwords that were right a moment ago.
    pub(crate) verified: crate::access::Verified,
}

/// How long the log may grow before it is begun anew: somebody always reads of it.
const LOG_MOST: u64 = 64 << 20;
/// How long beginning it anew may wait for who reads.
const LOG_WAITS: std::time::Duration = std::time::Duration::from_millis(200);

/// Takes what was written into the store's file, by a connection of its own.
#[derive(Debug)]
pub struct LogKeeper(SqliteLedger);

impl LogKeeper {
    /// Takes in what the log holds.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn shorten(&self) -> Result<()> {
        self.0.checkpoint(LOG_MOST)?;
        Ok(())
    }
}

impl Engine {
    /// Opens the store in the file `path`.
    ///
    /// # Errors
    /// When it cannot be opened: not there ([`OpenMode::Read`]), not a store, of a newer version.
    pub fn open(path: &Path, mode: OpenMode) -> Result<Self> {
        if mode == OpenMode::Read && !path.exists() {
            return Err(EngineError::NoStore(path.display().to_string()));
        }
        let (writer, readers) = match mode {
            OpenMode::Write => (Some(Mutex::new(SqliteLedger::open(path)?)), Vec::new()),
            OpenMode::Read => (None, vec![SqliteLedger::open_read_only(path)?]),
        };
        let verified = crate::access::Verified::default();
        let (producer, counted, feeds) = (Producer::default(), Mutex::default(), Mutex::default());
        let fresh = crate::fresh::Fresh::default();
        let (path, readers, desk) = (path.to_owned(), Mutex::new(readers), crate::outbox::Desk::default());
        Ok(Self { path, writer, readers, producer, desk, counted, feeds, fresh, verified })
    }

    /// With a word on who puts out what this store says itself.
    #[must_use]
    pub fn produced_by(mut self, producer: Producer) -> Self {
        self.producer = producer;
        self
    }

    /// With a word on how advisories go out.
    #[must_use]
    pub fn sending_by(mut self, desk: crate::outbox::Desk) -> Self {
        self.desk = desk;
        self
    }

    /// How advisories go out.
    #[must_use]
    pub fn desk(&self) -> &crate::outbox::Desk {
        &self.desk
    }

    pub(crate) fn producer(&self) -> &Producer {
        &self.producer
    }

    /// The store's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Asks the ledger something, all of it of one state. What is asked here has not passed the gate.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&dyn Ledger) -> Result<T>) -> Result<T> {
        self.lent(|reader| reader.at_once(|ledger| question(ledger)))
    }

    /// Lends a reading connection.
    pub(crate) fn lent<T>(&self, question: impl FnOnce(&SqliteLedger) -> Result<T>) -> Result<T> {
        let idle = lock(&self.readers).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => SqliteLedger::open_read_only(&self.path)?,
        };
        let answer = question(&reader);
        lock(&self.readers).push(reader);
        answer
    }

    /// Who keeps the log of the store short from now on, instead of the connection that writes; none where nothing is
    /// written here.
    ///
    /// # Errors
    /// When the store cannot be opened once more.
    pub fn log_keeper(&self) -> Result<Option<LogKeeper>> {
        let Some(writer) = &self.writer else { return Ok(None) };
        let keeper = SqliteLedger::open_waiting(&self.path, LOG_WAITS)?;
        lock(writer).leave_log()?;
        Ok(Some(LogKeeper(keeper)))
    }

    /// Whether it was opened for writing.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.writer.is_some()
    }

    /// The one writing connection.
    pub(crate) fn writer(&self) -> Result<MutexGuard<'_, SqliteLedger>> {
        let writer = self.writer.as_ref().ok_or_else(|| EngineError::ReadOnly(self.path.display().to_string()))?;
        Ok(lock(writer))
    }
}

/// A panic in another thread leaves a connection whole: SQLite rolls back what was not committed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
