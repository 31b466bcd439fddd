//! `sextant assessment`: what a person adds to whether incidents are linked.

use super::shared::Signed;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use clap::Args;
use jiff::civil::Date;
use sextant_engine::Engine;
use sextant_model::{IncidentId, Judgement, Says, Tlp};

/// What a person adds to an assessment. Each is a decision with a name and a reason, and `undo` takes it back.
#[derive(Debug, clap::Subcommand)]
pub enum Assessment {
    /// Adds evidence that no document holds, with its ratio.
    #[command(after_help = "Example:
  sextant assessment evidence 3f2a9c10 77b01e5d --ratio 4 --known-from 2025-05-20 --reason 'same build of the loader, seen by us'")]
    Evidence {
        #[command(flatten)]
        on: On,
        /// How much likelier it is if they were done by the same operators than if not: below 1 it speaks against.
        #[arg(long, value_name = "R", allow_negative_numbers = true)]
        ratio: f64,
        /// The day on which it was known [default: today].
        #[arg(long, value_name = "DAY")]
        known_from: Option<Date>,
        /// The origin that it is of, where evidence of that origin is there already: together they have one vote.
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// Puts a probability beside the computed one, until a day.
    #[command(after_help = "Example:
  sextant assessment override 3f2a9c10 77b01e5d --p 0.6 --until 2025-06-30 --reason 'told in confidence by the victim'")]
    Override {
        #[command(flatten)]
        on: On,
        /// That any two of them were done by the same operators.
        #[arg(long, value_name = "P", allow_negative_numbers = true)]
        p: f64,
        /// The last day on which it holds.
        #[arg(long, value_name = "DAY")]
        until: Date,
        #[command(flatten)]
        signed: Signed,
    },
    /// Says how it was, and scores the answer of the day before.
    #[command(after_help = "Example:
  sextant assessment resolve 3f2a9c10 77b01e5d --linked --known-on 2025-11-04 --reason 'convicted of both'")]
    Resolve {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        how: How,
        /// The day on which that was known.
        #[arg(long, value_name = "DAY")]
        known_on: Date,
        #[command(flatten)]
        signed: Signed,
    },
}

/// On which incidents.
#[derive(Debug, Args)]
pub struct On {
    /// The incidents: their ids, or the beginnings of them.
    #[arg(value_name = "ID", num_args = 2.., required = true)]
    ids: Vec<String>,
    /// Who may know of it.
    #[arg(long, value_name = "TLP", default_value = "amber")]
    tlp: Tlp,
}

/// How it was.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct How {
    /// They were the work of the same operators.
    #[arg(long)]
    linked: bool,
    /// They were not.
    #[arg(long)]
    not_linked: bool,
}

impl On {
    fn judgement(&self, engine: &Engine, says: Says) -> anyhow::Result<Judgement> {
        let found: Result<Vec<IncidentId>, _> = self.ids.iter().map(|id| engine.find_incident(id, None)).collect();
        Ok(Judgement { incidents: found?, tlp: self.tlp, says })
    }
}

impl Assessment {
    /// Does it.
    ///
    /// # Errors
    /// When an incident is unknown, a number cannot be weighed or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let (on, says, signed) = match self {
            Self::Evidence { on, ratio, known_from, group, signed } => {
                (on, Says::Evidence { ratio, known_from, group }, signed)
            }
            Self::Override { on, p, until, signed } => (on, Says::Override { p, until }, signed),
            Self::Resolve { on, how, known_on, signed } => {
                (on, Says::Outcome { linked: how.linked, on: known_on }, signed)
            }
        };
        let resolves = matches!(says, Says::Outcome { .. });
        let decision = engine.judge(on.judgement(&engine, says)?, &signed.reason, &signed.by())?;
        if !resolves {
            return super::decisions::tell(decision, None, globals.json);
        }
        let mut scored = engine.scored(None)?;
        scored.retain(|outcome| outcome.decision == decision);
        super::calibration::print(&scored, globals)?;
        eprintln!("decision {decision}; `sextant undo` takes it back");
        Ok(Exit::Done)
    }
}
