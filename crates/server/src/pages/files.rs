//! An incident as a file, marked with its label.

use crate::fault;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sextant_engine::export::{self, Format, Records};
use sextant_model::{AsOf, IncidentId, Record, Tlp};

/// The record in the format asked for, to be kept under a name of its own.
pub fn record(record: Record, as_of: AsOf, audience: Option<Tlp>, format: Format) -> Response {
    let (kind, ending) = match format {
        Format::Json => ("application/json", "json"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Html => ("text/html; charset=utf-8", "html"),
        Format::Stix | Format::Misp => return fault::not_found("incident"),
    };
    let id = record.id;
    let records = Records { audience, as_of, records: vec![record] };
    let mut bytes = Vec::new();
    match export::write(&records, format, &mut bytes) {
        Ok(()) => file(id, kind, ending, bytes),
        Err(error) => fault::store(&error),
    }
}

/// The bundle of an incident, to be kept under a name of its own.
pub fn bundle(id: IncidentId, bytes: Vec<u8>) -> Response {
    file(id, "application/stix+json;version=2.1", "stix.json", bytes)
}

fn file(id: IncidentId, kind: &'static str, ending: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"incident-{id}.{ending}\"");
    let head = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (head, bytes).into_response()
}
