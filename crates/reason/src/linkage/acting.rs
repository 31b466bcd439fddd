//! Who acts like this: of each incident the techniques and software that its documents tell of, asked of what reports say of
//! known groups. Beside the question whether incidents are linked, never in place of it.

use super::{Exhibit, Kind, Question, Subject};
use crate::behaviour::{self, Corpus, Observation};
use crate::weights::Weights;
use jiff::civil::Date;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// What reports say of groups.
#[derive(Debug, Clone)]
pub struct Profiles {
    /// One observation a group and report.
    pub corpus: Corpus,
    /// Names of the groups.
    pub names: BTreeMap<String, String>,
}

/// Who acts like one of the incidents.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ActsLike {
    /// The incident.
    pub incident: IncidentId,
    /// Its techniques and software, by their ids.
    pub features: Vec<String>,
    /// With fewer nobody is named.
    pub needed: usize,
    /// Reports on groups that may answer on that day.
    pub observations: usize,
    /// The likeliest groups.
    pub ranking: Vec<Resembled>,
    /// That it is none of the groups; `None` where too little is known to ask.
    pub unknown: Option<f64>,
    /// Every group with its odds against none of them, by the keys of its names.
    #[serde(skip)]
    pub(super) odds: Vec<(String, f64)>,
}

/// A group that acts like this.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Resembled {
    /// Its name.
    pub group: String,
    /// How likely it is this group, going by behaviour alone.
    pub p: f64,
}

/// The model was measured on reports with so many features; with fewer it is not asked.
const NEEDED: usize = 5;
/// Groups told of.
const TOLD: usize = 5;

/// Who acts like each of the incidents of which anything is known; empty without profiles.
pub(super) fn of(subjects: &[Subject], question: &Question) -> Vec<ActsLike> {
    let Some(profiles) = &question.profiles else { return Vec::new() };
    let day = question.as_of.until.map(super::exhibit::day).or(question.today);
    let known =
        subjects.iter().map(|subject| (subject, features(subject))).filter(|(_, features)| !features.is_empty());
    known.map(|(subject, features)| like(subject, features, profiles, day)).collect()
}

/// Whether enough is known of one of the incidents to ask who acts like it.
#[must_use]
pub fn can_be_asked(subjects: &[Subject]) -> bool {
    subjects.iter().any(|subject| features(subject).len() >= NEEDED)
}

/// Techniques and software that somebody but an actor tells of as used.
fn features(subject: &Subject) -> BTreeSet<String> {
    subject.claims.iter().filter_map(feature).map(str::to_owned).collect()
}

/// The technique or software that a claim tells of as used.
fn feature(claim: &Claim) -> Option<&str> {
    let told = claim.speaker.kind != SpeakerKind::Actor && matches!(claim.stance, Stance::Confirms | Stance::Asserts);
    match &claim.proposition.content {
        Content::Entity { id: Some(id), .. } if told && is_feature(id) => Some(id),
        _ => None,
    }
}

/// What a resolved incident says of those who did it: of each actor that a party in a position to know names, one
/// observation for each origin that tells how it was done, with the actor's name as it is spelt. It counts from the day
/// on which both were known.
#[must_use]
pub fn observed(subject: &Subject, clock: Clock) -> Vec<(String, Observation)> {
    let mut origins: BTreeMap<GroupId, Vec<&Claim>> = BTreeMap::new();
    for claim in subject.claims.iter().filter(|claim| feature(claim).is_some()) {
        origins.entry(claim.group).or_default().push(claim);
    }
    let confirmed = subject.record.actors.iter().filter(|actor| actor.field.standing == Standing::Confirmed);
    let mut found = Vec::new();
    for actor in confirmed {
        let key = crate::actor_key(&actor.name);
        for (origin, claims) in &origins {
            let known = claims.iter().map(|claim| super::subject::moment(claim, clock)).chain(actor.field.since).max();
            let told_in: BTreeSet<DocumentId> = claims.iter().filter_map(|claim| claim.document).collect();
            let documents = subject.record.documents.iter().filter(|document| told_in.contains(&document.id));
            let observation = Observation {
                id: format!("{}/{key}/{origin}", subject.record.id),
                group: key.clone(),
                date: known.map(super::exhibit::day),
                features: claims.iter().filter_map(|claim| feature(claim)).map(str::to_owned).collect(),
                sources: documents.filter_map(|document| document.url.clone()).collect(),
            };
            found.push((actor.name.clone(), observation));
        }
    }
    found
}

/// `T1486`, `T1566.001`, `S0154`.
fn is_feature(id: &str) -> bool {
    let digits = id.strip_prefix(['T', 'S']).unwrap_or_default();
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn like(subject: &Subject, features: BTreeSet<String>, profiles: &Profiles, day: Option<Date>) -> ActsLike {
    let asked = behaviour::Question {
        features: features.into_iter().collect(),
        sources: subject.record.documents.iter().filter_map(|document| document.url.clone()).collect(),
        // Reports of the day itself are known at its end.
        known_before: day.and_then(|day| day.tomorrow().ok()),
        exclude: Vec::new(),
    };
    let mut like = ActsLike {
        incident: subject.record.id,
        features: asked.features.clone(),
        needed: NEEDED,
        observations: profiles.corpus.answering(&asked),
        ranking: Vec::new(),
        unknown: None,
        odds: Vec::new(),
    };
    if like.features.len() < NEEDED || like.observations == 0 {
        return like;
    }
    let naming = behaviour::attribute(&profiles.corpus, &asked, Weights::shipped());
    let name = |group: &str| profiles.names.get(group).cloned().unwrap_or_else(|| group.to_owned());
    let told = naming.ranking.iter().take(TOLD);
    like.ranking = told.map(|(group, p)| Resembled { group: name(group), p: *p }).collect();
    let odds = |p: f64| p / naming.unknown.max(f64::MIN_POSITIVE);
    like.odds = naming.ranking.iter().map(|(group, p)| (crate::actor_key(&name(group)), odds(*p))).collect();
    like.unknown = Some(naming.unknown);
    like
}

/// The probability that whoever is behind the incidents is nobody that the evidence names. An actor that is claimed for or
/// named is one more that the operators may be, beforehand as likely as another incident is, or, where behaviour was
/// asked, as likely as it says (the mean over the incidents); each origin that names it counts by its ratio.
pub(super) fn unknown_actor(prior: f64, exhibits: &[Exhibit], acts_like: &[ActsLike], incidents: usize) -> f64 {
    let mut named: BTreeMap<String, BTreeMap<&str, f64>> = BTreeMap::new();
    for exhibit in exhibits.iter().filter(|e| e.kind == Kind::ActorClaim) {
        if let Some(who) = &exhibit.who {
            let ratio = exhibit.evidence.ratio;
            named.entry(crate::actor_key(who)).or_default().insert(&exhibit.evidence.group, ratio);
        }
    }
    let mut behaves: BTreeMap<&str, f64> = BTreeMap::new();
    for (key, odds) in acts_like.iter().flat_map(|like| &like.odds) {
        *behaves.entry(key).or_default() += odds / incidents as f64;
    }
    let usual = prior / (1.0 - prior);
    let claimed = named.iter().map(|(key, groups)| {
        let before = behaves.get(key.as_str()).copied().unwrap_or_default().max(usual);
        before * groups.values().product::<f64>()
    });
    let others = behaves.iter().filter(|(key, _)| !named.contains_key(**key)).map(|(_, odds)| odds);
    1.0 / (1.0 + claimed.sum::<f64>() + others.sum::<f64>())
}
