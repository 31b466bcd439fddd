//! `sextant recipient`: who is sent advisories.

use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json};
use sextant_engine::outbox::{Recipient as Value, Way};
use sextant_model::Tlp;
use std::io::Write;

/// Recipients: named, each with a way to reach it and a clearance, above which nothing leaves for it.
#[derive(Debug, clap::Subcommand)]
pub enum Recipient {
    /// States a recipient; the last statement under a name holds. Prints the secret of a webhook, this once.
    #[command(after_help = "Examples:
  sextant recipient set retailers --mail soc-list@isac.example --clearance green
  sextant recipient set acme --webhook https://acme.example/hooks/sextant --clearance amber")]
    Set {
        /// The name.
        name: String,
        /// Its address for mails.
        #[arg(long, value_name = "ADDRESS", required_unless_present = "webhook", conflicts_with = "webhook")]
        mail: Option<String>,
        /// Its address for webhooks.
        #[arg(long, value_name = "URL")]
        webhook: Option<String>,
        /// The strictest TLP label that may leave for it.
        #[arg(long, value_name = "TLP")]
        clearance: Tlp,
        /// Sends it no advisories of itself: only what a watch sends.
        #[arg(long)]
        no_advisories: bool,
        #[command(flatten)]
        who: Who,
    },
    /// Lists recipients, without their secrets.
    List,
    /// Removes one: nothing leaves for it any more.
    Remove {
        /// The name.
        name: String,
        #[command(flatten)]
        who: Who,
    },
}

impl Recipient {
    /// Does it.
    ///
    /// # Errors
    /// When a name or address is none, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let mut out = print::out();
        match self {
            Self::Set { name, mail, webhook, clearance, no_advisories, who } => {
                let way = if mail.is_some() { Way::Mail } else { Way::Webhook };
                let address = mail.or(webhook).unwrap_or_default();
                let mut stated = Value::new(&name, way, &address, clearance);
                stated.advisories = !no_advisories;
                let secret = globals.writing()?.set_recipient(stated, &who.name())?;
                if globals.json {
                    json(&mut out, &serde_json::json!({"name": name, "secret": secret}))?;
                } else if let Some(secret) = secret {
                    writeln!(out, "{secret}")?;
                }
            }
            Self::List => {
                for r in globals.reading()?.recipients()? {
                    let (name, way, address) = (&r.name, r.way.as_str(), &r.address);
                    if globals.json {
                        let value = serde_json::json!({"name": name, "way": way, "address": address,
                            "clearance": r.clearance, "advisories": r.advisories});
                        json(&mut out, &value)?;
                    } else {
                        let label = r.clearance.as_str().to_uppercase();
                        let what = if r.advisories { "" } else { "  no advisories" };
                        writeln!(out, "{name}  {way} {address}  up to TLP:{label}{what}")?;
                    }
                }
            }
            Self::Remove { name, who } => globals.writing()?.remove_recipient(&name, &who.name())?,
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}
