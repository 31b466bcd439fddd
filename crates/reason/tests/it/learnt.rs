//! What resolved incidents teach: who acts how, and whose word on a link counts for how much.

use crate::telling::*;
use sextant_model::*;
use sextant_reason::linkage::{Kind, Question, Subject, assess, observed};
use sextant_reason::reliability::Reliance;

fn technique(outlet: &str, day: &str, id: &str) -> Said {
    let mut said = party(day, outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Method);
    said.claim.proposition.content =
        Content::Entity { entity: EntityType::Technique, name: id.into(), id: Some(id.into()) };
    said.words(id).by(outlet)
}

fn named_by(kind: SpeakerKind, stance: Stance) -> Said {
    party("2025-07-01", "Crime Squad", kind, stance, PropositionKind::Responsible)
        .object("Pale Wyrm")
        .words("it was them")
}

#[test]
fn each_origin_on_a_resolved_incident_is_one_observation_of_the_actor() {
    let told = vec![
        event("2025-05-01", &[IncidentKind::Intrusion], Realis::Actual),
        technique("Wire", "2025-05-02", "T1566"),
        technique("Wire", "2025-05-02", "T1486"),
        technique("Post", "2025-05-03", "T1190"),
        named_by(SpeakerKind::Authority, Stance::Confirms),
    ];
    let seen = observed(&Subject::of(dossier(told.clone()), now()), Clock::Published);
    let mut features: Vec<Vec<String>> = seen.iter().map(|(_, observation)| observation.features.clone()).collect();
    features.iter_mut().for_each(|own| own.sort());
    features.sort();
    assert_eq!(features, [vec!["T1190"], vec!["T1486", "T1566"]], "{seen:?}");
    assert!(seen.iter().all(|(name, o)| name == "Pale Wyrm" && o.date == Some(jiff::civil::date(2025, 7, 1))));
    let early = observed(&Subject::of(dossier(told.clone()), on("2025-06-01")), Clock::Published);
    assert_eq!(early, [], "nobody had confirmed it by then");
    let mut boasted = told;
    boasted.pop();
    boasted.push(gang("2025-07-01", PropositionKind::Responsible));
    assert_eq!(
        observed(&Subject::of(dossier(boasted), now()), Clock::Published),
        [],
        "a gang's claim resolves nothing"
    );
}

/// Two shops of which an outlet says that the attacks are linked.
fn linked_by(outlet: &str) -> Vec<Subject> {
    let words = "the attacks are linked";
    let said = party("2025-06-01", outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Linked);
    let said = said.words(words).by(outlet);
    let of = |name: &str| {
        let event = event("2025-05-01", &[IncidentKind::Intrusion], Realis::Actual).words(name);
        let incident = IncidentId::derive(&[name]);
        Subject::of(Dossier { incident, ..dossier(vec![said.clone(), event]) }, now())
    };
    vec![of("Aldermoor"), of("Brackwater")]
}

/// Eight incidents of which an outlet said something on a link that turned out so.
fn record_of(outlet: &str, right: bool) -> Vec<Subject> {
    let of = |n: usize| {
        let stance = if right { Stance::Confirms } else { Stance::Denies };
        let said = vec![
            party("2025-02-01", "Crime Squad", SpeakerKind::Authority, stance, PropositionKind::Linked).by("W"),
            party("2025-01-01", outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Linked).by(outlet),
        ];
        let incident = IncidentId::derive(&[outlet, &n.to_string()]);
        Subject::of(Dossier { incident, ..dossier(said) }, now())
    };
    (0..8).map(of).collect()
}

#[test]
fn what_an_outlet_says_of_a_link_counts_by_its_record() {
    let past: Vec<Subject> = [record_of("Careful Post", true), record_of("Rumour Sheet", false)].concat();
    let reliance = Reliance::of(&past, &[]);
    let p = |outlet: &str, reliance: &Reliance| {
        let question = Question { reliance: reliance.clone(), ..Question::default() };
        let answer = assess(&linked_by(outlet), &question).unwrap();
        let said = answer.evidence.iter().find(|e| e.family == Kind::LinkedByOutlet).unwrap().clone();
        (answer.pairs[0].p, said.lr)
    };
    let nothing = Reliance::default();
    let (careful, new, rumour) =
        (p("Careful Post", &reliance), p("New Paper", &reliance), p("Rumour Sheet", &reliance));
    assert!(careful.0 > new.0 && new.0 > rumour.0, "{careful:?} {new:?} {rumour:?}");
    assert_eq!(new, p("New Paper", &nothing), "of whom nothing is known, nothing changes");
    assert!(rumour.1 >= 1.0, "a bad record makes words say nothing, not the opposite");
    let twice: Vec<Subject> = past
        .iter()
        .map(|subject| {
            let mut claims = subject.claims.clone();
            claims.extend(subject.claims.clone());
            Subject { record: subject.record.clone(), claims }
        })
        .collect();
    assert_eq!(Reliance::of(&twice, &[]), reliance, "a claim repeated is one claim");
}
