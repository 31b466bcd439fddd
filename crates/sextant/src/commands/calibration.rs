//! `sextant calibration`: how well the answers did whose outcome is known.

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::table::{lines, table};
use crate::print::words::{count, short};
use crate::print::{self, json};
use sextant_engine::assess::Outcome as Scored;
use std::io::Write;

/// Lists every pair of incidents whose outcome is known, with the probability that was computed as of the day before, and
/// the scores: 0 is best, a coin's Brier score is 0.25.
#[derive(Debug, clap::Args)]
pub struct Calibration {}

impl Calibration {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        print(&globals.reading()?.scored(None)?, globals)?;
        Ok(Exit::Done)
    }
}

/// Prints scored pairs.
///
/// # Errors
/// When standard output is closed.
pub fn print(scored: &[Scored], globals: &Globals) -> anyhow::Result<()> {
    let mut out = print::out();
    if globals.json {
        for one in scored {
            json(&mut out, one)?;
        }
        return Ok(out.flush()?);
    }
    if scored.is_empty() {
        writeln!(out, "no answer to score: nothing was known of the incidents on the day before, or none is resolved")?;
        return Ok(out.flush()?);
    }
    let mut rows = table(&["known on", "a", "b", "was", "p", "Brier", "log"]);
    for one in scored {
        let was = if one.linked { "linked" } else { "not linked" };
        let numbers = [format!("{:.2}", one.p), format!("{:.3}", one.brier), format!("{:.3}", one.log)];
        let words = [one.on.to_string(), short(one.a), short(one.b), was.to_owned()];
        rows.add_row(words.into_iter().chain(numbers));
    }
    write!(out, "{}", lines(&rows))?;
    let mean = |score: fn(&Scored) -> f64| scored.iter().map(score).sum::<f64>() / scored.len() as f64;
    let (brier, log) = (mean(|one| one.brier), mean(|one| one.log));
    let pairs = count(scored.len(), "pair");
    writeln!(out, "{pairs}: mean Brier score {brier:.3}, mean log score {log:.3}")?;
    Ok(out.flush()?)
}
