//! Verbs of attack: "X was hacked", "hackers broke into X", "data stolen from X", "X sent $1m to fraudsters".

use super::Search;
use crate::analysis::{Tag, Tokens};
use crate::incidents::lexicon::{AttackVerb, LEXICON};
use crate::parties::PartyId;

/// Looks at every verb of the sentence.
pub(super) fn collect(search: &mut Search<'_, '_>, cyber: bool) {
    for at in search.tokens() {
        if !matches!(search.analysis.tokens[at].tag, Tag::Verb | Tag::Participle | Tag::Gerund) {
            continue;
        }
        fraud(search, at);
        fined(search, at);
        let Some(verb) = attack(search, at) else { continue };
        if verb.weak && !cyber {
            continue;
        }
        if let Some((party, weight)) = victim(search, at, verb) {
            for party in together(search, at, party) {
                search.note(party, at, weight, &verb.id);
            }
        }
    }
}

fn attack(search: &Search<'_, '_>, at: usize) -> Option<&'static AttackVerb> {
    let entries = LEXICON.verbs.get(search.lemma(at))?;
    entries.iter().find(|v| v.particle.is_empty() || (at + 1..at + 6).any(|t| search.lower(t) == v.particle))
}

/// Whom a verb makes a victim, and how plainly.
fn victim(search: &Search<'_, '_>, at: usize, verb: &AttackVerb) -> Option<(PartyId, i32)> {
    if is_passive(search, at) {
        return passive(search, at, verb);
    }
    let object = if verb.weak { owner_after(search, at) } else { search.victim_after(at, 8) };
    object.filter(|&o| search.subject(at) != Some(o)).map(|o| (o, if verb.weak { 2 } else { 3 }))
}

