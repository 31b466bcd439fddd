//! Objects of STIX: kept as they came, each version by itself, one entry for all that came together.

use super::SqliteLedger;
use super::audit::{Pending, Table};
use super::convert::{Hash, hash_of, instant, micros, tlp, tlp_level};
use super::document::bounded;
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, Row, params};

/// The columns of an object, read by [`kept`].
pub(super) const COLUMNS: &str = "id, version, type, tlp, added, origin, body";
/// How many they are.
pub(super) const WIDTH: usize = 7;

pub(super) fn kept(row: &Row<'_>) -> rusqlite::Result<KeptObject> {
    let object =
        Object { id: row.get(0)?, version: row.get(1)?, kind: row.get(2)?, tlp: tlp(row, 3)?, bytes: row.get(6)? };
    Ok(KeptObject { object, added: instant(row, 4)?, origin: row.get(5)? })
}

/// Covers what the object is and says.
pub(super) fn hash(object: &Object) -> Hash {
    let label = tlp_level(object.tlp).to_le_bytes();
    hash_of(&[
        b"object",
        object.id.as_bytes(),
        object.version.as_bytes(),
        object.kind.as_bytes(),
        &label,
        &object.bytes,
    ])
}

impl SqliteLedger {
    pub(super) fn append_objects(&self, batch: &ObjectBatch) -> Result<Vec<ObjectState>> {
        let mut entry = self.entry("objects", &batch.origin, &batch.by, batch.recorded)?;
        let mut states = Vec::with_capacity(batch.objects.len());
        for object in &batch.objects {
            states.push(self.append_object(object, batch, &mut entry)?);
        }
        let claims = self.append_statements(batch, &mut entry)?;
        let fresh = states.iter().filter(|state| matches!(state, ObjectState::New | ObjectState::NewVersion)).count();
        if fresh + claims > 0 {
            self.seal(entry, &format!("{fresh} objects, {claims} claims"))?;
        }
        Ok(states)
    }

    fn append_object(&self, object: &Object, batch: &ObjectBatch, entry: &mut Pending) -> Result<ObjectState> {
        let same: Option<(Vec<u8>, bool)> = self
            .cached("SELECT body, forgotten IS NOT NULL FROM object WHERE id = ?1 AND version = ?2")?
            .query_row(params![object.id, object.version], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .explain(self)?;
        match same {
            Some((_, true)) => return Ok(ObjectState::Forgotten),
            Some((bytes, false)) if bytes == object.bytes => return Ok(ObjectState::Known),
            Some(_) => return Ok(ObjectState::Differs),
            None => {}
        }
        let known = self.cached("SELECT 1 FROM object WHERE id = ?1")?.exists([&object.id]).explain(self)?;
        let hash = hash(object);
        self.cached(
            "INSERT INTO object (id, version, type, tlp, added, origin, body, entry, hash)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
        )?
        .execute(params![
            object.id,
            object.version,
            object.kind,
            tlp_level(object.tlp),
            micros(batch.recorded),
            batch.origin,
            object.bytes,
            entry.seq,
            hash,
        ])
        .explain(self)?;
        let row = self.connection.last_insert_rowid();
        entry.wrote(Table::Object, hash);
        self.project_object(row, object)?;
        Ok(if known { ObjectState::NewVersion } else { ObjectState::New })
    }

    /// How many of the claims are new.
    fn append_statements(&self, batch: &ObjectBatch, entry: &mut Pending) -> Result<usize> {
        let mut fresh = 0;
        for claim in &batch.claims {
            if self.cached("SELECT 1 FROM claim WHERE id = ?1")?.exists([claim.id.0.as_bytes()]).explain(self)? {
                continue;
            }
            let document = claim.document.map(|id| self.kept_document(id)).transpose()?;
            self.insert_claim(claim, document, batch.recorded, entry)?;
            document.map(|document| self.tally_claims(document, std::slice::from_ref(claim))).transpose()?;
            if document.is_none() {
                self.index_claim(self.claim_row(claim.id)?, claim)?;
            }
            fresh += 1;
        }
        Ok(fresh)
    }

    pub(super) fn read_objects(&self, query: &ObjectQuery, limit: usize, offset: usize) -> Result<Vec<KeptObject>> {
        let (condition, order, argument, version) = match query {
            ObjectQuery::All => ("?1 IS NULL AND ?4 IS NULL", "seq", None, None),
            ObjectQuery::Id(id) => ("id = ?1 AND ?4 IS NULL", "version", Some(id), None),
            ObjectQuery::Before(id, Some(version)) => {
                ("id = ?1 AND version < ?4", "version DESC", Some(id), Some(version))
            }
            ObjectQuery::Before(id, None) => ("id = ?1 AND ?4 IS NULL", "version DESC", Some(id), None),
            ObjectQuery::Kind(kind) => ("type = ?1 AND ?4 IS NULL", "seq", Some(kind), None),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM object WHERE {condition} AND forgotten IS NULL ORDER BY {order} LIMIT ?2 OFFSET ?3"
        );
        let mut statement = self.cached(&sql)?;
        let rows =
            statement.query_map(params![argument, bounded(limit), bounded(offset), version], kept).explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    /// Empties all versions of these objects; `entry` says so.
    pub(super) fn empty_objects(&self, ids: &[String], entry: i64) -> Result<()> {
        let mut update = self
            .cached("UPDATE object SET body = x'', origin = '', forgotten = ?2 WHERE id = ?1 AND forgotten IS NULL")?;
        for id in ids {
            self.unproject_object(id)?;
            update.execute(params![id, entry]).explain(self)?;
        }
        Ok(())
    }

    pub(super) fn read_seed(&self) -> Result<String> {
        self.cached("SELECT value FROM meta WHERE key = 'seed'")?.query_row([], |row| row.get(0)).explain(self)
    }
}
