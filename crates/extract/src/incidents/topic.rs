//! Which events a sentence, or a stretch of one, is about.

use super::{Event, EventId, Events, Narrator};
use crate::analysis::{Analysis, Sentence, Tokens};
use crate::parties::{Parties, PartyId};
use sextant_model::BlockKind;

/// Words that mean all events told of so far.
const ALL: &[&str] = &[
    "attacks",
    "incidents",
    "breaches",
    "hacks",
    "intrusions",
    "victims",
    "both",
    "three",
    "companies",
    "organisations",
    "organizations",
    "retailers",
];

/// For each sentence the events that it is about.
pub(super) fn sentences(
    analysis: &Analysis<'_>,
    parties: &Parties,
    events: &[Event],
    background: &[bool],
    narrator: &Narrator,
) -> Vec<Vec<EventId>> {
    let host = match narrator {
        Narrator::Party(party) => of(parties, events, *party),
        _ => None,
    };
    let mut topics: Vec<Vec<EventId>> = Vec::with_capacity(analysis.sentences.len());
    let mut last: Vec<EventId> = if events.len() == 1 { vec![0] } else { Vec::new() };
    for (id, sentence) in analysis.sentences.iter().enumerate() {
        if background.get(id).copied().unwrap_or(false) || sentence.kind == BlockKind::Aside {
            topics.push(Vec::new());
            continue;
        }
        let named = named(parties, events, &sentence.tokens);
        let topic = if let Some(host) = host.filter(|_| addresses(analysis, sentence)) {
            vec![host]
        } else if !named.is_empty() {
            named
        } else if events.len() > 1 && plural(analysis, sentence) {
            (0..events.len()).collect()
        } else if elsewhere(parties, events, sentence) {
            Vec::new()
        } else {
            last.clone()
        };
        if !topic.is_empty() {
            last.clone_from(&topic);
        }
        topics.push(topic);
    }
    topics
}

/// A notice that speaks of "your" data speaks of what its sender answers for, whoever lost it.
fn addresses(analysis: &Analysis<'_>, sentence: &Sentence) -> bool {
    let words = &analysis.tokens[sentence.tokens.clone()];
    words.iter().any(|t| t.quotation.is_none() && t.lower == "your")
}

/// Events whose victims (or people who speak for them) are mentioned in these tokens.
fn named(parties: &Parties, events: &[Event], tokens: &Tokens) -> Vec<EventId> {
    let mut found = Vec::new();
    let inside = parties.mentions.iter().filter(|m| m.tokens.start >= tokens.start && m.tokens.end <= tokens.end);
    for event in inside.filter_map(|m| of(parties, events, m.party)) {
        if !found.contains(&event) {
            found.push(event);
        }
    }
    found
}

fn of(parties: &Parties, events: &[Event], party: PartyId) -> Option<EventId> {
    let find = |p: PartyId| events.iter().position(|e| e.victim == p);
    find(party).or_else(|| parties.all.get(party).and_then(|p| p.speaks_for).and_then(find))
}

fn plural(analysis: &Analysis<'_>, sentence: &Sentence) -> bool {
    analysis.tokens[sentence.tokens.clone()].iter().any(|t| ALL.contains(&t.lower.as_str()))
}

/// With several events, a sentence that only names others and refers back to nobody is about none of them.
fn elsewhere(parties: &Parties, events: &[Event], sentence: &Sentence) -> bool {
    if events.len() < 2 {
        return events.is_empty();
    }
    let inside = parties
        .mentions
        .iter()
        .filter(|m| m.tokens.start >= sentence.tokens.start && m.tokens.end <= sentence.tokens.end);
    inside.clone().next().is_none() && sentence.kind == BlockKind::Heading
}

/// See [`Events::about`].
pub(super) fn about(events: &Events, analysis: &Analysis<'_>, parties: &Parties, tokens: &Tokens) -> Vec<EventId> {
    let Some(sentence) = analysis.sentence_of(tokens.start) else { return Vec::new() };
    let topic = events.topic.get(sentence).cloned().unwrap_or_default();
    if topic.len() < 2 {
        return topic;
    }
    let inside = named(parties, &events.all, tokens);
    if !inside.is_empty() {
        return inside;
    }
    let mut clause = analysis.clause_of(tokens.start);
    while let Some(id) = clause {
        let found = named(parties, &events.all, &analysis.clauses[id].tokens);
        if !found.is_empty() {
            return found;
        }
        clause = analysis.clauses[id].parent;
    }
    topic
}
