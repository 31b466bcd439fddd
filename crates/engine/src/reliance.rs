//! How far each source is relied on, learnt from what was settled in the store: asked only where words of sources are
//! weighed against one another, and kept until something is written.

use crate::query::visible_dossier;
use crate::{Engine, Result, gate};
use sextant_model::*;
use sextant_reason::linkage::Subject;
use sextant_reason::reliability::Reliance;
use sextant_store::ListQuery;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

/// Of how many incidents that are confirmed, and how many that are denied, those that changed last are learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Window {
    /// Where a record is looked at, which must not take longer for it than a page may.
    Record,
    /// Where links are weighed.
    Assessment,
}

impl Window {
    fn incidents(self) -> usize {
        match self {
            Self::Record => 2,
            Self::Assessment => 24,
        }
    }
}

/// Answers kept at most.
const MOST_KEPT: usize = 16;

/// For whom, as of when, and on which incidents: what was settled of those themselves is not learnt from.
type Asked = (Option<Tlp>, &'static str, Option<Instant>, BTreeSet<IncidentId>, Window);

/// What was learnt, by the state of the store that it was learnt from.
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    entries: u64,
    kept: BTreeMap<Asked, Arc<Reliance>>,
}

impl Engine {
    /// How far each source is relied on where it speaks of some incidents, going by what this audience may know by then of
    /// others.
    pub(crate) fn reliance(
        &self,
        on: impl IntoIterator<Item = IncidentId>,
        as_of: AsOf,
        audience: Option<Tlp>,
        window: Window,
    ) -> Result<Arc<Reliance>> {
        let entries = self.ask(|ledger| Ok(ledger.counts()?.entries))?;
        let on: BTreeSet<IncidentId> = on.into_iter().collect();
        let asked = (audience, as_of.clock.as_str(), as_of.until, on, window);
        let lock = || self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
        let held = Some(lock()).filter(|learnt| learnt.entries == entries).and_then(|l| l.kept.get(&asked).cloned());
        if let Some(held) = held {
            return Ok(held);
        }
        let reliance = Arc::new(self.learn(&asked.3, as_of, audience, window)?);
        let mut learnt = lock();
        if learnt.entries != entries || learnt.kept.len() >= MOST_KEPT {
            *learnt = Learnt { entries, kept: BTreeMap::new() };
        }
        learnt.kept.insert(asked, Arc::clone(&reliance));
        Ok(reliance)
    }

    fn learn(
        &self,
        but: &BTreeSet<IncidentId>,
        as_of: AsOf,
        audience: Option<Tlp>,
        window: Window,
    ) -> Result<Reliance> {
        let mut subjects = Vec::new();
        for standing in [Standing::Confirmed, Standing::Denied] {
            let list = ListQuery {
                as_of,
                audience: gate::level(audience),
                standing: Some(standing),
                limit: window.incidents(),
                ..ListQuery::default()
            };
            let lines = self.ask(|ledger| Ok(ledger.summaries(&list)?))?.summaries;
            for line in lines.into_iter().filter(|line| !but.contains(&line.id)) {
                let dossier = self.ask(|ledger| visible_dossier(ledger, line.id, as_of, audience))?;
                subjects.extend(dossier.map(|dossier| Subject::of(dossier, as_of)));
            }
        }
        Ok(Reliance::of(&subjects, &self.sources()?))
    }
}
