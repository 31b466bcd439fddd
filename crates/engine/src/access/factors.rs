//! What people log in with besides a password: an app that shows codes, and recovery codes for the day it is lost.
//!
//! What is checked is kept beside the audit log and goes when it is removed. Each code by time is taken once, also when two
//! servers over one store are asked at once; each recovery code is gone once used.

use super::seal::{Seal, sealed};
use super::totp::{self, Enrolment};
use super::{digest, hex, random};
use crate::{Engine, EngineError, Result};
use serde::{Deserialize, Serialize};
use sextant_model::Instant;
use sextant_store::{Access, KeptFactor, StoreError};
use subtle::ConstantTimeEq;

/// Recovery codes that are made at a time.
const CODES: usize = 10;
/// Letters and digits that nobody mistakes for others: five bits each.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Signs of a recovery code: 80 bits, so that its digest says nothing of it.
const SIGNS: usize = 16;
/// What the one app of an account is called.
const APP: &str = "app";

/// The kind of what joins an account with a log-in at a provider: no second factor, and never listed as one.
pub(super) const LOGIN: &str = "login";

/// A sort of second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorKind {
    /// An app that shows codes.
    Totp,
    /// A key in a device (WebAuthn).
    Passkey,
    /// A code for the day when the rest is lost.
    Recovery,
}

impl FactorKind {
    const ALL: [Self; 3] = [Self::Totp, Self::Passkey, Self::Recovery];

    /// The word of the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::Recovery => "recovery",
        }
    }
}

/// A second factor, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// What it is called in addresses.
    pub id: String,
    /// What sort of thing.
    pub kind: FactorKind,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub created: Instant,
}

/// What is kept of an app or a recovery code.
#[derive(Serialize, Deserialize)]
pub(super) struct Shared {
    #[serde(default)]
    pub(super) label: String,
    pub(super) created: Instant,
    /// Of an app the secret, sealed (of old ones as it is); of a recovery code its digest. Lower-case hex.
    #[serde(default)]
    pub(super) secret: String,
}

pub(super) fn body(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| EngineError::Output(error.to_string()))
}

