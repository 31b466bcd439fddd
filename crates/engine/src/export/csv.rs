//! Records as one table by RFC 4180, safe to open in a spreadsheet: text that a spreadsheet would run as a formula
//! gets an apostrophe before it (OWASP, "CSV injection"). Numbers stay numbers.

use super::rows::rows;
use super::{Records, failed};
use crate::Result;
use std::io::Write;

const HEADINGS: [&str; 14] = [
    "incident",
    "victim",
    "section",
    "value",
    "detail",
    "standing",
    "independent_sources",
    "since",
    "said_by",
    "quote",
    "headline",
    "as_of",
    "clock",
    "tlp",
];

pub(super) fn write(records: &Records, out: &mut impl Write) -> Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(HEADINGS).map_err(|e| failed(&e))?;
    for record in &records.records {
        for row in rows(record) {
            let cells = [
                record.id.to_string(),
                record.victim.name.clone(),
                row.section.to_owned(),
                row.value,
                row.detail,
                row.standing.to_string(),
                row.independent.to_string(),
                row.since.map(|at| at.to_string()).unwrap_or_default(),
                row.speakers,
                row.quote,
                record.headline.clone(),
                record.as_of.map(|at| at.to_string()).unwrap_or_default(),
                record.clock.as_str().to_owned(),
                format!("TLP:{}", row.tlp.as_str().to_uppercase()),
            ];
            table.write_record(cells.iter().map(|cell| harmless(cell))).map_err(|e| failed(&e))?;
        }
    }
    table.flush().map_err(|e| failed(&e))
}

/// The cell as text that no spreadsheet runs.
fn harmless(cell: &str) -> String {
    let risky = cell
        .trim_start_matches([' ', '"', '\''])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n']);
    if risky && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        for formula in ["=cmd|'/c calc'!A1", "+1+cmd", "@SUM(A1)", "-2+3", "\t=1", " =1", "\"=1", "＝1"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        for plain in ["-7", "-7.5", "names", "", "M&S", "2025-05-13"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
