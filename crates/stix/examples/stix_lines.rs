//! Answers lines on standard input, as `sextant stix … --jsonl` does.
use sextant_stix::lines;
use std::io::{BufRead, Write};

fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let Ok(line) = line else { return };
        let answer = match what.as_str() {
            "canon" => lines::canonical(&line),
            "id" => lines::id(&line),
            "markings" => lines::markings(&line),
            _ => lines::validate(&line, &Default::default()),
        };
        let answer = answer.unwrap_or_else(|error| error.to_json());
        if writeln!(out, "{answer}").is_err() {
            return;
        }
    }
}
