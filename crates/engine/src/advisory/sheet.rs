//! An advisory as somebody reads it: what people wrote, with the facts folded for its label.

use super::facts::{Facts, facts};
use super::steps::{Help, help};
use super::{Advisory, State};
use crate::{Engine, EngineError, Result, gate};
use serde::Serialize;
use sextant_model::{AsOf, Clock, IncidentId, Instant, Record, Tlp};

/// What leaves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// The advisory's id.
    pub id: String,
    /// The incident.
    pub incident: IncidentId,
    /// Its label.
    pub tlp: Tlp,
    /// `draft`, `proposed`, `approved`, `published`, `corrected`, `withdrawn`.
    pub state: &'static str,
    /// The revision that this is, or will be once published.
    pub revision: u32,
    /// When it was first published.
    pub published: Option<Instant>,
    /// What it is called.
    pub title: String,
    /// What a correction puts right, or why it was withdrawn.
    pub note: Option<String>,
    /// The facts are those known by then.
    pub known: Instant,
    /// What an analyst says of it; empty once withdrawn.
    pub summary: String,
    /// The facts; none once withdrawn.
    pub facts: Facts,
    /// What to do.
    pub steps: Vec<String>,
    /// What helps against the techniques named.
    pub help: Help,
}

/// The record as the label may know it and this store knew it by then.
pub(super) fn record(engine: &Engine, incident: IncidentId, label: Tlp, known: Instant) -> Result<Record> {
    let as_of = AsOf { until: Some(known), clock: Clock::Recorded };
    engine.incident(incident, as_of, Some(label))?.ok_or_else(|| {
        EngineError::Invalid(format!(
            "of incident {incident}, nothing may be told to TLP:{label}: use a stricter label"
        ))
    })
}

impl Engine {
    /// An advisory as an audience gets it; `None` when it gets nothing.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sheet(&self, advisory: &Advisory, audience: Option<Tlp>) -> Result<Option<Sheet>> {
        if !gate::may_see(advisory.label, audience) {
            return Ok(None);
        }
        let withdrawn = advisory.state == State::Withdrawn;
        let (facts, help) = match withdrawn {
            true => (Facts::default(), Help::default()),
            false => self.told(advisory)?,
        };
        let revision = if advisory.state.is_out() { advisory.revision } else { advisory.revision + 1 };
        Ok(Some(Sheet {
            id: advisory.id.clone(),
            incident: advisory.incident,
            tlp: advisory.label,
            state: advisory.state_word(),
            revision,
            published: advisory.published,
            title: advisory.title.clone(),
            note: advisory.note.clone(),
            known: advisory.known,
            summary: if withdrawn { String::new() } else { advisory.summary.clone() },
            facts,
            steps: if withdrawn { Vec::new() } else { advisory.steps.clone() },
            help,
        }))
    }

    /// The facts; none where all that was known has been forgotten since.
    fn told(&self, advisory: &Advisory) -> Result<(Facts, Help)> {
        let as_of = AsOf { until: Some(advisory.known), clock: Clock::Recorded };
        let Some(record) = self.incident(advisory.incident, as_of, Some(advisory.label))? else {
            return Ok(Default::default());
        };
        let help = self.ask(|ledger| help(ledger, &record, advisory.label))?;
        Ok((facts(&record), help))
    }
}

impl Sheet {
    /// The line that stands first everywhere: `[TLP:GREEN] CORRECTED: …`.
    #[must_use]
    pub fn subject(&self) -> String {
        let word = match self.state {
            "corrected" => "CORRECTED: ",
            "withdrawn" => "WITHDRAWN: ",
            _ => "",
        };
        format!("[TLP:{}] {word}{}", self.tlp.as_str().to_uppercase(), self.title)
    }
}
