//! Are incidents linked: the worked example of the design, and the laws.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use sextant_reason::hypotheses::*;

const ALL: [usize; 3] = [0, 1, 2];
/// The three.
const M: usize = 0;
const C: usize = 1;
const H: usize = 2;

fn evidence(id: &str, voice: Voice, ratio: f64, scope: &[usize], known_from: Date) -> Evidence {
    Evidence { id: id.to_owned(), group: id.to_owned(), voice, ratio, scope: scope.to_vec(), known_from }
}

/// Three retailers in one spring: illustrative ratios.
fn spring() -> Vec<Evidence> {
    let article = date(2025, 5, 13);
    vec![
        evidence("same sector, country and fortnight", Voice::Other, 3.0, &ALL, article),
        evidence("unverified claim", Voice::Actor, 1.5, &ALL, article),
        evidence("potentially similar", Voice::Other, 1.2, &[M, H], article),
        evidence("not yet in a position to say", Voice::Other, 1.0, &ALL, article),
        evidence("one event", Voice::Other, 8.0, &[M, C], date(2025, 6, 20)),
        evidence("arrests", Voice::Other, 6.0, &ALL, date(2025, 7, 10)),
    ]
}

fn case(evidence: &[Evidence], as_of: Date) -> Case<'_> {
    Case { incidents: 3, prior: 0.1, evidence, as_of: Some(as_of) }
}

fn close(p: f64, expected: f64) {
    assert!((p - expected).abs() < 0.005, "{p}, not {expected}");
}

#[test]
fn the_answer_follows_what_was_known_on_each_day() {
    let spring = spring();
    let article = weigh(&case(&spring, date(2025, 5, 13))).unwrap();
    close(article.pair(M, C), 0.34);
    close(article.pair(M, H), 0.38);
    close(weigh(&case(&spring, date(2025, 6, 20))).unwrap().pair(M, C), 0.81);
    close(weigh(&case(&spring, date(2025, 7, 10))).unwrap().pair(M, C), 0.96);
    assert_eq!(days(&case(&spring, date(2025, 6, 30))), [date(2025, 5, 13), date(2025, 6, 20)]);
    // Before the first evidence the prior stands.
    close(weigh(&case(&spring, date(2025, 1, 1))).unwrap().pair(M, C), 0.10);
}

#[test]
fn what_it_rests_on_is_told() {
    let spring = spring();
    let told = sensitivity(&case(&spring, date(2025, 5, 13)), &[0.25, 0.05]).unwrap();
    close(told.without_actor_claims.pair(M, C), 0.26);
    close(told.prior_sweep[0].1.pair(M, C), 0.62);
    close(told.prior_sweep[1].1.pair(M, C), 0.20);
    let groups: Vec<&str> = told.without_group.iter().map(|g| g.0.as_str()).collect();
    assert_eq!(groups.len(), 4);
    let without_claim = told.without_group.iter().find(|g| g.0 == "unverified claim").unwrap();
    assert_eq!(without_claim.1, told.without_actor_claims);
}

#[test]
fn ten_outlets_with_one_claim_are_one_voice() {
    let outlets = |group: &dyn Fn(usize) -> String| {
        let mut all = spring();
        let claim = all[1].clone();
        all.extend((1..10).map(|n| Evidence { id: format!("outlet {n}"), group: group(n), ..claim.clone() }));
        weigh(&case(&all, date(2025, 5, 13))).unwrap().pair(M, C)
    };
    close(outlets(&|_| "unverified claim".to_owned()), 0.34);
    // The error that counting outlets would be.
    close(outlets(&|n| format!("outlet {n}")), 0.95);
}

#[test]
fn a_group_that_contradicts_itself_has_no_vote() {
    let mut all = spring();
    all.push(Evidence { id: "taken back".to_owned(), ratio: 1.0 / 3.0, ..all[0].clone() });
    let contradicted = weigh(&case(&all, date(2025, 5, 13))).unwrap();
    let mut without = spring();
    without.remove(0);
    assert_eq!(contradicted, weigh(&case(&without, date(2025, 5, 13))).unwrap());
}

#[test]
fn equally_strong_statements_of_one_origin_share_its_vote() {
    let day = date(2025, 5, 13);
    let claim = |id: &str, scope: &[usize]| Evidence {
        group: "gang".to_owned(),
        ..evidence(id, Voice::Actor, 4.0, scope, day)
    };
    let both = [claim("on two", &[M, C]), claim("on two others", &[M, H])];
    let apart = [evidence("a", Voice::Actor, 2.0, &[M, C], day), evidence("b", Voice::Actor, 2.0, &[M, H], day)];
    let (shared, halves) = (weigh(&case(&both, day)).unwrap(), weigh(&case(&apart, day)).unwrap());
    assert!((shared.pair(M, C) - halves.pair(M, C)).abs() < 1e-12);
    assert!((shared.pair(M, C) - shared.pair(M, H)).abs() < 1e-12);
}

