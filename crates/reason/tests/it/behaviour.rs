//! Laws of naming actors, linking reports and choosing values, over made-up observations.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use sextant_reason::behaviour::*;
use sextant_reason::fuse::{Listing, fuse};
use sextant_reason::weights::Weights;
use std::collections::BTreeMap;

fn features() -> impl Strategy<Value = Vec<String>> {
    let feature = prop_oneof![
        (0..12_u32).prop_map(|n| format!("S{n:04}")),
        (0..10_u32).prop_map(|n| format!("T1{n:03}")),
        (0..10_u32, 1..4_u32).prop_map(|(n, sub)| format!("T1{n:03}.{sub:03}")),
    ];
    proptest::collection::vec(feature, 0..14)
}

fn day() -> impl Strategy<Value = Option<Date>> {
    proptest::option::weighted(0.9, (2015..2021_i16, 1..13_i8).prop_map(|(year, month)| date(year, month, 15)))
}

fn observations() -> impl Strategy<Value = Vec<Observation>> {
    let one = (0..7_u32, day(), features(), 0..30_u32);
    proptest::collection::vec(one, 1..40).prop_map(|all| {
        let named = all.into_iter().enumerate().map(|(at, (group, date, features, source))| Observation {
            id: format!("o{at}"),
            group: format!("G{group}"),
            date,
            features,
            sources: vec![format!("s{source}")],
        });
        named.collect()
    })
}

fn question() -> impl Strategy<Value = Question> {
    (features(), 0..30_u32, day(), proptest::collection::vec(0..40_u32, 0..3)).prop_map(
        |(features, source, known_before, exclude)| Question {
            features,
            sources: vec![format!("s{source}")],
            known_before,
            exclude: exclude.into_iter().map(|n| format!("o{n}")).collect(),
        },
    )
}

fn named(observations: &[Observation], question: &Question) -> BTreeMap<String, f64> {
    let naming = attribute(&Corpus::new(observations).unwrap(), question, Weights::shipped());
    let descending = naming.ranking.windows(2).all(|two| two[0].1 >= two[1].1);
    assert!(descending);
    naming.ranking.into_iter().chain([("unknown".to_owned(), naming.unknown)]).collect()
}

fn near(a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((ka, pa), (kb, pb))| ka == kb && (pa - pb).abs() < 1e-9)
}

/// Another name for a feature, with its kind and its dot kept.
fn renamed(feature: &str) -> String {
    let digits = |text: &str| text.bytes().map(|b| char::from(b'0' + (b - b'0') * 7 % 10)).collect::<String>();
    let (first, rest) = feature.split_at(1);
    rest.split_once('.').map_or_else(
        || format!("{first}{}", digits(rest)),
        |(parent, sub)| format!("{first}{}.{}", digits(parent), digits(sub)),
    )
}

