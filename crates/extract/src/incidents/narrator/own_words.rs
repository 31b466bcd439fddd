//! Who "we" is outside quotation marks: a party that speaks for itself, or the outlet that tells the story.

use crate::analysis::{Analysis, Sentence, Tag, Token};
use crate::incidents::lexicon::LEXICON;
use sextant_model::BlockKind;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Sentences that must say "we" or "our" in a party's way before the narrator counts as one.
const ENOUGH: usize = 2;

/// One sentence in so many that says "we" is often.
const OFTEN: usize = 10;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::from(toml::from_str::<File>(include_str!("../../../data/narrators.toml")).unwrap_or_default())
});

#[derive(serde::Deserialize, Default)]
struct File {
    telling: String,
    reporting: String,
    relating: String,
    checking: String,
    pages: String,
    itself: Vec<String>,
    filed: Vec<String>,
}

struct Words {
    telling: HashSet<String>,
    reporting: HashSet<String>,
    relating: HashSet<String>,
    checking: HashSet<String>,
    pages: HashSet<String>,
    itself: Vec<String>,
    filed: Vec<String>,
}

impl From<File> for Words {
    fn from(file: File) -> Self {
        let set = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        Self {
            telling: set(&file.telling),
            reporting: set(&file.reporting),
            relating: set(&file.relating),
            checking: set(&file.checking),
            pages: set(&file.pages),
            itself: file.itself,
            filed: file.filed,
        }
    }
}

/// How a text says "we".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnVoice {
    /// Often, or of its own customers, systems or staff: a party speaks.
    Partys,
    /// Of nothing that only a party has or does: a party's, if the text bears its name.
    Somebodys,
    /// Not at all, or as outlets do.
    Outlets,
}

/// Who says "we" outside quotations: whoever says it of customers and systems, unless it is said as often of the story.
pub(super) fn whose(analysis: &Analysis<'_>) -> OwnVoice {
    let (mut own, mut owns, mut outlets) = (0, 0, 0);
    let told = |s: &&Sentence| !matches!(s.kind, BlockKind::Quotation | BlockKind::Preformatted | BlockKind::Heading);
    for sentence in analysis.sentences.iter().filter(told) {
        let firsts = firsts(analysis, sentence);
        let outlet = firsts.iter().any(|&at| is_outlets(analysis, sentence, at)) || names_itself(analysis, sentence);
        outlets += usize::from(outlet);
        own += usize::from(!firsts.is_empty() && !outlet);
        owns += usize::from(!outlet && firsts.iter().any(|&at| is_owners(analysis, at)));
    }
    let often = own > ENOUGH + outlets || outlets == 0 && own * OFTEN >= analysis.sentences.len();
    match own >= ENOUGH && own > outlets {
        true if owns > 0 || often => OwnVoice::Partys,
        true if outlets == 0 => OwnVoice::Somebodys,
        _ => OwnVoice::Outlets,
    }
}

/// "our customers", "our old booking system".
fn is_owners(analysis: &Analysis<'_>, at: usize) -> bool {
    let owned = |t: &Token<'_>| {
        LEXICON.owned.contains(&t.lower) || LEXICON.people.contains(&t.lower) || LEXICON.people.contains(&t.lemma)
    };
    analysis.tokens[at].lower == "our" && analysis.tokens.iter().skip(at + 1).take(3).any(owned)
}

/// Bytes at either end of a text in which marks of a filing stand.
const ENDS: usize = 1500;

/// Whether a text bears a mark of a filing at its head or foot.
pub(super) fn is_filed(analysis: &Analysis<'_>) -> bool {
    let text = analysis.document.text.as_str();
    let head = &text[..text.floor_char_boundary(ENDS)];
    let foot = &text[text.ceil_char_boundary(text.len().saturating_sub(ENDS))..];
    [head, foot].iter().any(|end| {
        let end = end.to_lowercase();
        WORDS.filed.iter().any(|mark| end.contains(mark.as_str()))
    })
}

/// Where a sentence says "we", "our" or "us" outside quotation marks.
fn firsts(analysis: &Analysis<'_>, sentence: &Sentence) -> Vec<usize> {
    let first = |at: &usize| {
        let token = &analysis.tokens[*at];
        token.quotation.is_none() && matches!(token.lower.as_str(), "we" | "our" | "us")
    };
    sentence.tokens.clone().filter(first).collect()
}

/// "told us", "we asked", "we could not verify", "our reporter".
fn is_outlets(analysis: &Analysis<'_>, sentence: &Sentence, at: usize) -> bool {
    let tokens = &analysis.tokens;
    let after = &tokens[at + 1..sentence.tokens.end.min(at + 7)];
    match tokens[at].lower.as_str() {
        "us" => {
            let before = &tokens[sentence.tokens.start.max(at.saturating_sub(3))..at];
            before.iter().any(|t| WORDS.telling.contains(&t.lemma) && t.tag != Tag::Noun)
        }
        "our" => after.iter().take(3).any(|t| WORDS.pages.contains(&t.lower)),
        _ => {
            let verbs = || after.iter().filter(|t| matches!(t.tag, Tag::Verb | Tag::Participle | Tag::Gerund));
            let first = verbs().find(|t| !matches!(t.lemma.as_str(), "have" | "be" | "do"));
            let unable = after
                .iter()
                .any(|t| matches!(t.lower.as_str(), "not" | "n't" | "n’t" | "none" | "unable" | "cannot" | "never"));
            let that = after.iter().any(|t| matches!(t.lower.as_str(), "that" | "you"));
            first.is_some_and(|t| WORDS.reporting.contains(&t.lower) || that && WORDS.relating.contains(&t.lemma))
                || unable && verbs().any(|t| WORDS.checking.contains(&t.lemma))
        }
    }
}

/// "this newspaper", "thanks for reading": each opens with one of three words.
fn names_itself(analysis: &Analysis<'_>, sentence: &Sentence) -> bool {
    let opens = |t: &Token<'_>| matches!(t.lower.as_str(), "this" | "thanks" | "thank");
    if !analysis.tokens[sentence.tokens.clone()].iter().any(opens) {
        return false;
    }
    let words: Vec<&str> = analysis.tokens[sentence.tokens.clone()].iter().map(|t| t.lower.as_str()).collect();
    WORDS.itself.iter().any(|own| {
        let own: Vec<&str> = own.split(' ').collect();
        words.windows(own.len()).any(|w| w == own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{analyse, tests::document};

    #[test]
    fn a_party_says_we_of_its_customers_and_an_outlet_of_its_story() {
        for (text, want) in [
            ("We found a break-in on Monday. // Our customers need do nothing. // We are sorry.", OwnVoice::Partys),
            (
                "The bank told us that it was hacked. // We asked who did it. // It gave us no answer.",
                OwnVoice::Outlets,
            ),
            (
                "We reported that 40 were hit. // We could not verify the claim. // Our readers wrote in.",
                OwnVoice::Outlets,
            ),
            (
                "\u{201c}We lost our files,\u{201d} he said. // \u{201c}We are sorry,\u{201d} he said.",
                OwnVoice::Outlets,
            ),
        ] {
            let paragraphs: Vec<&str> = text.split(" // ").collect();
            let document = document(&paragraphs);
            assert_eq!(whose(&analyse(&document)), want, "{text}");
        }
    }
}
