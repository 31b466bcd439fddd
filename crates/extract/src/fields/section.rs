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
    let Some(heading) = question_above(analysis, sentence).or_else(|| heading(analysis, sentence)) else {
        return Section::Plain;
    };
    let found = HEADINGS.find_all(&analysis.tokens, &heading.tokens);
    found.into_iter().max_by_key(|(_, m)| m.tokens.len()).map_or(Section::Plain, |(rule, _)| rule.means.section)
}

fn heading<'a>(analysis: &'a Analysis<'_>, sentence: SentenceId) -> Option<&'a Sentence> {
    let block = analysis.sentences.get(sentence)?.heading?;
    let first = analysis.sentences.partition_point(|s| s.block < block);
    analysis.sentences.get(first).filter(|s| s.block == block)
}

/// A question that stands alone on its line heads what follows, whatever it is set in: "Q: What was taken?"
fn question_above<'a>(analysis: &'a Analysis<'_>, sentence: SentenceId) -> Option<&'a Sentence> {
    let own = analysis.sentences.get(sentence)?;
    let above = analysis.sentences.get(..sentence)?.iter().rev().take(REACH);
    let mut above = above.take_while(|s| s.heading == own.heading && s.kind != BlockKind::Heading);
    above.find(|s| s.block != own.block && analysis.tokens[s.tokens.clone()].last().is_some_and(|t| t.text == "?"))
}

/// How many sentences an answer may have.
const REACH: usize = 12;

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &HEADINGS.faults
}
