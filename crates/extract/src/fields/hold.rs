//! How far a predicate holds for one stretch of words: so, perhaps, not, unknown, or not stated at all.
//! Reads cues of `field-scopes.toml` and the verb group; knows nothing of data, services or money.

use super::lexicon::{Lexicon, in_class};
use crate::analysis::spelt::is_word;
use crate::analysis::{Analysis, Modality, Tag, Tokens};
use serde::Deserialize;
use std::sync::LazyLock;

/// How far something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Put forward as so.
    So,
    /// Put forward as possible.
    Possible,
    /// Said not to be so.
    Not,
    /// Not believed to be so.
    NotBelieved,
    /// Said not to be known: no evidence, not ruled out, cannot say.
    Unknown,
    /// A plan, a condition, a wish: nothing is stated.
    Unreal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Effect {
    NoEvidence,
    CannotSay,
    NotRuledOut,
    NotBelieved,
    Possible,
    Unreal,
    Negate,
    Except,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reach {
    Rest,
    List,
}

#[derive(Debug, Deserialize)]
struct Cue {
    effect: Effect,
    reach: Reach,
}

static CUES: LazyLock<Lexicon<Cue>> = LazyLock::new(|| Lexicon::read(include_str!("../../data/field-scopes.toml")));

/// The cues of one sentence, found once.
#[derive(Debug)]
pub(super) struct Scopes {
    cues: Vec<(Effect, Reach, Tokens)>,
}

impl Scopes {
    /// Finds the cues of a run of tokens.
    pub(super) fn of(analysis: &Analysis<'_>, run: &Tokens) -> Self {
        let found = CUES.find_all(&analysis.tokens, run);
        Self { cues: found.into_iter().map(|(rule, m)| (rule.means.effect, rule.means.reach, m.tokens)).collect() }
    }

    /// How the clause around a predicate holds: cues before it that reach it, then its own verb group.
    pub(super) fn clause(&self, analysis: &Analysis<'_>, from: usize, predicate: usize) -> Hold {
        let outer = self
            .cues
            .iter()
            .filter(|(_, reach, cue)| *reach == Reach::Rest && cue.start >= from && cue.end <= predicate + 1)
            .filter(|(.., cue)| !contrast(analysis, cue.end, predicate))
            .map(|(effect, ..)| hold_of(*effect))
            .fold(Hold::So, weaker);
        let core = wider(analysis, predicate);
        weaker(weaker(outer, core), verb_group(analysis, from, predicate))
    }

    /// Whether a list cue ("no", "but not", "apart from") stands over the words at `mention`, none of its reach used up.
    pub(super) fn list(&self, analysis: &Analysis<'_>, from: usize, mention: usize) -> ListCue {
        let last = self
            .cues
            .iter()
            .filter(|(_, reach, cue)| *reach == Reach::List && cue.start >= from && cue.end <= mention)
            .filter(|(effect, _, cue)| {
                !list_ends(analysis, cue.end, mention) && !closed(analysis, *effect, cue, mention)
            })
            .max_by_key(|(.., cue)| (cue.end, cue.start));
        match last {
            Some((Effect::Except, ..)) => ListCue::Except,
            Some(_) => ListCue::Negate,
            None => ListCue::None,
        }
    }

    /// Whether an exclusion ("apart from", "but not") ends right before a token.
    pub(super) fn excludes_at(&self, at: usize) -> bool {
        self.cues.iter().any(|(_, reach, cue)| *reach == Reach::List && cue.end == at)
    }

    /// Whether an exception ("other than") ends right before a token.
    pub(super) fn excepts_at(&self, at: usize) -> bool {
        self.cues.iter().any(|(effect, reach, cue)| *effect == Effect::Except && *reach == Reach::List && cue.end == at)
    }

    /// "nothing other than the address": what stands after the exception is all there was.
    pub(super) fn only_but(&self, analysis: &Analysis<'_>, from: usize, mention: usize) -> bool {
        let before = |at: usize| &analysis.tokens[at];
        self.cues
            .iter()
            .filter(|(effect, _, cue)| *effect == Effect::Except && cue.start >= from && cue.end <= mention)
            .any(|(.., cue)| {
                let head = (from..cue.start).rev().take(4).take_while(|&at| before(at).tag != Tag::Mark);
                head.into_iter().any(|at| matches!(before(at).lower.as_str(), "nothing" | "none" | "no" | "nobody"))
            })
    }

    /// Whether any negative word stands in a run: then an exposure whose scope is unclear is not stated.
    pub(super) fn any_negative(&self, run: &Tokens) -> bool {
        let negative =
            |e: &Effect| matches!(e, Effect::Negate | Effect::Except | Effect::NotBelieved | Effect::NoEvidence);
        self.cues.iter().any(|(effect, _, cue)| negative(effect) && cue.start < run.end && run.start < cue.end)
    }
}

/// What a list cue does to the words in its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListCue {
    /// There is none.
    None,
    /// They are excluded, whatever the clause says.
    Negate,
    /// They are the exception from what the clause says.
    Except,
}

