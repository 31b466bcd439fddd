//! What somebody did of late that can be taken back, read from the audit log, the last first.

use super::review::Review;
use super::{note, review};
use crate::{Engine, EngineError, Result, gate};
use sextant_model::*;
use sextant_store::ClaimsOf;
use std::collections::BTreeSet;

/// Entries of the audit log that are looked through, so many at a time: a feed that came in between hides nothing.
const ENTRIES: u64 = 20_000;
const AT_ONCE: u64 = 1_000;
/// Acts that are told.
const MOST: usize = 30;

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Done {
    /// What takes it back.
    pub act: Act,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What was done, in words.
    pub what: String,
    /// Why.
    pub reason: String,
    /// The incident to look at.
    pub incident: Option<IncidentId>,
    /// Whether it still holds: only then can it be taken back.
    pub holds: bool,
}

/// Something that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "act", content = "id", rename_all = "lowercase")]
pub enum Act {
    /// A decision on identities.
    Decision(DecisionId),
    /// A claim by hand.
    Claim(ClaimId),
    /// A claim that was withdrawn.
    Retraction(ClaimId),
    /// An answer of the queue.
    Review(String),
    /// A note.
    Note(String),
}

impl std::fmt::Display for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Decision(id) => write!(f, "decision {id}"),
            Self::Claim(id) => write!(f, "claim {id}"),
            Self::Retraction(id) => write!(f, "retraction {id}"),
            Self::Review(key) => write!(f, "review {key}"),
            Self::Note(id) => write!(f, "note {id}"),
        }
    }
}

impl std::str::FromStr for Act {
    type Err = EngineError;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || EngineError::Invalid(format!("{text:?} is nothing that can be taken back"));
        let (kind, id) = text.split_once(' ').ok_or_else(wrong)?;
        Ok(match kind {
            "decision" => Self::Decision(id.parse().map_err(|_| wrong())?),
            "claim" => Self::Claim(id.parse().map_err(|_| wrong())?),
            "retraction" => Self::Retraction(id.parse().map_err(|_| wrong())?),
            "review" => Self::Review(id.to_owned()),
            "note" => Self::Note(id.to_owned()),
            _ => return Err(wrong()),
        })
    }
}

/// What the acts told so far have done to one another, from the last back.
#[derive(Default)]
struct Later {
    replaced: BTreeSet<ClaimId>,
    told: BTreeSet<String>,
}

