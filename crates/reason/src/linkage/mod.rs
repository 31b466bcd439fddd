//! Are these incidents linked? Evidence is found in what the ledger holds of them, weighed by [`crate::hypotheses`], and
//! answered with what the answer rests on, what it would be otherwise, and what would change it. Pure: the same claims
//! in any order give the same answer, and nothing that was not known at the moment asked for matters.

mod acting;
mod answer;
mod confidence;
mod exhibit;
mod habits;
mod kinds;
mod otherwise;
mod persons;
mod shared;
mod statements;
mod subject;

pub use acting::{ActsLike, Profiles, Resembled, can_be_asked, observed};
pub use answer::{Assessment, EvidenceLine, HypothesisLine, PairLine};
pub use confidence::{Confidence, Rating};
pub use exhibit::Exhibit;
pub use kinds::{Kind, prior, sweep};
pub use otherwise::{Counted, Missing, Otherwise, Watched, WithPrior, WithoutGroup};
pub use persons::{Judged, Outcome, Overridden, outcome};
pub use subject::Subject;

use crate::hypotheses::{self, Case, Evidence, Voice};
use crate::reliability::{Reliance, source_of};
use jiff::civil::Date;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// As known when, by which clock.
    pub as_of: AsOf,
    /// How likely two incidents are of the same operators before any evidence; `None`: [`prior`].
    pub prior: Option<f64>,
    /// What is left out of account.
    pub drops: Vec<Drop>,
    /// Whether something to be left out may be missing.
    pub drops_may_be_missing: bool,
    /// Keys ([`crate::key`]) of sources of whose reliability nothing can be said (Admiralty F or 6): no information.
    pub unjudged: BTreeSet<String>,
    /// How far each source is relied on.
    pub reliance: Reliance,
    /// What persons say of it, oldest first.
    pub judged: Vec<Judged>,
    /// What reports and resolved incidents say of groups, where any do.
    pub profiles: Option<Arc<Profiles>>,
    /// The day on which it is asked; overrides that ended before have no place in the answer.
    pub today: Option<Date>,
}

/// What is left out of account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drop {
    /// What actors claim.
    ActorClaims,
    /// An independence group.
    Group(String),
    /// One piece of evidence.
    Evidence(String),
}

impl std::str::FromStr for Drop {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("claims", "actor")) => Ok(Self::ActorClaims),
            Some(("group", group)) if !group.is_empty() => Ok(Self::Group(group.to_owned())),
            Some(("evidence", id)) if !id.is_empty() => Ok(Self::Evidence(id.to_owned())),
            _ => Err(format!("{text:?} is none of claims:actor, group:ID, evidence:ID")),
        }
    }
}

/// A question that cannot be answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// It cannot be weighed.
    #[error(transparent)]
    Weighing(#[from] hypotheses::Error),
    /// Something to be left out is not there.
    #[error("there is no {what} {id} to leave out; `assess` without --drop lists what there is")]
    NotThere {
        /// `group` or `evidence`.
        what: &'static str,
        /// As named.
        id: String,
    },
}

/// The evidence on some incidents that their claims and records hold, oldest first.
#[must_use]
pub fn evidence(subjects: &[Subject], question: &Question) -> Vec<Exhibit> {
    let heard = subject::heard(subjects, question.as_of.clock);
    let mut found = statements::find(subjects, &heard);
    found.extend(shared::context(subjects, question.as_of.clock));
    found.extend(shared::indicators(&heard));
    found.extend(habits::find(&heard));
    for exhibit in &mut found {
        if exhibit.who.as_ref().is_some_and(|who| question.unjudged.contains(&crate::key(who))) {
            exhibit.evidence.ratio = 1.0;
            exhibit.what = format!("{} (no information: the source's reliability cannot be judged)", exhibit.what);
        }
    }
    rely(&mut found, &heard, &question.reliance);
    for exhibit in found.iter_mut().filter(|exhibit| exhibit.kind == Kind::ActorClaim) {
        let flags = subjects.iter().flat_map(|subject| &subject.record.flags);
        let doubted = flags.filter(|flag| flag.claims.iter().any(|claim| exhibit.claims.contains(claim)));
        exhibit.doubts = doubted.cloned().collect();
    }
    let ids: Vec<IncidentId> = subjects.iter().map(|subject| subject.record.id).collect();
    found.extend(persons::added(&ids, question));
    exhibit::tell_apart(&mut found);
    found
}

