//! Which noun phrases of a sentence name a kind of data, lists with one head included. Says nothing of what became of it.

use crate::analysis::spelt::WordKey;
use crate::analysis::{Analysis, Tag, Token, Tokens};
use crate::fields::lexicon::{Lexicon, OrNone, Rule};
use crate::fields::pattern::{Match, Pattern};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use sextant_model::DataKind;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
struct Kind {
    kind: OrNone<DataKind>,
    #[serde(default)]
    general: bool,
}

static KINDS: LazyLock<Lexicon<Kind>> = LazyLock::new(|| Lexicon::read(include_str!("../../../data/data-kinds.toml")));

/// A phrase of a modifier and a head: "home" and "address".
#[derive(Debug)]
struct Split {
    data: DataKind,
    general: bool,
    modifier: Pattern,
    head: Pattern,
}

/// All such phrases in the order of the file, and which of them have a head that begins with a word.
struct Splits {
    all: Vec<Split>,
    by_head: FxHashMap<WordKey, Vec<usize>>,
}

static SPLIT: LazyLock<Splits> = LazyLock::new(|| {
    let mut splits = Splits { all: Vec::new(), by_head: FxHashMap::default() };
    for (rule, pattern) in KINDS.patterns() {
        let (Some(data), Some((modifier, head))) = (rule.means.kind.some(), pattern.split_head()) else { continue };
        for word in head.firsts().unwrap_or_default() {
            splits.by_head.entry(word).or_default().push(splits.all.len());
        }
        splits.all.push(Split { data, general: rule.means.general, modifier, head });
    }
    splits
});

/// One kind of data named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// The words.
    pub tokens: Tokens,
    /// Which kind.
    pub data: DataKind,
    /// Only "personal data" or the like.
    pub general: bool,
}

/// All mentions in a run of tokens, in order.
pub(super) fn find(analysis: &Analysis<'_>, run: &Tokens) -> Vec<Mention> {
    let tokens = &analysis.tokens;
    let mut found: Vec<Mention> = Vec::new();
    for (rule, m) in KINDS.find(tokens, run) {
        if let Some(mention) = mention(tokens, rule, m) {
            shared_heads(tokens, run, &mention, &mut found);
            found.push(mention);
        }
    }
    found.sort_by_key(|m| (m.tokens.start, m.tokens.end));
    emails_in_lists(tokens, &mut found);
    found
}

/// "names, emails and phone numbers": beside such kinds the word means addresses, not what was written.
fn emails_in_lists(tokens: &[Token<'_>], found: &mut [Mention]) {
    let of_person = |m: &Mention| {
        use DataKind::{DateOfBirth, Name, Password, PhoneNumber, PostalAddress};
        matches!(m.data, Name | PhoneNumber | PostalAddress | Password | DateOfBirth)
    };
    let joined = |a: &Mention, b: &Mention| {
        tokens.get(a.tokens.end..b.tokens.start).is_some_and(|between| {
            between.len() <= 3
                && between
                    .iter()
                    .all(|t| matches!(t.tag, Tag::Mark | Tag::Conjunction | Tag::Determiner | Tag::Pronoun))
        })
    };
    for at in 0..found.len() {
        let word = found[at].tokens.len() == 1
            && matches!(tokens[found[at].tokens.start].lower.as_str(), "email" | "emails" | "e-mail" | "e-mails");
        let before = at.checked_sub(1).is_some_and(|i| of_person(&found[i]) && joined(&found[i], &found[at]));
        let after = found.get(at + 1).is_some_and(|m| of_person(m) && joined(&found[at], m));
        if word && found[at].data == DataKind::Communications && (before || after) {
            found[at].data = DataKind::EmailAddress;
        }
    }
}

fn mention(tokens: &[Token<'_>], rule: &Rule<Kind>, m: Match) -> Option<Mention> {
    let data = rule.means.kind.some()?;
    let first = tokens.get(m.tokens.start)?;
    let subject = tokens.get(m.tokens.end).is_some_and(|t| t.tag == Tag::Auxiliary);
    let verb = matches!(first.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal) && m.tokens.len() == 1 && !subject;
    let acronym =
        first.text.starts_with(|c: char| c.is_uppercase()) && first.text.chars().nth(1).is_some_and(char::is_uppercase);
    let named = m.tokens.len() == 1 && first.tag == Tag::Proper && !acronym;
    (!verb && !named).then_some(Mention { tokens: m.tokens, data, general: rule.means.general })
}

/// "home and email addresses": a modifier before the conjunction takes the head of the phrase after it.
fn shared_heads(tokens: &[Token<'_>], run: &Tokens, whole: &Mention, found: &mut Vec<Mention>) {
    let head = whole.tokens.end - 1;
    let mut edge = whole.tokens.start;
    for _ in 0..4 {
        let Some(end) = before_conjunction(tokens, run.start, edge) else { return };
        let Some((start, data, general)) = modifier_ending_at(tokens, run.start, end, head) else { return };
        if found.iter().any(|f| f.tokens.end > start) {
            if found.iter().any(|f| f.tokens.start < start && f.tokens.end > start) {
                return;
            }
            found.retain(|f| f.tokens.start < start || f.tokens.end > end);
        }
        if data != whole.data || start + 1 < whole.tokens.start {
            found.push(Mention { tokens: start..end, data, general });
        }
        edge = start;
    }
}

/// The end of the words before "and", "or" or a comma that stands right before `edge`.
fn before_conjunction(tokens: &[Token<'_>], from: usize, edge: usize) -> Option<usize> {
    let joins = |at: usize| {
        tokens.get(at).is_some_and(|t| matches!(t.lower.as_str(), "and" | "or" | "," | "/" | "&" | "and/or"))
    };
    let mut at = edge;
    while at > from && joins(at - 1) {
        at -= 1;
    }
    (at < edge && at > from).then_some(at)
}

/// The longest modifier that ends at `end` and may stand before the word at `head`.
fn modifier_ending_at(tokens: &[Token<'_>], from: usize, end: usize, head: usize) -> Option<(usize, DataKind, bool)> {
    let words = tokens.get(head).into_iter().flat_map(|t| t.spelt.keys());
    let mut places: Vec<usize> = words.filter_map(|word| SPLIT.by_head.get(word)).flatten().copied().collect();
    places.sort_unstable();
    let fitting: Vec<&Split> = places
        .into_iter()
        .filter_map(|place| SPLIT.all.get(place))
        .filter(|split| split.head.at(tokens, head, head + 1).is_some())
        .collect();
    (end.saturating_sub(3).max(from)..end).find_map(|start| {
        let whole = |split: &&&Split| split.modifier.at(tokens, start, end).is_some_and(|m| m.tokens.end == end);
        fitting.iter().find(whole).map(|split| (start, split.data, split.general))
    })
}

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &KINDS.faults
}
