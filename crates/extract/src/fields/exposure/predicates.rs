//! Which words of a sentence say that data were taken, stayed safe, or are what something holds.

use crate::analysis::spelt::is_word;
use crate::analysis::{Analysis, Tag, Token, Tokens};
use crate::fields::lexicon::{Lexicon, in_class};
use crate::fields::pattern::Match;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a predicate says of its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    /// A verb of taking.
    Taken,
    /// What follows is inside a container.
    Content,
    /// A predicate of its subject: exposed.
    State,
    /// A predicate of its subject: not exposed.
    Safe,
    /// A verb of keeping: negated, it excludes.
    Held,
    /// A predicate of its subject: not exposed, and exposed when denied ("was spared", "none was spared").
    Spared,
}

#[derive(Debug, Deserialize)]
struct Verb {
    role: Role,
    #[serde(default)]
    wary: bool,
    #[serde(default)]
    crew: bool,
}

static VERBS: LazyLock<Lexicon<Verb>> =
    LazyLock::new(|| Lexicon::read(include_str!("../../../data/exposure-verbs.toml")));

/// A predicate of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Predicate {
    /// All its words.
    pub tokens: Tokens,
    /// The word whose scope decides.
    pub anchor: usize,
    /// What it says.
    pub role: Role,
    /// Its data are its subject ("were taken"), not its object.
    pub passive: bool,
    /// A participle right after its noun ("data stolen in the attack").
    pub bare_participle: bool,
    /// Rule that found it.
    pub rule: String,
}

/// All predicates of a run, in order; those of ordinary dealings are left out.
pub(super) fn find(analysis: &Analysis<'_>, run: &Tokens, attacker: &dyn Fn(usize) -> bool) -> Vec<Predicate> {
    let mut found: Vec<Predicate> = Vec::new();
    for (rule, m) in VERBS.find_all(&analysis.tokens, run) {
        let anchor_token = &analysis.tokens[m.anchor];
        let adjectival = premodifier(analysis, m.anchor, rule.means.role);
        let name = anchor_token.tag == Tag::Proper;
        if adjectival || name || noun(analysis, m.anchor, rule.means.role) {
            continue;
        }
        let helps = analysis.tokens.get(m.tokens.end).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Participle));
        if rule.means.crew && helps {
            continue;
        }
        if rule.means.crew && !attacker(m.anchor) && !by_crew(analysis, run, m.tokens.start) {
            continue;
        }
        if habit(analysis, run, &m) && rule.means.role == Role::Taken || evidence_found(analysis, run, &m) {
            continue;
        }
        if rule.means.role == Role::Content && !by_container(analysis, run, m.tokens.start) {
            continue;
        }
        let passive = passive(analysis, run, &m.tokens, m.anchor);
        if means_of_entry(analysis, run, m.anchor) && !passive {
            continue;
        }
        let bare_participle = !passive && participle_after_noun(analysis, run, m.anchor, rule.means.role);
        if rule.means.wary
            && !passive
            && !bare_participle
            && !by_taker(analysis, run, m.tokens.start)
            && !attacker(m.anchor)
        {
            continue;
        }
        let predicate = Predicate {
            anchor: m.anchor,
            role: rule.means.role,
            passive,
            bare_participle,
            rule: rule.id.clone(),
            tokens: m.tokens,
        };
        merge(&mut found, predicate);
    }
    found.sort_by_key(|p| p.anchor);
    found
}

/// What a question asks of its data, whatever the order of its words: "Was my date of birth seen?"
pub(super) fn asked(analysis: &Analysis<'_>, run: &Tokens) -> Option<(Role, String)> {
    let found = VERBS.find_all(&analysis.tokens, run);
    let mut telling = found.into_iter().filter(|(rule, m)| {
        !matches!(rule.means.role, Role::Content | Role::Held)
            && !rule.means.crew
            && analysis.tokens[m.anchor].tag != Tag::Noun
    });
    telling.next().map(|(rule, _)| (rule.means.role, rule.id.clone()))
}

