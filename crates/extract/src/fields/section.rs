//! What the section of a notice is for, by its heading: what was involved, what was not, what the reader should do.

use super::lexicon::Lexicon;
use crate::analysis::{Analysis, SentenceId};
use serde::Deserialize;
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
    let Some(block) = analysis.sentences.get(sentence).and_then(|s| s.heading) else { return Section::Plain };
    let heading = analysis.sentences.partition_point(|s| s.block < block);
    let Some(heading) = analysis.sentences.get(heading).filter(|s| s.block == block) else { return Section::Plain };
    let found = HEADINGS.find_all(&analysis.tokens, &heading.tokens);
    found.into_iter().max_by_key(|(_, m)| m.tokens.len()).map_or(Section::Plain, |(rule, _)| rule.means.section)
}

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &HEADINGS.faults
}
