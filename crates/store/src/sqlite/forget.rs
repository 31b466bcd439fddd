//! Removing a document for good: bytes, text, quotes and names go, from the tables, the search index, the log and
//! the free pages; digests and the entry that says so stay, so the chain still verifies.

use super::SqliteLedger;
use super::convert::{ClaimBody, json};
use super::fault::Explain;
use crate::*;
use rusqlite::params;
use sextant_model::*;
use std::path::PathBuf;

impl SqliteLedger {
    pub(super) fn empty_document(&self, forgetting: &Forgetting) -> Result<Forgotten> {
        let incidents = self.incidents_of_document(forgetting.document)?;
        let row = self.kept_document(forgetting.document)?;
        let entry = self.entry("forget", &forgetting.document.to_string(), &forgetting.by, forgetting.recorded)?;
        let seq = entry.seq;
        self.empty_row(row, seq, forgetting.document)?;
        let claims = self.empty_claims(row, seq)?;
        self.empty_sightings(row, seq)?;
        self.empty_objects(&forgetting.objects, seq)?;
        self.empty_items(&incidents, &forgetting.objects, seq)?;
        self.drop_projections(row, &incidents)?;
        self.seal(entry, &forgetting.reason)?;
        Ok(Forgotten { claims, incidents, left_over: Vec::new() })
    }

    fn empty_row(&self, row: i64, entry: i64, id: DocumentId) -> Result<()> {
        let Some(document) = self.read_document(id)? else { return Ok(()) };
        let meta = DocumentMeta {
            sha256: document.clean.meta.sha256.clone(),
            media_type: document.clean.meta.media_type.clone(),
            ..DocumentMeta::default()
        };
        let emptied =
            Document { clean: CleanDocument { meta, ..CleanDocument::default() }, origin: String::new(), ..document };
        self.cached(
            "UPDATE document SET url = NULL, origin = '', title = NULL, publisher = NULL, body = ?1, sketch = NULL,
             forgotten = ?2 WHERE seq = ?3",
        )?
        .execute(params![json(&emptied)?, entry, row])
        .explain(self)?;
        self.untally_document(row)
    }

    fn empty_claims(&self, document: i64, entry: i64) -> Result<usize> {
        let mut statement = self.cached("SELECT seq, body FROM claim WHERE document = ?1")?;
        let rows = statement.query_map([document], |row| Ok((row.get(0)?, row.get(1)?))).explain(self)?;
        let claims: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>().explain(self)?;
        let mut update = self.cached("UPDATE claim SET body = ?1, forgotten = ?2 WHERE seq = ?3")?;
        for (row, body) in &claims {
            self.unproject_claim(*row)?;
            let body: ClaimBody = serde_json::from_str(body).explain(self)?;
            update.execute(params![json(&body.emptied())?, entry, row]).explain(self)?;
        }
        Ok(claims.len())
    }

    fn empty_sightings(&self, document: i64, entry: i64) -> Result<()> {
        let mut statement = self.cached("SELECT DISTINCT incident FROM sighting WHERE document = ?1")?;
        let rows = statement.query_map([document], |row| row.get(0)).explain(self)?;
        let affected: Vec<i64> = rows.collect::<rusqlite::Result<_>>().explain(self)?;
        for table in ["sighting", "doubt"] {
            self.cached(&format!("UPDATE {table} SET body = '{{}}', forgotten = ?1 WHERE document = ?2"))?
                .execute([entry, document])
                .explain(self)?;
        }
        self.project_again(&affected)
    }

    fn drop_projections(&self, document: i64, incidents: &[IncidentId]) -> Result<()> {
        for sql in [
            "DELETE FROM content WHERE document = ?1",
            "DELETE FROM band WHERE document = ?1",
            "DELETE FROM quotation WHERE document = ?1",
            "DELETE FROM search WHERE rowid = ?1",
        ] {
            self.cached(sql)?.execute([document]).explain(self)?;
        }
        // A headline may have been made from what is gone; the caller folds these again.
        let mut delete = self.cached("DELETE FROM summary WHERE incident = ?1")?;
        for incident in incidents {
            delete.execute([incident.0.as_bytes()]).explain(self)?;
        }
        // Merging all segments of the index drops the words of deleted rows, which it only marked until now.
        self.connection.execute_batch("INSERT INTO search(search) VALUES ('optimize'); INSERT INTO said_words(said_words) VALUES ('optimize')").explain(self)
    }

    /// Leaves no copy in the write-ahead log or in free pages. Returns files that may still hold one: copies that
    /// migrations made, and the store itself when another process kept it from being rewritten.
    pub(super) fn scrub(&self) -> Vec<PathBuf> {
        let mut left_over = self.copies_aside();
        let rewritten = self.connection.execute_batch("VACUUM").and_then(|()| {
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        });
        if !matches!(rewritten, Ok(0)) {
            left_over.push(self.path.clone());
        }
        left_over
    }
}
