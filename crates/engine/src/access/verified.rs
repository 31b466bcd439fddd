//! Passwords that were right a moment ago: hashing each time would cost every request what it costs to guess.

use super::Caller;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a password is remembered.
const KEPT: Duration = Duration::from_secs(60);
/// How many are.
const MOST: usize = 1_024;

/// Drawn once a run: what is remembered says nothing of passwords to whoever reads the memory of another.
static SALT: LazyLock<[u8; 32]> = LazyLock::new(|| super::random().unwrap_or_default());

/// What was verified, all of it under one state of accounts and tokens.
#[derive(Debug, Default)]
pub(crate) struct Verified(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    mark: u64,
    callers: HashMap<[u8; 32], (Instant, Caller)>,
}

fn key(name: &str, password: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(*SALT);
    hasher.update((name.len() as u64).to_le_bytes());
    hasher.update(name.as_bytes());
    hasher.update(password.as_bytes());
    hasher.finalize().into()
}

impl Verified {
    pub(super) fn find(&self, mark: u64, name: &str, password: &str) -> Option<Caller> {
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, caller) = remembered.callers.get(&key(name, password)).filter(|_| remembered.mark == mark)?;
        (since.elapsed() < KEPT).then(|| caller.clone())
    }

    pub(super) fn keep(&self, mark: u64, name: &str, password: &str, caller: &Caller) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.mark != mark || remembered.callers.len() >= MOST {
            remembered.callers.clear();
            remembered.mark = mark;
        }
        remembered.callers.insert(key(name, password), (Instant::now(), caller.clone()));
    }
}
