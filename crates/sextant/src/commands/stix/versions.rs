//! `sextant stix versions`.

use super::From;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{count, plain};
use crate::print::{self, json};
use sextant_engine::stix::lines;
use sextant_engine::stix::object::version::{History, histories};
use std::io::Write;

/// Says which objects come in several versions, and which version breaks the rules: the same id, type, maker and
/// `created`, a later `modified`, nothing after a revocation.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sextant stix versions bundle.json

A line of questions: a bundle, or a list of objects")]
pub struct Versions {
    #[command(flatten)]
    from: From,
}

impl Versions {
    pub(super) fn run(self, globals: &Globals) -> Outcome {
        if self.from.jsonl {
            return self.from.answer(lines::versions);
        }
        let content = self.from.content()?;
        let histories = histories(&content.objects);
        let mut out = print::out();
        if globals.json {
            json(&mut out, &lines::versions_of(&histories))?;
        } else {
            histories.iter().filter(|it| it.versions.len() > 1).try_for_each(|it| print_history(&mut out, it))?;
            let several = histories.iter().filter(|it| it.versions.len() > 1).count();
            writeln!(out, "{}, {several} in several versions", count(histories.len(), "object"))?;
        }
        out.flush()?;
        Ok(match histories.iter().all(|history| history.faults.is_empty()) {
            false => Exit::No,
            true if !content.misfits.is_empty() => Exit::Partly,
            true => Exit::Done,
        })
    }
}

fn print_history(out: &mut print::Out, history: &History<'_>) -> anyhow::Result<()> {
    let time = |place: usize| history.versions[place].version().map_or("without a time", |time| time.as_str());
    let last = history.versions.len() - 1;
    let revoked = if history.versions[last].is_revoked() { ", revoked" } else { "" };
    let number = count(history.versions.len(), "version");
    writeln!(out, "{}: {number}, {} to {}{revoked}", plain(history.id), time(0), time(last))?;
    for (place, why) in &history.faults {
        writeln!(out, "  {}: {why}", time(*place))?;
    }
    Ok(())
}
