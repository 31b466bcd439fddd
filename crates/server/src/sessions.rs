//! Who is logged in by a browser. Sessions live in memory: they end with the server, after a while, when anything of the
//! account changes, and when their owner ends them.

use sextant_engine::access::hex;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
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
/// Signs of what a browser calls itself that are kept.
const NAMED: usize = 200;

/// One log-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What it is called in lists: it opens nothing.
    pub id: String,
    /// Who, and how.
    pub login: Login,
    /// Since when.
    pub started: sextant_model::Instant,
    /// When it was last used.
    pub seen: sextant_model::Instant,
    since: Instant,
    used: Instant,
}

/// Who logged in, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The account's name.
    pub name: String,
    /// The statement on the account under which it was.
    pub statement: u64,
    /// Whether by more than a password.
    pub strong: bool,
    /// From which address.
    pub from: IpAddr,
    /// By which browser, as it calls itself.
    pub by: String,
}

/// All log-ins, by the digest of their word.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<HashMap<[u8; 32], Session>>);

fn key(word: &str) -> [u8; 32] {
    Sha256::digest(word.as_bytes()).into()
}

/// What a form must send back with a session's word (or the word of the form itself): another site cannot know it.
pub fn form_word(word: &str) -> String {
    hex(&key(&format!("form\u{1f}{word}")))
}

impl Session {
    fn lasts(&self) -> bool {
        self.since.elapsed() < LASTS && self.used.elapsed() < IDLE
    }
}

impl Sessions {
    fn all(&self) -> MutexGuard<'_, HashMap<[u8; 32], Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens one under a word drawn for it.
    pub fn open(&self, word: &str, mut login: Login) {
        let mut all = self.all();
        all.retain(|_, session| session.lasts());
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, session)| session.used).map(|(key, _)| *key)
        {
            all.remove(&oldest);
        }
        login.by = login.by.chars().filter(|sign| !sign.is_control()).take(NAMED).collect();
        let (since, started, key) = (Instant::now(), sextant_model::Instant::now(), key(word));
        // Half of a digest of a digest: it says nothing of the word.
        let id = hex(&Sha256::digest(key)[..8]);
        all.insert(key, Session { id, login, started, seen: started, since, used: since });
    }

    /// The one under this word, which counts as using it.
    pub fn find(&self, word: &str) -> Option<Session> {
        let mut all = self.all();
        let session = all.get_mut(&key(word))?;
        if !session.lasts() {
            all.remove(&key(word));
            return None;
        }
        session.used = Instant::now();
        session.seen = sextant_model::Instant::now();
        Some(session.clone())
    }

    /// Those of an account, the last used first. `statement` is the one that holds: those under others have ended.
    pub fn of(&self, name: &str, statement: u64) -> Vec<Session> {
        let fits = |s: &&Session| s.login.name == name && s.login.statement == statement && s.lasts();
        let mut found: Vec<Session> = self.all().values().filter(fits).cloned().collect();
        found.sort_by_key(|session| std::cmp::Reverse(session.used));
        found
    }

    /// Notes that more than a password was shown since.
    pub fn strengthen(&self, word: &str) {
        if let Some(session) = self.all().get_mut(&key(word)) {
            session.login.strong = true;
        }
    }

    /// Ends one.
    pub fn close(&self, word: &str) {
        self.all().remove(&key(word));
    }

    /// Ends those of an account that fit; says how many.
    pub fn close_of(&self, name: &str, fits: impl Fn(&Session) -> bool) -> usize {
        let mut all = self.all();
        let before = all.len();
        all.retain(|_, session| session.login.name != name || !fits(session));
        before - all.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_listed_by_an_id_that_opens_nothing_and_ended() {
        let sessions = Sessions::default();
        let login = |name: &str| Login {
            name: name.to_owned(),
            statement: 3,
            strong: false,
            from: IpAddr::from([203, 0, 113, 1]),
            by: format!("Browser\u{7}{}", "x".repeat(300)),
        };
        for (word, name) in [("one", "mara"), ("two", "mara"), ("three", "ines")] {
            sessions.open(word, login(name));
        }
        let listed = sessions.of("mara", 3);
        assert_eq!((listed.len(), sessions.of("mara", 2).len()), (2, 0));
        assert!(listed.iter().all(|one| one.login.by.len() == NAMED && sessions.find(&one.id).is_none()));
        let first = sessions.find("one").unwrap();
        assert_eq!(sessions.close_of("ines", |one| one.id == first.id), 0, "another's");
        assert_eq!(sessions.close_of("mara", |one| one.id != first.id), 1);
        assert!(sessions.find("one").is_some() && sessions.find("two").is_none() && sessions.find("three").is_some());
        sessions.strengthen("one");
        assert!(sessions.find("one").unwrap().login.strong);
    }
}
