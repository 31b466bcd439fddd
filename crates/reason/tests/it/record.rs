//! What a record amounts to, and that it is the same however the claims come in.

use crate::telling::*;
use sextant_model::*;
use sextant_reason::{changes, fix, origins, versions};
use {DataKind::*, Polarity::*, Stance::*};

const APRIL: &str = "2025-04-10";
const MAY: &str = "2025-05-10";
const AUGUST: &str = "2025-08-21";

fn exposure(record: &Record, data: DataKind) -> &ExposureField {
    record.exposure.iter().find(|e| e.data == data).unwrap_or_else(|| panic!("no {data} in {:?}", record.exposure))
}

#[test]
fn ten_outlets_relay_one_claim() {
    let relayed: Vec<Said> =
        (0..10).map(|n| gang(AUGUST, PropositionKind::Responsible).by(&format!("Outlet {n}"))).collect();
    let record = fix(&dossier(relayed), now());
    let actor = &record.actors[0];
    assert_eq!(
        (actor.field.standing, actor.field.supporting.len(), actor.field.independent_sources),
        (Standing::Claimed, 10, 1)
    );
    let told = origins(record.claims.as_deref().unwrap());
    assert_eq!((told.len(), told[0].outlets.len(), told[0].voice.as_deref()), (1, 10, Some("Night Jackal")));
}

#[test]
fn a_gangs_claim_and_the_victims_exclusion_are_both_shown() {
    let record = fix(
        &dossier(vec![
            event(AUGUST, &[IncidentKind::DataBreach], Realis::Actual),
            data(AUGUST, SpeakerKind::Actor, Claims, PaymentCard, Exposed),
            data(AUGUST, SpeakerKind::Victim, Confirms, PaymentCard, NotExposed),
        ]),
        now(),
    );
    let card = exposure(&record, PaymentCard);
    assert_eq!((card.polarity, card.field.standing), (NotExposed, Standing::Confirmed));
    assert_eq!((card.field.supporting.len(), card.field.against.len()), (1, 1));
    assert!(!record.headline.contains("to have taken"));
}

#[test]
fn a_general_denial_denies_every_part() {
    let record = fix(
        &dossier(vec![
            event(AUGUST, &[IncidentKind::DataBreach], Realis::Denied),
            data(AUGUST, SpeakerKind::Actor, Claims, Health, Exposed),
            victim(AUGUST, Denies, PropositionKind::DataTaken).words("nothing was taken"),
        ]),
        now(),
    );
    assert_eq!(record.standing, Standing::Denied);
    assert_eq!(exposure(&record, Health).field.standing, Standing::Denied);
}

#[test]
fn first_denied_then_confirmed() {
    let told = dossier(vec![
        event(APRIL, &[IncidentKind::Intrusion], Realis::Actual),
        victim(APRIL, Denies, PropositionKind::DataTaken).words("nothing was taken"),
        victim(AUGUST, Confirms, PropositionKind::DataTaken).words("customer data was stolen"),
    ]);
    let taken = |record: &Record| {
        record.statements.iter().find(|s| s.kind == PropositionKind::DataTaken).unwrap().field.standing
    };
    assert_eq!(taken(&fix(&told, on(MAY))), Standing::Denied);
    let record = fix(&told, now());
    assert_eq!(taken(&record), Standing::Confirmed);
    let turned = record.history.iter().find(|h| h.field == "statement/data-taken" && h.before.is_some()).unwrap();
    assert_eq!(turned.what, "Telvasco first denied, now confirms, that data were taken");
    assert_eq!(
        (turned.at, turned.before, turned.after),
        (at(AUGUST), Some(Standing::Denied), Some(Standing::Confirmed))
    );
    assert!(
        changes(&fix(&told, on(MAY)), &record)
            .iter()
            .any(|c| c.field.starts_with("statement/data-taken") && c.after == Some(Standing::Confirmed))
    );
}

#[test]
fn a_count_that_changes_is_history_and_one_that_is_contested_is_disputed() {
    let first = count(APRIL, SpeakerKind::Victim, "Telvasco", 1_200_000.0);
    let second = count(AUGUST, SpeakerKind::Victim, "Telvasco", 870_000.0);
    let record = fix(&dossier(vec![first.clone(), second]), now());
    let people = &record.impacts[0];
    assert_eq!((people.field.value, people.field.standing), (Some(870_000.0), Standing::Confirmed));
    assert!(people.field.against.is_empty());
    assert!(
        record.history.iter().any(|h| h.what == "people affected: 1,200,000, now 870,000 (Telvasco)"),
        "{:?}",
        record.history
    );
    let regulator = count(AUGUST, SpeakerKind::Authority, "CNPD", 2_000_000.0);
    let record = fix(&dossier(vec![first.clone(), regulator]), now());
    assert_eq!(record.impacts[0].field.standing, Standing::Disputed);
    assert!(record.open_questions.iter().any(|q| q.kind == "disputed"));
    let bound = count(AUGUST, SpeakerKind::Authority, "CNPD", 1_000_000.0).words("over 1 million people");
    assert_eq!(fix(&dossier(vec![first, bound]), now()).impacts[0].field.standing, Standing::Confirmed);
}

