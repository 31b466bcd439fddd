//! Opening a store: whether the file is one, of which version, and the way forward to this program's version.

use super::fault::{Explain, translate};
use super::{SqliteLedger, schema};
use crate::{Result, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a second writer waits for the first, unless told otherwise.
const WAITS: Duration = Duration::from_secs(15);

impl SqliteLedger {
    /// Opens the store at `path`, making it (and its folder) when there is none. An older store is copied to
    /// `FILE.v1.bak` and migrated. On a read-only medium it opens for reading.
    ///
    /// # Errors
    /// [`StoreError::NotAStore`], [`StoreError::Newer`], [`StoreError::Locked`], [`StoreError::CannotOpen`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_waiting(path, WAITS)
    }

    /// As [`open`](Self::open), with the time that a second writer waits for the first.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_waiting(path: &Path, waits: Duration) -> Result<Self> {
        make_folder(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        match Self::connect(path, flags, waits).and_then(|ledger| ledger.prepare(true)) {
            Err(StoreError::ReadOnly { .. } | StoreError::CannotOpen { .. }) if path.is_file() => {
                Self::open_unwritable(path, waits)
            }
            outcome => outcome,
        }
    }

    /// Opens an existing store for reading only; many may do so while one writes. An older store is brought forward
    /// first where it may be written, as by [`open`](Self::open).
    ///
    /// # Errors
    /// As [`open`](Self::open); [`StoreError::CannotOpen`] when there is none.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let read = || Self::connect(path, flags, WAITS).and_then(|ledger| ledger.prepare(false));
        let outcome = match read() {
            Err(StoreError::ReadOnly { .. }) if path.is_file() => Self::open(path).and_then(|_| read()),
            outcome => outcome,
        };
        match outcome {
            Err(StoreError::ReadOnly { .. } | StoreError::CannotOpen { .. }) if path.is_file() => {
                Self::open_unwritable(path, WAITS)
            }
            outcome => outcome,
        }
    }

    /// A store that lives as long as the value.
    ///
    /// # Errors
    /// When the database library fails.
    pub fn in_memory() -> Result<Self> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(|e| translate(&e, &path, WAITS))?;
        Self { connection, path, waits: WAITS, batch: false }.prepare(true)
    }

    /// The file of the store (`:memory:` for one in memory).
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many pages the file has.
    ///
    /// # Errors
    /// The database's faults.
    pub fn pages(&self) -> Result<i64> {
        self.pragma("page_count")
    }

    /// Lets the file grow to so many pages and no further; a write past it fails as on a full disk.
    ///
    /// # Errors
    /// The database's faults.
    pub fn limit_pages(&self, pages: i64) -> Result<()> {
        self.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).explain(self)
    }

    /// On a medium where not even the shared-memory file can be made, SQLite reads a file that is promised not to
    /// change; a log left beside it would be ignored, so that is refused.
    fn open_unwritable(path: &Path, waits: Duration) -> Result<Self> {
        if std::fs::metadata(sibling(path, "-wal")).is_ok_and(|wal| wal.len() > 0) {
            return Err(StoreError::ReadOnly { path: path.to_path_buf() });
        }
        let uri = format!("file:{}?immutable=1", path.display().to_string().replace('%', "%25").replace('?', "%3f"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(uri, flags).map_err(|e| translate(&e, path, waits))?;
        Self { connection, path: path.to_path_buf(), waits, batch: false }.prepare(false)
    }

    fn connect(path: &Path, flags: OpenFlags, waits: Duration) -> Result<Self> {
        if path.is_dir() {
            return Err(StoreError::NotAStore { path: path.to_path_buf(), found: "a folder".into() });
        }
        let connection = Connection::open_with_flags(path, flags).map_err(|e| translate(&e, path, waits))?;
        Ok(Self { connection, path: path.to_path_buf(), waits, batch: false })
    }

    fn prepare(self, writable: bool) -> Result<Self> {
        self.connection.busy_timeout(self.waits).explain(&self)?;
        self.connection.set_prepared_statement_cache_capacity(96);
        // Read before anything is written: a foreign file must stay as it is.
        let version = self.recognise()?;
        if writable && !self.connection.is_readonly("main").unwrap_or(false) {
            self.settings()?;
            self.bring_forward(version)?;
        } else if version < schema::STORE_VERSION {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        } else {
            // The upper pages of the indexes that a page asks; there are as many of these as questions at once.
            self.connection.pragma_update(None, "cache_size", "-16000").explain(&self)?;
        }
        Ok(self)
    }

    /// Takes what the log holds into the file, and begins the log anew where it has grown past `most` bytes and nobody
    /// reads of it for a moment; says how long the log is. Only connections of their own should do it: who writes
    /// meanwhile waits for the last bit alone.
    ///
    /// # Errors
    /// The database's faults; that somebody reads or writes is none.
    pub fn checkpoint(&self, most: u64) -> Result<u64> {
        let run = |sql: &str| self.connection.query_row(sql, [], |_| Ok(())).explain(self);
        let length = || std::fs::metadata(sibling(&self.path, "-wal")).map_or(0, |log| log.len());
        if length() > 0 {
            run("PRAGMA wal_checkpoint(PASSIVE)")?;
        }
        if length() > most {
            run("PRAGMA wal_checkpoint(RESTART)")?;
        }
        Ok(length())
    }

    /// A number that is another after every commit of another connection, of this process or any.
    ///
    /// # Errors
    /// The database's faults.
    pub fn data_version(&self) -> Result<i64> {
        self.pragma("data_version")
    }

    /// Leaves it to [`checkpoint`](Self::checkpoint) by another connection to empty the log; should that not come, it is
    /// done here after all, much later.
    ///
    /// # Errors
    /// The database's faults.
    pub fn leave_log(&self) -> Result<()> {
        self.connection.pragma_update(None, "wal_autocheckpoint", "100000").explain(self)
    }

    fn settings(&self) -> Result<()> {
        let set = |name: &str, value: &str| self.connection.pragma_update(None, name, value).explain(self);
        set("journal_mode", "wal")?;
        set("synchronous", "full")?;
        set("secure_delete", "on")?;
        set("temp_store", "memory")?;
        set("cache_size", "-48000")?;
        // Ids and names fall anywhere in their indexes: pages written again and again are copied from the log once.
        set("wal_autocheckpoint", "8000")
    }

    /// The version of the store, 0 for an empty file.
    fn recognise(&self) -> Result<i64> {
        let version = self.pragma("user_version")?;
        let application = self.pragma("application_id")?;
        let tables: i64 =
            self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).explain(self)?;
        if tables == 0 && version == 0 {
            return Ok(0);
        }
        if application != schema::APPLICATION_ID {
            let found = "a SQLite file of another program".into();
            return Err(StoreError::NotAStore { path: self.path.clone(), found });
        }
        if version > schema::STORE_VERSION {
            let path = self.path.clone();
            return Err(StoreError::Newer { path, found: version, known: schema::STORE_VERSION });
        }
        Ok(version)
    }

    fn pragma(&self, name: &str) -> Result<i64> {
        self.connection.pragma_query_value(None, name, |row| row.get(0)).explain(self)
    }

    fn bring_forward(&self, version: i64) -> Result<()> {
        if version == schema::STORE_VERSION {
            return Ok(());
        }
        if version > 0 {
            self.copy_aside(version)?;
        }
        self.connection.execute_batch("BEGIN IMMEDIATE").explain(self)?;
        // Another process may have gone first while this one waited.
        let outcome = self.recognise().and_then(|now| {
            if now < schema::STORE_VERSION { schema::migrate(&self.connection, now).explain(self) } else { Ok(()) }
        });
        let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
        outcome.and(self.connection.execute_batch(end).explain(self))
    }

    fn copy_aside(&self, version: i64) -> Result<()> {
        let copy = sibling(&self.path, &format!(".v{version}.bak"));
        if copy.exists() {
            return Ok(());
        }
        self.connection.execute("VACUUM INTO ?1", [copy.to_string_lossy().as_ref()]).map(drop).explain(self)
    }

    /// A whole copy in one file, made while others may read.
    pub(super) fn write_backup(&self, file: &Path) -> Result<()> {
        if file.exists() {
            return Err(StoreError::Exists { path: file.to_path_buf() });
        }
        let copied = self.connection.execute("VACUUM INTO ?1", [file.to_string_lossy().as_ref()]);
        if let Err(error) = copied {
            let _ = std::fs::remove_file(file);
            return Err(translate(&error, file, self.waits));
        }
        Ok(())
    }

    /// Copies that migrations left beside the store.
    pub(super) fn copies_aside(&self) -> Vec<PathBuf> {
        (1..schema::STORE_VERSION).map(|v| sibling(&self.path, &format!(".v{v}.bak"))).filter(|p| p.exists()).collect()
    }
}

fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn make_folder(path: &Path) -> Result<()> {
    let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder)
        .map_err(|e| StoreError::CannotOpen { path: path.to_path_buf(), detail: e.to_string() })
}
