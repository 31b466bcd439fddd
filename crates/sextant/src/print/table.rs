//! Tables without lines, as wide as the terminal.

use comfy_table::{Cell, Color, ContentArrangement, Table, presets};
use sextant_model::Standing;

/// A table with these headings.
#[must_use]
pub fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(super::width()).unwrap_or(100));
    table.set_header(headings.iter().map(|h| h.to_uppercase()));
    table
}

/// The table as lines without trailing blanks.
#[must_use]
pub fn lines(table: &Table) -> String {
    table
        .to_string()
        .lines()
        .map(|line| line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end()).to_owned() + "\n")
        .collect()
}

/// A standing in its colour.
#[must_use]
pub fn standing(standing: Standing) -> Cell {
    Cell::new(standing.as_str()).fg(match standing {
        Standing::Confirmed => Color::Green,
        Standing::Reported => Color::Cyan,
        Standing::Claimed | Standing::Possible => Color::Yellow,
        Standing::Disputed => Color::Magenta,
        Standing::Denied => Color::Red,
        Standing::Unknown => Color::DarkGrey,
    })
}
