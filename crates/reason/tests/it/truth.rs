//! Where sources disagree on a value: what is likely, on whose words, and that no claim of a gang becomes a fact.

use crate::telling::*;
use proptest::prelude::*;
use sextant_model::*;
use sextant_reason::linkage::Subject;
use sextant_reason::reliability::Reliance;
use sextant_reason::{Matter, Valued, fix_with_values};

const MAY: &str = "2025-05-10";
const JUNE: &str = "2025-06-10";

fn matters_as_of(said: Vec<Said>, as_of: AsOf) -> Vec<Matter> {
    fix_with_values(&dossier(said), as_of, &Reliance::default()).1
}

fn matters(said: Vec<Said>) -> Vec<Matter> {
    matters_as_of(said, now())
}

fn only(said: Vec<Said>) -> Matter {
    let mut found = matters(said);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn value<'m>(matter: &'m Matter, value: &str) -> &'m Valued {
    matter.values.iter().find(|valued| valued.value == value).unwrap_or_else(|| panic!("no {value}: {matter:?}"))
}

fn press(day: &str, outlet: &str, people: f64) -> Said {
    count(day, SpeakerKind::Press, outlet, people).words("they put it at a number").by(outlet)
}

fn boast(people: f64) -> Said {
    let mut said = count(MAY, SpeakerKind::Actor, "Night Jackal", people).words("we hold the files of them");
    said.claim.stance = Stance::Claims;
    said
}

fn own(day: &str, people: f64) -> Said {
    count(day, SpeakerKind::Victim, "Telvasco", people).words("the company counted them")
}

#[test]
fn a_party_in_a_position_to_know_outweighs_an_outlet_and_an_outlet_a_gang() {
    let said = vec![own(MAY, 870_000.0), press(MAY, "Harbour Wire", 1_200_000.0), boast(20_000_000.0)];
    let matter = only(said);
    assert_eq!(
        (matter.field.as_str(), matter.question.as_str()),
        ("impact/people-affected", "How many people are affected?")
    );
    let order: Vec<&str> = matter.values.iter().map(|valued| valued.value.as_str()).collect();
    assert_eq!(order, ["870,000", "1,200,000", "20,000,000"]);
    let gang = value(&matter, "20,000,000");
    assert!(gang.claimed_only && gang.p < 0.1 && gang.said[0].standing == Standing::Claimed, "{gang:?}");
    assert_eq!(gang.said[0].quote, "we hold the files of them", "each value keeps its words");
    let sum: f64 = matter.values.iter().map(|valued| valued.p).sum();
    assert!((sum + matter.none - 1.0).abs() < 1e-12 && matter.none > 0.0, "{matter:?}");
}

#[test]
fn one_origin_has_one_vote_however_many_relay_it() {
    let with = |relays: usize| {
        let mut said = vec![press(MAY, "Harbour Wire", 5e6)];
        said.extend((0..relays).map(|n| boast(9e6).by(&format!("Outlet {n}"))));
        only(said)
    };
    let (one, ten) = (with(1), with(10));
    let ps = |matter: &Matter| matter.values.iter().map(|valued| valued.p).collect::<Vec<_>>();
    assert_eq!(ps(&one), ps(&ten));
    assert_eq!(value(&ten, "9,000,000").origins, 1);
    // The same outlet twice is one origin; another outlet is a second.
    let twice = only(vec![press(MAY, "A", 5e6), press(JUNE, "A", 5e6), press(MAY, "B", 9e6)]);
    assert!((value(&twice, "5,000,000").p - value(&twice, "9,000,000").p).abs() < 1e-12, "{twice:?}");
    let more = only(vec![press(MAY, "A", 5e6), press(MAY, "C", 5e6), press(MAY, "B", 9e6)]);
    assert!(value(&more, "5,000,000").p > 2.0 * value(&more, "9,000,000").p);
}

#[test]
fn gangs_alone_make_nothing_likely() {
    let mut other = boast(2e6);
    other.claim.speaker.name = Some("Tin Otter".into());
    let matter = only(vec![boast(9e6), other.by("Harbour Wire")]);
    assert!(matter.values.iter().all(|valued| valued.claimed_only && valued.p < matter.none), "{matter:?}");
    // Beside the weakest word of anybody else it is no likelier than that.
    let mut hedge = press(MAY, "Harbour Wire", 1e6);
    hedge.claim.stance = Stance::Possible;
    let matter = only(vec![boast(9e6), hedge]);
    assert!(value(&matter, "9,000,000").p <= value(&matter, "1,000,000").p, "{matter:?}");
}

#[test]
fn what_agrees_is_no_disagreement() {
    let over = press(MAY, "A", 6e6).words("over 6 million customers");
    for said in [
        vec![press(MAY, "A", 6_500_000.0), press(MAY, "B", 6_480_000.0)],
        vec![over.clone(), press(MAY, "B", 6_500_000.0)],
        vec![own(MAY, 1_200_000.0), own(JUNE, 870_000.0)],
        vec![
            dated(MAY, SpeakerKind::Press, "A", DateWhat::Occurred, "2025-04-01", "2025-04-30").by("A"),
            dated(MAY, SpeakerKind::Press, "B", DateWhat::Occurred, "2025-04-22", "2025-04-22").by("B"),
        ],
    ] {
        assert_eq!(matters(said), [], "bounds, rounding, a later word and a month with its day agree");
    }
    // A bound speaks for each number that keeps to it, and for none above.
    let matter = only(vec![over, press(MAY, "B", 6_500_000.0), press(MAY, "C", 40e6)]);
    assert_eq!(value(&matter, "6,500,000").origins, 2);
    assert_eq!(value(&matter, "40,000,000").origins, 1);
}