/// One predicate for an anchor: the longer words win, and "on another network" over "on a network".
fn merge(found: &mut Vec<Predicate>, new: Predicate) {
    let over = |new: &Predicate, old: &Predicate| match (new.role, old.role) {
        (Role::Safe, Role::State | Role::Held) => true,
        (Role::State | Role::Held, Role::Safe) => false,
        _ => old.tokens.len() < new.tokens.len(),
    };
    match found.iter_mut().find(|p| p.anchor == new.anchor) {
        Some(old) if over(&new, old) => *old = new,
        Some(_) => {}
        None => found.push(new),
    }
}

/// "the stolen files": the word stands inside a noun phrase and says nothing by itself.
fn premodifier(analysis: &Analysis<'_>, at: usize, role: Role) -> bool {
    let tokens = &analysis.tokens;
    if role != Role::Taken || !matches!(tokens[at].tag, Tag::Participle | Tag::Adjective | Tag::Verb) {
        return false;
    }
    let before = at.checked_sub(1).and_then(|i| tokens.get(i));
    let after = tokens.get(at + 1);
    let opens = before
        .is_some_and(|t| matches!(t.tag, Tag::Determiner | Tag::Preposition | Tag::Adjective) || possessive(&t.lower));
    opens
        && after.is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Adjective | Tag::Proper))
        && (tokens[at].tag != Tag::Verb || before.is_some_and(|t| t.tag == Tag::Determiner || possessive(&t.lower)))
}

fn possessive(lower: &str) -> bool {
    matches!(lower, "their" | "his" | "her" | "its" | "our" | "your" | "my" | "'s") || lower.ends_with('\'')
}

/// "the copy", "access to": a noun spelt like a verb.
fn noun(analysis: &Analysis<'_>, at: usize, role: Role) -> bool {
    let tokens = &analysis.tokens;
    let token = &tokens[at];
    let spelt_past = token.lower.ends_with("ed") || token.lower.ends_with("en");
    matches!(role, Role::Taken | Role::Held)
        && token.tag == Tag::Noun
        && !spelt_past
        && at.checked_sub(1).is_some_and(|i| {
            let lower = tokens[i].lower.as_str();
            matches!(tokens[i].tag, Tag::Determiner | Tag::Adjective | Tag::Preposition | Tag::Noun)
                || possessive(lower)
        })
        && !(token.lower == "access" && tokens.get(at + 1).is_some_and(|t| t.lower == "to"))
}

fn passive(analysis: &Analysis<'_>, run: &Tokens, words: &Tokens, anchor: usize) -> bool {
    let tokens = &analysis.tokens;
    if !matches!(tokens[anchor].tag, Tag::Participle | Tag::Verb | Tag::Adjective | Tag::Noun) {
        return false;
    }
    let past = matches!(tokens[anchor].tag, Tag::Participle | Tag::Adjective)
        || ["ed", "en", "read", "put", "hacked", "stolen", "lost", "sold", "seen", "got", "made"]
            .iter()
            .any(|e| tokens[anchor].lower.ends_with(e));
    // "the shop is open": nobody opened it.
    let past = past && tokens[anchor].lower != "open";
    past && be_before(analysis, run.start, words.start.min(anchor))
}

/// A form of "be" (or "get") opens the verb group that ends at `at`; coordination is looked through ("copied or stolen").
fn be_before(analysis: &Analysis<'_>, from: usize, at: usize) -> bool {
    for i in (from..at).rev().take(8) {
        let token = &analysis.tokens[i];
        if is_word(token, "be") || matches!(token.lower.as_str(), "'s" | "'re") && i + 1 < at {
            return true;
        }
        if matches!(token.lower.as_str(), "got" | "gets") && i + 1 == at {
            return true;
        }
        let passes =
            matches!(token.tag, Tag::Adverb | Tag::Negation | Tag::Conjunction | Tag::Auxiliary | Tag::Participle)
                || token.lower.ends_with("ly")
                || matches!(token.lower.as_str(), "," | "either" | "in" | "fact" | "been" | "being");
        if !passes {
            return false;
        }
    }
    false
}

