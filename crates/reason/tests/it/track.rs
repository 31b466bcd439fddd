//! What a reader of an actor's track record relies on.

use crate::telling::*;
use sextant_model::*;
use sextant_reason::linkage::Subject;
use sextant_reason::{ClaimOutcome, Track, actor_key, track};

fn incident_of(victim: &str, said: Vec<Said>) -> Subject {
    let dossier = Dossier { incident: IncidentId::derive(&[victim]), ..dossier(said) };
    Subject::of(dossier, now())
}

fn police(stance: Stance, who: &str) -> Said {
    party("2025-09-01", "Crime Squad", SpeakerKind::Authority, stance, PropositionKind::Responsible).object(who)
}

fn boast() -> Said {
    gang("2025-05-12", PropositionKind::Responsible)
}

fn jackal(subjects: &[Subject]) -> Track {
    track(subjects, &[actor_key("Night Jackal")].into())
}

#[test]
fn claims_turn_out_in_an_interval_and_what_is_open_may_go_either_way() {
    let denied = event("2025-05-13", &[IncidentKind::Unspecified], Realis::Denied);
    let subjects = [
        incident_of("A", vec![boast(), police(Stance::Confirms, "Night Jackal")]),
        incident_of("B", vec![boast()]),
        incident_of("C", vec![boast(), victim("2025-05-13", Stance::NoEvidence, PropositionKind::DataTaken)]),
        incident_of("D", vec![boast(), police(Stance::Denies, "Night Jackal")]),
        incident_of("E", vec![boast(), denied]),
        incident_of("F", vec![police(Stance::Confirms, "Night Jackal")]),
    ];
    let told = jackal(&subjects);
    let outcomes: Vec<(String, Option<ClaimOutcome>)> = subjects
        .iter()
        .map(|s| (s.record.id.to_string(), told.incidents.iter().find(|t| t.id == s.record.id).unwrap().outcome))
        .collect();
    let of = |at: usize| outcomes[at].1;
    assert_eq!(of(0), Some(ClaimOutcome::Confirmed));
    assert_eq!(of(1), Some(ClaimOutcome::Open));
    assert_eq!(of(2), Some(ClaimOutcome::Open), "no trace yet refutes nothing");
    assert_eq!((of(3), of(4)), (Some(ClaimOutcome::Refuted), Some(ClaimOutcome::Refuted)));
    assert_eq!(of(5), None, "named by others, claimed by nobody");
    assert_eq!(told.claims.n, 5);
    let [from, to] = told.claims.interval.unwrap();
    assert!((from - 0.2).abs() < 1e-9, "{told:?}");
    assert!((to - 0.6).abs() < 1e-9);
    let turned: Vec<Subject> = subjects.iter().rev().cloned().collect();
    assert_eq!(jackal(&turned), told);
}

#[test]
fn one_who_claims_nothing_has_no_share_and_a_namesake_stays_another() {
    let named = incident_of("F", vec![police(Stance::Confirms, "Night Jackal")]);
    assert_eq!(jackal(std::slice::from_ref(&named)).claims.interval, None);
    let mut namesake = boast();
    namesake.claim.speaker.name = Some("Night Jackal Malaysia".into());
    let other = incident_of("G", vec![namesake.by("Harbour Wire")]);
    let told = jackal(&[named, other]);
    assert_eq!(told.incidents.len(), 1);
    assert_eq!(Vec::from_iter(told.not_to_be_confused_with), ["Night Jackal Malaysia"]);
}
