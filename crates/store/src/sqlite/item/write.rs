//! Putting items in and taking them out: one entry for what comes together.

use super::super::SqliteLedger;
use super::super::audit::{Pending, Table};
use super::super::convert::{hash_of, json, micros, tlp, tlp_level};
use super::super::fault::Explain;
use super::neighbours::Place;
use super::{State, hash, told};
use crate::*;
use rusqlite::{OptionalExtension, params};
use sextant_model::*;
use std::collections::BTreeSet;

/// How long it is told what came of a delivery: the standard asks for a day.
const TOLD_FOR: i64 = 7 * 24 * 3600 * 1_000_000;

/// What is published of an incident under a label.
#[derive(serde::Serialize, serde::Deserialize)]
struct Published {
    collection: String,
    /// The advisory that it is; none: the edition of the incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    advisory: Option<String>,
    /// The ids of its objects; none: it was withdrawn.
    objects: BTreeSet<String>,
}

impl SqliteLedger {
    pub(super) fn take_in(&self, delivery: &Delivery, action: &'static str) -> Result<Vec<Received>> {
        let number = self.number_of(&delivery.collection)?;
        let mut entry = self.entry(action, &delivery.collection, &delivery.by, delivery.recorded)?;
        // Dates of one store never go back, whatever its clock does.
        let mut date = self.last_added()?.max(micros(delivery.recorded) - 1);
        let mut received = Vec::with_capacity(delivery.objects.len());
        for object in &delivery.objects {
            let first = !self.has_items(number, &object.id)?;
            if let Some(added) = if first { None } else { self.known_item(number, object)? } {
                received.push(Received { added, known: true });
                continue;
            }
            date += 1;
            self.insert_item((number, &delivery.collection), date, (object, first), &mut entry)?;
            received.push(Received { added: date, known: false });
        }
        let fresh = received.iter().filter(|received| !received.known).count();
        if fresh > 0 {
            self.seal(entry, &format!("{fresh} objects"))?;
        }
        Ok(received)
    }

    /// Whether anything of an object is there: of most that come nothing is.
    fn has_items(&self, collection: i64, id: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM item INDEXED BY item_id WHERE collection = ?1 AND id = ?2 AND hidden IS NULL LIMIT 1";
        self.cached(sql)?.exists(params![collection, id]).explain(self)
    }

