//! Who probably copied has one origin with whom they copied; who found the same truth, or what everybody has, stays apart.

use crate::telling::*;
use sextant_model::*;
use sextant_reason::copying::{one_origin, one_origin_but};
use std::collections::BTreeSet;

fn figure(outlet: &str, day: &str, impact: ImpactKind, value: f64) -> Said {
    let mut said = party(day, outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Impact);
    said.claim.proposition.content = Content::Impact { impact, value: Some(value), unit: None };
    said.words(&format!("{impact} {value}")).by(outlet)
}

fn of_victim(impact: ImpactKind, value: f64) -> Said {
    let mut said = party("2025-05-20", "Telvasco", SpeakerKind::Victim, Stance::Confirms, PropositionKind::Impact);
    said.claim.proposition.content = Content::Impact { impact, value: Some(value), unit: None };
    said.words(&format!("its own {impact} {value}")).by("Harbour Wire")
}

/// How many origins the outlets' figures have.
fn origins(said: &[Said], as_of: AsOf) -> usize {
    let dossier = one_origin(dossier(said.to_vec()), as_of);
    let own = dossier.claims.iter().filter(|claim| claim.speaker.kind == SpeakerKind::Press);
    own.map(|claim| claim.group).collect::<BTreeSet<_>>().len()
}

use ImpactKind::{Cost, Downtime, Jobs, PeopleAffected};

#[test]
fn shared_errors_and_rare_figures_tell_of_copying_and_truths_do_not() {
    let each = |outlets: &[&str], impact, value| -> Vec<Said> {
        outlets
            .iter()
            .zip(1..)
            .map(|(outlet, day)| figure(outlet, &format!("2025-05-{day:02}"), impact, value))
            .collect()
    };
    let two = ["Wire", "Post"];
    let truth = [of_victim(PeopleAffected, 14_600.0), of_victim(Jobs, 40.0)];
    let cases: [(&str, Vec<Said>, usize); 5] = [
        ("two errors", [each(&two, PeopleAffected, 16_400.0), each(&two, Jobs, 400.0), truth.to_vec()].concat(), 1),
        ("two truths", [each(&two, PeopleAffected, 14_600.0), each(&two, Jobs, 40.0), truth.to_vec()].concat(), 2),
        ("one error", [each(&two, PeopleAffected, 16_400.0), truth.to_vec()].concat(), 2),
        (
            "what everybody has",
            [PeopleAffected, Jobs, Cost].map(|what| each(&["Wire", "Post", "Sun", "Star", "Echo"], what, 7.0)).concat(),
            5,
        ),
        (
            "errors, and as many differences",
            [
                each(&two, PeopleAffected, 16_400.0),
                each(&two, Jobs, 400.0),
                truth.to_vec(),
                vec![figure("Wire", "2025-05-01", Cost, 1.0), figure("Post", "2025-05-02", Cost, 2.0)],
                vec![figure("Wire", "2025-05-01", Downtime, 1.0), figure("Post", "2025-05-02", Downtime, 2.0)],
            ]
            .concat(),
            2,
        ),
    ];
    for (case, said, expected) in cases {
        assert_eq!(origins(&said, now()), expected, "{case}");
    }
}

#[test]
fn what_a_person_says_was_not_copied_stays_apart() {
    let mut said = vec![of_victim(PeopleAffected, 14_600.0), of_victim(Jobs, 40.0)];
    for (outlet, day) in [("Wire", "2025-05-01"), ("Post", "2025-05-02")] {
        said.extend([figure(outlet, day, PeopleAffected, 16_400.0), figure(outlet, day, Jobs, 400.0)]);
    }
    let merged = one_origin(dossier(said.clone()), now());
    let copied = merged.copies.first().expect("a probable copy");
    let apart = BTreeSet::from([(copied.document, copied.of)]);
    let kept = one_origin_but(dossier(said.clone()), now(), &apart);
    let own = kept.claims.iter().filter(|claim| claim.speaker.kind == SpeakerKind::Press);
    assert_eq!(own.map(|claim| claim.group).collect::<BTreeSet<_>>().len(), 2);
    assert!(kept.copies.is_empty());
    let other = BTreeSet::from([(copied.of, copied.document)]);
    assert_eq!(one_origin_but(dossier(said), now(), &other).copies, merged.copies, "another pair changes nothing");
}

#[test]
fn order_does_not_matter_nor_does_what_came_later() {
    let mut said: Vec<Said> = [("Wire", "2025-05-01"), ("Post", "2025-05-02")]
        .iter()
        .flat_map(|(outlet, day)| [figure(outlet, day, PeopleAffected, 16_400.0), figure(outlet, day, Jobs, 400.0)])
        .chain([of_victim(PeopleAffected, 14_600.0), of_victim(Jobs, 40.0)])
        .collect();
    let whole = one_origin(dossier(said.clone()), now());
    assert_eq!(whole.copies.len(), 1);
    let copied = &whole.copies[0];
    assert!(copied.p > 0.8 && copied.shared.len() == 2 && copied.document != copied.of);
    said.reverse();
    assert_eq!(one_origin(dossier(said.clone()), now()).copies, whole.copies);
    let twice = one_origin(whole.clone(), now());
    assert_eq!(twice.claims, whole.claims, "looking again changes nothing");
    // Before the victim's figures nobody could know that these were errors.
    let before = AsOf::parse("2025-05-10", Clock::Published).unwrap();
    assert_eq!(origins(&said, before), 2);
}
