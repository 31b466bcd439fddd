//! Lists that no verb of taking governs: what a heading, a form's ticked box or "there were …" presents.

use super::mentions::Mention;
use crate::analysis::{Analysis, SentenceId, Tag, Token, Tokens};
use crate::fields::hold::Hold;
use crate::fields::section::{self, Section};

/// Whether nothing but a form of "be" stands between the start of its sentence (or its last colon) and a mention:
/// "names and addresses", "the first is the customer table: names".
pub(super) fn opens(analysis: &Analysis<'_>, run: &Tokens, mention: &Mention) -> bool {
    let before = &analysis.tokens[run.start..mention.tokens.start];
    let colon = before.iter().rposition(|t| t.text == ":").map_or(0, |at| at + 1);
    before[colon..].iter().all(|t| match t.tag {
        Tag::Verb | Tag::Auxiliary | Tag::Modal => t.lemma == "be",
        _ => !matches!(t.lower.as_str(), "if" | "whether" | "unless"),
    })
}

/// "Home addresses: we have never put them in": data that label what is said after them.
pub(super) fn labels(analysis: &Analysis<'_>, run: &Tokens, mention: &Mention) -> bool {
    mention.tokens.start == run.start && analysis.tokens.get(mention.tokens.end).is_some_and(|t| t.text == ":")
}

/// "There were names and addresses", after what was taken; "there were no passwords in it", of what holds the data.
pub(super) fn exist(words: &[Token<'_>], told: Option<Hold>) -> Option<Hold> {
    let mut lower = words.iter().map(|t| t.lower.as_str());
    let there = lower.next() == Some("there") && matches!(lower.next(), Some("was" | "were" | "is" | "are"));
    if !there || words.get(2..).is_some_and(|w| w.iter().any(|t| matches!(t.tag, Tag::Modal | Tag::Subordinator))) {
        return None;
    }
    let taken = told.filter(|hold| matches!(hold, Hold::So | Hold::Possible));
    if matches!(lower.next(), Some("no")) {
        let inside = words.windows(2).any(|w| {
            matches!(w[0].lower.as_str(), "in" | "among" | "on")
                && matches!(w[1].lower.as_str(), "it" | "them" | "there" | "the" | "that" | "those" | "these")
        });
        return (inside || taken.is_some()).then_some(Hold::Not);
    }
    let plain = !words.iter().any(|t| t.tag == Tag::Negation || matches!(t.lower.as_str(), "no" | "not" | "without"));
    taken.filter(|_| plain)
}

/// Whether the box before a mention is ticked ("[X] Social Security number"); `None` without a box.
pub(super) fn ticked(analysis: &Analysis<'_>, run: &Tokens, mention: &Mention) -> Option<bool> {
    let before = (run.start..mention.tokens.start).rev().take(4);
    for at in before {
        let token = &analysis.tokens[at];
        match token.text {
            "☒" | "☑" | "✓" | "✔" => return Some(true),
            "☐" => return Some(false),
            "]" => {
                let inside = at.checked_sub(1).filter(|i| *i >= run.start).map(|i| analysis.tokens[i].text)?;
                return Some(matches!(inside, "x" | "X" | "✓" | "✔"));
            }
            _ => {}
        }
    }
    None
}

/// Whether a sentence stands under a heading or a form's label on what was involved.
pub(super) fn on_the_involved(analysis: &Analysis<'_>, id: SentenceId) -> bool {
    (id.saturating_sub(LABEL)..=id).rev().any(|s| section::named_by(analysis, s) == Section::Involved)
}

/// How many lines of boxes a label may have.
const LABEL: usize = 6;