impl Engine {
    /// What `by` did of late; whoever may see everything is told what everybody did.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn done(&self, by: &str, audience: Option<Tlp>) -> Result<Vec<Done>> {
        let everybody = gate::may_see(Tlp::Red, audience);
        let mine =
            |entry: &crate::AuditEntry| everybody || entry.by.strip_prefix("analyst:").unwrap_or(&entry.by) == by;
        let last = self.ask(|ledger| Ok(ledger.counts()?.entries))?;
        let decided = self.decisions()?;
        let holding: BTreeSet<DecisionId> = Assignment::new(decided.clone()).holding().iter().map(|d| d.id).collect();
        let (mut later, mut all, mut end) = (Later::default(), Vec::new(), last);
        while end > last.saturating_sub(ENTRIES) {
            let from = end.saturating_sub(AT_ONCE - 1).max(1);
            let count = usize::try_from(end + 1 - from).unwrap_or(usize::MAX);
            for entry in self.audit(from, count)?.iter().rev().filter(|entry| mine(entry)) {
                all.extend(match entry.action.as_str() {
                    "decide" => decision(entry, &decided, &holding),
                    "claim" => self.by_hand(entry, &mut later, audience)?,
                    "retract" => self.taken_out(entry, &mut later, audience)?,
                    "state" => self.stated(entry, &mut later, audience)?,
                    _ => None,
                });
                if all.len() == MOST {
                    return Ok(all);
                }
            }
            end = from - 1;
        }
        Ok(all)
    }

    fn by_hand(&self, entry: &crate::AuditEntry, later: &mut Later, audience: Option<Tlp>) -> Result<Option<Done>> {
        let Some(claim) = self.claim_of(&entry.subject, audience)? else { return Ok(None) };
        let gone = !self.ask(|ledger| Ok(ledger.retractions(&[claim.id])?))?.is_empty();
        let again = later.replaced.contains(&claim.id);
        if !gone {
            later.replaced.extend(claim.supersedes);
        }
        let old = match claim.supersedes {
            Some(old) => self.claim_of(&old.to_string(), audience)?,
            None => None,
        };
        let same = |old: &Claim| {
            (&old.speaker, old.stance, &old.proposition) == (&claim.speaker, claim.stance, &claim.proposition)
        };
        let verb = match &old {
            None => "added a claim",
            Some(old) if same(old) => "accepted a reading",
            Some(_) => "corrected a claim",
        };
        Ok(Some(Done {
            act: Act::Claim(claim.id),
            holds: !gone && !again,
            what: format!("{verb}: “{}”", claim.quote),
            incident: claim.incidents.first().copied(),
            ..told(entry)
        }))
    }

    fn taken_out(&self, entry: &crate::AuditEntry, later: &mut Later, audience: Option<Tlp>) -> Result<Option<Done>> {
        let Some(claim) = self.claim_of(&entry.subject, audience)? else { return Ok(None) };
        // Taking back a claim by hand is told where that claim is.
        if claim.by.starts_with("analyst:") {
            return Ok(None);
        }
        Ok(Some(Done {
            act: Act::Retraction(claim.id),
            holds: !later.replaced.contains(&claim.id),
            what: format!("rejected a reading: “{}”", claim.quote),
            incident: claim.incidents.first().copied(),
            ..told(entry)
        }))
    }

    fn stated(&self, entry: &crate::AuditEntry, later: &mut Later, audience: Option<Tlp>) -> Result<Option<Done>> {
        let Some((kind, id)) = entry.subject.split_once(' ') else { return Ok(None) };
        if ![review::KIND, note::KIND].contains(&kind) || !later.told.insert(entry.subject.clone()) {
            return Ok(None);
        }
        let Some(stated) = self.ask(|ledger| Ok(ledger.stated(kind, id)?))? else { return Ok(None) };
        if kind == review::KIND {
            let Ok(review) = serde_json::from_str::<Review>(&stated.body) else { return Ok(None) };
            let on = if id.starts_with("copy/") { "a probable copy" } else { "a doubt about an actor’s claim" };
            let holds = review.answer != review::Answer::Open;
            let what = format!("{} {on}", if holds { review.answer.as_str() } else { "reopened" });
            return Ok(Some(Done {
                act: Act::Review(id.to_owned()),
                holds,
                what,
                incident: Some(review.incident),
                ..told(entry)
            }));
        }
        let Ok(note) = serde_json::from_str::<note::Note>(&stated.body) else { return Ok(None) };
        let holds = stated.shelf == note.incident.to_string();
        let words: String = note.text.chars().take(80).collect();
        Ok((holds && gate::may_see(note.tlp, audience)).then(|| Done {
            act: Act::Note(id.to_owned()),
            holds,
            what: format!("wrote a note: {words}"),
            incident: Some(note.incident),
            ..told(entry)
        }))
    }

    fn claim_of(&self, id: &str, audience: Option<Tlp>) -> Result<Option<Claim>> {
        let Ok(id) = id.parse::<ClaimId>() else { return Ok(None) };
        let found = self.ask(|ledger| Ok(ledger.claims(&ClaimsOf::Ids(vec![id]))?))?.pop();
        Ok(found.filter(|claim| gate::may_see(claim.tlp, audience)))
    }

    /// Takes something back that `by` did, or, for whoever may see everything, that anybody did.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for what is not among [`done`](Self::done); when the store cannot be written.
    pub fn take_back(&self, act: &Act, reason: &str, by: &str, audience: Option<Tlp>) -> Result<()> {
        let mine = self.done(by, audience)?;
        let Some(done) = mine.into_iter().find(|done| done.act == *act && done.holds) else {
            return Err(EngineError::not_found("act of yours that holds and is called", act));
        };
        match act {
            Act::Decision(id) => self.undo(*id, reason, by).map(drop),
            Act::Claim(id) => self.retract_claim(*id, reason, by),
            Act::Retraction(id) => self.restore_claim(*id, reason, by).map(drop),
            Act::Review(key) => {
                let incident = done.incident.unwrap_or(IncidentId(uuid::Uuid::nil()));
                self.review(&Review { key: key.clone(), incident, answer: review::Answer::Open }, reason, by)
            }
            Act::Note(id) => self.remove_note(id, by, audience).map(drop),
        }
    }
}

fn told(entry: &crate::AuditEntry) -> Done {
    Done {
        act: Act::Note(String::new()),
        at: entry.at,
        by: entry.by.strip_prefix("analyst:").unwrap_or(&entry.by).to_owned(),
        what: String::new(),
        reason: entry.detail.clone(),
        incident: None,
        holds: false,
    }
}

fn decision(entry: &crate::AuditEntry, decided: &[Decision], holding: &BTreeSet<DecisionId>) -> Option<Done> {
    let id: DecisionId = entry.subject.parse().ok()?;
    let decision = decided.iter().find(|decision| decision.id == id)?;
    let (what, incident) = match &decision.kind {
        DecisionKind::Join { into, others } => (format!("joined {} incidents", others.len() + 1), Some(*into)),
        DecisionKind::Split { documents, into, .. } => {
            (format!("split off {} documents", documents.len()), Some(*into))
        }
        DecisionKind::Distinct { a, .. } => ("said that two incidents are not the same".to_owned(), Some(*a)),
        DecisionKind::Alias { name, alias, .. } => (format!("said that {alias} is {name}"), None),
        DecisionKind::Judgement(_) => ("judged whether incidents are linked".to_owned(), None),
        DecisionKind::Undo { .. } => return None,
    };
    let (reason, holds) = (decision.reason.clone(), holding.contains(&id));
    Some(Done { act: Act::Decision(id), what, reason, incident, holds, ..told(entry) })
}
