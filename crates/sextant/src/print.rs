//! Records for people: standings as words, who says so, what is excluded, what is open.

mod incident;
mod list;

pub use incident::record;
pub use list::incidents;

use anstyle::{AnsiColor, Style};
use sextant_model::{Instant, Standing};
use std::io::Write;

/// How a standing is shown on a terminal that has colours; the word itself always stands.
pub fn style(standing: Standing) -> Style {
    let colour = match standing {
        Standing::Confirmed | Standing::Reported => AnsiColor::Green,
        Standing::Claimed => AnsiColor::Magenta,
        Standing::Possible | Standing::Disputed => AnsiColor::Yellow,
        Standing::Denied => AnsiColor::Red,
        Standing::Unknown => AnsiColor::Cyan,
    };
    colour.on_default()
}

/// `2025-10-09`, or `-`.
pub fn day(at: Option<Instant>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.strftime("%Y-%m-%d").to_string())
}

/// A heading.
pub fn heading(out: &mut dyn Write, text: &str) -> std::io::Result<()> {
    let bold = Style::new().bold();
    writeln!(out, "{bold}{text}{bold:#}")
}

/// `1 document`, `3 documents`.
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Columns of the terminal; 100 where there is none.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let table = comfy_table::Table::new();
    columns.or_else(|| table.width().map(usize::from)).unwrap_or(100).clamp(40, 160)
}

/// Text broken at spaces so that no line is longer than the terminal, each line indented.
pub fn wrapped(out: &mut dyn Write, text: &str, indent: usize) -> std::io::Result<()> {
    let room = width().saturating_sub(indent).max(20);
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            writeln!(out, "{:indent$}{line}", "")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.is_empty() { Ok(()) } else { writeln!(out, "{:indent$}{line}", "") }
}
