//! A note for each claim: who says what, with which stance, in which words, from which document.

use super::{Pen, Properties};
use crate::exchange::extension::{ClaimPart, DocumentPart, part, said};
use crate::exchange::words;
use serde_json::{Value, json};
use sextant_model::*;

impl Pen<'_> {
    pub(super) fn notes(&self) -> Vec<Properties> {
        self.edition.claims.iter().map(|claim| self.note(claim)).collect()
    }

    fn note(&self, claim: &Claim) -> Properties {
        let document = self.edition.documents.iter().find(|document| Some(document.document_id) == claim.document);
        let properties = json!({
            "abstract": format!("{} {}: {}", words::speaker(claim), words::does(claim.stance), claim.proposition.kind),
            "content": words::content(claim, document),
            "authors": [words::speaker(claim)],
            "labels": [format!("stance-{}", claim.stance), format!("speaker-{}", claim.speaker.kind)],
            "confidence": words::confidence_of(claim),
            "object_refs": [self.incident],
            "external_references": document.map(reference).into_iter().collect::<Vec<_>>(),
            "extensions": part(json!({ "claim": ClaimPart::of(claim) })),
        });
        self.dated("note", &claim.id.to_string(), claim.tlp, (claim.recorded, claim.recorded), properties)
    }

    /// The notes of claims that no longer count, revoked: their words are gone.
    pub(super) fn withdrawn(&self) -> Vec<Properties> {
        let notes = self.edition.withdrawn.iter().map(|gone| {
            let properties = json!({
                "abstract": "Withdrawn",
                "content": format!("This statement no longer counts: {}.", gone.why.words()),
                "labels": ["withdrawn"],
                "revoked": true,
                "object_refs": [self.incident],
                "extensions": part(json!({ "withdrawn": { "claim_id": gone.claim, "reason": gone.why } })),
            });
            self.dated("note", &gone.claim.to_string(), gone.tlp, (gone.created, gone.at), properties)
        });
        notes.collect()
    }

    /// The report that holds everything together, for readers who know only reports.
    pub(super) fn report(&self, refs: &[Value], withdrawn: &[Value]) -> Properties {
        let record = &self.edition.record;
        let published = self.edition.claims.iter().map(said).max().unwrap_or(self.edition.modified);
        let properties = json!({
            "name": record.headline,
            "description": self.summary(),
            "report_types": ["threat-report"],
            "published": super::instant(published),
            "confidence": words::confidence(record.standing),
            "object_refs": refs,
            "external_references": self.edition.documents.iter().map(reference).collect::<Vec<_>>(),
            "extensions": part(json!({
                "incident_id": record.id,
                "documents": self.edition.documents,
                "withdrawn_refs": withdrawn,
            })),
        });
        self.object("report", "", record.tlp, properties)
    }
}

fn reference(document: &DocumentPart) -> Value {
    let is_digest = document.sha256.len() == 64;
    json!({
        "source_name": document.publisher.as_deref().unwrap_or("document"),
        "description": document.title.as_deref().unwrap_or("untitled"),
        // What an address shows may change; the digest says what was read there.
        "url": document.url.as_deref().filter(|_| is_digest),
        "hashes": document.url.as_deref().filter(|_| is_digest).map(|_| json!({ "SHA-256": document.sha256 })),
        "external_id": document.document_id,
    })
}
