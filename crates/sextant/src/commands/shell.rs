//! `sextant completions SHELL` and `sextant man`

use crate::exit::Exit;
use anyhow::Result;
use clap::CommandFactory;
use std::io::Write;

/// For which shell.
#[derive(clap::Args)]
pub struct Completions {
    /// bash, zsh, fish, elvish or powershell
    shell: clap_complete::Shell,
}

impl Completions {
    /// Prints them.
    pub fn run(self) -> Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::Cli::command(), "sextant", &mut script);
        std::io::stdout().write_all(&script)?;
        Ok(Exit::Done)
    }
}

/// The manual page.
#[derive(clap::Args)]
pub struct Man {}

impl Man {
    /// Prints it: all commands in one page.
    pub fn run(self) -> Result<Exit> {
        let mut page = Vec::new();
        let command = crate::Cli::command();
        clap_mangen::Man::new(command.clone()).render(&mut page)?;
        for sub in command.get_subcommands() {
            let named = sub.clone().name(format!("sextant {}", sub.get_name()));
            let man = clap_mangen::Man::new(named);
            man.render_synopsis_section(&mut page)?;
            man.render_description_section(&mut page)?;
            man.render_options_section(&mut page)?;
        }
        std::io::stdout().write_all(&page)?;
        Ok(Exit::Done)
    }
}
