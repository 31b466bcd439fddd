//! What an analyst relies on when asking whether incidents are linked: what counts as evidence and what does not.

use crate::telling::*;
use sextant_model::*;
use sextant_reason::behaviour::{Corpus, Observation};
use sextant_reason::linkage::{Assessment, Drop, Error, Kind, Profiles, Question, Subject, assess};
use std::sync::Arc;

/// An incident at `victim` in retail, in Britain, of which these claims tell.
fn incident_at(victim: &str, day: &str, said: &[Said]) -> Dossier {
    let mut event = event(day, &[IncidentKind::Intrusion], Realis::Actual).by("Harbour Wire");
    let who = reading::Victim {
        name: victim.into(),
        sector: Some("retail".into()),
        country: Some("GB".into()),
        ..Default::default()
    };
    event.claim.proposition.content =
        Content::Event { victim: who, kinds: vec![IncidentKind::Intrusion], realis: Realis::Actual };
    event.claim.id = ClaimId::derive(&[victim, day]);
    event.claim.quote = format!("an attack hit {victim}");
    Dossier { incident: IncidentId::derive(&[victim]), ..dossier([said, &[event]].concat()) }
}

/// Three shops hit in one fortnight, with what is said of all three.
fn three(said: &[Said]) -> Vec<Dossier> {
    let days = [("Aldermoor", "2025-04-22"), ("Brackwater", "2025-04-30"), ("Corrin", "2025-05-01")];
    days.iter().map(|(victim, day)| incident_at(victim, day, said)).collect()
}

fn ask(dossiers: &[Dossier], question: &Question) -> Result<Assessment, Error> {
    let subjects: Vec<Subject> = dossiers.iter().map(|dossier| Subject::of(dossier.clone(), question.as_of)).collect();
    assess(&subjects, question)
}

fn answer(dossiers: &[Dossier]) -> Assessment {
    ask(dossiers, &Question::default()).unwrap()
}

fn kinds(answer: &Assessment) -> Vec<Kind> {
    answer.evidence.iter().map(|evidence| evidence.family).collect()
}

fn boast(outlet: &str, gang_named: &str) -> Said {
    let mut said = gang("2025-05-12", PropositionKind::Responsible);
    said.claim.speaker.name = Some(gang_named.to_owned());
    said.by(outlet).words("it hit all three shops")
}

fn agency(stance: Stance, words: &str) -> Said {
    party("2025-06-20", "National Cyber Agency", SpeakerKind::Authority, stance, PropositionKind::Linked).words(words)
}

#[test]
fn a_boast_relayed_by_many_counts_once_and_the_error_of_counting_it_often_is_shown() {
    let once = answer(&three(&[boast("Harbour Wire", "Night Jackal")]));
    let outlets: Vec<String> = (0..10).map(|n| format!("Outlet {n}")).collect();
    let relays: Vec<Said> = outlets.iter().map(|outlet| boast(outlet, "Night Jackal")).collect();
    let often = answer(&three(&relays));
    assert_eq!(once.pairs, often.pairs);
    assert!((often.pairs[0].p - 1.0 / 3.0).abs() < 1e-9, "{}", often.pairs[0].p);
    assert_eq!(once.sensitivity.counting_outlets, None);
    let counted = often.sensitivity.counting_outlets.unwrap();
    assert!(counted.outlets == 10 && counted.pairs[0].p > 0.94, "{counted:?}");
    assert!(counted.error.contains("10 outlets"));
}

#[test]
fn the_order_of_claims_and_the_names_of_actors_change_nothing() {
    let said =
        [boast("A", "Night Jackal"), agency(Stance::Confirms, "the attacks are linked"), boast("B", "Night Jackal")];
    let turned: Vec<Said> = said.iter().rev().cloned().collect();
    assert_eq!(answer(&three(&said)), answer(&three(&turned)));
    let renamed =
        [boast("A", "Ash Viper"), agency(Stance::Confirms, "the attacks are linked"), boast("B", "Ash Viper")];
    assert_eq!(answer(&three(&said)).pairs, answer(&three(&renamed)).pairs);
    let sum: f64 = answer(&three(&said)).hypotheses.iter().map(|hypothesis| hypothesis.p).sum();
    assert!((sum - 1.0).abs() < 1e-9);
}

