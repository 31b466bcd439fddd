//! Everything that a record is folded from: what the ledger hands out for one incident, and what `reason` folds.

use crate::{Claim, ClaimId, DocumentId, DocumentRef, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// All that the ledger holds on one incident. The order of the lists carries no meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// The incident, after joins.
    pub incident: IncidentId,
    /// Every claim on it, those withdrawn among them.
    pub claims: Vec<Claim>,
    /// Which of them are withdrawn, when and why.
    pub retractions: Vec<Retraction>,
    /// The documents that they come from.
    pub documents: Vec<DocumentRef>,
    /// Other incidents that may be this one.
    pub doubts: Vec<Doubt>,
    /// Documents that were probably copied from others, where that was looked into.
    #[serde(default)]
    pub copies: Vec<Copied>,
}

/// A document that was probably copied from another, though its words do not show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copied {
    /// The copy.
    pub document: DocumentId,
    /// What it was copied from, as far as this store knows.
    pub of: DocumentId,
    /// How likely that is.
    pub p: f64,
    /// What both state and others do not.
    pub shared: Vec<String>,
}

/// A claim that no longer counts. It stays in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retraction {
    /// The claim.
    pub claim: ClaimId,
    /// Why it does not count.
    pub why: RetractionKind,
    /// The reason, in words.
    pub reason: String,
    /// Who withdrew it: `analyst:NAME` or the rule set that read the document again.
    pub by: String,
    /// When this store learnt it. By the *published* clock a withdrawn claim never counted: the mistake was ours,
    /// the document never said it.
    pub recorded: Instant,
}

/// Why a claim no longer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetractionKind {
    /// A mistake of ours.
    Mistake,
    /// Newer rules read the document again.
    Reread,
    /// Its document was removed.
    Forgotten,
}

/// A doubtful join: the two stayed apart, and a person may decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The incident that was kept apart.
    pub incident: IncidentId,
    /// The incident that it may be.
    pub other: IncidentId,
    /// What speaks for and against, in words.
    pub why: String,
    /// The document that raised the question.
    pub document: DocumentId,
    /// When this store learnt it.
    pub recorded: Instant,
    /// When its document came out.
    pub published: Option<Instant>,
}

impl Dossier {
    /// What an audience cleared up to `audience` may know of it: claims, documents and doubts with a stricter label
    /// are left out before anything is folded from them.
    #[must_use]
    pub fn for_audience(mut self, audience: crate::Tlp) -> Self {
        self.claims.retain(|claim| claim.tlp.allows(audience));
        self.documents.retain(|document| document.tlp.allows(audience));
        let known: std::collections::BTreeSet<_> = self.claims.iter().map(|claim| claim.id).collect();
        self.retractions.retain(|retraction| known.contains(&retraction.claim));
        // A doubt is raised by a document, which its audience must know; the other incident's own label is checked
        // by whoever follows the link.
        let shown: std::collections::BTreeSet<_> = self.documents.iter().map(|document| document.id).collect();
        self.doubts.retain(|doubt| shown.contains(&doubt.document));
        self
    }
}
