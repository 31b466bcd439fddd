//! Of which kinds an event is: only what the text says of it, whoever says it.

use super::lexicon::{KindWords, LEXICON};
use super::{Event, EventId, supply};
use crate::analysis::{Analysis, Modality, Tokens};
use crate::parties::{Parties, PartyKind};
use sextant_model::{BlockKind, IncidentKind};

/// Adds the kinds that sentences about each event speak of.
pub(super) fn fill(analysis: &Analysis<'_>, parties: &Parties, events: &mut [Event], topic: &[Vec<EventId>]) {
    for (id, sentence) in analysis.sentences.iter().enumerate().filter(|(_, s)| s.kind != BlockKind::Aside) {
        let about = topic.get(id).map_or(&[][..], Vec::as_slice);
        if about.is_empty() {
            continue;
        }
        for (at, kind) in spoken(analysis, &sentence.tokens) {
            for event in narrowed(analysis, parties, events, about, at) {
                push(&mut events[event].kinds, kind);
            }
        }
    }
    for at in 1..events.len() {
        if events[at].rule == "event.same" {
            let (before, after) = events.split_at_mut(at);
            before[at - 1].kinds.iter().for_each(|kind| push(&mut after[0].kinds, *kind));
        }
    }
    demands(analysis, parties, events, topic);
    supply::fill(analysis, parties, events, topic);
    for event in events {
        settle(&mut event.kinds);
    }
}

/// "It wants £350,000 by Sunday": a crew asks for a sum.
fn demands(analysis: &Analysis<'_>, parties: &Parties, events: &mut [Event], topic: &[Vec<EventId>]) {
    for (id, sentence) in analysis.sentences.iter().enumerate() {
        let about = topic.get(id).map_or(&[][..], Vec::as_slice);
        let asks = !about.is_empty()
            && sentence.clauses.clone().map(|c| &analysis.clauses[c]).any(|clause| {
                let Some(verb) = clause.verb.as_ref().filter(|v| !v.negated && !v.passive) else { return false };
                let by = clause.subject.as_ref().and_then(|s| parties.meant(s));
                let asks = matches!(verb.lemma.as_str(), "want" | "demand" | "ask" | "seek" | "request");
                let near = verb.head + 1..(verb.head + 9).min(sentence.tokens.end);
                let money = near.clone().any(|t| {
                    let token = &analysis.tokens[t];
                    token.text.contains(['$', '€', '£'])
                        || matches!(
                            token.lower.as_str(),
                            "money" | "payment" | "bitcoin" | "ransom" | "euros" | "dollars" | "pounds"
                        )
                });
                let threat = verb.lemma != "ask"
                    || sentence.tokens.clone().any(|t| {
                        matches!(
                            analysis.tokens[t].lower.as_str(),
                            "or" | "unless"
                                | "until"
                                | "deadline"
                                | "publish"
                                | "leak"
                                | "silence"
                                | "keep"
                                | "keeping"
                        )
                    });
                asks && threat && money && by.is_some_and(|p| parties.all[p].kind == PartyKind::Actor)
            });
        if asks {
            about.iter().for_each(|&e| push(&mut events[e].kinds, IncidentKind::Extortion));
        }
    }
}

/// Tokens at which the sentence says a kind, scopes and neighbours allowing it.
fn spoken(analysis: &Analysis<'_>, sentence: &Tokens) -> Vec<(usize, IncidentKind)> {
    let said = |at: usize| {
        let phrases = analysis.tokens.get(at).and_then(|token| LEXICON.kind_phrases.get(token.lower.as_str()));
        phrases.into_iter().flatten().filter_map(move |(kind, phrase)| {
            let words = LEXICON.kinds.get(*kind)?;
            speaks(analysis, sentence, words, phrase, at).then_some((at, words.kind))
        })
    };
    sentence.clone().flat_map(said).collect()
}

fn speaks(analysis: &Analysis<'_>, sentence: &Tokens, words: &KindWords, phrase: &[String], at: usize) -> bool {
    let Some(end) = end_of(analysis, at, phrase).filter(|&end| end <= sentence.end) else { return false };
    let before = at.checked_sub(1).and_then(|b| analysis.tokens.get(b)).map_or("", |t| t.lower.as_str());
    let after = analysis.tokens.get(end).map_or("", |t| t.lower.as_str());
    let apart = !words.not_before.contains(after) && !words.not_after.contains(before);
    apart && [at, end - 1].iter().all(|&t| holds(analysis, words.kind, t))
}

/// One past the last token of a phrase that begins at `at`; `*` stands for up to three words.
fn end_of(analysis: &Analysis<'_>, at: usize, phrase: &[String]) -> Option<usize> {
    let Some((first, rest)) = phrase.split_first() else { return Some(at) };
    if first == "*" {
        return (0..=3).find_map(|skip| end_of(analysis, at + skip, rest));
    }
    let same = analysis.tokens.get(at).is_some_and(|t| t.lower == *first);
    if same { end_of(analysis, at + 1, rest) } else { None }
}

/// Whether the scope over the word lets it speak: a denial or a doubt of data theft still says that theft is what is
/// spoken of, but advice, conditions and negated methods do not.
fn holds(analysis: &Analysis<'_>, kind: IncidentKind, at: usize) -> bool {
    let scope = analysis.scope_at(at);
    match scope.modality {
        // "the ransomware attack would cost it", "X, whose portal was locked by ransomware, will not say".
        Modality::Planned | Modality::CannotSay
            if scope.cue.as_ref().is_some_and(|c| c.start > at) && kind != IncidentKind::DataBreach =>
        {
            !scope.negated
        }
        Modality::Feared if kind == IncidentKind::Intrusion => !scope.negated,
        Modality::Conditional | Modality::Unreal | Modality::Planned | Modality::Feared => false,
        Modality::NoEvidence | Modality::CannotSay | Modality::NotBelieved => {
            kind == IncidentKind::DataBreach && scope.modality == Modality::CannotSay
        }
        _ => !scope.negated,
    }
}

fn narrowed(
    analysis: &Analysis<'_>,
    parties: &Parties,
    events: &[Event],
    about: &[EventId],
    at: usize,
) -> Vec<EventId> {
    if about.len() < 2 {
        return about.to_vec();
    }
    let clause = analysis.clause_of(at).map(|c| analysis.clauses[c].tokens.clone()).unwrap_or(at..at + 1);
    let named: Vec<EventId> = about
        .iter()
        .copied()
        .filter(|&e| clause.clone().any(|t| parties.at(t).is_some_and(|m| m.party == events[e].victim)))
        .collect();
    if named.is_empty() { about.to_vec() } else { named }
}

pub(super) fn push(kinds: &mut Vec<IncidentKind>, kind: IncidentKind) {
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
}

/// Extortion is its own kind only without ransomware; nothing said is `unspecified`.
fn settle(kinds: &mut Vec<IncidentKind>) {
    if kinds.contains(&IncidentKind::Ransomware) {
        kinds.retain(|k| !matches!(k, IncidentKind::Extortion | IncidentKind::Malware));
    }
    if kinds.is_empty() {
        kinds.push(IncidentKind::Unspecified);
    }
    kinds.sort();
}
