//! Documents: what came in, and the clean text that readings refer to.

use crate::{DocumentId, Instant, Problem, Tlp};
use serde::{Deserialize, Serialize};

/// What is known of a document besides its text. Unknown is `None`, never guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DocumentMeta {
    /// Lower-case hex SHA-256 of the input bytes (for an entry of a feed or mailbox: of that entry's bytes).
    pub sha256: String,
    /// Headline.
    pub title: Option<String>,
    /// The outlet or body that put it out.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it came out: `YYYY-MM-DD` or RFC 3339, as precise as the source.
    pub published: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// ISO 639-1 code of the language detected.
    pub language: Option<String>,
    /// Media type found by looking at the bytes.
    pub media_type: String,
    /// A TLP label that the document itself carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    /// Addresses that the body links to (for provenance, never indicators).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

/// What a stretch of clean text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A heading (the title among them).
    Heading,
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// One row of a table, cells joined by tabs.
    TableRow,
    /// A block quotation.
    Quotation,
    /// Preformatted text.
    Preformatted,
    /// The byline, dateline or caption: kept in the text, not read for statements.
    Aside,
}

/// A stretch of the clean text: `text[start..end]` in **bytes** (spans of readings are in code points).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A document after furniture was removed: what `extract` reads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CleanDocument {
    /// Metadata.
    pub meta: DocumentMeta,
    /// Clean text: blocks separated by blank lines, furniture gone.
    pub text: String,
    /// The blocks of `text`, in order, not overlapping; whatever lies between them is white space.
    pub blocks: Vec<Block>,
    /// What went wrong on the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// A document as the ledger keeps it: immutable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its identity.
    pub id: DocumentId,
    /// Metadata, text and blocks.
    #[serde(flatten)]
    pub clean: CleanDocument,
    /// Where it was fetched from or the file's name.
    pub origin: String,
    /// When it was fetched or read.
    pub retrieved: Instant,
    /// When it came out, as an instant (midnight UTC for a bare date).
    pub published_at: Option<Instant>,
    /// The label that holds for it.
    pub tlp: Tlp,
}
