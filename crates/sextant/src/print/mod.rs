//! What a person reads: lines and tables on standard output, coloured only on a terminal.

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

/// One value as one line of JSON.
///
/// # Errors
/// When standard output is closed.
pub fn json(out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    Ok(writeln!(out)?)
}

/// Columns of the terminal; 100 where there is none.
#[must_use]
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))).unwrap_or(100).clamp(40, 140)
}
