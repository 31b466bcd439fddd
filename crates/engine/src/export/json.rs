//! Records as one JSON object.

use super::{Records, failed};
use crate::Result;
use serde::Serialize;
use std::io::Write;

/// The value of `format`.
const FORMAT: &str = "sextant-export/1";

#[derive(Serialize)]
struct Export<'a> {
    format: &'static str,
    audience: Option<sextant_model::Tlp>,
    as_of: Option<sextant_model::Instant>,
    clock: &'static str,
    tlp: sextant_model::Tlp,
    incidents: &'a [sextant_model::Record],
}

pub(super) fn write(records: &Records, out: &mut impl Write) -> Result<()> {
    let export = Export {
        format: FORMAT,
        audience: records.audience,
        as_of: records.as_of.until,
        clock: records.as_of.clock.as_str(),
        tlp: records.tlp(),
        incidents: &records.records,
    };
    serde_json::to_writer(&mut *out, &export).map_err(|e| failed(&e))?;
    writeln!(out).map_err(|e| failed(&e))
}
