//! Finding by words and fields; values.

use super::facts::*;
use crate::*;
use sextant_model::*;
use std::path::Path;

fn query(words: &[&str], fields: &[(FindField, &str)]) -> FindQuery {
    let word = |text: &&str| WordTerm {
        text: text.trim_start_matches('-').into(),
        beginning: false,
        not: text.starts_with('-'),
    };
    let field = |(field, values): &(FindField, &str)| FieldTerm {
        field: *field,
        values: values.trim_start_matches('-').split(',').map(str::to_owned).collect(),
        not: values.starts_with('-'),
    };
    FindQuery {
        words: words.iter().map(word).collect(),
        fields: fields.iter().map(field).collect(),
        since: None,
        before: None,
        audience: Tlp::Red,
        limit: 10,
        offset: 0,
    }
}

/// Two incidents: at Fjordline an outlet and the victim speak of cards, at Gannet an actor speaks; the second is red.
fn fill(ledger: &mut dyn Ledger) {
    let mut one = append("Fjordline");
    one.claims[0].stance = Stance::Denies;
    one.claims[1].quote = "card numbers were not in the files".into();
    one.claims[1].proposition.content = Content::Exposure {
        data: DataKind::PaymentCard,
        polarity: Polarity::NotExposed,
        certainty: Certainty::Confirmed,
        qualifier: None,
        subjects: None,
        count: None,
    };
    let mut other = append("Gannet");
    other.document.tlp = Tlp::Red;
    for claim in &mut other.claims {
        claim.tlp = Tlp::Red;
        claim.speaker = Speaker { name: Some("Night Heron".into()), kind: SpeakerKind::Actor };
        claim.stance = Stance::Claims;
    }
    other.claims[1].proposition.content = Content::Indicator {
        indicator: IndicatorType::DomainName,
        value: "Relay.portwx.example".into(),
        warning: None,
    };
    ledger.append(&one).unwrap();
    ledger.append(&other).unwrap();
    for (name, tlp) in [("Fjordline", Tlp::Clear), ("Gannet", Tlp::Red)] {
        let mut line = version(incident(name), 0, None, "An intrusion");
        (line.summary.victim, line.summary.tlp) = (name.to_owned(), tlp);
        let lines: Vec<SummaryVersion> = Tlp::ALL
            .into_iter()
            .filter(|audience| tlp.allows(*audience))
            .map(|audience| SummaryVersion { audience, ..line.clone() })
            .collect();
        ledger.put_summaries(incident(name), &lines).unwrap();
    }
}

fn totals(ledger: &dyn Ledger, query: &FindQuery) -> [usize; 3] {
    let incidents = ledger.find_incidents(query).unwrap();
    let (claims, documents) = (ledger.find_claims(query).unwrap(), ledger.find_documents(query).unwrap());
    assert_eq!(
        [incidents.items.len(), claims.items.len(), documents.items.len()],
        [incidents.total, claims.total, documents.total]
    );
    [incidents.total, claims.total, documents.total]
}

