//! `sextant backup`: a copy that holds everything.

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use std::path::PathBuf;

/// Writes a copy of the store that holds everything, search included, and opens as a store of its own. The key that seals
/// the secrets of apps with codes (STORE.key) is left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant backup /mnt/backup/sextant-2025-05-13.db")]
pub struct Backup {
    /// The file to write; it must not exist.
    file: PathBuf,
}

impl Backup {
    /// Does it.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        globals.reading()?.backup(&self.file)?;
        if globals.json {
            let mut out = crate::print::out();
            crate::print::json(&mut out, &serde_json::json!({ "backup": self.file.display().to_string() }))?;
            std::io::Write::flush(&mut out)?;
        } else {
            eprintln!("written: {}", self.file.display());
        }
        Ok(Exit::Done)
    }
}
