//! `sextant man`: the manual pages.

use crate::exit::{Exit, Outcome};
use anyhow::Context;
use clap::CommandFactory;
use std::io::Write;
use std::path::PathBuf;

/// Prints the manual page, or writes one for each command into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant man | man -l -
  sextant man --folder /usr/local/share/man/man1")]
pub struct Man {
    /// Writes a page for each command into this folder.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl Man {
    /// Does it.
    ///
    /// # Errors
    /// When the folder cannot be written or standard output is closed.
    pub fn run(self) -> Outcome {
        let command = crate::Program::command();
        match &self.folder {
            Some(folder) => {
                std::fs::create_dir_all(folder)
                    .and_then(|()| clap_mangen::generate_to(command, folder))
                    .with_context(|| format!("cannot write into {}", folder.display()))?;
            }
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page)?;
                std::io::stdout().write_all(&page)?;
            }
        }
        Ok(Exit::Done)
    }
}
