//! `sextant outbox`: what was sent, what waits, and what is in doubt.

use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json};
use anyhow::ensure;
use sextant_engine::outbox::{Delivery, Settle};
use std::io::Write;

/// The outbox. `serve` sends what waits; a delivery that was under way when a program died is doubtful, and waits for a
/// person's word.
#[derive(Debug, clap::Subcommand)]
pub enum Outbox {
    /// Lists deliveries, newest first.
    List,
    /// Sends what is due, where no server does.
    Send,
    /// Says what becomes of a delivery that is doubtful or dead.
    Settle {
        /// Its id, as listed.
        id: String,
        /// arrived, again (send it once more) or give-up.
        word: Settle,
        #[command(flatten)]
        who: Who,
    },
}

impl Outbox {
    /// Does it.
    ///
    /// # Errors
    /// When another process sends, there is no such delivery, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        match self {
            Self::List => {
                let mut out = print::out();
                for kept in globals.reading()?.deliveries(None, None)? {
                    if globals.json {
                        json(&mut out, &kept.value.line())?;
                    } else {
                        writeln!(out, "{}", told(&kept.value))?;
                    }
                }
                out.flush()?;
            }
            Self::Send => {
                let engine = globals.writing()?;
                engine.watch_due()?;
                let right = engine.deliverer()?;
                ensure!(right.is_some(), "another process sends from this store: leave it to that");
                let tried = right.map_or(Ok(0), |right| engine.deliver(&right))?;
                print::answer(globals.json, &serde_json::json!({"tried": tried}), || format!("{tried} tried"))?;
            }
            Self::Settle { id, word, who } => {
                let settled = globals.writing()?.settle_delivery(&id, word, None, &who.name())?;
                print::answer(globals.json, &settled.line(), || told(&settled))?;
            }
        }
        Ok(Exit::Done)
    }
}

fn told(delivery: &Delivery) -> String {
    let why = delivery.told.as_deref().map(crate::print::words::plain).unwrap_or_default();
    format!("{}  {}  attempts {}  {why}", delivery.id, delivery.fate.as_str(), delivery.attempts)
}
