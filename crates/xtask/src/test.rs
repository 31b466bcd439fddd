//! `cargo xtask test`: every test there is, in the order in which a fault is cheapest to find. Nothing is skipped in
//! silence: what cannot run here is said in the last lines, and what lacks a program is installed or stops the run.

mod browser;
mod exchange;
mod leaving;
mod linkage;
mod mapping;
mod needs;
mod patterns;
mod python;
mod reading;
mod stix;
mod taxii;

pub use taxii::Serving;

use crate::{licences, tidy, workspace};
use anyhow::{Result, bail};
use std::time::Instant;

/// Which tests to run.
#[derive(clap::Args)]
pub struct Args {
    /// Only these steps
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// What a step came to.
pub enum Outcome {
    /// It ran and held.
    Held,
    /// It could not run, for this reason, and need not.
    NotRun(String),
}

type Step = (&'static str, fn() -> Result<Outcome>);

const STEPS: &[Step] = &[
    ("needs", needs::install),
    ("format", || cargo(&["fmt", "--all", "--check"])),
    ("tidy", || tidy::run(&tidy::Args::default()).map(|()| Outcome::Held)),
    ("licences", || licences::run().map(|()| Outcome::Held)),
    ("clippy", || cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"])),
    ("tests", || cargo(&["test", "--workspace", "--lib", "--bins", "--tests", "--locked", "--no-fail-fast"])),
    ("documentation", || cargo(&["test", "--workspace", "--doc", "--locked", "--quiet"])),
    ("program", || cargo(&["build", "--release", "--locked", "--package", "sextant"])),
    ("reading", reading::own),
    ("gold", reading::beside),
    ("patterns", patterns::against_vectors),
    ("stix", stix::against_vectors),
    ("exchange", exchange::by_its_readers),
    ("leaving", leaving::by_its_receivers),
    ("openapi", leaving::described),
    ("mapping", exchange::against_pairs),
    ("taxii", taxii::clients),
    ("linkage", linkage::against_given),
    ("browser", browser::run),
];

fn cargo(args: &[&str]) -> Result<Outcome> {
    workspace::run(env!("CARGO"), args).map(|()| Outcome::Held)
}

/// Runs all steps; the closing lines say what did not run, and how many held.
pub fn run(args: &Args) -> Result<()> {
    let (mut held, mut failed, mut skipped) = (0, Vec::new(), Vec::new());
    for (name, step) in STEPS.iter().filter(|(name, _)| args.only.is_empty() || args.only.iter().any(|o| o == name)) {
        println!("\n== {name}");
        let start = Instant::now();
        match step() {
            Ok(Outcome::Held) => held += 1,
            Ok(Outcome::NotRun(why)) => skipped.push(format!("{name}: {why}")),
            Err(error) => {
                eprintln!("error: {error:#}");
                failed.push(*name);
            }
        }
        println!("== {name}: {:.0} s", start.elapsed().as_secs_f32());
        if failed.contains(&"needs") {
            break;
        }
    }
    println!();
    for line in &skipped {
        println!("not run: {line}");
    }
    println!("{held} passed, {} failed, {} skipped", failed.len(), skipped.len());
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}
