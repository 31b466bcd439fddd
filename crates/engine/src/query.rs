//! What can be asked of a store. Each question names its audience and is answered through the gate.

use crate::fresh::{Folded, weight};
use crate::reliance::Window;
use crate::view::*;
use crate::{Engine, Result, gate};
use sextant_model::*;
use sextant_reason::reliability::Reliance;
use sextant_store::{ClaimsOf, DocumentQuery, Ledger, ListQuery};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Engine {
    /// The incidents, one line each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn incidents(&self, query: &IncidentQuery) -> Result<Page<IncidentSummary>> {
        let limit = if query.limit == 0 { usize::MAX } else { query.limit };
        let by_change = query.sort == IncidentSort::Changed;
        let list = ListQuery {
            as_of: query.as_of,
            audience: gate::level(query.audience),
            words: query.text.clone().filter(|text| !text.trim().is_empty()),
            kind: query.kind,
            standing: query.standing,
            limit: if by_change { limit } else { usize::MAX },
            offset: if by_change { query.offset } else { 0 },
            after: query.after.as_ref().filter(|_| by_change).and_then(|place| Some((place.changed?, place.id))),
        };
        let page = self.ask(|ledger| Ok(ledger.summaries(&list)?))?;
        let mut items = page.summaries;
        if !by_change {
            sort(&mut items, query.sort);
            if let Some(last) = query.after.as_ref().map(|place| rank(place, query.sort)) {
                items.retain(|item| rank(&Place::from(item), query.sort) > last);
            }
            items = items.into_iter().skip(query.offset).take(limit).collect();
        }
        Ok(Page { items, total: page.total, offset: query.offset })
    }

    /// The record of one incident, its claims among it (oldest first). An incident that was joined to another
    /// answers with the other's record.
    ///
    /// `None` when there is none, or none that this audience may know of, or nothing was known of it by then.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn incident(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Record>> {
        let Some(dossier) = self.known_dossier(id, as_of, audience)? else { return Ok(None) };
        self.flagged(sextant_reason::fix(&dossier, as_of), &dossier, as_of, audience)
    }

    /// The victim of an incident, as its line then had it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn victim(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<String>> {
        let line = self.ask(|ledger| Ok(ledger.summary(id, as_of, gate::level(audience))?))?;
        Ok(line.map(|line| line.victim))
    }

    /// The record of one incident, and where its sources disagree how likely each value is; as [`Engine::incident`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn weighed(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<WeighedRecord>> {
        let heavy = |found: &Option<WeighedRecord>| found.as_ref().map_or(1, |found| weight(&found.record.claims));
        let key = (id, as_of.until, as_of.clock, audience);
        let make = || self.weigh_values(id, as_of, audience);
        Ok(self.kept(&self.fresh.weighed, key, heavy, make)?.as_ref().clone())
    }

    fn weigh_values(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<WeighedRecord>> {
        let Some(dossier) = self.known_dossier(id, as_of, audience)? else { return Ok(None) };
        let (record, mut values) = sextant_reason::fix_with_values(&dossier, as_of, &Reliance::default());
        let Some(record) = self.flagged(record, &dossier, as_of, audience)? else { return Ok(None) };
        if !values.is_empty() {
            let reliance = self.reliance([dossier.incident], as_of, audience, Window::Record)?;
            if dossier.claims.iter().any(|claim| reliance.strength(claim) != 1.0) {
                values = sextant_reason::fix_with_values(&dossier, as_of, &reliance).1;
            }
        }
        Ok(Some(WeighedRecord { record, values }))
    }

    /// With what others' words put in doubt; `None` where all that was known was forgotten, so that nothing is left to
    /// answer with.
    fn flagged(
        &self,
        mut record: Record,
        dossier: &Dossier,
        as_of: AsOf,
        audience: Option<Tlp>,
    ) -> Result<Option<Record>> {
        if record.history.is_empty() && record.documents.is_empty() {
            return Ok(None);
        }
        let withdrawn: BTreeSet<ClaimId> = dossier.retractions.iter().map(|retraction| retraction.claim).collect();
        let claims: Vec<&Claim> = record.claims.iter().flatten().filter(|c| !withdrawn.contains(&c.id)).collect();
        let mut flags = self.flags(&record, &claims, as_of, audience)?;
        self.leave_out_rejected(&mut flags, as_of)?;
        record.flags = flags;
        Ok(Some(record))
    }

    /// The record of one incident without what others' words put in doubt, and which of its claims were withdrawn.
    pub(crate) fn folded(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Arc<Folded>>> {
        let weigh = |folded: &Option<Arc<Folded>>| folded.as_ref().map_or(1, |folded| weight(&folded.0.claims));
        let make = || Ok(self.fold(id, as_of, audience)?.map(Arc::new));
        Ok(self.kept(&self.fresh.folded, (id, as_of.until, as_of.clock, audience), weigh, make)?.as_ref().clone())
    }

    fn fold(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Folded>> {
        let Some(dossier) = self.known_dossier(id, as_of, audience)? else { return Ok(None) };
        let record = sextant_reason::fix(&dossier, as_of);
        // Where all that was known was forgotten, nothing is left to answer with.
        if record.history.is_empty() && record.documents.is_empty() {
            return Ok(None);
        }
        Ok(Some((record, dossier.retractions.iter().map(|retraction| retraction.claim).collect())))
    }

    /// What this audience may know of one incident by then, probable copies under one origin; `None` where that is nothing.
    fn known_dossier(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Dossier>> {
        let found = self.ask(|ledger| visible_dossier(ledger, id, as_of, audience))?;
        let known = |dossier: &Dossier| dossier.claims.iter().any(|claim| as_of.knows(claim.published, claim.recorded));
        found.filter(known).map(|dossier| self.one_origin(dossier, as_of)).transpose()
    }

    /// One document with its claims.
    ///
    /// `None` when there is none, or none that this audience may know of.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn document(&self, id: DocumentId, audience: Option<Tlp>) -> Result<Option<DocumentView>> {
        self.ask(|ledger| {
            let Some(document) = ledger.document(id)?.filter(|d| gate::may_see(d.tlp, audience)) else {
                return Ok(None);
            };
            let forgotten = ledger.presence(id)? == sextant_store::Presence::Forgotten;
            let claims = standing_claims(ledger, id, audience)?;
            let mut incidents = Vec::new();
            for incident in ledger.incidents_of(id)? {
                incidents.extend(ledger.summary(incident, AsOf::default(), gate::level(audience))?);
            }
            Ok(Some(DocumentView { document, claims, incidents, forgotten }))
        })
    }

    /// Documents and incidents that hold all of `words`, the best first: incidents before documents.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn search(&self, words: &str, audience: Option<Tlp>, limit: usize) -> Result<Vec<SearchHit>> {
        if words.trim().is_empty() {
            return Ok(Vec::new());
        }
        let audience = gate::level(audience);
        self.ask(|ledger| {
            let list =
                ListQuery { audience, words: Some(words.to_owned()), limit: limit.min(20), ..Default::default() };
            let incidents = ledger.summaries(&list)?.summaries;
            let mut hits: Vec<_> = incidents.into_iter().map(|summary| incident_hit(summary, words)).collect();
            let found = ledger.search(words, audience, limit.saturating_sub(hits.len()), 0)?;
            for hit in found.hits {
                hits.extend(match hit.claim {
                    Some(claim) => claim_hit(ledger, hit, claim)?,
                    None => document_hit(hit),
                });
            }
            Ok(hits)
        })
    }

    /// The latest changes over all records, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changes(&self, as_of: AsOf, audience: Option<Tlp>, limit: usize) -> Result<Vec<Change>> {
        let newest = IncidentQuery { as_of, audience, limit: limit.clamp(1, 50), ..Default::default() };
        let mut changes = Vec::new();
        for summary in self.incidents(&newest)?.items {
            let Some(folded) = self.folded(summary.id, as_of, audience)? else { continue };
            changes.extend(folded.0.history.iter().cloned().map(|entry| Change {
                at: entry.at,
                incident: summary.id,
                victim: summary.victim.clone(),
                what: entry.what,
                field: entry.field,
                before: entry.before,
                after: entry.after,
                claims: entry.claims,
            }));
        }
        changes.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.incident.cmp(&b.incident)));
        changes.truncate(limit);
        Ok(changes)
    }

    /// How much the store holds, for this audience.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn stats(&self, audience: Option<Tlp>) -> Result<Stats> {
        self.ask(|ledger| {
            let list = ListQuery { audience: gate::level(audience), limit: 1, ..Default::default() };
            let incidents = ledger.summaries(&list)?.total;
            if audience.is_none() {
                let counts = ledger.counts()?;
                let (documents, claims) = (count(counts.documents), count(counts.claims));
                let last = ledger.audit(counts.entries.max(1), 1)?.last().map(|entry| entry.at);
                return Ok(Stats { documents, claims, incidents, last_recorded: last });
            }
            gated_stats(ledger, audience, incidents)
        })
    }

    /// The incident that `text` names: a whole id, or the beginning of one that no other shares.
    ///
    /// # Errors
    /// [`crate::EngineError::NotFound`], or [`crate::EngineError::Invalid`] when several begin so.
    pub fn find_incident(&self, text: &str, audience: Option<Tlp>) -> Result<IncidentId> {
        let found = self.ask(|ledger| {
            let mut seen = Vec::new();
            for id in ledger.incident_ids(text)? {
                let listed = ledger.summary(id, AsOf::default(), gate::level(audience))?.is_some();
                // One that only the keeper knows of has no line: joined, or all that was said of it withdrawn.
                if listed || visible_dossier(ledger, id, AsOf::default(), audience)?.is_some() {
                    seen.push(id);
                }
            }
            Ok(seen)
        })?;
        only(found, "incident", text)
    }

    /// The document that `text` names: a whole id, the beginning of one that no other shares, or its SHA-256.
    ///
    /// # Errors
    /// [`crate::EngineError::NotFound`], or [`crate::EngineError::Invalid`] when several begin so.
    pub fn find_document(&self, text: &str, audience: Option<Tlp>) -> Result<DocumentId> {
        let query = if text.len() == 64 {
            DocumentQuery::Sha256(text.to_ascii_lowercase())
        } else if text.contains("://") {
            DocumentQuery::Url(text.to_owned())
        } else {
            DocumentQuery::IdPrefix(text.to_owned())
        };
        let found = self.ask(|ledger| Ok(ledger.documents(&query, 50, 0)?))?;
        let seen = found.into_iter().filter(|d| gate::may_see(d.tlp, audience)).map(|d| d.id).collect();
        only(seen, "document", text)
    }

    /// The claim that `text` names: a whole id, or the beginning of one that no other shares.
    ///
    /// # Errors
    /// [`crate::EngineError::NotFound`], or [`crate::EngineError::Invalid`] when several begin so.
    pub fn find_claim(&self, text: &str, audience: Option<Tlp>) -> Result<ClaimId> {
        let found = self.ask(|ledger| Ok(ledger.claims(&ClaimsOf::IdPrefix(text.to_owned()))?))?;
        only(gate::claims(found, audience).iter().map(|claim| claim.id).collect(), "claim", text)
    }
}

