//! What a browser began and has to finish within minutes: a log-in that waits for its second factor, an app that is being
//! added, a passkey's challenge. Each is found by a word that only this browser has; what may be answered once is taken.

use sextant_engine::access::Enrolment;
use sextant_engine::access::oidc::Begun;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long it waits.
pub const LASTS: Duration = Duration::from_secs(600);
/// How much of one sort waits at once; when there is more, the oldest of it goes. Who only opens the log-in page displaces
/// nobody who has shown a password.
const MOST: usize = 20_000;
/// Wrong codes after which a log-in begins anew with the password.
const TRIES: u32 = 5;

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waits {
    /// The password of an account was right; its second factor is awaited.
    Second {
        /// The account.
        name: String,
        /// The statement on it that held.
        statement: u64,
        /// Where to go on.
        next: String,
        /// Wrong codes so far.
        tries: u32,
    },
    /// A secret that is shown to an app.
    Enrolling(Enrolment),
    /// What a passkey is asked to sign.
    Challenge([u8; 32]),
    /// A log-in at the provider.
    Provider {
        /// What must come back.
        begun: Begun,
        /// Where to go on.
        next: String,
    },
}

/// A sort of thing that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// [`Waits::Second`].
    Second,
    /// [`Waits::Enrolling`].
    Enrolling,
    /// [`Waits::Challenge`].
    Challenge,
    /// [`Waits::Provider`].
    Provider,
}

/// What waits of one sort, by the digest of its word, and since when.
type Kept = HashMap<[u8; 32], (Instant, Waits)>;

/// All that waits.
#[derive(Debug, Default)]
pub struct Waiting(Mutex<HashMap<What, Kept>>);

fn key(word: &str) -> [u8; 32] {
    Sha256::digest(word.as_bytes()).into()
}

fn lasts(since: &Instant) -> bool {
    since.elapsed() < LASTS
}

impl Waits {
    fn what(&self) -> What {
        match self {
            Self::Second { .. } => What::Second,
            Self::Enrolling(_) => What::Enrolling,
            Self::Challenge(_) => What::Challenge,
            Self::Provider { .. } => What::Provider,
        }
    }

    /// Whether it is the log-in at the provider that goes by this state.
    pub fn is_of(&self, state: &str) -> bool {
        // Compared by digests, so that how long it takes tells nothing.
        matches!(self, Self::Provider { begun, .. } if key(&begun.state) == key(state))
    }
}

impl Waiting {
    fn all(&self) -> MutexGuard<'_, HashMap<What, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps something under a word, in place of what waited there.
    pub fn put(&self, word: &str, waits: Waits) {
        let mut all = self.all();
        let all = all.entry(waits.what()).or_default();
        if all.len() >= MOST {
            all.retain(|_, (since, _)| lasts(since));
        }
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, (since, _))| *since).map(|(key, _)| *key)
        {
            all.remove(&oldest);
        }
        all.insert(key(word), (Instant::now(), waits));
    }

    /// What waits under a word.
    pub fn look(&self, what: What, word: &str) -> Option<Waits> {
        let all = self.all();
        all.get(&what)?.get(&key(word)).filter(|(since, _)| lasts(since)).map(|(_, waits)| waits.clone())
    }

    /// The same, which waits no more.
    pub fn take(&self, what: What, word: &str) -> Option<Waits> {
        self.all().get_mut(&what)?.remove(&key(word)).filter(|(since, _)| lasts(since)).map(|(_, waits)| waits)
    }

    /// Notes a wrong code; `false` when that was the last: it waits no more.
    pub fn wrong(&self, word: &str) -> bool {
        let mut all = self.all();
        let (all, key) = (all.entry(What::Second).or_default(), key(word));
        let Some((_, Waits::Second { tries, .. })) = all.get_mut(&key) else { return false };
        *tries += 1;
        let more = *tries < TRIES;
        if !more {
            all.remove(&key);
        }
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_found_by_its_word_and_ends_after_some_tries() {
        let waiting = Waiting::default();
        let second = Waits::Second { name: "mara".into(), statement: 1, next: "/".into(), tries: 0 };
        waiting.put("word", second.clone());
        assert!(waiting.look(What::Second, "another").is_none() && waiting.look(What::Enrolling, "word").is_none());
        assert_eq!(waiting.look(What::Second, "word"), Some(second));
        let tries: Vec<bool> = (0..6).map(|_| waiting.wrong("word")).collect();
        assert_eq!(tries, [true, true, true, true, false, false]);
        assert!(waiting.take(What::Second, "word").is_none());
        waiting.put("word", Waits::Enrolling(Enrolment::new().unwrap()));
        assert!(waiting.take(What::Enrolling, "word").is_some() && waiting.take(What::Enrolling, "word").is_none());
    }
}