/// A list cue on top of how the clause holds.
pub(super) fn with_list(hold: Hold, list: ListCue) -> Hold {
    match (list, hold) {
        (ListCue::None, hold) => hold,
        (ListCue::Negate, Hold::So | Hold::Possible | Hold::Not) => Hold::Not,
        (ListCue::Except, Hold::So | Hold::Possible) => Hold::Not,
        (ListCue::Except, Hold::Not) => Hold::So,
        (_, hold) => hold,
    }
}

fn hold_of(effect: Effect) -> Hold {
    match effect {
        Effect::NoEvidence | Effect::CannotSay | Effect::NotRuledOut => Hold::Unknown,
        Effect::NotBelieved => Hold::NotBelieved,
        Effect::Possible => Hold::Possible,
        Effect::Unreal => Hold::Unreal,
        Effect::Negate | Effect::Except => Hold::Not,
    }
}

/// The scopes of the analysis, where it has found any.
fn wider(analysis: &Analysis<'_>, token: usize) -> Hold {
    let scope = analysis.scope_at(token);
    if scope.cue.as_ref().is_some_and(|cue| told_aside(analysis, token, cue.start)) {
        return Hold::So;
    }
    match scope.modality {
        Modality::NoEvidence | Modality::CannotSay | Modality::NotRuledOut => Hold::Unknown,
        // "has ruled out that …": said not to be so, not merely not believed.
        Modality::NotBelieved
            if scope.cue.is_some_and(|cue| analysis.tokens[cue].iter().any(|t| t.lemma == "rule")) =>
        {
            Hold::Not
        }
        Modality::NotBelieved => Hold::NotBelieved,
        Modality::Conditional | Modality::Unreal | Modality::Feared | Modality::Planned => Hold::Unreal,
        Modality::Possible => Hold::Possible,
        Modality::Asserted => Hold::So,
    }
}

/// "the clinic, whose portal was locked, will not say whether …": a relative clause before the cue is out of its reach.
fn told_aside(analysis: &Analysis<'_>, token: usize, cue: usize) -> bool {
    let start = analysis.sentence_of(token).map_or(token, |s| analysis.sentences[s].tokens.start);
    let relative = |at: usize| matches!(analysis.tokens[at].lower.as_str(), "whose" | "which" | "who");
    let closes = |at: usize| analysis.tokens[at].text == ",";
    token < cue && (start..token).any(relative) && (token..cue).any(closes)
}

/// Both over one stretch.
pub(super) fn weaker(a: Hold, b: Hold) -> Hold {
    let rank = |h: Hold| match h {
        Hold::So => 0,
        Hold::Possible => 1,
        Hold::Not => 2,
        Hold::NotBelieved => 3,
        Hold::Unknown => 4,
        Hold::Unreal => 5,
    };
    match (a, b) {
        (Hold::Unknown, Hold::Unreal) | (Hold::Unreal, Hold::Unknown) => Hold::Unknown,
        (a, b) if rank(a) >= rank(b) => a,
        (_, b) => b,
    }
}

