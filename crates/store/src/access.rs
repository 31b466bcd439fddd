//! Accounts and tokens: statements, of which the last under a name holds.

use crate::Result;
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
    fn add_token(&mut self, token: &Token, by: &str) -> Result<()>;
    /// Revokes a token.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) for an unknown token; the database's faults.
    fn revoke_token(&mut self, id: &str, by: &str, recorded: Instant) -> Result<()>;

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
    fn tokens(&self) -> Result<Vec<Token>>;
    /// One token that was not revoked.
    ///
    /// # Errors
    /// The database's faults.
    fn token(&self, id: &str) -> Result<Option<Token>>;
    /// A number that is another after every statement on accounts, tokens and collections, whoever made it.
    ///
    /// # Errors
    /// The database's faults.
    fn access_mark(&self) -> Result<u64>;
}
