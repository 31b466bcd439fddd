//! A small language for runs of words, so that a rule is one line of data: `take|put ..4 offline`.
//!
//! | written | matches |
//! |---|---|
//! | `word` | a token with that base form or that spelling |
//! | `=word` | that spelling only |
//! | `a\|b` | either |
//! | `x?` | x or nothing |
//! | `@class` | any word or phrase of a class of `field-words.toml` |
//! | `#` | a token that begins with a digit or is tagged as a number |
//! | `%verb` | a token of that part of speech |
//! | `..4` | up to four tokens, never across `;` or the end of the sentence |
//! | `_4` | the same, but inside a noun phrase: no comma, verb, negation or subordinator |
//! | `!x` | nothing, if x does not come next |
//! | `^x` | x, and x is the rule's anchor (the word whose scope decides); the first token otherwise |
//!
//! It looks at tokens only; what a match means is the caller's affair.

use crate::analysis::spelt::{WordKey, is_word};
use crate::analysis::{Tag, Token, Tokens};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Named word classes.
pub(super) type Classes = FxHashMap<String, Class>;

/// The words and phrases of a class.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// Those of one word.
    pub words: FxHashSet<String>,
    alts: Arc<Alts>,
}

impl Class {
    /// Of members as listed, each cut into its words.
    pub(super) fn new(members: &[Vec<String>]) -> Self {
        let words = members.iter().filter_map(|m| match m.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        });
        Self { words: words.collect(), alts: Arc::new(Alts::new(members.iter().map(|m| phrase(m)).collect())) }
    }
}

/// One compiled rule.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    steps: Vec<Step>,
}

#[derive(Debug, Clone)]
enum Step {
    One { alts: Arc<Alts>, optional: bool, anchor: bool },
    Gap { most: usize, noun: bool },
    Not(Arc<Alts>),
}

/// The alternatives of a step. A class may have hundreds, so they are found by the word that they begin with.
#[derive(Debug, Default)]
struct Alts {
    all: Vec<Alt>,
    /// The word that each begins with, if it is one of its own.
    firsts: Vec<Option<WordKey>>,
    /// The same turned round, where there are more than [`FEW`].
    by_first: FxHashMap<WordKey, Vec<usize>>,
    open: Vec<usize>,
}

/// So many alternatives are tried one by one.
const FEW: usize = 8;

#[derive(Debug, Clone)]
enum Alt {
    Word(String),
    Exact(String),
    Phrase(Vec<String>),
    Number,
    Tagged(Tag),
}

/// Where a pattern matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// All matched tokens.
    pub tokens: Tokens,
    /// The token whose scope decides.
    pub anchor: usize,
}

impl Pattern {
    /// Reads a rule. Unknown classes and tags match nothing; `faults` names them.
    pub(super) fn parse(rule: &str, classes: &Classes, faults: &mut Vec<String>) -> Self {
        let steps = rule.split_whitespace().map(|word| step(word, classes, faults)).collect();
        Self { steps }
    }

    /// The longest match that begins at `start` and stays before `end`.
    pub(super) fn at(&self, tokens: &[Token<'_>], start: usize, end: usize) -> Option<Match> {
        let mut best: Option<Match> = None;
        let walk = Walk { tokens, end: end.min(tokens.len()), start };
        walk.go(&self.steps, start, None, &mut best);
        best
    }

    /// The words that a match may begin with; `None` if it may begin with anything.
    pub(super) fn firsts(&self) -> Option<Vec<WordKey>> {
        let mut words = Vec::new();
        for step in &self.steps {
            match step {
                Step::One { alts, optional, .. } => {
                    words.extend(alts.words()?);
                    if !optional {
                        return Some(words);
                    }
                }
                Step::Not(_) => {}
                Step::Gap { .. } => return None,
            }
        }
        None
    }

    /// Lists of words; every match holds a word of each.
    pub(super) fn needs(&self) -> impl Iterator<Item = Vec<WordKey>> {
        self.steps.iter().filter_map(|step| match step {
            Step::One { alts, optional: false, .. } => alts.words(),
            _ => None,
        })
    }

    /// The pattern without its last step, and that step: "home" and "address".
    pub(super) fn split_head(&self) -> Option<(Self, Self)> {
        let (last, rest) = self.steps.split_last()?;
        let required = rest.iter().any(|s| matches!(s, Step::One { optional: false, .. }));
        required.then(|| (Self { steps: rest.to_vec() }, Self { steps: vec![last.clone()] }))
    }
}

impl Alt {
    /// The word that it begins with.
    fn first(&self) -> Option<&str> {
        match self {
            Self::Word(w) | Self::Exact(w) => Some(w),
            Self::Phrase(p) => p.first().map(String::as_str),
            Self::Number | Self::Tagged(_) => None,
        }
    }
}

impl Alts {
    fn new(all: Vec<Alt>) -> Self {
        let firsts: Vec<Option<WordKey>> = all.iter().map(|alt| alt.first().map(WordKey::of)).collect();
        let mut by_first: FxHashMap<WordKey, Vec<usize>> = FxHashMap::default();
        let mut open = Vec::new();
        for (n, first) in firsts.iter().enumerate().filter(|_| all.len() > FEW) {
            match first {
                Some(word) => by_first.entry(*word).or_default().push(n),
                None => open.push(n),
            }
        }
        Self { all, firsts, by_first, open }
    }

