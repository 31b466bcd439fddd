//! Notes of persons on an incident, each with a label, and up to when somebody has seen what is known of it.

use crate::{Engine, EngineError, Result, gate};
use sextant_model::{Assignment, IncidentId, Instant, Tlp};
use sextant_store::{Statement, Statements};
use std::collections::BTreeSet;

/// The kinds of these statements.
pub(super) const KIND: &str = "note";
const SEEN: &str = "seen";
/// The shelf of notes that were removed.
const REMOVED: &str = "removed";
/// Characters of a note.
const MOST: usize = 8_000;

/// A note on an incident.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Its identity.
    pub id: String,
    /// The incident.
    pub incident: IncidentId,
    /// The words.
    pub text: String,
    /// The label.
    pub tlp: Tlp,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Instant,
}

impl Engine {
    /// Keeps a note of somebody who may know of the incident, and of the label.
    ///
    /// # Errors
    /// An unknown incident, no words or too many, a label above the audience; when the store cannot be written.
    pub fn add_note(
        &self,
        incident: IncidentId,
        text: &str,
        tlp: Tlp,
        by: &str,
        audience: Option<Tlp>,
    ) -> Result<Note> {
        self.must_know_incident(incident, audience)?;
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MOST {
            return Err(EngineError::Invalid(format!("a note needs words, {MOST} characters of them at most")));
        }
        if !gate::may_see(tlp, audience) {
            return Err(EngineError::Invalid("you are not cleared for that label".to_owned()));
        }
        let (id, at) = (uuid::Uuid::now_v7().to_string(), crate::clock::now());
        let note = Note { id, incident, text: text.to_owned(), tlp, by: by.to_owned(), at };
        self.state_note(&note, 0, false)?;
        Ok(note)
    }

    /// Removes a note: its own writer, or whoever sees everything.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn remove_note(&self, id: &str, by: &str, audience: Option<Tlp>) -> Result<Note> {
        let stated = self.ask(|ledger| Ok(ledger.stated(KIND, id)?))?.filter(|stated| stated.shelf != REMOVED);
        let found = stated.and_then(|stated| Some((stated.seq, serde_json::from_str::<Note>(&stated.body).ok()?)));
        let mine = |note: &Note| note.by == by || gate::may_see(Tlp::Red, audience);
        let Some((seq, note)) = found.filter(|(_, note)| gate::may_see(note.tlp, audience) && mine(note)) else {
            return Err(EngineError::not_found("note", id));
        };
        self.state_note(&Note { by: by.to_owned(), ..note.clone() }, seq, true)?;
        Ok(note)
    }

    fn state_note(&self, note: &Note, after: u64, removed: bool) -> Result<()> {
        let body = serde_json::to_string(note).map_err(|e| EngineError::Invalid(e.to_string()))?;
        let shelf = if removed { REMOVED.to_owned() } else { note.incident.to_string() };
        let detail = format!("{} on incident {}", if removed { "removed" } else { "written" }, note.incident);
        let statement = Statement { kind: KIND, id: &note.id, shelf: &shelf, body: &body, after, detail: &detail };
        self.writer()?.state(&statement, &note.by, crate::clock::now())?;
        Ok(())
    }

    /// The notes on an incident (and on those joined to it) that an audience may read, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn notes(&self, incident: IncidentId, audience: Option<Tlp>) -> Result<Vec<Note>> {
        let stated = self.ask(|ledger| {
            let bases: BTreeSet<IncidentId> = Assignment::new(ledger.decisions()?).bases_of(incident);
            let mut all = Vec::new();
            for base in bases {
                all.extend(ledger.all_stated(KIND, Some(&base.to_string()))?);
            }
            Ok(all)
        })?;
        let notes = stated.into_iter().filter_map(|stated| serde_json::from_str::<Note>(&stated.body).ok());
        let mut notes: Vec<Note> = notes.filter(|note| gate::may_see(note.tlp, audience)).collect();
        notes.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(notes)
    }

    /// Notes that somebody has seen what is known of an incident up to now.
    ///
    /// # Errors
    /// An unknown incident; when the store cannot be written.
    pub fn mark_seen(&self, incident: IncidentId, by: &str, audience: Option<Tlp>) -> Result<()> {
        self.must_know_incident(incident, audience)?;
        let mut ledger = self.writer()?;
        let id = format!("{by} {incident}");
        let after = ledger.stated(SEEN, &id)?.map_or(0, |stated| stated.seq);
        let statement = Statement { kind: SEEN, id: &id, shelf: "", body: "{}", after, detail: "seen" };
        ledger.state(&statement, by, crate::clock::now())?;
        Ok(())
    }

    /// Up to when somebody has seen what is known of an incident.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn seen(&self, incident: IncidentId, by: &str) -> Result<Option<Instant>> {
        self.ask(|ledger| Ok(ledger.stated(SEEN, &format!("{by} {incident}"))?.map(|stated| stated.at)))
    }
}
