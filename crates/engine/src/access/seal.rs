//! Secrets that must be read again (of apps that show codes) are sealed by a key in a file of its own beside the store. Whoever
//! gets hold of the store alone (a backup, a disk's copy of one file, a fault that gives rows away) cannot make codes from it.
//! Whoever reads both files can, and so can whoever runs as the server does.

use super::{hex, random};
use crate::{EngineError, Result};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What every sealed secret begins with.
const MARK: &str = "sealed:";
/// Bytes of the key.
const KEY: usize = 32;

/// The key of a store.
pub(super) struct Seal(LessSafeKey);

fn fault(path: &Path, what: impl std::fmt::Display) -> EngineError {
    EngineError::Invalid(format!("{}: {what}", path.display()))
}

/// `STORE.key`.
fn place(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

/// Writes a drawn key that only its owner reads, unless there is one by now.
fn make(path: &Path) -> Result<()> {
    let drawn = random::<KEY>()?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", hex(&random::<6>()?)));
    let fresh = PathBuf::from(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&fresh).and_then(|mut file| file.write_all(&drawn).and_then(|()| file.sync_all()));
    // It appears whole or not at all, and never in place of another.
    let linked = written.and_then(|()| std::fs::hard_link(&fresh, path));
    let _ = std::fs::remove_file(&fresh);
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(fault(path, error)),
        _ => Ok(()),
    }
}

impl Seal {
    /// The key beside a store, if there is one; it is made where that is asked.
    pub(super) fn beside(store: &Path, anew: bool) -> Result<Option<Self>> {
        let path = place(store);
        if anew && !path.exists() {
            make(&path)?;
        }
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| fault(&path, error))?,
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| fault(&path, "is no key of 32 bytes"))?;
        Ok(Some(Self(LessSafeKey::new(key))))
    }

    /// Seals a secret of an account.
    pub(super) fn close(&self, user: &str, secret: &[u8]) -> Result<String> {
        let drawn = random::<NONCE_LEN>()?;
        let mut bytes = secret.to_vec();
        let about = Aad::from(user.as_bytes());
        let sealed = self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(drawn), about, &mut bytes);
        sealed.map_err(|_| EngineError::Output("the secret could not be sealed".to_owned()))?;
        Ok(format!("{MARK}{}{}", hex(&drawn), hex(&bytes)))
    }

    /// A sealed secret of an account; `None` when it was not sealed for it by this key.
    pub(super) fn open(&self, user: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let (drawn, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = sealed.to_vec();
        let about = Aad::from(user.as_bytes());
        self.0
            .open_in_place(Nonce::assume_unique_for_key(*drawn), about, &mut sealed)
            .ok()
            .map(|secret| secret.to_vec())
    }
}

/// What is sealed in a text that is.
pub(super) fn sealed(text: &str) -> Option<&str> {
    text.strip_prefix(MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_opened_for_its_account_by_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.db");
        assert!(Seal::beside(&store, false).unwrap().is_none());
        let seal = Seal::beside(&store, true).unwrap().unwrap();
        let text = seal.close("mara", b"a secret").unwrap();
        assert_ne!(text, seal.close("mara", b"a secret").unwrap(), "never twice the same");
        let digits = sealed(&text).unwrap();
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        let mut bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
        let again = Seal::beside(&store, true).unwrap().unwrap();
        assert_eq!(again.open("mara", &bytes).as_deref(), Some(&b"a secret"[..]), "the key is made once");
        assert!(again.open("ines", &bytes).is_none() && again.open("mara", &bytes[..20]).is_none());
        let other = Seal::beside(&folder.path().join("other.db"), true).unwrap().unwrap();
        assert!(other.open("mara", &bytes).is_none());
        bytes[15] ^= 1;
        assert!(again.open("mara", &bytes).is_none(), "changed");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left there");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(place(&store)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(place(&store), b"short").unwrap();
        assert!(Seal::beside(&store, true).is_err());
    }
}
