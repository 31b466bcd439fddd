//! `sextant incident ID`

use crate::ask::{self, Moment, Store, tlp};
use crate::exit::Exit;
use crate::print;
use anyhow::Result;
use sextant_model::Tlp;
use std::io::Write;

/// Which incident.
#[derive(clap::Args)]
pub struct Incident {
    /// Its id, or the beginning of it
    id: String,
    #[command(flatten)]
    moment: Moment,
    /// With every claim and its words
    #[arg(long)]
    claims: bool,
    /// As an audience cleared up to this TLP label would see it
    #[arg(long, value_name = "TLP", value_parser = tlp)]
    audience: Option<Tlp>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Incident {
    /// Prints its record.
    pub fn run(self, store: &Store) -> Result<Exit> {
        let engine = store.read()?;
        let as_of = self.moment.as_of()?;
        let found = match ask::incident(&engine, &self.id)? {
            Some(id) => engine.incident(id, as_of, self.audience)?,
            None => None,
        };
        let Some(mut record) = found else {
            anstream::eprintln!("no incident {} in this store, {}", self.id, self.moment.sentence());
            return Ok(Exit::No);
        };
        let mut out = anstream::stdout().lock();
        if self.json {
            if !self.claims {
                record.claims = None;
            }
            serde_json::to_writer_pretty(&mut out, &record)?;
            writeln!(out)?;
        } else {
            anstream::eprintln!("{}", self.moment.sentence());
            print::record(&mut out, &record, self.claims)?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}
