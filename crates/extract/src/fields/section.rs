//! What the section of a notice is for, by its heading: what was involved, what was not, what the reader should do.

use super::lexicon::Lexicon;
use crate::analysis::{Analysis, Sentence, SentenceId};
use serde::Deserialize;
use sextant_model::BlockKind;
use std::sync::LazyLock;

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Section {
    /// "What information was involved".
    Involved,
    /// "What is not involved".
    NotInvolved,
    /// "What you can do".
    Advice,
    /// Boilerplate: forward-looking statements.
    Boilerplate,
    /// Anything else.
    Plain,
}

#[derive(Debug, Deserialize)]
struct Means {
    section: Section,
}

static HEADINGS: LazyLock<Lexicon<Means>> =
    LazyLock::new(|| Lexicon::read(include_str!("../../data/field-sections.toml")));

/// The section that a sentence stands in.
pub(super) fn of(analysis: &Analysis<'_>, sentence: SentenceId) -> Section {
    let heading = label_above(analysis, sentence).or_else(|| heading(analysis, sentence));
    heading.map_or(Section::Plain, |heading| named(analysis, heading))
}

/// The section that a sentence itself names, as a heading or a label would.
pub(super) fn named_by(analysis: &Analysis<'_>, sentence: SentenceId) -> Section {
    analysis.sentences.get(sentence).map_or(Section::Plain, |s| named(analysis, s))
}

fn named(analysis: &Analysis<'_>, heading: &Sentence) -> Section {
    let found = HEADINGS.find_all(&analysis.tokens, &heading.tokens);
    found.into_iter().max_by_key(|(_, m)| m.tokens.len()).map_or(Section::Plain, |(rule, _)| rule.means.section)
}

fn heading<'a>(analysis: &'a Analysis<'_>, sentence: SentenceId) -> Option<&'a Sentence> {
    let block = analysis.sentences.get(sentence)?.heading?;
    let first = analysis.sentences.partition_point(|s| s.block < block);
    analysis.sentences.get(first).filter(|s| s.block == block)
}

/// A question that stands alone on its line heads what follows, whatever it is set in: "Q: What was taken?" So does
/// one that is put without its mark ("What is in the bag:"); at the start of a paragraph it heads that paragraph.
fn label_above<'a>(analysis: &'a Analysis<'_>, sentence: SentenceId) -> Option<&'a Sentence> {
    let own = analysis.sentences.get(sentence)?;
    let ends =
        |s: &Sentence, mark: &[&str]| analysis.tokens[s.tokens.clone()].last().is_some_and(|t| mark.contains(&t.text));
    let above = (0..sentence).rev().take(REACH).map(|at| (at, &analysis.sentences[at]));
    let mut above = above.take_while(|(_, s)| s.heading == own.heading && s.kind != BlockKind::Heading);
    let first = |at: usize| at == 0 || analysis.sentences[at - 1].block != analysis.sentences[at].block;
    let last = |at: usize| analysis.sentences.get(at + 1).is_none_or(|s| s.block != analysis.sentences[at].block);
    let (at, label) = above.find(|(at, s)| {
        s.block != own.block && ends(s, &["?"]) || first(*at) && ends(s, &[".", ":"]) && is_label(analysis, s)
    })?;
    (label.block == own.block || last(at)).then_some(label)
}

/// "What is in the backup.": a few words that open like a question.
fn is_label(analysis: &Analysis<'_>, sentence: &Sentence) -> bool {
    let words = analysis.tokens.get(sentence.tokens.clone()).unwrap_or_default();
    let asks = |t: &crate::analysis::Token<'_>| matches!(t.lower.as_str(), "what" | "which" | "whose");
    words.len() <= LABEL && words.iter().take(2).any(asks) && words.iter().all(|t| t.text != ",")
}

/// How many words a label may have.
const LABEL: usize = 10;

/// How many sentences an answer may have.
const REACH: usize = 12;

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &HEADINGS.faults
}
