//! `sextant search`: documents and incidents by words.

use super::shared::Audience;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{day, faint, heading, plain, short, wrap};
use crate::print::{self, json};
use sextant_engine::{HitKind, SearchHit};
use std::io::Write;

/// Finds documents and incidents that hold all words. "A phrase" is kept together, begin* finds beginnings.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant search payroll supplier
  sextant search '\"customer data\"' --limit 5 --json")]
pub struct Search {
    /// The words.
    #[arg(required = true)]
    words: Vec<String>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    audience: Audience,
}

impl Search {
    /// Does it. Exits 1 when nothing was found.
    ///
    /// # Errors
    /// When the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let hits = globals.reading()?.search(&self.words.join(" "), self.audience.audience, self.limit)?;
        let mut out = print::out();
        for hit in &hits {
            if globals.json {
                json(&mut out, hit)?;
            } else {
                writeln!(out, "{}", text(hit))?;
            }
        }
        out.flush()?;
        if hits.is_empty() {
            eprintln!("sextant: nothing found");
            return Ok(Exit::No);
        }
        Ok(Exit::Done)
    }
}

fn text(hit: &SearchHit) -> String {
    let incidents: Vec<String> = hit.incidents.iter().map(short).collect();
    let id = match hit.kind {
        HitKind::Document => format!("document {}", hit.document.map(short).unwrap_or_default()),
        HitKind::Claim => format!("claim {}", hit.claim.map(short).unwrap_or_default()),
        HitKind::Incident => format!("incident {}", incidents.join(" ")),
    };
    let publisher = hit.publisher.as_ref().map_or(String::new(), |name| format!(", {}", plain(name)));
    let on = if hit.kind != HitKind::Incident && !incidents.is_empty() {
        format!("; on {}", incidents.join(" "))
    } else {
        String::new()
    };
    let about = faint(&format!("{id}, {}{publisher}{on}", day(hit.published)));
    let snippet: String = hit.snippet.iter().map(|part| part.text.as_str()).collect();
    let snippet = wrap(&snippet, print::width(), "  ", "  ");
    let mut marked = snippet;
    for word in hit
        .snippet
        .iter()
        .filter(|part| part.mark)
        .map(|part| plain(&part.text))
        .collect::<std::collections::BTreeSet<_>>()
    {
        marked = marked.replace(&word, &heading(&word));
    }
    format!("{}\n  {about}\n{marked}", heading(&plain(&hit.title)))
}
