//! `sextant incident`: one record.

use super::shared::{Audience, When};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json, record};
use sextant_engine::EngineError;
use std::io::Write;

/// Prints the record of one incident: what is known, how it stands, and on whose word.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant incident 3f2a9c10
  sextant incident 3f2a9c10 --as-of 2025-05-13 --claims
  sextant incident 3f2a9c10 --json --audience green")]
pub struct Incident {
    /// The incident: its id, or the beginning of it.
    id: String,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    audience: Audience,
    /// Prints every claim as well.
    #[arg(long)]
    claims: bool,
}

impl Incident {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such incident, the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.reading()?;
        let as_of = self.when.as_of()?;
        let audience = self.audience.audience;
        let id = engine.find_incident(&self.id, audience)?;
        let Some(mut found) = engine.weighed(id, as_of, audience)? else {
            return Err(EngineError::NotFound { what: "incident known by then:", id: self.id }.into());
        };
        let mut out = print::out();
        if globals.json {
            found.record.claims = found.record.claims.filter(|_| self.claims);
            json(&mut out, &found)?;
        } else {
            write!(out, "{}", record::text(&found, print::width(), self.claims))?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}
