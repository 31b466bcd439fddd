//! Bytes to documents: HTML, text, Markdown, PDF, feeds, mail. The one entry is [`documents`].
//!
//! Parsing never fails as a whole: it gives the documents that could be read *and* the problems. This crate
//! does no I/O, holds no clock and draws no random numbers; whatever it needs to know comes in as a [`Hint`].

mod archive;
mod charset;
mod clean;
mod date;
mod feed;
mod format;
mod html;
mod language;
mod mail;
mod pdf;
pub mod taxii;
mod text;
mod tlp;

pub use format::media_types;

use sextant_model::{CleanDocument, Problem};

/// What is known of some bytes from outside. It only helps: the bytes themselves are looked at first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// File name or URL that the bytes came from.
    pub name: Option<String>,
    /// Content type as the sender stated it, with its `charset` parameter if there is one.
    pub content_type: Option<String>,
    /// What relative links refer to.
    pub base_url: Option<String>,
    /// When it came out (`YYYY-MM-DD` or RFC 3339), told from outside. The document's own metadata win over
    /// it; it wins over a date that is only seen in the text.
    pub published: Option<String>,
    /// How much is read at most.
    pub limits: Limits,
}

impl Hint {
    /// A hint with nothing but a name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// What problems call this input: its name, else `input`.
    #[must_use]
    pub fn place(&self) -> &str {
        self.name.as_deref().unwrap_or("input")
    }
}

/// Bounds on one input. What lies beyond is refused or left out, with a problem that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of input, and of all that is unpacked from it.
    pub bytes: usize,
    /// Documents out of one input (entries of a feed, mails of a mailbox, attachments).
    pub documents: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// How deep containers may lie in one another (a mail in a mail, a zip in a mail).
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 50 << 20, documents: 10_000, pages: 2_000, nesting: 4 }
    }
}

/// What some bytes hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Media type found by looking at the bytes, e.g. `text/html`.
    pub media_type: String,
    /// The documents, in the order of the input.
    pub documents: Vec<CleanDocument>,
    /// For each document, the page that a feed entry links to (`None` elsewhere).
    pub links: Vec<Option<String>>,
    /// What went wrong. Problems of a single document are here and in the document.
    pub problems: Vec<Problem>,
}

/// Reads whatever `bytes` are: one document, or one for each entry, mail or attachment.
///
/// ```
/// use sextant_formats::{Hint, documents};
/// let parsed = documents(b"Bank denies theft\n\nThe bank said that nothing was taken.\n", &Hint::default());
/// assert_eq!(parsed.documents[0].meta.title.as_deref(), Some("Bank denies theft"));
/// ```
#[must_use]
pub fn documents(bytes: &[u8], hint: &Hint) -> Parsed {
    let budget = std::cell::Cell::new(hint.limits.bytes);
    format::read(&format::Input { bytes, hint, nesting: 0, budget: &budget })
}