#[test]
fn who_says_it_and_what_is_linked_decide_what_it_counts_for() {
    use PropositionKind::{Linked, Other};
    let press =
        |stance, words: &str| party("2025-06-01", "Harbour Wire", SpeakerKind::Press, stance, Linked).words(words);
    let police =
        |words: &str| party("2025-07-10", "Crime Squad", SpeakerKind::Authority, Stance::Confirms, Other).words(words);
    let cases = [
        (agency(Stance::Confirms, "the attacks are linked"), Some(Kind::LinkedByBody)),
        (agency(Stance::Denies, "the attacks are not linked"), Some(Kind::NotLinkedByBody)),
        (agency(Stance::CannotSay, "whether these attacks are linked"), Some(Kind::CannotSay)),
        (agency(Stance::Possible, "the incidents may be linked"), Some(Kind::Likeness)),
        (agency(Stance::Confirms, "the group is linked to a foreign state"), None),
        (press(Stance::Asserts, "the attacks are linked"), Some(Kind::LinkedByOutlet)),
        (police("four people were arrested over the attacks"), Some(Kind::Arrest)),
        (police("officers are helping the shops"), None),
    ];
    for (said, expected) in cases {
        let words = said.claim.quote.clone();
        let found: Vec<Kind> = kinds(&answer(&three(&[said]))).into_iter().filter(|k| *k != Kind::Context).collect();
        assert_eq!(found, Vec::from_iter(expected), "{words}");
    }
}

#[test]
fn a_claim_bears_on_the_incidents_that_its_words_name_and_on_no_other() {
    let words = "the attacks on Aldermoor and Brackwater are linked";
    let mut dossiers = three(&[]);
    dossiers[0] = incident_at("Aldermoor", "2025-04-22", &[agency(Stance::Confirms, words)]);
    let answer = answer(&dossiers);
    let linked = answer.evidence.iter().find(|evidence| evidence.family == Kind::LinkedByBody).unwrap();
    assert_eq!(linked.scope, [dossiers[0].incident, dossiers[1].incident]);
    assert!(answer.pairs[0].p > 0.7 && answer.pairs[1].p < 0.5, "{:?}", answer.pairs);
}

#[test]
fn of_one_origin_the_last_word_counts() {
    let mut earlier = agency(Stance::CannotSay, "whether the attacks are linked");
    earlier.claim.published = Some(at("2025-05-13"));
    let dossiers = three(&[earlier, agency(Stance::Confirms, "the attacks are linked")]);
    assert!(kinds(&answer(&dossiers)).contains(&Kind::LinkedByBody));
    let then = Question { as_of: on("2025-05-31"), ..Question::default() };
    let then = ask(&dossiers, &then).unwrap();
    assert!(kinds(&then).contains(&Kind::CannotSay) && !kinds(&then).contains(&Kind::LinkedByBody));
    assert_eq!(then.pairs, answer(&three(&[])).pairs, "a statement that says nothing moves nothing");
}

#[test]
fn an_indicator_links_where_different_origins_found_it_apart() {
    let seen = |outlet: &str| {
        let mut said =
            party("2025-05-02", outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Other).by(outlet);
        let value = "198.51.100.7".to_owned();
        said.claim.proposition.content =
            Content::Indicator { indicator: IndicatorType::Ipv4Addr, value, warning: None };
        said
    };
    let together = [seen("One Lab")];
    let both = [incident_at("Aldermoor", "2025-04-22", &together), incident_at("Brackwater", "2025-04-30", &together)];
    assert!(!kinds(&answer(&both)).contains(&Kind::SharedIndicator), "one text on both says nothing of either");
    let apart = [
        incident_at("Aldermoor", "2025-04-22", &[seen("One Lab")]),
        incident_at("Brackwater", "2025-04-30", &[seen("Other Lab")]),
    ];
    assert!(kinds(&answer(&apart)).contains(&Kind::SharedIndicator));
    let one =
        [incident_at("Aldermoor", "2025-04-22", &[seen("One Lab")]), incident_at("Brackwater", "2025-04-30", &[])];
    assert_eq!(answer(&one).watch[0].look_in, [one[1].incident]);
}

#[test]
fn incidents_far_apart_in_time_share_no_context() {
    let far = [incident_at("Aldermoor", "2025-04-22", &[]), incident_at("Brackwater", "2025-09-30", &[])];
    assert!(answer(&far).evidence.is_empty());
    assert!((answer(&far).pairs[0].p - 0.1).abs() < 1e-9);
}

#[test]
fn what_cannot_be_weighed_is_an_error_and_what_is_left_out_stays_in_sight() {
    let dossiers = three(&[boast("A", "Night Jackal")]);
    for prior in [0.0, 1.0, -0.5, f64::NAN, f64::INFINITY] {
        assert!(ask(&dossiers, &Question { prior: Some(prior), ..Question::default() }).is_err(), "{prior}");
    }
    assert!(ask(&dossiers[..1], &Question::default()).is_err());
    let nothing = Question { drops: vec![Drop::Group("nobody".into())], ..Question::default() };
    assert!(matches!(ask(&dossiers, &nothing), Err(Error::NotThere { .. })));
    let without = Question { drops: vec![Drop::ActorClaims], ..Question::default() };
    let without = ask(&dossiers, &without).unwrap();
    assert_eq!(without.pairs, answer(&dossiers).sensitivity.without_actor_claims);
    assert!(without.evidence.iter().any(|evidence| evidence.dropped && evidence.family == Kind::ActorClaim));
}

