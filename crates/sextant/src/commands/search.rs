//! `sextant search`: incidents, claims and documents by words and fields.

use super::shared::Audience;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{day, faint, heading, plain, short, wrap};
use crate::print::{self, json};
use sextant_engine::find::Query;
use sextant_engine::{HitKind, SearchHit};
use std::io::Write;

/// Finds incidents, claims and documents that fit all terms: words, "a phrase", begin*, fields, "-" before what must not be.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Fields: victim kind standing (of incidents), stance on data taken speaker who actor (of claims), source tlp since until,
is (incident, claim or document). Several values with commas: stance:denies,doubts

Examples:
  sextant search payroll supplier
  sextant search victim:co-op stance:denies since:2025-05 is:claim
  sextant search data:payment-card taken:no -- -source:wire
  sextant search '\"customer data\"' --limit 5 --json"
)]
pub struct Search {
    /// The terms.
    #[arg(required = true)]
    words: Vec<String>,
    /// At most so many of each kind.
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
        let query = Query::parse(&self.words.join(" ")).map_err(|fault| anyhow::anyhow!(fault))?;
        let finds = globals.reading()?.find(&query, self.audience.audience, self.limit, 0)?;
        let mut out = print::out();
        for hit in finds.hits() {
            if globals.json {
                json(&mut out, hit)?;
            } else {
                writeln!(out, "{}", text(hit))?;
            }
        }
        out.flush()?;
        for section in finds.sections.iter().filter(|section| section.total > section.hits.len()) {
            eprintln!("sextant: {} of {} {}s shown", section.hits.len(), section.total, section.what.as_str());
        }
        if finds.total() == 0 {
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
