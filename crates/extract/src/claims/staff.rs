//! Who belongs to a victim without the text saying so outright: whoever leads "the hospital", holds an office with no
//! other body beside it, or says "our systems".

use crate::Context;
use crate::analysis::{Tag, Token, Tokens};
use crate::parties::{Mention, PartyId, PartyKind, nameless};
use sextant_model::SpeakerKind;

/// Whether a person whom the text ties to no body speaks for a victim.
pub(super) fn serves_victim(context: &Context<'_, '_>, party: PartyId) -> bool {
    let person = context.parties.all.get(party).is_some_and(|p| {
        p.kind == PartyKind::Person
            && p.speaks_for.is_none()
            && !matches!(p.speaker, SpeakerKind::Authority | SpeakerKind::Press)
    });
    if !person || context.events.all.is_empty() {
        return false;
    }
    let mentions = || context.parties.mentions.iter().filter(|m| m.party == party && m.by_name);
    let scholar = context.parties.all.get(party).is_some_and(|p| p.speaker == SpeakerKind::Researcher);
    mentions().any(|m| holds_office(context, m) || !scholar && leads(context, m))
        || !scholar && speaks_of_ours(context, party)
}

/// "Carla Roe, who runs the 180-bed hospital": a body that the text names otherwise, or not at all.
fn leads(context: &Context<'_, '_>, mention: &Mention) -> bool {
    let word = |i: usize| context.analysis.tokens.get(i).map_or("", |t| t.lower.as_str());
    let end = mention.tokens.end;
    let runs = word(end) == ","
        && word(end + 1) == "who"
        && context.analysis.tokens.get(end + 2).is_some_and(|t| nameless::leads(&t.lemma));
    let own = matches!(word(end + 3), "the" | "its" | "their" | "it");
    runs && (names_victim(context, &(end + 3..end + 11)) || own && !names_other(context, &(end + 3..end + 9)))
}

/// "chief executive Sjoerd Vonk", "Imogen Hale, its director": an office, and no other body beside it.
fn holds_office(context: &Context<'_, '_>, mention: &Mention) -> bool {
    let tokens = &context.analysis.tokens;
    let stops = |t: &Token<'_>| {
        matches!(t.tag, Tag::Mark | Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Subordinator | Tag::Conjunction)
    };
    let name = mention.tokens.clone();
    let floor = name.start.saturating_sub(6);
    let start = (floor..name.start).rev().find(|&i| tokens.get(i).is_some_and(stops)).map_or(floor, |i| i + 1);
    // "the vice-chancellor, Professor Imogen Hale": the office stands before a comma.
    let apposed = start == name.start && name.start > 0 && tokens.get(name.start - 1).is_some_and(|t| t.text == ",");
    let start = if apposed {
        let floor = name.start.saturating_sub(8);
        (floor..name.start - 1).rev().find(|&i| tokens.get(i).is_some_and(stops)).map_or(floor, |i| i + 1)
    } else {
        start
    };
    let before = start..name.end;
    let scholar = context.parties.all.get(mention.party).is_some_and(|p| p.speaker == SpeakerKind::Researcher);
    if scholar && !apposed {
        return false;
    }
    if nameless::is_office(tokens.get(before.clone()).unwrap_or_default()) && !names_other(context, &before) {
        return true;
    }
    let comma = tokens.get(name.end).is_some_and(|t| t.text == ",");
    let limit = tokens.len().min(name.end + 12);
    let end = (name.end + 1..limit).find(|&i| tokens.get(i).is_some_and(stops)).unwrap_or(limit);
    let after = name.end + 1..end;
    comma
        && nameless::is_office(tokens.get(after.clone()).unwrap_or_default())
        && !names_other(context, &after)
        && (names_victim(context, &after) || !goes_on(tokens.get(after).unwrap_or_default()))
}

/// "president of the students' union": the office is held in something that is no victim.
fn goes_on(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|t| matches!(t.lower.as_str(), "of" | "for" | "at" | "with"))
}

fn names_victim(context: &Context<'_, '_>, stretch: &Tokens) -> bool {
    context.parties.within(stretch).iter().any(|m| is_victim(context, m.party))
}

/// A body that is no victim's.
fn names_other(context: &Context<'_, '_>, stretch: &Tokens) -> bool {
    let body = |m: &Mention| context.parties.all.get(m.party).is_some_and(|p| p.is_body());
    context.parties.within(stretch).iter().any(|m| body(m) && !is_victim(context, m.party))
}

fn is_victim(context: &Context<'_, '_>, party: PartyId) -> bool {
    context.events.all.iter().any(|e| e.victim == party)
}

/// "“Our systems are back,” said Hale": whose systems they are, the speaker's own words say.
fn speaks_of_ours(context: &Context<'_, '_>, party: PartyId) -> bool {
    let tokens = &context.analysis.tokens;
    let ours = |at: usize| {
        tokens.get(at).is_some_and(|t| t.lower == "our" && t.quotation.is_some())
            && tokens
                .get(at + 1..(at + 4).min(tokens.len()))
                .unwrap_or_default()
                .iter()
                .any(|t| t.tag == Tag::Noun && nameless::is_of_a_body(&t.lemma))
    };
    let said_by = |speaker: &Tokens| context.parties.meant(speaker) == Some(party);
    context.events.all.len() == 1
        && context
            .analysis
            .frames
            .iter()
            .filter(|f| f.speaker.as_ref().is_some_and(said_by))
            .any(|f| f.content.iter().any(|c| c.clone().any(ours)))
}
