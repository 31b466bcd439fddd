//! Taking back, correcting, reading again.

use super::facts::*;
use crate::*;
use sextant_model::*;
use std::path::Path;

fn claims_on(ledger: &dyn Ledger, name: &str) -> usize {
    ledger.dossier(incident(name), AsOf::default()).unwrap().map_or(0, |d| d.claims.len())
}

/// Decisions move claims, and undoing moves them back.
pub fn joins_and_splits_are_taken_back(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append_on("one", incident("a"), "alder")).unwrap();
    ledger.append(&append_on("two", incident("b"), "alder")).unwrap();
    let join = decision(1, DecisionKind::Join { into: incident("a"), others: vec![incident("b")] });
    ledger.decide(&join).unwrap();
    assert_eq!(claims_on(ledger, "a"), 4);
    let joined = ledger.dossier(incident("b"), AsOf::default()).unwrap().unwrap();
    assert_eq!((joined.incident, joined.documents.len()), (incident("a"), 2));
    assert_eq!(ledger.incidents().unwrap(), [incident("a")]);
    assert_eq!(ledger.candidates(&["alder".into()], at(-1), at(1)).unwrap().len(), 1);
    let split = DecisionKind::Split { from: incident("a"), documents: vec![document_id("one")], into: incident("c") };
    ledger.decide(&decision(2, split)).unwrap();
    assert_eq!((claims_on(ledger, "a"), claims_on(ledger, "c")), (2, 2));
    assert_eq!(ledger.incidents_of(document_id("one")).unwrap(), [incident("c")]);
    ledger
        .decide(&decision(3, DecisionKind::Undo { decision: decision(2, DecisionKind::Undo { decision: join.id }).id }))
        .unwrap();
    ledger.decide(&decision(4, DecisionKind::Undo { decision: join.id })).unwrap();
    assert_eq!((claims_on(ledger, "a"), claims_on(ledger, "b"), claims_on(ledger, "c")), (2, 2, 0));
    assert!(ledger.decide(&decision(5, DecisionKind::Undo { decision: join.id })).is_err(), "taken back already");
    let unknown = DecisionKind::Join { into: incident("a"), others: vec![incident("nowhere")] };
    assert!(matches!(ledger.decide(&decision(6, unknown)), Err(StoreError::Missing { .. })));
    assert_eq!(ledger.decisions().unwrap().len(), 4);
    assert!(ledger.verify().unwrap().sound());
}

/// A doubt shows on both incidents until a join or a "distinct" answers it.
pub fn doubts_are_answered(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Alder")).unwrap();
    let mut second = append("Birch");
    second.doubts = vec![Doubt {
        incident: incident("Birch"),
        other: incident("Alder"),
        why: "same name, four months apart".into(),
        document: document_id("Birch"),
        recorded: at(2),
        published: Some(at(0)),
    }];
    ledger.append(&second).unwrap();
    let others = |ledger: &dyn Ledger, name: &str| -> Vec<IncidentId> {
        let dossier = ledger.dossier(incident(name), AsOf::default()).unwrap().unwrap();
        dossier.doubts.into_iter().map(|d| d.other).collect()
    };
    assert_eq!(others(ledger, "Birch"), [incident("Alder")]);
    assert_eq!(others(ledger, "Alder"), [incident("Birch")]);
    let distinct = decision(1, DecisionKind::Distinct { a: incident("Alder"), b: incident("Birch") });
    ledger.decide(&distinct).unwrap();
    assert_eq!(others(ledger, "Birch"), []);
    ledger.decide(&decision(2, DecisionKind::Undo { decision: distinct.id })).unwrap();
    assert_eq!(others(ledger, "Birch").len(), 1);
    ledger
        .decide(&decision(3, DecisionKind::Join { into: incident("Alder"), others: vec![incident("Birch")] }))
        .unwrap();
    assert_eq!(others(ledger, "Alder"), []);
}

/// Added with and without a document, and correcting another.
pub fn claims_by_hand(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let correction = Claim {
        supersedes: Some(claim("Fjordline", 1, &[]).id),
        by: "analyst:Ada".into(),
        ..claim("Fjordline", 9, &[incident("Fjordline")])
    };
    ledger.add_claim(&correction, "wrong speaker").unwrap();
    assert!(ledger.add_claim(&correction, "again").is_err());
    let spoken = Claim {
        document: None,
        quote: "told us by telephone".into(),
        publisher: None,
        ..claim("call", 1, &[incident("Fjordline")])
    };
    ledger.add_claim(&spoken, "telephone").unwrap();
    assert_eq!(ledger.claims(&ClaimsOf::Incident(incident("Fjordline"))).unwrap().len(), 4);
    assert_eq!(ledger.claims(&ClaimsOf::Ids(vec![spoken.id])).unwrap(), std::slice::from_ref(&spoken));
    let hits = ledger.search("telephone", Tlp::Red, 10, 0).unwrap();
    assert_eq!((hits.total, hits.hits[0].claim), (1, Some(spoken.id)));
    let nowhere = claim("call", 2, &[incident("nowhere")]);
    assert!(matches!(ledger.add_claim(&nowhere, "x"), Err(StoreError::Missing { what: "incident", .. })));
    assert!(ledger.verify().unwrap().sound());
}

