//! Collections and their items.
//!
//! The `state` of an item says whether it is the first or the last version of its object for any audience, so that an
//! index answers which items a page holds: `newer` is the least strict label among later versions of the object in the
//! collection, `older` among earlier ones, [`NONE`] where there are none. An item is the last version for an audience
//! that may see it and no later one. Where an object is there in both versions of the standard (`mixed`), the items
//! that are wanted are found by looking at all of its versions.

mod collection;
mod neighbours;
mod select;
mod write;

use super::SqliteLedger;
use super::convert::{Hash, hash_of, tlp_level};
use super::fault::Explain;
use crate::*;
use sextant_model::*;

/// No version stands there.
const NONE: i64 = 5;

/// What stands before and after an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    newest_spec: bool,
    mixed: bool,
    newer: i64,
    older: i64,
}

impl State {
    /// Of the only version of an object.
    fn alone(newest_spec: bool) -> Self {
        Self { newest_spec, mixed: false, newer: NONE, older: NONE }
    }

    fn of(number: i64) -> Self {
        Self {
            newest_spec: number / 200 == 1,
            mixed: number / 100 % 2 == 1,
            newer: number / 10 % 10,
            older: number % 10,
        }
    }

    fn number(self) -> i64 {
        i64::from(self.newest_spec) * 200 + i64::from(self.mixed) * 100 + self.newer * 10 + self.older
    }

    /// Whether an item in this state is wanted, if it is its version alone that decides.
    fn wanted(self, selection: &Selection) -> bool {
        let audience = tlp_level(selection.audience);
        let spec = match selection.specs {
            Specs::Newest => true,
            Specs::These { old, new } => (self.newest_spec && new) || (!self.newest_spec && old),
        };
        let versions = &selection.versions;
        let place = (versions.last && self.newer > audience) || (versions.first && self.older > audience);
        spec && (versions.all || place)
    }
}

/// Covers what the item is and says.
fn hash(collection: &str, added: i64, object: &[&str; 3], label: i64, bytes: &[u8]) -> Hash {
    let [id, version, kind] = object.map(str::as_bytes);
    hash_of(&[b"item", collection.as_bytes(), &added.to_le_bytes(), id, version, kind, &label.to_le_bytes(), bytes])
}

/// A date as it is told: six digits of a second, and `Z`.
fn told(added: i64) -> String {
    Instant::from_microsecond(added).map_or_else(|_| added.to_string(), |at| format!("{at:.6}"))
}

impl SqliteLedger {
    /// Recomputes the digest of every item.
    pub(super) fn check_items(&self, take: &mut dyn FnMut(super::audit::Checked)) -> Result<()> {
        let names = self.collection_numbers()?;
        let mut statement = self.cached(
            "SELECT added, collection, id, version, type, tlp, body, entry, hash, forgotten IS NOT NULL FROM item
             ORDER BY added",
        )?;
        let mut rows = statement.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let (added, number): (i64, i64) = (row.get(0).explain(self)?, row.get(1).explain(self)?);
            let collection = names.iter().find(|(_, known)| *known == number).map_or("", |(id, _)| id.as_str());
            let mut words = [""; 3];
            for (column, word) in (2..).zip(&mut words) {
                *word = row.get_ref(column).and_then(|value| Ok(value.as_str()?)).explain(self)?;
            }
            let label = row.get(5).explain(self)?;
            let body = row.get_ref(6).and_then(|value| Ok(value.as_blob()?)).explain(self)?;
            let emptied: bool = row.get(9).explain(self)?;
            let now = (!emptied).then(|| hash(collection, added, &words, label, body));
            take(super::audit::Checked::read(row, 7, now, "item", words[0].to_owned()).explain(self)?);
        }
        Ok(())
    }
}

impl Collections for SqliteLedger {
    fn set_collection(&mut self, collection: &Collection, by: &str, recorded: Instant) -> Result<()> {
        self.whole(|l| l.state_collection(collection, by, recorded))
    }

    fn remove_collection(&mut self, id: &str, by: &str, recorded: Instant) -> Result<usize> {
        self.whole(|l| l.take_away_collection(id, by, recorded))
    }

    fn receive(&mut self, delivery: &Delivery, status: &dyn Fn(&[Received]) -> Status) -> Result<Vec<Received>> {
        self.whole(|l| {
            let received = l.take_in(delivery, "receive")?;
            l.keep_status(&status(&received), delivery.recorded)?;
            Ok(received)
        })
    }

    fn publish(&mut self, publishing: &Publishing) -> Result<(usize, usize)> {
        self.whole(|l| l.replace_publication(publishing))
    }

    fn hide(&mut self, hiding: &Hiding) -> Result<()> {
        self.whole(|l| l.take_out(hiding))
    }

    fn set_learnt(&mut self, added: i64) -> Result<()> {
        self.whole(|l| {
            let set = l.cached("INSERT OR REPLACE INTO meta VALUES ('learnt', ?1)")?.execute([added.to_string()]);
            set.map(drop).explain(l)
        })
    }

    fn collections(&self) -> Result<Vec<Collection>> {
        self.read_collections()
    }

    fn select(&self, selection: &Selection) -> Result<Vec<i64>> {
        self.find_items(selection)
    }

    fn visit(&self, items: &[i64], whole: bool, take: &mut dyn FnMut(Item, &[u8]) -> bool) -> Result<()> {
        self.show_items(items, whole, take)
    }

    fn holds(&self, collection: &str, id: &str, audience: Tlp) -> Result<bool> {
        let Some(number) = self.collection_number(collection)? else { return Ok(false) };
        // By its id: left to choose, the database would go through every item of the labels.
        let mut held = self.cached(
            "SELECT 1 FROM item INDEXED BY item_id WHERE collection = ?1 AND id = ?2 AND tlp <= ?3 AND hidden IS NULL
             LIMIT 1",
        )?;
        held.exists(rusqlite::params![number, id, tlp_level(audience)]).explain(self)
    }

    fn status(&self, id: &str) -> Result<Option<Status>> {
        self.read_status(id)
    }

    fn unlearnt(&self, limit: usize) -> Result<Vec<(i64, Tlp, Vec<u8>)>> {
        self.read_unlearnt(limit)
    }

    fn waiting(&self, kind: &str) -> Result<Vec<Vec<u8>>> {
        self.read_waiting(kind)
    }

    fn waiting_object(&self, id: &str) -> Result<Option<(Tlp, Vec<u8>)>> {
        self.read_waiting_object(id)
    }

    fn last_added(&self) -> Result<i64> {
        let last: Option<i64> =
            self.cached("SELECT max(added) FROM item")?.query_row([], |row| row.get(0)).explain(self)?;
        Ok(last.unwrap_or(0))
    }

    fn publications(&self) -> Result<Vec<(IncidentId, Tlp)>> {
        self.read_publications()
    }
}
