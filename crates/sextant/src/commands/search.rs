//! `sextant search WORDS`

use crate::ask::{Store, tlp};
use crate::exit::Exit;
use anyhow::Result;
use sextant_model::Tlp;
use std::io::Write;

/// What to look for.
#[derive(clap::Args)]
pub struct Search {
    /// Words that must all occur
    #[arg(required = true)]
    words: Vec<String>,
    /// At most so many
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
    /// As an audience cleared up to this TLP label would see it
    #[arg(long, value_name = "TLP", value_parser = tlp)]
    audience: Option<Tlp>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl Search {
    /// Prints what was found; exit 1 when nothing was.
    pub fn run(self, store: &Store) -> Result<Exit> {
        let hits = store.read()?.search(&self.words.join(" "), self.audience, self.limit)?;
        let mut out = anstream::stdout().lock();
        let bold = anstyle::Style::new().bold();
        for hit in &hits {
            if self.json {
                serde_json::to_writer(&mut out, hit)?;
                writeln!(out)?;
                continue;
            }
            let id = hit.document.map(|d| d.to_string()).or_else(|| hit.incidents.first().map(ToString::to_string)).unwrap_or_default();
            writeln!(out, "{bold}{}{bold:#}  {} {}", hit.title, hit.publisher.as_deref().unwrap_or_default(), crate::print::day(hit.published))?;
            let snippet: String = hit.snippet.iter().map(|s| if s.mark { format!("{bold}{}{bold:#}", s.text) } else { s.text.clone() }).collect();
            writeln!(out, "  {}\n  {id}\n", snippet.replace('\n', " "))?;
        }
        out.flush()?;
        if hits.is_empty() {
            anstream::eprintln!("nothing holds all of these words");
            return Ok(Exit::No);
        }
        Ok(Exit::Done)
    }
}
