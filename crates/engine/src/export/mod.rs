//! What leaves in files: the records an audience may have, as JSON, CSV, one printable page, STIX or MISP
//! (see [`crate::exchange`]). Everything passes the gate; each item is marked with its label.

mod csv;
mod html;
mod json;
pub(crate) mod rows;

pub(crate) use html::escape;

use crate::{Engine, EngineError, IncidentQuery, Result};
use sextant_model::{AsOf, IncidentId, Record, Tlp};
use std::io::Write;

/// The records that leave together.
#[derive(Debug, Clone)]
pub struct Records {
    /// For whom; `None`: everything, marked.
    pub audience: Option<Tlp>,
    /// As known when.
    pub as_of: AsOf,
    /// The records with their claims.
    pub records: Vec<Record>,
}

impl Records {
    /// The strictest label among them.
    #[must_use]
    pub fn tlp(&self) -> Tlp {
        self.records.iter().map(|record| record.tlp).max().unwrap_or(Tlp::Clear)
    }
}

/// How they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One object (docs/schema/export.json).
    Json,
    /// One table: a row for each field of each record (RFC 4180).
    Csv,
    /// One page that needs nothing else and prints well.
    Html,
    /// One bundle of STIX 2.1.
    Stix,
    /// An event of MISP, or a list of them.
    Misp,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            "html" => Ok(Self::Html),
            "stix" => Ok(Self::Stix),
            "misp" => Ok(Self::Misp),
            _ => Err(format!("unknown format {text:?}: use json, csv, html, stix, misp or misp-feed")),
        }
    }
}

impl Engine {
    /// One incident, or all of them, in a format for `audience`.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such incident, or none that this audience may know of; when the
    /// store cannot be read.
    pub fn export(
        &self,
        id: Option<IncidentId>,
        as_of: AsOf,
        audience: Option<Tlp>,
        format: Format,
    ) -> Result<Vec<u8>> {
        match format {
            Format::Stix => return self.export_stix(id, as_of, audience),
            Format::Misp => return self.export_misp(id, as_of, audience),
            Format::Json | Format::Csv | Format::Html => {}
        }
        let records = match id {
            Some(id) => self.export_one(id, as_of, audience)?,
            None => self.export_all(as_of, audience)?,
        };
        let mut bytes = Vec::new();
        write(&records, format, &mut bytes)?;
        Ok(bytes)
    }

    /// One record for `audience`.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none, or none that this audience may know of.
    pub fn export_one(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Records> {
        let record = self.incident(id, as_of, audience)?.ok_or_else(|| EngineError::not_found("incident", id))?;
        Ok(Records { audience, as_of, records: vec![record] })
    }

    /// All records for `audience`, newest change first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn export_all(&self, as_of: AsOf, audience: Option<Tlp>) -> Result<Records> {
        let list = self.incidents(&IncidentQuery { as_of, audience, ..IncidentQuery::default() })?;
        let mut records = Vec::with_capacity(list.items.len());
        for summary in list.items {
            records.extend(self.incident(summary.id, as_of, audience)?);
        }
        Ok(Records { audience, as_of, records })
    }
}

/// Writes records.
///
/// # Errors
/// When `out` cannot be written; for STIX and MISP, which are made from the store ([`Engine::export_stix`],
/// [`Engine::export_misp`]), not from records.
pub fn write(records: &Records, format: Format, out: &mut impl Write) -> Result<()> {
    match format {
        Format::Json => json::write(records, out),
        Format::Csv => csv::write(records, out),
        Format::Html => out.write_all(html::page(records).as_bytes()).map_err(|e| failed(&e)),
        Format::Stix | Format::Misp => Err(EngineError::Output("STIX and MISP are made from the store".to_owned())),
    }
}

fn failed(error: &dyn std::fmt::Display) -> EngineError {
    EngineError::Output(error.to_string())
}