/// Every term must fit, for incidents, claims and documents alike.
pub fn finds_fit_words_and_fields(ledger: &mut dyn Ledger, _: &Path) {
    use FindField::*;
    fill(ledger);
    for (words, fields, expected) in [
        (&["passwords"][..], &[][..], [0, 0, 2]),
        (&["card"], &[], [0, 1, 1]),
        (&["intrusion", "-card"], &[], [2, 3, 1]),
        (&[], &[(Victim, "fjord")], [1, 2, 1]),
        (&[], &[(Victim, "-fjord")], [1, 2, 1]),
        (&[], &[(Victim, "nobody")], [0, 0, 0]),
        (&[], &[(Stance, "denies")], [1, 1, 1]),
        (&[], &[(Stance, "denies,claims")], [2, 3, 2]),
        (&[], &[(Stance, "denies"), (Victim, "gannet")], [0, 0, 0]),
        (&[], &[(Data, "payment-card"), (Taken, "not-exposed")], [1, 1, 1]),
        (&[], &[(Actor, "heron")], [1, 2, 1]),
        (&[], &[(Who, "victim")], [1, 2, 1]),
        (&[], &[(Speaker, "night")], [1, 2, 1]),
        (&[], &[(Source, "harbour")], [2, 4, 2]),
        (&[], &[(Kind, "intrusion"), (Standing, "confirmed")], [2, 4, 2]),
        (&[], &[(Tlp, "red")], [1, 2, 1]),
        (&["nothing holds this"], &[], [0, 0, 0]),
        (&["\" OR *"], &[(Victim, "' OR 1=1 --")], [0, 0, 0]),
    ] {
        assert_eq!(totals(ledger, &query(words, fields)), expected, "{words:?} {fields:?}");
    }
    let since = |since, before| FindQuery { since, before, ..query(&[], &[(Source, "harbour")]) };
    assert_eq!(totals(ledger, &since(Some(at(0)), Some(at(1)))), [2, 4, 2]);
    assert_eq!(totals(ledger, &since(Some(at(1)), None)), [0, 0, 0]);
    let second = FindQuery { offset: 1, limit: 1, ..query(&[], &[(Stance, "claims")]) };
    assert_eq!((ledger.find_claims(&second).unwrap().items.len(), ledger.find_claims(&second).unwrap().total), (1, 2));
}

/// Answers are those of a store that never held what is hidden.
pub fn what_is_hidden_is_not_counted(ledger: &mut dyn Ledger, folder: &Path) {
    fill(ledger);
    let audience = sextant_model::Tlp::Green;
    let green = |words: &[&str], fields: &[(FindField, &str)]| FindQuery { audience, ..query(words, fields) };
    for (words, fields) in [
        (&["passwords"][..], &[][..]),
        (&[], &[(FindField::Source, "harbour")]),
        (&[], &[(FindField::Actor, "heron")]),
        (&[], &[(FindField::Victim, "gannet")]),
        (&["-card"], &[]),
    ] {
        let asked = green(words, fields);
        // A store that never held what is hidden answers the same.
        let mut without = SqliteLedger::open(&folder.join(format!("{}.db", words.len() * 10 + fields.len()))).unwrap();
        if without.counts().unwrap().documents == 0 {
            fill(&mut without);
            without
                .forget(&Forgetting {
                    document: document_id("Gannet"),
                    objects: Vec::new(),
                    reason: "x".into(),
                    by: "x".into(),
                    recorded: at(9),
                })
                .unwrap();
        }
        assert_eq!(ledger.find_incidents(&asked).unwrap(), without.find_incidents(&asked).unwrap());
        assert_eq!(ledger.find_claims(&asked).unwrap(), without.find_claims(&asked).unwrap());
        assert_eq!(ledger.find_documents(&asked).unwrap().total, without.find_documents(&asked).unwrap().total);
    }
    assert!(ledger.find_claims(&green(&[], &[(FindField::Actor, "heron")])).unwrap().items.is_empty());
    assert!(ledger.names("night", audience, 5).unwrap().is_empty());
    assert!(ledger.names("gann", audience, 5).unwrap().is_empty());
    assert_eq!(ledger.names("night", Tlp::Red, 5).unwrap(), [(FindField::Actor, "Night Heron".to_owned())]);
    assert_eq!(ledger.names("fj", audience, 5).unwrap(), [(FindField::Victim, "Fjordline".to_owned())]);
    assert_eq!(ledger.seen(&["relay.portwx.example".into()], audience).unwrap(), [Seen::default()]);
}