    /// The words that they begin with; `None` if one may begin with anything.
    fn words(&self) -> Option<Vec<WordKey>> {
        self.firsts.iter().copied().collect()
    }

    /// Those that this token may begin, in the order of the rule.
    fn beginning_with(&self, token: &Token<'_>) -> impl Iterator<Item = &Alt> {
        let few = if self.all.len() > FEW { 0 } else { self.all.len() };
        let tried = self.firsts.iter().take(few).zip(&self.all);
        let tried = tried.filter(|(first, _)| first.is_none_or(|word| token.spelt.has(word))).map(|(_, alt)| alt);
        tried.chain(self.found(token).into_iter().filter_map(|n| self.all.get(n)))
    }

    fn found(&self, token: &Token<'_>) -> Vec<usize> {
        let mut found = self.open.clone();
        if !self.by_first.is_empty() {
            for word in token.spelt.keys() {
                found.extend(self.by_first.get(word).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found
    }
}

struct Walk<'t, 'd> {
    tokens: &'t [Token<'d>],
    start: usize,
    end: usize,
}

impl Walk<'_, '_> {
    fn go(&self, steps: &[Step], at: usize, anchor: Option<usize>, best: &mut Option<Match>) {
        let Some((step, rest)) = steps.split_first() else {
            if at > self.start && best.as_ref().is_none_or(|b| b.tokens.end < at) {
                *best = Some(Match { tokens: self.start..at, anchor: anchor.unwrap_or(self.start) });
            }
            return;
        };
        match step {
            Step::One { alts, optional, anchor: marks } => {
                for length in self.lengths(alts, at) {
                    let anchor = if *marks { Some(at) } else { anchor };
                    self.go(rest, at + length, anchor, best);
                }
                if *optional {
                    self.go(rest, at, anchor, best);
                }
            }
            Step::Gap { most, noun } => self.gap(*most, *noun, rest, at, anchor, best),
            Step::Not(alts) => {
                if self.lengths(alts, at).next().is_none() {
                    self.go(rest, at, anchor, best);
                }
            }
        }
    }

    /// The nearest continuation after a gap wins: a gap is never longer than it must be.
    fn gap(&self, most: usize, noun: bool, rest: &[Step], at: usize, anchor: Option<usize>, best: &mut Option<Match>) {
        for skip in 0..=most {
            if skip > 0 && self.tokens.get(at + skip - 1).is_none_or(|t| breaks(t, noun)) || at + skip > self.end {
                return;
            }
            let before = best.clone();
            self.go(rest, at + skip, anchor, best);
            if *best != before {
                return;
            }
        }
    }

    /// How many tokens each alternative takes that matches here.
    fn lengths(&self, alts: &Alts, at: usize) -> impl Iterator<Item = usize> {
        let token = self.tokens.get(at).filter(|_| at < self.end);
        token.into_iter().flat_map(|t| alts.beginning_with(t)).filter_map(move |alt| self.length(alt, at))
    }

    fn length(&self, alt: &Alt, at: usize) -> Option<usize> {
        let token = self.tokens.get(at).filter(|_| at < self.end)?;
        let one = |yes: bool| yes.then_some(1);
        match alt {
            Alt::Word(w) => one(is_word(token, w)),
            Alt::Exact(w) => one(token.lower == *w),
            Alt::Number => one(is_number(token)),
            Alt::Tagged(tag) => one(token.tag == *tag),
            Alt::Phrase(words) => {
                let run = self.tokens.get(at..at + words.len()).filter(|_| at + words.len() <= self.end)?;
                run.iter().zip(words).all(|(t, w)| is_word(t, w)).then_some(words.len())
            }
        }
    }
}

fn is_number(token: &Token<'_>) -> bool {
    token.tag == Tag::Number || token.text.starts_with(|c: char| c.is_ascii_digit())
}

fn breaks(token: &Token<'_>, noun: bool) -> bool {
    let mark = token.text == ";";
    let noun_ends =
        matches!(token.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Subordinator | Tag::To | Tag::Negation)
            || matches!(token.text, "," | ":" | "(" | ")" | "—" | "–");
    mark || noun && noun_ends
}

fn step(word: &str, classes: &Classes, faults: &mut Vec<String>) -> Step {
    let gap = |digits: &str, noun| digits.parse().ok().map(|most| Step::Gap { most, noun });
    if let Some(found) = word
        .strip_prefix("..")
        .and_then(|d| gap(d, false))
        .or_else(|| word.strip_prefix('_').and_then(|d| gap(d, true)))
    {
        return found;
    }
    if let Some(rest) = word.strip_prefix('!').filter(|r| !r.is_empty()) {
        return Step::Not(alternatives(rest, classes, faults));
    }
    let (anchor, word) = word.strip_prefix('^').map_or((false, word), |w| (true, w));
    let (optional, word) = word.strip_suffix('?').filter(|w| !w.is_empty()).map_or((false, word), |w| (true, w));
    Step::One { alts: alternatives(word, classes, faults), optional, anchor }
}

fn alternatives(word: &str, classes: &Classes, faults: &mut Vec<String>) -> Arc<Alts> {
    if let Some(class) = word.strip_prefix('@').and_then(|name| classes.get(name)) {
        return Arc::clone(&class.alts);
    }
    Arc::new(Alts::new(word.split('|').flat_map(|alt| alternative(alt, classes, faults)).collect()))
}

fn alternative(alt: &str, classes: &Classes, faults: &mut Vec<String>) -> Vec<Alt> {
    if alt == "#" {
        return vec![Alt::Number];
    }
    if let Some(name) = alt.strip_prefix('@') {
        return match classes.get(name) {
            Some(class) => class.alts.all.clone(),
            None => fault(format!("no class {name:?}"), faults),
        };
    }
    if let Some(name) = alt.strip_prefix('%') {
        return tag(name)
            .map_or_else(|| fault(format!("no part of speech {name:?}"), faults), |t| vec![Alt::Tagged(t)]);
    }
    match alt.strip_prefix('=').filter(|w| !w.is_empty()) {
        Some(exact) => vec![Alt::Exact(exact.to_owned())],
        None => vec![Alt::Word(alt.to_owned())],
    }
}

fn fault(message: String, faults: &mut Vec<String>) -> Vec<Alt> {
    faults.push(message);
    Vec::new()
}

fn phrase(words: &[String]) -> Alt {
    match words {
        [one] => one.strip_prefix('=').map_or_else(|| Alt::Word(one.clone()), |w| Alt::Exact(w.to_owned())),
        many => Alt::Phrase(many.to_vec()),
    }
}

fn tag(name: &str) -> Option<Tag> {
    Some(match name {
        "noun" => Tag::Noun,
        "proper" => Tag::Proper,
        "pronoun" => Tag::Pronoun,
        "verb" => Tag::Verb,
        "participle" => Tag::Participle,
        "gerund" => Tag::Gerund,
        "auxiliary" => Tag::Auxiliary,
        "modal" => Tag::Modal,
        "adjective" => Tag::Adjective,
        "adverb" => Tag::Adverb,
        "determiner" => Tag::Determiner,
        "preposition" => Tag::Preposition,
        _ => return None,
    })
}
