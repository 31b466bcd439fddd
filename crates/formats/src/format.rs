//! Which format some bytes have, and who reads it: one line of [`FORMATS`] each. To add a format, write a file
//! with a `sniff` and a `read` and add its line. Nothing here knows what a format looks like inside.

use crate::{Hint, Parsed, archive, charset, feed, html, mail, pdf, text};
use sextant_model::{CleanDocument, Problem};
use std::cell::Cell;

/// Bytes to read, and how deep in containers they lay.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub bytes: &'a [u8],
    pub hint: &'a Hint,
    pub nesting: usize,
    /// Bytes that may still be unpacked from archives, for the whole input.
    pub budget: &'a Cell<usize>,
}

impl Input<'_> {
    /// A problem with this input.
    pub fn problem(&self, code: &str, message: impl Into<String>) -> Problem {
        Problem::new(code, self.hint.place(), message)
    }

    /// Whether the name ends in one of these, which are lower case and without the dot.
    pub fn named(&self, extensions: &[&str]) -> bool {
        let name = self.hint.name.as_deref().unwrap_or_default();
        let path = name.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        ending.is_some_and(|e| extensions.contains(&e.as_str()))
    }

    /// Whether the sender's content type begins like one of these.
    pub fn said_to_be(&self, types: &[&str]) -> bool {
        let said = self.hint.content_type.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
        types.iter().any(|t| said.starts_with(t))
    }

    /// The first `n` bytes (fewer where there are fewer), past a byte order mark and white space.
    pub fn head(&self, n: usize) -> &[u8] {
        let bytes = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(self.bytes).trim_ascii_start();
        bytes.get(..n).unwrap_or(bytes)
    }
}

/// How a format is known and read.
struct Format {
    media_type: &'static str,
    sniff: fn(&Input) -> bool,
    read: fn(&Input) -> Parsed,
}

/// First match wins: signatures first, then structure, then names, then plain text.
static FORMATS: &[Format] = &[
    Format { media_type: "application/pdf", sniff: pdf::sniff, read: pdf::read },
    Format { media_type: "application/zip", sniff: archive::sniff, read: archive::read },
    Format { media_type: OTHER, sniff: charset::is_binary, read: refuse_binary },
    Format { media_type: "application/mbox", sniff: mail::sniff_mailbox, read: mail::read_mailbox },
    Format { media_type: "message/rfc822", sniff: mail::sniff, read: mail::read },
    Format { media_type: "application/rss+xml", sniff: feed::sniff_xml, read: feed::read_xml },
    Format { media_type: "application/feed+json", sniff: feed::sniff_json, read: feed::read_json },
    Format { media_type: "text/html", sniff: html::sniff, read: html::read },
    Format { media_type: OTHER, sniff: is_machine_text, read: refuse_machine_text },
    Format { media_type: "text/markdown", sniff: text::sniff_markdown, read: text::read_markdown },
    Format { media_type: "text/plain", sniff: |_| true, read: text::read },
];

/// The media type of what is not read.
const OTHER: &str = "application/octet-stream";

/// The media types that are read, for help texts.
#[must_use]
pub fn media_types() -> Vec<&'static str> {
    FORMATS.iter().map(|f| f.media_type).filter(|t| *t != OTHER).collect()
}

/// Finds the format and reads.
pub(crate) fn read(input: &Input) -> Parsed {
    if let Some(problem) = unreadable(input) {
        return Parsed { media_type: OTHER.to_owned(), problems: vec![problem], ..Parsed::default() };
    }
    let Some(format) = FORMATS.iter().find(|f| (f.sniff)(input)) else { return Parsed::default() };
    let mut parsed = (format.read)(input);
    if parsed.media_type.is_empty() {
        format.media_type.clone_into(&mut parsed.media_type);
    }
    for document in parsed.documents.iter_mut().filter(|d| d.meta.media_type.is_empty()) {
        format.media_type.clone_into(&mut document.meta.media_type);
    }
    parsed.links.resize(parsed.documents.len(), None);
    parsed
}

/// What forbids even looking at the bytes.
fn unreadable(input: &Input) -> Option<Problem> {
    let limits = &input.hint.limits;
    if input.bytes.trim_ascii().is_empty() {
        return Some(input.problem("empty", "holds nothing to read"));
    }
    if input.bytes.len() > limits.bytes {
        let message = format!("has {} bytes; the limit is {}", input.bytes.len(), limits.bytes);
        return Some(input.problem("too-large", message));
    }
    (input.nesting > limits.nesting).then(|| {
        input.problem("too-deep", format!("lies more than {} containers deep and is left out", limits.nesting))
    })
}

/// One document as a result; its problems are repeated at the top.
pub(crate) fn single(document: CleanDocument) -> Parsed {
    let problems = document.problems.clone();
    if document.text.is_empty() {
        return Parsed { problems, ..Parsed::default() };
    }
    Parsed { documents: vec![document], problems, ..Parsed::default() }
}

fn refuse_binary(input: &Input) -> Parsed {
    let what = charset::binary_kind(input.bytes);
    let message = format!("is {what}, which is not read; give the report as HTML, text, PDF, feed or mail");
    Parsed { problems: vec![input.problem("unsupported-format", message)], ..Parsed::default() }
}

/// JSON and XML that no reader above knows: data for machines, not a report.
fn is_machine_text(input: &Input) -> bool {
    let head = input.head(4096);
    let json = head.starts_with(b"{\"")
        || head.starts_with(b"[{")
        || (head.starts_with(b"{") && head.get(1..).unwrap_or_default().trim_ascii_start().starts_with(b"\""));
    json || head.starts_with(b"<?xml")
}

fn refuse_machine_text(input: &Input) -> Parsed {
    let what = if input.head(1) == b"<" { "XML, but neither a page nor a feed" } else { "JSON, but no JSON Feed" };
    let message = format!("is {what}; reports come as HTML, text, PDF, feed or mail");
    Parsed { problems: vec![input.problem("unsupported-format", message)], ..Parsed::default() }
}
