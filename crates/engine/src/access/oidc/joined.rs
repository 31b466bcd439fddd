//! Accounts of people who log in at a provider: joined with them by issuer and subject, never by a name or an address of mail,
//! and made on the first log-in.

use super::Identity;
use crate::access::factors::{LOGIN, body};
use crate::access::{Caller, digest};
use crate::{AuditQuery, Engine, EngineError, Result};
use serde::{Deserialize, Serialize};
use sextant_model::{Account, Instant, Parties, Role, Tlp};
use sextant_store::{Access, KeptFactor};

/// Who states what a provider's word changes.
const BY: &str = "provider";
/// Statements on accounts that are looked through.
const EVER: usize = 100_000;
/// Names under which the store's own doings are told.
const OURS: [&str; 4] = ["keeper", "stranger", "configuration", BY];

/// What is kept of the join.
#[derive(Serialize, Deserialize)]
struct Joined {
    label: String,
    created: Instant,
    issuer: String,
    subject: String,
}

fn link(who: &Identity) -> String {
    format!("login-{}", &digest(format!("{}\u{1f}{}", who.issuer, who.subject))[..32])
}

impl Engine {
    /// The account of whoever logged in at a provider. A role that the provider gives is taken over at each log-in; without
    /// one a new account is a reader's.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a name that somebody else has or had; when the store cannot be written.
    pub fn by_provider(&self, who: &Identity, clearance: Option<Tlp>) -> Result<Caller> {
        let id = link(who);
        let known = self.ask(|ledger| Ok(ledger.factors_named(&id)?))?;
        let name = match &known[..] {
            [kept] => {
                self.take_over(&kept.user, who.role)?;
                kept.user.clone()
            }
            _ => self.make(who, id, clearance)?,
        };
        let kept = self.ask(|ledger| Ok(ledger.account(&name)?))?;
        kept.map(Caller::of).ok_or_else(|| EngineError::not_found("account", &name))
    }

