//! `sextant convert`: events of MISP into STIX 2.1 and back, without a store.

use super::shared::complain;
use crate::exit::{Exit, Outcome};
use anyhow::Context;
use sextant_engine::convert::{Target, turned};
use std::io::Write;
use std::path::PathBuf;

/// Turns events of MISP into a bundle of STIX 2.1, or objects of STIX into an event of MISP: attributes, objects,
/// galaxies, sightings, notes. What has no counterpart in STIX is kept as a custom object and comes back as it was; what
/// has none in MISP is named. Nothing is kept in a store.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant convert event.json --to stix > bundle.json
  sextant convert bundle.json --to misp > event.json

Exits 3 when something was left out. What corresponds to what: docs/differences.md.")]
pub struct Convert {
    /// The file, or - for standard input.
    #[arg(value_name = "FILE|-")]
    input: PathBuf,
    /// stix or misp.
    #[arg(long, value_name = "FORMAT", value_parser = target)]
    to: Target,
    /// Writes into this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Convert {
    /// Does it.
    ///
    /// # Errors
    /// When the input cannot be read or is of another form, or the output cannot be written.
    pub fn run(self) -> Outcome {
        let place = self.input.display().to_string();
        let bytes = crate::jsonl::whole(&self.input)?;
        let turned = turned(&bytes, &place, self.to)?;
        turned.problems.iter().for_each(complain);
        match &self.output {
            Some(file) => {
                std::fs::write(file, &turned.text).with_context(|| format!("cannot write {}", file.display()))?;
            }
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(turned.text.as_bytes())?;
                out.flush()?;
            }
        }
        Ok(if turned.problems.is_empty() { Exit::Done } else { Exit::Partly })
    }
}

fn target(text: &str) -> Result<Target, String> {
    text.parse()
}
