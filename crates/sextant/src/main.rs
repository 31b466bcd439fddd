//! The program: the command line. Each command is a file under `commands`; this file is their table of contents.
//! Nothing is decided here that a page would need as well.

mod commands;
mod config;
mod exit;
mod globals;
mod jsonl;
mod log;
mod long_work;
mod print;
mod samples;

use clap::{Parser, Subcommand};
use exit::Outcome;
use globals::Globals;

/// Reads reports of cyber incidents and keeps every statement as a claim with the words that make it.
#[derive(Debug, Parser)]
#[command(name = "sextant", version, propagate_version = true, after_help = EXAMPLES, max_term_width = 100)]
struct Program {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  sextant demo                              the sample reports, as records and pages
  sextant read report.html --json           what one report says; nothing is kept
  sextant ingest reports/ https://…/feed    read and keep
  sextant incidents                         what is known, newest change first
  sextant incident 3f2a9c10 --as-of 2025-05-13

Exit codes: 0 done; 1 the answer is no; 2 wrong use or bad input; 3 partly done.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads the sample reports into a fresh store, prints the records and serves the pages.
    Demo(commands::demo::Demo),
    /// Prints what documents say. Nothing is kept.
    Read(commands::read::Read),
    /// Reads documents and keeps them.
    Ingest(commands::ingest::Ingest),
    /// Lists the incidents, newest change first.
    Incidents(commands::incidents::Incidents),
    /// Prints the record of one incident: what is known, and on whose word.
    Incident(commands::incident::Incident),
    /// Weighs whether incidents are the work of the same operators.
    Assess(commands::assess::Assess),
    /// Prints what is known of an actor, and how its claims turned out.
    Actor(commands::actor::Actor),
    /// Adds evidence, an override or the outcome to whether incidents are linked.
    #[command(subcommand)]
    Assessment(commands::assessment::Assessment),
    /// Lists how well the answers did whose outcome is known.
    Calibration(commands::calibration::Calibration),
    /// Adds, corrects or withdraws a claim by hand.
    #[command(subcommand)]
    Claim(commands::claim::Claim),
    /// Shows and states how reliable sources are.
    #[command(subcommand)]
    Source(commands::source::Source),
    /// Says that two names are one organisation or actor, or takes that back.
    #[command(subcommand)]
    Alias(commands::alias::Alias),
    /// Tells what is new, changed and contradicted.
    Brief(commands::brief::Brief),
    /// Finds incidents, claims and documents by words and fields.
    Search(commands::search::Search),
    /// Looks up a list of indicators at once.
    Lookup(commands::lookup::Lookup),
    /// STIX patterns: checked, matched over observed data, compared.
    #[command(subcommand)]
    Pattern(commands::pattern::Pattern),
    /// Objects of STIX: validated, their ids, canonical form, markings and versions.
    #[command(subcommand)]
    Stix(commands::stix::Stix),
    /// Answers the benchmarks of attribution, linkage and fusion.
    #[command(subcommand)]
    Bench(commands::bench::Bench),
    /// Writes records to a file for others.
    Export(commands::export::Export),
    /// Keeps objects of STIX and events of MISP, and what they state as claims of their makers.
    Import(commands::import::Import),
    /// Lists the objects of STIX that are kept, and their versions.
    Objects(commands::objects::Objects),
    /// Takes in what is new on servers of TAXII and in feeds of MISP.
    Pull(commands::pull::Pull),
    /// Sends what an audience may have to a server of TAXII.
    Push(commands::push::Push),
    /// Turns events of MISP into STIX 2.1 and back. Nothing is kept.
    Convert(commands::convert::Convert),
    /// Publishes incidents for audiences, or takes that back.
    Publish(commands::publish::Publish),
    /// Tells a sector of an incident, on whose word and what to do.
    #[command(subcommand)]
    Advisory(commands::advisory::Advisory),
    /// Says who is sent advisories.
    #[command(subcommand)]
    Recipient(commands::recipient::Recipient),
    /// What was sent, what waits, what is in doubt.
    #[command(subcommand)]
    Outbox(commands::outbox::Outbox),
    /// Serves the pages and TAXII.
    Serve(commands::serve::Serve),
    /// People who work together, under one name.
    #[command(subcommand)]
    Team(commands::team::Team),
    /// Adds, lists and removes accounts.
    #[command(subcommand)]
    User(commands::user::User),
    /// Makes, lists and revokes tokens, with which programs log in.
    #[command(subcommand)]
    Token(commands::token::Token),
    /// Adds and lists collections, which others read and write over TAXII.
    #[command(subcommand)]
    Collection(commands::collection::Collection),
    /// Says that incidents are one.
    Join(commands::join::Join),
    /// Says that documents tell of another incident.
    Split(commands::split::Split),
    /// Says that two incidents are not one: answers an open question.
    Distinct(commands::distinct::Distinct),
    /// Takes a decision back.
    Undo(commands::undo::Undo),
    /// Lists decisions, those taken back among them.
    Decisions(commands::decisions::Decisions),
    /// Reads kept documents again by the present rules.
    Reread(commands::reread::Reread),
    /// Removes a document's bytes, text and quotes for good.
    Forget(commands::forget::Forget),
    /// Proves or prints the audit log.
    #[command(subcommand)]
    Audit(commands::audit::Audit),
    /// Writes a copy of the store that holds everything.
    Backup(commands::backup::Backup),
    /// Prints a completion script for a shell.
    Completions(commands::completions::Completions),
    /// Prints the manual page, or writes one for each command into a folder.
    Man(commands::man::Man),
}

