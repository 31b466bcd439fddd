//! Answers questions on patterns, one JSON line each: `patterns check|match|equiv < questions.jsonl`.

use sextant_stix::pattern::wire::{Question, answer};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let question = match std::env::args().nth(1).as_deref() {
        Some("match") => Question::Match,
        Some("equiv") => Question::Equivalent,
        _ => Question::Check,
    };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let value = answer(question, line?.as_bytes()).unwrap_or_else(|bad| bad.to_json());
        writeln!(out, "{value}")?;
    }
    Ok(())
}