/// Joins and splits move what is found.
pub fn finds_follow_decisions(ledger: &mut dyn Ledger, _: &Path) {
    fill(ledger);
    let of_gannet = query(&[], &[(FindField::Victim, "gannet")]);
    let split =
        DecisionKind::Split { from: incident("Gannet"), documents: vec![document_id("Gannet")], into: incident("new") };
    ledger.decide(&decision(1, split)).unwrap();
    assert_eq!(
        (ledger.find_claims(&of_gannet).unwrap().total, ledger.find_documents(&of_gannet).unwrap().total),
        (0, 0)
    );
    let claims = ledger.find_claims(&query(&[], &[(FindField::Actor, "heron")])).unwrap();
    assert_eq!(claims.items[0].incidents, [incident("new")]);
    ledger
        .decide(&decision(
            2,
            DecisionKind::Undo {
                decision: decision(1, DecisionKind::Undo { decision: DecisionId::derive(&["1"]) }).id,
            },
        ))
        .unwrap();
    assert_eq!(ledger.find_claims(&of_gannet).unwrap().total, 2);
    ledger
        .decide(&decision(3, DecisionKind::Join { into: incident("Fjordline"), others: vec![incident("Gannet")] }))
        .unwrap();
    ledger.put_summaries(incident("Gannet"), &[]).unwrap();
    assert_eq!(ledger.find_claims(&query(&[], &[(FindField::Victim, "fjord")])).unwrap().total, 4);
}

/// A claim that was withdrawn or forgotten is found no more.
pub fn what_is_withdrawn_is_not_found(ledger: &mut dyn Ledger, _: &Path) {
    fill(ledger);
    let by_actor = query(&[], &[(FindField::Actor, "heron")]);
    let domain = ["RELAY.portwx.example".to_owned()];
    let claim = ClaimId::derive(&["Gannet", "1"]);
    ledger
        .retract(&Retraction {
            claim,
            why: RetractionKind::Mistake,
            reason: "wrong".into(),
            by: "analyst:Ada".into(),
            recorded: at(5),
        })
        .unwrap();
    assert_eq!(ledger.find_claims(&by_actor).unwrap().total, 1);
    assert_eq!(ledger.seen(&domain, Tlp::Red).unwrap()[0].documents.len(), 1);
    ledger
        .forget(&Forgetting {
            document: document_id("Gannet"),
            objects: Vec::new(),
            reason: "x".into(),
            by: "x".into(),
            recorded: at(9),
        })
        .unwrap();
    assert_eq!(ledger.find_claims(&by_actor).unwrap().total, 0);
    assert_eq!(ledger.find_documents(&query(&["passwords"], &[])).unwrap().total, 1);
    assert_eq!(ledger.seen(&domain, Tlp::Red).unwrap(), [Seen::default()]);
    assert!(ledger.verify().unwrap().sound());
}

/// Values are found in claims and objects, whichever case they were written in.
pub fn values_are_looked_up(ledger: &mut dyn Ledger, _: &Path) {
    fill(ledger);
    let object = |id: &str, kind: &str, tlp, body: &str| Object {
        id: id.into(),
        version: "1".into(),
        kind: kind.into(),
        tlp,
        bytes: body.into(),
    };
    let objects = vec![
        object("ipv4-addr--1", "ipv4-addr", Tlp::Clear, r#"{"value":"192.0.2.9"}"#),
        object("indicator--1", "indicator", Tlp::Amber, r#"{"pattern":"[ipv4-addr:value = '192.0.2.9']"}"#),
    ];
    ledger
        .keep_objects(&ObjectBatch {
            origin: "a.json".into(),
            objects,
            claims: Vec::new(),
            by: "import".into(),
            recorded: at(3),
        })
        .unwrap();
    let seen = ledger.seen(&["relay.PORTWX.example".into(), "192.0.2.9".into(), "x".into()], Tlp::Red).unwrap();
    assert_eq!(seen[0].incidents, [incident("Gannet")]);
    assert_eq!(seen[0].documents.iter().map(|d| d.id).collect::<Vec<_>>(), [document_id("Gannet")]);
    assert_eq!(seen[1].objects, ["indicator--1", "ipv4-addr--1"]);
    assert_eq!(seen[2], Seen::default());
    assert_eq!(ledger.seen(&["192.0.2.9".into()], Tlp::Green).unwrap()[0].objects, ["ipv4-addr--1"]);
}
