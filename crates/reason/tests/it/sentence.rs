//! The record's own sentence, case by case.

use crate::telling::*;
use sextant_model::*;
use sextant_reason::fix;
use {DataKind::*, IncidentKind::*, Polarity::*, Stance::*};

fn sentence(said: Vec<Said>) -> String {
    fix(&dossier(said), now()).headline
}

const DAY: &str = "2025-08-21";

fn actual(kinds: &[IncidentKind]) -> Said {
    event(DAY, kinds, Realis::Actual)
}

fn taken() -> Said {
    victim(DAY, Confirms, PropositionKind::DataTaken)
}

fn own(stance: Stance, kind: DataKind, polarity: Polarity) -> Said {
    data(DAY, SpeakerKind::Victim, stance, kind, polarity)
}

#[test]
fn what_a_victim_confirms() {
    assert_eq!(
        sentence(vec![
            actual(&[DataBreach]),
            taken(),
            own(Possible, Name, Exposed),
            own(Possible, EmailAddress, Exposed),
            own(Possible, PostalAddress, Exposed),
            own(Possible, PhoneNumber, Exposed),
            own(Confirms, PaymentCard, NotExposed),
            own(Confirms, Password, NotExposed),
            gang(DAY, PropositionKind::Responsible),
        ]),
        "Telvasco confirms that customers' names, home and email addresses and phone numbers may have been taken; \
         payment details and passwords were expressly excluded; the Night Jackal claim of responsibility is unconfirmed."
    );
    assert_eq!(
        sentence(vec![actual(&[DataBreach]), own(Confirms, Name, Exposed), own(Possible, Password, Exposed)]),
        "Telvasco confirms that customers' names were taken and that customers' passwords may have been."
    );
    assert_eq!(sentence(vec![actual(&[DataBreach]), taken()]), "Telvasco confirms that data were taken.");
    assert_eq!(
        sentence(vec![
            actual(&[Ransomware]),
            victim(DAY, Confirms, PropositionKind::Occurred).words("a ransomware attack"),
            service(DAY, "online ordering", ServiceState::Down)
        ]),
        "Telvasco confirms a ransomware attack; online ordering is down."
    );
}

#[test]
fn a_gangs_word_does_not_name_the_kind() {
    let confirmed = victim(DAY, Confirms, PropositionKind::Occurred).words("a cyber incident");
    let boast = event(DAY, &[Ransomware], Realis::Alleged);
    assert_eq!(sentence(vec![actual(&[Unspecified]), boast, confirmed]), "Telvasco confirms a cyber incident.");
}

#[test]
fn what_only_an_actor_says_stays_a_claim() {
    let boast = data(DAY, SpeakerKind::Actor, Claims, Health, Exposed);
    assert_eq!(
        sentence(vec![
            event(DAY, &[DataBreach], Realis::Alleged),
            gang(DAY, PropositionKind::DataTaken),
            boast.clone()
        ]),
        "Night Jackal claims to have taken customers' health data from Telvasco, which is unconfirmed."
    );
    assert_eq!(
        sentence(vec![event(DAY, &[Extortion], Realis::Alleged), gang(DAY, PropositionKind::Occurred)]),
        "Night Jackal claims an extortion attempt at Telvasco, which is unconfirmed."
    );
    assert_eq!(
        sentence(vec![event(DAY, &[DataBreach], Realis::Denied), gang(DAY, PropositionKind::DataTaken), boast.clone()]),
        "Telvasco denies that it suffered a data breach; Night Jackal claims to have taken customers' health data."
    );
    assert_eq!(
        sentence(vec![actual(&[DataBreach]), taken(), own(Confirms, Name, Exposed), boast]),
        "Telvasco confirms that customers' names were taken; Night Jackal claims to have taken customers' health data, \
         which is unconfirmed."
    );
}

#[test]
fn what_is_reported_possible_or_disputed() {
    assert_eq!(
        sentence(vec![actual(&[Ddos])]),
        "Telvasco is reported to have suffered a denial-of-service attack (Harbour Wire)."
    );
    assert_eq!(
        sentence(vec![event(DAY, &[DataBreach], Realis::Possible)]),
        "Telvasco may have suffered a data breach."
    );
    let police = party(DAY, "State Police", SpeakerKind::Authority, Confirms, PropositionKind::Occurred);
    assert_eq!(
        sentence(vec![event(DAY, &[Fraud], Realis::Denied), police.clone()]),
        "Whether Telvasco suffered a fraud is disputed: State Police says so, Telvasco denies it."
    );
    assert_eq!(
        sentence(vec![actual(&[Fraud]), police]),
        "State Police confirms a cyber incident at Telvasco, reported as a fraud."
    );
}

#[test]
fn what_is_not_known_and_how_many() {
    assert_eq!(
        sentence(vec![
            actual(&[DataBreach]),
            taken(),
            own(NoEvidence, Password, Unknown),
            count(DAY, SpeakerKind::Victim, "Telvasco", 870_000.0).words("some 870,000 customers")
        ]),
        "Telvasco confirms that data were taken; whether passwords were taken is not known; 870,000 people are affected."
    );
    let over = count(DAY, SpeakerKind::Press, "Harbour Wire", 6_500_000.0).words("over 6.5 million people");
    assert!(sentence(vec![actual(&[DataBreach]), over]).ends_with("; over 6,500,000 people are affected."));
    assert_eq!(sentence(vec![]), "What happened at the organisation is not known.");
}

#[test]
fn who_is_named_as_the_actor() {
    let start = || vec![actual(&[Intrusion]), victim(DAY, Confirms, PropositionKind::Occurred).words("an intrusion")];
    let lab = |stance| {
        party(DAY, "Saltmarsh Labs", SpeakerKind::Researcher, stance, PropositionKind::Responsible).object("TEAL HERON")
    };
    let with = |said: Said| sentence([start(), vec![said]].concat());
    assert_eq!(with(lab(Asserts)), "Telvasco confirms an intrusion; Saltmarsh Labs attributes it to TEAL HERON.");
    assert_eq!(with(lab(Possible)), "Telvasco confirms an intrusion; suspicion falls on TEAL HERON.");
    assert_eq!(
        with(gang(DAY, PropositionKind::Responsible)),
        "Telvasco confirms an intrusion; the Night Jackal claim of responsibility is unconfirmed."
    );
}
