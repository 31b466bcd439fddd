//! Which event word of a sentence a date belongs to: the one that the date stands behind, or that follows a date
//! which opens its clause. A verb that is no event word keeps its date for itself.

use super::grammar::Expression;
use super::{Trigger, What};
use crate::analysis::{Analysis, Tag, Token, Tokens};
use sextant_model::DateWhat;

/// The event word of a date.
pub(super) fn tie<'t>(
    analysis: &Analysis<'_>,
    run: &Tokens,
    triggers: &'t [Trigger],
    date: &Expression,
) -> Option<&'t Trigger> {
    if let Some(noun) = modified(analysis, triggers, date) {
        return (!noun.what.is_none()).then_some(noun);
    }
    if opens_clause(analysis, run, date.tokens.start) {
        return opening(analysis, run, triggers, date);
    }
    match before(analysis, run, triggers, date) {
        Left::Event(trigger) => Some(governing(analysis, triggers, trigger, date)),
        Left::Nothing => told_of_day(analysis, run, triggers, date).or_else(|| after(analysis, run, triggers, date)),
        Left::Verb => told_of_day(analysis, run, triggers, date),
    }
}

/// "last month's ransomware attack", "the April data theft": the date stands inside the noun phrase of its event.
fn modified<'t>(analysis: &Analysis<'_>, triggers: &'t [Trigger], date: &Expression) -> Option<&'t Trigger> {
    let owner = analysis.tokens.get(date.tokens.end - 1)?.lower.ends_with("'s")
        || analysis.tokens.get(date.tokens.end).is_some_and(|t| t.lower == "'s");
    let article = date.tokens.start.checked_sub(1).is_some_and(|i| analysis.tokens[i].tag == Tag::Determiner);
    let next = triggers.iter().find(|t| t.noun && t.tokens.end > date.tokens.end)?;
    let between = analysis.tokens.get(date.tokens.end..next.tokens.start).unwrap_or_default();
    let inside = |t: &Token<'_>| matches!(t.tag, Tag::Noun | Tag::Adjective | Tag::Proper) || t.lower == "'s";
    let phrase = between.len() <= 3 && between.iter().all(inside);
    ((owner || article) && phrase && next.tokens.start >= date.tokens.end).then_some(next)
}

/// "since Sunday, when ransomware locked the platform": the clause says what happened that day.
fn told_of_day<'t>(
    analysis: &Analysis<'_>,
    run: &Tokens,
    triggers: &'t [Trigger],
    date: &Expression,
) -> Option<&'t Trigger> {
    let comma = analysis.tokens.get(date.tokens.end).is_some_and(|t| t.text == ",");
    let at = date.tokens.end + usize::from(comma);
    let when = at < run.end && analysis.tokens[at].lower == "when";
    triggers.iter().find(|t| t.tokens.start > at && !t.said && !t.what.is_none()).filter(|_| when)
}

/// "affected patients": a participle inside a noun phrase is no verb.
fn premodifier(analysis: &Analysis<'_>, at: usize) -> bool {
    let next = analysis.tokens.get(at + 1);
    let before = at.checked_sub(1).map(|i| &analysis.tokens[i]);
    analysis.tokens[at].tag == Tag::Participle
        && next.is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Adjective))
        && before.is_some_and(|t| {
            matches!(t.tag, Tag::Determiner | Tag::Adjective | Tag::Preposition | Tag::Verb | Tag::Gerund)
        })
}

/// "On 9 October the clinic noticed …": the first verb after the date.
fn opening<'t>(
    analysis: &Analysis<'_>,
    run: &Tokens,
    triggers: &'t [Trigger],
    date: &Expression,
) -> Option<&'t Trigger> {
    let tokens = &analysis.tokens;
    let stop = run.end.min(date.tokens.end + 40);
    let mut skip = date.tokens.end;
    for at in date.tokens.end..stop {
        skip = skip.max(aside_end(analysis, at, stop)).max(relative_end(analysis, at, stop));
        if at < skip {
            continue;
        }
        let trigger = triggers.iter().find(|t| t.tokens.contains(&at) && !t.noun);
        if let Some(trigger) = trigger.filter(|t| t.anchor >= at || t.tokens.start == at) {
            return (!trigger.what.is_none()).then_some(trigger);
        }
        let passive = tokens[at].tag == Tag::Participle && tokens[at - 1].tag == Tag::Auxiliary;
        let naming = matches!(tokens[at].lower.as_str(), "named" | "called" | "known" | "dubbed" | "based");
        if !naming && tokens[at].tag == Tag::Verb || passive {
            return None;
        }
    }
    triggers.iter().find(|t| t.tokens.start >= date.tokens.end && t.tokens.start < stop)
}

/// Where an aside that opens at `at` ends: "(the Company)", ", which runs 612 restaurants,".
fn aside_end(analysis: &Analysis<'_>, at: usize, stop: usize) -> usize {
    let tokens = &analysis.tokens;
    let word = |i: usize| tokens.get(i).map_or("", |t| t.lower.as_str());
    let close = match (word(at), word(at + 1)) {
        ("(", _) => ")",
        (",", "which" | "who" | "whose") => ",",
        (",", "the" | "a" | "an" | "its" | "one") => return apposition(analysis, at, stop),
        _ => return at,
    };
    (at + 1..stop).find(|&i| word(i) == close).map_or(at, |i| i + 1)
}