    /// The provider by which an account logs in, if it does.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn provider_of(&self, name: &str) -> Result<Option<String>> {
        let kept = self.ask(|ledger| Ok(ledger.factors(name)?))?;
        let joined = kept.iter().find(|kept| kept.kind == LOGIN);
        Ok(joined.and_then(|kept| serde_json::from_str::<Joined>(&kept.body).ok()).map(|joined| joined.issuer))
    }

    fn take_over(&self, name: &str, role: Option<Role>) -> Result<()> {
        let mut ledger = self.writer()?;
        let Some(kept) = ledger.account(name)? else { return Ok(()) };
        match role {
            Some(role) if role != kept.account.role => {
                let account = Account { role, ..kept.account };
                Ok(ledger.set_account(&account, None, BY, crate::clock::now())?)
            }
            _ => Ok(()),
        }
    }

    /// Makes the account of somebody who comes for the first time; gives its name.
    fn make(&self, who: &Identity, id: String, clearance: Option<Tlp>) -> Result<String> {
        let told = |told: String| Err(EngineError::Invalid(told));
        let name = who.name.clone().filter(|name| Account::is_name(name)).unwrap_or_else(|| id[..18].to_owned());
        if !self.has_accounts()? {
            return told("the first account is made here, with the code from the terminal".to_owned());
        }
        if self.is_spoken_for(&name)? {
            return told(format!(
                "the name {name} belongs or belonged to somebody here who is not joined with your log-in: ask an administrator"
            ));
        }
        let (created, issuer, subject) = (crate::clock::now(), who.issuer.clone(), who.subject.clone());
        let account = Account { name: name.clone(), role: who.role.unwrap_or(Role::Reader), clearance };
        let joined = Joined { label: issuer.clone(), created, issuer, subject };
        let factor = KeptFactor { user: name.clone(), id, kind: LOGIN.to_owned(), body: body(&joined)?, used: 0 };
        let mut ledger = self.writer()?;
        if ledger.account(&name)?.is_some() || !ledger.factors_named(&factor.id)?.is_empty() {
            return told("somebody logged in under this name just now: try again".to_owned());
        }
        ledger.set_account(&account, None, BY, created)?;
        ledger.set_factor(&factor, BY, created)?;
        Ok(name)
    }

    /// Whether anything here goes by a name: an account that is or was, the store itself, a role, a party of a collection.
    /// What stands under a name would be given to whoever takes it.
    fn is_spoken_for(&self, name: &str) -> Result<bool> {
        let is = |word: &str| word.eq_ignore_ascii_case(name);
        if OURS.into_iter().any(is) || Role::ALL.iter().any(|role| is(role.as_str())) {
            return Ok(true);
        }
        if self.is_team(name)? {
            return Ok(true);
        }
        let named = |parties: &Parties| matches!(parties, Parties::These(words) if words.iter().any(|word| is(word)));
        if self.collections()?.iter().any(|collection| named(&collection.read) || named(&collection.write)) {
            return Ok(true);
        }
        let query = AuditQuery { action: "account".into(), ..AuditQuery::default() };
        Ok(self.audit_of(&query, EVER)?.iter().any(|entry| is(&entry.subject)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OpenMode;

    fn who(subject: &str, name: Option<&str>, role: Option<Role>) -> Identity {
        let (issuer, name) = ("https://login.example".to_owned(), name.map(str::to_owned));
        Identity { issuer, subject: subject.to_owned(), name, role, strong: false }
    }

    #[test]
    fn an_account_is_joined_by_issuer_and_subject_alone() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("store.db"), OpenMode::Write).unwrap();
        assert!(engine.by_provider(&who("1", Some("mara"), None), None).is_err(), "the first account is made here");
        let add = |name: &str| {
            let account = Account { name: name.into(), role: Role::Administrator, clearance: None };
            engine.add_account(&account, Some("a long enough word"), "keeper").unwrap();
        };
        ["ines", "gone"].into_iter().for_each(add);
        engine.remove_account("gone", "ines").unwrap();
        let made = engine.by_provider(&who("1", Some("mara"), None), Some(Tlp::Clear)).unwrap();
        assert_eq!((made.account.name.as_str(), made.account.role, made.clearance), ("mara", Role::Reader, Tlp::Clear));
        // The same person under another name; another person under the same name.
        assert_eq!(engine.by_provider(&who("1", Some("ines"), None), None).unwrap().account.name, "mara");
        for name in ["mara", "MARA", "ines", "Ines", "gone", "keeper", "provider", "administrator"] {
            let told = engine.by_provider(&who("2", Some(name), None), None).unwrap_err().to_string();
            assert!(told.contains("ask an administrator"), "{name}: {told}");
        }
        let elsewhere = Identity { issuer: "https://evil.example".into(), ..who("1", Some("mara"), None) };
        assert!(engine.by_provider(&elsewhere, None).is_err(), "the same subject of another issuer");
        let nameless = engine.by_provider(&who("3", Some("a b/c"), None), None).unwrap();
        assert!(nameless.account.name.starts_with("login-"), "{}", nameless.account.name);
        // A role of the provider's is taken over, both ways; what else was changed here stays.
        let up = engine.by_provider(&who("1", None, Some(Role::Analyst)), None).unwrap();
        assert_eq!((up.account.role, up.clearance), (Role::Analyst, Tlp::Clear));
        assert_eq!(engine.by_provider(&who("1", None, None), None).unwrap().account.role, Role::Analyst);
        assert_eq!(engine.by_provider(&who("1", None, Some(Role::Reader)), None).unwrap().account.role, Role::Reader);
        // It is no second factor, it stays when those are reset, and goes with the account.
        assert!(!engine.has_second_factor("mara").unwrap() && engine.factors("mara").unwrap().is_empty());
        assert_eq!(engine.reset_factors("mara", "ines").unwrap(), 0);
        assert_eq!(engine.provider_of("mara").unwrap().as_deref(), Some("https://login.example"));
        assert!(engine.provider_of("ines").unwrap().is_none() && !engine.has_password("mara").unwrap());
        engine.remove_account("mara", "ines").unwrap();
        assert!(engine.by_provider(&who("1", Some("mara"), None), None).is_err(), "whoever was removed stays removed");
        assert!(engine.verify().unwrap().sound());
    }
}
