//! Lexicons of the fields: tables of patterns read once from the embedded data files. A faulty line is left out
//! at run time and fails a test.

use super::pattern::{Class, Classes, Match, Pattern};
use crate::analysis::Token;
use crate::analysis::spelt::{WordKey, bare};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

/// The word classes of `field-words.toml`.
pub(super) static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let lines: FxHashMap<String, String> =
        toml::from_str(include_str!("../../data/field-words.toml")).unwrap_or_default();
    lines.into_iter().map(|(name, words)| (name, Class::new(&members(&words)))).collect()
});

/// Whether a class holds a word, in the singular too.
pub(super) fn in_class(class: &str, lower: &str) -> bool {
    let Some(Class { words, .. }) = CLASSES.get(class) else { return false };
    let word = bare(lower);
    let has = |ending: &str| word.strip_suffix(ending).is_some_and(|w| words.contains(w));
    words.contains(word)
        || word.ends_with('s')
            && (has("s")
                || has("es")
                || word.strip_suffix("ies").is_some_and(|stem| words.contains(format!("{stem}y").as_str())))
}

/// Single words up to the first line with `|`, phrases from there on.
fn members(words: &str) -> Vec<Vec<String>> {
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

/// Patterns, indexed by the words that they cannot do without or may begin with.
#[derive(Debug)]
pub(super) struct Lexicon<T> {
    rules: Vec<Rule<T>>,
    patterns: Vec<(usize, Pattern)>,
    by_word: FxHashMap<WordKey, Vec<(usize, Uses)>>,
    /// All needs of each pattern.
    needs: Vec<Uses>,
    /// Those that may begin with any word.
    anywhere: Vec<usize>,
    /// Lines that could not be read.
    pub faults: Vec<String>,
}

/// What a word is to a pattern: the needs that it meets, one bit each, and whether a match may begin with it.
type Uses = u16;
const BEGINS: Uses = 1 << 15;

impl<T: DeserializeOwned> Lexicon<T> {
    /// Reads a lexicon file.
    pub(super) fn read(source: &str) -> Self {
        let mut lexicon = Self {
            rules: Vec::new(),
            patterns: Vec::new(),
            by_word: FxHashMap::default(),
            needs: Vec::new(),
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
            let mut uses: FxHashMap<WordKey, Uses> = FxHashMap::default();
            let mut needs = 0;
            for (need, words) in pattern.needs().take(BEGINS.trailing_zeros() as usize).enumerate() {
                needs |= 1 << need;
                words.into_iter().for_each(|word| *uses.entry(word).or_default() |= 1 << need);
            }
            match pattern.firsts() {
                Some(words) => words.into_iter().for_each(|word| *uses.entry(word).or_default() |= BEGINS),
                None => self.anywhere.push(index),
            }
            self.needs.push(needs);
            uses.into_iter().for_each(|(word, uses)| self.by_word.entry(word).or_default().push((index, uses)));
            self.patterns.push((rule, pattern));
        }
        self.rules.push(Rule { id: entry.id, means: entry.means });
    }
}

impl<T> Lexicon<T> {
    /// Where which patterns may match: those whose needs the run meets, few of hundreds, at the words they may begin
    /// with. By place, then in the order of the file.
    fn candidates(&self, tokens: &[Token<'_>], run: &crate::analysis::Tokens) -> Vec<(usize, usize)> {
        let mut met: Vec<Uses> = vec![0; self.patterns.len()];
        let mut begun: Vec<(usize, usize)> = Vec::new();
        for at in run.clone() {
            let words = tokens.get(at).map_or(&[][..], |t| t.spelt.keys());
            for &(pattern, uses) in words.iter().filter_map(|word| self.by_word.get(word)).flatten() {
                met[pattern] |= uses;
                if uses & BEGINS != 0 {
                    begun.push((at, pattern));
                }
            }
        }
        let live = |pattern: usize| met[pattern] & !BEGINS == self.needs[pattern];
        begun.retain(|&(_, pattern)| live(pattern));
        for &pattern in self.anywhere.iter().filter(|&&pattern| live(pattern)) {
            begun.extend(run.clone().map(|at| (at, pattern)));
        }
        begun.sort_unstable();
        begun.dedup();
        begun
    }

    /// Every match of these candidates, which begin at one place, longest first (equal lengths: in the order of the
    /// file).
    fn at(&self, candidates: &[(usize, usize)], tokens: &[Token<'_>], end: usize) -> Vec<(&Rule<T>, Match)> {
        let matched = |&(start, pattern): &(usize, usize)| {
            let (rule, pattern) = self.patterns.get(pattern)?;
            Some((self.rules.get(*rule)?, pattern.at(tokens, start, end)?))
        };
        let mut found: Vec<_> = candidates.iter().filter_map(matched).collect();
        found.sort_by_key(|(_, m)| std::cmp::Reverse(m.tokens.end));
        found
    }

    /// Longest matches from left to right inside a run, not overlapping.
    pub(super) fn find(&self, tokens: &[Token<'_>], run: &crate::analysis::Tokens) -> Vec<(&Rule<T>, Match)> {
        let mut found = Vec::new();
        let mut free = run.start;
        for here in self.candidates(tokens, run).chunk_by(|a, b| a.0 == b.0) {
            if here[0].0 < free {
                continue;
            }
            if let Some(longest) = self.at(here, tokens, run.end).into_iter().next() {
                free = longest.1.tokens.end.max(here[0].0 + 1);
                found.push(longest);
            }
        }
        found
    }

    /// All matches inside a run, overlapping ones too, by their start.
    pub(super) fn find_all(&self, tokens: &[Token<'_>], run: &crate::analysis::Tokens) -> Vec<(&Rule<T>, Match)> {
        let candidates = self.candidates(tokens, run);
        candidates.chunk_by(|a, b| a.0 == b.0).flat_map(|here| self.at(here, tokens, run.end)).collect()
    }

    /// The compiled patterns with their rules.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (&Rule<T>, &Pattern)> {
        self.patterns.iter().filter_map(|(rule, p)| Some((self.rules.get(*rule)?, p)))
    }
}