#[test]
fn a_figure_called_wrong_no_longer_stands() {
    let wrong = count(AUGUST, SpeakerKind::Press, "Harbour Wire", 1_200_000.0);
    let right = count(AUGUST, SpeakerKind::Press, "Lisbon Ledger", 870_000.0).by("Lisbon Ledger");
    let denial =
        party(AUGUST, "CNPD", SpeakerKind::Authority, Denies, PropositionKind::Impact).object("1.2 million affected");
    let people = fix(&dossier(vec![wrong, right, denial]), now()).impacts.remove(0);
    assert_eq!((people.field.value, people.field.standing), (Some(870_000.0), Standing::Reported));
}

#[test]
fn no_evidence_is_no_denial() {
    let shared = victim(AUGUST, NoEvidence, PropositionKind::DataShared);
    let record = fix(&dossier(vec![event(AUGUST, &[IncidentKind::DataBreach], Realis::Actual), shared]), now());
    let statement = record.statements.iter().find(|s| s.kind == PropositionKind::DataShared).unwrap();
    assert_eq!(statement.field.standing, Standing::Unknown);
    let question = record.open_questions.iter().find(|q| q.kind == "no-evidence").unwrap();
    assert_eq!(question.question, "Telvasco has seen no evidence that the data were shared or misused.");
}

#[test]
fn a_victim_that_looks_into_a_claim_makes_it_possible() {
    let told = vec![
        event(APRIL, &[IncidentKind::DataBreach], Realis::Alleged),
        event(MAY, &[IncidentKind::DataBreach], Realis::Possible),
    ];
    let told = dossier(told);
    assert_eq!(fix(&told, on("2025-04-30")).standing, Standing::Claimed);
    assert_eq!(fix(&told, now()).standing, Standing::Possible);
}

#[test]
fn a_service_has_its_latest_state_and_since_when() {
    let told = dossier(vec![
        service(APRIL, "online shopping", ServiceState::Down),
        service(MAY, "the online shopping service", ServiceState::Down).by("Night Desk"),
        service(AUGUST, "online shopping", ServiceState::Restored),
    ]);
    let down = &fix(&told, on("2025-06-01")).services;
    assert_eq!(
        (down.len(), down[0].state, down[0].field.since, down[0].field.independent_sources),
        (1, ServiceState::Down, Some(at(APRIL)), 2)
    );
    let record = fix(&told, now());
    assert_eq!((record.services[0].state, record.services[0].field.since), (ServiceState::Restored, Some(at(AUGUST))));
}

#[test]
fn withdrawn_and_superseded_claims_count_no_more_and_stay() {
    let wrong = data(APRIL, SpeakerKind::Victim, Confirms, Password, Exposed).recorded("2026-01-01");
    let mut right = data(APRIL, SpeakerKind::Victim, Confirms, Password, NotExposed).recorded("2026-02-01");
    right.claim.supersedes = Some(wrong.claim.id);
    let told = dossier(vec![wrong.clone(), right.clone()]);
    let record = fix(&told, now());
    assert_eq!(exposure(&record, Password).polarity, NotExposed);
    assert_eq!(record.claims.as_ref().unwrap().len(), 2);
    let before = AsOf::parse("2026-01-15", Clock::Recorded).unwrap();
    assert_eq!(exposure(&fix(&told, before), Password).polarity, Exposed, "that is what the store knew then");
    let mut withdrawn = told;
    withdrawn.retractions.push(Retraction {
        claim: right.claim.id,
        why: RetractionKind::Mistake,
        reason: "no".into(),
        by: "analyst:Ada".into(),
        recorded: at("2026-03-01"),
    });
    assert_eq!(exposure(&fix(&withdrawn, now()), Password).polarity, Exposed, "what it replaced stands again");
    let between = AsOf::parse("2026-02-15", Clock::Recorded).unwrap();
    assert_eq!(exposure(&fix(&withdrawn, between), Password).polarity, NotExposed);
}