#[test]
fn what_cannot_be_weighed_is_refused() {
    let day = date(2025, 5, 13);
    for ratio in [0.0, -1.0, f64::INFINITY, f64::NAN] {
        let bad = [evidence("e", Voice::Other, ratio, &ALL, day)];
        assert!(matches!(weigh(&case(&bad, day)), Err(Error::Ratio { .. })), "{ratio}");
    }
    for prior in [0.0, 1.0, -0.1, f64::NAN] {
        let refused = weigh(&Case { prior, ..case(&[], day) });
        assert!(matches!(refused, Err(Error::Prior(_))), "{prior}");
        assert!(matches!(sensitivity(&case(&[], day), &[prior]), Err(Error::Prior(_))));
    }
    for incidents in [0, 1, 9] {
        assert_eq!(weigh(&Case { incidents, ..case(&[], day) }), Err(Error::Incidents(incidents)));
    }
    let foreign = [evidence("e", Voice::Other, 2.0, &[0, 3], day)];
    assert!(matches!(weigh(&case(&foreign, day)), Err(Error::Scope { incident: 3, .. })));
    let narrow = [evidence("e", Voice::Other, 2.0, &[1, 1], day)];
    assert!(matches!(weigh(&case(&narrow, day)), Err(Error::Narrow(_))));
    let twice = [evidence("e", Voice::Other, 2.0, &ALL, day), evidence("e", Voice::Other, 2.0, &ALL, day)];
    assert!(matches!(weigh(&case(&twice, day)), Err(Error::Doubled(_))));
}

fn any_evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let one = (0.05..20.0_f64, proptest::collection::btree_set(0..4_usize, 2..5), 0..5_u32, any::<bool>(), 1..28_i8);
    proptest::collection::vec(one, 0..8).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(at, (ratio, scope, group, actor, day))| Evidence {
            id: format!("e{at}"),
            group: format!("g{group}"),
            voice: if actor { Voice::Actor } else { Voice::Other },
            ratio,
            scope: scope.into_iter().collect(),
            known_from: date(2025, 5, day),
        });
        made.collect()
    })
}

fn of_four(prior: f64, evidence: &[Evidence], as_of: Option<Date>) -> Weighed {
    weigh(&Case { incidents: 4, prior, evidence, as_of }).unwrap()
}

fn same(a: &Weighed, b: &Weighed) -> bool {
    a.pairs().iter().zip(b.pairs()).all(|(x, y)| (x.2 - y.2).abs() < 1e-9)
}

proptest! {
    #[test]
    fn hypotheses_sum_to_one(all in any_evidence(), prior in 0.001..0.999_f64) {
        let weighed = of_four(prior, &all, None);
        let (priors, sum) = weighed.hypotheses.iter().fold((0.0, 0.0), |(a, b), h| (a + h.prior, b + h.p));
        prop_assert!((priors - 1.0).abs() < 1e-9 && (sum - 1.0).abs() < 1e-9);
        prop_assert!(weighed.hypotheses.iter().all(|h| h.p.is_finite() && h.p > 0.0));
    }

    #[test]
    fn order_and_repetition_change_nothing(all in any_evidence(), prior in 0.01..0.9_f64) {
        let mut other: Vec<Evidence> = all.iter().rev().cloned().collect();
        other.extend(all.iter().map(|e| Evidence { id: format!("{} again", e.id), ..e.clone() }));
        prop_assert!(same(&of_four(prior, &all, None), &of_four(prior, &other, None)));
    }

    #[test]
    fn evidence_of_ratio_one_changes_nothing(all in any_evidence(), prior in 0.01..0.9_f64, group in 0..6_u32) {
        let mut other = all.clone();
        other.push(Evidence { group: format!("g{group}"), ..evidence("neutral", Voice::Other, 1.0, &[0, 1, 2, 3], date(2025, 5, 1)) });
        prop_assert!(same(&of_four(prior, &all, None), &of_four(prior, &other, None)));
    }

    #[test]
    fn what_was_learnt_later_changes_nothing(all in any_evidence(), day in 1..28_i8) {
        let day = date(2025, 5, day);
        let known: Vec<Evidence> = all.iter().filter(|e| e.known_from <= day).cloned().collect();
        prop_assert!(same(&of_four(0.1, &all, Some(day)), &of_four(0.1, &known, None)));
    }

    #[test]
    fn naming_incidents_and_groups_otherwise_changes_nothing(all in any_evidence(), turn in 0..4_usize) {
        let other: Vec<Evidence> = all.iter().map(|e| Evidence {
            group: format!("h{}", 9 - e.group[1..].parse::<u32>().unwrap()),
            scope: e.scope.iter().map(|i| (i + turn) % 4).collect(),
            ..e.clone()
        }).collect();
        let (here, there) = (of_four(0.1, &all, None), of_four(0.1, &other, None));
        for (a, b, p) in here.pairs() {
            prop_assert!((p - there.pair((a + turn) % 4, (b + turn) % 4)).abs() < 1e-9);
        }
    }

    #[test]
    fn more_for_a_link_makes_it_likelier(all in any_evidence(), ratio in 1.01..50.0_f64) {
        let mut more = all.clone();
        more.push(Evidence { group: "new".to_owned(), ..evidence("new", Voice::Other, ratio, &[0, 1], date(2025, 5, 1)) });
        prop_assert!(of_four(0.1, &more, None).pair(0, 1) > of_four(0.1, &all, None).pair(0, 1));
    }
}

#[test]
fn no_heap_of_evidence_makes_an_answer_certain() {
    let heap: Vec<Evidence> = (0..40)
        .map(|n| Evidence {
            group: n.to_string(),
            ..evidence(&n.to_string(), Voice::Other, 1e6, &[0, 1], date(2025, 5, 1))
        })
        .collect();
    for (heap, most) in
        [(heap.clone(), true), (heap.into_iter().map(|e| Evidence { ratio: 1e-6, ..e }).collect(), false)]
    {
        let p = of_four(0.1, &heap, None).pair(0, 1);
        assert!(p > 0.0 && p < 1.0 && (p > 0.5) == most, "{p}");
    }
}
