//! Passwords: argon2id with the parameters that OWASP recommends (19 MiB, two passes).

use crate::{EngineError, Result};
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use std::sync::{LazyLock, Mutex, PoisonError};

/// The fewest characters that a password may have.
const FEWEST: usize = 8;
/// The most bytes: more is no better, and hashing them costs time.
const MOST: usize = 1_024;

/// One hash at a time: each takes 19 MiB, and whoever guesses must not take more.
static TURN: Mutex<()> = Mutex::new(());

/// What a password is compared with where there is no account, so that both take as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("a password of nobody").unwrap_or_default());

pub(super) fn hash(password: &str) -> Result<String> {
    if password.chars().count() < FEWEST || password.len() > MOST {
        return Err(EngineError::Invalid(format!("a password must have at least {FEWEST} characters")));
    }
    let told = |error: argon2::password_hash::Error| EngineError::Invalid(format!("no hash: {error}"));
    let salt = SaltString::encode_b64(&super::random::<16>()?).map_err(told)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(told)?.to_string())
}

pub(super) fn fits(password: &str, kept: Option<&str>) -> bool {
    if password.len() > MOST {
        return false;
    }
    let compared = kept.unwrap_or(&NOBODY);
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let Ok(hash) = PasswordHash::new(compared) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && kept.is_some()
}
