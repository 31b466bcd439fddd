//! `sextant completions`: scripts for shells.

use crate::exit::{Exit, Outcome};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// Prints a completion script for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant completions bash > ~/.local/share/bash-completion/completions/sextant")]
pub struct Completions {
    /// bash, elvish, fish, powershell or zsh.
    shell: Shell,
}

impl Completions {
    /// Does it.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn run(self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::Program::command(), "sextant", &mut script);
        std::io::stdout().write_all(&script)?;
        Ok(Exit::Done)
    }
}