#[test]
fn partly_taken_data_shows_both_sides() {
    let mut part = data(AUGUST, SpeakerKind::Victim, Confirms, PaymentCard, Exposed);
    if let Content::Exposure { qualifier, .. } = &mut part.claim.proposition.content {
        *qualifier = Some("last four digits".into());
    }
    let record = fix(&dossier(vec![part, data(AUGUST, SpeakerKind::Victim, Confirms, PaymentCard, NotExposed)]), now());
    let sides: Vec<Polarity> = record.exposure.iter().map(|e| e.polarity).collect();
    assert_eq!(sides, [Exposed, NotExposed]);
    assert!(record.exposure.iter().all(|e| e.field.standing == Standing::Confirmed && e.field.against.is_empty()));
}

#[test]
fn the_list_has_a_line_for_every_change() {
    let told = dossier(vec![
        event(APRIL, &[IncidentKind::DataBreach], Realis::Alleged),
        event(MAY, &[IncidentKind::DataBreach], Realis::Actual),
        event(AUGUST, &[IncidentKind::DataBreach], Realis::Actual).by("Night Desk"),
    ]);
    let lines = versions(&told, Clock::Published, Tlp::Red);
    let state = |n: usize| (lines[n].at, lines[n].until, lines[n].summary.standing, lines[n].summary.documents);
    assert_eq!(state(0), (at(APRIL), Some(at(MAY)), Standing::Claimed, 1));
    assert_eq!(state(1), (at(MAY), Some(at(AUGUST)), Standing::Reported, 2));
    assert_eq!(state(2), (at(AUGUST), None, Standing::Reported, 3));
    assert_eq!(lines[2].summary.changed, Some(at(MAY)), "a copy of the story changes nothing");
    assert_eq!(versions(&told, Clock::Recorded, Tlp::Red).len(), 1);
    for line in &lines {
        let record = fix(&told, AsOf { until: Some(line.at), clock: Clock::Published });
        assert_eq!(
            (record.headline, record.standing, record.documents.len()),
            (line.summary.headline.clone(), line.summary.standing, line.summary.documents)
        );
    }
}

#[test]
fn a_join_in_doubt_is_an_open_question() {
    let mut told = dossier(vec![event(APRIL, &[IncidentKind::DataBreach], Realis::Actual)]);
    told.doubts.push(Doubt {
        incident: incident(),
        other: IncidentId::derive(&["other"]),
        why: "same name (telvasco), 200 days apart".into(),
        document: told.documents[0].id,
        recorded: at(AUGUST),
        published: Some(at(APRIL)),
    });
    let record = fix(&told, now());
    let question = record.open_questions.iter().find(|q| q.kind == "join").unwrap();
    assert_eq!(question.incidents, [IncidentId::derive(&["other"])]);
}

