//! What a person says of something that the program is not sure of: accepted, rejected, or open again. The last word under
//! a key holds; a key names what it is on by ids alone.

use crate::{Engine, EngineError, Result};
use sextant_model::{AsOf, ClaimFlag, Clock, Copied, DocumentId, Dossier, FlagKind, IncidentId};
use sextant_store::{Statement, Statements};
use std::collections::BTreeSet;

/// The kind of such statements.
pub(super) const KIND: &str = "review";

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It is as the program thinks.
    Accepted,
    /// It is not.
    Rejected,
    /// Nobody has said yet, or what was said was taken back.
    Open,
}

impl Answer {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Open => "open",
        }
    }
}

/// The last word on something.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Review {
    /// What it is on.
    pub key: String,
    /// The incident on whose page it was asked.
    pub incident: IncidentId,
    /// What is said.
    pub answer: Answer,
}

/// The key of a doubt about an actor's claim.
#[must_use]
pub fn flag_key(flag: &ClaimFlag) -> String {
    let kind = match flag.kind {
        FlagKind::EarlierNotice => "earlier-notice",
        FlagKind::EarlierClaim => "earlier-claim",
        FlagKind::DeniedByVictim => "denied",
    };
    let first = flag.claims.first().map(ToString::to_string).unwrap_or_default();
    format!("flag/{kind}/{first}/{}", flag.by)
}

/// The key of a probable copy.
#[must_use]
pub fn copy_key(copied: &Copied) -> String {
    format!("copy/{}/{}", copied.document, copied.of)
}

impl Engine {
    /// Keeps what a person says of something under a key.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn review(&self, review: &Review, reason: &str, by: &str) -> Result<()> {
        let mut ledger = self.writer()?;
        let after = ledger.stated(KIND, &review.key)?.map_or(0, |stated| stated.seq);
        let body = serde_json::to_string(review).map_err(|e| EngineError::Invalid(e.to_string()))?;
        let detail = if reason.is_empty() { review.answer.as_str() } else { reason };
        let statement =
            Statement { kind: KIND, id: &review.key, shelf: review.answer.as_str(), body: &body, after, detail };
        ledger.state(&statement, by, crate::clock::now())?;
        Ok(())
    }

    /// The last word under a key.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reviewed(&self, key: &str) -> Result<Answer> {
        let stated = self.ask(|ledger| Ok(ledger.stated(KIND, key)?))?;
        let review = stated.and_then(|stated| serde_json::from_str::<Review>(&stated.body).ok());
        Ok(review.map_or(Answer::Open, |review| review.answer))
    }

    fn rejected(&self, as_of: AsOf) -> Result<BTreeSet<String>> {
        let known = |at| as_of.clock == Clock::Published || as_of.until.is_none_or(|until| at <= until);
        let stated = self.ask(|ledger| Ok(ledger.all_stated(KIND, Some(Answer::Rejected.as_str()))?))?;
        Ok(stated.into_iter().filter(|stated| known(stated.at)).map(|stated| stated.id).collect())
    }

    /// Pairs of documents that a person says were not copied from one another.
    pub(crate) fn apart(&self, as_of: AsOf) -> Result<BTreeSet<(DocumentId, DocumentId)>> {
        Ok(self.rejected(as_of)?.iter().filter_map(|key| pair(key)).collect())
    }

    /// One origin for probable copies, but for those that a person says are none.
    pub(crate) fn one_origin(&self, dossier: Dossier, as_of: AsOf) -> Result<Dossier> {
        Ok(sextant_reason::copying::one_origin_but(dossier, as_of, &self.apart(as_of)?))
    }

    /// Doubts that a person rejected are told no more.
    pub(crate) fn leave_out_rejected(&self, flags: &mut Vec<ClaimFlag>, as_of: AsOf) -> Result<()> {
        if !flags.is_empty() {
            let rejected = self.rejected(as_of)?;
            flags.retain(|flag| !rejected.contains(&flag_key(flag)));
        }
        Ok(())
    }
}

fn pair(key: &str) -> Option<(DocumentId, DocumentId)> {
    let (document, of) = key.strip_prefix("copy/")?.split_once('/')?;
    Some((document.parse().ok()?, of.parse().ok()?))
}
