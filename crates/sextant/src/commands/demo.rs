//! `sextant demo`: the sample reports, from end to end, in a store of its own.

use super::serve::serve;
use super::shared::complain;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::log::{self, Level};
use crate::long_work::bar;
use crate::print::words::faint;
use crate::print::{self, json, record};
use crate::samples::SAMPLES;
use sextant_engine::{Engine, IncidentQuery, IngestOptions, Input, OpenMode, ReadOptions};
use sextant_model::Tlp;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Reads the sample reports into a fresh store, prints the records and serves the pages. Your own store is not touched.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant demo
  sextant demo --once")]
pub struct Demo {
    /// Prints the records and ends, without serving the pages.
    #[arg(long)]
    once: bool,
    /// What it says of its work on standard error; `info` writes a line for each request.
    #[arg(long, value_name = "LEVEL", value_enum, env = "SEXTANT_LOG", default_value = "warn")]
    log: Level,
}

impl Demo {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be written or the pages cannot be served.
    pub fn run(self, globals: &Globals) -> Outcome {
        log::start(self.log);
        let folder = Folder::fresh()?;
        let engine = Engine::open(&folder.0.join("demo.db"), OpenMode::Write)?;
        ingest(&engine, globals)?;
        show(&engine, globals.json)?;
        if self.once {
            return Ok(Exit::Done);
        }
        let usual = sextant_server::Config::default();
        serve(engine, globals.config.listen.unwrap_or(usual.listen), &globals.config, None, true)
    }
}

fn ingest(engine: &Engine, globals: &Globals) -> anyhow::Result<()> {
    let inputs: Vec<Input> = SAMPLES.iter().map(|(name, bytes)| Input::Embedded(name, bytes)).collect();
    let read = ReadOptions { tlp: Some(Tlp::Clear), threads: globals.threads, ..ReadOptions::default() };
    let options = IngestOptions { read, by: "demo".to_owned() };
    let bar = bar("reading the samples");
    let stop = std::sync::atomic::AtomicBool::new(false);
    let tally = engine.ingest(
        &inputs,
        &options,
        &stop,
        |total| bar.set_length(total as u64),
        |line| {
            bar.suspend(|| line.problems.iter().for_each(complain));
            bar.inc(1);
        },
    )?;
    bar.finish_and_clear();
    eprintln!("{} sample documents read: {} incidents, {} claims", tally.new, tally.incidents, tally.claims);
    Ok(())
}

fn show(engine: &Engine, as_json: bool) -> anyhow::Result<()> {
    let mut out = print::out();
    for summary in engine.incidents(&IncidentQuery::default())?.items {
        let Some(mut found) = engine.weighed(summary.id, Default::default(), None)? else { continue };
        if as_json {
            found.record.claims = None;
            json(&mut out, &found)?;
        } else {
            let width = print::width();
            writeln!(out, "{}\n{}", record::text(&found, width, false), faint(&"─".repeat(width)))?;
        }
    }
    Ok(out.flush()?)
}

/// A folder that goes when the demonstration ends.
struct Folder(PathBuf);

impl Folder {
    fn fresh() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("sextant-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        remove_store(&folder);
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove_store(&self.0);
        let _ = std::fs::remove_dir(&self.0);
    }
}

fn remove_store(folder: &Path) {
    for name in ["demo.db", "demo.db-wal", "demo.db-shm", "demo.db.fetched.json"] {
        let _ = std::fs::remove_file(folder.join(name));
    }
}