/// The one thing found, or why it is not one.
fn only<T: Copy + ToString>(found: Vec<T>, what: &'static str, text: &str) -> Result<T> {
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(crate::EngineError::not_found(what, text)),
        several => Err(crate::EngineError::Invalid(format!(
            "{text:?} names {} {what}s ({}, {}{}): give more of the id",
            several.len(),
            several[0].to_string(),
            several[1].to_string(),
            if several.len() > 2 { ", …" } else { "" }
        ))),
    }
}

/// The claims on an incident that this audience may know; `None` when it may not know of the incident.
pub(crate) fn visible_dossier(
    ledger: &dyn Ledger,
    id: IncidentId,
    as_of: AsOf,
    audience: Option<Tlp>,
) -> Result<Option<Dossier>> {
    let Some(dossier) = ledger.dossier(id, as_of)? else { return Ok(None) };
    let level = gate::level(audience);
    let visible = |other| matches!(ledger.summary(other, AsOf::default(), level), Ok(Some(_)));
    Ok(gate::dossier(dossier, audience, visible))
}

/// A document's claims that hold and that this audience may know, in the order of the text, each on the incidents
/// where decisions have put it.
fn standing_claims(ledger: &dyn Ledger, id: DocumentId, audience: Option<Tlp>) -> Result<Vec<Claim>> {
    let mut claims = gate::claims(ledger.claims(&ClaimsOf::Document(id))?, audience);
    let ids: Vec<_> = claims.iter().map(|claim| claim.id).collect();
    let withdrawn: Vec<_> = ledger.retractions(&ids)?.into_iter().map(|retraction| retraction.claim).collect();
    claims.retain(|claim| !withdrawn.contains(&claim.id));
    let decided = Assignment::new(ledger.decisions()?);
    for claim in &mut claims {
        for incident in &mut claim.incidents {
            *incident = decided.incident_of(*incident, Some(id));
        }
        claim.incidents.sort_unstable();
        claim.incidents.dedup();
    }
    claims.sort_by_key(|claim| (claim.start, claim.end, claim.id));
    Ok(claims)
}

