//! `cargo xtask bench [ROW …]`: where time goes, with floors, and as ratios against named peers in the same run.
//! Every input is made from templates, the same each time. It measures; it is no test and fails nothing but itself.

mod articles;
mod extracting;
mod large;
mod misp;
mod pages;
mod patterns;
pub mod peers;
mod program;
mod row;
mod stix;
mod taxii;
mod words;

use crate::workspace;
use anyhow::{Result, ensure};
use row::Row;
use std::process::Command;

/// What to measure.
#[derive(clap::Args)]
pub struct Args {
    /// reading, indicators, furniture, pattern-check, pattern-match, stix, taxii, ingest, latency, pages, large, start, size; without a name
    /// all of them
    rows: Vec<String>,
    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Documents that the ingest row stores
    #[arg(long, default_value_t = 10_000)]
    documents: usize,
    /// Objects that the taxii row delivers
    #[arg(long, default_value_t = 1_000_000)]
    objects: usize,
    /// Measure this program instead of building one
    #[arg(long)]
    program: Option<std::path::PathBuf>,
    /// Leave the peers out (nothing is installed then)
    #[arg(long)]
    no_peers: bool,
}

type Measure = fn(&Args) -> Result<Vec<Row>>;

/// Each group of rows by its name.
const GROUPS: &[(&str, Measure)] = &[
    ("reading", extracting::reading),
    ("indicators", extracting::indicators),
    ("furniture", extracting::furniture),
    ("pattern-check", patterns::check),
    ("pattern-match", patterns::matching),
    ("stix", stix::objects),
    ("misp", misp::converted),
    ("taxii", taxii::taxii),
    ("ingest", program::ingest),
    ("latency", program::latency),
    ("pages", pages::pages),
    ("large", large::large),
    ("start", program::start),
    ("size", program::size),
];

/// Measures and prints. An unoptimised build of this chore starts itself again, optimised.
pub fn run(args: &Args) -> Result<()> {
    if cfg!(debug_assertions) {
        return again_optimised();
    }
    let unknown: Vec<&String> = args.rows.iter().filter(|r| !GROUPS.iter().any(|g| g.0 == r.as_str())).collect();
    ensure!(
        unknown.is_empty(),
        "no such row: {unknown:?}; there are {:?}",
        GROUPS.iter().map(|g| g.0).collect::<Vec<_>>()
    );
    let mut rows = Vec::new();
    for (name, measure) in GROUPS.iter().filter(|g| args.rows.is_empty() || args.rows.iter().any(|r| r == g.0)) {
        eprintln!("measuring {name} …");
        match measure(args) {
            Ok(measured) => rows.extend(measured),
            Err(error) => rows.push(Row::missing(name, &format!("{error:#}"))),
        }
    }
    if args.json {
        row::print_json(&rows)
    } else {
        row::print_table(&rows)
    }
    Ok(())
}

fn again_optimised() -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--package", "xtask", "--"])
        .args(std::env::args_os().skip(1))
        .current_dir(workspace::root())
        .status()?;
    ensure!(status.success(), "the measurement failed");
    Ok(())
}
