//! `sextant brief`: what is new, changed and contradicted.

use super::shared::Audience;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{day, faint, heading, plain, short, wrap};
use crate::print::{self, json};
use sextant_engine::news::brief::{BriefQuery, Line, Told};
use sextant_model::Clock;
use std::io::Write;

/// Tells what is new, what changed and what is contradicted, each with who says so: on one day, or over several.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant brief
  sextant brief --since 2025-05-01 --day 2025-05-13 --json
  sextant brief --pdf > brief.pdf")]
pub struct Brief {
    /// The last day (2025-05-13) [default: the last on which anything changed].
    #[arg(long, value_name = "D")]
    day: Option<String>,
    /// The first day [default: that same day].
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// The clock: when documents came out, or when this store learnt of them.
    #[arg(long, value_name = "CLOCK", default_value = "published")]
    time: Clock,
    /// As a PDF, to standard output.
    #[arg(long, conflicts_with = "json")]
    pdf: bool,
    #[command(flatten)]
    audience: Audience,
}

impl Brief {
    /// Does it. Exits 1 when nothing changed.
    ///
    /// # Errors
    /// When a day is none, the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let query = BriefQuery { day: self.day, since: self.since, clock: self.time };
        let brief = globals.reading()?.brief(&query, self.audience.audience)?;
        if self.pdf {
            let mut out = print::bytes();
            out.write_all(&brief.pdf()?)?;
            out.flush()?;
            return Ok(if brief.incidents.is_empty() { Exit::No } else { Exit::Done });
        }
        let mut out = print::out();
        if globals.json {
            json(&mut out, &brief)?;
        } else {
            writeln!(out, "{}", heading(&format!("Brief, {} to {}", day(Some(brief.since)), day(Some(brief.until)))))?;
            for told in &brief.incidents {
                writeln!(out, "\n{}", text(told))?;
            }
        }
        out.flush()?;
        Ok(if brief.incidents.is_empty() { Exit::No } else { Exit::Done })
    }
}

fn text(told: &Told) -> String {
    let line = &told.summary;
    let new = if told.new { ", new" } else { "" };
    let about = faint(&format!(
        "incident {}, {}{new}, TLP:{}",
        short(line.id),
        line.standing,
        line.tlp.as_str().to_uppercase()
    ));
    let changes: Vec<String> = told.lines.iter().map(change).collect();
    let more = if told.more > 0 { format!("\n  and {} more", told.more) } else { String::new() };
    format!(
        "{}\n  {about}\n{}\n{}{more}",
        heading(&plain(&line.victim)),
        wrap(&line.headline, print::width(), "  ", "  "),
        changes.join("\n")
    )
}

fn change(line: &Line) -> String {
    let who: Vec<String> = line.said.iter().map(|said| format!("{} ({})", plain(&said.who), said.stance)).collect();
    let words = format!("{}: {} [{}]", line.turn.as_str(), plain(&line.what), who.join("; "));
    wrap(&words, print::width(), "  - ", "    ")
}
