//! One incident as an audience may have it: the claims that hold, folded, with the times that its objects carry.

use super::extension::DocumentPart;
use super::withdrawn::{self, Withdrawn};
use crate::Result;
use crate::query::visible_dossier;
use sextant_model::*;
use sextant_store::Ledger;
use std::collections::BTreeSet;

/// What one edition of an incident is made from.
pub(crate) struct Edition {
    pub(crate) record: Record,
    /// The claims that hold, oldest first, each on the incidents where decisions have put it.
    pub(crate) claims: Vec<Claim>,
    pub(crate) documents: Vec<DocumentPart>,
    /// The claims that no longer count.
    pub(crate) withdrawn: Vec<Withdrawn>,
    /// When this store first learnt of it.
    pub(crate) created: Instant,
    /// When what it knows last changed.
    pub(crate) modified: Instant,
}

/// The edition of `id` for `audience`; `None` when it may know nothing of it, or nothing holds.
pub(crate) fn edition(
    ledger: &dyn Ledger,
    id: IncidentId,
    as_of: AsOf,
    audience: Option<Tlp>,
) -> Result<Option<Edition>> {
    let Some(dossier) = visible_dossier(ledger, id, as_of, audience)? else { return Ok(None) };
    let decisions = ledger.decisions()?;
    let (Some(created), Some(modified)) = (first(&dossier), last(&dossier, &decisions)) else { return Ok(None) };
    let withdrawn = withdrawn::of(&dossier, as_of);
    let holding = holding(dossier, as_of, &Assignment::new(decisions));
    if holding.claims.is_empty() {
        return Ok(None);
    }
    let record = sextant_reason::fix(&holding, as_of);
    let mut documents = Vec::with_capacity(record.documents.len());
    for document in &record.documents {
        documents.push(document_part(ledger, document)?);
    }
    let claims = record.claims.clone().unwrap_or_default();
    Ok(Some(Edition { record, claims, documents, withdrawn, created, modified }))
}

/// The dossier without what no longer counts or was not known yet: another store, which learns only what leaves,
/// must fold the same record from it. Doubtful joins stay here: they are questions about this store's incidents.
fn holding(mut dossier: Dossier, as_of: AsOf, decided: &Assignment) -> Dossier {
    let withdrawn: BTreeSet<ClaimId> = dossier.retractions.drain(..).map(|retraction| retraction.claim).collect();
    dossier.claims.retain(|claim| as_of.knows(claim.published, claim.recorded) && !withdrawn.contains(&claim.id));
    let replaced: BTreeSet<ClaimId> = dossier.claims.iter().filter_map(|claim| claim.supersedes).collect();
    dossier.claims.retain(|claim| !replaced.contains(&claim.id));
    for claim in &mut dossier.claims {
        let document = claim.document;
        let now: BTreeSet<_> = claim.incidents.iter().map(|at| decided.incident_of(*at, document)).collect();
        claim.incidents = now.into_iter().collect();
        claim.supersedes = None;
        // What a claim without a date of its own is dated by, here and elsewhere.
        claim.published = Some(super::extension::said(claim));
    }
    let told: BTreeSet<DocumentId> = dossier.claims.iter().filter_map(|claim| claim.document).collect();
    dossier.documents.retain(|document| told.contains(&document.id));
    dossier.doubts.clear();
    dossier
}

fn first(dossier: &Dossier) -> Option<Instant> {
    dossier.claims.iter().map(|claim| claim.recorded).min()
}

/// Decisions count where the audience knows every incident that they name: else their time would tell of another.
fn last(dossier: &Dossier, decisions: &[Decision]) -> Option<Instant> {
    let known: BTreeSet<IncidentId> =
        dossier.claims.iter().flat_map(|claim| claim.incidents.iter().copied()).chain([dossier.incident]).collect();
    let decided = decisions.iter().filter(|decision| {
        let named = named_by(&decision.kind, decisions);
        !named.is_empty() && named.iter().all(|incident| known.contains(incident))
    });
    let claims = dossier.claims.iter().map(|claim| claim.recorded);
    claims.chain(dossier.retractions.iter().map(|r| r.recorded)).chain(decided.map(|d| d.recorded)).max()
}

/// The incidents that a decision moves something between; what is taken back counts as what it did.
fn named_by(kind: &DecisionKind, all: &[Decision]) -> Vec<IncidentId> {
    match kind {
        DecisionKind::Join { into, others } => others.iter().copied().chain([*into]).collect(),
        DecisionKind::Split { from, into, .. } => vec![*from, *into],
        // A decision only takes back an earlier one, so this ends.
        DecisionKind::Undo { decision } => {
            all.iter().find(|d| d.id == *decision).map(|d| named_by(&d.kind, all)).unwrap_or_default()
        }
        DecisionKind::Distinct { .. } | DecisionKind::Alias { .. } | DecisionKind::Judgement(_) => Vec::new(),
    }
}

fn document_part(ledger: &dyn Ledger, document: &DocumentRef) -> Result<DocumentPart> {
    let meta = ledger.document(document.id)?.map(|kept| kept.clean.meta).unwrap_or_default();
    Ok(DocumentPart {
        document_id: document.id,
        group_id: document.group,
        sha256: meta.sha256,
        title: document.title.clone(),
        publisher: document.publisher.clone(),
        url: document.url.clone(),
        published: document.published,
        language: meta.language,
        media_type: meta.media_type,
        tlp: document.tlp,
    })
}
