//! One read document to what goes into the ledger: claims with incidents and groups, sightings, doubts.

use super::resolve::{Resolved, Resolver};
use super::{IngestedIncident, RULES};
use crate::Result;
use crate::reading::ReadDocument;
use sextant_model::*;
use sextant_reason::{Draft, Teller};
use sextant_store::{Append, Ledger};
use std::collections::BTreeMap;

/// What a document adds.
pub(crate) struct Learnt {
    /// For the ledger.
    pub(crate) append: Append,
    /// For whoever asked.
    pub(crate) incidents: Vec<IngestedIncident>,
}

/// What `document` adds to what `ledger` holds; `None` when it was not read.
pub(crate) fn compose(
    ledger: &dyn Ledger,
    document: ReadDocument,
    by: &str,
    recorded: Instant,
) -> Result<Option<Learnt>> {
    let Some(reading) = document.reading else { return Ok(None) };
    let published_at = document.clean.meta.published.as_deref().and_then(instant).map(crate::clock::whole);
    let kept = Document {
        id: document.id,
        clean: document.clean,
        origin: document.origin,
        retrieved: recorded,
        published_at,
        tlp: document.tlp,
    };
    let signature = sextant_reason::signature(&kept.clean.text);
    let group = group_of(ledger, &kept, &signature)?;
    let told = tell(ledger, &kept, &reading, group, recorded)?;
    let append = Append {
        document: kept,
        bytes: document.bytes,
        claims: told.claims,
        sightings: told.resolved.sightings,
        doubts: told.resolved.doubts,
        signature,
        group,
        quotations: told.quotations,
        rules: RULES.to_owned(),
        by: by.to_owned(),
        recorded,
    };
    Ok(Some(Learnt { append, incidents: told.resolved.incidents }))
}

/// What a reading of a document tells, resolved.
pub(crate) struct Told {
    pub(crate) claims: Vec<Claim>,
    pub(crate) resolved: Resolved,
    pub(crate) quotations: Vec<(i64, GroupId)>,
}

/// Resolves a reading of `document`, whose text has the origin `group`.
pub(crate) fn tell(
    ledger: &dyn Ledger,
    document: &Document,
    reading: &Reading,
    group: GroupId,
    recorded: Instant,
) -> Result<Told> {
    let resolved = Resolver::new(ledger, document, recorded)?.resolve(reading)?;
    let teller = Teller {
        document: document.id,
        rules: RULES,
        recorded,
        published: document.published_at,
        tlp: document.tlp,
        group,
    };
    let drafts = sextant_reason::claims_of(reading, &teller);
    let origins = origins(ledger, &drafts)?;
    let mut quotations = BTreeMap::new();
    let mut claims = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut claim = draft.claim;
        claim.incidents = resolved.ids(&draft.about);
        claim.publisher = claim.publisher.or_else(|| document.clean.meta.publisher.clone());
        let key = sextant_reason::quotation_key(&claim.quote);
        let quoted = key.and_then(|key| origins.get(&key).copied());
        claim.group = sextant_reason::claim_group(&claim, group, quoted);
        if let Some(key) = key.filter(|_| quoted.is_none()) {
            quotations.entry(key).or_insert(claim.group);
        }
        claims.push(claim);
    }
    Ok(Told { claims, resolved, quotations: quotations.into_iter().collect() })
}

fn origins(ledger: &dyn Ledger, drafts: &[Draft]) -> Result<BTreeMap<i64, GroupId>> {
    let keys: Vec<i64> = drafts.iter().filter_map(|d| sextant_reason::quotation_key(&d.claim.quote)).collect();
    Ok(if keys.is_empty() { BTreeMap::new() } else { ledger.quotations(&keys)?.into_iter().collect() })
}

/// The origin of a document's text.
pub(crate) fn group_of(ledger: &dyn Ledger, document: &Document, signature: &Signature) -> Result<GroupId> {
    let mut near = ledger.near(signature)?;
    near.retain(|other| other.document != document.id);
    let copied = sextant_reason::near_duplicate(signature, &near);
    Ok(sextant_reason::document_group(document.id, document.clean.meta.publisher.as_deref(), copied))
}

/// An instant from a document's date: midnight UTC for a bare day.
pub(crate) fn instant(published: &str) -> Option<Instant> {
    if let Ok(instant) = published.parse::<Instant>() {
        return Some(instant);
    }
    let civil = published
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| published.parse::<jiff::civil::Date>().map(|day| day.at(0, 0, 0, 0)))
        .ok()?;
    jiff::tz::Offset::UTC.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn dates_of_documents_are_read_as_utc() {
        for (text, expected) in [
            ("2025-05-13", "2025-05-13T00:00:00Z"),
            ("2025-05-13T10:00:00+02:00", "2025-05-13T08:00:00Z"),
            ("2025-05-13T10:00:00", "2025-05-13T10:00:00Z"),
        ] {
            assert_eq!(instant(text).map(|i| i.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(instant("last Tuesday"), None);
    }
}