/// "somebody who had no business there was inside": past the verb of a relative clause that no comma closes.
fn relative_end(analysis: &Analysis<'_>, at: usize, stop: usize) -> usize {
    let tokens = &analysis.tokens;
    let relative = matches!(tokens[at].lower.as_str(), "who" | "that" | "which")
        && matches!(tokens[at - 1].tag, Tag::Noun | Tag::Proper | Tag::Pronoun);
    let verbal = |i: &usize| matches!(tokens[*i].tag, Tag::Verb | Tag::Auxiliary | Tag::Modal);
    let own = (at + 1..stop.min(at + 3)).find(verbal).filter(|_| relative);
    own.map_or(at, |verb| (verb..stop).find(|i| !verbal(i) && tokens[*i].tag != Tag::Participle).unwrap_or(stop))
}

/// ", the software company that hosts the database,": what somebody is, between commas, before the verb.
fn apposition(analysis: &Analysis<'_>, at: usize, stop: usize) -> usize {
    let tokens = &analysis.tokens;
    let close = (at + 2..stop.min(at + 16)).find(|&i| tokens[i].text == ",");
    let verb = |i: usize| matches!(tokens.get(i).map(|t| t.tag), Some(Tag::Verb | Tag::Auxiliary | Tag::Participle));
    close.filter(|&i| verb(i + 1)).map_or(at, |i| i + 1)
}

/// "On 9 October, …": the date stands before its verb.
fn opens_clause(analysis: &Analysis<'_>, run: &Tokens, start: usize) -> bool {
    const LEAD: [&str; 14] = [
        "late", "early", "about", "around", "the", "hours", "“", "\"", "and", "but", "earlier", "only", "then", "also",
    ];
    let tokens = &analysis.tokens;
    let lead = |at: usize| {
        tokens[at].tag == Tag::Preposition || LEAD.contains(&tokens[at].lower.as_str()) || clock(&tokens[at].lower)
    };
    let at = (run.start..start).rev().take_while(|&i| lead(i)).last().unwrap_or(start);
    let Some(before) = at.checked_sub(1).filter(|&i| i >= run.start) else { return true };
    // "As reported earlier, on January 5 we discovered …": a second opener.
    let opened = tokens[before].text == ","
        && matches!(tokens[run.start].tag, Tag::Subordinator | Tag::Preposition | Tag::Participle | Tag::Adverb)
        && before < run.start + 9;
    at < start && (matches!(tokens[before].text, ";" | ":") || tokens[before].lower == "that" || opened)
}

/// "At 07.40 today", "around 9 p.m. on Tuesday": the time before its day.
fn clock(lower: &str) -> bool {
    matches!(lower, "am" | "pm" | "a.m" | "a.m." | "p.m" | "p.m." | "o'clock" | "noon" | "midnight" | "utc" | "gmt")
        || lower.starts_with(|c: char| c.is_ascii_digit()) && (lower.contains([':', '.']) || lower.ends_with('m'))
}

enum Left<'t> {
    Event(&'t Trigger),
    Verb,
    Nothing,
}

/// The nearest event word to the left; another verb in between keeps the date for itself.
fn before<'t>(analysis: &Analysis<'_>, run: &Tokens, triggers: &'t [Trigger], date: &Expression) -> Left<'t> {
    for at in (run.start..date.tokens.start).rev() {
        if let Some(trigger) = triggers.iter().find(|t| t.tokens.contains(&at)) {
            return Left::Event(trigger);
        }
        let token = &analysis.tokens[at];
        let verb = matches!(token.tag, Tag::Verb | Tag::Participle)
            && !premodifier(analysis, at)
            && !matches!(token.lower.as_str(), "dated" | "called" | "named" | "based");
        let breaks = token.text == ";"
            || matches!(token.lower.as_str(), "whose" | "before" | "after") && token.tag != Tag::Preposition;
        if verb || breaks {
            return Left::Verb;
        }
    }
    Left::Nothing
}

/// "learned about the incident on 27 December": the verb of noticing or telling owns the date, unless the noun
/// holds it tight ("the attack of 12 May").
fn governing<'t>(
    analysis: &Analysis<'_>,
    triggers: &'t [Trigger],
    nearest: &'t Trigger,
    date: &Expression,
) -> &'t Trigger {
    let tight = analysis
        .tokens
        .get(date.tokens.start.saturating_sub(1))
        .is_some_and(|t| matches!(t.lower.as_str(), "of" | "from"));
    if !nearest.noun || tight {
        return nearest;
    }
    let owns = |t: &&Trigger| {
        let between = t.tokens.end..nearest.tokens.start;
        let told = matches!(
            t.what,
            What::Some(DateWhat::Detected | DateWhat::Disclosed | DateWhat::Notified | DateWhat::Restored)
        );
        let clear = analysis.tokens.get(between.clone()).is_some_and(|run| {
            run.iter().all(|w| !matches!(w.tag, Tag::Subordinator | Tag::Verb | Tag::Auxiliary | Tag::Mark))
        });
        !t.noun && told && between.len() <= 7 && clear && t.tokens.end <= nearest.tokens.start
    };
    triggers.iter().rev().find(owns).unwrap_or(nearest)
}

/// The next event word, no clause between.
fn after<'t>(analysis: &Analysis<'_>, run: &Tokens, triggers: &'t [Trigger], date: &Expression) -> Option<&'t Trigger> {
    let stop = run.end.min(date.tokens.end + 12);
    let next = triggers.iter().find(|t| t.tokens.start >= date.tokens.end && t.tokens.start < stop)?;
    let blocked = analysis.tokens[date.tokens.end..next.tokens.start].iter().any(|t| {
        matches!(t.text, ";" | ":") || matches!(t.lower.as_str(), "that" | "which" | "who" | "after" | "before" | "and")
    });
    (!blocked).then_some(next)
}