/// Statements on a link, or on who did it, count by the record of who says them. What a party in a position to know says,
/// what actors claim and what records have in common count as they are.
fn rely(found: &mut [Exhibit], heard: &[subject::Heard<'_>], reliance: &Reliance) {
    if *reliance == Reliance::default() {
        return;
    }
    let by_id: BTreeMap<ClaimId, &Claim> =
        heard.iter().filter(|h| goes_by_record(h.claim)).map(|h| (h.claim.id, h.claim)).collect();
    for exhibit in found.iter_mut().filter(|exhibit| exhibit.counts()) {
        let Some(claim) = exhibit.claims.first().and_then(|id| by_id.get(id)) else { continue };
        let heeded = reliance.heed(claim, exhibit.evidence.ratio);
        if heeded != exhibit.evidence.ratio {
            let more = if (heeded.ln()).abs() > exhibit.evidence.ratio.ln().abs() { "more" } else { "less" };
            exhibit.what = format!("{} (counts for {more}: the record of who says so)", exhibit.what);
            exhibit.evidence.ratio = heeded;
        }
    }
}

/// Whether a claim counts by the record of who makes it.
fn goes_by_record(claim: &Claim) -> bool {
    let on_links = matches!(claim.proposition.kind, PropositionKind::Linked | PropositionKind::Responsible);
    on_links && claim.speaker.kind != SpeakerKind::Actor && source_of(claim).is_some()
}

/// Whether anything that is said of the incidents counts by the record of who says it: only then is it looked up.
#[must_use]
pub fn goes_by_records(subjects: &[Subject]) -> bool {
    subjects.iter().flat_map(|subject| &subject.claims).any(goes_by_record)
}

/// Whether incidents are linked, with all that the answer rests on.
///
/// # Errors
/// Fewer than two incidents or more than eight, a prior or a ratio that cannot be weighed, something to be left out that
/// is not there.
pub fn assess(subjects: &[Subject], question: &Question) -> Result<Assessment, Error> {
    let found = evidence(subjects, question);
    let (kept, dropped) = part(found, question)?;
    let evidence: Vec<Evidence> = kept.iter().map(|exhibit| exhibit.evidence.clone()).collect();
    let prior = question.prior.unwrap_or_else(prior);
    let case = Case { incidents: subjects.len(), prior, evidence: &evidence, as_of: None };
    let weighed = hypotheses::weigh(&case)?;
    let ids: Vec<IncidentId> = subjects.iter().map(|subject| subject.record.id).collect();
    let pairs = answer::pairs(&ids, &weighed);
    let acts_like = acting::of(subjects, question);
    let otherwise = otherwise::of(&case, &ids, &kept)?;
    Ok(Assessment {
        id: answer::id_of(&ids),
        question: answer::question(subjects),
        victims: subjects.iter().map(|subject| subject.record.victim.name.clone()).collect(),
        as_of: question.as_of.until,
        clock: question.as_of.clock,
        prior,
        hypotheses: answer::hypotheses(&ids, &weighed),
        unknown_actor: acting::unknown_actor(prior, &kept, &acts_like, ids.len()),
        acts_like,
        confidence: confidence::of(subjects, &kept, question.as_of, &pairs, &otherwise),
        evidence: answer::lines(&ids, &kept, &dropped),
        missing_evidence: otherwise::missing(&case, &ids, &kept, &weighed)?,
        watch: otherwise::watch(subjects),
        changed_on: changed_on(subjects, question.as_of.clock, &kept),
        overrides: persons::overrides(&ids, question, &weighed),
        outcomes: persons::outcomes(&ids, question, &weighed),
        sensitivity: otherwise,
        incidents: ids,
        pairs,
    })
}

/// The days on which the answer may have changed; none before all of the incidents were known.
fn changed_on(subjects: &[Subject], clock: Clock, exhibits: &[Exhibit]) -> Vec<Date> {
    let first = |subject: &Subject| subject.claims.iter().map(|claim| subject::moment(claim, clock)).min();
    let all_known = subjects.iter().filter_map(first).max().map(exhibit::day);
    let days = exhibits.iter().flat_map(|exhibit| &exhibit.spoken);
    let asked: BTreeSet<Date> = days.map(|spoken| all_known.map_or(*spoken, |known| known.max(*spoken))).collect();
    asked.into_iter().collect()
}

fn part(found: Vec<Exhibit>, question: &Question) -> Result<(Vec<Exhibit>, Vec<Exhibit>), Error> {
    let drops = &question.drops;
    for drop in drops {
        let (what, id, there) = match drop {
            Drop::ActorClaims => continue,
            Drop::Group(group) => ("group", group, found.iter().any(|e| e.evidence.group == *group)),
            Drop::Evidence(id) => ("evidence", id, found.iter().any(|e| e.evidence.id == *id)),
        };
        if !there && !question.drops_may_be_missing {
            return Err(Error::NotThere { what, id: id.clone() });
        }
    }
    let dropped = |exhibit: &Exhibit| {
        drops.iter().any(|drop| match drop {
            Drop::ActorClaims => exhibit.evidence.voice == Voice::Actor,
            Drop::Group(group) => exhibit.evidence.group == *group,
            Drop::Evidence(id) => exhibit.evidence.id == *id,
        })
    };
    Ok(found.into_iter().partition(|exhibit| !dropped(exhibit)))
}
