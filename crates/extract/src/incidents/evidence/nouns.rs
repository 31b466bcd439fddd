//! Nouns of attack: "the attack on X", "X's data breach", "X suffered an incident", "the attack forced X to close".

use super::Search;
use crate::analysis::Tag;
use crate::incidents::lexicon::LEXICON;
use crate::parties::PartyId;

/// Looks at every event noun of the sentence.
pub(super) fn collect(search: &mut Search<'_, '_>, cyber: bool) {
    for at in search.tokens() {
        let tag = search.analysis.tokens[at].tag;
        if !matches!(tag, Tag::Noun | Tag::Proper | Tag::Other) || !is_event(search, at, cyber) {
            continue;
        }
        let ways = [at_whom(search, at), whose(search, at), who_has(search, at), done_to(search, at)];
        let told = ways.iter().any(Option::is_some);
        let after = if told { None } else { in_wake_of(search, at) };
        for (party, weight) in ways.into_iter().chain([after]).flatten() {
            search.note(party, at, weight, "event.attack-noun");
        }
    }
}

/// "On the same day the same thing happened to X".
pub(super) fn likewise(search: &mut Search<'_, '_>, cyber: bool) {
    for at in search.tokens() {
        let befell = search.lemma(at) == "befall" || search.lemma(at) == "happen" && search.lower(at + 1) == "to";
        let from = at.saturating_sub(5).max(search.tokens().start);
        let same = (from..at).any(|t| matches!(search.lower(t), "same" | "similar" | "fate" | "likewise"));
        if cyber
            && befell
            && same
            && let Some(party) = search.victim_after(at, 6)
        {
            search.note(party, at, 3, "event.same");
        }
    }
}

/// A noun of ours; a plain one ("attack", "incident") needs a cyber word before it, or a text that has told of one.
fn is_event(search: &Search<'_, '_>, at: usize, cyber: bool) -> bool {
    let lemma = search.lemma(at);
    if !LEXICON.nouns.contains(lemma) || is_somebody(search, at) {
        return false;
    }
    let marked = (at.saturating_sub(3)..at).any(|t| LEXICON.cyber.contains(search.lower(t)));
    !LEXICON.plain.contains(lemma) || marked || cyber
}

/// "ransomware gang", "breach notification": the noun only qualifies the next one.
fn is_somebody(search: &Search<'_, '_>, at: usize) -> bool {
    const HEADS: &[&str] = &[
        "group",
        "gang",
        "operation",
        "crew",
        "actor",
        "operator",
        "affiliate",
        "notification",
        "response",
        "responder",
        "expert",
        "site",
        "service",
        "team",
        "investigation",
        "protection",
        "insurance",
        "prevention",
        "attempt",
        "portal",
        "report",
        "law",
        "tool",
        "note",
    ];
    HEADS.contains(&search.lemma(at + 1)) || search.parties.at(at).is_some_and(|m| m.by_name)
}

/// "attack on X", "breach at X".
fn at_whom(search: &Search<'_, '_>, at: usize) -> Option<(PartyId, i32)> {
    let end = search.tokens().end;
    let preposition = (at + 1..(at + 4).min(end)).find(|&t| LEXICON.at.contains(search.lower(t)))?;
    let entry = matches!(search.lemma(at), "break-in" | "intrusion" | "damage" | "disruption");
    if search.lower(preposition) == "to" && !entry {
        return None;
    }
    let told = (at.saturating_sub(6).max(search.tokens().start)..at)
        .any(|t| matches!(search.lemma(t), "report" | "notify" | "refer" | "disclose"));
    if search.lower(preposition) == "to" && told {
        return None;
    }
    let loose = matches!(search.lower(preposition), "to" | "in" | "with" | "of" | "for" | "inside" | "within" | "at");
    let party =
        search.victim_after(preposition, if loose { 5 } else { 8 }).filter(|&p| !loose || !onlooker(search, p))?;
    Some((party, if loose { 2 } else { 3 }))
}

