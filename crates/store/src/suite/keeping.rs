//! Appending and finding.

use super::facts::*;
use crate::*;
use sextant_model::*;
use std::collections::BTreeSet;
use std::path::Path;

/// What goes in comes out: document, bytes, claims, sightings.
pub fn a_document_is_kept_whole(ledger: &mut dyn Ledger, _: &Path) {
    let append = append("Fjordline");
    assert_eq!(ledger.append(&append).unwrap(), Appended::New);
    let id = append.document.id;
    assert_eq!(ledger.document(id).unwrap(), Some(append.document.clone()));
    assert_eq!(ledger.bytes(id).unwrap(), Some(append.bytes.clone()));
    assert_eq!(ledger.claims(&ClaimsOf::Document(id)).unwrap(), append.claims);
    assert_eq!(ledger.incidents_of(id).unwrap(), [incident("Fjordline")]);
    let dossier = ledger.dossier(incident("Fjordline"), AsOf::default()).unwrap().unwrap();
    assert_eq!(dossier.claims, append.claims);
    assert_eq!(dossier.documents.len(), 1);
    assert_eq!(dossier.documents[0].group, append.group);
    assert_eq!(ledger.dossier(incident("unknown"), AsOf::default()).unwrap(), None);
}

/// Appending is idempotent by document id.
pub fn the_same_document_twice_changes_nothing(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let before = (ledger.counts().unwrap(), ledger.verify().unwrap());
    let other_claims = Append { claims: Vec::new(), rules: "rules-2".into(), ..append("Fjordline") };
    assert_eq!(ledger.append(&other_claims).unwrap(), Appended::AlreadyKnown);
    assert_eq!((ledger.counts().unwrap(), ledger.verify().unwrap()), before);
    assert_eq!(ledger.presence(document_id("Fjordline")).unwrap(), Presence::Kept { rules: "rules-1".into() });
    assert_eq!(ledger.presence(document_id("other")).unwrap(), Presence::Absent);
}

/// `rollback` drops a batch, `commit` keeps it.
pub fn a_batch_is_kept_or_dropped_whole(ledger: &mut dyn Ledger, _: &Path) {
    ledger.begin().unwrap();
    ledger.append(&append("Alder")).unwrap();
    ledger.append(&append("Birch")).unwrap();
    assert_eq!(ledger.counts().unwrap().documents, 2, "a batch is seen by its own ledger");
    ledger.rollback().unwrap();
    assert_eq!(ledger.counts().unwrap(), Counts::default());
    ledger.begin().unwrap();
    assert!(ledger.begin().is_err());
    ledger.append(&append("Alder")).unwrap();
    ledger.commit().unwrap();
    assert!(ledger.commit().is_err());
    assert_eq!(ledger.counts().unwrap().documents, 1);
    assert!(ledger.verify().unwrap().sound());
}

/// One piece that cannot be kept takes nothing else with it.
pub fn a_failing_piece_leaves_the_batch(ledger: &mut dyn Ledger, _: &Path) {
    ledger.begin().unwrap();
    ledger.append(&append("Alder")).unwrap();
    let mut wrong = append("Birch");
    wrong.claims.push(wrong.claims[0].clone());
    assert!(ledger.append(&wrong).is_err(), "a claim id is used once");
    ledger.append(&append("Cedar")).unwrap();
    ledger.commit().unwrap();
    assert_eq!(ledger.presence(document_id("Birch")).unwrap(), Presence::Absent);
    assert_eq!(ledger.counts().unwrap().documents, 2);
    assert!(ledger.verify().unwrap().sound());
}

