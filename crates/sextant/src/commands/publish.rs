//! `sextant publish`: incidents for audiences.

use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json};
use sextant_model::Tlp;
use std::io::Write;

/// Puts incidents, as an audience may have them, into the TAXII collection of its label. Publishing again puts in new
/// versions only, and takes out what an incident no longer says.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant publish 3f2a9c10 --tlp green
  sextant publish 3f2a9c10 --tlp green --withdraw
  sextant publish --list")]
pub struct Publish {
    /// The incidents.
    #[arg(value_name = "ID", required_unless_present = "list")]
    ids: Vec<String>,
    /// The label: audiences cleared for it, or for more, may read it.
    #[arg(long, value_name = "TLP", required_unless_present = "list")]
    tlp: Option<Tlp>,
    /// Takes it back.
    #[arg(long)]
    withdraw: bool,
    /// Lists what is published.
    #[arg(long, conflicts_with_all = ["ids", "tlp", "withdraw"])]
    list: bool,
    #[command(flatten)]
    who: Who,
}

impl Publish {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such incident, none that the audience may know of, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let Some(label) = self.tlp else {
            let mut out = print::out();
            for (id, label) in globals.reading()?.publications()? {
                if globals.json {
                    json(&mut out, &serde_json::json!({"incident": id, "tlp": label}))?;
                } else {
                    writeln!(out, "{id}  TLP:{}", label.as_str().to_uppercase())?;
                }
            }
            out.flush()?;
            return Ok(Exit::Done);
        };
        let engine = globals.writing()?;
        for text in &self.ids {
            let audience = if self.withdraw { None } else { Some(label) };
            let id = engine.find_incident(text, audience)?;
            let done = if self.withdraw {
                engine.withdraw(id, label, &self.who.name())?
            } else {
                engine.publish(id, label, &self.who.name())?
            };
            let value = serde_json::json!({"incident": id, "tlp": label, "new": done.new, "withdrawn": done.gone});
            let told = || format!("{id}  TLP:{label}: {} new, {} taken out", done.new, done.gone);
            print::answer(globals.json, &value, told)?;
        }
        Ok(Exit::Done)
    }
}
