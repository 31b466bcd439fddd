//! `sextant decisions`: what persons decided, and the line that every decision prints.

use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{day, plain, short};
use crate::print::{self, json};
use sextant_model::{Decision, DecisionId, DecisionKind, IncidentId, Says};
use std::io::Write;

/// Lists decisions, oldest first, those taken back among them.
#[derive(Debug, clap::Args)]
pub struct Decisions {}

impl Decisions {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let decisions = globals.reading()?.decisions()?;
        let mut out = print::out();
        for decision in &decisions {
            if globals.json {
                json(&mut out, decision)?;
            } else {
                let (at, by) = (day(Some(decision.recorded)), plain(&decision.by));
                writeln!(out, "{}  {at}  {by}  {}: {}", decision.id, words(decision), plain(&decision.reason))?;
            }
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

fn words(decision: &Decision) -> String {
    match &decision.kind {
        DecisionKind::Join { into, others } => {
            format!("join {} into {}", others.iter().map(short).collect::<Vec<_>>().join(" "), short(into))
        }
        DecisionKind::Split { from, documents, into } => {
            let documents = documents.iter().map(short).collect::<Vec<_>>().join(" ");
            format!("split {documents} from {} into {}", short(from), short(into))
        }
        DecisionKind::Distinct { a, b } => format!("{} and {} are not one", short(a), short(b)),
        DecisionKind::Alias { name, alias, source } => {
            let source = source.as_ref().map_or(String::new(), |source| format!(" (says {})", plain(source)));
            format!("{} is also called {}{source}", plain(name), plain(alias))
        }
        DecisionKind::Judgement(judgement) => {
            let on = judgement.incidents.iter().map(short).collect::<Vec<_>>().join(" ");
            let says = match &judgement.says {
                Says::Evidence { ratio, .. } => format!("evidence ×{ratio}"),
                Says::Override { p, until } => format!("override {p} until {until}"),
                Says::Outcome { linked, on } => {
                    format!("outcome of {on}: {}", if *linked { "linked" } else { "not linked" })
                }
            };
            format!("{says} on {on} (tlp:{})", judgement.tlp)
        }
        DecisionKind::Undo { decision } => format!("undo {decision}"),
    }
}

/// Prints what was decided.
///
/// # Errors
/// When standard output is closed.
pub fn tell(decision: DecisionId, incident: Option<IncidentId>, as_json: bool) -> Outcome {
    let mut out = print::out();
    if as_json {
        json(&mut out, &serde_json::json!({ "decision": decision, "incident": incident }))?;
    } else {
        let on = incident.map_or(String::new(), |incident| format!("  incident {incident}"));
        writeln!(out, "decision {decision}{on}")?;
    }
    out.flush()?;
    Ok(Exit::Done)
}
