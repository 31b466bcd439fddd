//! `sextant source`: the register of sources and what is stated of their reliability.

use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::plain;
use crate::print::{self, json};
use anyhow::anyhow;
use sextant_engine::EngineError;
use sextant_engine::manual::Learnt;
use sextant_model::{PropositionKind, Reliability, Source as Stated};
use std::io::Write;

/// The register of sources.
#[derive(Debug, clap::Subcommand)]
pub enum Source {
    /// Lists sources: those stated, and publishers of documents.
    List,
    /// Shows one source.
    Show {
        /// Its name.
        name: String,
    },
    /// States how reliable a source is, on the Admiralty scale (A1 to F6; F and 6 mean no information).
    #[command(after_help = "Examples:
  sextant source set 'Leak tracker' --reliability E4
  sextant source set 'Telvasco' --reliability A1 --for occurred --note 'of its own systems'")]
    Set {
        /// Its name, as documents give it.
        name: String,
        /// Letter A–F for the source, digit 1–6 for its claims.
        #[arg(long, value_name = "A1", value_parser = grade)]
        reliability: Option<(char, u8)>,
        /// For this kind of claim only.
        #[arg(long = "for", value_name = "KIND", requires = "reliability")]
        kind: Option<PropositionKind>,
        /// A note.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        who: Who,
    },
}

impl Source {
    /// Does it.
    ///
    /// # Errors
    /// When the source is unknown, the store cannot be read or written, or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        match self {
            Self::List => show(&globals.reading()?.sources()?, globals.json),
            Self::Show { name } => {
                let found: Vec<Stated> = globals.reading()?.sources()?.into_iter().filter(|s| s.name == name).collect();
                if found.is_empty() {
                    return Err(EngineError::NotFound { what: "source", id: name }.into());
                }
                let learnt = globals.reading()?.learnt(&found[0])?;
                record(&found[0], &learnt, globals.json)
            }
            Self::Set { name, reliability, kind, note, who } => {
                let engine = globals.writing()?;
                let known = engine.sources()?.into_iter().find(|source| source.name == name);
                let mut source = known.unwrap_or(Stated { name, ..Stated::default() });
                if let Some((letter, digit)) = reliability {
                    source.reliability.retain(|stated| stated.kind != kind);
                    source.reliability.push(Reliability { kind, letter, digit });
                }
                source.note = note.or(source.note);
                engine.set_source(&source, &who.name())?;
                show(&[source], globals.json)
            }
        }
    }
}

/// A source with what was learnt of it.
#[derive(serde::Serialize)]
struct Known<'a> {
    #[serde(flatten)]
    stated: &'a Stated,
    learnt: &'a [Learnt],
}

fn record(stated: &Stated, learnt: &[Learnt], as_json: bool) -> Outcome {
    let mut out = print::out();
    if as_json {
        json(&mut out, &Known { stated, learnt })?;
        return Ok(out.flush().map(|()| Exit::Done)?);
    }
    show(std::slice::from_ref(stated), false)?;
    if learnt.is_empty() {
        writeln!(out, "  nothing that it says was settled yet")?;
    }
    for l in learnt {
        let (yes, no) = (l.says_if_true, l.says_if_false);
        let words = format!(
            "says what is true {yes:.2}, what is false {no:.2}; its words weigh {:.1} times what those of a source without a \
             record do",
            l.strength
        );
        writeln!(out, "  {}: {} right, {} wrong; {words}; {}", l.kind, l.right, l.wrong, l.admiralty)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn show(sources: &[Stated], as_json: bool) -> Outcome {
    let mut out = print::out();
    for source in sources {
        if as_json {
            json(&mut out, source)?;
            continue;
        }
        let stated: Vec<String> = source
            .reliability
            .iter()
            .map(|r| format!("{}{} for {}", r.letter, r.digit, r.kind.map_or("all claims", PropositionKind::as_str)))
            .collect();
        let stated = if stated.is_empty() { "not stated".to_owned() } else { stated.join(", ") };
        let note = source.note.as_ref().map_or(String::new(), |note| format!("  ({})", plain(note)));
        writeln!(out, "{}: {stated}{note}", plain(&source.name))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn grade(text: &str) -> anyhow::Result<(char, u8)> {
    let mut characters = text.chars();
    match (
        characters.next().map(|c| c.to_ascii_uppercase()),
        characters.next().and_then(|c| c.to_digit(10)),
        characters.next(),
    ) {
        (Some(letter @ 'A'..='F'), Some(digit @ 1..=6), None) => Ok((letter, u8::try_from(digit)?)),
        _ => Err(anyhow!("use a letter A to F and a digit 1 to 6, as B2")),
    }
}
