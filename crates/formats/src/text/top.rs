//! What the first lines of a text say: masthead, title with or without the outlet's name, letterhead, the
//! registrant of a filing.

use super::{cues, plain};
use crate::clean::Piece;
use crate::html::{list, without_outlet};
use sextant_model::{BlockKind, DocumentMeta};
use std::collections::HashSet;
use std::sync::LazyLock;

static LABELS: LazyLock<HashSet<&str>> = LazyLock::new(|| list(include_str!("../words/labels.txt")));

/// Names the title and the publisher, and makes the title a heading.
pub(crate) fn read(mut pieces: Vec<Piece>) -> (Vec<Piece>, DocumentMeta) {
    let mut meta = DocumentMeta { media_type: "text/plain".to_owned(), ..DocumentMeta::default() };
    if let Some(name) = registrant(&pieces) {
        meta.publisher = Some(name);
        meta.title =
            pieces.iter().take(12).find(|p| p.text.to_uppercase().starts_with("FORM ")).map(|p| p.text.clone());
    }
    let Some(mut at) = pieces.iter().position(|p| !is_label(&p.text)) else { return (pieces, meta) };
    if let Some(below) = below_masthead(&pieces, at) {
        meta.publisher = pieces.get(at).map(|p| p.text.clone());
        if below == at + 2 {
            make(&mut pieces, at, BlockKind::Aside);
        }
        at = below;
    }
    if is_letterhead(&pieces, at) {
        meta.publisher = pieces.get(at).map(|p| p.text.clone());
        meta.title = pieces
            .iter()
            .skip(at)
            .find(|p| p.kind == BlockKind::Heading && p.text != pieces_text(&pieces, at))
            .map(|p| p.text.clone());
        return (pieces, meta);
    }
    if meta.title.is_none() {
        title(&mut pieces, at, &mut meta);
    }
    (pieces, meta)
}

fn pieces_text(pieces: &[Piece], at: usize) -> String {
    pieces.get(at).map(|p| p.text.clone()).unwrap_or_default()
}

fn make(pieces: &mut [Piece], at: usize, kind: BlockKind) {
    if let Some(piece) = pieces.get_mut(at) {
        piece.kind = kind;
    }
}

/// The first line, without the outlet's name, which becomes a piece of its own.
fn title(pieces: &mut Vec<Piece>, at: usize, meta: &mut DocumentMeta) {
    let text = pieces_text(pieces, at);
    let sentence = text.ends_with('.') && text.split_whitespace().count() > 12;
    if text.len() > 220
        || sentence
        || !matches!(pieces.get(at).map(|p| p.kind), Some(BlockKind::Heading | BlockKind::Paragraph))
    {
        return;
    }
    let (head, outlet) = without_outlet(&text);
    meta.title = Some(head.to_owned());
    if let Some(outlet) = outlet {
        meta.publisher = Some(outlet.to_owned());
        pieces.insert(at + 1, Piece::new(BlockKind::Aside, outlet));
    }
    if let Some(piece) = pieces.get_mut(at) {
        *piece = Piece::new(BlockKind::Heading, head);
    }
}

/// A line that only says how the document may be shared, or what kind of document it is.
fn is_label(text: &str) -> bool {
    let upper = text.trim().to_uppercase();
    let plain = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    (upper.starts_with("TLP") && text.len() < 40) || LABELS.contains(plain.as_str())
}

/// The piece under a name in capitals and a date line (a number of the issue may stand between them).
fn below_masthead(pieces: &[Piece], at: usize) -> Option<usize> {
    let name = pieces.get(at).is_some_and(|p| plain::is_capitals(&p.text) && p.text.split_whitespace().count() <= 9);
    let date = (at + 1..at + 4).find(|i| pieces.get(*i).is_some_and(|p| cues::is_dateline(&p.text)))?;
    let labels = pieces.get(at + 1..date)?.iter().all(|p| p.text.len() < 40 && !p.text.ends_with('.'));
    let titled = pieces.get(date + 1).is_some_and(|p| p.text.len() < 160 && !p.text.ends_with('.'));
    (name && labels && titled && pieces.len() > date + 2).then_some(date + 1)
}

/// A name over an address: the second or third line has a street number or a postcode.
fn is_letterhead(pieces: &[Piece], at: usize) -> bool {
    let short = pieces.iter().skip(at).take(2).all(|p| p.text.len() < 60 && !p.text.ends_with('.'));
    let street = |p: &Piece| {
        let digits = p.text.bytes().take_while(u8::is_ascii_digit).count();
        (1..=5).contains(&digits)
            && p.text.get(digits..).is_some_and(|r| r.starts_with(' '))
            && !cues::is_dateline(&p.text)
    };
    let boxed = |p: &Piece| p.text.starts_with("P.O. Box") || p.text.starts_with("PO Box");
    short && pieces.get(at + 1).is_some_and(|p| (street(p) || boxed(p)) && p.kind != BlockKind::ListItem)
}

/// The company named over "(Exact name of registrant…".
fn registrant(pieces: &[Piece]) -> Option<String> {
    let at = pieces.iter().take(40).position(|p| p.text.to_lowercase().contains("exact name of registrant"))?;
    pieces.get(at.checked_sub(1)?).map(|p| p.text.clone())
}

#[cfg(test)]
mod tests {
    use crate::{Hint, documents};

    fn top(text: &str) -> (Option<String>, Option<String>, Option<String>) {
        let meta = documents(text.as_bytes(), &Hint::default()).documents.remove(0).meta;
        (meta.title, meta.publisher, meta.published)
    }

    #[test]
    fn titles_outlets_and_dates() {
        let some = |s: &str| Some(s.to_owned());
        let body = "The company said on Monday that it had been attacked and that it was looking into it.";
        assert_eq!(
            top(&format!("Firm admits theft of data | The Diplomatic\n2017-03-06\n\n{body}")),
            (some("Firm admits theft of data"), some("The Diplomatic"), some("2017-03-06"))
        );
        assert_eq!(
            top(&format!(
                "THE REGISTER OF UPLAND\nThursday, March 13, 2025\n\nTown paid a fake contractor\nBy A. Writer\n\n{body}"
            )),
            (some("Town paid a fake contractor"), some("THE REGISTER OF UPLAND"), some("2025-03-13"))
        );
        assert_eq!(
            top(&format!("Plains Dental\n1400 Grain Road\nOmaha\n\nApril 28, 2025\n\nNOTICE OF DATA BREACH\n\n{body}")),
            (some("NOTICE OF DATA BREACH"), some("Plains Dental"), some("2025-04-28"))
        );
    }
}
