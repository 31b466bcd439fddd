//! Questions about documents, sources and counts.

use super::SqliteLedger;
use super::convert::{id_range, instant, instant_or_null, tlp, uuid};
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, Row};
use sextant_model::*;
use std::collections::BTreeMap;

/// The columns of a [`DocumentRef`], read by [`document_ref`].
pub(super) const REF_COLUMNS: &str = "d.id, d.title, d.publisher, d.published, d.retrieved, d.url, d.tlp, d.grp";

pub(super) fn document_ref(row: &Row<'_>) -> rusqlite::Result<DocumentRef> {
    Ok(DocumentRef {
        id: DocumentId(uuid(row, 0)?),
        title: row.get(1)?,
        publisher: row.get(2)?,
        published: instant_or_null(row, 3)?,
        retrieved: instant(row, 4)?,
        url: row.get(5)?,
        tlp: tlp(row, 6)?,
        group: GroupId(uuid(row, 7)?),
    })
}

impl SqliteLedger {
    pub(super) fn read_presence(&self, id: DocumentId) -> Result<Presence> {
        let found = self
            .cached("SELECT rules, forgotten IS NOT NULL FROM document WHERE id = ?1")?
            .query_row([id.0.as_bytes()], |row| {
                Ok(if row.get(1)? { Presence::Forgotten } else { Presence::Kept { rules: row.get(0)? } })
            })
            .optional()
            .explain(self)?;
        Ok(found.unwrap_or(Presence::Absent))
    }

    /// The row of a document that is kept.
    pub(super) fn kept_document(&self, id: DocumentId) -> Result<i64> {
        match self.read_presence(id)? {
            Presence::Absent => Err(StoreError::Missing { what: "document", id: id.to_string() }),
            Presence::Forgotten => Err(StoreError::Refused(format!("document {id} was removed from the store"))),
            Presence::Kept { .. } => self
                .cached("SELECT seq FROM document WHERE id = ?1")?
                .query_row([id.0.as_bytes()], |row| row.get(0))
                .explain(self),
        }
    }

    pub(super) fn read_document(&self, id: DocumentId) -> Result<Option<Document>> {
        let found: Option<(String, Option<String>)> = self
            .cached("SELECT d.body, c.text FROM document d LEFT JOIN content c ON c.document = d.seq WHERE d.id = ?1")?
            .query_row([id.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .explain(self)?;
        let Some((body, text)) = found else { return Ok(None) };
        let mut document: Document = serde_json::from_str(&body).explain(self)?;
        document.clean.text = text.unwrap_or_default();
        Ok(Some(document))
    }

    pub(super) fn read_bytes(&self, id: DocumentId) -> Result<Option<Vec<u8>>> {
        let packed: Option<Vec<u8>> = self
            .cached("SELECT c.bytes FROM document d JOIN content c ON c.document = d.seq WHERE d.id = ?1")?
            .query_row([id.0.as_bytes()], |row| row.get(0))
            .optional()
            .explain(self)?;
        packed.map(|bytes| super::content::unpack(&bytes)).transpose()
    }

    pub(super) fn read_documents(
        &self,
        query: &DocumentQuery,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<DocumentRef>> {
        let (condition, arguments): (&str, Vec<Box<dyn rusqlite::ToSql>>) = match query {
            DocumentQuery::All => ("1", Vec::new()),
            DocumentQuery::Sha256(sha) => ("d.sha256 = ?3", vec![Box::new(sha.clone())]),
            DocumentQuery::Url(url) => ("(d.url = ?3 OR d.origin = ?3)", vec![Box::new(url.clone())]),
            DocumentQuery::NotReadBy(rules) => ("d.rules <> ?3", vec![Box::new(rules.clone())]),
            DocumentQuery::IdPrefix(prefix) => match id_range(prefix) {
                Some((low, high)) => ("d.id BETWEEN ?3 AND ?4", vec![Box::new(low), Box::new(high)]),
                None => return Ok(Vec::new()),
            },
        };
        let sql = format!(
            "SELECT {REF_COLUMNS} FROM document d WHERE {condition} AND d.forgotten IS NULL ORDER BY d.seq LIMIT ?1 OFFSET ?2"
        );
        let mut all: Vec<Box<dyn rusqlite::ToSql>> = vec![Box::new(bounded(limit)), Box::new(bounded(offset))];
        all.extend(arguments);
        let mut statement = self.cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(all.iter()), document_ref).explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    pub(super) fn read_sources(&self) -> Result<Vec<Source>> {
        let mut sources = BTreeMap::new();
        let mut publishers = self.cached(
            "SELECT publisher FROM document WHERE publisher IS NOT NULL AND forgotten IS NULL
             UNION SELECT body ->> 'u' FROM claim WHERE document IS NULL AND forgotten IS NULL AND body ->> 'u' IS NOT NULL",
        )?;
        let names = publishers.query_map([], |row| row.get::<_, String>(0)).explain(self)?;
        for name in names {
            let name = name.explain(self)?;
            sources.insert(name.clone(), Source { name, ..Source::default() });
        }
        let mut stated = self.cached("SELECT body FROM source ORDER BY seq")?;
        let bodies = stated.query_map([], |row| row.get::<_, String>(0)).explain(self)?;
        for body in bodies {
            let source: Source = serde_json::from_str(&body.explain(self)?).explain(self)?;
            sources.insert(source.name.clone(), source);
        }
        Ok(sources.into_values().collect())
    }
}

/// A limit or offset as SQLite takes it.
pub(super) fn bounded(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