    /// The item that is this version already; of objects without versions, the last one if it says the same.
    fn known_item(&self, collection: i64, object: &Incoming) -> Result<Option<i64>> {
        if object.shown.is_some() {
            let mut same = self.cached(
                "SELECT added FROM item WHERE collection = ?1 AND id = ?2 AND version = ?3 AND hidden IS NULL LIMIT 1",
            )?;
            return same
                .query_row(params![collection, object.id, object.version], |row| row.get(0))
                .optional()
                .explain(self);
        }
        let last: Option<(i64, Vec<u8>)> = self
            .cached(
                "SELECT added, body FROM item WHERE collection = ?1 AND id = ?2 AND hidden IS NULL
                 ORDER BY version DESC LIMIT 1",
            )?
            .query_row(params![collection, object.id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .explain(self)?;
        Ok(last.filter(|(_, body)| *body == object.bytes).map(|(added, _)| added))
    }

    fn insert_item(
        &self,
        (number, collection): (i64, &str),
        added: i64,
        (object, first): (&Incoming, bool),
        entry: &mut Pending,
    ) -> Result<()> {
        // The date of an item stands for the version of an object that has none.
        let version = if object.shown.is_some() { object.version.clone() } else { dated(added) };
        let label = tlp_level(object.tlp);
        let newest_spec = object.newest_spec;
        let place = Place { collection: number, id: &object.id, version: &version, label, newest_spec };
        let state = if first { State::alone(newest_spec) } else { self.settle(&place)? };
        let hash = hash(collection, added, &[&object.id, &version, &object.kind], label, &object.bytes);
        self.cached(
            "INSERT INTO item (added, collection, id, version, shown, type, tlp, state, entry, hash, body)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
        )?
        .execute(params![
            added,
            number,
            object.id,
            version,
            object.shown,
            object.kind,
            label,
            state.number(),
            entry.seq,
            hash,
            object.bytes,
        ])
        .explain(self)?;
        entry.wrote(Table::Item, hash);
        Ok(())
    }

    pub(super) fn take_out(&self, hiding: &Hiding) -> Result<()> {
        if hiding.items.is_empty() {
            return Ok(());
        }
        let number = self.number_of(&hiding.collection)?;
        let entry = self.entry("hide", &hiding.collection, &hiding.by, hiding.recorded)?;
        let ids = self.hide_items(number, &hiding.items, entry.seq)?;
        let named: Vec<&str> = ids.iter().map(String::as_str).take(5).collect();
        self.seal(entry, &format!("{} items of {}", hiding.items.len(), named.join(", ")))
    }

    fn hide_items(&self, collection: i64, items: &[i64], entry: i64) -> Result<BTreeSet<String>> {
        let mut ids = BTreeSet::new();
        for added in items {
            let hidden: Option<String> = self
                .cached(
                    "UPDATE item SET hidden = ?3 WHERE added = ?1 AND collection = ?2 AND hidden IS NULL RETURNING id",
                )?
                .query_row([*added, collection, entry], |row| row.get(0))
                .optional()
                .explain(self)?;
            ids.extend(hidden);
        }
        ids.iter().try_for_each(|id| self.settle_again(collection, id))?;
        Ok(ids)
    }

    pub(super) fn replace_publication(&self, publishing: &Publishing) -> Result<(usize, usize)> {
        let delivery = &publishing.delivery;
        let number = self.number_of(&delivery.collection)?;
        let label = self.read_collections()?.into_iter().find(|c| c.id == delivery.collection && c.published);
        let Some(label) = label.map(|collection| collection.label) else {
            return Err(StoreError::Refused("only a collection of a label holds what is published".to_owned()));
        };
        if let Some(object) = delivery.objects.iter().find(|object| !object.tlp.allows(label)) {
            return Err(StoreError::Refused(format!("{} is TLP:{}, above TLP:{label}", object.id, object.tlp)));
        }
        let all = self.published(label)?;
        let same = |incident: &IncidentId, published: &Published| {
            *incident == publishing.incident && published.advisory == publishing.advisory
        };
        let before = all.iter().find(|(incident, published)| same(incident, published));
        let before = before.map(|(_, published)| published.objects.clone()).unwrap_or_default();
        let objects: BTreeSet<String> = delivery.objects.iter().map(|object| object.id.clone()).collect();
        let others = all.iter().filter(|(incident, published)| !same(incident, published));
        let shared: BTreeSet<&String> = others.flat_map(|(_, published)| &published.objects).collect();
        let received = self.take_in(delivery, "publish")?;
        let mut gone = Vec::new();
        for id in before.iter().filter(|id| !objects.contains(*id) && !shared.contains(id)) {
            gone.extend(self.siblings(number, id)?.into_iter().map(|sibling| sibling.added));
        }
        let fresh = received.iter().filter(|received| !received.known).count();
        if fresh == 0 && gone.is_empty() && objects == before {
            return Ok((0, 0));
        }
        let incident = publishing.incident.to_string();
        let subject = publishing.advisory.as_ref().unwrap_or(&incident);
        let mut entry = self.entry("publication", subject, &delivery.by, delivery.recorded)?;
        self.hide_items(number, &gone, entry.seq)?;
        let (collection, advisory) = (delivery.collection.clone(), publishing.advisory.clone());
        let body = json(&Published { collection, advisory, objects })?;
        let hash = hash_of(&[b"publication", body.as_bytes()]);
        self.cached("INSERT INTO publication (incident, tlp, body, entry, hash) VALUES (?1,?2,?3,?4,?5)")?
            .execute(params![publishing.incident.0.as_bytes(), tlp_level(label), body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Publication, hash);
        self.seal(entry, &format!("TLP:{label}: {fresh} new, {} gone", gone.len()))?;
        Ok((fresh, gone.len()))
    }

    /// What is published under a label: of each incident its edition, and each advisory on it.
    fn published(&self, label: Tlp) -> Result<Vec<(IncidentId, Published)>> {
        let mut statement = self.cached(
            "SELECT incident, body, max(seq) FROM publication WHERE tlp = ?1 GROUP BY incident, body ->> 'advisory'",
        )?;
        let rows = statement
            .query_map([tlp_level(label)], |row| {
                Ok((IncidentId(super::super::convert::uuid(row, 0)?), row.get::<_, String>(1)?))
            })
            .explain(self)?;
        let mut found = Vec::new();
        for row in rows {
            let (incident, body) = row.explain(self)?;
            found.push((incident, serde_json::from_str(&body).explain(self)?));
        }
        Ok(found)
    }

    pub(super) fn read_publications(&self) -> Result<Vec<(IncidentId, Tlp)>> {
        let mut found = Vec::new();
        for label in Tlp::ALL {
            let mut published = self.published(label)?;
            published.retain(|(_, published)| published.advisory.is_none() && !published.objects.is_empty());
            found.extend(published.into_iter().map(|(incident, _)| (incident, label)));
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Empties all that was ever published of these incidents, and all items of these objects; `entry` says so.
    pub(in super::super) fn empty_items(&self, incidents: &[IncidentId], ids: &[String], entry: i64) -> Result<()> {
        let mut gone: BTreeSet<String> = ids.iter().cloned().collect();
        for incident in incidents {
            let mut statement = self.cached("SELECT body FROM publication WHERE incident = ?1")?;
            let rows = statement.query_map([incident.0.as_bytes()], |row| row.get::<_, String>(0)).explain(self)?;
            for body in rows {
                let published: Published = serde_json::from_str(&body.explain(self)?).explain(self)?;
                gone.extend(published.objects);
            }
        }
        for (_, number) in self.collection_numbers()? {
            for id in &gone {
                // Markings and makers are named by every publication and hold no words of a document.
                if ["marking-definition--", "identity--", "extension-definition--"].iter().any(|k| id.starts_with(k)) {
                    continue;
                }
                self.cached(
                    "UPDATE item SET body = x'', forgotten = ?3, hidden = coalesce(hidden, ?3)
                     WHERE collection = ?1 AND id = ?2 AND hidden IS NULL AND forgotten IS NULL",
                )?
                .execute(params![number, id, entry])
                .explain(self)?;
            }
        }
        // Those that were hidden before have no index of ids: few, and seldom asked.
        let mut hidden = self.cached(
            "UPDATE item SET body = x'', forgotten = ?2 WHERE id = ?1 AND hidden IS NOT NULL AND forgotten IS NULL",
        )?;
        for id in gone.iter().filter(|id| !id.starts_with("marking-definition--") && !id.starts_with("identity--")) {
            hidden.execute(params![id, entry]).explain(self)?;
        }
        Ok(())
    }

    pub(super) fn keep_status(&self, status: &Status, at: Instant) -> Result<()> {
        let at = micros(at);
        self.cached("DELETE FROM delivery WHERE at < ?1")?.execute([at - TOLD_FOR]).explain(self)?;
        self.cached("INSERT OR REPLACE INTO delivery VALUES (?1,?2,?3,?4)")?
            .execute(params![status.id, status.owner, at, status.body])
            .map(drop)
            .explain(self)
    }

    pub(super) fn read_status(&self, id: &str) -> Result<Option<Status>> {
        self.cached("SELECT id, owner, body FROM delivery WHERE id = ?1")?
            .query_row([id], |row| Ok(Status { id: row.get(0)?, owner: row.get(1)?, body: row.get(2)? }))
            .optional()
            .explain(self)
    }

    pub(super) fn read_unlearnt(&self, limit: usize) -> Result<Vec<(i64, Tlp, Vec<u8>)>> {
        let others = self.written_by_others()?;
        let mut statement = self.cached(&format!(
            "SELECT added, tlp, body, entry FROM item WHERE added > ?1 AND collection IN ({others})
             AND forgotten IS NULL AND hidden IS NULL ORDER BY added"
        ))?;
        let mut rows = statement.query([self.read_learnt()?]).explain(self)?;
        let (mut due, mut last) = (Vec::new(), None);
        while let Some(row) = rows.next().explain(self)? {
            let entry: i64 = row.get(3).explain(self)?;
            // What came together is learnt together: an object's words may be in the next one.
            if due.len() >= limit && last != Some(entry) {
                break;
            }
            last = Some(entry);
            due.push((row.get(0).explain(self)?, tlp(row, 1).explain(self)?, row.get(2).explain(self)?));
        }
        Ok(due)
    }

    pub(super) fn read_waiting(&self, kind: &str) -> Result<Vec<Vec<u8>>> {
        let others = self.written_by_others()?;
        // By its date: left to choose, the database would go through every object of the type.
        let mut statement = self.cached(&format!(
            "SELECT body FROM item WHERE added > ?1 AND +type = ?2 AND +collection IN ({others})
             AND forgotten IS NULL AND hidden IS NULL"
        ))?;
        let bodies = statement.query_map(params![self.read_learnt()?, kind], |row| row.get(0)).explain(self)?;
        bodies.collect::<rusqlite::Result<_>>().explain(self)
    }

    pub(super) fn read_waiting_object(&self, id: &str) -> Result<Option<(Tlp, Vec<u8>)>> {
        let others = self.written_by_others()?;
        let found = self
            .cached(&format!(
                "SELECT tlp, body FROM item INDEXED BY item_id WHERE collection IN ({others}) AND id = ?1
                 AND forgotten IS NULL AND hidden IS NULL ORDER BY version DESC LIMIT 1"
            ))?
            .query_row([id], |row| Ok((tlp(row, 0)?, row.get(1)?)))
            .optional();
        found.explain(self)
    }

    /// Up to where items were learnt from.
    fn read_learnt(&self) -> Result<i64> {
        let learnt: Option<String> = self
            .cached("SELECT value FROM meta WHERE key = 'learnt'")?
            .query_row([], |row| row.get(0))
            .optional()
            .explain(self)?;
        Ok(learnt.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// The numbers of the collections that hold what others sent.
    fn written_by_others(&self) -> Result<String> {
        let published: Vec<Collection> = self.read_collections()?.into_iter().filter(|c| c.published).collect();
        let mut numbers = self.collection_numbers()?;
        numbers.retain(|(id, _)| published.iter().all(|collection| collection.id != *id));
        Ok(numbers.iter().map(|(_, number)| number.to_string()).collect::<Vec<_>>().join(","))
    }
}

/// A date as versions are compared: text order is the order of time.
fn dated(added: i64) -> String {
    told(added).trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn states_are_numbers_and_back() {
        for newest_spec in [false, true] {
            for mixed in [false, true] {
                for newer in 0..=5 {
                    let state = State { newest_spec, mixed, newer, older: 5 - newer };
                    assert_eq!(State::of(state.number()), state);
                }
            }
        }
    }

    #[test]
    fn dates_are_told_to_the_microsecond() {
        assert_eq!(told(1_750_000_000_000_000), "2025-06-15T15:06:40.000000Z");
        assert_eq!(dated(1_750_000_000_100_000), "2025-06-15T15:06:40.1");
        assert!(dated(1_750_000_000_000_000) < dated(1_750_000_000_000_001));
    }
}
