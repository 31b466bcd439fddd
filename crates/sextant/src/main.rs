//! The program: one file a command. Data goes to standard output, everything else to standard error.
//!
//! Exit codes: 0 done; 1 the answer is no (invalid, not found); 2 wrong use or bad input; 3 partly done.

mod ask;
mod commands;
mod exit;
mod print;
mod progress;
mod samples;

use anstream::eprintln;
use clap::{Parser, Subcommand};
use exit::Exit;
use std::path::PathBuf;
use std::process::ExitCode;

/// Reads reports of cyber incidents, keeps every statement as a claim with the words that make it, and says what is
/// known, on whose word, as of any day.
#[derive(Parser)]
#[command(name = "sextant", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    /// The store, one file [default: sextant.db in your data folder]
    #[arg(long, global = true, env = "SEXTANT_STORE", value_name = "FILE")]
    store: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  sextant demo                                   see it work on the sample reports
  sextant ingest reports/ https://example.org/n  read and keep files, folders, feeds, mail, URLs
  sextant incidents --as-of 2025-05-13           what was known on that day
  sextant incident 6f0c --claims                 one record with the words behind it";

#[derive(Subcommand)]
enum Command {
    /// Read the sample reports into a fresh store, print the records, serve the pages
    Demo(commands::demo::Demo),
    /// Print what documents say, and keep nothing
    Read(commands::read::Read),
    /// Read documents and keep them
    Ingest(commands::ingest::Ingest),
    /// List the incidents, newest change first
    Incidents(commands::incidents::Incidents),
    /// Print one incident's record
    Incident(commands::incident::Incident),
    /// Search titles, texts, quotes and records
    Search(commands::search::Search),
    /// Serve the pages on this machine
    Serve(commands::serve::Serve),
    /// Write records out for others
    Export(commands::export::Export),
    /// Add, correct or retract claims by hand
    #[command(subcommand)]
    Claim(commands::claim::Claim),
    /// Sources and their stated reliability
    #[command(subcommand)]
    Source(commands::source::Source),
    /// Other names of organisations and actors
    #[command(subcommand)]
    Alias(commands::alias::Alias),
    /// Decide that incidents are one
    Join(commands::decisions::Join),
    /// Decide that documents tell of another incident
    Split(commands::decisions::Split),
    /// Take a decision back
    Undo(commands::decisions::Undo),
    /// Read all kept documents again with the rules of this version
    Reread(commands::upkeep::Reread),
    /// Remove a document's bytes, text and quotes
    Forget(commands::upkeep::Forget),
    /// The log of every write
    #[command(subcommand)]
    Audit(commands::upkeep::Audit),
    /// Copy the whole store into a file
    Backup(commands::upkeep::Backup),
    /// Print completions for a shell
    Completions(commands::shell::Completions),
    /// Print the manual page (roff)
    Man(commands::shell::Man),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(exit) => exit.code(),
        Err(error) if exit::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Exit> {
    let store = &ask::Store::new(cli.store);
    match cli.command {
        Command::Demo(c) => c.run(),
        Command::Read(c) => c.run(),
        Command::Ingest(c) => c.run(store),
        Command::Incidents(c) => c.run(store),
        Command::Incident(c) => c.run(store),
        Command::Search(c) => c.run(store),
        Command::Serve(c) => c.run(store),
        Command::Export(c) => c.run(store),
        Command::Claim(c) => c.run(store),
        Command::Source(c) => c.run(store),
        Command::Alias(c) => c.run(store),
        Command::Join(c) => c.run(store),
        Command::Split(c) => c.run(store),
        Command::Undo(c) => c.run(store),
        Command::Reread(c) => c.run(store),
        Command::Forget(c) => c.run(store),
        Command::Audit(c) => c.run(store),
        Command::Backup(c) => c.run(store),
        Command::Completions(c) => c.run(),
        Command::Man(c) => c.run(),
    }
}
