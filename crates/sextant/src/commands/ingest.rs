//! `sextant ingest`: reads and keeps; says what was new.

use super::shared::{Inputs, Who, complain};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::long_work::{bar, stopped_by_ctrl_c};
use crate::print::words::{count, cut, faint, plain, short};
use crate::print::{self, json};
use sextant_engine::{IngestLine, IngestOptions, IngestTally, LineState};
use std::io::Write;

/// Reads documents and keeps them. The same document twice changes nothing; a run that was cut off is completed by
/// running it again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant ingest report.html notice.pdf
  sextant ingest reports/ --tlp green
  sextant ingest https://example.org/feed.xml --follow
  sextant ingest mailbox.mbox --json | jq -r .incidents[].id")]
pub struct Ingest {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    who: Who,
}

impl Ingest {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be written or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.making()?;
        let stop = stopped_by_ctrl_c();
        let options = IngestOptions { read: self.inputs.options(globals), by: self.who.name() };
        let bar = bar("ingesting");
        let mut out = print::out();
        let (mut closed, mut lines) = (None, 0);
        let done = engine.ingest(
            &self.inputs.inputs(),
            &options,
            &stop,
            |total| bar.set_length(total as u64),
            |line| {
                bar.suspend(|| line.problems.iter().for_each(complain));
                if closed.is_none() {
                    closed = bar.suspend(|| print_line(&mut out, line, globals.json)).err();
                }
                lines += 1;
                bar.set_position(lines);
            },
        );
        bar.finish_and_clear();
        // What was told of before the fault is kept and was printed.
        let flushed = out.flush();
        let tally = done?;
        if let Some(error) = closed {
            return Err(error);
        }
        flushed?;
        Ok(summary(&tally))
    }
}

fn print_line(out: &mut print::Out, line: &IngestLine, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        json(out, line)?;
        return Ok(out.flush()?);
    }
    let state = match line.state {
        LineState::New => "new",
        LineState::Known => "known",
        LineState::Unchanged => "unchanged",
        LineState::Forgotten => "forgotten",
        LineState::Failed => return Ok(()),
    };
    let id = line.document.map(short).unwrap_or_else(|| "-".repeat(8));
    let title = line.title.clone().unwrap_or_else(|| line.origin.clone());
    writeln!(out, "{state:9}  {id}  {}", cut(&title, print::width().saturating_sub(22)))?;
    for incident in &line.incidents {
        let new = if incident.new { "new incident" } else { "incident" };
        let why = incident.why.as_ref().map_or(String::new(), |why| faint(&format!("  ({})", plain(why))));
        writeln!(out, "           {}  {new}: {}{why}", short(incident.id), plain(&incident.victim))?;
    }
    Ok(())
}

fn summary(tally: &IngestTally) -> Exit {
    eprintln!(
        "{} new, {} known; {}, {}{}",
        count(tally.new, "document"),
        tally.known,
        count(tally.incidents, "new incident"),
        count(tally.claims, "claim"),
        if tally.failed > 0 { format!("; {}", count(tally.failed, "failure")) } else { String::new() }
    );
    if tally.stopped {
        eprintln!("stopped: all of the above is kept; run the same command again to go on");
        return Exit::Partly;
    }
    Exit::of(tally.failed, tally.new + tally.known)
}