/// By digest, address, beginning of the id and rule set.
pub fn documents_are_found(ledger: &mut dyn Ledger, _: &Path) {
    for name in ["Alder", "Birch", "Cedar"] {
        ledger.append(&append(name)).unwrap();
    }
    let ids = |query: DocumentQuery| -> Vec<DocumentId> {
        ledger.documents(&query, usize::MAX, 0).unwrap().into_iter().map(|d| d.id).collect()
    };
    assert_eq!(ids(DocumentQuery::All), ["Alder", "Birch", "Cedar"].map(document_id));
    assert_eq!(ids(DocumentQuery::Sha256("sha-Birch".into())), [document_id("Birch")]);
    assert_eq!(ids(DocumentQuery::Url("https://wire.example/Cedar".into())), [document_id("Cedar")]);
    assert_eq!(ids(DocumentQuery::Url("Cedar.txt".into())), [document_id("Cedar")]);
    let prefix = document_id("Alder").to_string()[..10].to_owned();
    assert_eq!(ids(DocumentQuery::IdPrefix(prefix)), [document_id("Alder")]);
    assert_eq!(ids(DocumentQuery::IdPrefix("no hex".into())), []);
    assert_eq!(ids(DocumentQuery::NotReadBy("rules-1".into())), []);
    assert_eq!(ids(DocumentQuery::NotReadBy("rules-2".into())).len(), 3);
    assert_eq!(ledger.documents(&DocumentQuery::All, 1, 1).unwrap()[0].id, document_id("Birch"));
    let prefix = &incident("Birch").to_string()[..9];
    assert_eq!(ledger.incident_ids(prefix).unwrap(), [incident("Birch")]);
}

/// By document, incident, group and id.
pub fn claims_are_found(ledger: &mut dyn Ledger, _: &Path) {
    let mut first = append("Alder");
    first.claims.push(claim("Alder", 3, &[incident("Alder"), incident("Birch")]));
    ledger.append(&first).unwrap();
    let claims = |of: ClaimsOf| ledger.claims(&of).unwrap();
    assert_eq!(claims(ClaimsOf::Incident(incident("Birch"))), first.claims[2..]);
    assert_eq!(claims(ClaimsOf::Incident(incident("Alder"))), first.claims);
    assert_eq!(claims(ClaimsOf::Group(GroupId::derive(&["Alder"]))), first.claims);
    assert_eq!(claims(ClaimsOf::Ids(vec![first.claims[1].id])), first.claims[1..2]);
    assert_eq!(claims(ClaimsOf::Ids(vec![ClaimId::derive(&["none"])])), []);
    let prefix = first.claims[1].id.to_string()[..9].to_owned();
    assert_eq!(claims(ClaimsOf::IdPrefix(prefix)), first.claims[1..2]);
    assert_eq!(claims(ClaimsOf::IdPrefix("no id".into())), []);
}

/// Only incidents seen under the name, at the time.
pub fn candidates_are_found_by_name_and_time(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append_on("Alder", incident("a"), "alder")).unwrap();
    ledger.append(&append_on("Birch", incident("b"), "birch")).unwrap();
    let find = |key: &str, from, to| -> Vec<IncidentId> {
        let found = ledger.candidates(&[key.to_owned()], at(from), at(to)).unwrap();
        found.into_iter().map(|p| p.incident).collect()
    };
    assert_eq!(find("alder", -10, 10), [incident("a")]);
    assert_eq!(find("alder", 1, 10), []);
    assert_eq!(find("elm", -10, 10), []);
    let profile = ledger.profile(incident("a")).unwrap().unwrap();
    assert_eq!((profile.first, profile.last), (at(0), at(0)));
    assert!(profile.keys.contains("alder") && profile.kinds.contains(&IncidentKind::Intrusion));
}

/// Documents with a band in common are handed out, oldest first.
pub fn near_duplicates_share_a_band(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Alder")).unwrap();
    ledger.append(&append("Birchwood")).unwrap();
    let near = ledger.near(&Signature { bands: vec![1], sketch: Vec::new() }).unwrap();
    assert_eq!(near.iter().map(|n| n.document).collect::<Vec<_>>(), ["Alder", "Birchwood"].map(document_id));
    assert_eq!(near[0].sketch, b"Alder");
    assert_eq!(ledger.near(&Signature { bands: vec![5000], sketch: Vec::new() }).unwrap().len(), 1);
    assert_eq!(ledger.near(&Signature::default()).unwrap(), []);
    // A crowd that shares one band does not hide the text that shares more.
    for n in 0..40 {
        ledger.append(&append(&format!("crowd {n}"))).unwrap();
    }
    let copied = Signature { bands: vec![1, 77, 78], sketch: Vec::new() };
    ledger.append(&Append { signature: copied.clone(), ..append("Copied") }).unwrap();
    assert!(ledger.near(&copied).unwrap().iter().any(|n| n.document == document_id("Copied")));
}