/// Folding an incident is a hundred thousand small allocations; this one makes them in less time than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    exit::quiet_panics();
    match Program::try_parse() {
        Ok(program) => exit::finish(run(program)),
        Err(error) => exit::misused(&error),
    }
}

fn run(program: Program) -> Outcome {
    let globals = program.globals.complete()?;
    match program.command {
        Command::Demo(command) => command.run(&globals),
        Command::Read(command) => command.run(&globals),
        Command::Ingest(command) => command.run(&globals),
        Command::Incidents(command) => command.run(&globals),
        Command::Incident(command) => command.run(&globals),
        Command::Assess(command) => command.run(&globals),
        Command::Actor(command) => command.run(&globals),
        Command::Assessment(command) => command.run(&globals),
        Command::Calibration(command) => command.run(&globals),
        Command::Claim(command) => command.run(&globals),
        Command::Source(command) => command.run(&globals),
        Command::Alias(command) => command.run(&globals),
        Command::Brief(command) => command.run(&globals),
        Command::Search(command) => command.run(&globals),
        Command::Lookup(command) => command.run(&globals),
        Command::Pattern(command) => command.run(&globals),
        Command::Stix(command) => command.run(&globals),
        Command::Bench(command) => command.run(),
        Command::Export(command) => command.run(&globals),
        Command::Import(command) => command.run(&globals),
        Command::Objects(command) => command.run(&globals),
        Command::Pull(command) => command.run(&globals),
        Command::Push(command) => command.run(&globals),
        Command::Convert(command) => command.run(),
        Command::Publish(command) => command.run(&globals),
        Command::Advisory(command) => command.run(&globals),
        Command::Recipient(command) => command.run(&globals),
        Command::Outbox(command) => command.run(&globals),
        Command::Serve(command) => command.run(&globals),
        Command::Team(command) => command.run(&globals),
        Command::User(command) => command.run(&globals),
        Command::Token(command) => command.run(&globals),
        Command::Collection(command) => command.run(&globals),
        Command::Join(command) => command.run(&globals),
        Command::Split(command) => command.run(&globals),
        Command::Distinct(command) => command.run(&globals),
        Command::Undo(command) => command.run(&globals),
        Command::Decisions(command) => command.run(&globals),
        Command::Reread(command) => command.run(&globals),
        Command::Forget(command) => command.run(&globals),
        Command::Audit(command) => command.run(&globals),
        Command::Backup(command) => command.run(&globals),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    }
}
