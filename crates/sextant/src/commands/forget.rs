//! `sextant forget`: a document removed for good.

use super::shared::Signed;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{count, short};
use crate::print::{self, json};
use std::io::Write;

/// Removes a document's bytes, text, quotes and names for good. Its hashes and the entry that says so stay, and the
/// audit chain still verifies.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant forget a1b2c3d4 --reason 'published under the wrong label'")]
pub struct Forget {
    /// The document: its id or the beginning of it, its SHA-256, or its address.
    document: String,
    #[command(flatten)]
    signed: Signed,
}

impl Forget {
    /// Does it.
    ///
    /// # Errors
    /// When the document is unknown or was removed before, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let document = engine.find_document(&self.document, None)?;
        let forgotten = engine.forget(document, &self.signed.reason, &self.signed.by())?;
        let mut out = print::out();
        if globals.json {
            let left: Vec<String> = forgotten.left_over.iter().map(|path| path.display().to_string()).collect();
            let line = serde_json::json!({
                "document": document, "claims": forgotten.claims, "incidents": forgotten.incidents, "left_over": left,
            });
            json(&mut out, &line)?;
        } else {
            let claims = count(forgotten.claims, "claim");
            writeln!(out, "document {} removed with {claims}", short(document))?;
        }
        out.flush()?;
        for copy in &forgotten.left_over {
            eprintln!("sextant: the copy {} still holds it: remove the file", copy.display());
        }
        Ok(Exit::Done)
    }
}