#[test]
fn history_names_only_those_who_said_it() {
    let told = dossier(vec![
        gang(APRIL, PropositionKind::DataTaken),
        event(APRIL, &[IncidentKind::DataBreach], Realis::Alleged),
        gang(MAY, PropositionKind::DataTaken).by("Night Desk"),
        event(MAY, &[IncidentKind::DataBreach], Realis::Denied),
        party(MAY, "Reserve Bank", SpeakerKind::Authority, NoEvidence, PropositionKind::Occurred),
        party(MAY, "Reserve Bank", SpeakerKind::Authority, CannotSay, PropositionKind::Method).object("how"),
    ]);
    let record = fix(&told, now());
    let said: Vec<&str> = record.history.iter().map(|h| h.what.as_str()).collect();
    assert!(said.contains(&"Telvasco denies that there was a data breach; claimed until then"), "{said:?}");
    assert!(said.contains(&"Night Jackal claims responsibility"), "{said:?}");
    assert!(said.iter().all(|s| !s.contains("Reserve Bank den") && !s.contains("Night Jackal den")), "{said:?}");
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    /// Some claim of a small world in which claims agree, contradict and replace one another.
    fn any_claim() -> impl Strategy<Value = Said> {
        let day = prop::sample::select(vec![APRIL, MAY, AUGUST]);
        let outlet = prop::sample::select(vec!["Harbour Wire", "Night Desk", "Lisbon Ledger"]);
        let who = prop::sample::select(vec![
            SpeakerKind::Victim,
            SpeakerKind::Actor,
            SpeakerKind::Press,
            SpeakerKind::Authority,
        ]);
        let stance = prop::sample::select(Stance::ALL.to_vec());
        let kind = prop::sample::select(vec![Name, Password, PaymentCard]);
        let polarity = prop::sample::select(Polarity::ALL.to_vec());
        let on = prop::sample::select(PropositionKind::ALL.to_vec());
        let tlp = prop::sample::select(Tlp::ALL.to_vec());
        (day, outlet, who, stance, kind, polarity, on, tlp, 0..6).prop_map(
            |(day, outlet, who, stance, kind, polarity, on, tlp, form)| {
                let said = match form {
                    0 => event(day, &[IncidentKind::DataBreach], Realis::Actual),
                    1 => event(day, &[IncidentKind::Ransomware], Realis::Denied),
                    2 | 3 => data(day, who, if who == SpeakerKind::Actor { Claims } else { stance }, kind, polarity),
                    4 => count(day, who, "CNPD", if stance == Denies { 870_000.0 } else { 1_200_000.0 }),
                    _ => party(day, "CNPD", who, stance, on).object("something"),
                };
                let mut said = said.by(outlet);
                said.claim.tlp = tlp;
                said
            },
        )
    }

    fn any_dossier() -> impl Strategy<Value = Dossier> {
        (prop::collection::vec(any_claim(), 0..14), prop::collection::vec(any::<prop::sample::Index>(), 0..3)).prop_map(
            |(said, withdrawn)| {
                let mut told = dossier(said);
                let mut seen = std::collections::BTreeSet::new();
                told.claims.retain(|c| seen.insert(c.id));
                if !told.claims.is_empty() {
                    for index in withdrawn {
                        let claim = told.claims[index.index(told.claims.len())].id;
                        let recorded = at("2026-02-01");
                        told.retractions.push(Retraction {
                            claim,
                            why: RetractionKind::Mistake,
                            reason: String::new(),
                            by: String::new(),
                            recorded,
                        });
                    }
                }
                told
            },
        )
    }

    fn moments() -> impl Strategy<Value = AsOf> {
        let until = prop::sample::select(vec![
            None,
            Some(APRIL),
            Some(MAY),
            Some(AUGUST),
            Some("2026-01-01"),
            Some("2026-03-01"),
        ]);
        let clock = prop::sample::select(vec![Clock::Published, Clock::Recorded]);
        (until, clock).prop_map(|(until, clock)| AsOf { until: until.map(at), clock })
    }

    proptest! {
        #[test]
        fn the_same_claims_in_any_order_give_the_same_record(told in any_dossier(), as_of in moments(), seed in any::<u64>()) {
            let mut other = told.clone();
            let turn = |n: usize| if n == 0 { 0 } else { (seed as usize) % n };
            let (claims, documents, retractions) = (other.claims.len(), other.documents.len(), other.retractions.len());
            other.claims.rotate_left(turn(claims));
            other.claims.reverse();
            other.documents.rotate_left(turn(documents));
            other.retractions.rotate_left(turn(retractions));
            prop_assert_eq!(fix(&told, as_of), fix(&other, as_of));
        }

        #[test]
        fn what_came_later_does_not_change_what_was_known(told in any_dossier(), more in any_claim()) {
            let as_of = on(MAY);
            let mut later = told.clone();
            let fresh = told.claims.iter().all(|c| c.id != more.claim.id);
            if fresh && more.claim.published > as_of.until {
                let extra = dossier(vec![more]);
                later.claims.extend(extra.claims);
                later.documents.extend(extra.documents.into_iter().filter(|d| told.documents.iter().all(|t| t.id != d.id)));
            }
            prop_assert_eq!(fix(&told, as_of), fix(&later, as_of));
        }

        #[test]
        fn an_actors_word_alone_never_becomes_fact(told in prop::collection::vec(any_claim(), 0..14)) {
            let actors = told.into_iter().filter(|s| s.claim.speaker.kind == SpeakerKind::Actor).collect();
            let record = fix(&dossier(actors), now());
            let sure = |standing: Standing| standing >= Standing::Reported;
            prop_assert!(!sure(record.standing));
            prop_assert!(record.exposure.iter().all(|e| !sure(e.field.standing)));
            prop_assert!(!record.headline.contains("confirms"));
        }

        #[test]
        fn every_field_names_its_claims(told in any_dossier(), as_of in moments()) {
            let record = fix(&told, as_of);
            let known: std::collections::BTreeSet<ClaimId> = record.claims.iter().flatten().map(|c| c.id).collect();
            for e in &record.exposure {
                prop_assert!(!e.field.supporting.is_empty());
                prop_assert!(e.field.supporting.iter().chain(&e.field.against).all(|c| known.contains(c)));
            }
            prop_assert!(record.history.iter().flat_map(|h| &h.claims).all(|c| known.contains(c)));
        }

        #[test]
        fn what_an_audience_may_not_see_leaves_no_trace(told in any_dossier(), audience in prop::sample::select(Tlp::ALL.to_vec())) {
            let mut without = told.clone();
            without.claims.retain(|c| c.tlp.allows(audience));
            without.documents.retain(|d| d.tlp.allows(audience));
            let shown = fix(&told.for_audience(audience), now());
            prop_assert_eq!(&shown.headline, &fix(&without, now()).headline);
            prop_assert!(shown.tlp.allows(audience));
        }

        #[test]
        fn the_lines_of_the_list_are_the_record(told in any_dossier(), as_of in moments()) {
            let lines = versions(&told, as_of.clock, Tlp::Red);
            let holds = |line: &&SummaryVersion| as_of.until.is_none_or(|u| line.at <= u && line.until.is_none_or(|end| u < end))
                && (as_of.until.is_some() || line.until.is_none());
            let shown: Vec<&SummaryVersion> = lines.iter().filter(holds).collect();
            prop_assert!(shown.len() <= 1);
            let record = fix(&told, as_of);
            match shown.first() {
                Some(line) => prop_assert_eq!((&line.summary.headline, line.summary.standing), (&record.headline, record.standing)),
                None => prop_assert_eq!(record.standing, Standing::Unknown),
            }
        }
    }
}

