//! Tokens to sentences. A sentence never crosses a block and never ends inside an abbreviation; it may end inside a
//! quotation (the quotation then runs over several sentences).

use super::lexicon::WORDS;
use super::{Sentence, Token, Tokens};
use sextant_model::{Block, BlockKind};

/// Splits the tokens of one block. `text` is the whole document, to see line breaks and spaces.
pub(crate) fn split(
    text: &str,
    tokens: &[Token<'_>],
    range: Tokens,
    block: usize,
    of: &Block,
    heading: Option<usize>,
    out: &mut Vec<Sentence>,
) {
    let mut from = range.start;
    let mut at = range.start;
    while at < range.end {
        let cut = end_after(text, tokens, at, range.end, of.kind);
        match cut {
            Some(end) => {
                push(from..end, block, of.kind, heading, out);
                (from, at) = (end, end);
            }
            None => at += 1,
        }
    }
    push(from..range.end, block, of.kind, heading, out);
}

fn push(tokens: Tokens, block: usize, kind: BlockKind, heading: Option<usize>, out: &mut Vec<Sentence>) {
    if !tokens.is_empty() {
        out.push(Sentence { tokens, block, kind, clauses: 0..0, heading });
    }
}

/// If a sentence ends with the token at `at` (closing marks included): one past its last token.
fn end_after(text: &str, tokens: &[Token<'_>], at: usize, limit: usize, kind: BlockKind) -> Option<usize> {
    let token = &tokens[at];
    if at + 1 >= limit {
        return None;
    }
    if breaks_line(text, token, &tokens[at + 1], kind) {
        return Some(at + 1);
    }
    let stop =
        matches!(token.text, "." | "!" | "?" | "…" | "...") || token.text.starts_with("..") && token.text.len() > 2;
    let abbreviation = !stop && token.text.len() > 1 && token.text.ends_with('.') && !token.text.starts_with('.');
    if !stop && !abbreviation {
        return None;
    }
    let mut end = at + 1;
    while end < limit && closes(tokens, end) {
        end += 1;
    }
    let next = tokens.get(end).filter(|_| end < limit)?;
    let fits = if abbreviation { abbreviation_ends(token, next) } else { begins_sentence(next, tokens.get(end + 1)) };
    // "‘…!’ he said": a stop inside a quotation that its sentence goes on after.
    fits.then_some(end)
}

/// In preformatted text each line stands alone, in tables each cell; elsewhere only a blank line parts sentences.
fn breaks_line(text: &str, token: &Token<'_>, next: &Token<'_>, kind: BlockKind) -> bool {
    let gap = text.get(token.end..next.start).unwrap_or_default();
    match kind {
        BlockKind::Preformatted => gap.contains('\n'),
        BlockKind::TableRow => gap.contains(['\n', '\t']),
        _ => gap.len() > 1 && gap.matches('\n').count() > 1,
    }
}

/// A closing quotation mark or bracket that touches what stands before it.
fn closes(tokens: &[Token<'_>], at: usize) -> bool {
    let touches = tokens[at - 1].end == tokens[at].start;
    touches && matches!(tokens[at].text, "”" | ")" | "]" | "»" | "’" | "\"" | "'" | "''")
}

fn begins_sentence(next: &Token<'_>, after: Option<&Token<'_>>) -> bool {
    let head = match next.text {
        "“" | "\"" | "‘" | "'" | "(" | "[" | "«" | "—" | "-" | "–" | "•" | "*" => after.unwrap_or(next),
        _ => next,
    };
    head.text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || "$€£“\"‘".contains(c))
        || is_brand(head.text)
}

/// "iPhone", "eBay": a small letter and then a capital.
fn is_brand(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_lowercase) && chars.next().is_some_and(char::is_uppercase)
}

/// Words that open sentences and hardly follow an abbreviation inside one.
const STARTERS: &[&str] = &[
    "the",
    "a",
    "an",
    "it",
    "its",
    "in",
    "he",
    "she",
    "they",
    "we",
    "this",
    "that",
    "these",
    "those",
    "but",
    "and",
    "on",
    "at",
    "as",
    "no",
    "according",
    "after",
    "while",
    "when",
    "if",
    "for",
    "there",
    "some",
    "our",
    "his",
    "her",
    "their",
    "however",
    "meanwhile",
    "nothing",
    "both",
    "although",
    "i",
    "you",
    "what",
    "since",
    "by",
    "from",
    "with",
    "to",
    "staff",
    "customers",
    "police",
    "hackers",
    "officials",
];

fn abbreviation_ends(token: &Token<'_>, next: &Token<'_>) -> bool {
    let capital = next.text.chars().next().is_some_and(char::is_uppercase);
    let opens = matches!(next.text, "“" | "\"" | "‘");
    !WORDS.is_title(&token.lower)
        && token.text.len() > 2
        && (opens || capital && STARTERS.contains(&next.lower.as_str()))
}
