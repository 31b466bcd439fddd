//! `sextant pull`: what other servers hold, taken into the store.

use super::remote::{self, Server};
use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::long_work::{bar, stopped_by_ctrl_c};
use crate::print;
use crate::print::words::count;
use sextant_engine::remote::PullTally;
use sextant_model::Tlp;

/// Takes in what is new on a server: all collections of TAXII 2.1 that may be read below the address, or the events of a feed
/// of MISP. Objects are kept as they came and what they state becomes claims of their makers, as by `sextant import`. The place
/// in each collection is kept after every page, so that the next run goes on from there. A server that asks to wait is
/// waited for; ways in which servers break the standard, and what is done about them, are listed in docs/pulling.md.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant pull https://taxii.example/taxii2/
  sextant pull https://taxii.example/api/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/ --user ana
  sextant pull https://feed.example/misp/manifest.json --tlp green

Exits 3 when something could not be had, or the bounds of the run ended it.")]
pub struct Pull {
    #[command(flatten)]
    server: Server,
    /// The label of objects that carry none [default: clear where anybody may read them, else amber].
    #[arg(long, value_name = "TLP")]
    tlp: Option<Tlp>,
    #[command(flatten)]
    who: Who,
}

impl Pull {
    /// Does it.
    ///
    /// # Errors
    /// When nothing known stands at the address, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let options = self.server.options(globals, self.who.name())?;
        let engine = globals.making()?;
        let stop = stopped_by_ctrl_c();
        let bar = bar("pulling");
        let done = engine.pull(&self.server.url, self.tlp, &options, &stop, &mut |event| remote::told(&bar, &event));
        bar.finish_and_clear();
        let tally = done?;
        print::answer(globals.json, &tally, || told(&tally))?;
        Ok(exit(&tally))
    }
}

fn told(tally: &PullTally) -> String {
    format!(
        "{} read in {}; {}",
        count(tally.places, "place"),
        count(tally.pages, "answer"),
        super::import::told(&tally.imported)
    )
}

fn exit(tally: &PullTally) -> Exit {
    let imported = &tally.imported;
    if tally.bounded || imported.stopped {
        eprintln!("stopped: what was counted is kept; run the same command again to go on");
        return Exit::Partly;
    }
    super::import::by_faults(imported)
}
