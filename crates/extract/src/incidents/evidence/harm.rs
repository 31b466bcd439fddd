//! Harm done to what is somebody's: "someone got into the database of X", "X, whose server was broken into", "strangers
//! read customers' names on a server of X". Who does it, to which thing, and whose the thing is, are asked apart, so
//! that any verb goes with any thing.

use super::Search;
use super::owner;
use crate::analysis::{Clause, Tag, Tokens};
use crate::incidents::lexicon::{Harm, LEXICON, Thing};
use crate::parties::PartyKind;
use sextant_model::IncidentKind;

/// Farthest that the thing is looked for behind its verb.
const REACH: usize = 14;

/// Looks at the clauses of the sentence.
pub(super) fn collect(search: &mut Search<'_, '_>, cyber: bool) {
    let clauses = search.analysis.sentences[search.sentence].clauses.clone();
    for id in clauses {
        let clause = &search.analysis.clauses[id];
        let Some(verb) = clause.verb.clone() else { continue };
        among(search, id);
        out_of_reach(search, id);
        let Some(harm) = harm_at(search, verb.head).filter(|_| !says(search, verb.head)) else { continue };
        let Some((thing, sort)) = (if verb.passive { suffering(search, clause) } else { object(search, clause, harm) })
        else {
            continue;
        };
        if !fits(search, clause, harm, sort, cyber) {
            continue;
        }
        let kind = kind_of(search, clause, harm, sort);
        let weight = if harm.plain { 3 } else { 2 };
        let doer = clause.subject.as_ref().and_then(|s| search.parties.meant(s)).filter(|_| !verb.passive);
        for party in owner::of(search, clause, &thing) {
            // "It said it had downloaded the files": who does it is not whom it befalls.
            if doer == Some(party) {
                continue;
            }
            search.note_kind(party, verb.head, weight, &harm.id, kind);
        }
    }
}

/// "X said the names of 52,000 guests were in its list": what was lost is known, and this was part of it.
fn among(search: &mut Search<'_, '_>, clause: usize) {
    const LOST: &[&str] =
        &["list", "file", "files", "haul", "copies", "batch", "dump", "leak", "download", "archive", "records", "data"];
    let clause = &search.analysis.clauses[clause];
    let Some(verb) = clause.verb.clone().filter(|v| v.lemma == "be" && !v.negated) else { return };
    let end = search.tokens().end;
    let hands = search.lower(verb.head + 1) == "in"
        && (verb.head + 2..(verb.head + 5).min(end)).any(|t| search.lower(t) == "hands");
    let inside = hands
        || matches!(search.lower(verb.head + 1), "in" | "among")
            && matches!(search.lower(verb.head + 2), "its" | "the" | "that" | "this" | "their" | "those" | "what")
            && (verb.head + 3..(verb.head + 5).min(end)).any(|t| LOST.contains(&search.lower(t)));
    let data = clause.subject.clone().is_some_and(|mut s| s.any(|t| thing_at(search, t) == Some(Thing::Data)));
    if !inside || !data {
        return;
    }
    let said =
        (search.tokens().start..verb.head).any(|t| matches!(search.lemma(t), "say" | "tell" | "confirm" | "write"));
    let speaker = (search.tokens().start..verb.head).find_map(|t| search.victim_at(t)).or(search.protagonist);
    if let (true, Some(party)) = (said || hands, speaker) {
        search.note_kind(party, verb.head, 3, "event.own-words", Some(IncidentKind::DataBreach));
    }
}

/// "The website of X has been out of reach since Tuesday", where the text tells of a flood of traffic.
fn out_of_reach(search: &mut Search<'_, '_>, clause: usize) {
    const GONE: &[&str] = &["offline", "down", "unreachable", "inaccessible", "unavailable", "dark"];
    const SITES: &[&str] = &["website", "site", "portal", "webpage", "homepage", "app"];
    let clause = search.analysis.clauses[clause].clone();
    let Some(verb) = clause.verb.clone() else { return };
    // "could not be reached"
    let shut = verb.negated && verb.passive && matches!(verb.lemma.as_str(), "reach" | "open" | "load" | "access");
    let state = shut
        || !verb.negated
            && matches!(verb.lemma.as_str(), "be" | "go" | "remain" | "stay")
            && (verb.head + 1..verb.head + 3).any(|t| {
                GONE.contains(&search.lower(t))
                    || search.lower(t) == "out"
                        && matches!(search.lower(t + 2), "reach" | "action" | "service" | "order")
            });
    let site = clause
        .subject
        .clone()
        .and_then(|s| s.clone().find(|&t| SITES.contains(&search.lemma(t))).map(|t| s.start..t + 1));
    // "The websites of X, a chain, and of Y, a city, could not be reached": the subject is longer than its clause.
    let verbs = |from: usize| (from..verb.tokens.start).any(|t| search.analysis.tokens[t].tag == Tag::Verb);
    let before = || (search.tokens().start..verb.tokens.start).find(|&t| SITES.contains(&search.lemma(t)) && !verbs(t));
    let site = site.or_else(|| before().map(|t| t..t + 1));
    let (true, true, Some(thing)) = (state, search.flooded, site) else { return };
    for party in owner::of(search, &clause, &thing) {
        search.note_kind(party, verb.head, 2, "event.out-of-reach", Some(IncidentKind::Ddos));
    }
}

/// "The crew posted that it had taken the files": a verb that says something does nothing itself.
fn says(search: &Search<'_, '_>, head: usize) -> bool {
    search.analysis.frames.iter().any(|f| f.cue.contains(&head) && matches!(f.rule, "frame.that" | "frame.quoted"))
}

