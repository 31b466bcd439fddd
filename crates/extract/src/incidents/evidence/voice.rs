//! In whose voice the words at a cue are: the frame over them, its speaker, and the scope.

use super::{Search, Voice};
use crate::analysis::{Act, Frame, Modality};
use crate::incidents::Narrator;
use crate::parties::{PartyId, PartyKind};
use sextant_model::{BlockKind, SpeakerKind};

/// The voice at `cue` for an event of `victim`; `None` when the words tell of no event there.
pub(super) fn over(search: &Search<'_, '_>, victim: PartyId, cue: usize) -> Option<Voice> {
    let scope = search.analysis.scope_at(cue);
    let frame = search.analysis.frame_of(cue).map(|f| &search.analysis.frames[f]);
    let speaker = frame.and_then(|f| speaker(search, f));
    let own =
        speaker.is_some_and(|s| search.organisation(s) == victim || search.parties.all[s].speaks_for == Some(victim));
    if scope.negated || scope.modality == Modality::NotBelieved {
        return (own || frame.is_some_and(|f| f.act == Act::Deny) && speaker.is_none()).then_some(Voice::Denied);
    }
    if frame.is_some_and(|f| f.act == Act::Deny) && own {
        return Some(Voice::Denied);
    }
    match scope.modality {
        Modality::NoEvidence | Modality::Feared | Modality::Conditional | Modality::Unreal | Modality::Planned => {
            return None;
        }
        Modality::CannotSay | Modality::NotRuledOut => return own.then_some(Voice::Possible),
        Modality::Possible if !actor(search, frame, speaker) => return Some(Voice::Possible),
        _ => {}
    }
    Some(plain(search, frame, speaker, own, cue))
}

/// The party that speaks in a frame, carried over from the one it continues.
pub(super) fn speaker(search: &Search<'_, '_>, frame: &Frame) -> Option<PartyId> {
    let mut at = frame;
    for _ in 0..8 {
        if let Some(phrase) = &at.speaker {
            return search.parties.meant(phrase);
        }
        at = &search.analysis.frames[at.continues?];
    }
    None
}

fn actor(search: &Search<'_, '_>, frame: Option<&Frame>, speaker: Option<PartyId>) -> bool {
    frame.is_some_and(|f| f.act == Act::Claim) || speaker.is_some_and(|s| is_actor(search, s))
}

fn is_actor(search: &Search<'_, '_>, party: PartyId) -> bool {
    let party = &search.parties.all[party];
    party.kind == PartyKind::Actor || party.speaker == SpeakerKind::Actor
}

fn plain(search: &Search<'_, '_>, frame: Option<&Frame>, speaker: Option<PartyId>, own: bool, cue: usize) -> Voice {
    let sentence = &search.analysis.sentences[search.sentence];
    if own {
        return Voice::Own;
    }
    if actor(search, frame, speaker) || alleged(search) {
        return Voice::Claimed;
    }
    match (frame, speaker) {
        (Some(_), Some(s)) if search.parties.all[s].kind == PartyKind::Unnamed => Voice::Possible,
        (Some(f), None) if matches!(f.act, Act::Suspect | Act::Doubt) => Voice::Possible,
        (Some(_), Some(_)) => Voice::Known,
        _ if sentence.kind == BlockKind::Heading => Voice::Headline,
        _ if sentence.kind == BlockKind::Quotation && !matches!(search.narrator, Narrator::Party(_)) => Voice::Claimed,
        _ if search.analysis.tokens[cue].quotation.is_some() && frame.is_none() => Voice::Claimed,
        _ => match search.narrator {
            Narrator::Party(_) => Voice::Known,
            Narrator::Press => Voice::Told,
        },
    }
}

/// The sentence itself marks the event as a claim: "alleged", "purported", "claimed".
fn alleged(search: &Search<'_, '_>) -> bool {
    const WORDS: &[&str] = &[
        "alleged",
        "allegedly",
        "purported",
        "purportedly",
        "claimed",
        "claims",
        "claiming",
        "claim",
        "boasts",
        "boasted",
        "boast",
    ];
    search.tokens().any(|t| WORDS.contains(&search.lower(t)))
}
