//! In whose voice a word stands: the speaker of the innermost frame, else the narrator.

use crate::Context;
use crate::analysis::{Act, FrameId};
use crate::incidents::Narrator;
use crate::parties::{PartyId, PartyKind};
use sextant_model::SpeakerKind;

/// Whose words a stretch is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Voice {
    /// Name as the text introduces it; `None` for the outlet's own voice and for unnamed speakers.
    pub name: Option<String>,
    /// Who, if the text names them.
    pub party: Option<PartyId>,
    /// The attackers speak.
    pub actor: bool,
    /// Nobody is quoted.
    pub own: bool,
}

/// The voice at a token.
pub(super) fn at(context: &Context<'_, '_>, token: usize) -> Voice {
    match context.analysis.frame_of(token) {
        Some(frame) => framed(context, frame),
        None => narrator(context),
    }
}

fn framed(context: &Context<'_, '_>, frame: FrameId) -> Voice {
    let mut at = frame;
    for _ in 0..8 {
        let Some(found) = context.analysis.frames.get(at) else { break };
        match (&found.speaker, found.continues) {
            (None, Some(earlier)) if earlier < at => at = earlier,
            _ => break,
        }
    }
    let Some(found) = context.analysis.frames.get(at) else { return narrator(context) };
    let Some(speaker) = &found.speaker else { return Voice { actor: found.act == Act::Claim, ..Voice::default() } };
    match context.parties.speaker(speaker) {
        Some(party) => of_party(context, party),
        None => Voice { actor: attackers(context, speaker), ..Voice::default() },
    }
}

/// "the hackers", "a gang": attackers without a name.
fn attackers(context: &Context<'_, '_>, speaker: &crate::analysis::Tokens) -> bool {
    context
        .analysis
        .tokens
        .get(speaker.clone())
        .unwrap_or_default()
        .iter()
        .any(|t| super::lexicon::in_class("attackers", &t.lower))
}

fn of_party(context: &Context<'_, '_>, party: PartyId) -> Voice {
    let found = context.parties.all.get(party);
    let actor = found.is_some_and(|p| p.kind == PartyKind::Actor || p.speaker == SpeakerKind::Actor);
    Voice { name: found.and_then(|p| p.name.clone()), party: Some(party), actor, own: false }
}

fn narrator(context: &Context<'_, '_>) -> Voice {
    match &context.events.narrator {
        Narrator::Press => Voice { own: true, ..Voice::default() },
        Narrator::Party(party) => of_party(context, *party),
        Narrator::Crew => Voice { actor: true, ..Voice::default() },
    }
}
