//! `sextant bench`: answers to the benchmarks of attribution, linkage and fusion, as JSON Lines. Needs no store.

use crate::exit::{Exit, Outcome};
use crate::print::{self, json};
use anyhow::Context;
use sextant_engine::bench::{self, File, Weights};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Answers benchmarks as JSON Lines: probabilities that can be scored. Nothing is kept.
#[derive(Debug, clap::Subcommand)]
pub enum Bench {
    /// Which group acts like this, or none of them.
    Attribution(Attribution),
    /// Are two reports of one actor?
    Pairs(Pairs),
    /// Which of the values that sources give is right?
    Fusion(Fusion),
}

impl Bench {
    /// Does it.
    ///
    /// # Errors
    /// When a file cannot be read or is not what it should be, or standard output is closed.
    pub fn run(self) -> Outcome {
        match self {
            Self::Attribution(command) => command.run(),
            Self::Pairs(command) => command.run(),
            Self::Fusion(command) => command.run(),
        }
    }
}

/// Names groups from earlier observations. Each line: {"id", "ranking": [[group, p], …], "unknown"}.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant bench attribution --observations observations.json --queries queries.jsonl")]
pub struct Attribution {
    /// What is known of groups: a JSON list of {"id", "group", "date", "feats", "src"}.
    #[arg(long, value_name = "FILE")]
    observations: PathBuf,
    /// One query a line: {"id", "features", "sources", "known_before", "exclude"}.
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
}

impl Attribution {
    fn run(&self) -> Outcome {
        let corpus = parsed(&self.observations, bench::corpus)?;
        let questions = parsed(&self.queries, bench::questions)?;
        let mut out = print::out();
        for (id, question) in &questions {
            let named = bench::attribute(&corpus, question, Weights::shipped());
            json(&mut out, &serde_json::json!({"id": id, "ranking": named.ranking, "unknown": named.unknown}))?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

/// Links reports two by two. Each line: {"id", "p"}.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant bench pairs --observations observations.json --queries pairs.jsonl --folds folds.json")]
pub struct Pairs {
    /// What is known of groups: only how common each feature is counts.
    #[arg(long, value_name = "FILE")]
    observations: PathBuf,
    /// One pair a line: {"id", "a": {"features", "date", "sources"}, "b": {…}, "fold"}.
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// Groups and their folds: nothing is learnt from groups of a pair's own fold.
    #[arg(long, value_name = "FILE")]
    folds: Option<PathBuf>,
}

impl Pairs {
    fn run(&self) -> Outcome {
        let corpus = parsed(&self.observations, bench::corpus)?;
        let pairs = parsed(&self.queries, bench::pairs)?;
        let folds = self.folds.as_deref().map_or_else(|| Ok(bench::Folds::new()), |f| parsed(f, bench::folds))?;
        let answers = bench::same_actors(&corpus, &pairs, &folds, Weights::shipped())?;
        let mut out = print::out();
        for (pair, p) in pairs.iter().zip(answers) {
            json(&mut out, &serde_json::json!({"id": pair.id, "p": p}))?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

/// Weighs values of one thing against one another. Each line: {"item", "values": [[value, p], …]}.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant bench fusion --claims claims.tsv")]
pub struct Fusion {
    /// One listing a line: source, item and author list, parted by tabs.
    #[arg(long, value_name = "FILE")]
    claims: PathBuf,
}

impl Fusion {
    fn run(&self) -> Outcome {
        let listings = parsed(&self.claims, bench::listings)?;
        let mut out = print::out();
        for fused in bench::fuse(&listings, Weights::shipped()) {
            json(&mut out, &serde_json::json!({"item": fused.item, "values": fused.values}))?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

/// Reads a file and what it holds.
fn parsed<T>(path: &Path, parse: impl Fn(&File<'_>) -> sextant_engine::Result<T>) -> anyhow::Result<T> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| name.clone())?;
    let text = String::from_utf8(bytes).with_context(|| format!("{name}: not text in UTF-8"))?;
    Ok(parse(&File { name: &name, text: text.trim_start_matches('\u{feff}') })?)
}
