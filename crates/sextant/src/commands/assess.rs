//! `sextant assess`: are these incidents linked?

use super::shared::{Audience, When};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, assessment, json};
use sextant_engine::AssessQuery;
use sextant_engine::assess::Drop;
use std::io::Write;

/// Weighs whether two to eight incidents are the work of the same operators: what is in the store for and against it,
/// one vote an origin, as a probability with its phrase, and what would change it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant assess 3f2a9c10 77b01e5d
  sextant assess 3f2a9c10 77b01e5d 0c41d2aa --as-of 2025-05-13
  sextant assess 3f2a9c10 77b01e5d --drop claims:actor --prior 0.05 --json")]
pub struct Assess {
    /// The incidents: their ids, or the beginnings of them.
    #[arg(value_name = "ID", num_args = 2.., required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    audience: Audience,
    /// How likely two incidents are of the same operators before any evidence [default: 0.1].
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    prior: Option<f64>,
    /// Leaves out of account: claims:actor (what actors claim), group:ID (an origin) or evidence:ID. May be repeated.
    #[arg(long = "drop", value_name = "WHAT", value_parser = what)]
    drops: Vec<Drop>,
}

fn what(text: &str) -> Result<Drop, String> {
    text.parse()
}

impl Assess {
    /// Does it.
    ///
    /// # Errors
    /// When an incident is unknown, the question makes no sense, the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.reading()?;
        let as_of = self.when.as_of()?;
        let audience = self.audience.audience;
        let incidents = self.ids.iter().map(|id| engine.find_incident(id, audience)).collect::<Result<Vec<_>, _>>()?;
        let query =
            AssessQuery { incidents, as_of, prior: self.prior, drops: self.drops, audience, ..AssessQuery::default() };
        let answer = engine.assess(&query)?;
        let mut out = print::out();
        if globals.json {
            json(&mut out, &answer)?;
        } else {
            write!(out, "{}", assessment::text(&answer, print::width()))?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}