/// It stays, marked, and cannot be withdrawn twice.
pub fn a_claim_is_withdrawn_once(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let retraction = Retraction {
        claim: claim("Fjordline", 1, &[]).id,
        why: RetractionKind::Mistake,
        reason: "about another firm".into(),
        by: "analyst:Ada".into(),
        recorded: at(9),
    };
    ledger.retract(&retraction).unwrap();
    assert!(matches!(ledger.retract(&retraction), Err(StoreError::Refused(_))));
    let dossier = ledger.dossier(incident("Fjordline"), AsOf::default()).unwrap().unwrap();
    assert_eq!((dossier.claims.len(), dossier.retractions), (2, vec![retraction.clone()]));
    let unknown = Retraction { claim: ClaimId::derive(&["none"]), ..retraction };
    assert!(matches!(ledger.retract(&unknown), Err(StoreError::Missing { .. })));
}

/// Claims of older rules are withdrawn, those by hand stay, nothing is deleted.
pub fn reading_again_keeps_both(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append_on("Fjordline", incident("a"), "fjordline")).unwrap();
    let by_hand = Claim { by: "analyst:Ada".into(), ..claim("Fjordline", 7, &[incident("a")]) };
    ledger.add_claim(&by_hand, "missed by the rules").unwrap();
    let reread = Reread {
        document: document_id("Fjordline"),
        claims: vec![claim("Fjordline", 2, &[incident("a")]), claim("Fjordline", 5, &[incident("b")])],
        sightings: vec![sighting("Fjordline", incident("b"), "fjordline ferries")],
        doubts: Vec::new(),
        rules: "rules-2".into(),
        by: "reread".into(),
        recorded: at(50),
    };
    ledger.reread(&reread).unwrap();
    let claims = ledger.claims(&ClaimsOf::Document(document_id("Fjordline"))).unwrap();
    assert_eq!(claims.len(), 4);
    let ids: Vec<ClaimId> = claims.iter().map(|c| c.id).collect();
    let gone: Vec<ClaimId> = ledger.retractions(&ids).unwrap().into_iter().map(|r| r.claim).collect();
    assert_eq!(gone, [claim("Fjordline", 1, &[]).id]);
    assert_eq!(ledger.presence(document_id("Fjordline")).unwrap(), Presence::Kept { rules: "rules-2".into() });
    let found = ledger.candidates(&["fjordline ferries".into(), "fjordline".into()], at(-1), at(1)).unwrap();
    assert_eq!(found.iter().map(|p| p.incident).collect::<Vec<_>>(), [incident("b")]);
    let again = ledger.counts().unwrap();
    ledger.reread(&Reread { recorded: at(60), ..reread }).unwrap();
    assert_eq!(ledger.counts().unwrap().claims, again.claims);
    assert!(ledger.verify().unwrap().sound());
}

/// What a person withdrew or corrected is not brought back by newer rules.
pub fn reading_again_respects_what_was_refused(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let on = incident("Fjordline");
    let (first, second) = (claim("Fjordline", 1, &[on]), Claim { start: 30, end: 40, ..claim("Fjordline", 3, &[on]) });
    let by = "analyst:Ada".to_owned();
    let why = RetractionKind::Mistake;
    ledger.retract(&Retraction { claim: first.id, why, reason: "no".into(), by: by.clone(), recorded: at(9) }).unwrap();
    let again = Claim { id: ClaimId::derive(&["again"]), by: "rule-2".into(), ..first };
    let other = Claim { id: ClaimId::derive(&["other"]), by: "rule-2".into(), ..second };
    let reread = Reread {
        document: document_id("Fjordline"),
        claims: vec![again.clone(), other.clone()],
        sightings: vec![sighting("Fjordline", on, "fjordline")],
        doubts: Vec::new(),
        rules: "rules-2".into(),
        by: "reread".into(),
        recorded: at(50),
    };
    ledger.reread(&reread).unwrap();
    assert_eq!(ledger.retractions(&[again.id]).unwrap().len(), 1);
    assert_eq!(ledger.retractions(&[other.id]).unwrap(), []);
    assert!(ledger.verify().unwrap().sound());
}

