//! Statements: each a row; `last` marks the one that holds under its name.

use super::SqliteLedger;
use super::audit::{Checked, Table};
use super::convert::{Hash, hash_of, instant};
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, Row, params};
use sextant_model::*;

const COLUMNS: &str = "s.seq, s.id, s.shelf, s.body, a.by, a.at";
const FROM: &str = "FROM statement s JOIN audit a ON a.seq = s.entry";

fn hash(kind: &str, id: &str, shelf: &str, body: &str) -> Hash {
    hash_of(&[b"statement", kind.as_bytes(), id.as_bytes(), shelf.as_bytes(), body.as_bytes()])
}

fn stated(row: &Row<'_>) -> rusqlite::Result<Stated> {
    Ok(Stated {
        seq: row.get::<_, i64>(0)?.unsigned_abs(),
        id: row.get(1)?,
        shelf: row.get(2)?,
        body: row.get(3)?,
        by: row.get(4)?,
        at: instant(row, 5)?,
    })
}

impl SqliteLedger {
    pub(super) fn keep_statement(&self, statement: &Statement<'_>, by: &str, at: Instant) -> Result<u64> {
        let Statement { kind, id, shelf, body, after, detail } = *statement;
        let last = self.last_statement(kind, id)?.map_or(0, |last| last.seq);
        if last != after {
            return Err(StoreError::Refused(format!("{kind} {id} has changed meanwhile: look again")));
        }
        let mut entry = self.entry("state", &format!("{kind} {id}"), by, at)?;
        self.cached("UPDATE statement SET last = 0 WHERE kind = ?1 AND id = ?2 AND last = 1")?
            .execute([kind, id])
            .explain(self)?;
        let hash = hash(kind, id, shelf, body);
        self.cached("INSERT INTO statement (kind, id, shelf, last, body, entry, hash) VALUES (?1,?2,?3,1,?4,?5,?6)")?
            .execute(params![kind, id, shelf, body, entry.seq, hash])
            .explain(self)?;
        let seq = self.connection.last_insert_rowid().unsigned_abs();
        entry.wrote(Table::Statement, hash);
        self.seal(entry, detail)?;
        Ok(seq)
    }

    fn last_statement(&self, kind: &str, id: &str) -> Result<Option<Stated>> {
        self.cached(&format!("SELECT {COLUMNS} {FROM} WHERE s.kind = ?1 AND s.id = ?2 ORDER BY s.seq DESC LIMIT 1"))?
            .query_row([kind, id], stated)
            .optional()
            .explain(self)
    }

    fn list_statements(&self, rest: &str, words: &[&str]) -> Result<Vec<Stated>> {
        let mut statement = self.cached(&format!("SELECT {COLUMNS} {FROM} WHERE {rest} ORDER BY s.seq"))?;
        let rows = statement.query_map(rusqlite::params_from_iter(words), stated).explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    /// Whether the rows are what was written, and whether those marked as the last are.
    pub(super) fn check_statements(&self, take: &mut dyn FnMut(Checked)) -> Result<()> {
        let mut query = self.cached(
            "SELECT s.kind, s.id, s.shelf, s.body, s.entry, s.hash,
               s.last = (s.seq = (SELECT max(t.seq) FROM statement t WHERE t.kind = s.kind AND t.id = s.id))
             FROM statement s ORDER BY s.seq",
        )?;
        let mut rows = query.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let text = |column: usize| row.get::<_, String>(column);
            let [kind, id, shelf, body] = [text(0), text(1), text(2), text(3)].map(|text| text.explain(self));
            let (kind, id, shelf, body) = (kind?, id?, shelf?, body?);
            let marked: bool = row.get(6).explain(self)?;
            let now = if marked { hash(&kind, &id, &shelf, &body) } else { [0; 32] };
            take(Checked::read(row, 4, Some(now), "statement", format!("{kind} {id}")).explain(self)?);
        }
        Ok(())
    }
}

impl Statements for SqliteLedger {
    fn state(&mut self, statement: &Statement<'_>, by: &str, recorded: Instant) -> Result<u64> {
        self.whole(|l| l.keep_statement(statement, by, recorded))
    }

    fn stated(&self, kind: &str, id: &str) -> Result<Option<Stated>> {
        self.last_statement(kind, id)
    }

    fn all_stated(&self, kind: &str, shelf: Option<&str>) -> Result<Vec<Stated>> {
        match shelf {
            Some(shelf) => self.list_statements("s.kind = ?1 AND s.shelf = ?2 AND s.last = 1", &[kind, shelf]),
            None => self.list_statements("s.kind = ?1 AND s.last = 1", &[kind]),
        }
    }

    fn statements(&self, kind: &str, id: &str) -> Result<Vec<Stated>> {
        self.list_statements("s.kind = ?1 AND s.id = ?2", &[kind, id])
    }
}