/// What the auxiliaries, adverbs and negations directly before a verb make of it.
pub(super) fn verb_group(analysis: &Analysis<'_>, from: usize, verb: usize) -> Hold {
    let mut hold = Hold::So;
    for at in (from..verb).rev().take(9) {
        let token = &analysis.tokens[at];
        hold = match token.tag {
            _ if token.lower == "not" => weaker(hold, Hold::Not),
            Tag::Negation => weaker(hold, Hold::Not),
            Tag::Modal => modal(hold, &token.lower),
            _ if is_word(token, "fail") || is_word(token, "unable") || token.lower == "without" => {
                weaker(hold, Hold::Not)
            }
            _ if token.lower == "to" && at + 1 == verb => hold,
            _ if token.lower == "longer" => Hold::Not,
            _ if group_word(token) || token.lower == "to" || token.lower == "able" => hold,
            _ => return hold,
        };
    }
    hold
}

fn modal(hold: Hold, word: &str) -> Hold {
    match word {
        "may" | "might" | "could" if hold != Hold::Not => weaker(hold, Hold::Possible),
        "will" | "shall" | "would" | "'ll" | "'d" | "should" => Hold::Unreal,
        _ => hold,
    }
}

fn group_word(token: &crate::analysis::Token<'_>) -> bool {
    matches!(token.tag, Tag::Auxiliary | Tag::Adverb)
        || matches!(
            token.lower.as_str(),
            "been"
                | "being"
                | "be"
                | "have"
                | "had"
                | "has"
                | "also"
                | "and"
                | "or"
                | "any"
                | "no"
                | "longer"
                | "in"
                | "fact"
        )
        || token.lower.ends_with("ly")
}

/// A contrast between a cue and what it might reach ends its reach.
fn contrast(analysis: &Analysis<'_>, from: usize, to: usize) -> bool {
    let tokens = &analysis.tokens;
    (from..to.min(tokens.len())).any(|at| {
        let word = tokens[at].lower.as_str();
        let next = tokens.get(at + 1).map_or("", |t| t.lower.as_str());
        let after = tokens.get(at + 2).map_or("", |t| t.lower.as_str());
        matches!(word, ";" | "although" | "though" | "however" | "but" | "whereas")
            || word == "," && next == "while"
            || word == "," && next == "and" && matches!(after, "it" | "they" | "we" | "he" | "she")
            || word == "," && next == "which" && matches!(after, "it" | "they" | "we")
    })
}

/// "Apart from passwords, all data …": an exception that opens the sentence ends at its comma.
fn closed(analysis: &Analysis<'_>, effect: Effect, cue: &Tokens, to: usize) -> bool {
    let opens = analysis.sentence_of(cue.start).is_some_and(|s| analysis.sentences[s].tokens.start == cue.start);
    opens && effect == Effect::Except && analysis.tokens[cue.end..to.max(cue.end)].iter().any(|t| t.text == ",")
}

/// The reach of a list cue ends at a contrast, a verb's clause or a closed aside; not at what says which part is meant
/// ("apart from the column that holds card numbers").
fn list_ends(analysis: &Analysis<'_>, from: usize, to: usize) -> bool {
    let between = analysis.tokens.get(from..to).unwrap_or_default();
    let part = between.iter().position(|t| matches!(t.lower.as_str(), "that" | "which" | "with"));
    let holder = part.filter(|&at| at <= 4).filter(|&at| {
        between[..at].iter().all(|t| t.tag != Tag::Mark)
            && between.get(at + 1).is_none_or(|t| in_class("holding", &t.lemma) || between[at].lower == "with")
    });
    let from = holder.map_or(0, |at| (at + 2).min(between.len()));
    between[from..].iter().any(|token| {
        matches!(
            token.lower.as_str(),
            ";" | ":" | "but" | "which" | "that" | "although" | "while" | "because" | "who" | ")"
        ) || matches!(token.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal)
    })
}

/// Lines of the scope lexicon that could not be read.
#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &CUES.faults
}
