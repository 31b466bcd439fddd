//! Accounts and tokens: who somebody is, and (in one function, [`authorise`]) what they may do.
//!
//! Passwords are hashed with argon2id; tokens are 256 random bits, of which the store keeps a digest. What was verified
//! is remembered for a minute at most, and forgotten at once when any account or token changes, whoever changes it.

mod authorise;
mod factors;
mod feed_words;
pub mod oidc;
mod passkey;
mod password;
mod people;
mod seal;
mod signature;
mod teams;
mod totp;
mod verified;

pub use authorise::{Needs, Verdict, authorise};
pub use factors::{Factor, FactorKind};
pub use feed_words::FeedWord;
pub use passkey::{Assertion, Ceremony, Registration};
pub use sextant_store::{KeptToken, Scope};
pub use teams::Team;
pub use totp::{Enrolment, STEP};
pub(crate) use verified::Verified;

use crate::{Engine, EngineError, Result};
use sextant_model::{Account, Instant, Tlp, Token};
use sextant_store::{Access, KeptAccount};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What every token begins with: it is recognised wherever it turns up.
const MARK: &str = "sxt";

/// What somebody shows to say who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential<'a> {
    /// A name and a password.
    Password {
        /// The account's name.
        name: &'a str,
        /// The password.
        password: &'a str,
    },
    /// A token.
    Token(&'a str),
}

/// Somebody who is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: Account,
    /// The strictest label that may be shown.
    pub clearance: Tlp,
    /// The statement on the account that holds: a log-in ends when there is another.
    pub statement: u64,
    /// What may be done: by a token maybe less than the account may.
    pub scope: Scope,
    /// Whether a token spoke, not a person: with it nobody changes what the account logs in with.
    pub by_token: bool,
    /// The teams of the account.
    pub teams: Vec<String>,
}

impl Caller {
    fn of(kept: KeptAccount) -> Self {
        let clearance = kept.account.cleared();
        Self {
            account: kept.account,
            clearance,
            statement: kept.statement,
            scope: Scope::Write,
            by_token: false,
            teams: Vec::new(),
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visitor {
    /// Whoever sits at this machine, where there are no accounts.
    Keeper,
    /// Nobody known.
    Stranger,
    /// Somebody known.
    Known(Caller),
}

impl Visitor {
    /// The audience that the gate is told; a stranger is shown nothing, so none is told for one.
    #[must_use]
    pub fn audience(&self) -> Option<Tlp> {
        match self {
            Self::Keeper => None,
            Self::Stranger => Some(Tlp::Clear),
            Self::Known(caller) => Some(caller.clearance),
        }
    }

    /// The name that goes into the audit log.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Keeper => "keeper",
            Self::Stranger => "stranger",
            Self::Known(caller) => &caller.account.name,
        }
    }
}

impl Engine {
    /// Whether there are accounts: then whoever comes must log in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_accounts(&self) -> Result<bool> {
        Ok(!self.accounts()?.is_empty())
    }

