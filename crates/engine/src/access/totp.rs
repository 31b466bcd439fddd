//! Codes by time (RFC 6238): six digits, half a minute each, SHA-1, as every app that shows codes knows them.

use super::random;
use crate::{EngineError, Result};
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Secret, TOTP};

/// Seconds for which a code stands.
pub const STEP: u64 = 30;
/// Steps that a clock may be off.
const OFF: u64 = 1;
/// Bytes of a secret: 160 bits, as RFC 4226 has it.
const BYTES: usize = 20;

/// The code of a step.
fn code(secret: &[u8], step: u64) -> Option<String> {
    let app = TOTP::new(Algorithm::SHA1, 6, 1, STEP, secret.to_vec()).ok()?;
    Some(app.generate(step.checked_mul(STEP)?))
}

/// The step of which this is the code, near `now` (seconds since 1970) and after the one that was used last.
pub(super) fn step(secret: &[u8], said: &str, now: u64, used: u64) -> Option<u64> {
    let here = now / STEP;
    // Each is looked at, whichever fits: how long it takes tells nothing.
    let fits = |step: &u64| code(secret, *step).is_some_and(|code| code.as_bytes().ct_eq(said.as_bytes()).into());
    let fitting: Vec<u64> = (here.saturating_sub(OFF)..=here + OFF).filter(fits).collect();
    fitting.into_iter().find(|step| *step > used)
}

/// A secret that is shown to an app, before a code of it says that the app has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    pub(super) secret: Vec<u8>,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment")
    }
}

impl Enrolment {
    /// With a secret drawn for it.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new() -> Result<Self> {
        Ok(Self { secret: random::<BYTES>()?.to_vec() })
    }

    /// The secret as people type it: base 32 (RFC 4648).
    #[must_use]
    pub fn text(&self) -> String {
        match Secret::Raw(self.secret.clone()).to_encoded() {
            Secret::Encoded(text) => text,
            Secret::Raw(_) => String::new(),
        }
    }

    /// The secret as apps read it from a picture.
    #[must_use]
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let issuer: String = url::form_urlencoded::byte_serialize(issuer.as_bytes()).collect();
        let issuer = issuer.replace('+', "%20");
        let account: String = url::form_urlencoded::byte_serialize(account.as_bytes()).collect();
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.text())
    }

    /// The step of a code, if it is one of this secret now.
    pub(super) fn step(&self, said: &str) -> Result<u64> {
        step(&self.secret, said, seconds(), 0).ok_or_else(|| {
            EngineError::Invalid(
                "that is not the code of this secret now: look again, codes change twice a minute".into(),
            )
        })
    }
}

/// Seconds since 1970.
pub(super) fn seconds() -> u64 {
    crate::clock::now().as_second().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (at, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code(secret, at / STEP).as_deref(), Some(&eight[2..]), "{at}");
            assert_eq!(step(secret, &eight[2..], at, 0), Some(at / STEP));
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_code_is_taken_twice() {
        let (secret, at) = (b"12345678901234567890", 2_000_000_000);
        let here = at / STEP;
        for (off, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let of = here.saturating_add_signed(off);
            let said = code(secret, of).unwrap();
            assert_eq!(step(secret, &said, at, 0), taken.then_some(of), "{off}");
            assert_eq!(step(secret, &said, at, of), None, "used already");
        }
        for wrong in ["", "12345", "1234567", "abcdef", "２７９０３７"] {
            assert_eq!(step(secret, wrong, at, 0), None, "{wrong}");
        }
    }

    /// RFC 4648, section 10, without padding: apps want none.
    #[test]
    fn secrets_are_written_in_base_32() {
        for (bytes, text) in
            [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(Enrolment { secret: bytes.into() }.text(), text);
        }
        let made = Enrolment::new().unwrap();
        assert_eq!((made.text().len(), format!("{made:?}").as_str()), (32, "Enrolment"));
        let address = made.address("Sextant & co", "mara@cert");
        assert!(address.starts_with("otpauth://totp/Sextant%20%26%20co:mara%40cert?secret="), "{address}");
    }
}
