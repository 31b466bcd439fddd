//! Puts the clean text together: pieces of text go in, blocks with exact byte offsets come out. Nothing here
//! decides what belongs to the document, and no word is changed: only white space.

use crate::{format::Input, language, tlp};
use sextant_model::{Block, BlockKind, CleanDocument, DocumentMeta, Problem};
use sha2::{Digest, Sha256};

/// A stretch of text on its way into the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub kind: BlockKind,
    pub text: String,
}

impl Piece {
    /// A piece with its white space made single.
    pub fn new(kind: BlockKind, text: &str) -> Self {
        let text = if kind == BlockKind::Preformatted { lines(text) } else { single_spaced(text) };
        Self { kind, text }
    }

    /// A table row: cells joined by tabs.
    pub fn row(cells: &[String]) -> Self {
        let cells: Vec<String> = cells.iter().map(|c| single_spaced(c)).collect();
        Self { kind: BlockKind::TableRow, text: cells.join("\t").trim_end().to_owned() }
    }

    /// Running text that is read for statements.
    pub fn is_prose(&self) -> bool {
        matches!(self.kind, BlockKind::Paragraph | BlockKind::Quotation | BlockKind::ListItem)
    }
}

/// Characters without width: they are part of the document's words inside a block, but nothing at its ends.
fn invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{2060}' | '\u{AD}' | '\u{200E}' | '\u{200F}')
}

/// All runs of white space become one space; the ends are trimmed.
pub(crate) fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.trim_matches(invisible).split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Keeps line breaks, drops empty lines and blanks at line ends.
fn lines(text: &str) -> String {
    let kept: Vec<&str> = text.lines().map(str::trim_end).filter(|l| !l.trim_matches(invisible).is_empty()).collect();
    kept.join("\n").trim_matches(invisible).to_owned()
}

/// Lower-case hex SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// What the format's reader found out besides the text; `declared_language` may be overruled by the text.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub meta: DocumentMeta,
    pub declared_language: Option<String>,
    /// All that the document shows, where a label can be (furniture included); empty: the clean text.
    pub shown: String,
    /// A date that was only seen in the text, not stated as metadata.
    pub dateline: Option<String>,
    pub problems: Vec<Problem>,
}

/// The document made of `pieces`.
pub(crate) fn document(input: &Input, pieces: Vec<Piece>, found: Found) -> CleanDocument {
    let (text, blocks) = lay_out(pieces);
    let Found { mut meta, declared_language, shown, dateline, problems } = found;
    meta.sha256 = sha256(input.bytes);
    meta.language = language::detect(&text, declared_language.as_deref());
    meta.tlp = tlp::label(if shown.is_empty() { &text } else { &shown });
    meta.published = meta.published.or_else(|| input.hint.published.clone()).or(dateline);
    meta.links.dedup();
    let mut document = CleanDocument { meta, text, blocks, problems };
    if document.blocks.is_empty() {
        document.problems.push(input.problem("no-text", "holds no text that could be read"));
    }
    document
}

/// Joins pieces by blank lines and notes where each lies.
fn lay_out(pieces: Vec<Piece>) -> (String, Vec<Block>) {
    let mut text = String::with_capacity(pieces.iter().map(|p| p.text.len() + 2).sum());
    let mut blocks = Vec::with_capacity(pieces.len());
    for piece in pieces.into_iter().filter(|p| !p.text.trim_matches(invisible).is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&piece.text);
        blocks.push(Block { kind: piece.kind, start, end: text.len() });
    }
    (text, blocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hint;

    #[test]
    fn offsets_hold_and_only_white_space_lies_between() {
        let hint = Hint::default();
        let input = Input { bytes: b"x", hint: &hint, nesting: 0, budget: &std::cell::Cell::new(0) };
        let pieces = vec![
            Piece::new(BlockKind::Heading, " A\u{a0}title\n"),
            Piece::new(BlockKind::Paragraph, " \u{200B} "),
            Piece::row(&["a ".into(), " b\nc".into(), String::new()]),
        ];
        let clean = document(&input, pieces, Found::default());
        let texts: Vec<&str> = clean.blocks.iter().map(|b| &clean.text[b.start..b.end]).collect();
        assert_eq!(texts, ["A title", "a\tb c"]);
        assert_eq!(clean.text, "A title\n\na\tb c");
    }
}
