//! What stands before and after an item among the versions of its object.

use super::super::SqliteLedger;
use super::super::fault::Explain;
use super::{NONE, State};
use crate::*;
use rusqlite::{OptionalExtension, params};

/// An item among the versions of its object.
#[derive(Debug, Clone)]
pub(super) struct Sibling {
    pub added: i64,
    pub version: String,
    pub label: i64,
    pub state: State,
}

/// An item that is being put in.
pub(super) struct Place<'a> {
    pub collection: i64,
    pub id: &'a str,
    pub version: &'a str,
    pub label: i64,
    pub newest_spec: bool,
}

fn sibling(row: &rusqlite::Row<'_>) -> rusqlite::Result<Sibling> {
    Ok(Sibling { added: row.get(0)?, version: row.get(1)?, label: row.get(2)?, state: State::of(row.get(3)?) })
}

impl SqliteLedger {
    /// All versions of an object that are there, oldest first.
    pub(super) fn siblings(&self, collection: i64, id: &str) -> Result<Vec<Sibling>> {
        let mut statement = self.cached(
            "SELECT added, version, tlp, state FROM item WHERE collection = ?1 AND id = ?2 AND hidden IS NULL
             ORDER BY version, added",
        )?;
        let rows = statement.query_map(params![collection, id], sibling).explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    /// The version next to a place: the last before it, or the first after it.
    fn next(&self, place: &Place<'_>, version: &str, after: bool) -> Result<Option<Sibling>> {
        let sql = if after {
            "SELECT added, version, tlp, state FROM item WHERE collection = ?1 AND id = ?2 AND version > ?3
             AND hidden IS NULL ORDER BY version LIMIT 1"
        } else {
            "SELECT added, version, tlp, state FROM item WHERE collection = ?1 AND id = ?2 AND version < ?3
             AND hidden IS NULL ORDER BY version DESC LIMIT 1"
        };
        self.cached(sql)?.query_row(params![place.collection, place.id, version], sibling).optional().explain(self)
    }

    /// The state of a new version, with those of its neighbours brought up to date. Labels only get stricter towards
    /// the place, so the walk ends at the first version that is told of an audience as wide already: many versions of
    /// one object cost no more each.
    pub(super) fn settle(&self, place: &Place<'_>) -> Result<State> {
        let (before, after) = (self.next(place, place.version, false)?, self.next(place, place.version, true)?);
        let near = |side: &Option<Sibling>, beyond: fn(&State) -> i64| {
            side.as_ref().map_or(NONE, |sibling| sibling.label.min(beyond(&sibling.state)))
        };
        let some = before.as_ref().or(after.as_ref()).map(|sibling| sibling.state);
        let mut state = State {
            newest_spec: place.newest_spec,
            mixed: some.is_some_and(|other| other.mixed),
            newer: near(&after, |state| state.newer),
            older: near(&before, |state| state.older),
        };
        self.walk(place, before, false)?;
        self.walk(place, after, true)?;
        if some.is_some_and(|other| !other.mixed && other.newest_spec != place.newest_spec) {
            state.mixed = true;
            for mut sibling in self.siblings(place.collection, place.id)? {
                sibling.state.mixed = true;
                self.set_state(&sibling)?;
            }
        }
        Ok(state)
    }

    fn walk(&self, place: &Place<'_>, mut at: Option<Sibling>, after: bool) -> Result<()> {
        while let Some(mut sibling) = at {
            let told = if after { &mut sibling.state.older } else { &mut sibling.state.newer };
            if *told <= place.label {
                break;
            }
            *told = place.label;
            self.set_state(&sibling)?;
            at = self.next(place, &sibling.version, after)?;
        }
        Ok(())
    }

    fn set_state(&self, sibling: &Sibling) -> Result<()> {
        self.cached("UPDATE item SET state = ?2 WHERE added = ?1")?
            .execute([sibling.added, sibling.state.number()])
            .map(drop)
            .explain(self)
    }

    /// The states of all versions of an object, after some were taken out.
    pub(super) fn settle_again(&self, collection: i64, id: &str) -> Result<()> {
        let mut siblings = self.siblings(collection, id)?;
        let mixed = siblings.iter().any(|s| s.state.newest_spec) && siblings.iter().any(|s| !s.state.newest_spec);
        let mut older = NONE;
        for sibling in &mut siblings {
            (sibling.state.older, sibling.state.mixed) = (older, mixed);
            older = older.min(sibling.label);
        }
        let mut newer = NONE;
        for sibling in siblings.iter_mut().rev() {
            sibling.state.newer = newer;
            newer = newer.min(sibling.label);
        }
        siblings.iter().try_for_each(|sibling| self.set_state(sibling))
    }
}
