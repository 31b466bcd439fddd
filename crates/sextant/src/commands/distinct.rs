//! `sextant distinct`: answers an open question with no.

use super::shared::Signed;
use crate::exit::Outcome;
use crate::globals::Globals;

/// Says that two incidents are not one: the open question whether they are goes. `undo` takes it back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant distinct 3f2a9c10 77b01e5d --reason 'two shops of the same name'")]
pub struct Distinct {
    /// One incident.
    #[arg(value_name = "ID")]
    one: String,
    /// The other.
    #[arg(value_name = "ID")]
    other: String,
    #[command(flatten)]
    signed: Signed,
}

impl Distinct {
    /// Does it.
    ///
    /// # Errors
    /// When an incident is unknown or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let (one, other) = (engine.find_incident(&self.one, None)?, engine.find_incident(&self.other, None)?);
        let decision = engine.distinct(one, other, &self.signed.reason, &self.signed.by())?;
        super::decisions::tell(decision, None, globals.json)
    }
}
