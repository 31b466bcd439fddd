//! `sextant actor`: an actor's claims with how they turned out, its incidents, its names.

use super::shared::{Audience, When};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::table::{lines, table};
use crate::print::words::{count, day, faint, heading, in_doubt, plain, short, wrap};
use crate::print::{self, json};
use sextant_engine::actor::{ActorView, Tally};
use std::io::Write;

/// Prints what is known of an actor: the incidents that it claims or that others tie to it, how its claims turned out (as an
/// interval: what is open may turn out either way), and its other names with who says so.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant actor DragonForce
  sextant actor 'Scattered Spider' --as-of 2025-05-13 --json")]
pub struct Actor {
    /// Its name.
    name: String,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    audience: Audience,
}

impl Actor {
    /// Does it.
    ///
    /// # Errors
    /// When nobody of this name is tied to an incident, the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let actor = globals.reading()?.actor(&self.name, self.when.as_of()?, self.audience.audience)?;
        let mut out = print::out();
        if globals.json {
            json(&mut out, &actor)?;
        } else {
            write!(out, "{}", text(&actor))?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

fn text(actor: &ActorView) -> String {
    let width = print::width();
    let mut told =
        format!("{}\n{}\n", heading(&plain(&actor.name)), wrap(&claims(&actor.track.claims), width, "  ", "  "));
    for alias in &actor.aliases {
        let source = alias.source.as_ref().map_or("nobody named".to_owned(), |source| plain(source));
        let words = format!("also called {} (says {source}; kept by {})", plain(&alias.name), plain(&alias.by));
        told += &(wrap(&words, width, "  ", "    ") + "\n");
    }
    for other in &actor.track.not_to_be_confused_with {
        told += &format!("  not to be confused with {}\n", plain(other));
    }
    let mut rows = table(&["since", "id", "victim", "its claim", "that it was them"]);
    for tied in &actor.track.incidents {
        let outcome = tied.outcome.map_or("none: others name it", |outcome| outcome.as_str());
        let cells = [day(tied.since), short(tied.id), plain(&tied.victim), outcome.to_owned()];
        rows.add_row(cells.into_iter().chain([tied.standing.to_string()]));
    }
    let doubts = actor.track.incidents.iter().flat_map(|tied| &tied.doubts);
    for doubt in doubts {
        told += &(wrap(&in_doubt(doubt), width, "  ! ", "    ") + "\n");
    }
    told + "\n" + &lines(&rows) + &faint("  open: may turn out either way; no trace yet refutes nothing") + "\n"
}

/// Never a bare percentage: an interval with what it is made of.
fn claims(tally: &Tally) -> String {
    let Some([from, to]) = tally.interval else { return "claims no incident of this store".to_owned() };
    format!(
        "claims {}: {} confirmed, {} refuted, {} open; the share of true claims lies in [{from:.2}, {to:.2}]",
        count(tally.n, "incident"),
        tally.confirmed,
        tally.refuted,
        tally.open
    )
}