#[test]
fn days_and_kinds_of_data_are_weighed_as_well() {
    let day = |outlet, day: &str| {
        dated(MAY, SpeakerKind::Press, outlet, DateWhat::Occurred, day, day).words("on that day").by(outlet)
    };
    let matter = only(vec![day("A", "2025-04-22"), day("B", "2025-04-19"), day("C", "2025-04-22")]);
    assert_eq!((matter.question.as_str(), matter.values[0].value.as_str()), ("When did it happen?", "2025-04-22"));

    let matter = only(vec![
        data(MAY, SpeakerKind::Actor, Stance::Claims, DataKind::PaymentCard, Polarity::Exposed),
        data(MAY, SpeakerKind::Victim, Stance::Confirms, DataKind::PaymentCard, Polarity::NotExposed),
    ]);
    assert_eq!(matter.question, "Were payment details taken?");
    assert!(value(&matter, "not taken").p > 0.9 && matter.none == 0.0, "{matter:?}");
    assert!(value(&matter, "taken").claimed_only);
}

#[test]
fn nothing_later_matters_and_no_order_does() {
    let said = vec![own(MAY, 870_000.0), press(MAY, "A", 1_200_000.0), press(JUNE, "B", 3_000_000.0)];
    let before = matters_as_of(said.clone(), on("2025-05-31"));
    assert_eq!(before, matters(said[..2].to_vec()), "what came out later is not known yet");
    let mut turned = said.clone();
    turned.reverse();
    assert_eq!(matters(said), matters(turned));
}

#[test]
fn a_source_counts_by_its_record() {
    let told = |n: usize, outlet: &str, happened: bool| {
        let stance = if happened { Stance::Confirms } else { Stance::Denies };
        let said = vec![
            party("2025-01-20", "Telvasco", SpeakerKind::Victim, stance, PropositionKind::Impact).object("x").by("W"),
            party("2025-01-10", outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Impact)
                .object("x")
                .by(outlet),
        ];
        let incident = IncidentId::derive(&[outlet, &n.to_string()]);
        Subject::of(Dossier { incident, ..dossier(said) }, now())
    };
    let mut subjects: Vec<Subject> = (0..8).map(|n| told(n, "Careful Post", true)).collect();
    subjects.extend((0..8).map(|n| told(n, "Rumour Sheet", false)));
    let reliance = Reliance::of(&subjects, &[]);
    let said = vec![press(MAY, "Careful Post", 1e6), press(MAY, "Rumour Sheet", 9e6), press(MAY, "New Paper", 4e6)];
    let found = fix_with_values(&dossier(said.clone()), now(), &reliance).1.remove(0);
    let p = |people: &str| value(&found, people).p;
    assert!(p("1,000,000") > p("4,000,000") && p("4,000,000") > p("9,000,000"), "{found:?}");
    let unjudged = Source {
        name: "New Paper".into(),
        reliability: vec![Reliability { kind: None, letter: 'F', digit: 6 }],
        note: None,
    };
    let found = fix_with_values(&dossier(said), now(), &Reliance::of(&[], &[unjudged])).1.remove(0);
    assert_eq!(value(&found, "4,000,000").said[0].ratio, 1.0, "F6 is no information");
    assert_eq!(value(&found, "9,000,000").said[0].ratio, 7.0, "of others nothing is known");
}

proptest! {
    #[test]
    fn probabilities_sum_to_one_and_saying_it_again_changes_nothing(
        said in proptest::collection::vec((0..4_usize, 0..4_u32, 1..5_u32, any::<bool>()), 1..20)
    ) {
        let of = |(who, outlet, million, late): (usize, u32, u32, bool)| {
            let day = if late { JUNE } else { MAY };
            let people = f64::from(million) * 1e6;
            match who {
                0 => own(day, people),
                1 => boast(people).by(&format!("Outlet {outlet}")),
                _ => press(day, &format!("Outlet {outlet}"), people),
            }
        };
        let told: Vec<Said> = said.into_iter().map(of).collect();
        let found = matters(told.clone());
        for matter in &found {
            let sum = matter.values.iter().map(|valued| valued.p).sum::<f64>() + matter.none;
            prop_assert!((sum - 1.0).abs() < 1e-9 && matter.values.iter().all(|v| v.p > 0.0 && v.p < 1.0), "{matter:?}");
            let best = matter.values.iter().filter(|v| !v.claimed_only).map(|v| v.p).fold(0.0, f64::max);
            prop_assert!(matter.values.iter().all(|v| !v.claimed_only || v.p <= best.max(0.5) + 1e-12), "{matter:?}");
        }
        let mut twice = told.clone();
        twice.extend(told.into_iter().rev());
        prop_assert_eq!(matters(twice), found);
    }
}