fn gated_stats(ledger: &dyn Ledger, audience: Option<Tlp>, incidents: usize) -> Result<Stats> {
    let (documents, claims, last_recorded) = ledger.counts_for(gate::level(audience))?;
    Ok(Stats { documents: count(documents), claims: count(claims), incidents, last_recorded })
}

fn sort(items: &mut [IncidentSummary], order: IncidentSort) {
    items.sort_by_cached_key(|item| rank(&Place::from(item), order));
}

/// By what a list is sorted: one order for all of them, and no two lines alike in it.
fn rank(place: &Place, order: IncidentSort) -> (Reverse<Option<Instant>>, Reverse<usize>, String, IncidentId) {
    let (first, none) = (Reverse(None), String::new());
    match order {
        IncidentSort::Changed => (Reverse(place.changed), Reverse(0), none, place.id),
        IncidentSort::FirstReported => (Reverse(place.first_reported), Reverse(0), none, place.id),
        IncidentSort::Victim => (first, Reverse(0), place.victim.to_lowercase(), place.id),
        IncidentSort::Documents => (first, Reverse(place.documents), none, place.id),
    }
}

fn count(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

pub(crate) fn incident_hit(summary: IncidentSummary, words: &str) -> SearchHit {
    SearchHit {
        kind: HitKind::Incident,
        document: None,
        claim: None,
        incidents: vec![summary.id],
        title: summary.victim,
        publisher: None,
        published: summary.first_reported,
        snippet: mark(&summary.headline, words),
        tlp: summary.tlp,
    }
}

/// A claim as a find: its words are the snippet.
pub(crate) fn claim_find(claim: &Claim) -> SearchHit {
    SearchHit {
        kind: HitKind::Claim,
        document: claim.document,
        claim: Some(claim.id),
        incidents: claim.incidents.clone(),
        title: format!(
            "{} {}: {}",
            claim
                .speaker
                .name
                .as_ref()
                .or(claim.publisher.as_ref())
                .map_or(claim.speaker.kind.as_str(), String::as_str),
            claim.stance.as_str().replace('-', " "),
            claim.proposition.object.as_deref().unwrap_or(claim.proposition.kind.as_str())
        ),
        publisher: claim.publisher.clone(),
        published: claim.published,
        snippet: vec![SnippetPart { text: claim.quote.clone(), mark: false }],
        tlp: claim.tlp,
    }
}

/// A claim that no document makes; none where it was withdrawn.
fn claim_hit(ledger: &dyn Ledger, hit: sextant_store::Hit, id: ClaimId) -> Result<Option<SearchHit>> {
    let Some(claim) = ledger.claims(&ClaimsOf::Ids(vec![id]))?.pop() else { return Ok(None) };
    if !ledger.retractions(&[id])?.is_empty() {
        return Ok(None);
    }
    Ok(Some(SearchHit {
        kind: HitKind::Claim,
        document: None,
        claim: Some(id),
        incidents: hit.incidents,
        title: claim.proposition.object.unwrap_or_else(|| claim.proposition.kind.to_string()),
        publisher: claim.speaker.name.or(claim.publisher),
        published: claim.published,
        snippet: parts(&hit.snippet, &hit.marks),
        tlp: claim.tlp,
    }))
}

pub(crate) fn document_hit(hit: sextant_store::Hit) -> Option<SearchHit> {
    let document = hit.document?;
    Some(SearchHit {
        kind: HitKind::Document,
        document: Some(document.id),
        claim: None,
        incidents: hit.incidents,
        title: document.title.or_else(|| document.url.clone()).unwrap_or_else(|| "untitled".to_owned()),
        publisher: document.publisher,
        published: document.published,
        snippet: parts(&hit.snippet, &hit.marks),
        tlp: document.tlp,
    })
}

/// A snippet cut at its marks (bytes, in order).
fn parts(snippet: &str, marks: &[(usize, usize)]) -> Vec<SnippetPart> {
    let mut parts = Vec::new();
    let mut at = 0;
    for &(start, end) in marks {
        let (Some(before), Some(found)) = (snippet.get(at..start), snippet.get(start..end)) else { continue };
        parts.extend((!before.is_empty()).then(|| SnippetPart { text: before.to_owned(), mark: false }));
        parts.push(SnippetPart { text: found.to_owned(), mark: true });
        at = end;
    }
    let rest = snippet.get(at..).unwrap_or_default();
    parts.extend((!rest.is_empty()).then(|| SnippetPart { text: rest.to_owned(), mark: false }));
    parts
}

/// Marks whole words of `text` that are among `words`.
fn mark(text: &str, words: &str) -> Vec<SnippetPart> {
    let wanted: Vec<String> =
        words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let mut marks = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = text.get(from..at).unwrap_or_default().to_lowercase();
                marks.extend(wanted.contains(&word).then_some((from, at)));
                start = None;
            }
            _ => {}
        }
    }
    parts(text, &marks)
}
