//! Who is logged in by a browser. Sessions live in memory: they end with the server, after a while, and when anything of
//! the account changes.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The name of the cookie that holds the session's word.
pub const COOKIE: &str = "sextant";
/// How long a session lasts.
const LASTS: Duration = Duration::from_secs(12 * 3600);
/// How long it lasts unused.
const IDLE: Duration = Duration::from_secs(2 * 3600);
/// How many there are at most; the one that was unused the longest goes first.
const MOST: usize = 10_000;

/// One log-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The account's name.
    pub name: String,
    /// The statement on the account under which it was.
    pub statement: u64,
    since: Instant,
    used: Instant,
}

/// All log-ins, by the digest of their word.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<HashMap<[u8; 32], Session>>);

fn key(word: &str) -> [u8; 32] {
    Sha256::digest(word.as_bytes()).into()
}

/// What a form must send back with a session's word (or the word of the form itself): another site cannot know it.
pub fn form_word(word: &str) -> String {
    sextant_engine::access::hex(&key(&format!("form\u{1f}{word}")))
}

impl Sessions {
    fn all(&self) -> MutexGuard<'_, HashMap<[u8; 32], Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens one under a word drawn for it.
    pub fn open(&self, word: &str, name: &str, statement: u64) {
        let mut all = self.all();
        all.retain(|_, session| session.since.elapsed() < LASTS && session.used.elapsed() < IDLE);
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, session)| session.used).map(|(key, _)| *key)
        {
            all.remove(&oldest);
        }
        let now = Instant::now();
        all.insert(key(word), Session { name: name.to_owned(), statement, since: now, used: now });
    }

    /// The one under this word, which counts as using it.
    pub fn find(&self, word: &str) -> Option<Session> {
        let mut all = self.all();
        let session = all.get_mut(&key(word))?;
        if session.since.elapsed() >= LASTS || session.used.elapsed() >= IDLE {
            all.remove(&key(word));
            return None;
        }
        session.used = Instant::now();
        Some(session.clone())
    }

    /// Ends one.
    pub fn close(&self, word: &str) {
        self.all().remove(&key(word));
    }
}
