//! What reporters and duty officers ask: what is new today ([`brief`]), how a story was told ([`story`]), what is known of an
//! organisation ([`organisation`]), what an incident is tied to ([`graph`]). Every line says on whose word; all of it is folded behind the gate.

pub mod brief;
pub mod graph;
pub mod organisation;
mod paper;
pub mod story;

use sextant_model::*;

/// Whose words something stands on, and where they are read.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Said {
    /// Who says it; the publisher where nobody is named.
    pub who: String,
    /// What sort of party.
    pub kind: SpeakerKind,
    /// How.
    pub stance: Stance,
    /// The words.
    pub quote: String,
    /// The claim.
    pub claim: ClaimId,
    /// Its document.
    pub document: Option<DocumentId>,
    /// Who put the document out.
    pub publisher: Option<String>,
}

impl Said {
    pub(crate) fn of(claim: &Claim) -> Self {
        let who = claim.speaker.name.clone().or_else(|| claim.publisher.clone());
        Self {
            who: who.unwrap_or_else(|| "an unnamed source".to_owned()),
            kind: claim.speaker.kind,
            stance: claim.stance,
            quote: claim.quote.clone(),
            claim: claim.id,
            document: claim.document,
            publisher: claim.publisher.clone(),
        }
    }
}
