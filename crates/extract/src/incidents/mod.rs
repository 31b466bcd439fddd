//! What happened to whom: one event for each victim, whether it happened, of which kinds; and which event a
//! stretch of text is about (none: background, another year's attack, general advice).

use crate::Context;
use crate::analysis::{Analysis, SentenceId, Tokens};
use crate::parties::{Parties, PartyId};
use sextant_model::reading::Incident;
use sextant_model::{IncidentKind, Realis};

/// Index into [`Events::all`].
pub type EventId = usize;

/// The events of a text.
#[derive(Debug, Default)]
pub struct Events {
    /// In order of first mention.
    pub all: Vec<Event>,
    /// For each sentence: the events that it is about when nothing in it says otherwise; empty for background.
    pub topic: Vec<Vec<EventId>>,
    /// The outlet, when the text shows its name; the narrator when the narrator is a party (notice, filing, own blog).
    pub narrator: Narrator,
}

/// Whose voice the text is in where nobody is quoted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Narrator {
    /// A news outlet (its name, if shown).
    #[default]
    Press,
    /// The victim (notice, filing) or another party (a researcher's post, an authority's advisory).
    Party(PartyId),
}

/// One victim and event.
#[derive(Debug, Clone)]
pub struct Event {
    /// Who suffers.
    pub victim: PartyId,
    /// Of which kinds.
    pub kinds: Vec<IncidentKind>,
    /// Whether it happened.
    pub realis: Realis,
    /// The words that tell of it.
    pub told: Tokens,
}

impl Events {
    /// Which events a stretch of text is about, most specific first: by the victims that its clause names or refers
    /// to, else by its sentence's topic. Empty for background.
    #[must_use]
    pub fn about(&self, _analysis: &Analysis<'_>, _parties: &Parties, _tokens: &Tokens) -> Vec<EventId> {
        Vec::new()
    }

    /// Whether a sentence is background (another year's or another victim's attack, general advice, boilerplate).
    #[must_use]
    pub fn is_background(&self, sentence: SentenceId) -> bool {
        self.topic.get(sentence).is_none_or(Vec::is_empty)
    }
}

/// Finds the events.
#[must_use]
pub fn find(_analysis: &Analysis<'_>, _parties: &Parties) -> Events {
    Events::default()
}

/// The incidents of the reading, fields still empty, in the order of [`Events::all`].
#[must_use]
pub fn items(_context: &Context<'_, '_>) -> Vec<Incident> {
    Vec::new()
}
