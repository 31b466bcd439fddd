//! `sextant audit`: the chain of what was written.

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::plain;
use crate::print::{self, json};
use std::io::Write;

/// The audit log.
#[derive(Debug, clap::Subcommand)]
pub enum Audit {
    /// Proves the chain, and that what is stored is what it says. Exits 1 when it is not.
    Verify,
    /// Prints the log, oldest first.
    Log {
        /// From this entry on.
        #[arg(long, value_name = "N", default_value_t = 1)]
        from: u64,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 1_000)]
        limit: usize,
    },
}

impl Audit {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        match self {
            Self::Verify => verify(globals),
            Self::Log { from, limit } => log(globals, from, limit),
        }
    }
}

fn verify(globals: &Globals) -> Outcome {
    let proof = globals.reading()?.verify()?;
    let mut out = print::out();
    if globals.json {
        json(&mut out, &proof)?;
    } else {
        let word = if proof.sound() { "sound" } else { "NOT SOUND" };
        writeln!(
            out,
            "{word}: {} entries, {} rows compared, {} emptied by forget",
            proof.entries, proof.rows, proof.forgotten
        )?;
        writeln!(out, "head {}", proof.head)?;
        for fault in &proof.faults {
            writeln!(out, "entry {}: {}", fault.seq, plain(&fault.what))?;
        }
    }
    out.flush()?;
    Ok(if proof.sound() { Exit::Done } else { Exit::No })
}

fn log(globals: &Globals, from: u64, limit: usize) -> Outcome {
    let mut out = print::out();
    for entry in globals.reading()?.audit(from, limit)? {
        if globals.json {
            json(&mut out, &entry)?;
        } else {
            let (by, detail) = (plain(&entry.by), plain(&entry.detail));
            writeln!(out, "{:6}  {}  {by}  {} {}  {detail}", entry.seq, entry.at, entry.action, plain(&entry.subject))?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}
