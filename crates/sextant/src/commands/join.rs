//! `sextant join`: incidents that are one.

use super::shared::Signed;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;

/// Says that incidents are one: everything on the others is on the first from now on. `undo` takes it back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant join 3f2a9c10 77b01e5d --reason 'same intrusion, by the notice of 13 May'")]
pub struct Join {
    /// The incident that stays, then those that become part of it.
    #[arg(value_name = "ID", num_args = 2.., required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    signed: Signed,
}

impl Join {
    /// Does it.
    ///
    /// # Errors
    /// When an incident is unknown or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let ids = self.ids.iter().map(|id| engine.find_incident(id, None)).collect::<Result<Vec<_>, _>>()?;
        let Some((into, others)) = ids.split_first() else { return Ok(Exit::Bad) };
        let decision = engine.join(*into, others, &self.signed.reason, &self.signed.by())?;
        super::decisions::tell(decision, Some(*into), globals.json)
    }
}
