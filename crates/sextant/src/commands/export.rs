//! `sextant export`: records for others.

use super::shared::{Audience, When};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use anyhow::{Context, ensure};
use sextant_engine::Engine;
use sextant_engine::export::Format;
use sextant_model::AsOf;
use std::io::Write;
use std::path::PathBuf;

/// Writes records for others: everything on them that the audience may know, each item marked with its label.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant export 3f2a9c10 --format html --audience green > record.html
  sextant export --all --format csv --output incidents.csv
  sextant export --all --format json --audience clear
  sextant export --all --format stix --audience green > bundle.json
  sextant export 3f2a9c10 --format misp > event.json
  sextant export --all --format misp-feed --audience green --output feed/")]
pub struct Export {
    /// The incident.
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    id: Option<String>,
    /// All incidents.
    #[arg(long)]
    all: bool,
    /// json, csv, html, stix, misp (events) or misp-feed (a folder: manifest, hashes, an event a file).
    #[arg(long, value_name = "FORMAT", value_parser = form)]
    format: Form,
    /// Writes into this file instead of standard output; for misp-feed the folder.
    #[arg(long, short, value_name = "FILE|FOLDER")]
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
        let Form::File(format) = self.format else { return self.feed(&engine, as_of) };
        let id = self.id.as_ref().map(|text| engine.find_incident(text, audience)).transpose()?;
        let bytes = engine.export(id, as_of, audience, format)?;
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

    /// Events first, the manifest last: who reads while it is written finds no name without its event.
    fn feed(&self, engine: &Engine, as_of: AsOf) -> Outcome {
        ensure!(self.all, "a feed holds all incidents: give --all");
        let folder = self.output.as_ref().context("a feed is a folder: name one with --output")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for (name, bytes) in engine.misp_feed(as_of, self.audience.audience)? {
            let file = folder.join(name);
            std::fs::write(&file, &bytes).with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(Exit::Done)
    }
}

/// What is written: one file, or a feed.
#[derive(Debug, Clone, Copy)]
enum Form {
    File(Format),
    MispFeed,
}

fn form(text: &str) -> Result<Form, String> {
    if text == "misp-feed" { Ok(Form::MispFeed) } else { text.parse().map(Form::File) }
}
