//! An advisory as its statements have it: what people wrote, and how far it has come.

use crate::said::Said;
use crate::{EngineError, Result};
use serde::{Deserialize, Serialize};
use sextant_model::{IncidentId, Instant, Tlp};

/// Characters of a title, at most: it becomes the subject of a mail.
const TITLE: usize = 200;
/// Characters of a summary, a step or a note.
pub(super) const TEXT: usize = 20_000;
/// Steps, at most.
const STEPS: usize = 100;

/// How far an advisory has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Being written.
    Draft,
    /// Waits for somebody else's word.
    Proposed,
    /// Somebody else agrees.
    Approved,
    /// Sent.
    Published,
    /// Taken back.
    Withdrawn,
}

impl State {
    /// The word of pages and the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether it is what recipients have.
    #[must_use]
    pub fn is_out(self) -> bool {
        matches!(self, Self::Published | Self::Withdrawn)
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// An advisory as one statement has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advisory {
    /// Its id.
    pub id: String,
    /// The incident that it is on.
    pub incident: IncidentId,
    /// For audiences cleared for this label, or for more.
    pub label: Tlp,
    /// What it is called.
    pub title: String,
    /// What an analyst says of it.
    pub summary: String,
    /// What to do.
    pub steps: Vec<String>,
    /// The facts are those that this store knew by then.
    pub known: Instant,
    /// How far it has come.
    pub state: State,
    /// How often it was published; a withdrawal counts as well.
    pub revision: u32,
    /// Who wrote at what is not yet published: none of them may approve it.
    pub authors: Vec<String>,
    /// Who agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// What a correction puts right, or why it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was first published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Instant>,
    /// Whether publishing it put the incident's record into the collection of the label.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carries: bool,
}

impl Advisory {
    /// Whether it was published more than once and holds.
    #[must_use]
    pub fn is_corrected(&self) -> bool {
        self.state == State::Published && self.revision > 1
    }

    /// As lists of programs have it.
    #[must_use]
    pub fn line(&self) -> serde_json::Value {
        serde_json::json!({
            "id": self.id, "incident": self.incident, "tlp": self.label, "title": self.title,
            "state": self.state_word(), "revision": self.revision, "authors": self.authors,
            "approved_by": self.approved_by, "note": self.note, "published": self.published,
        })
    }

    /// The state in a word: a published one that was published before is `corrected`.
    #[must_use]
    pub fn state_word(&self) -> &'static str {
        if self.is_corrected() { "corrected" } else { self.state.as_str() }
    }
}

impl Said for Advisory {
    const KIND: &'static str = "advisory";

    fn name(&self) -> &str {
        &self.id
    }

    fn shelf(&self) -> &'static str {
        self.state.as_str()
    }

    fn detail(&self) -> String {
        format!("{}, revision {}, TLP:{}", self.state, self.revision, self.label.as_str().to_uppercase())
    }
}

/// What people write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    /// What it is called.
    pub title: Option<String>,
    /// What an analyst says of it.
    pub summary: Option<String>,
    /// What to do.
    pub steps: Option<Vec<String>>,
    /// Takes the facts as they are known now.
    pub refresh: bool,
}

impl Edit {
    pub(super) fn apply(self, advisory: &mut Advisory) -> Result<()> {
        if let Some(title) = self.title {
            advisory.title = line(&title);
        }
        if let Some(summary) = self.summary {
            advisory.summary = summary.trim().replace("\r\n", "\n");
        }
        if let Some(steps) = self.steps {
            advisory.steps = steps.iter().map(|step| line(step)).filter(|step| !step.is_empty()).collect();
        }
        if self.refresh {
            advisory.known = crate::clock::now();
        }
        let long = |text: &str, most: usize| text.chars().count() > most;
        if advisory.title.is_empty() {
            return Err(EngineError::Invalid("an advisory needs a title".to_owned()));
        }
        if long(&advisory.title, TITLE) || long(&advisory.summary, TEXT) {
            return Err(EngineError::Invalid(format!("use {TITLE} characters for a title and {TEXT} for a summary")));
        }
        if advisory.steps.len() > STEPS || advisory.steps.iter().any(|step| long(step, TEXT)) {
            return Err(EngineError::Invalid(format!("use {STEPS} steps at most, of {TEXT} characters")));
        }
        Ok(())
    }
}

/// One line: what a mail's subject and a feed's title can hold.
pub(crate) fn line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
