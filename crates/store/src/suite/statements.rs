//! Statements: the last word under a name holds, every word before it stays.

use super::facts::*;
use crate::*;
use std::path::Path;

/// A statement that does not follow the last one is refused; the chain covers name, shelf and body.
pub fn the_last_statement_holds(ledger: &mut dyn Ledger, _: &Path) {
    let say = |id, shelf, body, after| Statement { kind: "delivery", id, shelf, body, after, detail: "d" };
    let one = ledger.state(&say("a", "waiting", "{}", 0), "mara", at(1)).unwrap();
    assert!(ledger.state(&say("a", "sending", "{}", 0), "mara", at(2)).is_err(), "somebody else was first");
    let two = ledger.state(&say("a", "sending", "{\"n\":1}", one), "ines", at(3)).unwrap();
    ledger.state(&say("b", "waiting", "{}", 0), "mara", at(3)).unwrap();
    assert!(ledger.state(&say("a", "sent", "{}", one), "mara", at(4)).is_err());
    let held = ledger.stated("delivery", "a").unwrap().unwrap();
    assert_eq!((held.seq, held.by.as_str(), held.at, held.body.as_str()), (two, "ines", at(3), "{\"n\":1}"));
    let on = |shelf| -> Vec<String> {
        ledger.all_stated("delivery", shelf).unwrap().into_iter().map(|stated| stated.id).collect()
    };
    assert_eq!(
        (on(None), on(Some("waiting")), on(Some("sent"))),
        (vec!["a".into(), "b".into()], vec!["b".into()], vec![])
    );
    assert_eq!(ledger.statements("delivery", "a").unwrap().len(), 2);
    assert!(ledger.stated("advisory", "a").unwrap().is_none());
    assert!(ledger.verify().unwrap().sound());
}