    /// Who shows this; `None` when it is worth nothing. It takes as long for an account that does not exist.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn who(&self, credential: Credential<'_>) -> Result<Option<Caller>> {
        let caller = match credential {
            Credential::Token(word) => self.bearer(word),
            Credential::Password { name, password } => self.verified(name, password),
        };
        self.with_teams(caller?)
    }

    /// Teams are asked for each time: a team that somebody left is theirs no more.
    fn with_teams(&self, caller: Option<Caller>) -> Result<Option<Caller>> {
        let Some(caller) = caller else { return Ok(None) };
        let teams = self.ask(|ledger| teams::of(ledger, &caller.account.name))?;
        Ok(Some(Caller { teams, ..caller }))
    }

    /// Whether a credential was right a moment ago, so that asking again costs nothing.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn remembers(&self, name: &str, password: &str) -> Result<bool> {
        let mark = self.ask(|ledger| Ok(ledger.access_mark()?))?;
        Ok(self.verified.find(mark, name, password).is_some())
    }

    fn verified(&self, name: &str, password: &str) -> Result<Option<Caller>> {
        let mark = self.ask(|ledger| Ok(ledger.access_mark()?))?;
        if let Some(caller) = self.verified.find(mark, name, password) {
            return Ok(Some(caller));
        }
        let kept = self.ask(|ledger| Ok(ledger.account(name)?))?;
        let right = password::fits(password, kept.as_ref().and_then(|kept| kept.password.as_deref()));
        let caller = kept.filter(|_| right).map(Caller::of);
        if let Some(caller) = &caller {
            self.verified.keep(mark, name, password, caller);
        }
        Ok(caller)
    }

    fn bearer(&self, word: &str) -> Result<Option<Caller>> {
        let mut parts = word.split('_');
        let (Some(MARK), Some(id), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Ok(None);
        };
        self.ask(|ledger| {
            let Some(KeptToken { token, scope }) = ledger.token(id)? else { return Ok(None) };
            let same: bool = digest(word).as_bytes().ct_eq(token.digest.as_bytes()).into();
            let lapsed = token.expires.is_some_and(|expires| expires <= crate::clock::now());
            let kept = ledger.account(&token.user)?.filter(|_| same && !lapsed);
            Ok(kept.map(Caller::of).map(|caller| {
                let clearance = token.clearance.map_or(caller.clearance, |most| most.min(caller.clearance));
                Caller { clearance, scope, by_token: true, ..caller }
            }))
        })
    }

    /// The account under which somebody logged in, if nothing of it has changed since.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn still(&self, name: &str, statement: u64) -> Result<Option<Caller>> {
        let kept = self.ask(|ledger| Ok(ledger.account(name)?))?;
        self.with_teams(kept.filter(|kept| kept.statement == statement).map(Caller::of))
    }

    /// The account that a certificate is for, by the names in it. Where they are several accounts' it is nobody's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn certified(&self, names: &[String]) -> Result<Option<Caller>> {
        let caller = self.ask(|ledger| {
            let mut callers = Vec::new();
            for name in names {
                callers.extend(ledger.account(name)?.map(Caller::of));
            }
            Ok(callers.pop().filter(|_| callers.is_empty()).map(|caller| Caller { by_token: true, ..caller }))
        });
        self.with_teams(caller?)
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let kept = self.ask(|ledger| Ok(ledger.accounts()?))?;
        Ok(kept.into_iter().map(|kept| kept.account).collect())
    }

    /// Adds an account.
    ///
    /// # Errors
    /// When there is one of that name, the password is too short, or the store cannot be written.
    pub fn add_account(&self, account: &Account, password: Option<&str>, by: &str) -> Result<()> {
        let hash = password.map(password::hash).transpose()?;
        if self.is_team(&account.name)? {
            return Err(EngineError::Invalid(format!("there is a team {}: use another name", account.name)));
        }
        let mut ledger = self.writer()?;
        if ledger.account(&account.name)?.is_some() {
            return Err(EngineError::Invalid(format!("there is an account {} already", account.name)));
        }
        Ok(ledger.set_account(account, hash.as_deref(), by, crate::clock::now())?)
    }

    /// Adds the first account, an administrator; refused where there is one already, however it came.
    ///
    /// # Errors
    /// When there is an account, the name cannot be one, the password is too short, or the store cannot be written.
    pub fn add_first_account(&self, name: &str, password: &str) -> Result<()> {
        let hash = password::hash(password)?;
        let mut ledger = self.writer()?;
        if !ledger.accounts()?.is_empty() {
            return Err(EngineError::Invalid("there is an account already: log in".to_owned()));
        }
        let account = Account { name: name.to_owned(), role: sextant_model::Role::Administrator, clearance: None };
        Ok(ledger.set_account(&account, Some(&hash), "first account", crate::clock::now())?)
    }

    /// Gives an account another password: whoever is logged in under it must log in again.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the password is too short or the store cannot be written.
    pub fn set_password(&self, name: &str, password: &str, by: &str) -> Result<()> {
        let hash = password::hash(password)?;
        let mut ledger = self.writer()?;
        let kept = ledger.account(name)?.ok_or_else(|| EngineError::not_found("account", name))?;
        Ok(ledger.set_account(&kept.account, Some(&hash), by, crate::clock::now())?)
    }

    /// Removes an account with its tokens.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn remove_account(&self, name: &str, by: &str) -> Result<()> {
        self.revoke_feed_words_of(name, by)?;
        self.leave_teams(name, by)?;
        let mut ledger = self.writer()?;
        ledger.account(name)?.ok_or_else(|| EngineError::not_found("account", name))?;
        Ok(ledger.remove_account(name, by, crate::clock::now())?)
    }

    /// Makes a token for an account and gives the word, which is kept nowhere.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for an unknown account; when the store cannot be written.
    pub fn add_token(
        &self,
        user: &str,
        scope: Scope,
        clearance: Option<Tlp>,
        expires: Option<Instant>,
        by: &str,
    ) -> Result<(KeptToken, String)> {
        let created = crate::clock::now();
        if expires.is_some_and(|expires| expires <= created) {
            return Err(EngineError::Invalid("the token would have expired already".to_owned()));
        }
        let (id, secret) = (hex(&random::<6>()?), hex(&random::<32>()?));
        let word = format!("{MARK}_{id}_{secret}");
        let token = Token { id, user: user.to_owned(), clearance, expires, created, digest: digest(&word) };
        let kept = KeptToken { token, scope };
        let mut ledger = self.writer()?;
        ledger.account(user)?.ok_or_else(|| EngineError::not_found("account", user))?;
        ledger.add_token(&kept, by)?;
        Ok((kept, word))
    }

    /// Tokens that were not revoked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tokens(&self) -> Result<Vec<KeptToken>> {
        self.ask(|ledger| Ok(ledger.tokens()?))
    }

    /// Revokes a token; with `user`, only one of that account.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn revoke_token(&self, id: &str, user: Option<&str>, by: &str) -> Result<()> {
        let mut ledger = self.writer()?;
        let kept = ledger.token(id)?.filter(|kept| user.is_none_or(|user| user == kept.token.user));
        kept.ok_or_else(|| EngineError::not_found("token", id))?;
        Ok(ledger.revoke_token(id, by, crate::clock::now())?)
    }
}

