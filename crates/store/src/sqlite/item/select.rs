//! Which items are wanted: each question goes along an index and ends at its limit.

use super::super::SqliteLedger;
use super::super::convert::tlp_level;
use super::super::fault::Explain;
use super::State;
use super::neighbours::Sibling;
use crate::*;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

impl SqliteLedger {
    pub(super) fn find_items(&self, selection: &Selection) -> Result<Vec<i64>> {
        let Some(number) = self.collection_number(&selection.collection)? else { return Ok(Vec::new()) };
        let search = Search { ledger: self, number, selection };
        let mut found = BTreeSet::new();
        if selection.ids.is_empty() {
            let places = &selection.versions;
            if places.all || places.first || places.last {
                search.by_state(&mut found)?;
            }
            if !places.all && !places.at.is_empty() {
                search.by_version(&mut found)?;
            }
        } else {
            search.by_id(&mut found)?;
        }
        Ok(found.into_iter().take(selection.limit).collect())
    }

    pub(super) fn show_items(
        &self,
        items: &[i64],
        whole: bool,
        take: &mut dyn FnMut(Item, &[u8]) -> bool,
    ) -> Result<()> {
        let mut statement = self.cached(if whole {
            "SELECT added, id, shown, state, body FROM item WHERE added = ?1"
        } else {
            "SELECT added, id, shown, state, x'' FROM item WHERE added = ?1"
        })?;
        for added in items {
            let mut rows = statement.query([added]).explain(self)?;
            let Some(row) = rows.next().explain(self)? else { continue };
            let item = item(row).explain(self)?;
            let body = row.get_ref(4).and_then(|value| Ok(value.as_blob()?)).explain(self)?;
            if !take(item, body) {
                break;
            }
        }
        Ok(())
    }
}

fn item(row: &rusqlite::Row<'_>) -> rusqlite::Result<Item> {
    let newest_spec = State::of(row.get(3)?).newest_spec;
    Ok(Item { added: row.get(0)?, id: row.get(1)?, shown: row.get(2)?, newest_spec })
}

struct Search<'a> {
    ledger: &'a SqliteLedger,
    number: i64,
    selection: &'a Selection,
}

