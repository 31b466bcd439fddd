//! How the program ends: the four exit codes, one line for each error, silence for a closed pipe.

use sextant_engine::EngineError;
use std::process::ExitCode;

/// What a command comes to.
pub type Outcome = anyhow::Result<Exit>;

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The answer is no.
    No,
    /// Nothing could be read: each failure was listed.
    Bad,
    /// Partly done: each failure was listed.
    Partly,
}

impl Exit {
    /// By how many inputs failed (each was listed), and how many did not.
    pub fn of(failed: usize, done: usize) -> Self {
        match (failed, done) {
            (0, _) => Self::Done,
            (_, 0) => Self::Bad,
            _ => Self::Partly,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Bad => 2,
            Exit::Partly => 3,
        })
    }
}

/// The code to end with; errors are printed, one line each.
pub fn finish(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sextant: {error:#}");
            let answer_is_no = matches!(error.downcast_ref(), Some(EngineError::NotFound { .. }));
            if answer_is_no { Exit::No } else { Exit::Bad }.into()
        }
    }
}

/// Ends a call whose words make no sense: help and version as they are, anything else as one line.
pub fn misused(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    if matches!(error.kind(), DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand) {
        error.exit();
    }
    let told = error.render().to_string();
    eprintln!("sextant: {}", one_line(&told));
    Exit::Bad.into()
}

/// What the parser says over several lines, without the usage that `--help` shows better.
fn one_line(told: &str) -> String {
    let lines = told.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("Usage:"));
    let words: Vec<&str> = lines.map(|line| line.trim_start_matches("error: ").trim_end_matches('.')).collect();
    let (last, said) = words.split_last().map_or(("", &[][..]), |(last, said)| (*last, said));
    let joined = said.join(" ").replace(" tip:", "; tip:");
    if last.starts_with("For more information") { format!("{joined}; see --help") } else { words.join(" ") }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(std::io::ErrorKind::BrokenPipe))
    })
}

/// A fault of a parser becomes a problem of its input, told there; its trace would only be noise beside it.
pub fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() == Some("main") {
                usual(panic);
            }
        }));
    }
}