fn listed(kept: &KeptFactor) -> Option<Factor> {
    let kind = FactorKind::ALL.into_iter().find(|kind| kind.as_str() == kept.kind)?;
    let Shared { label, created, .. } = serde_json::from_str(&kept.body).ok()?;
    Some(Factor { id: kept.id.clone(), kind, label, created })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

/// A recovery code as it is compared: signs alone, capitals.
fn signs(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

impl Engine {
    /// The second factors of an account.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn factors(&self, user: &str) -> Result<Vec<Factor>> {
        let kept = self.ask(|ledger| Ok(ledger.factors(user)?))?;
        Ok(kept.iter().filter_map(listed).collect())
    }

    /// Whether a password alone is not enough for an account.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_second_factor(&self, user: &str) -> Result<bool> {
        Ok(self.factors(user)?.iter().any(|factor| factor.kind != FactorKind::Recovery))
    }

    /// Keeps an app whose code shows that it has the secret, in place of the one there was.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a code that is not the secret's; when the store cannot be written.
    pub fn enrol(&self, user: &str, enrolment: &Enrolment, code: &str, by: &str) -> Result<()> {
        let used = enrolment.step(&signs(code))?;
        let created = crate::clock::now();
        let seal = Seal::beside(self.path(), true)?;
        let seal = seal.ok_or_else(|| EngineError::Output("there is no key beside the store".to_owned()))?;
        let secret = seal.close(user, &enrolment.secret)?;
        let kept = Shared { label: "App with codes".to_owned(), created, secret };
        let kind = FactorKind::Totp.as_str().to_owned();
        let factor = KeptFactor { user: user.to_owned(), id: APP.to_owned(), kind, body: body(&kept)?, used };
        Ok(self.writer()?.set_factor(&factor, by, created)?)
    }

    /// Makes recovery codes in place of those there were, and gives them: they are kept nowhere.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn make_recovery_codes(&self, user: &str, by: &str) -> Result<Vec<String>> {
        let created = crate::clock::now();
        let mut ledger = self.writer()?;
        for old in ledger.factors(user)?.iter().filter(|kept| kept.kind == FactorKind::Recovery.as_str()) {
            ledger.remove_factor(user, &old.id, by, created)?;
        }
        let mut codes = Vec::with_capacity(CODES);
        for _ in 0..CODES {
            let drawn = random::<SIGNS>()?.map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
            let code: Vec<String> = drawn.chunks(4).map(|four| four.iter().collect()).collect();
            let code = code.join("-");
            let kept = Shared { label: String::new(), created, secret: digest(signs(&code)) };
            let (id, kind) = (format!("recovery-{}", hex(&random::<6>()?)), FactorKind::Recovery.as_str().to_owned());
            let factor = KeptFactor { user: user.to_owned(), id, kind, body: body(&kept)?, used: 0 };
            ledger.set_factor(&factor, by, created)?;
            codes.push(code);
        }
        Ok(codes)
    }

    /// Whether this is a code of the account's app now, or one of its recovery codes. Whichever it is, it is not taken
    /// again.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn second_factor(&self, user: &str, said: &str) -> Result<bool> {
        let said = signs(said);
        let mut ledger = self.writer()?;
        for factor in ledger.factors(user)? {
            let Ok(Shared { secret, .. }) = serde_json::from_str(&factor.body) else { continue };
            if factor.kind == FactorKind::Totp.as_str()
                && let Some(secret) = self.opened(user, &secret)?
                && let Some(step) = totp::step(&secret, &said, totp::seconds(), factor.used)
            {
                return Ok(ledger.use_factor(&factor, step)?);
            }
            let same: bool = digest(&said).as_bytes().ct_eq(secret.as_bytes()).into();
            if factor.kind == FactorKind::Recovery.as_str() && same {
                return match ledger.remove_factor(user, &factor.id, user, crate::clock::now()) {
                    Ok(()) => Ok(true),
                    Err(StoreError::Missing { .. }) => Ok(false),
                    Err(error) => Err(error.into()),
                };
            }
        }
        Ok(false)
    }

    /// The secret of an app; `None` where the key that sealed it is not beside the store.
    fn opened(&self, user: &str, kept: &str) -> Result<Option<Vec<u8>>> {
        let Some(sealed) = sealed(kept) else { return Ok(unhex(kept)) };
        let opened = Seal::beside(self.path(), false)?.zip(unhex(sealed)).and_then(|(key, text)| key.open(user, &text));
        if opened.is_none() {
            tracing::warn!(
                "the secret of an app of {user} cannot be opened: the key that sealed it is not beside the store"
            );
        }
        Ok(opened)
    }

    /// Removes a second factor; recovery codes go with the last thing that they stand in for.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn remove_factor(&self, user: &str, id: &str, by: &str) -> Result<()> {
        let at = crate::clock::now();
        let mut ledger = self.writer()?;
        let kept = ledger.factors(user)?;
        if !kept.iter().any(|factor| factor.id == id && factor.kind != LOGIN) {
            return Err(EngineError::not_found("second factor", id));
        }
        ledger.remove_factor(user, id, by, at)?;
        let recovery = FactorKind::Recovery.as_str();
        let left: Vec<&KeptFactor> = kept.iter().filter(|factor| factor.id != id && factor.kind != LOGIN).collect();
        if left.iter().all(|factor| factor.kind == recovery) {
            for code in left {
                ledger.remove_factor(user, &code.id, by, at)?;
            }
        }
        Ok(())
    }

    /// Removes all second factors of an account.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn reset_factors(&self, user: &str, by: &str) -> Result<usize> {
        let at = crate::clock::now();
        let mut ledger = self.writer()?;
        let kept: Vec<_> = ledger.factors(user)?.into_iter().filter(|factor| factor.kind != LOGIN).collect();
        for factor in &kept {
            ledger.remove_factor(user, &factor.id, by, at)?;
        }
        Ok(kept.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OpenMode;
    use sextant_model::{Account, Role};

    /// The code of a secret some steps from now.
    fn code(enrolment: &Enrolment, off: i64) -> String {
        let app = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, enrolment.secret.clone()).expect("a secret");
        app.generate(totp::seconds().saturating_add_signed(off * 30))
    }

    fn with_mara() -> (tempfile::TempDir, Engine, Engine) {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Engine::open(&folder.path().join("store.db"), OpenMode::Write).expect("a store");
        let (one, other) = (open(), open());
        let mara = Account { name: "mara".into(), role: Role::Analyst, clearance: None };
        one.add_account(&mara, Some("a long enough word"), "keeper").expect("added");
        (folder, one, other)
    }

    #[test]
    fn an_app_is_kept_once_it_shows_a_code_and_each_code_is_taken_once() {
        let (_folder, one, other) = with_mara();
        let app = Enrolment::new().expect("drawn");
        assert!(one.enrol("mara", &app, "000000", "mara").is_err() || code(&app, 0) == "000000");
        assert!(!one.has_second_factor("mara").expect("an answer"));
        one.enrol("mara", &app, &code(&app, -1), "mara").expect("kept");
        assert!(other.has_second_factor("mara").expect("an answer"));
        let now = code(&app, 0);
        assert!(other.second_factor("mara", &format!(" {} {} ", &now[..3], &now[3..])).expect("an answer"));
        for again in [now, code(&app, -1)] {
            assert!(!one.second_factor("mara", &again).expect("an answer"), "taken already");
        }
        assert!(!one.second_factor("ines", &code(&app, 1)).expect("an answer"), "another's");
        one.remove_factor("mara", "app", "mara").expect("removed");
        assert!(!one.second_factor("mara", &code(&app, 1)).expect("an answer"));
    }

    #[test]
    fn the_secret_of_an_app_is_worth_nothing_without_the_key_beside_the_store() {
        let (folder, one, other) = with_mara();
        let app = Enrolment::new().expect("drawn");
        one.enrol("mara", &app, &code(&app, -1), "mara").expect("kept");
        let recovery = one.make_recovery_codes("mara", "mara").expect("made");
        let bodies = one.ask(|ledger| Ok(ledger.factors("mara")?)).expect("an answer");
        assert!(bodies.iter().all(|factor| !factor.body.contains(&hex(&app.secret))));
        assert!(other.second_factor("mara", &code(&app, 0)).expect("an answer"));
        std::fs::remove_file(folder.path().join("store.db.key")).expect("removed");
        assert!(!one.second_factor("mara", &code(&app, 1)).expect("an answer"));
        assert!(one.second_factor("mara", &recovery[0]).expect("an answer"), "digests need no key");
        // One that was kept before secrets were sealed goes on.
        let kept = Shared { label: String::new(), created: crate::clock::now(), secret: hex(&app.secret) };
        let body = body(&kept).expect("written");
        let (user, id, kind) = ("mara".to_owned(), APP.to_owned(), FactorKind::Totp.as_str().to_owned());
        let factor = KeptFactor { user, id, kind, body, used: 0 };
        one.writer().expect("a writer").set_factor(&factor, "mara", crate::clock::now()).expect("kept");
        assert!(one.second_factor("mara", &code(&app, 0)).expect("an answer"));
    }

    #[test]
    fn a_recovery_code_opens_once() {
        let (_folder, one, other) = with_mara();
        let app = Enrolment::new().expect("drawn");
        one.enrol("mara", &app, &code(&app, 0), "mara").expect("kept");
        let old = one.make_recovery_codes("mara", "mara").expect("made");
        let codes = one.make_recovery_codes("mara", "mara").expect("made");
        assert!(codes.len() == CODES && !one.second_factor("mara", &old[0]).expect("an answer"));
        assert!(one.second_factor("mara", &codes[3].to_lowercase().replace('-', " ")).expect("an answer"));
        assert!(!other.second_factor("mara", &codes[3]).expect("an answer"), "used");
        for wrong in ["", "-", &codes[4][..9]] {
            assert!(!one.second_factor("mara", wrong).expect("an answer"), "{wrong}");
        }
        one.remove_factor("mara", "app", "mara").expect("removed");
        assert!(one.factors("mara").expect("an answer").is_empty(), "codes go with what they stand in for");
        assert!(!one.second_factor("mara", &codes[4]).expect("an answer"));
        assert!(one.verify().expect("an answer").sound());
    }
}