/// "X and Y were struck": everybody in the subject that the party stands in.
fn together(search: &Search<'_, '_>, at: usize, party: PartyId) -> Vec<PartyId> {
    let subject = search.analysis.clause_of(at).and_then(|c| search.analysis.clauses[c].subject.clone());
    let joined = subject.filter(|s| s.end <= at && s.clone().any(|t| search.lower(t) == "and"));
    let mut spared = false;
    let mut all: Vec<PartyId> = Vec::new();
    for t in joined.into_iter().flatten() {
        spared |= matches!(search.lower(t), "not" | "except" | "unlike" | "excluding" | "barring" | "bar");
        all.extend(search.victim_at(t).filter(|_| !spared));
    }
    if !all.contains(&party) && !spared {
        all.push(party);
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn passive(search: &Search<'_, '_>, at: usize, verb: &AttackVerb) -> Option<(PartyId, i32)> {
    let from = from_whom(search, at).map(|p| (p, 3));
    if verb.weak {
        return from;
    }
    let some = (at.saturating_sub(7).max(search.tokens().start)..at).any(|t| {
        matches!((search.lower(t), search.lower(t + 1)), ("one" | "none" | "neither" | "either", "of"))
            || search.lower(t) == "nobody"
    });
    let subject = search.subject(at).or_else(|| before(search, at)).filter(|_| !some);
    subject.map(|p| (p, 3)).or(from)
}

/// A form of be or get stands before the participle, adverbs aside; or the participle follows a noun ("files stolen").
fn is_passive(search: &Search<'_, '_>, at: usize) -> bool {
    let tokens = &search.analysis.tokens;
    let mut before =
        (search.tokens().start..at).rev().take(5).skip_while(|&t| matches!(tokens[t].tag, Tag::Adverb | Tag::Negation));
    let Some(previous) = before.next() else { return tokens[at].tag == Tag::Participle };
    let auxiliary = matches!(tokens[previous].lemma.as_str(), "be" | "get") && tokens[at].tag != Tag::Gerund;
    let reduced = tokens[at].tag == Tag::Participle
        && matches!(tokens[previous].tag, Tag::Noun | Tag::Proper)
        && search.lower(at + 1) != "the"
        && search.victim_at(at + 1).is_none();
    auxiliary || reduced
}

/// "stolen from X", "taken from X's servers".
fn from_whom(search: &Search<'_, '_>, at: usize) -> Option<PartyId> {
    let from = (at + 1..(at + 6).min(search.tokens().end)).find(|&t| matches!(search.lower(t), "from" | "at"))?;
    search.victim_after(from, 6)
}

/// The mention right before the verb group: "Acme hacked", "Acme has been hit".
fn before(search: &Search<'_, '_>, at: usize) -> Option<PartyId> {
    let tokens = &search.analysis.tokens;
    let mut back = (search.tokens().start..at)
        .rev()
        .skip_while(|&t| matches!(tokens[t].tag, Tag::Auxiliary | Tag::Adverb | Tag::Negation | Tag::Modal));
    search.victim_at(back.next()?)
}

/// "got into X's network", "stole data from X", "encrypted its servers".
fn owner_after(search: &Search<'_, '_>, at: usize) -> Option<PartyId> {
    if let Some(from) = from_whom(search, at) {
        return Some(from);
    }
    let owner = search.victim_after(at, 7)?;
    let end = (at + 12).min(search.tokens().end);
    let owned = (at + 1..end).any(|t| LEXICON.owned.contains(search.lower(t)));
    let intruder = (search.tokens().start..at).any(|t| LEXICON.intruders.contains(search.lower(t)));
    (owned && intruder).then_some(owner)
}

/// "The town sent $1.37 million to fraudsters", "one of its clerks wired the fee to crooks": money leaves to somebody who
/// had no right to it.
fn fraud(search: &mut Search<'_, '_>, at: usize) {
    if !LEXICON.parts_with.contains(search.lemma(at)) {
        return;
    }
    let rest = at..search.tokens().end;
    let crook = rest.clone().any(|t| LEXICON.crooks.contains(search.lower(t))) || wrong_account(search, &rest);
    let money = rest.clone().any(|t| {
        search.analysis.tokens[t].tag == Tag::Number || matches!(search.lower(t), "money" | "fee" | "sum" | "payment")
    });
    if !crook || !money {
        return;
    }
    let payer = search.subject(at).or_else(|| before(search, at)).or_else(|| employer(search, at));
    if let Some(party) = payer {
        search.note(party, at, 3, "event.fraud");
    }
}

/// "X has been fined $4m over the breach": an authority fined it for what happened to it.
fn fined(search: &mut Search<'_, '_>, at: usize) {
    let punished = matches!(search.lemma(at), "fine" | "reprimand" | "penalise" | "penalize" | "sanction" | "censure");
    if !punished || !is_passive(search, at) {
        return;
    }
    let tokens = at + 1..search.tokens().end;
    let link = tokens.clone().find(|&t| matches!(search.lower(t), "over" | "for" | "after" | "following" | "because"));
    let Some(link) = link else { return };
    let event = |t: usize| {
        LEXICON.nouns.contains(search.lemma(t)) && !LEXICON.plain.contains(search.lemma(t))
            || matches!(search.lemma(t), "breach" | "leak" | "hack" | "cyberattack")
    };
    let payer = search.subject(at).or_else(|| before(search, at));
    if let (Some(party), Some(cue)) = (payer, (link + 1..tokens.end).find(|&t| event(t))) {
        search.note(party, cue, 3, "event.fined");
    }
}

/// "to the wrong account", "into an account of theirs that was not the firm's".
fn wrong_account(search: &Search<'_, '_>, rest: &Tokens) -> bool {
    rest.clone().any(|t| {
        matches!(search.lemma(t), "account")
            && matches!(search.lower(t - 1), "wrong" | "false" | "fake" | "bogus" | "substitute" | "changed")
    })
}

/// "the club's bookkeeper", "one of its accountants": whose hand it was that paid.
fn employer(search: &Search<'_, '_>, at: usize) -> Option<PartyId> {
    let subject = search.analysis.clauses[search.analysis.clause_of(at)?].subject.clone()?;
    subject.filter_map(|t| search.victim_at(t)).next()
}
