//! Questions as JSON Lines: one line in, one line out, in the same order. A line that cannot be answered gives its
//! error in its place, and the rest goes on.

use crate::exit::{Exit, Outcome};
use anyhow::Context;
use serde_json::Value;
use sextant_engine::stix::lines::LineError;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

/// How long a line may be.
const LONGEST: u64 = 256 << 20;

/// Answers every line of a file, or of standard input for `-`.
///
/// # Errors
/// When the file cannot be read or standard output is closed.
pub fn answer_each(file: &Path, answer: impl Fn(&[u8]) -> Result<Value, LineError>) -> Outcome {
    let mut input = open(file)?;
    let mut out = crate::print::out();
    let mut failed = false;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line).context("reading lines")?;
        if read == 0 {
            break;
        }
        let answered = if line.len() as u64 > LONGEST {
            input.skip_until(b'\n').context("reading lines")?;
            Err(LineError::new("too-long", "the line is longer than 256 MiB"))
        } else {
            answer(&line)
        };
        failed |= answered.is_err();
        crate::print::json(&mut out, &answered.unwrap_or_else(|error| error.to_json()))?;
    }
    out.flush()?;
    Ok(if failed { Exit::Partly } else { Exit::Done })
}

/// All of a file, or of standard input for `-`.
///
/// # Errors
/// When it cannot be read.
pub fn whole(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(file)?.read_to_end(&mut bytes).with_context(|| file.display().to_string())?;
    Ok(bytes)
}

/// A file, or standard input for `-`.
///
/// # Errors
/// When the file cannot be opened.
pub fn open(file: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let opened = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, opened)))
}
