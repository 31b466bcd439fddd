//! A source is as reliable as what it said turned out to be; without a record it is like all others.

use crate::telling::*;
use sextant_model::*;
use sextant_reason::linkage::Subject;
use sextant_reason::reliability::{Learnt, learnt};

/// An incident that its victim confirms or denies, of which these outlets said that it happened.
fn settled(n: usize, happened: bool, outlets: &[&str]) -> Subject {
    let stance = if happened { Stance::Confirms } else { Stance::Denies };
    let mut said: Vec<Said> = vec![
        party("2025-05-20", "Telvasco", SpeakerKind::Victim, stance, PropositionKind::Occurred)
            .words("it happened")
            .by("Harbour Wire"),
    ];
    let told = outlets.iter().map(|outlet| {
        let said = party("2025-05-10", outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Occurred);
        said.words("an intrusion at Telvasco").by(outlet)
    });
    said.extend(told);
    let incident = IncidentId::derive(&[&n.to_string()]);
    Subject::of(Dossier { incident, ..dossier(said) }, now())
}

fn of(subjects: &[Subject], name: &str) -> Learnt {
    let source = Source { name: name.into(), ..Source::default() };
    let mut all = learnt(subjects, &source);
    all.retain(|learnt| learnt.kind == PropositionKind::Occurred);
    all.remove(0)
}

#[test]
fn who_is_often_wrong_counts_for_less_and_one_outcome_says_little() {
    let mut subjects: Vec<Subject> = (0..8).map(|n| settled(n, true, &["Careful Post"])).collect();
    subjects.extend((8..16).map(|n| settled(n, n < 10, &["Rumour Sheet"])));
    subjects.push(settled(16, false, &["New Paper"]));
    let (careful, rumour, new) =
        (of(&subjects, "Careful Post"), of(&subjects, "Rumour Sheet"), of(&subjects, "New Paper"));
    assert_eq!((careful.right, careful.wrong), (8, 0));
    assert_eq!((rumour.right, rumour.wrong), (2, 6));
    assert!(careful.ratio > rumour.ratio, "{careful:?} {rumour:?}");
    assert!(new.ratio > rumour.ratio && new.ratio < careful.ratio, "one outcome says little: {new:?}");
    assert_eq!(new.admiralty, "F6", "and is no record");
    assert!(careful.admiralty < rumour.admiralty && careful.admiralty != "F6", "{careful:?} {rumour:?}");
    subjects.reverse();
    assert_eq!(of(&subjects, "Rumour Sheet"), rumour, "the order does not matter");
}

#[test]
fn what_is_stated_counts_until_there_is_a_record_and_no_information_is_none() {
    let subjects = [settled(0, true, &["New Paper"]), settled(1, false, &["Other Sheet"])];
    let stated = |letter, digit| {
        let reliability = vec![Reliability { kind: None, letter, digit }];
        let source = Source { name: "New Paper".into(), reliability, note: None };
        learnt(&subjects, &source).into_iter().find(|learnt| learnt.kind == PropositionKind::Occurred).unwrap()
    };
    let unstated = of(&subjects, "New Paper");
    assert!(stated('A', 1).ratio > unstated.ratio && stated('E', 5).ratio < unstated.ratio);
    assert_eq!(stated('F', 6), unstated, "F6 is no information, not one half");
}
