//! Limits on guessing: so many wrong passwords a minute from one address, and fewer for one account from there.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time over which guesses are counted.
pub const WINDOW: Duration = Duration::from_secs(60);
/// Wrong guesses from one address.
const FROM_ONE: u32 = 30;
/// Wrong guesses on one account from one address.
const ON_ONE: u32 = 6;
/// What is counted at once; when there is more, old counts go.
const MOST: usize = 20_000;

type Key = (IpAddr, Option<String>);

/// Wrong guesses of the last minute.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<HashMap<Key, (Instant, u32)>>);

impl Guesses {
    /// Whether another guess may be made.
    pub fn may_guess(&self, from: IpAddr, name: &str) -> bool {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count =
            |key: &Key| counts.get(key).filter(|(since, _)| since.elapsed() < WINDOW).map_or(0, |(_, count)| *count);
        count(&(from, None)) < FROM_ONE && count(&(from, Some(name.to_owned()))) < ON_ONE
    }

    /// Notes a wrong guess.
    pub fn wrong(&self, from: IpAddr, name: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, (since, _)| since.elapsed() < WINDOW);
        }
        if counts.len() >= MOST {
            counts.clear();
        }
        for key in [(from, None), (from, Some(name.chars().take(64).collect()))] {
            let entry = counts.entry(key).or_insert((Instant::now(), 0));
            if entry.0.elapsed() >= WINDOW {
                *entry = (Instant::now(), 0);
            }
            entry.1 += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_limited_by_account_and_address() {
        let guesses = Guesses::default();
        let (one, other): (IpAddr, IpAddr) = ("203.0.113.1".parse().unwrap(), "203.0.113.2".parse().unwrap());
        for _ in 0..ON_ONE {
            assert!(guesses.may_guess(one, "mara"));
            guesses.wrong(one, "mara");
        }
        assert!(!guesses.may_guess(one, "mara") && guesses.may_guess(one, "ines") && guesses.may_guess(other, "mara"));
        for n in 0..FROM_ONE {
            guesses.wrong(one, &n.to_string());
        }
        assert!(!guesses.may_guess(one, "ines") && guesses.may_guess(other, "ines"));
    }
}
