//! The one-time code that lets whoever sees the terminal make the first account. It dies with the first account, however
//! that came, and after too many wrong guesses.

use std::sync::atomic::{AtomicU32, Ordering};

/// Letters and digits that nobody mistakes for others: 32 of them, five bits each.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Signs of a code: 50 bits.
const LENGTH: usize = 10;
/// Wrong guesses after which the code is worth nothing until the server starts again.
const MOST_WRONG: u32 = 30;

/// A code that is valid until there is an account.
#[derive(Debug, Default)]
pub struct Setup {
    code: Option<String>,
    wrong: AtomicU32,
}

/// Draws a code: `ABCDE-FGHJK`.
///
/// # Errors
/// When the system has no random numbers.
pub fn first_code() -> sextant_engine::Result<String> {
    let drawn = sextant_engine::access::random::<LENGTH>()?;
    let signs = drawn.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    let mut code: String = signs.collect();
    code.insert(LENGTH / 2, '-');
    Ok(code)
}

/// What is compared: signs alone, capitals.
fn signs(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

impl Setup {
    /// With this code; `None`: no account can be made in a browser.
    #[must_use]
    pub fn with(code: Option<String>) -> Self {
        Self { code: code.map(|code| signs(&code)), wrong: AtomicU32::new(0) }
    }

    /// Whether there is a code that is worth anything.
    pub fn is_open(&self) -> bool {
        self.code.is_some() && self.wrong.load(Ordering::Relaxed) < MOST_WRONG
    }

    /// Whether this is the code. A wrong one is counted.
    pub fn fits(&self, told: &str) -> bool {
        let told = signs(told);
        let same = |code: &String| {
            let differ = code.bytes().zip(told.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
            code.len() == told.len() && differ == 0
        };
        let fits = self.is_open() && self.code.as_ref().is_some_and(same);
        if !fits {
            self.wrong.fetch_add(1, Ordering::Relaxed);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_worth_nothing_after_too_many_guesses() {
        let code = first_code().unwrap();
        assert_eq!(code.len(), LENGTH + 1);
        let setup = Setup::with(Some(code.clone()));
        assert!(setup.fits(&code) && setup.fits(&format!(" {} ", code.to_lowercase().replace('-', " "))));
        assert!(!setup.fits("") && !setup.fits(&code[..4]) && !Setup::with(None).fits(""));
        for _ in 0..MOST_WRONG {
            assert!(!setup.fits("AAAAA-AAAAA") || code == "AAAAA-AAAAA");
        }
        assert!(!setup.fits(&code) && !setup.is_open());
    }
}