/// SHA-256 in lower-case hex.
pub(crate) fn digest(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from the system's source of randomness.
///
/// # Errors
/// When the system has none.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| EngineError::Invalid(format!("no random numbers: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OpenMode;
    use sextant_model::Role;

    const PASSWORD: &str = "a long enough word";

    fn engines() -> (tempfile::TempDir, Engine, Engine) {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Engine::open(&folder.path().join("store.db"), OpenMode::Write).expect("a store");
        let (one, other) = (open(), open());
        let mara = Account { name: "mara".into(), role: Role::Analyst, clearance: None };
        one.add_account(&mara, Some(PASSWORD), "keeper").expect("added");
        (folder, one, other)
    }

    fn known(engine: &Engine, credential: Credential<'_>) -> bool {
        engine.who(credential).expect("an answer").is_some()
    }

    #[test]
    fn what_was_right_is_wrong_at_once_when_another_process_changes_it() {
        let (_folder, one, other) = engines();
        let right = Credential::Password { name: "mara", password: PASSWORD };
        assert!(known(&one, right) && one.remembers("mara", PASSWORD).expect("an answer"));
        assert!(!known(&one, Credential::Password { name: "mara", password: "another" }));
        assert!(!known(&one, Credential::Password { name: "nobody", password: PASSWORD }));
        other.set_password("mara", "another long word", "keeper").expect("set");
        assert!(!known(&one, right));
        other.remove_account("mara", "keeper").expect("removed");
        assert!(!known(&one, Credential::Password { name: "mara", password: "another long word" }));
    }

    #[test]
    fn a_token_is_worth_what_it_says_and_nothing_once_revoked() {
        let (_folder, one, other) = engines();
        let (token, word) = one.add_token("mara", Scope::Write, Some(Tlp::Clear), None, "keeper").expect("made");
        let caller = one.who(Credential::Token(&word)).expect("an answer").expect("known");
        assert_eq!((caller.account.name.as_str(), caller.clearance), ("mara", Tlp::Clear));
        let token = token.token;
        assert!(other.revoke_token(&token.id, Some("ines"), "ines").is_err(), "another's");
        let forged = format!("{MARK}_{}_{}", token.id, "0".repeat(64));
        for wrong in ["", "sxt", "sxt__", &forged, &word[..word.len() - 1], &format!("{word}_x")] {
            assert!(!known(&one, Credential::Token(wrong)), "{wrong}");
        }
        other.revoke_token(&token.id, None, "keeper").expect("revoked");
        assert!(!known(&one, Credential::Token(&word)));
        let wide = one.add_token("mara", Scope::Write, Some(Tlp::Red), None, "keeper").expect("made");
        let caller = one.who(Credential::Token(&wide.1)).expect("an answer").expect("known");
        assert_eq!(caller.clearance, Tlp::AmberStrict, "no more than the account's");
        assert!(one.add_token("mara", Scope::Read, None, Some(Instant::UNIX_EPOCH), "keeper").is_err());
    }

    #[test]
    fn a_short_password_is_refused() {
        let (_folder, one, _) = engines();
        assert!(one.set_password("mara", "short", "keeper").is_err());
    }
}
