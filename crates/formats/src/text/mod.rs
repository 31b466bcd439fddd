//! Plain text and Markdown: notices, filings, advisories, wire stories, and pages saved as text.

pub(crate) mod cues;
pub(crate) mod dateline;
pub(crate) mod lines;
mod markdown;
mod plain;
mod top;

pub(crate) use markdown::{read as read_markdown, sniff as sniff_markdown};

use crate::clean::{self, Found, Piece};
use crate::format::{self, Input};
use crate::{Parsed, charset};
use sextant_model::DocumentMeta;

/// Reads a plain text.
pub(crate) fn read(input: &Input) -> Parsed {
    let (text, problems) = charset::decode(input, None);
    let (pieces, meta) = pieces(&text);
    let dateline = dateline::of(&pieces, input);
    let found = Found { meta, dateline, problems, shown: text.into_owned(), ..Found::default() };
    format::single(clean::document(input, pieces, found))
}

/// The pieces of a text, furniture removed, and what its first lines say.
fn pieces(text: &str) -> (Vec<Piece>, DocumentMeta) {
    top::read(body_pieces(text))
}

/// The pieces of a text whose title stands elsewhere: a mail's body, an entry's content.
pub(crate) fn body_pieces(text: &str) -> Vec<Piece> {
    cues::without_tail(plain::pieces(text))
}
