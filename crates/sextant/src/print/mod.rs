//! What a person reads: lines and tables on standard output, coloured only on a terminal.

pub mod assessment;
pub mod record;
pub mod table;
pub mod words;

use serde::Serialize;
use std::io::Write;

/// Standard output: buffered, colours dropped where nobody sees them (or `NO_COLOR` is set).
pub type Out = std::io::BufWriter<anstream::AutoStream<std::io::Stdout>>;

/// Opens standard output.
#[must_use]
pub fn out() -> Out {
    std::io::BufWriter::with_capacity(1 << 16, anstream::AutoStream::auto(std::io::stdout()))
}

/// Standard output for bytes that are the answer themselves: nothing is dropped, whoever reads.
pub type Bytes = std::io::BufWriter<std::io::Stdout>;

/// Opens it.
#[must_use]
pub fn bytes() -> Bytes {
    std::io::BufWriter::with_capacity(1 << 16, std::io::stdout())
}

/// One value as one line of JSON. Control characters that JSON lets stand as they are (U+007F to U+009F) are escaped:
/// a terminal would obey some, and where colours are dropped they would be lost.
///
/// # Errors
/// When standard output is closed.
pub fn json(out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string(value)?;
    if text.contains(is_late_control) {
        let escape = |c| if is_late_control(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
        text = text.chars().map(escape).collect();
    }
    Ok(writeln!(out, "{text}")?)
}

/// The one answer of a command: as JSON where that is asked for, else in a line.
///
/// # Errors
/// When standard output is closed.
pub fn answer(as_json: bool, value: &impl Serialize, line: impl FnOnce() -> String) -> anyhow::Result<()> {
    let mut out = out();
    if as_json {
        json(&mut out, value)?;
    } else {
        writeln!(out, "{}", line())?;
    }
    Ok(out.flush()?)
}

fn is_late_control(c: char) -> bool {
    ('\u{7f}'..='\u{9f}').contains(&c)
}

/// Columns of the terminal; 100 where there is none.
#[must_use]
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))).unwrap_or(100).clamp(40, 140)
}