/// Counts are of what holds and of what an audience may know, whatever was appended, withdrawn, read again or forgotten.
pub fn counts_follow_every_change(ledger: &mut dyn Ledger, _: &Path) {
    let counted = |ledger: &dyn Ledger| {
        let documents = ledger.documents(&DocumentQuery::All, 100, 0).unwrap();
        for level in Tlp::ALL {
            let seen: Vec<_> = documents
                .iter()
                .filter(|d| d.tlp.allows(level) && ledger.presence(d.id).unwrap() != Presence::Forgotten)
                .collect();
            let claims = seen.iter().flat_map(|d| ledger.claims(&ClaimsOf::Document(d.id)).unwrap());
            let held = claims.filter(|c| c.tlp.allows(level) && ledger.retractions(&[c.id]).unwrap().is_empty());
            let expected = (seen.len() as u64, held.count() as u64, seen.iter().map(|d| d.retrieved).max());
            assert_eq!(ledger.counts_for(level).unwrap(), expected, "{level}");
        }
    };
    counted(ledger);
    ledger.append(&append("Alder")).unwrap();
    let mut amber = append("Birch");
    amber.document = Document { tlp: Tlp::Amber, retrieved: at(7), ..amber.document };
    amber.claims[0].tlp = Tlp::Amber;
    amber.claims[1].tlp = Tlp::Red;
    ledger.append(&amber).unwrap();
    ledger.append(&amber).unwrap();
    counted(ledger);
    let strict = Claim { tlp: Tlp::Green, by: "analyst:Ada".into(), ..claim("Alder", 7, &[incident("Alder")]) };
    ledger.add_claim(&strict, "by hand").unwrap();
    let spoken = Claim { document: None, ..claim("call", 1, &[incident("Alder")]) };
    ledger.add_claim(&spoken, "no document makes it").unwrap();
    counted(ledger);
    let (why, by) = (RetractionKind::Mistake, "analyst:Ada".to_owned());
    ledger.retract(&Retraction { claim: amber.claims[1].id, why, reason: "no".into(), by, recorded: at(9) }).unwrap();
    counted(ledger);
    let reread = Reread {
        document: document_id("Alder"),
        claims: vec![claim("Alder", 2, &[incident("Alder")]), claim("Alder", 5, &[incident("Alder")])],
        sightings: vec![sighting("Alder", incident("Alder"), "alder")],
        doubts: Vec::new(),
        rules: "rules-2".into(),
        by: "reread".into(),
        recorded: at(50),
    };
    ledger.reread(&reread).unwrap();
    counted(ledger);
    let forgetting = Forgetting {
        document: document_id("Birch"),
        objects: Vec::new(),
        reason: "wrong label".into(),
        by: "keeper".into(),
        recorded: at(60),
    };
    ledger.forget(&forgetting).unwrap();
    counted(ledger);
    let counts = ledger.counts().unwrap();
    assert_eq!((counts.documents, counts.forgotten, counts.incidents), (1, 1, 2));
}

/// The last statement holds; publishers without one are listed too, and where claims by hand are from.
pub fn sources_are_stated(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let rating = |letter, digit| Source {
        name: "Night Desk".into(),
        reliability: vec![Reliability { kind: Some(PropositionKind::Responsible), letter, digit }],
        note: None,
    };
    ledger.set_source(&rating('C', 3), "analyst:Ada", at(5)).unwrap();
    ledger.set_source(&rating('B', 2), "analyst:Ada", at(6)).unwrap();
    assert!(ledger.set_source(&rating('G', 1), "analyst:Ada", at(7)).is_err());
    assert!(ledger.set_source(&rating('A', 7), "analyst:Ada", at(7)).is_err());
    let unstated = Source { name: "Harbour Wire".into(), ..Source::default() };
    assert_eq!(ledger.sources().unwrap(), [unstated.clone(), rating('B', 2)]);
    let told = Claim {
        id: ClaimId::derive(&["told"]),
        document: None,
        publisher: Some("A call".into()),
        ..claim("Fjordline", 1, &[incident("Fjordline")])
    };
    ledger.add_claim(&told, "told on the phone").unwrap();
    let called = Source { name: "A call".into(), ..Source::default() };
    assert_eq!(ledger.sources().unwrap(), [called, unstated, rating('B', 2)]);
}

/// An alias is a decision like any other.
pub fn aliases_are_undone(ledger: &mut dyn Ledger, _: &Path) {
    let alias =
        DecisionKind::Alias { name: "Fjordline".into(), alias: "FL Ferries".into(), source: Some("register".into()) };
    ledger.decide(&decision(1, alias)).unwrap();
    let names = |ledger: &dyn Ledger| Assignment::new(ledger.decisions().unwrap()).aliases().len();
    assert_eq!(names(ledger), 1);
    ledger
        .decide(&decision(
            2,
            DecisionKind::Undo { decision: decision(1, DecisionKind::Undo { decision: DecisionId::derive(&[]) }).id },
        ))
        .unwrap();
    assert_eq!(names(ledger), 0);
}

/// By the recorded clock a decision is not known before it was made.
pub fn decisions_hold_from_when_they_were_recorded(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append_on("one", incident("a"), "alder")).unwrap();
    ledger.append(&append_on("two", incident("b"), "alder")).unwrap();
    ledger.decide(&decision(1, DecisionKind::Join { into: incident("a"), others: vec![incident("b")] })).unwrap();
    let claims = |until, clock| {
        let as_of = AsOf { until: Some(at(until)), clock };
        ledger.dossier(incident("a"), as_of).unwrap().unwrap().claims.len()
    };
    assert_eq!(claims(50, Clock::Recorded), 2);
    assert_eq!(claims(150, Clock::Recorded), 4);
    assert_eq!(claims(50, Clock::Published), 4);
}
