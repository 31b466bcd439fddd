//! Objects of STIX and what they state.

use super::facts::*;
use crate::*;
use sextant_model::*;
use std::path::Path;

pub(super) fn object(name: &str, version: &str, words: &str) -> Object {
    Object {
        id: format!("tool--{name}"),
        version: version.into(),
        kind: "tool".into(),
        tlp: Tlp::Green,
        bytes: format!("{{\"type\": \"tool\", \"name\": \"{words}\"}}").into_bytes(),
    }
}

pub(super) fn batch(objects: Vec<Object>) -> ObjectBatch {
    ObjectBatch { origin: "feed.json".into(), objects, claims: Vec::new(), by: "import".into(), recorded: at(5) }
}

/// Bytes come back as they were, versions stay apart, and what is known changes nothing.
pub fn objects_are_kept_as_they_came(ledger: &mut dyn Ledger, _: &Path) {
    use ObjectState::*;
    let (old, new, other) = (object("a", "2024", "old"), object("a", "2025", "new"), object("b", "", "other"));
    let states = ledger.keep_objects(&batch(vec![new.clone(), old.clone(), other.clone()])).unwrap();
    assert_eq!(states, [New, NewVersion, New]);
    let all = |query| -> Vec<Object> {
        ledger.objects(&query, usize::MAX, 0).unwrap().into_iter().map(|kept| kept.object).collect()
    };
    assert_eq!(all(ObjectQuery::All), [new.clone(), old.clone(), other.clone()]);
    assert_eq!(all(ObjectQuery::Id(old.id.clone())), [old.clone(), new.clone()], "by version");
    assert_eq!(all(ObjectQuery::Before(old.id.clone(), None)), [new.clone(), old.clone()], "newest first");
    assert_eq!(all(ObjectQuery::Before(old.id.clone(), Some("2025".into()))), std::slice::from_ref(&old));
    assert_eq!(all(ObjectQuery::Kind("tool".into())).len(), 3);
    assert_eq!(all(ObjectQuery::Id("tool--none".into())), []);
    let kept = ledger.objects(&ObjectQuery::All, 1, 1).unwrap();
    assert_eq!((kept[0].object.clone(), kept[0].origin.as_str(), kept[0].added), (old.clone(), "feed.json", at(5)));
    let entries = ledger.counts().unwrap().entries;
    assert_eq!(ledger.keep_objects(&batch(vec![old.clone()])).unwrap(), [Known]);
    assert_eq!(ledger.keep_objects(&batch(vec![object("a", "2024", "forged")])).unwrap(), [Differs]);
    assert_eq!(ledger.objects(&ObjectQuery::Id(old.id.clone()), 1, 0).unwrap()[0].object, old);
    assert_eq!((ledger.counts().unwrap().entries, ledger.counts().unwrap().objects), (entries, 3));
    let proof = ledger.verify().unwrap();
    assert!(proof.sound(), "{:?}", proof.faults);
}

/// Claims without a document go with their objects, once.
pub fn what_objects_state_is_kept_with_them(ledger: &mut dyn Ledger, _: &Path) {
    let said = Claim { document: None, incidents: Vec::new(), quote: "uses lantern".into(), ..claim("a", 1, &[]) };
    let told = ObjectBatch { claims: vec![said.clone()], ..batch(vec![object("a", "2024", "x")]) };
    ledger.keep_objects(&told).unwrap();
    ledger.keep_objects(&told).unwrap();
    assert_eq!(ledger.claims(&ClaimsOf::Ids(vec![said.id])).unwrap(), [said]);
    assert_eq!(ledger.counts().unwrap().claims, 1);
    assert_eq!(ledger.search("lantern", Tlp::Red, 10, 0).unwrap().total, 1);
    assert!(ledger.verify().unwrap().sound());
    ledger.begin().unwrap();
    ledger.keep_objects(&batch(vec![object("c", "2024", "x")])).unwrap();
    ledger.rollback().unwrap();
    assert_eq!(ledger.counts().unwrap().objects, 1);
}

/// It stays what it is.
pub fn the_seed_is_drawn_once(ledger: &mut dyn Ledger, _: &Path) {
    let seed = ledger.seed().unwrap();
    assert!(seed.len() >= 32);
    ledger.append(&append("Fjordline")).unwrap();
    assert_eq!(ledger.seed().unwrap(), seed);
}
