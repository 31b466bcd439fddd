//! PDF: characters with their places come from `pdf-extract`; [`layout`] makes lines and paragraphs of them. The
//! parser panics on odd files and may recurse or run long on hostile ones, so [`guard`] looks first and the work
//! is done in a thread of its own, which is waited for only so long.

mod guard;
mod layout;

use crate::clean::{self, Found};
use crate::format::{self, Input};
use crate::text::{cues, dateline};
use crate::{Parsed, date};
use layout::{Glyph, Glyphs};
use lopdf::{Document, Object};
use sextant_model::{DocumentMeta, Problem};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

/// Stack of the reading thread: PDF objects nest, and the parser follows them by recursion.
const STACK: usize = 64 << 20;
/// How long a file may take. A valid one of the largest size takes a fraction of it.
const PATIENCE: Duration = Duration::from_secs(30);
/// Characters at most.
const GLYPHS: usize = 20_000_000;

/// Whether it is a PDF: the mark may come after some junk.
pub(crate) fn sniff(input: &Input) -> bool {
    memchr::memmem::find(input.bytes.get(..1024).unwrap_or(input.bytes), b"%PDF-").is_some()
}

/// What the thread brings back.
struct Raw {
    pages: Vec<Vec<Glyph>>,
    title: Option<String>,
    author: Option<String>,
    created: Option<String>,
    unread: usize,
}

/// Reads a PDF.
pub(crate) fn read(input: &Input) -> Parsed {
    match extract(input) {
        Ok(raw) => format::single(document(input, raw)),
        Err((code, message)) => Parsed { problems: vec![input.problem(code, message)], ..Parsed::default() },
    }
}

type Refusal = (&'static str, String);

fn extract(input: &Input) -> Result<Raw, Refusal> {
    guard::inflated(input.bytes, input.hint.limits.bytes)?;
    let bytes = input.bytes.to_vec();
    let pages = input.hint.limits.pages;
    let (send, receive) = mpsc::channel();
    let thread = std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(move || {
        let result = guard::quietly(|| catch_unwind(AssertUnwindSafe(|| load(&bytes, pages))));
        let result = result.unwrap_or_else(|_| Err(broken("its structure contradicts itself")));
        // Nobody listens any more if the wait was over; then the result is not wanted.
        drop(send.send(result));
    });
    if thread.is_err() {
        return Err(broken("no thread to read it in"));
    }
    receive.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(broken("it takes too long")))
}

fn broken(why: &str) -> Refusal {
    ("pdf-broken", format!("cannot be read as PDF: {why}"))
}

fn load(bytes: &[u8], limit: usize) -> Result<Raw, Refusal> {
    let start = memchr::memmem::find(bytes, b"%PDF-").unwrap_or(0);
    let document = Document::load_mem(bytes.get(start..).unwrap_or(bytes)).map_err(|e| {
        let encrypted = memchr::memmem::find(bytes, b"/Encrypt").is_some();
        if encrypted { locked() } else { broken(&e.to_string()) }
    })?;
    if document.is_encrypted() {
        return Err(locked());
    }
    guard::acyclic(&document).map_err(broken)?;
    let (mut pages, mut unread) = (Vec::new(), 0);
    let mut room = GLYPHS;
    for number in document.get_pages().keys().take(limit) {
        let mut glyphs = Glyphs::new(room);
        let read = catch_unwind(AssertUnwindSafe(|| pdf_extract::output_doc_page(&document, &mut glyphs, *number)));
        unread += usize::from(!matches!(read, Ok(Ok(()))));
        room = room.saturating_sub(glyphs.seen.len());
        pages.push(glyphs.seen);
    }
    unread += document.get_pages().len().saturating_sub(limit);
    Ok(Raw {
        pages,
        title: info(&document, b"Title"),
        author: info(&document, b"Author"),
        created: info(&document, b"CreationDate"),
        unread,
    })
}

fn locked() -> Refusal {
    ("pdf-encrypted", "is encrypted; give it without a password".to_owned())
}

/// An entry of the information dictionary.
fn info(document: &Document, key: &[u8]) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = match info {
        Object::Reference(id) => document.get_object(*id).ok()?,
        other => other,
    };
    let text = lopdf::decode_text_string(info.as_dict().ok()?.get(key).ok()?).ok()?;
    let text = clean::single_spaced(text.trim_matches('\0'));
    (!text.is_empty()).then_some(text)
}

fn document(input: &Input, raw: Raw) -> sextant_model::CleanDocument {
    let (pieces, headline) = layout::pieces(&raw.pages);
    let pieces = cues::without_tail(pieces);
    let seen = dateline::of(&pieces, input);
    let made = raw.created.as_deref().and_then(|c| date::stated(c.trim_start_matches("D:")));
    let meta = DocumentMeta {
        title: headline.or_else(|| raw.title.filter(|t| !is_file_name(t))),
        author: raw.author.filter(|a| a.contains(' ')),
        media_type: "application/pdf".to_owned(),
        ..DocumentMeta::default()
    };
    let empty = pieces.is_empty();
    let found = Found {
        meta,
        dateline: seen.or(made),
        problems: unread(input, raw.unread, raw.pages.len()),
        ..Found::default()
    };
    let mut document = clean::document(input, pieces, found);
    if empty {
        document.problems.retain(|p| p.code != "no-text");
        document.problems.push(input.problem("pdf-no-text", "has pages without text (scanned?); it is not read"));
    }
    document
}

fn unread(input: &Input, unread: usize, pages: usize) -> Vec<Problem> {
    let message = format!("{unread} of its {pages} pages could not be read");
    if unread > 0 { vec![input.problem("pdf-broken", message)] } else { Vec::new() }
}

/// `Microsoft Word - draft3.docx` is no title.
fn is_file_name(title: &str) -> bool {
    let lower = title.to_lowercase();
    lower.contains("microsoft word")
        || [".doc", ".docx", ".pdf", ".indd", ".odt", ".tmp"].iter().any(|e| lower.ends_with(e))
        || !title.contains(' ')
}
