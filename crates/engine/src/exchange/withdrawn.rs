//! Claims that no longer count: whoever was told of one is told that it was withdrawn, by a new version of its note that
//! revokes it. The note's words go with it.

use super::extension::EXTENSION;
use crate::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sextant_model::*;
use sextant_stix::object::Object;
use sextant_store::{ClaimsOf, Ledger, ObjectQuery, Presence};
use std::collections::BTreeMap;

/// Why a claim no longer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Why {
    /// It was withdrawn.
    Withdrawn,
    /// A correction took its place.
    Corrected,
    /// Its document was read again.
    ReadAgain,
}

impl Why {
    /// For a person.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn by who kept it",
            Self::Corrected => "replaced by a correction",
            Self::ReadAgain => "replaced by a newer reading of its document",
        }
    }
}

/// One claim that no longer counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Withdrawn {
    pub(crate) claim: ClaimId,
    pub(crate) tlp: Tlp,
    /// When its note was made.
    pub(crate) created: Instant,
    /// When it was taken back.
    pub(crate) at: Instant,
    pub(crate) why: Why,
}

/// The claims of a dossier that no longer count, by id. The editions of a moment of their own have none: what they
/// held they hold.
pub(crate) fn of(dossier: &Dossier, as_of: AsOf) -> Vec<Withdrawn> {
    if as_of.until.is_some() {
        return Vec::new();
    }
    let mut gone: BTreeMap<ClaimId, (Instant, Why)> = BTreeMap::new();
    for claim in &dossier.claims {
        gone.extend(claim.supersedes.map(|old| (old, (claim.recorded, Why::Corrected))));
    }
    for retraction in &dossier.retractions {
        let why = if retraction.why == RetractionKind::Reread { Why::ReadAgain } else { Why::Withdrawn };
        gone.insert(retraction.claim, (retraction.recorded, why));
    }
    let told = dossier.claims.iter().filter_map(|claim| {
        let (at, why) = *gone.get(&claim.id)?;
        // A version is later than the one before, if only by the least that there is.
        let at = at.max(claim.recorded + jiff::SignedDuration::from_micros(1));
        Some((claim.id, Withdrawn { claim: claim.id, tlp: claim.tlp, created: claim.recorded, at, why }))
    });
    told.collect::<BTreeMap<_, _>>().into_values().collect()
}

/// The claim that a revoked note of another store takes back here: one that came with an earlier version of the same
/// note by the same maker, and that this store has not read for itself.
pub(crate) fn taken_back(ledger: &dyn Ledger, note: &Object) -> Result<Option<Claim>> {
    let Some(id) = claim_of(note, "withdrawn").filter(|_| note.is_revoked()) else { return Ok(None) };
    let versions = ledger.objects(&ObjectQuery::Id(note.id().unwrap_or_default().to_owned()), usize::MAX, 0)?;
    let told = versions.iter().filter_map(|kept| Some((kept.added, Object::parse(&kept.object.bytes).ok()?)));
    let mut told = told.filter(|(_, old)| claim_of(old, "claim") == Some(id) && old.created_by() == note.created_by());
    let Some((since, _)) = told.next().filter(|_| ledger.retractions(&[id]).is_ok_and(|known| known.is_empty())) else {
        return Ok(None);
    };
    // What was known before the note came is this store's own.
    let claim = ledger.claims(&ClaimsOf::Ids(vec![id]))?.pop().filter(|claim| claim.recorded >= since);
    let Some(claim) = claim else { return Ok(None) };
    let elsewhere = match claim.document {
        None => true,
        Some(document) => {
            matches!(ledger.presence(document)?, Presence::Kept { rules } if rules == crate::import::ELSEWHERE)
        }
    };
    Ok(elsewhere.then_some(claim))
}

fn claim_of(note: &Object, part: &str) -> Option<ClaimId> {
    note.extension(EXTENSION)?.get(part)?.get("claim_id").and_then(Value::as_str)?.parse().ok()
}
