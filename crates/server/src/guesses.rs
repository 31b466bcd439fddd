//! Limits on guessing: so many wrong passwords a minute from one address, and fewer for one account from there; of codes, so
//! many an hour for one account from anywhere, since whoever guesses them has the password.

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
/// The time over which codes are counted.
const HOUR: Duration = Duration::from_secs(3600);
/// Wrong codes of one account.
const CODES: u32 = 20;
/// Where codes are guessed from does not matter.
const ANYWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
/// What is counted at once; when there is more, old counts go.
const MOST: usize = 20_000;

type Key = (IpAddr, Option<String>);

/// Wrong guesses of late.
#[derive(Debug)]
pub struct Guesses {
    window: Duration,
    from_one: u32,
    on_one: u32,
    counts: Mutex<HashMap<Key, (Instant, u32)>>,
}

impl Default for Guesses {
    /// Of passwords.
    fn default() -> Self {
        Self { window: WINDOW, from_one: FROM_ONE, on_one: ON_ONE, counts: Mutex::default() }
    }
}

impl Guesses {
    /// Of codes, which are counted by account alone.
    #[must_use]
    pub fn of_codes() -> Self {
        Self { window: HOUR, from_one: u32::MAX, on_one: CODES, counts: Mutex::default() }
    }

    /// Whether another code of an account may be tried.
    pub fn may_try(&self, name: &str) -> bool {
        self.may_guess(ANYWHERE, name)
    }

    /// Notes a wrong code of an account.
    pub fn wrong_code(&self, name: &str) {
        self.wrong(ANYWHERE, name);
    }

    /// Whether another guess may be made.
    pub fn may_guess(&self, from: IpAddr, name: &str) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |key: &Key| {
            counts.get(key).filter(|(since, _)| since.elapsed() < self.window).map_or(0, |(_, count)| *count)
        };
        count(&(from, None)) < self.from_one && count(&(from, Some(name.to_owned()))) < self.on_one
    }

    /// Notes a wrong guess.
    pub fn wrong(&self, from: IpAddr, name: &str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, (since, _)| since.elapsed() < self.window);
        }
        if counts.len() >= MOST {
            counts.clear();
        }
        for key in [(from, None), (from, Some(name.chars().take(64).collect()))] {
            let entry = counts.entry(key).or_insert((Instant::now(), 0));
            if entry.0.elapsed() >= self.window {
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

    #[test]
    fn codes_are_counted_by_account() {
        let codes = Guesses::of_codes();
        for _ in 0..CODES {
            assert!(codes.may_try("mara"));
            codes.wrong_code("mara");
        }
        assert!(!codes.may_try("mara") && codes.may_try("ines"));
    }
}
