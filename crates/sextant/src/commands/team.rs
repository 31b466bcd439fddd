//! `sextant team`: people who work together.

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json};
use sextant_engine::Visitor;
use sextant_engine::access::Team as Value;
use std::io::Write;

/// Teams of accounts. A team's name stands for its members where a collection says who may read or write it.
#[derive(Debug, clap::Subcommand)]
pub enum Team {
    /// States a team; the last statement under a name holds.
    #[command(after_help = "Examples:
  sextant team set retail --members ines,mara --lead ines --about \"Shops and their suppliers\"
  sextant collection add partners --read retail")]
    Set {
        /// The name: none of an account or a role.
        name: String,
        /// Its members, with commas between them.
        #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true)]
        members: Vec<String>,
        /// Who leads it.
        #[arg(long, value_name = "NAME")]
        lead: Option<String>,
        /// What it is for.
        #[arg(long, value_name = "TEXT", default_value = "")]
        about: String,
    },
    /// Lists teams.
    List,
    /// Removes a team; its members stay.
    Remove {
        /// The name.
        name: String,
    },
}

impl Team {
    /// Does it.
    ///
    /// # Errors
    /// When a name is none, there is no such account or team, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let mut out = print::out();
        match self {
            Self::Set { name, members, lead, about } => {
                let team = Value { name, about, lead, members, removed: false };
                globals.writing()?.set_team(team, &Visitor::Keeper)?;
            }
            Self::List => {
                for team in globals.reading()?.teams()? {
                    if globals.json {
                        json(&mut out, &team)?;
                    } else {
                        let lead = team.lead.map(|lead| format!("  led by {lead}")).unwrap_or_default();
                        writeln!(out, "{}  {}{lead}", team.name, team.members.join(", "))?;
                    }
                }
            }
            Self::Remove { name } => globals.writing()?.remove_team(&name, &Visitor::Keeper)?,
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}
