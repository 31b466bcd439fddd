//! `sextant push`: what an audience may have, sent to a server.

use super::remote::{self, Server};
use super::shared::{When, Who};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::long_work::{bar, stopped_by_ctrl_c};
use crate::print;
use crate::print::words::count;
use sextant_engine::remote::{PushOptions, PushTally};
use sextant_model::Tlp;

/// Sends what `sextant export --format stix` gives for an audience to a collection of TAXII 2.1, in envelopes that the server
/// takes, and reads what became of them. Nothing that the audience may not know leaves. What the collection took
/// before is not sent again unless it has changed; what it refuses is named and tried the next time.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant push https://taxii.example/api/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/ --audience green --user ana
  sextant push https://taxii.example/taxii2/ --audience clear --incident 3f2a9c10 --dry-run

Exits 3 when something was refused or not sent.")]
pub struct Push {
    #[command(flatten)]
    server: Server,
    /// Whom the collection is for: nothing above this TLP level leaves.
    #[arg(long, value_name = "TLP")]
    audience: Tlp,
    /// Only this incident.
    #[arg(long, value_name = "ID")]
    incident: Option<String>,
    /// Sends what the collection took before as well.
    #[arg(long)]
    again: bool,
    /// Says what would be sent, and sends nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    who: Who,
}

impl Push {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such incident, no collection that may be written, or the server cannot be reached.
    pub fn run(self, globals: &Globals) -> Outcome {
        let remote = self.server.options(globals, self.who.name())?;
        let engine = globals.writing()?;
        let find = |text: &String| engine.find_incident(text, Some(self.audience));
        let options = PushOptions {
            audience: self.audience,
            incident: self.incident.as_ref().map(find).transpose()?,
            as_of: self.when.as_of()?,
            again: self.again,
            dry: self.dry_run,
            remote,
        };
        let stop = stopped_by_ctrl_c();
        let bar = bar("pushing");
        let done = engine.push(&self.server.url, &options, &stop, &mut |event| remote::told(&bar, &event));
        bar.finish_and_clear();
        let tally = done?;
        print::answer(globals.json, &tally, || told(&tally, self.dry_run))?;
        Ok(exit(&tally))
    }
}

fn told(tally: &PushTally, dry: bool) -> String {
    let sent = if dry { "would be sent" } else { "sent" };
    let mut text = format!("{}: {} {sent}, {} known there", count(tally.objects, "object"), tally.sent, tally.known);
    if tally.pending > 0 {
        text += &format!(", {} pending", tally.pending);
    }
    if tally.failed > 0 {
        text += &format!(", {} refused or not sent", tally.failed);
    }
    text
}

fn exit(tally: &PushTally) -> Exit {
    if tally.stopped {
        eprintln!("stopped: run the same command again to go on");
        return Exit::Partly;
    }
    // What is pending has neither failed nor come through.
    if tally.pending > 0 { Exit::Partly } else { Exit::of(tally.failed, tally.sent + tally.known) }
}
