//! What stays provable: the chain, forgetting, backups, order.

use super::facts::*;
use crate::*;
use sextant_model::*;
use std::path::Path;

/// Words go everywhere, digests stay, and the chain still verifies.
pub fn forgetting_leaves_only_digests(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append_on("Fjordline", incident("a"), "fjordline")).unwrap();
    ledger.append(&append_on("Gannet", incident("a"), "gannet")).unwrap();
    let id = document_id("Fjordline");
    let objects =
        super::objects::batch(vec![super::objects::object("a", "1", "x"), super::objects::object("b", "1", "y")]);
    ledger.keep_objects(&objects).unwrap();
    let request = Forgetting {
        document: id,
        objects: vec!["tool--a".into()],
        reason: "court order".into(),
        by: "analyst:Ada".into(),
        recorded: at(70),
    };
    let forgotten = ledger.forget(&request).unwrap();
    assert_eq!((forgotten.claims, forgotten.incidents), (2, vec![incident("a")]));
    assert_eq!(ledger.presence(id).unwrap(), Presence::Forgotten);
    assert_eq!(ledger.append(&append("Fjordline")).unwrap(), Appended::Forgotten);
    assert_eq!(ledger.bytes(id).unwrap(), None);
    let document = ledger.document(id).unwrap().unwrap();
    assert_eq!((document.clean.text.as_str(), document.clean.meta.title, document.origin.as_str()), ("", None, ""));
    assert_eq!(document.clean.meta.sha256, "sha-Fjordline");
    let claims = ledger.claims(&ClaimsOf::Document(id)).unwrap();
    assert!(claims.iter().all(|c| c.quote.is_empty() && c.speaker.name.is_none() && c.proposition.object.is_none()));
    let ids: Vec<ClaimId> = claims.iter().map(|c| c.id).collect();
    let withdrawn = ledger.retractions(&ids).unwrap();
    assert!(
        withdrawn.len() == 2
            && withdrawn.iter().all(|r| r.why == RetractionKind::Forgotten && r.reason == "court order")
    );
    assert_eq!(ledger.search("Fjordline", Tlp::Red, 10, 0).unwrap().total, 0);
    assert_eq!(ledger.candidates(&["fjordline".into()], at(-9), at(9)).unwrap(), []);
    assert_eq!(ledger.dossier(incident("a"), AsOf::default()).unwrap().unwrap().documents.len(), 1);
    let proof = ledger.verify().unwrap();
    assert!(proof.sound(), "{:?}", proof.faults);
    assert_eq!(proof.forgotten, 5);
    let kept = ledger.objects(&ObjectQuery::All, usize::MAX, 0).unwrap();
    assert!(kept.len() == 1 && kept[0].object.id == "tool--b", "what holds words of it goes with it");
    assert_eq!(ledger.keep_objects(&objects).unwrap(), [ObjectState::Forgotten, ObjectState::Known]);
    assert!(matches!(ledger.forget(&request), Err(StoreError::Refused(_))));
    let absent = Forgetting { document: document_id("none"), ..request };
    assert!(matches!(ledger.forget(&absent), Err(StoreError::Missing { .. })));
    assert_eq!(ledger.counts().unwrap().forgotten, 1);
}

/// Every write is one entry, and the entries hang together.
pub fn the_chain_is_proved(ledger: &mut dyn Ledger, _: &Path) {
    assert!(ledger.verify().unwrap().sound());
    for name in ["Alder", "Birch"] {
        ledger.append(&append(name)).unwrap();
    }
    ledger.decide(&decision(1, DecisionKind::Distinct { a: incident("Alder"), b: incident("Birch") })).unwrap();
    let proof = ledger.verify().unwrap();
    assert!(proof.sound(), "{:?}", proof.faults);
    assert_eq!((proof.entries, proof.forgotten), (3, 0));
    let log = ledger.audit(1, 10).unwrap();
    assert_eq!(log.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(), ["append", "append", "decide"]);
    assert_eq!(log.last().unwrap().hash, proof.head);
    assert_eq!(log[2].detail, "reason 1");
    assert_eq!(ledger.audit(3, 1).unwrap(), log[2..]);
}

/// Finer times than the store keeps do not break the proof.
pub fn nanoseconds_do_no_harm(ledger: &mut dyn Ledger, _: &Path) {
    let fine = |n: i128| Instant::from_nanosecond(1_750_000_000_123_456_789 + n).unwrap();
    let mut told = append("Fjordline");
    told.recorded = fine(1);
    told.document.retrieved = fine(2);
    told.document.published_at = Some(fine(3));
    told.claims.iter_mut().for_each(|c| (c.recorded, c.published) = (fine(4), Some(fine(5))));
    ledger.append(&told).unwrap();
    let proof = ledger.verify().unwrap();
    assert!(proof.sound(), "{:?}", proof.faults);
}

/// A copy with the same counts and the same head; never over another file.
pub fn a_backup_holds_everything(ledger: &mut dyn Ledger, folder: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let copy = folder.join("copy.db");
    ledger.backup(&copy).unwrap();
    assert!(copy.metadata().unwrap().len() > 0);
    assert!(matches!(ledger.backup(&copy), Err(StoreError::Exists { .. })));
}

/// Answers that are sets do not depend on the order of appending.
pub fn order_of_documents_does_not_matter(ledger: &mut dyn Ledger, _: &Path) {
    for name in ["Cedar", "Alder", "Birch"] {
        ledger.append(&append_on(name, incident("one"), name)).unwrap();
    }
    let profile = ledger.profile(incident("one")).unwrap().unwrap();
    let expected: Vec<&str> = vec!["Alder", "Birch", "Cedar"];
    assert_eq!(profile.keys.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let mut claims = ledger.dossier(incident("one"), AsOf::default()).unwrap().unwrap().claims;
    claims.sort_by_key(|c| c.id);
    let mut wanted: Vec<Claim> =
        expected.iter().flat_map(|n| [claim(n, 1, &[incident("one")]), claim(n, 2, &[incident("one")])]).collect();
    wanted.sort_by_key(|c| c.id);
    assert_eq!(claims, wanted);
}