/// The first to bring a quotation gives it its group.
pub fn quotations_keep_their_first_group(ledger: &mut dyn Ledger, _: &Path) {
    let (one, two) = (GroupId::derive(&["one"]), GroupId::derive(&["two"]));
    ledger.append(&Append { quotations: vec![(7, one)], ..append("Alder") }).unwrap();
    ledger.append(&Append { quotations: vec![(7, two), (8, two)], ..append("Birch") }).unwrap();
    assert_eq!(ledger.quotations(&[7, 8, 9]).unwrap(), [(7, one), (8, two)]);
}

/// Each moment has its own lines.
pub fn the_list_is_as_of_any_moment(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let id = incident("Fjordline");
    ledger.put_summaries(id, &[version(id, 0, Some(50), "first"), version(id, 50, None, "second")]).unwrap();
    let heads = |until: Option<i64>| -> Vec<String> {
        let as_of = AsOf { until: until.map(at), clock: Clock::Published };
        let page = ledger.summaries(&ListQuery { as_of, ..ListQuery::default() }).unwrap();
        assert_eq!(page.total, page.summaries.len());
        page.summaries.into_iter().map(|s| s.headline).collect()
    };
    assert_eq!(heads(Some(-1)), Vec::<String>::new());
    assert_eq!(heads(Some(0)), ["first"]);
    assert_eq!(heads(Some(49)), ["first"]);
    assert_eq!(heads(Some(50)), ["second"]);
    assert_eq!(heads(None), ["second"]);
    let recorded = AsOf { until: None, clock: Clock::Recorded };
    assert_eq!(ledger.summary(id, recorded, Tlp::Red).unwrap(), None);
    let first = AsOf { until: Some(at(10)), clock: Clock::Published };
    assert_eq!(ledger.summary(id, first, Tlp::Red).unwrap().unwrap().headline, "first");
}

/// An audience is shown the lines that were folded for it.
pub fn the_list_is_for_an_audience(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let id = incident("Fjordline");
    let line = |audience, headline: &str| SummaryVersion { audience, ..version(id, 0, None, headline) };
    let lines =
        [line(Tlp::Clear, "less"), line(Tlp::Green, "less"), line(Tlp::AmberStrict, "more"), line(Tlp::Red, "more")];
    ledger.put_summaries(id, &lines).unwrap();
    let heads = |audience| -> Vec<String> {
        let page = ledger.summaries(&ListQuery { audience, ..ListQuery::default() }).unwrap();
        page.summaries.into_iter().map(|s| s.headline).collect()
    };
    assert_eq!(heads(Tlp::Clear), ["less"]);
    assert_eq!(heads(Tlp::Green), ["less"]);
    assert_eq!(heads(Tlp::Amber), Vec::<String>::new(), "nothing was folded for this audience");
    assert_eq!(heads(Tlp::Red), ["more"]);
    assert_eq!(ledger.summary(id, AsOf::default(), Tlp::Green).unwrap().unwrap().headline, "less");
}

/// Words, kind, standing, pages; newest change first.
pub fn the_list_is_filtered_and_paged(ledger: &mut dyn Ledger, _: &Path) {
    for (n, name) in ["Alder", "Birch", "Cedar"].into_iter().enumerate() {
        ledger.append(&append(name)).unwrap();
        let line = version(incident(name), n as i64, None, &format!("{name} confirms it"));
        ledger.put_summaries(incident(name), &[line]).unwrap();
    }
    let page = |query: ListQuery| {
        let page = ledger.summaries(&query).unwrap();
        (page.summaries.into_iter().map(|s| s.id).collect::<Vec<_>>(), page.total)
    };
    let all = ListQuery::default;
    assert_eq!(page(all()), (["Cedar", "Birch", "Alder"].map(incident).to_vec(), 3));
    assert_eq!(page(ListQuery { limit: 1, offset: 1, ..all() }), (vec![incident("Birch")], 3));
    // After a line, wherever it stands by now.
    let lines = ledger.summaries(&all()).unwrap().summaries;
    for (at, line) in lines.iter().enumerate() {
        let after = Some((line.changed.unwrap(), line.id));
        let rest: Vec<_> = lines[at + 1..].iter().map(|line| line.id).collect();
        assert_eq!(page(ListQuery { after, ..all() }), (rest, 3));
    }
    assert_eq!(page(ListQuery { words: Some("CONFIRMS birch".into()), ..all() }), (vec![incident("Birch")], 1));
    assert_eq!(page(ListQuery { words: Some("' OR 1=1 --".into()), ..all() }), (vec![], 0));
    assert_eq!(page(ListQuery { kind: Some(IncidentKind::Ddos), ..all() }), (vec![], 0));
    assert_eq!(page(ListQuery { kind: Some(IncidentKind::Intrusion), ..all() }).1, 3);
    assert_eq!(page(ListQuery { standing: Some(Standing::Denied), ..all() }).1, 0);
    assert_eq!(page(ListQuery { audience: Tlp::Green, ..all() }).1, 0, "nothing was folded for this audience");
}

