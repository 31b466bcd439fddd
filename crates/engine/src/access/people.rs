//! What administrators change of others' accounts. Nobody gives what they do not have: no clearance above one's own, no
//! change of an account that is cleared for more, none of one's own role.

use super::Visitor;
use crate::{Engine, EngineError, Result, gate};
use sextant_model::{Account, Role, Tlp};
use sextant_store::Access;

fn told<T>(told: &str) -> Result<T> {
    Err(EngineError::Invalid(told.to_owned()))
}

impl Engine {
    /// An account that is cleared for no more than whoever asks.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; [`EngineError::Invalid`] for one that is cleared for more.
    pub fn account_below(&self, name: &str, who: &Visitor) -> Result<Account> {
        let kept = self.ask(|ledger| Ok(ledger.account(name)?))?.map(|kept| kept.account);
        let account = kept.ok_or_else(|| EngineError::not_found("account", name))?;
        if gate::may_see(account.cleared(), who.audience()) {
            return Ok(account);
        }
        told("that account is cleared for more than you are: somebody who is changes it")
    }

    /// An account with the statement on it that holds.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn account_with_statement(&self, name: &str) -> Result<Option<(Account, u64)>> {
        let kept = self.ask(|ledger| Ok(ledger.account(name)?))?;
        Ok(kept.map(|kept| (kept.account, kept.statement)))
    }

    /// Adds an account for whoever asks.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for what they may not give, a name that is taken or none, a short password.
    pub fn add_account_by(&self, account: &Account, password: &str, who: &Visitor) -> Result<()> {
        if !Account::is_name(&account.name) {
            return told("a name has up to 64 letters, digits and the signs . _ @ -");
        }
        may_give(account, who)?;
        if !self.has_accounts()? && account.role != Role::Administrator {
            return told("the first account is an administrator's");
        }
        self.add_account(account, Some(password), who.name())
    }

    /// Gives an account another role or clearance: whoever is logged in under it must log in again.
    ///
    /// # Errors
    /// As [`Engine::account_below`] and [`Engine::add_account_by`]; for one's own account.
    pub fn change_account(&self, name: &str, role: Role, clearance: Option<Tlp>, who: &Visitor) -> Result<()> {
        self.account_below(name, who)?;
        if name == who.name() {
            return told("another administrator changes your account");
        }
        let account = Account { name: name.to_owned(), role, clearance };
        may_give(&account, who)?;
        self.set_account(&account, who.name())
    }

    /// Gives an account another role or clearance, by the keeper of the store.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn set_account(&self, account: &Account, by: &str) -> Result<()> {
        let mut ledger = self.writer()?;
        ledger.account(&account.name)?.ok_or_else(|| EngineError::not_found("account", &account.name))?;
        Ok(ledger.set_account(account, None, by, crate::clock::now())?)
    }

    /// Removes an account for whoever asks.
    ///
    /// # Errors
    /// As [`Engine::change_account`].
    pub fn remove_account_by(&self, name: &str, who: &Visitor) -> Result<()> {
        self.account_below(name, who)?;
        if name == who.name() {
            return told("another administrator removes your account");
        }
        self.remove_account(name, who.name())
    }

    /// Gives an account another password, and takes its second factors away where asked: it begins anew.
    ///
    /// # Errors
    /// As [`Engine::account_below`]; for one's own account; for a short password.
    pub fn reset_account(&self, name: &str, password: &str, factors: bool, who: &Visitor) -> Result<()> {
        self.account_below(name, who)?;
        if name == who.name() {
            return told("your own password is changed on your account page");
        }
        self.set_password(name, password, who.name())?;
        if factors {
            self.reset_factors(name, who.name())?;
        }
        Ok(())
    }

    /// Gives one's own account another password, which takes the old one. It gives the statement that holds now.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the old one is wrong or the new one too short; when the store cannot be written.
    pub fn change_password(&self, name: &str, old: &str, new: &str) -> Result<u64> {
        if !self.is_password(name, old)? {
            return told("the password that you have is another one");
        }
        self.set_password(name, new, name)?;
        let kept = self.ask(|ledger| Ok(ledger.account(name)?))?;
        kept.map(|kept| kept.statement).ok_or_else(|| EngineError::not_found("account", name))
    }

    /// Whether an account has a password.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_password(&self, name: &str) -> Result<bool> {
        Ok(self.ask(|ledger| Ok(ledger.account(name)?))?.is_some_and(|kept| kept.password.is_some()))
    }

    /// Whether this is the password of an account. Slow, as it must be.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn is_password(&self, name: &str, password: &str) -> Result<bool> {
        let kept = self.ask(|ledger| Ok(ledger.account(name)?))?.and_then(|kept| kept.password);
        Ok(super::password::fits(password, kept.as_deref()))
    }
}

/// Whether somebody may make an account so.
fn may_give(account: &Account, who: &Visitor) -> Result<()> {
    if gate::may_see(account.cleared(), who.audience()) {
        return Ok(());
    }
    told("nobody gives more clearance than they have")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Credential, OpenMode};

    const PASSWORD: &str = "a long enough word";

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::open(&folder.path().join("store.db"), OpenMode::Write).expect("a store");
        let add = |name: &str, clearance| {
            let account = Account { name: name.into(), role: Role::Administrator, clearance };
            engine.add_account(&account, Some(PASSWORD), "keeper").expect("added");
            let who = Credential::Password { name, password: PASSWORD };
            Visitor::Known(engine.who(who).expect("an answer").expect("known"))
        };
        let (all, amber) = (add("all", None), add("amber", Some(Tlp::Amber)));
        let new = |clearance| Account { name: "new".into(), role: Role::Reader, clearance };
        assert!(engine.add_account_by(&new(Some(Tlp::Red)), PASSWORD, &amber).is_err());
        assert!(engine.add_account_by(&Account { name: "a b".into(), ..new(None) }, PASSWORD, &all).is_err());
        engine.add_account_by(&new(None), PASSWORD, &amber).expect("added");
        // Red comes with the role of an administrator, unless it is set.
        assert!(engine.change_account("new", Role::Administrator, None, &amber).is_err());
        engine.change_account("new", Role::Administrator, Some(Tlp::Amber), &amber).expect("changed");
        for name in ["all", "amber"] {
            assert!(engine.change_account(name, Role::Reader, None, &amber).is_err(), "{name}");
            assert!(engine.remove_account_by(name, &amber).is_err(), "{name}");
            assert!(engine.reset_account(name, PASSWORD, true, &amber).is_err(), "{name}");
        }
        engine.reset_account("new", "another long word", true, &all).expect("reset");
        assert!(engine.change_password("new", PASSWORD, "a third long word").is_err());
        engine.change_password("new", "another long word", "a third long word").expect("changed");
        engine.remove_account_by("new", &amber).expect("removed");
        assert!(engine.account_below("new", &all).is_err());
    }
}
