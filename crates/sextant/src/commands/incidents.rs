//! `sextant incidents`

use crate::ask::{Moment, Store, tlp, word};
use crate::exit::Exit;
use crate::print;
use anyhow::Result;
use sextant_engine::{IncidentQuery, IncidentSort};
use sextant_model::{IncidentKind, Standing, Tlp};
use std::io::Write;

/// Which incidents.
#[derive(clap::Args)]
pub struct Incidents {
    #[command(flatten)]
    moment: Moment,
    /// Only those whose victim or sentence holds these words
    #[arg(long, value_name = "WORDS")]
    find: Option<String>,
    /// Only those of this kind (data-breach, ransomware, …)
    #[arg(long, value_parser = word::<IncidentKind>)]
    kind: Option<IncidentKind>,
    /// Only those of this standing (confirmed, claimed, …)
    #[arg(long, value_parser = word::<Standing>)]
    standing: Option<Standing>,
    /// At most so many; 0 for all
    #[arg(long, default_value_t = 0, value_name = "N")]
    limit: usize,
    /// As an audience cleared up to this TLP label would see it
    #[arg(long, value_name = "TLP", value_parser = tlp)]
    audience: Option<Tlp>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl Incidents {
    /// Lists them.
    pub fn run(self, store: &Store) -> Result<Exit> {
        let engine = store.read()?;
        let query = IncidentQuery {
            as_of: self.moment.as_of()?,
            text: self.find.clone(),
            kind: self.kind,
            standing: self.standing,
            sort: IncidentSort::Changed,
            limit: self.limit,
            offset: 0,
            audience: self.audience,
        };
        let found = engine.incidents(&query)?;
        let mut out = anstream::stdout().lock();
        if self.json {
            for item in &found.items {
                serde_json::to_writer(&mut out, item)?;
                writeln!(out)?;
            }
        } else {
            anstream::eprintln!("{}, {}", print::count(found.total, "incident"), self.moment.sentence());
            print::incidents(&mut out, &found.items)?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}
