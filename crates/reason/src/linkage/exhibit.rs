//! A piece of evidence with what it was found in: so that every number can be followed to words.

use super::Kind;
use crate::hypotheses::{Evidence, Voice};
use jiff::civil::Date;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Evidence, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Exhibit {
    /// What is weighed.
    pub evidence: Evidence,
    /// Of which kind.
    pub kind: Kind,
    /// Whose words or view; `None` where several records together say it.
    pub who: Option<String>,
    /// A few words.
    pub what: String,
    /// Who relays it, and on which incidents.
    pub outlets: BTreeMap<String, BTreeSet<usize>>,
    /// The claims that it rests on.
    pub claims: Vec<ClaimId>,
    /// The words of the first of them.
    pub quote: Option<String>,
    /// The document that holds these words.
    pub document: Option<DocumentId>,
    /// The days on which its origin said something new of these incidents, the present word among them.
    pub spoken: BTreeSet<Date>,
    /// Of an actor's claim: earlier words that put it in doubt.
    pub doubts: Vec<ClaimFlag>,
}

/// A claim that tells it, and the incidents that it bears on.
pub(super) struct Told<'a> {
    pub claim: &'a Claim,
    pub scope: BTreeSet<usize>,
}

impl Exhibit {
    /// Evidence in statements of one origin.
    pub(super) fn said(
        kind: Kind,
        group: GroupId,
        scope: &BTreeSet<usize>,
        known: Instant,
        told: Vec<Told<'_>>,
    ) -> Self {
        let voice = if kind == Kind::ActorClaim { Voice::Actor } else { Voice::Other };
        let mut outlets: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for one in &told {
            let outlet = one.claim.publisher.clone().or_else(|| one.claim.document.map(|d| format!("document {d}")));
            outlets.entry(outlet.unwrap_or_else(|| one.claim.by.clone())).or_default().extend(&one.scope);
        }
        let first = told.first().map(|one| one.claim);
        let who = first.and_then(|c| c.speaker.name.clone().or_else(|| c.publisher.clone()));
        Self {
            evidence: Evidence {
                id: id_of(kind, &group.to_string()),
                group: group.to_string(),
                voice,
                ratio: kind.ratio(),
                scope: scope.iter().copied().collect(),
                known_from: day(known),
            },
            kind,
            who,
            what: kind.what().to_owned(),
            outlets,
            claims: told.iter().map(|one| one.claim.id).collect(),
            quote: first.map(|c| c.quote.clone()).filter(|quote| !quote.is_empty()),
            document: first.and_then(|c| c.document),
            spoken: BTreeSet::from([day(known)]),
            doubts: Vec::new(),
        }
    }

    /// Evidence in what the records of several incidents have in common.
    pub(super) fn shared(kind: Kind, what: String, scope: &[usize], known: Instant, claims: Vec<ClaimId>) -> Self {
        let id = id_of(kind, &GroupId::derive(&[kind.as_str(), &what]).to_string());
        // Many indicators of one server are one find: together they have one vote.
        let one_find = matches!(kind, Kind::SharedIndicator | Kind::SharedMalware | Kind::SharedTechnique);
        let group = if one_find { kind.as_str().to_owned() } else { format!("{}/{what}", kind.as_str()) };
        Self {
            evidence: Evidence {
                id,
                group,
                voice: Voice::Other,
                ratio: kind.ratio(),
                scope: scope.to_vec(),
                known_from: day(known),
            },
            kind,
            who: None,
            what: format!("{}: {what}", kind.what()),
            outlets: BTreeMap::new(),
            claims,
            quote: None,
            document: None,
            spoken: BTreeSet::from([day(known)]),
            doubts: Vec::new(),
        }
    }

    /// Whether it moves anything.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.evidence.ratio != 1.0
    }
}

fn id_of(kind: Kind, group: &str) -> String {
    format!("{}-{}", kind.as_str(), group.chars().take(8).collect::<String>())
}

/// The day (UTC) of a moment.
pub(super) fn day(at: Instant) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

/// Gives evidence of one name numbers: an origin may say several things.
pub(super) fn tell_apart(exhibits: &mut [Exhibit]) {
    exhibits.sort_by(|a, b| {
        let key = |e: &Exhibit| (e.evidence.known_from, e.kind, e.evidence.id.clone(), e.evidence.scope.clone());
        key(a).cmp(&key(b))
    });
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for exhibit in exhibits {
        let times = seen.entry(exhibit.evidence.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            exhibit.evidence.id = format!("{}-{times}", exhibit.evidence.id);
        }
    }
}
