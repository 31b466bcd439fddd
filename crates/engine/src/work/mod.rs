//! The work of analysts: what waits to be looked at ([`queue`]), what they say of it ([`review`]), their notes and what
//! they have seen ([`note`]), and what they did of late, to be taken back ([`done`]).
//!
//! Whoever changes something must be able to see it: each question and each change here names its audience.

mod done;
mod note;
mod queue;
mod review;

pub use done::{Act, Done};
pub use note::Note;
pub use queue::{Matter, Queue, Waiting};
pub use review::{Answer, Review, copy_key, flag_key};

use crate::{Engine, EngineError, Result, gate};
use sextant_model::{AsOf, ClaimId, Clock, DocumentId, IncidentId, Tlp};
use std::collections::BTreeSet;

impl Engine {
    /// Answers what waits under a key on an incident: yes joins, keeps, marks; no holds apart, withdraws, clears.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for what is not asked, or was answered meanwhile; when the store cannot be written.
    pub fn answer(
        &self,
        key: &str,
        incident: IncidentId,
        accepted: bool,
        audience: Option<Tlp>,
        by: &str,
    ) -> Result<()> {
        if !self.waits(key, incident, audience)? {
            return Err(EngineError::Invalid("That was answered meanwhile, or is no longer asked.".to_owned()));
        }
        let reason = if accepted { "accepted in the work queue" } else { "rejected in the work queue" };
        if let Some((a, b)) = Self::join_of(key) {
            let other = if a == incident { b } else { a };
            return match accepted {
                true => self.join(incident, &[other], reason, by).map(drop),
                false => self.distinct(incident, other, reason, by).map(drop),
            };
        }
        if let Some(claim) = Self::reading_of(key) {
            return match accepted {
                true => self.accept_claim(claim, reason, by).map(drop),
                false => self.retract_claim(claim, reason, by),
            };
        }
        let answer = if accepted { Answer::Accepted } else { Answer::Rejected };
        self.review(&Review { key: key.to_owned(), incident, answer }, "", by)
    }

    /// Whether an audience may know of an incident: else it is as if there were none.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be read.
    pub fn must_know_incident(&self, id: IncidentId, audience: Option<Tlp>) -> Result<()> {
        let found = self.ask(|ledger| crate::query::visible_dossier(ledger, id, Default::default(), audience))?;
        found.map(|_| ()).ok_or_else(|| EngineError::not_found("incident", id))
    }

    /// Which of these claims were withdrawn by then, by the clock asked for.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn withdrawn(&self, claims: &[ClaimId], as_of: AsOf) -> Result<BTreeSet<ClaimId>> {
        let found = self.ask(|ledger| Ok(ledger.retractions(claims)?))?;
        // By the published clock a withdrawn claim never counted: the mistake was ours.
        let by_then = |at| as_of.clock == Clock::Published || as_of.until.is_none_or(|until| at <= until);
        Ok(found.into_iter().filter(|r| by_then(r.recorded)).map(|retraction| retraction.claim).collect())
    }

    /// Whether an audience may know of a document: else it is as if there were none.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be read.
    pub fn must_know_document(&self, id: DocumentId, audience: Option<Tlp>) -> Result<()> {
        let found = self.ask(|ledger| Ok(ledger.document(id)?))?;
        let found = found.filter(|document| gate::may_see(document.tlp, audience));
        found.map(|_| ()).ok_or_else(|| EngineError::not_found("document", id))
    }
}
