//! Rows to values of the model and back: ids as 16 bytes, instants as microseconds, the rest of a claim as JSON.

use crate::{Result, StoreError};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::{Deserialize, Serialize};
use sextant_model::*;
use sha2::{Digest, Sha256};

/// A SHA-256.
pub(super) type Hash = [u8; 32];

/// The digest of a row's content.
pub(super) fn hash_of(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// JSON of a value whose serialisation cannot fail for a reason in the data.
pub(super) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Refused(format!("a value cannot be written: {e}")))
}

pub(super) fn micros(instant: Instant) -> i64 {
    instant.as_microsecond()
}

pub(super) fn tlp_level(tlp: Tlp) -> i64 {
    Tlp::ALL.iter().position(|t| *t == tlp).and_then(|p| i64::try_from(p).ok()).unwrap_or(i64::MAX)
}

pub(super) fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Instant> {
    to_instant(row.get(column)?, column)
}

pub(super) fn instant_or_null(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Instant>> {
    row.get::<_, Option<i64>>(column)?.map(|micros| to_instant(micros, column)).transpose()
}

fn to_instant(micros: i64, column: usize) -> rusqlite::Result<Instant> {
    Instant::from_microsecond(micros)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(e)))
}

pub(super) fn tlp(row: &Row<'_>, column: usize) -> rusqlite::Result<Tlp> {
    let level: i64 = row.get(column)?;
    let known = usize::try_from(level).ok().and_then(|level| Tlp::ALL.get(level).copied());
    known.ok_or(rusqlite::Error::IntegralValueOutOfRange(column, level))
}

pub(super) fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<uuid::Uuid> {
    let bytes = row.get_ref(column)?.as_blob()?;
    uuid::Uuid::from_slice(bytes)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, Box::new(e)))
}

pub(super) fn uuid_or_null(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<uuid::Uuid>> {
    if row.get_ref(column)?.as_blob_or_null()?.is_none() { Ok(None) } else { uuid(row, column).map(Some) }
}

/// The range of ids that start with these hex digits, both ends inclusive; `None` when it is no prefix of an id.
pub(super) fn id_range(prefix: &str) -> Option<([u8; 16], [u8; 16])> {
    let digits: String = prefix.chars().filter(|c| *c != '-').collect();
    if digits.is_empty() || digits.len() > 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let bound = |filler: char| {
        let full: String = digits.chars().chain(std::iter::repeat(filler)).take(32).collect();
        u128::from_str_radix(&full, 16).ok().map(u128::to_be_bytes)
    };
    Some((bound('0')?, bound('f')?))
}

/// The part of a claim that has no column of its own.
#[derive(Serialize, Deserialize)]
pub(super) struct ClaimBody {
    /// Row numbers of its incidents, in the claim's order.
    #[serde(rename = "i")]
    pub incidents: Vec<i64>,
    #[serde(rename = "s")]
    pub speaker: Speaker,
    #[serde(rename = "t")]
    pub stance: Stance,
    #[serde(rename = "p")]
    pub proposition: Proposition,
    #[serde(rename = "q")]
    pub quote: String,
    #[serde(rename = "a")]
    pub start: usize,
    #[serde(rename = "e")]
    pub end: usize,
    #[serde(rename = "b")]
    pub by: String,
    #[serde(rename = "c")]
    pub confidence: f32,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
}

impl ClaimBody {
    pub fn new(claim: &Claim, incidents: Vec<i64>) -> Self {
        Self {
            incidents,
            speaker: claim.speaker.clone(),
            stance: claim.stance,
            proposition: claim.proposition.clone(),
            quote: claim.quote.clone(),
            start: claim.start,
            end: claim.end,
            by: claim.by.clone(),
            confidence: claim.confidence,
            publisher: claim.publisher.clone(),
        }
    }

    /// What stays of a claim whose document was removed: that there was one, and on which incident.
    pub fn emptied(self) -> Self {
        Self {
            speaker: Speaker { name: None, kind: self.speaker.kind },
            proposition: Proposition { kind: self.proposition.kind, object: None, content: Content::Statement },
            quote: String::new(),
            start: 0,
            end: 0,
            publisher: None,
            ..self
        }
    }
}