/// On demand: `cargo test --release -p sextant-reason --test it large -- --ignored --nocapture`.
#[test]
#[ignore = "measures; run by hand"]
fn a_large_incident() {
    let told: Vec<Said> = (0..1000)
        .flat_map(|n| {
            let day = &(jiff::civil::date(2025, 1, 1) + jiff::Span::new().days(n % 300)).to_string();
            let outlet = format!("Outlet {}", n % 150);
            let said = vec![
                event(day, &[IncidentKind::DataBreach], Realis::Actual),
                victim(day, Confirms, PropositionKind::DataTaken),
                gang(day, PropositionKind::Responsible),
                data(day, SpeakerKind::Victim, Confirms, Name, Exposed),
                data(day, SpeakerKind::Press, Asserts, Password, NotExposed),
                data(day, SpeakerKind::Actor, Claims, Health, Exposed),
                count(day, SpeakerKind::Press, "Harbour Wire", f64::from(n)),
                service(day, "online shopping", if n % 2 == 0 { ServiceState::Down } else { ServiceState::Restored }),
            ];
            said.into_iter().map(move |s| s.by(&outlet)).collect::<Vec<_>>()
        })
        .collect();
    let told = dossier(told);
    let began = std::time::Instant::now();
    let record = fix(&told, now());
    println!("fix of {} claims: {:?}, {} entries of history", told.claims.len(), began.elapsed(), record.history.len());
    let began = std::time::Instant::now();
    println!("{} lines: {:?}", versions(&told, Clock::Published, Tlp::Red).len(), began.elapsed());
}

#[test]
fn no_personal_data_gives_way_to_names_that_were_taken() {
    let told = dossier(vec![
        data(APRIL, SpeakerKind::Victim, Confirms, PersonalData, NotExposed),
        data(APRIL, SpeakerKind::Actor, Claims, Name, Exposed),
        data(AUGUST, SpeakerKind::Victim, Confirms, Name, Exposed),
    ]);
    let before = fix(&told, on(MAY));
    assert_eq!(exposure(&before, PersonalData).polarity, NotExposed);
    assert_eq!(exposure(&before, Name).field.standing, Standing::Denied);
    let record = fix(&told, now());
    assert_eq!(exposure(&record, Name).field.standing, Standing::Confirmed);
    assert!(record.exposure.iter().all(|e| e.data != PersonalData), "the exclusion no longer stands");
    assert!(record.history.iter().any(|h| h.field == "exposure/personal-data" && h.after.is_none()));
    assert!(!record.headline.contains("excluded"), "{}", record.headline);
    let names_only = fix(&dossier(vec![data(AUGUST, SpeakerKind::Victim, Confirms, Name, Exposed)]), now());
    assert_eq!(names_only.exposure.len(), 1, "nobody spoke of personal data as such");
    let open = fix(
        &dossier(vec![
            data(AUGUST, SpeakerKind::Press, Asserts, Communications, Exposed),
            data(AUGUST, SpeakerKind::Victim, CannotSay, PersonalData, Unknown),
        ]),
        now(),
    );
    assert_eq!(exposure(&open, PersonalData).polarity, Unknown, "a mailbox does not answer it");
}
