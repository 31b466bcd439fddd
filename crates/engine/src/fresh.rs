//! What was made of the store a moment ago, as long as the store stays as it is. Any commit of any process ends it all: SQLite
//! itself tells whether there was one. Everything is kept under the audience that it was made for, and asked for under
//! it: nothing crosses from one to another.

use crate::{Engine, Result};
use sextant_model::{Claim, ClaimId, Clock, IncidentId, Instant, Record, Tlp};
use sextant_store::SqliteLedger;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Weight of the records kept of one sort, in claims: some tens of megabytes.
const RECORDS: usize = 16_000;
/// Weight of all that is made of records.
const TEXTS: usize = 12_000;

/// A record without what others' words put in doubt, and which of its claims were withdrawn.
pub(crate) type Folded = (Record, BTreeSet<ClaimId>);
/// An incident as an audience has it.
pub(crate) type Of = (IncidentId, Option<Instant>, Clock, Option<Tlp>);

/// What is kept.
#[derive(Debug, Default)]
pub(crate) struct Fresh {
    /// A connection that never writes: it sees every commit of the others.
    watch: Mutex<Option<SqliteLedger>>,
    /// Records.
    pub(crate) folded: Shelf<Of, Option<Arc<Folded>>, RECORDS>,
    /// Records with how likely each value is.
    pub(crate) weighed: Shelf<Of, Option<crate::view::WeighedRecord>, RECORDS>,
    /// What was settled, which sources are judged by.
    pub(crate) settled: Shelf<crate::reliance::Settled, Vec<sextant_reason::linkage::Subject>, RECORDS>,
    /// How incidents were told.
    pub(crate) stories: Shelf<(IncidentId, Option<Tlp>), Option<crate::news::story::Story>, TEXTS>,
    /// Briefs of days.
    pub(crate) briefs: Shelf<(Option<Instant>, Instant, Clock, Option<Tlp>), crate::news::brief::Brief, TEXTS>,
}

/// Values of one state of the store, those asked for last.
#[derive(Debug)]
pub(crate) struct Shelf<K, V, const MOST: usize>(Mutex<Kept<K, V>>);

#[derive(Debug)]
struct Kept<K, V> {
    state: i64,
    asked: u64,
    weight: usize,
    values: HashMap<K, (u64, usize, Arc<V>)>,
}

impl<K, V, const MOST: usize> Default for Shelf<K, V, MOST> {
    fn default() -> Self {
        Self(Mutex::new(Kept { state: 0, asked: 0, weight: 0, values: HashMap::new() }))
    }
}

impl<K: Eq + Hash + Clone, V, const MOST: usize> Shelf<K, V, MOST> {
    fn find(&self, state: i64, key: &K) -> Option<Arc<V>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.state != state {
            return None;
        }
        kept.asked += 1;
        let asked = kept.asked;
        kept.values.get_mut(key).map(|(last, _, value)| {
            *last = asked;
            Arc::clone(value)
        })
    }

    /// Takes a value in, and leaves out those that were not asked for longest.
    fn keep(&self, state: i64, key: K, value: &Arc<V>, weight: usize) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.state != state {
            *kept = Kept { state, asked: 0, weight: 0, values: HashMap::new() };
        }
        if weight > MOST {
            return;
        }
        kept.asked += 1;
        let asked = kept.asked;
        if let Some((_, before, _)) = kept.values.insert(key, (asked, weight, Arc::clone(value))) {
            kept.weight -= before;
        }
        kept.weight += weight;
        while kept.weight > MOST {
            let oldest = kept.values.iter().min_by_key(|(_, (last, ..))| *last).map(|(key, _)| key.clone());
            let Some((_, gone, _)) = oldest.and_then(|key| kept.values.remove(&key)) else { break };
            kept.weight -= gone;
        }
    }
}

impl Engine {
    /// A number that changes with every commit of any process.
    fn state(&self) -> Result<i64> {
        let mut watch = self.fresh.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if watch.is_none() {
            *watch = Some(SqliteLedger::open_read_only(self.path())?);
        }
        watch.as_ref().map_or(Ok(0), |watch| Ok(watch.data_version()?))
    }

    /// What is kept under a key of the state of now, else what `make` makes; `weigh` says how much room it takes.
    pub(crate) fn kept<K: Eq + Hash + Clone, V, const MOST: usize>(
        &self,
        shelf: &Shelf<K, V, MOST>,
        key: K,
        weigh: impl FnOnce(&V) -> usize,
        make: impl FnOnce() -> Result<V>,
    ) -> Result<Arc<V>> {
        // Asked before it is made: what is committed meanwhile ends it.
        let state = self.state()?;
        if let Some(value) = shelf.find(state, &key) {
            return Ok(value);
        }
        let value = Arc::new(make()?);
        shelf.keep(state, key, &value, weigh(&value));
        Ok(value)
    }
}

/// The weight of some claims and of what is folded from them.
pub(crate) fn weight(claims: &Option<Vec<Claim>>) -> usize {
    claims.as_ref().map_or(0, Vec::len) + 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_longest_goes_first_and_another_state_ends_all() {
        let shelf: Shelf<&str, usize, 10> = Shelf::default();
        let keep = |state, key, weight| shelf.keep(state, key, &Arc::new(weight), weight);
        keep(1, "a", 4);
        keep(1, "b", 4);
        assert_eq!(shelf.find(1, &"a").as_deref(), Some(&4));
        keep(1, "c", 4);
        assert_eq!((shelf.find(1, &"b"), shelf.find(1, &"a").as_deref()), (None, Some(&4)));
        keep(1, "whale", 11);
        assert_eq!((shelf.find(1, &"whale"), shelf.find(1, &"c").as_deref()), (None, Some(&4)));
        assert_eq!(shelf.find(2, &"a"), None);
        keep(2, "d", 1);
        assert_eq!((shelf.find(1, &"a"), shelf.find(2, &"d").as_deref()), (None, Some(&1)));
    }
}
