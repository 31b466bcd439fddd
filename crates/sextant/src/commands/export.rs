//! `sextant export`: records for others.

use super::shared::{Audience, When};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use anyhow::Context;
use sextant_engine::export::Format;
use std::io::Write;
use std::path::PathBuf;

/// Writes records for others: everything on them that the audience may know, each item marked with its label.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant export 3f2a9c10 --format html --audience green > record.html
  sextant export --all --format csv --output incidents.csv
  sextant export --all --format json --audience clear
  sextant export --all --format stix --audience green > bundle.json")]
pub struct Export {
    /// The incident.
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    id: Option<String>,
    /// All incidents.
    #[arg(long)]
    all: bool,
    /// json, csv, html or stix.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Format,
    /// Writes into this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    audience: Audience,
}

impl Export {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such incident, the store cannot be read or the output cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.reading()?;
        let as_of = self.when.as_of()?;
        let audience = self.audience.audience;
        let id = self.id.as_ref().map(|text| engine.find_incident(text, audience)).transpose()?;
        let bytes = engine.export(id, as_of, audience, self.format)?;
        match &self.output {
            Some(file) => std::fs::write(file, &bytes).with_context(|| format!("cannot write {}", file.display()))?,
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(&bytes)?;
                out.flush()?;
            }
        }
        Ok(Exit::Done)
    }
}

fn format(text: &str) -> Result<Format, String> {
    text.parse()
}
