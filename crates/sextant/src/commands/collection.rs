//! `sextant collection`: what others read and write over TAXII.

use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::plain;
use crate::print::{self, json};
use sextant_engine::taxii::Statement;
use sextant_model::{Collection as Kept, Parties, Tlp};
use std::io::Write;

/// Collections of TAXII. Every store has an inbox, and one for each TLP label of what is published.
#[derive(Debug, clap::Subcommand)]
pub enum Collection {
    /// Adds a collection, or states anew who may read and write one.
    #[command(after_help = "Examples:
  sextant collection add partners --title 'From our partners' --read analyst,publisher,administrator --write partner
  sextant collection add inbox --write partner,administrator

WHO is everybody, nobody, or roles and names of accounts with commas between them.")]
    Add {
        /// A word that stands for it in addresses: a-z, 0-9, - and _.
        alias: String,
        /// What it is called [default: the alias].
        #[arg(long)]
        title: Option<String>,
        /// What it holds.
        #[arg(long)]
        description: Option<String>,
        /// Who may read it [default: everybody].
        #[arg(long, value_name = "WHO")]
        read: Option<Parties>,
        /// Who may write to it [default: nobody].
        #[arg(long, value_name = "WHO")]
        write: Option<Parties>,
        /// The label of objects that carry none [default: amber].
        #[arg(long, value_name = "TLP")]
        tlp: Option<Tlp>,
        #[command(flatten)]
        who: Who,
    },
    /// Lists collections.
    List,
    /// Removes a collection that was added. What is in it is taken out; what was learnt from it stays.
    #[command(after_help = "Examples:
  sextant collection remove partners

Added again under the same alias, it has the same address and is empty.")]
    Remove {
        /// Its alias, or its id.
        alias: String,
        #[command(flatten)]
        who: Who,
    },
}

impl Collection {
    /// Does it.
    ///
    /// # Errors
    /// When the alias cannot be one or names none, the store cannot be written or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        match self {
            Self::Add { alias, title, description, read, write, tlp, who } => {
                let stated = Statement { alias, title, description, read, write, label: tlp };
                show(&[globals.making()?.set_collection(&stated, &who.name())?], globals.json)
            }
            Self::Remove { alias, who } => {
                let (collection, items) = globals.writing()?.remove_collection(&alias, &who.name())?;
                let mut out = print::out();
                if globals.json {
                    json(
                        &mut out,
                        &serde_json::json!({"removed": collection.alias, "id": collection.id, "items": items}),
                    )?;
                } else {
                    writeln!(out, "{} is removed, with {items} versions of objects", plain(&collection.alias))?;
                }
                out.flush()?;
                Ok(Exit::Done)
            }
            Self::List => show(&globals.reading()?.collections()?, globals.json),
        }
    }
}

fn show(collections: &[Kept], as_json: bool) -> Outcome {
    let mut out = print::out();
    for collection in collections {
        if as_json {
            json(&mut out, collection)?;
            continue;
        }
        let Kept { id, alias, title, read, write, .. } = collection;
        writeln!(out, "{id}  {alias}  {}  read by {read}, written by {write}", plain(title))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}