/// No input is a syntax error, and hits respect the audience.
pub fn search_takes_any_words(ledger: &mut dyn Ledger, _: &Path) {
    ledger.append(&append("Fjordline")).unwrap();
    let mut secret = append("Gannet");
    secret.document.tlp = Tlp::Red;
    ledger.append(&secret).unwrap();
    let hits = ledger.search("password", Tlp::Red, 10, 0).unwrap();
    assert_eq!((hits.total, hits.hits.len()), (2, 2));
    assert!(hits.hits.iter().all(|h| h.snippet.contains("passwords") && !h.marks.is_empty() && h.incidents.len() == 1));
    assert_eq!(ledger.search("password", Tlp::Amber, 10, 0).unwrap().total, 1);
    assert_eq!(ledger.search("fjordline", Tlp::Red, 10, 0).unwrap().total, 1);
    assert_eq!(ledger.search("\"customers that passwords\"", Tlp::Red, 1, 1).unwrap().total, 2);
    for odd in
        ["", "\"", "*", "a OR", "NEAR(", "title:x", "'; DROP TABLE claim", "\0", "-", "^", "(((", "ü* \"\"", "AND NOT"]
    {
        ledger.search(odd, Tlp::Red, 10, 0).unwrap();
    }
}

/// Actors are found by those of their claims that hold and that the audience may know, on the incidents after joins.
pub fn actors_are_named(ledger: &mut dyn Ledger, _: &Path) {
    let mut boast = append("aldermoor");
    boast.claims[0].speaker = Speaker { name: Some("Night Heron".into()), kind: SpeakerKind::Actor };
    boast.claims[1].proposition.content =
        Content::Entity { entity: EntityType::ThreatActor, name: "Ember Wyrm".into(), id: None };
    boast.claims[1].tlp = Tlp::Red;
    let mut other = append("brackwater");
    other.claims[0].speaker = Speaker { name: Some("Night Heron".into()), kind: SpeakerKind::Actor };
    other.claims[1].proposition.content =
        Content::Entity { entity: EntityType::Malware, name: "Ember Wyrm".into(), id: None };
    ledger.append(&boast).unwrap();
    ledger.append(&other).unwrap();
    let (a, b) = (incident("aldermoor"), incident("brackwater"));
    let both: BTreeSet<IncidentId> = [a, b].into();
    let named = |ledger: &dyn Ledger, audience| {
        let actors = ledger.actors(audience).unwrap().into_iter();
        actors.map(|(name, on)| (name, on.into_iter().collect::<BTreeSet<_>>())).collect::<Vec<_>>()
    };
    assert_eq!(named(ledger, Tlp::Green), [("Night Heron".to_owned(), both.clone())]);
    assert_eq!(named(ledger, Tlp::Red), [("Ember Wyrm".to_owned(), [a].into()), ("Night Heron".to_owned(), both)]);
    let retraction = Retraction {
        claim: boast.claims[0].id,
        why: RetractionKind::Mistake,
        reason: "misread".into(),
        by: "analyst:Ada".into(),
        recorded: at(9),
    };
    ledger.retract(&retraction).unwrap();
    assert_eq!(named(ledger, Tlp::Green), [("Night Heron".to_owned(), [b].into())]);
    ledger.decide(&decision(1, DecisionKind::Join { into: a, others: vec![b] })).unwrap();
    assert_eq!(named(ledger, Tlp::Green), [("Night Heron".to_owned(), [a].into())]);
}
