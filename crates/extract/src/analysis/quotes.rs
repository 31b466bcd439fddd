//! Finds stretches between quotation marks, over sentences and over paragraphs that open with a mark of their own.
//! Apostrophes are none. Whose words they are is settled by the frames.

use super::{Quotation, Sentence, Token};

/// Finds the quotations and marks the tokens that they hold (the innermost).
pub(crate) fn find(text: &str, tokens: &mut [Token<'_>], sentences: &[Sentence]) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < sentences.len() {
        let block = sentences[at].block;
        let last = sentences[at..].iter().take_while(|s| s.block == block).count() + at;
        let next_opens = sentences
            .get(last)
            .is_some_and(|s| tokens.get(s.tokens.start).is_some_and(|t| matches!(t.text, "“" | "\"")));
        find_in_block(text, tokens, sentences[at].tokens.start..sentences[last - 1].tokens.end, next_opens, &mut found);
        at = last;
    }
    found.sort_by_key(|q: &Quotation| (q.tokens.start, std::cmp::Reverse(q.tokens.end)));
    for (id, quotation) in found.iter().enumerate() {
        for token in &mut tokens[quotation.tokens.clone()] {
            token.quotation = Some(id);
        }
    }
    found
}

/// Longest stretch, in tokens, that a mark without its partner is taken to quote.
const UNCLOSED: usize = 400;

fn find_in_block(text: &str, tokens: &[Token<'_>], range: super::Tokens, next_opens: bool, found: &mut Vec<Quotation>) {
    let mut open: Vec<(usize, Mark)> = Vec::new();
    for at in range.clone() {
        let Some(mark) = mark_of(tokens[at].text) else { continue };
        match side(text, tokens, at, mark, &open) {
            Side::Open => open.push((at, mark)),
            Side::Close => close(at, mark, &mut open, found),
            Side::Neither => {}
        }
    }
    // A paragraph of a quotation that goes on in the next one has no closing mark.
    for (from, mark) in open {
        if mark != Mark::Single && (next_opens || range.end - from < UNCLOSED && from == range.start) {
            push(from + 1..range.end, found);
        }
    }
}

fn close(at: usize, mark: Mark, open: &mut Vec<(usize, Mark)>, found: &mut Vec<Quotation>) {
    if let Some(place) = open.iter().rposition(|(_, m)| *m == mark) {
        let (from, _) = open[place];
        open.truncate(place);
        push(from + 1..at, found);
    }
}

fn push(tokens: super::Tokens, found: &mut Vec<Quotation>) {
    if !tokens.is_empty() {
        found.push(Quotation { tokens, frame: None });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Double,
    Single,
    Guillemet,
}

enum Side {
    Open,
    Close,
    Neither,
}

fn mark_of(text: &str) -> Option<Mark> {
    match text {
        "“" | "”" | "\"" | "„" | "‟" => Some(Mark::Double),
        "‘" | "’" | "'" | "`" => Some(Mark::Single),
        "«" | "»" => Some(Mark::Guillemet),
        _ => None,
    }
}

fn side(text: &str, tokens: &[Token<'_>], at: usize, mark: Mark, open: &[(usize, Mark)]) -> Side {
    let before = text.get(..tokens[at].start).and_then(|t| t.chars().next_back()).unwrap_or(' ');
    let after = text.get(tokens[at].end..).and_then(|t| t.chars().next()).unwrap_or(' ');
    let is_open = open.iter().any(|(_, m)| *m == mark);
    let left = before.is_whitespace() || "([—–-“\"‘'«/:>".contains(before);
    match tokens[at].text {
        "“" | "„" | "«" => Side::Open,
        "‘" if !after.is_whitespace() => Side::Open,
        "”" | "»" => Side::Close,
        "’" if is_open => Side::Close,
        "\"" if is_open && !(left && !after.is_whitespace() && !before.is_ascii_punctuation()) => Side::Close,
        "\"" if is_open => Side::Close,
        "\"" => Side::Open,
        "'" if is_open && !left => Side::Close,
        "'" if left && after.is_alphanumeric() => Side::Open,
        _ => Side::Neither,
    }
}
