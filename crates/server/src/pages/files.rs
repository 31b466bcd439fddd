//! A record as a file, marked with its label.

use crate::fault;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sextant_engine::export::{self, Format, Records};
use sextant_model::{AsOf, Record};

/// The record in the format asked for, to be kept under a name of its own.
pub fn record(record: Record, as_of: AsOf, format: Format) -> Response {
    let (kind, ending) = match format {
        Format::Json => ("application/json", "json"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Html => ("text/html; charset=utf-8", "html"),
    };
    let name = format!("attachment; filename=\"incident-{}.{ending}\"", record.id);
    let records = Records { audience: None, as_of, records: vec![record] };
    let mut bytes = Vec::new();
    match export::write(&records, format, &mut bytes) {
        Ok(()) => {
            let head = [
                (header::CONTENT_TYPE, kind),
                (header::CONTENT_DISPOSITION, name.as_str()),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (head, bytes).into_response()
        }
        Err(error) => fault::store(&error),
    }
}
