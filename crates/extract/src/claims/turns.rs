//! Who goes on speaking: in somebody's words, with a pronoun, or as "the company".

use super::speakers::{Voice, enclosing, of_party, own_voice};
use crate::Context;
use crate::analysis::{Act, FrameId, Tokens};
use crate::incidents::EventId;
use crate::parties::{PartyId, PartyKind};
use sextant_model::SpeakerKind;

/// "Hale said the college had no sign that …", "told us that it did not know": in somebody's words, a view of the body
/// that it speaks for is that somebody's.
pub(super) fn outer(context: &Context<'_, '_>, id: FrameId, about: &[EventId]) -> Option<Voice> {
    let frame = context.analysis.frames.get(id).filter(|f| f.rule == "frame.attitude")?;
    let around = enclosing(context, id).filter(|&f| context.analysis.frames[f].act == Act::Say)?;
    let phrase = frame.speaker.as_ref()?;
    let outer = own_voice(context, around, about)?;
    let pronoun = phrase.len() == 1
        && context
            .analysis
            .tokens
            .get(phrase.start)
            .is_some_and(|t| matches!(t.lower.as_str(), "it" | "they" | "he" | "she"));
    let own = context.parties.meant(phrase).map(|p| of_party(context, p, about));
    let same = own.is_some_and(|v| v.speaker.kind == SpeakerKind::Victim) && outer.speaker.kind == SpeakerKind::Victim;
    (pronoun || same).then_some(outer)
}

/// "the company" where the body meant last is no victim: the only victim spoken of; "the group", the crew.
pub(super) fn pointed_at(context: &Context<'_, '_>, phrase: &Tokens, about: &[EventId]) -> Option<PartyId> {
    let words = context.analysis.tokens.get(phrase.clone())?;
    let [the, noun] = words else { return None };
    if the.lower != "the" || noun.text.starts_with(char::is_uppercase) {
        return None;
    }
    let kind = |p: PartyId| context.parties.all.get(p).map(|p| p.kind);
    let meant = context.parties.meant(phrase);
    let victims = || context.events.all.iter().map(|e| e.victim);
    let settled = meant.is_some_and(|p| victims().any(|v| v == p) || kind(p) == Some(PartyKind::Actor));
    if settled {
        return None;
    }
    let crew = || {
        let before = context.parties.mentions.iter().rev().skip_while(|m| m.tokens.start >= phrase.start);
        before.map(|m| m.party).find(|&p| kind(p) == Some(PartyKind::Actor))
    };
    let only = || match about {
        [event] => context.events.all.get(*event).map(|e| e.victim),
        _ => None,
    };
    match noun.lower.as_str() {
        "group" | "gang" | "crew" => crew().or_else(only),
        "company" | "firm" | "business" | "organisation" | "organization" | "chain" => only(),
        _ => None,
    }
}

/// "…, it added": whoever acts or speaks in the sentences right before, and nobody of whom the statement itself tells.
pub(super) fn goes_on(context: &Context<'_, '_>, id: FrameId, phrase: &Tokens, about: &[EventId]) -> Option<Voice> {
    let frame = context.analysis.frames.get(id)?;
    let word = context.analysis.tokens.get(phrase.start).filter(|_| phrase.len() == 1)?;
    let person = matches!(word.lower.as_str(), "he" | "she");
    if !person && !matches!(word.lower.as_str(), "it" | "they") {
        return None;
    }
    let here = context.analysis.sentence_of(phrase.start)?;
    let own = context.analysis.sentences.get(here)?;
    let after = frame.content.first().is_some_and(|c| c.start < phrase.start && own.tokens.contains(&c.start));
    let meant = context.parties.meant(phrase);
    let told_of = |p: PartyId| {
        let mut inside = frame.content.iter().flat_map(|c| context.parties.within(c));
        inside.any(|m| m.party == p && m.by_name)
    };
    // "…," he told us, in a paragraph on somebody else than the one meant before.
    let elsewhere = |p: PartyId| {
        let block = |at: usize| context.analysis.sentence_of(at).map(|s| context.analysis.sentences[s].block);
        !context.parties.mentions.iter().any(|m| m.party == p && m.by_name && block(m.tokens.start) == Some(own.block))
    };
    if !after || !meant.is_none_or(|p| told_of(p) || elsewhere(p)) {
        return None;
    }
    let fits = |p: PartyId| {
        let kind = context.parties.all.get(p).map(|p| p.kind);
        if person {
            matches!(kind, Some(PartyKind::Person | PartyKind::Actor))
        } else {
            !matches!(kind, Some(PartyKind::Person) | None)
        }
    };
    (here.saturating_sub(2)..here).rev().find_map(|s| {
        let clauses = context.analysis.sentences.get(s)?.clauses.clone();
        let acting = clauses.filter_map(|c| context.analysis.clauses.get(c)?.subject.clone());
        let party = acting.filter_map(|s| context.parties.meant(&s)).find(|&p| fits(p))?;
        Some(of_party(context, party, about))
    })
}
