//! `sextant undo`: a decision taken back.

use super::shared::Who;
use crate::exit::Outcome;
use crate::globals::Globals;
use sextant_engine::{Engine, EngineError};
use sextant_model::DecisionId;

/// Takes a decision back: a join, a split, an alias, or an undo.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant undo 0199c0de --reason 'joined by mistake'")]
pub struct Undo {
    /// The decision: its id, or the end or beginning of it.
    decision: String,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "taken back")]
    reason: String,
    #[command(flatten)]
    who: Who,
}

impl Undo {
    /// Does it.
    ///
    /// # Errors
    /// When the decision is unknown or was taken back before, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let decision = find(&engine, &self.decision)?;
        let undone = engine.undo(decision, &self.reason, &self.who.name())?;
        super::decisions::tell(undone, None, globals.json)
    }
}

/// The decision that `text` names.
///
/// # Errors
/// When there is none, or several begin or end so.
pub fn find(engine: &Engine, text: &str) -> anyhow::Result<DecisionId> {
    let wanted = text.to_ascii_lowercase();
    let named = |id: &DecisionId| id.to_string().starts_with(&wanted) || id.to_string().ends_with(&wanted);
    let found: Vec<DecisionId> = engine.decisions()?.into_iter().map(|d| d.id).filter(named).collect();
    match found.as_slice() {
        [one] if !wanted.is_empty() => Ok(*one),
        [] => Err(EngineError::NotFound { what: "decision", id: text.to_owned() }.into()),
        several => {
            Err(EngineError::Invalid(format!("{text:?} names {} decisions: give more of the id", several.len())).into())
        }
    }
}