impl Search<'_> {
    fn after(&self) -> i64 {
        self.selection.after.unwrap_or(i64::MIN)
    }

    fn audience(&self) -> i64 {
        tlp_level(self.selection.audience)
    }

    fn limit(&self) -> i64 {
        i64::try_from(self.selection.limit).unwrap_or(i64::MAX)
    }

    /// Labels and states that items of the collection (and type) have, each once: a jump along the index for each.
    fn states(&self, kind: Option<&str>) -> Result<Vec<(i64, i64)>> {
        let mut states = Vec::new();
        for label in 0..=self.audience() {
            let mut last = -1;
            while let Some(next) = self.next_state(kind, label, last)? {
                states.push((label, next));
                last = next;
            }
        }
        Ok(states)
    }

    /// The next state after `last` under one label. Asked label by label: over both columns at once the database would
    /// walk through all items of a label to find that there is no other state.
    fn next_state(&self, kind: Option<&str>, label: i64, last: i64) -> Result<Option<i64>> {
        let sql = if kind.is_some() {
            "SELECT state FROM item INDEXED BY item_type WHERE collection = ?1 AND type = ?2 AND tlp = ?3 AND state > ?4
             AND hidden IS NULL ORDER BY state LIMIT 1"
        } else {
            "SELECT state FROM item INDEXED BY item_state WHERE collection = ?1 AND ?2 IS NULL AND tlp = ?3 AND state > ?4
             AND hidden IS NULL ORDER BY state LIMIT 1"
        };
        self.ledger
            .cached(sql)?
            .query_row(params![self.number, kind, label, last], |row| row.get(0))
            .optional()
            .explain(self.ledger)
    }

    fn by_state(&self, found: &mut BTreeSet<i64>) -> Result<()> {
        if self.selection.kinds.is_empty() {
            return self.of_kind(None, found);
        }
        self.selection.kinds.iter().try_for_each(|kind| self.of_kind(Some(kind), found))
    }

    fn of_kind(&self, kind: Option<&str>, found: &mut BTreeSet<i64>) -> Result<()> {
        for (label, number) in self.states(kind)? {
            let state = State::of(number);
            if state.mixed || state.wanted(self.selection) {
                self.in_state(kind, label, number, found)?;
            }
        }
        Ok(())
    }

    fn in_state(&self, kind: Option<&str>, label: i64, number: i64, found: &mut BTreeSet<i64>) -> Result<()> {
        let sql = if kind.is_some() {
            "SELECT added FROM item INDEXED BY item_type WHERE collection = ?1 AND type = ?2 AND tlp = ?3 AND state = ?4
             AND added > ?5 AND hidden IS NULL ORDER BY added"
        } else {
            "SELECT added FROM item INDEXED BY item_state WHERE collection = ?1 AND ?2 IS NULL AND tlp = ?3
             AND state = ?4 AND added > ?5 AND hidden IS NULL ORDER BY added"
        };
        let mut statement = self.ledger.cached(sql)?;
        let mut rows = statement.query(params![self.number, kind, label, number, self.after()]).explain(self.ledger)?;
        let (mut taken, mixed) = (0, State::of(number).mixed);
        while let Some(row) = rows.next().explain(self.ledger)? {
            let added = row.get(0).explain(self.ledger)?;
            if mixed && !self.wanted_among_all(added)? {
                continue;
            }
            found.insert(added);
            taken += 1;
            if taken >= self.selection.limit {
                break;
            }
        }
        Ok(())
    }

    /// Whether an item is wanted that has versions of both standards beside it.
    fn wanted_among_all(&self, added: i64) -> Result<bool> {
        let id: String = self
            .ledger
            .cached("SELECT id FROM item WHERE added = ?1")?
            .query_row([added], |row| row.get(0))
            .explain(self.ledger)?;
        let siblings = self.ledger.siblings(self.number, &id)?;
        Ok(self.wanted_of(&siblings).any(|sibling| sibling.added == added))
    }

    /// The wanted ones among all versions of an object, whatever they are dated.
    fn wanted_of<'s>(&self, siblings: &'s [Sibling]) -> impl Iterator<Item = &'s Sibling> {
        let seen: Vec<&Sibling> = siblings.iter().filter(|sibling| sibling.label <= self.audience()).collect();
        let new = seen.iter().any(|sibling| sibling.state.newest_spec);
        let fits = |sibling: &&Sibling| match self.selection.specs {
            Specs::Newest => sibling.state.newest_spec == new,
            Specs::These { old, new } => {
                if sibling.state.newest_spec {
                    new
                } else {
                    old
                }
            }
        };
        let seen: Vec<&Sibling> = seen.into_iter().filter(fits).collect();
        let versions = self.selection.versions.clone();
        let (first, last) = (seen.first().map(|s| s.added), seen.last().map(|s| s.added));
        seen.into_iter().filter(move |sibling| {
            versions.all
                || (versions.first && first == Some(sibling.added))
                || (versions.last && last == Some(sibling.added))
                || versions.at.contains(&sibling.version)
        })
    }

    fn by_id(&self, found: &mut BTreeSet<i64>) -> Result<()> {
        for id in &self.selection.ids {
            let kind = id.split_once("--").map_or("", |(kind, _)| kind);
            if !self.selection.kinds.is_empty() && !self.selection.kinds.iter().any(|wanted| wanted == kind) {
                continue;
            }
            let siblings = self.ledger.siblings(self.number, id)?;
            found.extend(self.wanted_of(&siblings).map(|sibling| sibling.added).filter(|added| *added > self.after()));
        }
        Ok(())
    }

    fn by_version(&self, found: &mut BTreeSet<i64>) -> Result<()> {
        for version in &self.selection.versions.at {
            for label in 0..=self.audience() {
                self.of_version(version, label, found)?;
            }
        }
        Ok(())
    }

    fn of_version(&self, version: &str, label: i64, found: &mut BTreeSet<i64>) -> Result<()> {
        let mut statement = self.ledger.cached(
            "SELECT added, type, state FROM item INDEXED BY item_version WHERE collection = ?1 AND version = ?2
             AND tlp = ?3 AND added > ?4 AND hidden IS NULL ORDER BY added",
        )?;
        let mut rows = statement.query(params![self.number, version, label, self.after()]).explain(self.ledger)?;
        let mut taken = 0;
        while let Some(row) = rows.next().explain(self.ledger)? {
            let kind: String = row.get(1).explain(self.ledger)?;
            let state = State::of(row.get(2).explain(self.ledger)?);
            let added = row.get(0).explain(self.ledger)?;
            let all = Selection { versions: Versions { all: true, ..Versions::default() }, ..self.selection.clone() };
            let of_kind = self.selection.kinds.is_empty() || self.selection.kinds.contains(&kind);
            let fits = if state.mixed { self.wanted_among_all(added)? } else { state.wanted(&all) };
            if of_kind && fits {
                found.insert(added);
                taken += 1;
            }
            if taken >= self.limit() {
                break;
            }
        }
        Ok(())
    }
}
