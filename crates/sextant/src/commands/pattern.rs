//! `sextant pattern`: STIX patterns checked, matched over observed data, compared.

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::jsonl::answer_each;
use crate::print::words::plain;
use crate::print::{self, json};
use anyhow::anyhow;
use serde_json::{Value, json as object};
use sextant_engine::patterns::{self, Question, Version};
use std::io::Write;
use std::path::{Path, PathBuf};

/// STIX patterns: checked, matched over observed data, compared.
#[derive(Debug, clap::Subcommand)]
pub enum Pattern {
    /// Says whether a pattern is valid, and where it is not. Exits 1 when it is not.
    #[command(after_help = "Examples:
  sextant pattern check \"[domain-name:value = 'crew.example']\"
  sextant pattern check --jsonl questions.jsonl

A line of questions: {\"pattern\", \"stix_version\"}")]
    Check {
        /// The pattern; with --jsonl a file of questions [default: standard input].
        #[arg(value_name = "PATTERN|FILE", required_unless_present = "jsonl")]
        pattern: Option<String>,
        #[command(flatten)]
        how: How,
    },
    /// Says which observations satisfy a pattern. Exits 1 when none do.
    #[command(after_help = "Examples:
  sextant pattern match \"[file:name = 'a.exe'] REPEATS 2 TIMES\" observed.json
  sextant pattern match --jsonl questions.jsonl

A line of questions: {\"pattern\", \"observed_data\", \"stix_version\"}")]
    Match {
        /// The pattern; with --jsonl a file of questions [default: standard input].
        #[arg(value_name = "PATTERN|FILE", required_unless_present = "jsonl")]
        pattern: Option<String>,
        /// Observed data, as JSON or JSON Lines: objects, lists or bundles, 2.0 or 2.1; - for standard input.
        #[arg(value_name = "DATA", required_unless_present = "jsonl", conflicts_with = "jsonl")]
        data: Option<PathBuf>,
        #[command(flatten)]
        how: How,
    },
    /// Says whether two patterns mean the same. Exits 1 when they do not.
    #[command(after_help = "Examples:
  sextant pattern equiv \"[a:b = 1 OR a:b = 2]\" \"[a:b = 2 OR a:b = 1]\"
  sextant pattern equiv --jsonl questions.jsonl

A line of questions: {\"p1\", \"p2\", \"stix_version\"}")]
    Equiv {
        /// One pattern; with --jsonl a file of questions [default: standard input].
        #[arg(value_name = "PATTERN|FILE", required_unless_present = "jsonl")]
        one: Option<String>,
        /// The other.
        #[arg(value_name = "PATTERN", required_unless_present = "jsonl", conflicts_with = "jsonl")]
        other: Option<String>,
        #[command(flatten)]
        how: How,
    },
}

/// How questions on patterns are put.
#[derive(Debug, clap::Args)]
pub struct How {
    /// Questions as JSON Lines, answered line by line; a bad line gives its error in its place.
    #[arg(long)]
    jsonl: bool,
    /// The version of the language: 2.0 or 2.1.
    #[arg(long, value_name = "V", default_value = "2.1", value_parser = str::parse::<Version>)]
    stix_version: Version,
}

impl Pattern {
    /// Does it.
    ///
    /// # Errors
    /// When a question makes no sense, a file cannot be read, or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        match self {
            Self::Check { pattern, how: How { jsonl: true, .. } } => lines(Question::Check, pattern),
            Self::Match { pattern, how: How { jsonl: true, .. }, .. } => lines(Question::Match, pattern),
            Self::Equiv { one, how: How { jsonl: true, .. }, .. } => lines(Question::Equivalent, one),
            Self::Check { pattern, how } => {
                let verdict = patterns::check(&pattern.unwrap_or_default(), how.stix_version);
                told(&verdict, "valid", globals.json, check_text)
            }
            Self::Match { pattern, data, how } => {
                let observed = observed_data(&data.unwrap_or_else(|| "-".into()))?;
                let found = patterns::find(&pattern.unwrap_or_default(), how.stix_version, observed)?;
                told(&found, "matched", globals.json, match_text)
            }
            Self::Equiv { one, other, how } => {
                let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
                let same = patterns::equivalent(&one, &other, how.stix_version)?;
                told(&object!({"equivalent": same}), "equivalent", globals.json, |_| {
                    if same { "equivalent".to_owned() } else { "not equivalent".to_owned() }
                })
            }
        }
    }
}

fn lines(question: Question, file: Option<String>) -> Outcome {
    let file = PathBuf::from(file.unwrap_or_else(|| "-".to_owned()));
    answer_each(&file, |line| patterns::answer(question, line))
}

fn told(answer: &Value, yes: &str, as_json: bool, text: impl Fn(&Value) -> String) -> Outcome {
    let mut out = print::out();
    if as_json {
        json(&mut out, answer)?;
    } else {
        writeln!(out, "{}", text(answer))?;
    }
    out.flush()?;
    Ok(if answer[yes] == Value::Bool(true) { Exit::Done } else { Exit::No })
}

fn check_text(verdict: &Value) -> String {
    let head = if verdict["valid"] == Value::Bool(true) { "valid" } else { "not valid" };
    [vec![head.to_owned()], sentences(verdict, "errors", "  "), sentences(verdict, "warnings", "  warning: ")]
        .concat()
        .join("\n")
}

fn match_text(found: &Value) -> String {
    let ids = found["observed_data"].as_array().into_iter().flatten();
    let ids = ids.map(|id| format!("  {}", plain(id.as_str().unwrap_or("(observed data without id)"))));
    let head = if found["matched"] == Value::Bool(true) { "matched" } else { "no match" };
    [vec![head.to_owned()], ids.collect(), sentences(found, "warnings", "  warning: ")].concat().join("\n")
}

fn sentences(answer: &Value, of: &str, before: &str) -> Vec<String> {
    answer[of]
        .as_array()
        .into_iter()
        .flatten()
        .map(|s| format!("{before}{}", plain(s.as_str().unwrap_or_default())))
        .collect()
}

/// One JSON value or several one after the other; lists are their items.
fn observed_data(file: &Path) -> anyhow::Result<Vec<Value>> {
    let bytes = crate::jsonl::whole(file)?;
    let mut items = Vec::new();
    for value in serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>() {
        match value.map_err(|error| anyhow!("{}: not JSON: {error}", file.display()))? {
            Value::Array(list) => items.extend(list),
            other => items.push(other),
        }
    }
    Ok(items)
}
