//! The project's own chores, run as `cargo xtask NAME`.

mod bench;
mod calibrate;
mod lexicons;
mod licences;
mod score;
mod test;
mod tidy;
mod weigh;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run every test there is; installs what they need or says what is missing
    Test(test::Args),
    /// Hold the rules of the house: arrows, lengths, names, words
    Tidy(tidy::Args),
    /// Check that every dependency's licence is one of those allowed
    Licences,
    /// Score readings against hand-made gold
    Score(score::Args),
    /// Fit the weights by which victims are told from others named, and say how well they hold on folders left out
    Weigh(weigh::Args),
    /// Fit the few numbers by which actors are named, reports linked and values chosen, and say how well they hold
    Calibrate(calibrate::Args),
    /// Measure speed and size, with floors and peers
    Bench(bench::Args),
    /// Make the tables of names and warning lists from their owners' packages
    Lexicons(lexicons::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().chore {
        Chore::Test(args) => test::run(&args),
        Chore::Tidy(args) => tidy::run(&args),
        Chore::Licences => licences::run(),
        Chore::Score(args) => score::run(&args),
        Chore::Weigh(args) => weigh::run(&args),
        Chore::Calibrate(args) => calibrate::run(&args),
        Chore::Bench(args) => bench::run(&args),
        Chore::Lexicons(args) => lexicons::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
