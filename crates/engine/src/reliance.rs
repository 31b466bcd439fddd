//! How far each source is relied on, learnt from what was settled in the store: asked only where words of sources are
//! weighed against one another. What was settled is kept until something is written; whose words are asked about is left out
//! of it anew.

use crate::query::visible_dossier;
use crate::{Engine, Result, gate};
use sextant_model::*;
use sextant_reason::linkage::Subject;
use sextant_reason::reliability::Reliance;
use sextant_store::ListQuery;
use std::collections::BTreeSet;

/// Of how many incidents that are confirmed, and how many that are denied, those that changed last are learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// For whom, as of when, and from how many incidents.
pub(crate) type Settled = (Option<Tlp>, Clock, Option<Instant>, Window);

impl Engine {
    /// How far each source is relied on where it speaks of some incidents, going by what this audience may know by then of
    /// others.
    pub(crate) fn reliance(
        &self,
        on: impl IntoIterator<Item = IncidentId>,
        as_of: AsOf,
        audience: Option<Tlp>,
        window: Window,
    ) -> Result<Reliance> {
        let weigh = |settled: &Vec<Subject>| settled.iter().map(|subject| subject.claims.len() + 10).sum();
        let make = || self.settled(as_of, audience, window);
        let settled = self.kept(&self.fresh.settled, (audience, as_of.clock, as_of.until, window), weigh, make)?;
        let on: BTreeSet<IncidentId> = on.into_iter().collect();
        let others = settled.iter().filter(|subject| !on.contains(&subject.record.id));
        Ok(Reliance::of(others, &self.sources()?))
    }

    fn settled(&self, as_of: AsOf, audience: Option<Tlp>, window: Window) -> Result<Vec<Subject>> {
        let mut settled = Vec::new();
        for standing in [Standing::Confirmed, Standing::Denied] {
            let dossiers = self.newest(standing, window.incidents(), &BTreeSet::new(), as_of, audience)?;
            settled.extend(dossiers.into_iter().map(|dossier| Subject::of(dossier, as_of)));
        }
        Ok(settled)
    }

    /// What an audience may know of the incidents of one standing that changed last, some left out.
    pub(crate) fn newest(
        &self,
        standing: Standing,
        most: usize,
        but: &BTreeSet<IncidentId>,
        as_of: AsOf,
        audience: Option<Tlp>,
    ) -> Result<Vec<Dossier>> {
        let list = ListQuery {
            as_of,
            audience: gate::level(audience),
            standing: Some(standing),
            limit: most,
            ..ListQuery::default()
        };
        let lines = self.ask(|ledger| Ok(ledger.summaries(&list)?))?.summaries;
        let others = lines.into_iter().filter(|line| !but.contains(&line.id));
        let known = others.map(|line| self.ask(|ledger| visible_dossier(ledger, line.id, as_of, audience)));
        known.filter_map(Result::transpose).collect()
    }
}