#[test]
fn a_source_that_cannot_be_judged_is_no_information() {
    let dossiers = three(&[agency(Stance::Confirms, "the attacks are linked")]);
    let unjudged = [sextant_reason::key("National Cyber Agency")].into();
    let told = ask(&dossiers, &Question { unjudged, ..Question::default() }).unwrap();
    assert_eq!(told.pairs, answer(&three(&[])).pairs);
    assert!(told.evidence.iter().any(|evidence| evidence.family == Kind::LinkedByBody && evidence.lr == 1.0));
}

fn tool(outlet: &str, entity: EntityType, name: &str, id: Option<&str>) -> Said {
    let mut said = party("2025-05-03", outlet, SpeakerKind::Press, Stance::Asserts, PropositionKind::Method);
    let content = Content::Entity { entity, name: name.into(), id: id.map(Into::into) };
    said.claim.proposition.content = content;
    said.words(name).by(outlet)
}

/// Two shops; of each one outlet tells what was used.
fn two_with(a: &[Said], b: &[Said]) -> Vec<Dossier> {
    vec![incident_at("Aldermoor", "2025-04-22", a), incident_at("Brackwater", "2025-08-30", b)]
}

/// What it is, what is told of each shop, what that is evidence of.
type SharedCase = (&'static str, Vec<Said>, Vec<Said>, Option<Kind>);

#[test]
fn malware_and_techniques_link_when_different_origins_find_them() {
    let malware = |outlet: &str, name: &str| tool(outlet, EntityType::Malware, name, None);
    let technique = |outlet: &str, id: &str| tool(outlet, EntityType::Technique, id, Some(id));
    let cases: [SharedCase; 6] = [
        (
            "one family",
            vec![malware("Wire", "GrimLoader")],
            vec![malware("Post", "grimloader")],
            Some(Kind::SharedMalware),
        ),
        ("one outlet", vec![malware("Wire", "GrimLoader")], vec![malware("Wire", "GrimLoader")], None),
        ("two families", vec![malware("Wire", "GrimLoader")], vec![malware("Post", "PaleDoor")], None),
        ("one technique", vec![technique("Wire", "T1566")], vec![technique("Post", "T1566")], None),
        (
            "two techniques",
            vec![technique("Wire", "T1566"), technique("Wire", "T1486")],
            vec![technique("Post", "T1566"), technique("Post", "T1486")],
            Some(Kind::SharedTechnique),
        ),
        ("a gang's word", vec![malware("Wire", "GrimLoader")], vec![of_gang(malware("Post", "GrimLoader"))], None),
    ];
    for (case, a, b, expected) in cases {
        let found = kinds(&answer(&two_with(&a, &b)));
        let shared = |kind: &Kind| matches!(kind, Kind::SharedMalware | Kind::SharedTechnique);
        assert_eq!(found.into_iter().find(shared), expected, "{case}");
    }
}

fn of_gang(mut said: Said) -> Said {
    said.claim.speaker = Speaker { name: Some("Night Heron".into()), kind: SpeakerKind::Actor };
    said
}

#[test]
fn who_acts_like_this_is_told_with_enough_features_and_makes_the_unknown_less_likely() {
    let observation = |group: &str, n: usize, features: &[&str]| Observation {
        id: format!("{group}{n}"),
        group: group.into(),
        date: Some(jiff::civil::date(2024, 1, 1)),
        features: features.iter().map(|f| (*f).to_owned()).collect(),
        sources: Vec::new(),
    };
    let (own, other) = (["S9001", "S9002", "T1566", "T1486", "T1021"], ["S8001", "T1190", "T1059", "T1003", "T1071"]);
    let observations: Vec<Observation> =
        (0..4).flat_map(|n| [observation("g1", n, &own), observation("g2", n, &other)]).collect();
    let names = [("g1".to_owned(), "Pale Wyrm".to_owned()), ("g2".to_owned(), "Grey Otter".to_owned())].into();
    let profiles = Arc::new(Profiles { corpus: Corpus::new(&observations).unwrap(), names });
    let told = |n: usize| own[..n].iter().map(|id| tool("Wire", EntityType::Tool, id, Some(id))).collect::<Vec<_>>();
    let today = Some(jiff::civil::date(2025, 9, 1));
    let question = Question { profiles: Some(profiles), today, ..Question::default() };
    let few = ask(&two_with(&told(4), &[]), &question).unwrap();
    assert_eq!((few.acts_like[0].unknown, few.acts_like[0].features.len()), (None, 4));
    let enough = ask(&two_with(&told(5), &[]), &question).unwrap();
    assert_eq!(enough.acts_like[0].ranking[0].group, "Pale Wyrm");
    assert!(enough.unknown_actor < few.unknown_actor && enough.unknown_actor > 0.0);
    let early = Question { as_of: AsOf::parse("2025-08-31", Clock::Published).unwrap(), ..question };
    assert_eq!(ask(&two_with(&told(5), &[]), &early).unwrap().acts_like, enough.acts_like);
}