/// The harm that a verb can do, its particle allowing.
pub(super) fn harm_at(search: &Search<'_, '_>, at: usize) -> Option<&'static Harm> {
    let ways = LEXICON.harms.get(search.lemma(at))?;
    ways.iter().find(|h| h.particle.is_empty() || (at + 1..at + 4).any(|t| search.lower(t) == h.particle))
}

/// Whether somebody or something that does harm stands as the subject, or behind the "by" of a passive.
fn fits(search: &Search<'_, '_>, clause: &Clause, harm: &Harm, sort: Thing, cyber: bool) -> bool {
    let Some(verb) = &clause.verb else { return false };
    if verb.passive {
        let agent = by_whom(search, clause);
        return match agent {
            Some(agent) => harmful(search, &agent),
            None => cyber && harm.passive && (harm.plain || sort == Thing::Data),
        };
    }
    clause.subject.as_ref().is_some_and(|subject| harmful(search, &antecedent(search, subject)))
}

/// "by ransomware", "by an outsider".
fn by_whom(search: &Search<'_, '_>, clause: &Clause) -> Option<Tokens> {
    let verb = clause.verb.as_ref()?;
    let end = clause.tokens.end.min(verb.tokens.end + 8);
    let by = (verb.tokens.end..end).find(|&t| search.lower(t) == "by")?;
    Some(by + 1..(by + 6).min(search.tokens().end))
}

/// For "who" and "that", the words that they stand for.
fn antecedent(search: &Search<'_, '_>, subject: &Tokens) -> Tokens {
    let relative = subject.len() == 1 && matches!(search.lower(subject.start), "who" | "that" | "which");
    if relative { subject.start.saturating_sub(4).max(search.tokens().start)..subject.start } else { subject.clone() }
}

/// Intruders, somebody, malware, an attack, a crew.
fn harmful(search: &Search<'_, '_>, words: &Tokens) -> bool {
    let actor = words
        .clone()
        .any(|t| search.parties.at(t).is_some_and(|m| search.parties.all[m.party].kind == PartyKind::Actor));
    actor
        || words.clone().any(|t| {
            let (lower, lemma) = (search.lower(t), search.lemma(t));
            LEXICON.intruders.contains(lower)
                || LEXICON.strangers.contains(lower)
                || LEXICON.weapons.contains(lower)
                || LEXICON.weapons.contains(lemma)
        })
}

/// The thing that the verb's object or prepositional phrase names.
fn object(search: &Search<'_, '_>, clause: &Clause, harm: &Harm) -> Option<(Tokens, Thing)> {
    let verb = clause.verb.as_ref()?;
    let from = if harm.particle.is_empty() {
        verb.head + 1
    } else {
        (verb.head + 1..verb.head + 4).find(|&t| search.lower(t) == harm.particle)? + 1
    };
    let end = (from + REACH).min(search.tokens().end);
    // "nobody has been inside it"
    if harm.kind == Some(IncidentKind::Intrusion)
        && !harm.particle.is_empty()
        && matches!(search.lower(from), "it" | "them" | "there")
    {
        return Some((from..from + 1, Thing::System));
    }
    let comma = (from..end).find(|&t| search.lower(t) == ",").unwrap_or(end);
    thing_in(search, from..comma)
}

/// The thing in the subject of a passive.
fn suffering(search: &Search<'_, '_>, clause: &Clause) -> Option<(Tokens, Thing)> {
    let subject = clause.subject.clone()?;
    let relative = subject.len() == 1 && matches!(search.lower(subject.start), "that" | "which");
    thing_in(search, if relative { antecedent(search, &subject) } else { subject })
}

/// The first thing named in a stretch, up to the next mark.
fn thing_in(search: &Search<'_, '_>, stretch: Tokens) -> Option<(Tokens, Thing)> {
    let head = stretch
        .clone()
        .take_while(|&t| !matches!(search.lower(t), ";" | ":" | "." | "which" | "who" | "because" | "while" | "said"))
        .find_map(|t| Some((t, thing_at(search, t)?)))?;
    let (at, sort) = head;
    Some((stretch.start..at + 1, sort))
}

/// A head noun for a system or for data.
fn thing_at(search: &Search<'_, '_>, at: usize) -> Option<Thing> {
    let token = &search.analysis.tokens[at];
    let noun = matches!(token.tag, Tag::Noun | Tag::Proper | Tag::Verb | Tag::Other);
    let compound = search.analysis.tokens.get(at + 1).is_some_and(|n| {
        n.tag == Tag::Noun && n.text.starts_with(char::is_lowercase) && LEXICON.things.contains_key(n.lemma.as_str())
    });
    LEXICON.things.get(token.lemma.as_str()).copied().filter(|_| noun && !compound)
}

/// Entry by somebody is an intrusion, data seen or taken by somebody a breach; what malware does tells its kind itself.
fn kind_of(search: &Search<'_, '_>, clause: &Clause, harm: &Harm, sort: Thing) -> Option<IncidentKind> {
    let somebody = clause.verb.as_ref().is_some_and(|v| v.passive)
        || clause.subject.as_ref().is_some_and(|s| !s.clone().any(|t| LEXICON.weapons.contains(search.lower(t))));
    match harm.kind? {
        IncidentKind::Intrusion if sort == Thing::System && somebody => Some(IncidentKind::Intrusion),
        IncidentKind::Intrusion if sort == Thing::Data && somebody => Some(IncidentKind::DataBreach),
        IncidentKind::DataBreach => Some(IncidentKind::DataBreach),
        IncidentKind::Ransomware => Some(IncidentKind::Ransomware),
        _ => None,
    }
}
