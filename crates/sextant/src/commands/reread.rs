//! `sextant reread`: kept documents by the present rules.

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::long_work::{bar, stopped_by_ctrl_c};
use crate::print;
use crate::print::words::count;
use std::sync::atomic::Ordering;

/// Reads kept documents again by the present rules. New claims replace those of older rules; both stay on file.
#[derive(Debug, clap::Args)]
pub struct Reread {
    /// Reads every document, not only those that older rules read last.
    #[arg(long)]
    all: bool,
}

impl Reread {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let stop = stopped_by_ctrl_c();
        let bar = bar("rereading");
        let done = engine.reread(self.all, &stop, |total| bar.set_length(total as u64), |_| bar.inc(1))?;
        bar.finish_and_clear();
        let told = || format!("{} read again", count(done, "document"));
        print::answer(globals.json, &serde_json::json!({ "reread": done }), told)?;
        if stop.load(Ordering::Relaxed) {
            eprintln!("stopped: what was read again is kept; run the same command again to go on");
            return Ok(Exit::Partly);
        }
        Ok(Exit::Done)
    }
}