/// "the data stolen in the attack", "files copied by the gang".
fn participle_after_noun(analysis: &Analysis<'_>, run: &Tokens, anchor: usize, role: Role) -> bool {
    let tokens = &analysis.tokens;
    let token = &tokens[anchor];
    let Some(before) = anchor.checked_sub(1).filter(|&i| i >= run.start).map(|i| &tokens[i]) else { return false };
    let after = tokens.get(anchor + 1).map_or("", |t| t.lower.as_str());
    role == Role::Taken
        && token.tag == Tag::Participle
        && matches!(before.tag, Tag::Noun | Tag::Proper | Tag::Number)
        && matches!(
            after,
            "in" | "by"
                | "from"
                | "during"
                | "on"
                | "to"
                | "as"
                | "."
                | ","
                | "was"
                | "were"
                | "include"
                | "includes"
                | "included"
                | "and"
                | ""
        )
}

/// Whether something that holds data stands before a verb of containing, and no place follows it ("held on a server").
fn by_container(analysis: &Analysis<'_>, run: &Tokens, verb: usize) -> bool {
    let tokens = &analysis.tokens;
    let placed = tokens[verb].tag == Tag::Participle
        && tokens.get(verb + 1).is_some_and(|t| t.tag == Tag::Preposition && !matches!(t.lower.as_str(), "of" | "to"));
    let container = |at: usize| {
        in_class("containers", &tokens[at].lower)
            || super::is_person(&tokens[at].lower) && tokens[at].lower.ends_with('\'')
    };
    !placed && (run.start..verb).rev().take(16).any(container)
}

/// "a program that steals passwords": what such programs do, not what was done here.
fn habit(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let tokens = &analysis.tokens;
    let verb = &tokens[m.anchor];
    let present = verb.tag != Tag::Participle && verb.lower.ends_with('s') && verb.lower != verb.lemma;
    present
        && (run.start..m.tokens.start)
            .rev()
            .take(4)
            .any(|i| in_class("malware", &tokens[i].lower) || matches!(tokens[i].lower.as_str(), "that" | "which"))
}

/// "it saw no indication that …": what was seen is evidence, not data.
fn evidence_found(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let evidence =
        |t: &Token<'_>| matches!(t.lemma.as_str(), "evidence" | "indication" | "sign" | "proof" | "trace" | "hint");
    let phrase = |t: &&Token<'_>| matches!(t.tag, Tag::Determiner | Tag::Adjective | Tag::Noun | Tag::Negation);
    let after = &analysis.tokens[m.tokens.end.min(run.end)..run.end];
    after.iter().take(4).take_while(phrase).any(evidence)
}

/// "with a login stolen from a supplier": what the intruders came in with, not what they left with.
fn means_of_entry(analysis: &Analysis<'_>, run: &Tokens, participle: usize) -> bool {
    let tokens = &analysis.tokens;
    let Some(noun) = participle.checked_sub(1).filter(|&i| i >= run.start && tokens[i].tag == Tag::Noun) else {
        return false;
    };
    let phrase = |i: &usize| matches!(tokens[*i].tag, Tag::Noun | Tag::Adjective | Tag::Determiner | Tag::Proper);
    let before = (run.start..=noun).rev().find(|i| !phrase(i));
    tokens[participle].tag == Tag::Participle
        && before.is_some_and(|i| {
            tokens[i].lemma == "use" || matches!(tokens[i].lower.as_str(), "with" | "via" | "through" | "thanks")
        })
}

/// Whether the nearest noun before a verb of having is a word for attackers.
fn by_crew(analysis: &Analysis<'_>, run: &Tokens, verb: usize) -> bool {
    let nouns = (run.start..verb).rev().take(9).filter(|&i| analysis.tokens[i].tag == Tag::Noun);
    nouns.take(3).any(|i| in_class("attackers", &analysis.tokens[i].lower))
}

/// Whether the subject of an active verb is somebody who takes: the gang, an unnamed person, malicious code.
fn by_taker(analysis: &Analysis<'_>, run: &Tokens, verb: usize) -> bool {
    for at in (run.start..verb).rev().take(14) {
        let token = &analysis.tokens[at];
        if matches!(
            token.lower.as_str(),
            "we" | "you" | "customers" | "members" | "users" | "clients" | "company" | "firm" | "police"
        ) {
            return false;
        }
        if matches!(token.tag, Tag::Noun | Tag::Pronoun | Tag::Proper | Tag::Subordinator)
            && in_class("takers", &token.lower)
        {
            return true;
        }
        if token.text == ";" {
            return false;
        }
    }
    false
}

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &VERBS.faults
}
