//! Accounts, tokens and second factors: statements, of which the last under a name holds.

use crate::Result;
use serde::{Deserialize, Serialize};
use sextant_model::{Account, Instant, Token};

/// An account with what it logs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAccount {
    /// The account.
    pub account: Account,
    /// Its password, hashed as the caller hashed it; none: it logs in with tokens only.
    pub password: Option<String>,
    /// The number of the statement that holds: another one means that something has changed.
    pub statement: u64,
}

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To read: it changes nothing.
    Read,
    /// For all that its account may do.
    #[default]
    Write,
}

impl Scope {
    /// Both, the least first.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// The word of the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let known = Self::ALL.into_iter().find(|scope| scope.as_str() == text);
        known.ok_or_else(|| format!("{text:?} is no scope: use read or write"))
    }
}

/// A token with what it may be used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptToken {
    /// The token.
    pub token: Token,
    /// What for.
    pub scope: Scope,
}

/// Something besides a password that an account logs in with. What is checked is the caller's matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFactor {
    /// The account.
    pub user: String,
    /// What it is called; no other of the account is.
    pub id: String,
    /// What sort of thing.
    pub kind: String,
    /// What it is checked with: no part of the audit log, which has its digest, and gone once it is removed.
    pub body: String,
    /// A number that only goes up: where it stands, nothing at it or before it is taken again.
    pub used: u64,
}

/// Keeps accounts and tokens. Each statement is one audit entry.
pub trait Access {
    /// States an account; `password` is the hash of one, `None` keeps the one there is.
    ///
    /// # Errors
    /// [`StoreError::Refused`](crate::StoreError::Refused) for a name that cannot be one; the database's faults.
    fn set_account(&mut self, account: &Account, password: Option<&str>, by: &str, recorded: Instant) -> Result<()>;
    /// Removes an account with its password and its tokens.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) for an unknown account; the database's faults.
    fn remove_account(&mut self, name: &str, by: &str, recorded: Instant) -> Result<()>;
    /// Keeps a token of an account.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) for an unknown account; the database's faults.
    fn add_token(&mut self, token: &KeptToken, by: &str) -> Result<()>;
    /// Revokes a token.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) for an unknown token; the database's faults.
    fn revoke_token(&mut self, id: &str, by: &str, recorded: Instant) -> Result<()>;

    /// Keeps a second factor of an account, in place of one of its name.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) for an unknown account; the database's faults.
    fn set_factor(&mut self, factor: &KeptFactor, by: &str, recorded: Instant) -> Result<()>;
    /// Removes one, and what it was checked with.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) when it is not there (any more); the database's faults.
    fn remove_factor(&mut self, user: &str, id: &str, by: &str, recorded: Instant) -> Result<()>;
    /// Moves the number of one from what was read to what was used; `false` when it moved meanwhile or is gone. No part
    /// of the audit log: a log-in changes nothing.
    ///
    /// # Errors
    /// The database's faults.
    fn use_factor(&mut self, factor: &KeptFactor, to: u64) -> Result<bool>;

    /// The second factors of an account.
    ///
    /// # Errors
    /// The database's faults (as for every question below).
    fn factors(&self, user: &str) -> Result<Vec<KeptFactor>>;
    /// Those of this name, of any account.
    ///
    /// # Errors
    /// The database's faults.
    fn factors_named(&self, id: &str) -> Result<Vec<KeptFactor>>;
    /// All accounts, by name.
    ///
    /// # Errors
    /// The database's faults (as for every question below).
    fn accounts(&self) -> Result<Vec<KeptAccount>>;
    /// One account.
    ///
    /// # Errors
    /// The database's faults.
    fn account(&self, name: &str) -> Result<Option<KeptAccount>>;
    /// Tokens that were not revoked, by account and time.
    ///
    /// # Errors
    /// The database's faults.
    fn tokens(&self) -> Result<Vec<KeptToken>>;
    /// One token that was not revoked.
    ///
    /// # Errors
    /// The database's faults.
    fn token(&self, id: &str) -> Result<Option<KeptToken>>;
    /// A number that is another after every statement on accounts, tokens and collections, whoever made it.
    ///
    /// # Errors
    /// The database's faults.
    fn access_mark(&self) -> Result<u64>;
}