/// "X's cyberattack", "the X incident", "X data breach".
fn whose(search: &Search<'_, '_>, at: usize) -> Option<(PartyId, i32)> {
    let tokens = &search.analysis.tokens;
    for t in (search.tokens().start..at).rev().take(5) {
        if let Some(mention) = search.parties.at(t) {
            let party = search.organisation(mention.party);
            let pronoun = !mention.by_name && !matches!(search.lower(t), "its" | "their" | "our" | "'s");
            return (search.eligible(party) && !pronoun).then_some((party, 2));
        }
        if !matches!(tokens[t].tag, Tag::Adjective | Tag::Noun | Tag::Participle | Tag::Number)
            && !matches!(search.lower(t), "'s" | "'" | "’s")
        {
            return None;
        }
    }
    None
}

/// "X suffered / disclosed / is investigating a cyberattack", "X was the target of an attack".
fn who_has(search: &Search<'_, '_>, at: usize) -> Option<(PartyId, i32)> {
    let from = search.tokens().start.max(at.saturating_sub(9));
    for t in (from..at).rev() {
        let lemma = search.lemma(t);
        if matches!(lemma, "target" | "victim" | "subject") && search.lower(t + 1) == "of" {
            return search.subject(t).map(|p| (p, 3));
        }
        let Some(particle) = LEXICON.has.get(lemma) else { continue };
        let verb = matches!(search.analysis.tokens[t].tag, Tag::Verb | Tag::Participle | Tag::Gerund);
        if verb && (particle.is_empty() || (t + 1..t + 6).any(|p| search.lower(p) == particle)) {
            return search.subject(t).filter(|&p| !onlooker(search, p)).map(|p| (p, 3));
        }
    }
    None
}

/// "shelves at X are empty following another cyberattack", "X resumed shipments after a cyberattack".
fn in_wake_of(search: &Search<'_, '_>, at: usize) -> Option<(PartyId, i32)> {
    const WAKE: &[&str] = &["following", "after", "amid", "since", "due", "because", "despite"];
    let from = search.tokens().start.max(at.saturating_sub(5));
    let wake = (from..at).rev().find(|&t| WAKE.contains(&search.lower(t)))?;
    let before = (search.tokens().start..wake).rev().take(16);
    before
        .filter(|&t| search.parties.at(t).is_some_and(|m| m.by_name))
        .find_map(|t| search.victim_at(t))
        .filter(|&p| !onlooker(search, p))
        .map(|p| (p, 2))
}

/// Somebody whose trade it is to disclose and investigate other people's incidents.
fn onlooker(search: &Search<'_, '_>, party: PartyId) -> bool {
    use sextant_model::SpeakerKind::{Authority, Researcher};
    matches!(search.parties.all[party].speaker, Authority | Researcher)
}

/// "the attack forced X to close", "the attack hit X's website".
fn done_to(search: &Search<'_, '_>, at: usize) -> Option<(PartyId, i32)> {
    const VERBS: &[&str] = &[
        "force",
        "disrupt",
        "leave",
        "hit",
        "knock",
        "cripple",
        "shut",
        "affect",
        "impact",
        "cost",
        "cause",
        "target",
        "strike",
        "take",
        "halt",
        "hamper",
        "compromise",
        "expose",
        "paralyse",
        "paralyze",
        "close",
        "block",
        "slow",
        "prompt",
        "oblige",
        "involve",
        "lock",
        "encrypt",
    ];
    let end = (at + 6).min(search.tokens().end);
    let verb = (at + 1..end).find(|&t| {
        VERBS.contains(&search.lemma(t))
            && matches!(search.analysis.tokens[t].tag, Tag::Verb | Tag::Participle | Tag::Gerund)
    })?;
    search.victim_after(verb, 6).map(|p| (p, 3))
}
