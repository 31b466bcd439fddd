//! Accounts and tokens.

use super::facts::*;
use crate::*;
use sextant_model::*;
use std::path::Path;

/// The last statement under a name holds; what is removed takes its tokens along.
pub fn accounts_and_tokens_are_stated(ledger: &mut dyn Ledger, _: &Path) {
    let mara = Account { name: "mara".into(), role: Role::Analyst, clearance: None };
    let mark = ledger.access_mark().unwrap();
    ledger.set_account(&mara, Some("$argon2id$one"), "keeper", at(1)).unwrap();
    assert_ne!(ledger.access_mark().unwrap(), mark);
    let kept = ledger.account("mara").unwrap().unwrap();
    assert_eq!((kept.account, kept.password.as_deref()), (mara.clone(), Some("$argon2id$one")));
    ledger.set_account(&Account { role: Role::Reader, ..mara.clone() }, None, "keeper", at(2)).unwrap();
    let again = ledger.account("mara").unwrap().unwrap();
    assert_eq!((again.account.role, again.password.as_deref()), (Role::Reader, Some("$argon2id$one")));
    assert_ne!(again.statement, kept.statement);
    assert!(ledger.set_account(&Account { name: "a b".into(), ..mara.clone() }, None, "keeper", at(2)).is_err());
    let token = |id: &str| Token {
        id: id.into(),
        user: "mara".into(),
        clearance: Some(Tlp::Clear),
        expires: None,
        created: at(3),
        digest: "ab".repeat(32),
    };
    assert!(ledger.add_token(&Token { user: "nobody".into(), ..token("x") }, "keeper").is_err());
    ledger.add_token(&token("one"), "keeper").unwrap();
    ledger.add_token(&token("two"), "keeper").unwrap();
    ledger.revoke_token("one", "keeper", at(4)).unwrap();
    assert!(ledger.revoke_token("one", "keeper", at(4)).is_err());
    assert_eq!((ledger.token("one").unwrap(), ledger.tokens().unwrap()), (None, vec![token("two")]));
    ledger.remove_account("mara", "keeper", at(5)).unwrap();
    assert!(ledger.accounts().unwrap().is_empty() && ledger.tokens().unwrap().is_empty());
    assert!(ledger.remove_account("mara", "keeper", at(5)).is_err());
    let proof = ledger.verify().unwrap();
    assert!(proof.sound(), "{:?}", proof.faults);
}
