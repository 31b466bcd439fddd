//! Under which spellings a token may be listed in a table of words, and numbers for them. The numbers are made once for
//! each token, so that tables look words up without reading letters again.

use super::{Tag, Token};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// The number of a word. Two words may share one: whoever finds something by it compares the words as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct WordKey(u64);

impl WordKey {
    /// The number of `word`.
    pub(crate) fn of(word: &str) -> Self {
        let mut hasher = FxHasher::default();
        hasher.write(word.as_bytes());
        Self(hasher.finish())
    }
}

/// The numbers of a token's spellings.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spelt {
    keys: [WordKey; 4],
    count: u8,
}

impl Spelt {
    /// Of a token whose base form is known.
    fn of(token: &Token<'_>) -> Self {
        let mut spelt = Self::default();
        for (key, word) in spelt.keys.iter_mut().zip(spellings(token)) {
            *key = WordKey::of(word);
            spelt.count += 1;
        }
        spelt
    }

    /// Each spelling's number.
    pub(crate) fn keys(&self) -> &[WordKey] {
        self.keys.get(..usize::from(self.count)).unwrap_or_default()
    }

    /// Whether one of the spellings has this number.
    pub(crate) fn has(&self, key: WordKey) -> bool {
        self.keys().contains(&key)
    }
}

/// Numbers the spellings of tokens whose base forms are known.
pub(super) fn number(tokens: &mut [Token<'_>]) {
    for token in tokens {
        token.spelt = Spelt::of(token);
    }
}

/// A set of words that may answer "perhaps" for one it does not hold, never "no" for one it does: so that lists of
/// words are gone through only where one of them may stand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sieve([u64; 4]);

impl Sieve {
    /// Puts a word in.
    pub(crate) fn put(&mut self, word: &str) {
        let (block, bit) = Self::place(word);
        self.0[block] |= bit;
    }

    /// Whether it may hold the word.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        let (block, bit) = Self::place(word);
        self.0[block] & bit != 0
    }

    /// Told by its ends and its length: cheaper than a comparison with each word of a sentence.
    fn place(word: &str) -> (usize, u64) {
        let bytes = word.as_bytes();
        let (first, last) = (bytes.first().copied().unwrap_or(0), bytes.last().copied().unwrap_or(0));
        let second = bytes.get(1).copied().unwrap_or(0);
        let mixed = usize::from(first) * 31 + usize::from(second) * 7 + usize::from(last) * 13 + bytes.len() * 61;
        (mixed / 64 % 4, 1 << (mixed % 64))
    }
}

/// Whether a token is this word, in its base form or as spelt.
pub(crate) fn is_word(token: &Token<'_>, word: &str) -> bool {
    let lower = bare(&token.lower);
    token.lemma == word || lower == word || token.tag == Tag::Proper && lower.strip_suffix('s') == Some(word)
}

/// The spellings, each once: whatever [`is_word`] takes for a word is among them, and so is the word as it stands.
fn spellings<'t>(token: &'t Token<'_>) -> impl Iterator<Item = &'t str> {
    let lower = bare(&token.lower);
    let one = lower.strip_suffix('s').unwrap_or(lower);
    let (lemma, whole) = (token.lemma.as_str(), token.lower.as_str());
    let others = [
        (lower != lemma).then_some(lower),
        (whole.len() != lower.len() && whole != lemma).then_some(whole),
        (one.len() != lower.len() && one != lemma).then_some(one),
    ];
    std::iter::once(lemma).chain(others.into_iter().flatten())
}

/// A lower-case word without its possessive ending.
pub(crate) fn bare(lower: &str) -> &str {
    // Asked for every word under every rule: most end in neither.
    if !matches!(lower.as_bytes().last(), Some(b's' | b'\'')) {
        return lower;
    }
    lower.strip_suffix("'s").or_else(|| lower.strip_suffix('\'')).unwrap_or(lower)
}
