//! `sextant split`: documents that tell of another incident.

use super::shared::Signed;
use crate::exit::Outcome;
use crate::globals::Globals;

/// Says that what documents tell of an incident is about another one, which is made. `undo` takes it back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant split 3f2a9c10 a1b2c3d4 --reason 'tells of the attack of last year'")]
pub struct Split {
    /// The incident.
    #[arg(value_name = "ID")]
    id: String,
    /// The documents that tell of another one.
    #[arg(value_name = "DOCUMENT", required = true)]
    documents: Vec<String>,
    #[command(flatten)]
    signed: Signed,
}

impl Split {
    /// Does it.
    ///
    /// # Errors
    /// When the incident or a document is unknown or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let from = engine.find_incident(&self.id, None)?;
        let documents = self.documents.iter().map(|d| engine.find_document(d, None)).collect::<Result<Vec<_>, _>>()?;
        let (decision, into) = engine.split(from, &documents, &self.signed.reason, &self.signed.by())?;
        super::decisions::tell(decision, Some(into), globals.json)
    }
}
