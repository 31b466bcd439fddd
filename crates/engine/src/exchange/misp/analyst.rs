//! A note for each claim, on what it is about; an opinion of whoever speaks against it, on the note.

use super::event::{Pen, distribution};
use super::things::On;
use crate::exchange::extension::said;
use crate::exchange::words;
use serde_json::{Map, Value, json};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

impl Pen<'_> {
    /// Notes and opinions on a thing, as properties to add to it.
    pub(super) fn said_of(&self, on: &On, uuid: &str) -> Map<String, Value> {
        let (kind, claims) = match on {
            On::Event => ("Event", self.on_the_event()),
            On::Field(ids) => ("Attribute", ids.iter().filter_map(|id| self.claims.get(id).copied()).collect()),
        };
        let notes: Vec<Value> = claims.iter().map(|claim| self.note(claim, kind, uuid)).collect();
        let mut properties = Map::new();
        if !notes.is_empty() {
            properties.insert("Note".to_owned(), notes.into());
        }
        properties
    }

    /// The claims that are on no attribute of their own.
    fn on_the_event(&self) -> Vec<&Claim> {
        let record = &self.edition.record;
        let indicators = record.indicators.iter().map(|indicator| &indicator.field);
        let actors = record.actors.iter().map(|actor| &actor.field).filter(|field| words::is_fact(field.standing));
        let fields = indicators.chain(actors).chain(self.names().into_iter().map(|(field, ..)| field));
        let elsewhere: BTreeSet<ClaimId> =
            fields.flat_map(|field| field.supporting.iter().chain(&field.against)).copied().collect();
        self.edition.claims.iter().filter(|claim| !elsewhere.contains(&claim.id)).collect()
    }

    fn note(&self, claim: &Claim, kind: &str, on: &str) -> Value {
        let uuid = self.id("note", &format!("{on} {}", claim.id));
        let document = self.edition.documents.iter().find(|document| Some(document.document_id) == claim.document);
        let mut note = self.analyst(claim, &uuid, kind, on);
        note.insert("note".to_owned(), words::content(claim, document).into());
        note.insert("language".to_owned(), "en".into());
        let opposing = self.against.get(&claim.id).map_or(&[][..], Vec::as_slice);
        let opinions: Vec<Value> = opposing.iter().map(|other| self.opinion(other, &uuid)).collect();
        if !opinions.is_empty() {
            note.insert("Opinion".to_owned(), opinions.into());
        }
        Value::Object(note)
    }

    fn opinion(&self, claim: &Claim, note: &str) -> Value {
        let uuid = self.id("opinion", &format!("{note} {}", claim.id));
        let document = self.edition.documents.iter().find(|document| Some(document.document_id) == claim.document);
        let mut opinion = self.analyst(claim, &uuid, "Note", note);
        opinion.insert("opinion".to_owned(), agreement(claim.stance).into());
        opinion.insert("comment".to_owned(), words::content(claim, document).into());
        Value::Object(opinion)
    }

    fn analyst(&self, claim: &Claim, uuid: &str, kind: &str, on: &str) -> Map<String, Value> {
        let at = |at: Instant| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let value = json!({
            "uuid": uuid, "object_uuid": on, "object_type": kind, "authors": words::speaker(claim),
            "created": at(said(claim)), "modified": at(claim.recorded), "distribution": distribution(claim.tlp),
        });
        value.as_object().cloned().unwrap_or_default()
    }
}

/// The claims that speak against a claim: each where it meets the first that it contradicts.
pub(super) fn against<'a>(record: &Record, claims: &BTreeMap<ClaimId, &'a Claim>) -> BTreeMap<ClaimId, Vec<&'a Claim>> {
    let mut against: BTreeMap<ClaimId, Vec<&Claim>> = BTreeMap::new();
    for (supporting, opposing) in contradictions(record) {
        let Some(first) = supporting.iter().find(|id| claims.contains_key(id)) else { continue };
        against.entry(*first).or_default().extend(opposing.iter().filter_map(|id| claims.get(id).copied()));
    }
    against
}

/// How far who speaks against a claim agrees with it, 0 to 100: what leaves a matter open is in the middle.
fn agreement(stance: Stance) -> u8 {
    match stance {
        Stance::Confirms | Stance::Denies => 0,
        Stance::Asserts | Stance::Claims | Stance::Doubts => 25,
        Stance::Possible | Stance::Fears => 40,
        Stance::NoEvidence | Stance::CannotSay => 50,
    }
}

/// The claims for and against each field that has both.
fn contradictions(record: &Record) -> Vec<(&[ClaimId], &[ClaimId])> {
    fn sides<V>(field: &Field<V>) -> (&[ClaimId], &[ClaimId]) {
        (&field.supporting, &field.against)
    }
    let mut all = vec![sides(&record.occurred)];
    all.extend(record.kinds.iter().map(sides));
    all.extend(record.exposure.iter().map(|exposure| sides(&exposure.field)));
    all.extend(record.services.iter().map(|service| sides(&service.field)));
    all.extend(record.impacts.iter().map(|impact| sides(&impact.field)));
    all.extend(record.responses.iter().map(|response| sides(&response.field)));
    all.extend(record.dates.iter().map(|date| sides(&date.field)));
    all.extend(record.actors.iter().map(|actor| sides(&actor.field)));
    all.extend(record.statements.iter().map(|statement| sides(&statement.field)));
    all.retain(|(supporting, against)| !supporting.is_empty() && !against.is_empty());
    all
}
