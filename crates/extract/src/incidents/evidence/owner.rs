//! Whose a thing is: by its possessor ("X's server"), by what follows ("the server of X and Y"), by "whose", else by
//! who speaks, whose text it is, or whom the text is about.

use super::{Search, voice};
use crate::analysis::{Clause, Tag, Tokens};
use crate::incidents::Narrator;
use crate::parties::PartyId;
use sextant_model::SpeakerKind;

/// Farthest that an owner is looked for behind the thing.
const REACH: usize = 18;

/// The parties that `thing` (its words up to the head noun) belongs to; empty when nothing shows it.
pub(super) fn of(search: &Search<'_, '_>, clause: &Clause, thing: &Tokens) -> Vec<PartyId> {
    let behind = behind(search, thing.end);
    if !behind.is_empty() {
        return behind;
    }
    let before = possessor(search, thing).or_else(|| whose(search, clause));
    if let Some(party) = before {
        return if search.eligible(party) { vec![party] } else { Vec::new() };
    }
    unnamed(search, thing).into_iter().collect()
}

/// "of X", "of customers of X", "at X", "belonging to X and Y"; "though not Z" is none.
fn behind(search: &Search<'_, '_>, from: usize) -> Vec<PartyId> {
    let end = (from + REACH).min(search.tokens().end);
    let mut linked = false;
    let mut found: Vec<PartyId> = Vec::new();
    let mut aside = from;
    for at in from..end {
        if at < aside {
            continue;
        }
        let word = search.lower(at);
        if let Some(mention) = search.parties.at(at) {
            if mention.tokens.end > at + 1 {
                continue;
            }
            match search.victim_at(at) {
                Some(party) if linked => {
                    let ours = search.lower(mention.tokens.start.saturating_sub(1)) == "our";
                    found.push(narrator(search).filter(|_| ours).unwrap_or(party));
                    continue;
                }
                _ => {
                    if found.is_empty() {
                        continue;
                    }
                    break;
                }
            }
        }
        match word {
            "of" | "at" | "from" | "belonging" | "inside" | "in" | "on" | "held" | "run" | "used" | "kept" => {
                linked = true
            }
            "," if found.is_empty() => break,
            // "of X, a pharmacy chain, and of Y"
            "," if matches!(search.lower(at + 1), "a" | "an") => {
                aside = (at + 2..end).find(|&t| search.lower(t) == ",").map_or(aside, |close| close + 1);
            }
            "," | "and" | "the" | "'s" => {}
            "to" | "by" | "for" | "with" | "through" | "via" | "after" | "before" => linked = false,
            _ if search.breaks(at) => break,
            _ if !found.is_empty() => break,
            _ if matches!(search.analysis.tokens[at].tag, Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Negation) => {
                break;
            }
            _ => {}
        }
    }
    found.dedup();
    found
}

/// "X's server", "its server", "the X database": right before the thing.
fn possessor(search: &Search<'_, '_>, thing: &Tokens) -> Option<PartyId> {
    for at in thing.clone().rev().skip(1) {
        if let Some(mention) = search.parties.at(at) {
            let ours = mention.tokens.start > 0 && search.lower(mention.tokens.start - 1) == "our";
            return if ours { narrator(search) } else { Some(search.organisation(mention.party)) };
        }
        let word = search.lower(at);
        if matches!(word, "our" | "my") {
            return narrator(search);
        }
        let inside = matches!(
            search.analysis.tokens[at].tag,
            Tag::Noun | Tag::Adjective | Tag::Number | Tag::Participle | Tag::Proper | Tag::Gerund | Tag::Preposition
        ) || matches!(word, "'s" | "own" | "and" | "the" | "a" | "an" | "all" | "some");
        if !inside {
            return None;
        }
    }
    None
}

/// "X, whose parking server was broken into": the name before "whose".
fn whose(search: &Search<'_, '_>, clause: &Clause) -> Option<PartyId> {
    let at = clause.subject.as_ref().map_or(clause.tokens.start, |s| s.start);
    let whose = (at.saturating_sub(1)..=at).find(|&t| search.lower(t) == "whose")?;
    (search.tokens().start..whose)
        .rev()
        .take(12)
        .find_map(|t| search.parties.at(t))
        .map(|m| search.organisation(m.party))
}

/// Nothing says whose: the speaker's, the narrator's, or the story's own party.
fn unnamed(search: &Search<'_, '_>, thing: &Tokens) -> Option<PartyId> {
    let speaker = search
        .analysis
        .frame_of(thing.start)
        .and_then(|f| voice::speaker(search, &search.analysis.frames[f]))
        .map(|p| search.organisation(p));
    if let Some(speaker) = speaker.filter(|&p| search.eligible(p) && may_suffer(search, p)) {
        return Some(speaker);
    }
    if *search.narrator == Narrator::Crew {
        return None;
    }
    let others = search.tokens().any(|t| search.victim_at(t).is_some_and(|p| Some(p) != search.protagonist));
    narrator(search).or(search.protagonist.filter(|_| !others))
}

fn narrator(search: &Search<'_, '_>) -> Option<PartyId> {
    match *search.narrator {
        Narrator::Party(party) if search.eligible(party) && may_suffer(search, party) => Some(party),
        _ => None,
    }
}

fn may_suffer(search: &Search<'_, '_>, party: PartyId) -> bool {
    !matches!(
        search.parties.all[party].speaker,
        SpeakerKind::Authority | SpeakerKind::Researcher | SpeakerKind::Press | SpeakerKind::Actor
    )
}