proptest! {
    #[test]
    fn probabilities_sum_to_one(all in observations(), question in question()) {
        let naming = named(&all, &question);
        let sum: f64 = naming.values().sum();
        prop_assert!((sum - 1.0).abs() < 1e-9 && naming.values().all(|p| p.is_finite() && (0.0..=1.0).contains(p)));
    }

    #[test]
    fn the_order_of_observations_and_features_does_not_matter(all in observations(), question in question()) {
        let mut turned = all.clone();
        turned.reverse();
        let mut asked = question.clone();
        asked.features.reverse();
        asked.features.extend(question.features.clone());
        prop_assert!(near(&named(&all, &question), &named(&turned, &asked)));
    }

    #[test]
    fn renaming_changes_nothing(all in observations(), question in question()) {
        // Turns the order of groups round as well.
        let group = |name: &str| format!("H{}", 9 - name[1..].parse::<u32>().unwrap());
        let other: Vec<Observation> = all.iter().map(|o| Observation {
            id: format!("z{}", o.id),
            group: group(&o.group),
            date: o.date,
            features: o.features.iter().map(|f| renamed(f)).collect(),
            sources: o.sources.iter().map(|s| format!("x{s}")).collect(),
        }).collect();
        let asked = Question {
            features: question.features.iter().map(|f| renamed(f)).collect(),
            sources: question.sources.iter().map(|s| format!("x{s}")).collect(),
            known_before: question.known_before,
            exclude: question.exclude.iter().map(|o| format!("z{o}")).collect(),
        };
        let back: BTreeMap<String, f64> = named(&other, &asked).into_iter().map(|(name, p)| {
            (if name == "unknown" { name } else { format!("G{}", 9 - name[1..].parse::<u32>().unwrap()) }, p)
        }).collect();
        prop_assert!(near(&named(&all, &question), &back));
    }

    #[test]
    fn what_may_not_be_used_changes_nothing(all in observations(), question in question()) {
        let permitted: Vec<Observation> = all.iter().filter(|o| {
            !question.exclude.contains(&o.id)
                && !o.sources.iter().any(|s| question.sources.contains(s))
                && question.known_before.is_none_or(|day| o.date.is_some_and(|date| date < day))
        }).cloned().collect();
        prop_assume!(!permitted.is_empty());
        prop_assert!(near(&named(&all, &question), &named(&permitted, &question)));
    }

    #[test]
    fn a_pair_is_the_same_either_way_round(all in observations(), a in features(), b in features(), days in (day(), day())) {
        let corpus = Corpus::new(&all).unwrap();
        let counts = PairCensus::of(&corpus, &Limits::default());
        let (a, b) = (Side { features: a, date: days.0, sources: vec![] }, Side { features: b, date: days.1, sources: vec![] });
        let (one, other) = (same_actor(&counts, &a, &b, Weights::shipped()), same_actor(&counts, &b, &a, Weights::shipped()));
        prop_assert!((one - other).abs() < 1e-12 && one > 0.0 && one < 1.0, "{one} {other}");
    }

    #[test]
    fn values_sum_to_at_most_one_in_any_order_and_repeating_changes_nothing(
        said in proptest::collection::vec((0..6_u32, 0..3_u32, proptest::collection::vec(0..5_usize, 0..4)), 1..30)
    ) {
        const PEOPLE: [&str; 5] = ["Lindqvist, Maja", "Oduya, Tunde", "Reyes, Ana", "Lindqvis, Maja", "Not Available"];
        let listings: Vec<Listing> = said.into_iter().map(|(source, item, people)| Listing {
            source: format!("shop {source}"),
            item: format!("book {item}"),
            value: people.into_iter().map(|p| PEOPLE[p]).collect::<Vec<_>>().join("; "),
        }).collect();
        let fused = fuse(&listings, Weights::shipped());
        for item in &fused {
            let sum: f64 = item.values.iter().map(|v| v.1).sum();
            prop_assert!(sum <= 1.0 + 1e-9 && sum > 0.0 && item.values.iter().all(|v| v.1.is_finite()));
        }
        let mut twice = listings.clone();
        twice.extend(listings.iter().rev().cloned());
        let again = fuse(&twice, Weights::shipped());
        prop_assert_eq!(fused.len(), again.len());
        for (a, b) in fused.iter().zip(&again) {
            prop_assert!(a.item == b.item && a.values.iter().zip(&b.values).all(|(x, y)| x.0 == y.0 && (x.1 - y.1).abs() < 1e-9));
        }
    }

    #[test]
    fn holding_back_keeps_the_order_and_the_sum(mut shares in proptest::collection::vec(0.0..1.0_f64, 2..30)) {
        let sum: f64 = shares.iter().sum::<f64>() + 0.01;
        shares.iter_mut().for_each(|p| *p /= sum);
        let mut held = shares.clone();
        Weights::shipped().caution_as_of.hold_back(&mut held);
        prop_assert!((held.iter().sum::<f64>() - shares.iter().sum::<f64>()).abs() < 1e-9);
        for a in 0..shares.len() {
            for b in 0..shares.len() {
                prop_assert!(shares[a] <= shares[b] || held[a] > held[b], "{shares:?} {held:?}");
            }
        }
    }
}

fn report(id: &str, group: &str, day: Date, features: &[&str]) -> Observation {
    let features = features.iter().map(|f| (*f).to_owned()).collect();
    Observation { id: id.to_owned(), group: group.to_owned(), date: Some(day), features, sources: vec![id.to_owned()] }
}

