//! Questions as JSON Lines: one line in, one line out, in the same order. A line that cannot be answered gives its
//! error in its place, and the rest goes on.

use crate::exit::{Exit, Outcome};
use anyhow::Context;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

/// How long a line may be.
const LONGEST: u64 = 256 << 20;

/// Answers every line of a file, or of standard input for `-`; `bad` makes the line that stands for a failure.
///
/// # Errors
/// When the file cannot be read or standard output is closed.
pub fn answer_each<E>(file: &Path, answer: impl Fn(&str) -> Result<Value, E>, bad: impl Fn(&E) -> Value) -> Outcome {
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
            Err(error("too-long", "the line is longer than 256 MiB"))
        } else {
            text(&line).and_then(|text| answer(text).map_err(|e| bad(&e)))
        };
        failed |= answered.is_err();
        crate::print::json(&mut out, &answered.unwrap_or_else(|error| error))?;
    }
    out.flush()?;
    Ok(if failed { Exit::Partly } else { Exit::Done })
}

fn text(line: &[u8]) -> Result<&str, Value> {
    std::str::from_utf8(line).map_err(|_| error("json", "the line is not UTF-8"))
}

fn error(code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message}})
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
