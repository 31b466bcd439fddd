//! An actor's track record: which incidents it claims, and how its claims turned out. Never one percentage: what is open
//! may turn out either way, so the share of true claims lies in an interval. A trace not found yet refutes nothing.

use crate::linkage::Subject;
use crate::names::actor_key;
use sextant_model::*;
use std::collections::BTreeSet;

/// How a claim turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimOutcome {
    /// A party in a position to know says that it was this actor.
    Confirmed,
    /// A party in a position to know says that it was not, or that nothing happened, and nobody contradicts.
    Refuted,
    /// Neither, or both.
    Open,
}

impl ClaimOutcome {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refuted => "refuted",
            Self::Open => "open",
        }
    }
}

/// An incident that somebody ties to the actor.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Tied {
    /// The incident.
    pub id: IncidentId,
    /// Whose.
    pub victim: String,
    /// Whether the actor itself claims it; else others name it.
    pub claimed: bool,
    /// How that turned out; `None` where it claims nothing.
    pub outcome: Option<ClaimOutcome>,
    /// How it stands that it was this actor.
    pub standing: Standing,
    /// When it was first tied to the actor.
    pub since: Option<Instant>,
    /// The claims that do.
    pub claims: Vec<ClaimId>,
    /// Others' words that put its claim in doubt.
    pub doubts: Vec<ClaimFlag>,
}

/// What became of an actor's claims.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Tally {
    /// How many incidents it claims.
    pub n: usize,
    /// Confirmed by a party in a position to know.
    pub confirmed: usize,
    /// Refuted by one.
    pub refuted: usize,
    /// Neither: may turn out either way.
    pub open: usize,
    /// The share of true claims lies in it: [confirmed of n, 1 - refuted of n]. `None` where it claims nothing.
    pub interval: Option<[f64; 2]>,
}

/// What is known of an actor.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Track {
    /// Its claims.
    pub claims: Tally,
    /// The incidents that it claims or that others tie to it, oldest first.
    pub incidents: Vec<Tied>,
    /// Other actors whose names begin alike: the same first word never makes two one.
    pub not_to_be_confused_with: BTreeSet<String>,
}

/// The track record of the actor with these keys ([`actor_key`] of its names); the order of incidents does not matter.
#[must_use]
pub fn track(subjects: &[Subject], keys: &BTreeSet<String>) -> Track {
    let mut incidents: Vec<Tied> = subjects.iter().flat_map(|subject| tied(subject, keys)).collect();
    incidents.sort_by_key(|tied| (tied.since, tied.id));
    let named = subjects.iter().flat_map(|subject| &subject.record.actors).map(|actor| &actor.name);
    let alike = named.filter(|name| {
        let other = actor_key(name);
        !keys.contains(&other) && keys.iter().any(|key| first_word(key) == first_word(&other))
    });
    Track { claims: tally(&incidents), not_to_be_confused_with: alike.cloned().collect(), incidents }
}

fn first_word(key: &str) -> Option<&str> {
    key.split(' ').next()
}

fn tied(subject: &Subject, keys: &BTreeSet<String>) -> Option<Tied> {
    let record = &subject.record;
    let fields: Vec<&ActorField> = record.actors.iter().filter(|a| keys.contains(&actor_key(&a.name))).collect();
    // Of several names of one actor the firmest standing counts.
    let field = fields.iter().max_by_key(|a| a.field.standing)?;
    let ids: BTreeSet<ClaimId> = fields.iter().flat_map(|a| a.field.supporting.iter().copied()).collect();
    let own = |claim: &Claim| {
        claim.speaker.kind == SpeakerKind::Actor
            && claim.speaker.name.as_deref().is_some_and(|name| keys.contains(&actor_key(name)))
    };
    let claimed = subject.claims.iter().any(|claim| ids.contains(&claim.id) && own(claim));
    let outcome = match (field.field.standing, record.occurred.standing) {
        (Standing::Confirmed, _) => ClaimOutcome::Confirmed,
        (Standing::Denied, _) | (_, Standing::Denied) => ClaimOutcome::Refuted,
        _ => ClaimOutcome::Open,
    };
    Some(Tied {
        id: record.id,
        victim: record.victim.name.clone(),
        claimed,
        outcome: claimed.then_some(outcome),
        standing: field.field.standing,
        since: fields.iter().filter_map(|a| a.field.since).min(),
        doubts: record.flags.iter().filter(|flag| keys.contains(&actor_key(&flag.actor))).cloned().collect(),
        claims: ids.into_iter().collect(),
    })
}

fn tally(incidents: &[Tied]) -> Tally {
    let count = |outcome| incidents.iter().filter(|tied| tied.outcome == Some(outcome)).count();
    let (confirmed, refuted) = (count(ClaimOutcome::Confirmed), count(ClaimOutcome::Refuted));
    let open = count(ClaimOutcome::Open);
    let n = confirmed + refuted + open;
    let share = |k: usize| k as f64 / n as f64;
    Tally { n, confirmed, refuted, open, interval: (n > 0).then(|| [share(confirmed), 1.0 - share(refuted)]) }
}