/// Made-up groups; the figures were worked out apart from this code, in another language, with the same weights.
#[test]
fn evidence_is_what_was_worked_out_apart() {
    let observations = [
        report("r1", "Heron", date(2019, 3, 1), &["S0001", "T1059.001", "T1566.001", "T1105"]),
        report("r2", "Heron", date(2019, 9, 1), &["S0001", "S0002", "T1059.001", "T1027"]),
        report("r3", "Otter", date(2019, 5, 1), &["S0003", "T1059.003", "T1105", "T1027"]),
        report("r4", "Lynx", date(2018, 5, 1), &["T1059.005", "T1566.002", "T1105"]),
        report("r5", "Lynx", date(2020, 5, 1), &["S0001", "T1110"]),
    ];
    let question = Question {
        features: ["S0001", "S0009", "T1059.001", "T1105", "T1486"].iter().map(|f| (*f).to_owned()).collect(),
        sources: vec![],
        known_before: Some(date(2020, 1, 1)),
        exclude: vec![],
    };
    let found = evidence(&Corpus::new(&observations).unwrap(), &question);
    let expected: [(usize, Evidence); 3] = [
        (0, [-5.636634803, 0.335012064, 1.0, -0.076606718, -0.494151769, -0.065457217, 2_f64.ln()]),
        (1, [-6.907494842, 0.021351109, 0.0, -0.177716955, -0.255904475, 0.0, 0.0]),
        (2, [-6.907715541, 0.021351109, 0.0, -0.177716955, -0.255904475, -0.065579646, 0.0]),
    ];
    for ((place, numbers), (expected_place, expected)) in found.iter().zip(&expected) {
        assert_eq!(place, expected_place);
        for ((number, wanted), name) in numbers.iter().zip(expected).zip(EVIDENCE) {
            assert!((number - wanted).abs() < 1e-6, "{name} of {place}: {number}, not {wanted}");
        }
    }
    assert_eq!(found.len(), 3);
}

#[test]
fn a_group_known_by_its_own_tools_is_named_and_a_stranger_is_not() {
    let mut observations = Vec::new();
    for group in 0..12 {
        for n in 0..4 {
            let own = [format!("S10{group:02}"), format!("T15{group:02}.001"), format!("T16{group:02}")];
            let common = ["T1059.001", "T1105", "T1566.001"].map(str::to_owned);
            observations.push(Observation {
                id: format!("o{group}-{n}"),
                group: format!("G{group}"),
                date: Some(date(2016 + n, 6, 1)),
                features: own.into_iter().chain(common).collect(),
                sources: vec![format!("s{group}-{n}")],
            });
        }
    }
    let ask = |features: &[&str]| Question {
        features: features.iter().map(|f| (*f).to_owned()).collect(),
        known_before: Some(date(2021, 1, 1)),
        ..Question::default()
    };
    let corpus = Corpus::new(&observations).unwrap();
    let known = attribute(&corpus, &ask(&["S1003", "T1503.001", "T1603", "T1105"]), Weights::shipped());
    assert!(known.ranking[0].0 == "G3" && known.ranking[0].1 > 0.8, "{:?}", known.ranking[0]);
    let stranger = attribute(&corpus, &ask(&["S2000", "T1700.001", "T1800", "T1105"]), Weights::shipped());
    assert!(stranger.ranking[0].1 < 0.3 && stranger.unknown > 4.0 * known.unknown, "{stranger:?}");
}

#[test]
fn the_longer_list_that_texts_bear_out_is_better_than_the_short_one_that_more_shops_give() {
    let listing = |n: usize, value: &str| Listing {
        source: format!("shop {n}"),
        item: "book".to_owned(),
        value: value.to_owned(),
    };
    let listings = [
        listing(1, "Lindqvist, Maja, Oduya, Tunde"),
        listing(2, "Maja Lindqvist, Tunde Oduya"),
        listing(3, "Lindqvist Maja and Oduya Tunde"),
        listing(4, "Lindqvist, Maja; Oduya, Tunde"),
        listing(5, "Lindqvist, Maja/ Oduya, Tunde"),
        listing(6, "Lindqvist, M."),
        listing(7, "Lindqvist, M."),
        listing(8, "Lindqvist, M."),
    ];
    let fused = fuse(&listings, Weights::shipped());
    let best = &fused[0].values[0];
    assert!(best.0.contains("Oduya, Tunde") && best.1 > 0.6, "{fused:?}");
    // Copies of one text are hardly more than one.
    let copies: Vec<Listing> = (20..40).map(|n| listing(n, "Lindqvist, M.")).chain(listings).collect();
    assert!(fuse(&copies, Weights::shipped())[0].values[0].0.contains("Oduya"));
}

#[test]
fn weights_that_are_wrong_are_refused_with_the_reason() {
    let shipped = sextant_reason::weights::SHIPPED;
    let cases = [
        (shipped.replace("closest", "nearest"), "closest is missing"),
        (shipped.replacen("none = ", "none = nan\nother = ", 1), "not finite"),
        (shipped.replacen("none = ", "none = 1.0\nother = ", 1), "other is no weight"),
        (shipped.replacen("held-from = 0.48", "held-from = 0.9", 1), "must hold"),
        ("x".to_owned(), "cannot be read"),
    ];
    for (text, reason) in cases {
        let error = Weights::parse(&text).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}
