//! `sextant alias`: two names of one organisation or actor.

use super::shared::Who;
use crate::exit::Outcome;
use crate::globals::Globals;

/// Two names of one organisation or actor.
#[derive(Debug, clap::Subcommand)]
pub enum Alias {
    /// Says that ALIAS is another name of NAME, and who says so. Later documents under either are found together.
    #[command(after_help = "Example:
  sextant alias add 'Marks and Spencer' 'M&S' --source 'annual report'")]
    Add {
        /// The preferred name.
        name: String,
        /// The other name.
        alias: String,
        /// Who says that they are the same.
        #[arg(long, value_name = "SOURCE")]
        source: Option<String>,
        /// Why.
        #[arg(long, value_name = "TEXT", default_value = "same name holder")]
        reason: String,
        #[command(flatten)]
        who: Who,
    },
    /// Takes an alias back.
    Undo {
        /// The decision that `alias add` printed.
        decision: String,
        /// Why.
        #[arg(long, value_name = "TEXT", default_value = "taken back")]
        reason: String,
        #[command(flatten)]
        who: Who,
    },
}

impl Alias {
    /// Does it.
    ///
    /// # Errors
    /// When the names are equal, the decision is unknown or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let decision = match self {
            Self::Add { name, alias, source, reason, who } => {
                engine.alias(&name, &alias, source.as_deref(), &reason, &who.name())?
            }
            Self::Undo { decision, reason, who } => {
                engine.undo(super::undo::find(&engine, &decision)?, &reason, &who.name())?
            }
        };
        super::decisions::tell(decision, None, globals.json)
    }
}
