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
    let of = |user: &str, id: &str| KeptToken {
        token: Token {
            id: id.into(),
            user: user.into(),
            clearance: Some(Tlp::Clear),
            expires: None,
            created: at(3),
            digest: "ab".repeat(32),
        },
        scope: Scope::Read,
    };
    let token = |id: &str| of("mara", id);
    assert!(ledger.add_token(&of("nobody", "x"), "keeper").is_err());
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

/// What is used is not used again, what is removed is gone with its secret, and nothing is put beside it unseen.
pub fn second_factors_are_kept_beside_the_chain(ledger: &mut dyn Ledger, _: &Path) {
    let of = |user: &str, id: &str| KeptFactor {
        user: user.into(),
        id: id.into(),
        kind: "totp".into(),
        body: "a secret".into(),
        used: 5,
    };
    assert!(ledger.set_factor(&of("mara", "one"), "mara", at(1)).is_err(), "no such account");
    for name in ["mara", "ines"] {
        let account = Account { name: name.into(), role: Role::Reader, clearance: None };
        ledger.set_account(&account, None, "keeper", at(1)).unwrap();
        ledger.set_factor(&of(name, "one"), name, at(2)).unwrap();
    }
    let kept = of("mara", "one");
    assert!(ledger.use_factor(&kept, 6).unwrap() && !ledger.use_factor(&kept, 7).unwrap(), "it moved meanwhile");
    let moved = KeptFactor { used: 6, ..kept.clone() };
    assert_eq!(ledger.factors("mara").unwrap(), vec![moved.clone()]);
    assert_eq!(ledger.factors_named("one").unwrap(), vec![of("ines", "one"), moved]);
    assert!(ledger.verify().unwrap().sound());
    ledger.remove_factor("mara", "one", "mara", at(3)).unwrap();
    assert!(ledger.remove_factor("mara", "one", "mara", at(3)).is_err());
    assert!(!ledger.use_factor(&kept, 9).unwrap());
    ledger.remove_account("ines", "keeper", at(4)).unwrap();
    assert!(ledger.factors("ines").unwrap().is_empty() && ledger.factors("mara").unwrap().is_empty());
    let proof = ledger.verify().unwrap();
    assert!(proof.sound(), "{:?}", proof.faults);
    let log = ledger.audit(1, 100).unwrap();
    assert!(log.iter().all(|entry| !entry.detail.contains("a secret")));
    let all = ledger.audit_of(&AuditQuery::default(), 100).unwrap();
    assert!(all.iter().rev().eq(&log), "the newest first");
    let of = |query: &AuditQuery| ledger.audit_of(query, 2).unwrap().iter().map(|e| e.seq).collect::<Vec<u64>>();
    let by_mara = AuditQuery { by: "mara".into(), about: "one".into(), ..AuditQuery::default() };
    let expected: Vec<u64> =
        all.iter().filter(|e| e.by == "mara" && e.subject.contains("one")).map(|e| e.seq).collect();
    assert_eq!(of(&by_mara), expected);
    assert_eq!(of(&AuditQuery { before: Some(expected[0]), ..by_mara.clone() }), expected[1..]);
    let removed = AuditQuery { action: "remove".into(), until: Some(at(4)), ..AuditQuery::default() };
    assert_eq!((of(&removed).len(), of(&AuditQuery { until: Some(at(3)), ..removed }).len()), (1, 0));
}
