//! What stands on the page for whoever looks: what changed since they last did, notes, and whether they may work.

use crate::answers::Answers;
use crate::pages::work::may;
use crate::visitor::Viewer;
use sextant_engine::work::Note;
use sextant_engine::{Result, gate};
use sextant_model::record::{HistoryEntry, Record};
use sextant_model::{AsOf, Clock, Instant, Tlp};

/// Changes named; the rest are counted.
const NAMED: usize = 6;

/// Who looks.
#[derive(Debug, Clone)]
pub struct Asker {
    name: String,
    audience: Option<Tlp>,
    works: bool,
}

impl Asker {
    /// From who asks.
    pub fn of(viewer: &Viewer) -> Self {
        Self { name: viewer.0.name().to_owned(), audience: viewer.audience(), works: may(viewer) }
    }
}

/// What stands there for one person.
#[derive(Debug, Default)]
pub struct Desk {
    /// Whether the store keeps anything for them.
    pub kept: bool,
    /// Whether they may change what is known.
    pub works: bool,
    /// Up to when they have seen what is known.
    pub seen: Option<Instant>,
    /// The first of what this store has learnt since.
    pub fresh: Vec<HistoryEntry>,
    /// How many more there are.
    pub more: usize,
    /// Notes that they may read.
    pub notes: Vec<Note>,
    /// Labels that they may give a note.
    pub labels: Vec<Tlp>,
    name: String,
    all: bool,
}

impl Desk {
    /// Of one person, for a record as now known.
    pub fn of(answers: &dyn Answers, record: &Record, asker: &Asker) -> Result<Self> {
        let Some(engine) = answers.engine() else { return Ok(Self::default()) };
        let seen = engine.seen(record.id, &asker.name)?;
        let mut fresh = Vec::new();
        if let Some(seen) = seen {
            // By the store's own clock: what came out long ago may have been learnt since.
            let learnt = AsOf { until: None, clock: Clock::Recorded };
            let record = answers.incident(record.id, learnt, asker.audience)?;
            let history = record.map(|record| record.history).unwrap_or_default();
            fresh = history.into_iter().filter(|entry| entry.at > seen).collect();
            fresh.reverse();
        }
        let more = fresh.len().saturating_sub(NAMED);
        fresh.truncate(NAMED);
        Ok(Self {
            kept: true,
            works: asker.works,
            seen,
            fresh,
            more,
            notes: engine.notes(record.id, asker.audience)?,
            labels: Tlp::ALL.into_iter().filter(|label| gate::may_see(*label, asker.audience)).collect(),
            name: asker.name.clone(),
            all: gate::may_see(Tlp::Red, asker.audience),
        })
    }

    /// Whether they may remove a note.
    pub fn owns(&self, note: &Note) -> bool {
        self.works && (self.all || note.by == self.name)
    }
}
