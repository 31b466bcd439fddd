//! The exit gate: who may be told what. It names, counts and hints at nothing above the audience; what it lets
//! through is folded anew from the claims that remain, so that no sentence was made from words held back.
//! It never reads a store.

use sextant_model::{Claim, Dossier, IncidentId, Tlp};
use std::collections::BTreeSet;

/// Whether an item with `label` may go to `audience`; `None` is the keeper of the store, who sees everything.
#[must_use]
pub fn may_see(label: Tlp, audience: Option<Tlp>) -> bool {
    audience.is_none_or(|cleared| label.allows(cleared))
}

/// The audience as the ledger's projections know it: the keeper sees what `red` sees.
#[must_use]
pub fn level(audience: Option<Tlp>) -> Tlp {
    audience.unwrap_or(Tlp::Red)
}

/// What `audience` may know of an incident; `None` when that is nothing.
///
/// `other_visible` says whether the audience may know of another incident at all (for doubtful joins).
#[must_use]
pub fn dossier(
    mut dossier: Dossier,
    audience: Option<Tlp>,
    other_visible: impl Fn(IncidentId) -> bool,
) -> Option<Dossier> {
    let Some(cleared) = audience else { return Some(dossier) };
    let all = dossier.claims.len() + dossier.documents.len();
    dossier.claims = claims(dossier.claims, audience);
    dossier.documents.retain(|document| document.tlp.allows(cleared));
    if dossier.claims.is_empty() {
        return None;
    }
    let cut = dossier.claims.len() + dossier.documents.len() < all;
    let kept: BTreeSet<_> = dossier.claims.iter().map(|claim| claim.id).collect();
    let documents: BTreeSet<_> = dossier.documents.iter().map(|document| document.id).collect();
    dossier.retractions.retain(|retraction| kept.contains(&retraction.claim));
    dossier.doubts.retain(|doubt| {
        let other = if doubt.incident == dossier.incident { doubt.other } else { doubt.incident };
        documents.contains(&doubt.document) && other_visible(other)
    });
    for doubt in &mut dossier.doubts {
        // The words weigh all that was known of both, which may be more than this audience may know.
        if cut || cleared < Tlp::Red {
            doubt.why = "the same victim at a similar time".to_owned();
        }
    }
    Some(dossier)
}

/// The claims that `audience` may know, none of them naming one that it may not.
#[must_use]
pub fn claims(mut claims: Vec<Claim>, audience: Option<Tlp>) -> Vec<Claim> {
    claims.retain(|claim| may_see(claim.tlp, audience));
    if audience.is_some() {
        let kept: BTreeSet<_> = claims.iter().map(|claim| claim.id).collect();
        for claim in &mut claims {
            claim.supersedes = claim.supersedes.filter(|id| kept.contains(id));
        }
    }
    claims
}
