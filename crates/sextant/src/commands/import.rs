//! `sextant import`: objects of STIX and events of MISP into the store, with what they state as claims of their makers.

use super::shared::{Who, complain};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::long_work::{bar, stopped_by_ctrl_c};
use crate::print::words::count;
use crate::print::{self, json};
use anyhow::anyhow;
use sextant_engine::fetch::{FetchLimits, Reach};
use sextant_engine::import::columns::{Guess, guess};
use sextant_engine::{ImportEvent, ImportOptions, ImportTally, Input, ReadOptions};
use sextant_model::Tlp;
use std::io::Write;

/// Bytes of one input, at most, unless the configuration says otherwise: bundles are larger than reports.
const LIMIT: usize = 1 << 30;

/// Keeps objects of STIX 2.0 and 2.1 as they came, each version by itself; what they state becomes claims of those who
/// made them. An object that breaks the standard is named and left out, and the others are kept. What another
/// Sextant exported becomes the same incidents and claims here. An event of MISP becomes a document of its maker, its
/// indicators and galaxies claims; so does a table of indicators (.csv, .tsv), and a text in which there are some. A
/// manifest of a MISP feed stands for its events. Importing the same again changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant import bundle.json
  sextant import feed.jsonl --tlp green
  sextant import misp-event.json
  sextant import feed/manifest.json
  sextant import indicators.csv --dry-run
  sextant import indicators.csv --columns value,type,comment,-
  sextant export --all --format stix | sextant --store other.db import -

An input is a bundle, a list of objects, an object (or bundle) a line, events or a feed of MISP, a table of
indicators, or a text with indicators in it. Exits 3 when something was left out.")]
pub struct Import {
    /// Files, folders (recursive, by name), addresses, or - for standard input.
    #[arg(value_name = "FILE|FOLDER|URL|-", required = true)]
    inputs: Vec<String>,
    /// The label of objects that carry none [default: clear from a public address, else amber].
    #[arg(long, value_name = "TLP")]
    tlp: Option<Tlp>,
    /// Fetches from private networks and this machine as well.
    #[arg(long)]
    allow_private: bool,
    /// The columns of a table in order: value, type, comment, date, tlp, source, or - for what is left out [default:
    /// guessed from headings and cells].
    #[arg(long, value_name = "COLUMNS", allow_hyphen_values = true)]
    columns: Option<String>,
    /// Shows how a table would be read, and keeps nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    who: Who,
}

impl Import {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be written or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        if self.dry_run {
            return self.shown(globals);
        }
        let engine = globals.making()?;
        let stop = stopped_by_ctrl_c();
        let inputs: Vec<Input> = self.inputs.iter().map(|argument| Input::parse(argument)).collect();
        let bar = bar("importing");
        let mut length = 0;
        let done = engine.import(&inputs, &self.options(globals), &stop, &mut |event| match event {
            ImportEvent::Found(objects) => {
                length += objects as u64;
                bar.set_length(length);
            }
            ImportEvent::Done(objects) => bar.inc(objects as u64),
            ImportEvent::Refused(problem) => bar.suspend(|| complain(problem)),
        });
        bar.finish_and_clear();
        let tally = done?;
        print::answer(globals.json, &tally, || told(&tally))?;
        Ok(exit(&tally))
    }

    fn options(&self, globals: &Globals) -> ImportOptions {
        let private = self.allow_private || globals.config.allow_private_fetch == Some(true);
        let mut limits: FetchLimits = globals.config.fetch_limits();
        if globals.config.limits.input_mb.is_none() {
            limits.bytes = LIMIT;
        }
        let reach = if private { Reach::Anywhere } else { Reach::Public };
        let read = ReadOptions { tlp: self.tlp, limits, reach, ..ReadOptions::default() };
        ImportOptions { read, by: self.who.name(), columns: self.columns.clone() }
    }

    /// How each table would be read.
    fn shown(&self, globals: &Globals) -> Outcome {
        let mut out = print::out();
        let mut faults = 0;
        for input in &self.inputs {
            let bytes = crate::jsonl::whole(input.as_ref())?;
            let guess = guess(&bytes, input, self.columns.as_deref()).map_err(|why| anyhow!("{input}: {why}"))?;
            guess.problems.iter().for_each(complain);
            faults += guess.problems.len();
            if globals.json {
                json(&mut out, &guess)?;
            } else {
                write!(out, "{}", table(input, &guess))?;
            }
        }
        out.flush()?;
        Ok(if faults == 0 { Exit::Done } else { Exit::Partly })
    }
}

/// A guess for a person: each column with what it holds and its first cell, then what would be kept.
fn table(place: &str, guess: &Guess) -> String {
    let mut text = format!("{place}: {} cut at {:?}\n", count(guess.rows, "row"), guess.columns.delimiter);
    for (at, role) in guess.columns.roles.iter().enumerate() {
        let cell = guess.example.get(at).map_or("", String::as_str);
        text += &format!("  column {}: {:<8} {cell}\n", at + 1, format!("{role:?}").to_lowercase());
    }
    for (kind, number) in &guess.indicators {
        text += &format!("  {number} x {kind}\n");
    }
    text + &format!("  {} without an indicator\n", count(guess.problems.len(), "row"))
}

/// What came of an import, in a line.
pub(super) fn told(tally: &ImportTally) -> String {
    let objects = count(tally.new + tally.versions + tally.known, "object");
    let failed = if tally.failed > 0 { format!("; {} left out", count(tally.failed, "fault")) } else { String::new() };
    format!(
        "{objects}: {} new, {}, {} known; {}, {}, {}{failed}",
        tally.new,
        count(tally.versions, "new version"),
        tally.known,
        count(tally.claims, "new claim"),
        count(tally.documents, "new document"),
        count(tally.incidents, "new incident"),
    )
}

fn exit(tally: &ImportTally) -> Exit {
    if tally.stopped {
        eprintln!("stopped: the objects counted are kept; run the same command again to go on");
        return Exit::Partly;
    }
    by_faults(tally)
}

/// The code for what was refused and what was not.
pub(super) fn by_faults(tally: &ImportTally) -> Exit {
    Exit::of(tally.failed, tally.new + tally.versions + tally.known)
}
