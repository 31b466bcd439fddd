//! The list of incidents.

use super::{count, day, style, wrapped};
use sextant_model::IncidentSummary;
use std::io::Write;

/// One entry an incident: victim and standing, the record's sentence, when and from how many.
pub fn incidents(out: &mut dyn Write, items: &[IncidentSummary]) -> std::io::Result<()> {
    for item in items {
        let (bold, standing) = (anstyle::Style::new().bold(), style(item.standing));
        writeln!(out, "{bold}{}{bold:#}  {standing}{}{standing:#}  {}", item.victim, item.standing, &item.id)?;
        wrapped(out, &item.headline, 2)?;
        let kinds: Vec<&str> = item.kinds.iter().map(|k| k.as_str()).collect();
        let from = format!("{}, {}", count(item.documents, "document"), count(item.independent_sources, "independent source"));
        let when = format!("reported {}, changed {}", day(item.first_reported), day(item.changed));
        wrapped(out, &format!("{} · {from} · {when} · TLP:{}", kinds.join(", "), item.tlp.as_str().to_uppercase()), 2)?;
        writeln!(out)?;
    }
    Ok(())
}
