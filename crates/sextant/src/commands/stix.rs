//! `sextant stix`: objects of STIX validated, their ids derived, their canonical form, their markings and versions.
//! Nothing is kept.

mod upgrade;
mod validate;
mod versions;

pub use upgrade::Upgrade;
pub use validate::Validate;
pub use versions::Versions;

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::jsonl::{answer_each, open};
use crate::print::words::plain;
use crate::print::{self, json};
use anyhow::Context;
use serde_json::Value;
use sextant_engine::stix::lines::{self, LineError};
use sextant_engine::stix::markings::{self, Question};
use sextant_engine::stix::object::{self, Class, Content, Object};
use sextant_engine::stix::{canon, id, json as strict_json};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Works on objects of STIX 2.0 and 2.1. Nothing is kept.
#[derive(Debug, clap::Subcommand)]
pub enum Stix {
    /// Says whether objects follow the standard, and where they do not.
    Validate(Validate),
    /// Derives the ids of cyber observables (UUIDv5 over what contributes to them).
    Id(Id),
    /// Prints the canonical form of JSON (RFC 8785).
    Canon(Canon),
    /// Prints which marking definitions and languages hold for objects or for parts of them.
    Markings(Markings),
    /// Says which objects come in several versions, and which version breaks the rules.
    Versions(Versions),
    /// Writes objects of STIX 2.0 as objects of 2.1.
    Upgrade(Upgrade),
}

impl Stix {
    /// Does it. Exits 1 when the answer is no, 3 when some lines or objects had no answer.
    ///
    /// # Errors
    /// When the input cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        match self {
            Self::Validate(command) => command.run(globals),
            Self::Id(command) => command.run(globals),
            Self::Canon(command) => command.run(globals),
            Self::Markings(command) => command.run(globals),
            Self::Versions(command) => command.run(globals),
            Self::Upgrade(command) => command.run(globals),
        }
    }
}

/// Where objects come from.
#[derive(Debug, clap::Args)]
pub struct From {
    /// A file with an object, a bundle or a list; `-` or nothing: standard input.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// One question a line, one answer a line; a line without an answer gives its error in its place.
    #[arg(long)]
    jsonl: bool,
}

impl From {
    fn path(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new("-"))
    }

    fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        open(self.path())?.read_to_end(&mut bytes).context("the input cannot be read")?;
        Ok(bytes)
    }

    /// Objects, with a line on standard error for each that could not be read.
    fn content(&self) -> anyhow::Result<Content> {
        let content = object::read(&self.bytes()?).with_context(|| self.path().display().to_string())?;
        for misfit in &content.misfits {
            let id = misfit.id.as_deref().map_or(String::new(), |id| format!(" ({})", plain(id)));
            eprintln!("sextant: object {}{id}: {}", misfit.index, misfit.error);
        }
        Ok(content)
    }

    /// Answers each line.
    fn answer(&self, answer: impl Fn(&[u8]) -> Result<Value, LineError>) -> Outcome {
        answer_each(self.path(), answer)
    }
}

/// What stands before a line about an object.
fn named(object: &Object) -> String {
    let name: String = object.id().unwrap_or(object.kind()).chars().take(120).collect();
    plain(&name)
}

/// Asks the same of each object and tells the answers; an object without one is named on standard error.
fn each<'o, T, E: std::fmt::Display>(
    objects: impl Iterator<Item = &'o Object>,
    misfits: usize,
    ask: impl Fn(&Object) -> Result<T, E>,
    tell: impl Fn(&mut print::Out, &Object, T) -> anyhow::Result<()>,
) -> Outcome {
    let mut out = print::out();
    let (mut answered, mut failed) = (0_usize, misfits);
    for object in objects {
        match ask(object) {
            Ok(answer) => {
                tell(&mut out, object, answer)?;
                answered += 1;
            }
            Err(error) => {
                eprintln!("sextant: {}: {error}", named(object));
                failed += 1;
            }
        }
    }
    out.flush()?;
    Ok(Exit::of(failed, answered))
}

/// Derives the ids of cyber observables. Of a bundle, what is no observable is passed over.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  echo '{\"type\": \"ipv4-addr\", \"value\": \"198.51.100.3\"}' | sextant stix id
  sextant stix id --jsonl < observables.jsonl

A line of questions: an observable, or {\"type\", \"contributing\"}")]
pub struct Id {
    #[command(flatten)]
    from: From,
}

impl Id {
    fn run(self, globals: &Globals) -> Outcome {
        if self.from.jsonl {
            return self.from.answer(lines::id);
        }
        let content = self.from.content()?;
        let asked = |object: &&Object| content.bundle.is_none() || object.class() == Class::Observable;
        let ask = |object: &Object| id::deterministic(object.kind(), object.properties());
        each(content.objects.iter().filter(asked), content.misfits.len(), ask, |out, object, id| {
            if globals.json {
                return json(out, &serde_json::json!({"id": id, "given": object.id()}));
            }
            Ok(writeln!(out, "{}", plain(&id))?)
        })
    }
}

/// Prints the canonical form of JSON (RFC 8785).
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant stix canon bundle.json | sha256sum

A line of questions: any JSON, or {\"obj\"}")]
pub struct Canon {
    #[command(flatten)]
    from: From,
}

impl Canon {
    fn run(self, globals: &Globals) -> Outcome {
        if self.from.jsonl {
            return self.from.answer(lines::canonical);
        }
        let value = strict_json::parse(&self.from.bytes()?).with_context(|| self.from.path().display().to_string())?;
        let text = canon::canonical(&value)?;
        let mut out = print::bytes();
        if globals.json {
            json(&mut out, &serde_json::json!({"canonical": text}))?;
        } else {
            out.write_all(text.as_bytes())?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

/// Prints which marking definitions and languages hold.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant stix markings object.json
  sextant stix markings object.json --selector description --inherited

A line of questions: {\"obj\", \"selectors\", \"marking\", \"inherited\", \"descendants\", \"marking_ref\", \"lang\"}, all but
\"obj\" may be null or absent; without selectors the object is asked about")]
pub struct Markings {
    #[command(flatten)]
    from: From,
    /// The part that is asked about, such as `description` or `hashes.MD5`; none: the object. May be repeated.
    #[arg(long = "selector", value_name = "SELECTOR")]
    selectors: Vec<String>,
    /// What holds for the object and for the parts above counts too.
    #[arg(long)]
    inherited: bool,
    /// What holds for the parts below counts too.
    #[arg(long)]
    descendants: bool,
}

impl Markings {
    fn run(self, globals: &Globals) -> Outcome {
        if self.from.jsonl {
            return self.from.answer(lines::markings);
        }
        let content = self.from.content()?;
        let ask = |object: &Object| markings::of(object.properties(), &self.question());
        each(content.objects.iter(), content.misfits.len(), ask, |out, object, found| {
            print_markings(out, object, &found, globals.json)
        })
    }

    fn question(&self) -> Question<'_> {
        let selectors = (!self.selectors.is_empty()).then(|| self.selectors.iter().map(String::as_str).collect());
        Question { selectors, inherited: self.inherited, descendants: self.descendants, ..Question::default() }
    }
}

fn print_markings(out: &mut print::Out, object: &Object, found: &[String], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return json(out, &serde_json::json!({"id": object.id(), "markings": found, "marked": !found.is_empty()}));
    }
    let list = if found.is_empty() { "none".to_owned() } else { plain(&found.join(" ")) };
    Ok(writeln!(out, "{}: {list}", named(object))?)
}
