//! The rules of the house, held by a test that only ever tightens: which crate may use which, how long a file and a
//! function may be, which names and words do not belong.

mod arrows;
mod lengths;
mod names;
mod words;

use anyhow::{Result, ensure};

/// How to hold the rules.
#[derive(clap::Args, Default)]
pub struct Args {
    /// Write today's shorter lengths to tidy.toml (never longer ones)
    #[arg(long)]
    update: bool,
}

/// Checks everything and lists every fault.
pub fn run(args: &Args) -> Result<()> {
    let mut faults = arrows::faults()?;
    faults.extend(lengths::faults(args.update)?);
    faults.extend(names::faults()?);
    faults.extend(words::faults()?);
    ensure!(faults.is_empty(), "{} faults\n  {}", faults.len(), faults.join("\n  "));
    println!("tidy: arrows, lengths, names and words hold");
    Ok(())
}
