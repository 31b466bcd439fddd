//! Lexicons of the fields: tables of patterns read once from the embedded data files. A faulty line is left out
//! at run time and fails a test.

use super::pattern::{Classes, Match, Pattern};
use crate::analysis::Token;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The word classes of `field-words.toml`.
pub(super) static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let lines: HashMap<String, String> =
        toml::from_str(include_str!("../../data/field-words.toml")).unwrap_or_default();
    lines.into_iter().map(|(name, words)| (name, class(&words))).collect()
});

/// Whether a class holds a word, in the singular too.
pub(super) fn in_class(class: &str, lower: &str) -> bool {
    let word = super::pattern::bare(lower);
    let singular = |w: &str| {
        word.strip_suffix('s') == Some(w)
            || word.strip_suffix("es") == Some(w)
            || word.strip_suffix("ies").is_some_and(|stem| w.strip_suffix('y') == Some(stem))
    };
    let members = CLASSES.get(class).into_iter().flatten();
    members.filter(|m| m.len() == 1).any(|m| m[0] == word || singular(&m[0]))
}

/// Single words up to the first line with `|`, phrases from there on.
fn class(words: &str) -> Vec<Vec<String>> {
    let (phrases, singles): (Vec<&str>, Vec<&str>) = words.lines().partition(|l| l.contains('|'));
    let single = singles.iter().flat_map(|l| l.split_whitespace()).map(|w| vec![w.to_owned()]);
    let joined = phrases.join(" ");
    let phrase = joined.split('|').map(|p| p.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    single.chain(phrase.filter(|p| !p.is_empty())).collect()
}

/// One line of a lexicon: an id, patterns, and whatever the lexicon says of them.
#[derive(Debug, Deserialize)]
struct Entry<T> {
    id: String,
    patterns: Vec<String>,
    #[serde(flatten)]
    means: T,
}

#[derive(Deserialize)]
struct File<T> {
    rule: Vec<Entry<T>>,
}

/// What a rule means, or `none`: words that only look as if they meant something, and keep others from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum OrNone<T> {
    /// What they mean.
    Some(T),
    /// Nothing.
    None(Nothing),
}

/// The word `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Nothing {
    None,
}

impl<T: Copy> OrNone<T> {
    /// The meaning, if there is one.
    pub(super) fn some(&self) -> Option<T> {
        match self {
            Self::Some(means) => Some(*means),
            Self::None(_) => None,
        }
    }

    /// Whether the rule only keeps others away.
    pub(super) fn is_none(&self) -> bool {
        matches!(self, Self::None(_))
    }
}

/// A rule as found: its id and what it means.
#[derive(Debug)]
pub(super) struct Rule<T> {
    /// Stable id, named by the items that it makes.
    pub id: String,
    /// What the lexicon says of it.
    pub means: T,
}

/// Patterns, indexed by the words they may begin with.
#[derive(Debug)]
pub(super) struct Lexicon<T> {
    rules: Vec<Rule<T>>,
    patterns: Vec<(usize, Pattern)>,
    by_word: FxHashMap<String, Vec<usize>>,
    anywhere: Vec<usize>,
    /// Lines that could not be read.
    pub faults: Vec<String>,
}

impl<T: DeserializeOwned> Lexicon<T> {
    /// Reads a lexicon file.
    pub(super) fn read(source: &str) -> Self {
        let mut lexicon = Self {
            rules: Vec::new(),
            patterns: Vec::new(),
            by_word: FxHashMap::default(),
            anywhere: Vec::new(),
            faults: Vec::new(),
        };
        match toml::from_str::<File<T>>(source) {
            Ok(file) => file.rule.into_iter().for_each(|entry| lexicon.add(entry)),
            Err(error) => lexicon.faults.push(error.to_string()),
        }
        lexicon
    }

    fn add(&mut self, entry: Entry<T>) {
        let rule = self.rules.len();
        for text in &entry.patterns {
            let pattern = Pattern::parse(text, &CLASSES, &mut self.faults);
            let index = self.patterns.len();
            match pattern.firsts() {
                Some(words) => words.iter().for_each(|w| self.by_word.entry((*w).to_owned()).or_default().push(index)),
                None => self.anywhere.push(index),
            }
            self.patterns.push((rule, pattern));
        }
        self.rules.push(Rule { id: entry.id, means: entry.means });
    }
}

impl<T> Lexicon<T> {
    /// Every match that begins at `start`, longest first (equal lengths: in the order of the file).
    pub(super) fn at(&self, tokens: &[Token<'_>], start: usize, end: usize) -> Vec<(&Rule<T>, Match)> {
        let Some(token) = tokens.get(start) else { return Vec::new() };
        let mut indexes: Vec<usize> = self.anywhere.clone();
        for word in super::pattern::spellings(token) {
            indexes.extend(self.by_word.get(word).into_iter().flatten());
        }
        indexes.sort_unstable();
        indexes.dedup();
        let mut found: Vec<_> = indexes
            .into_iter()
            .filter_map(|i| self.patterns.get(i))
            .filter_map(|(rule, pattern)| Some((self.rules.get(*rule)?, pattern.at(tokens, start, end)?)))
            .collect();
        found.sort_by_key(|(_, m)| std::cmp::Reverse(m.tokens.end));
        found
    }

    /// Longest matches from left to right inside a run, not overlapping.
    pub(super) fn find(&self, tokens: &[Token<'_>], run: &crate::analysis::Tokens) -> Vec<(&Rule<T>, Match)> {
        let mut found = Vec::new();
        let mut at = run.start;
        while at < run.end {
            let longest = self.at(tokens, at, run.end).into_iter().next();
            at = longest.as_ref().map_or(at + 1, |(_, m)| m.tokens.end.max(at + 1));
            found.extend(longest);
        }
        found
    }

    /// All matches inside a run, overlapping ones too, by their start.
    pub(super) fn find_all(&self, tokens: &[Token<'_>], run: &crate::analysis::Tokens) -> Vec<(&Rule<T>, Match)> {
        run.clone().flat_map(|at| self.at(tokens, at, run.end)).collect()
    }

    /// The compiled patterns with their rules.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (&Rule<T>, &Pattern)> {
        self.patterns.iter().filter_map(|(rule, p)| Some((self.rules.get(*rule)?, p)))
    }
}
