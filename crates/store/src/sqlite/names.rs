//! Names that hold or begin with what was typed: of victims, actors and sources, as far as an audience may know them.

use super::SqliteLedger;
use super::convert::tlp_level;
use super::fault::Explain;
use crate::*;
use rusqlite::params;
use sextant_model::*;

impl SqliteLedger {
    /// Names in a column that hold one of these words, any case of ASCII letters.
    pub(super) fn like(&self, table: &str, column: &str, words: &[String]) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND instr(lower({column}), ?1) > 0"
        );
        let mut statement = self.cached(&sql)?;
        let mut names = Vec::new();
        for word in words {
            let found = statement.query_map([word.to_ascii_lowercase()], |row| row.get(0)).explain(self)?;
            for name in found {
                names.push(name.explain(self)?);
            }
        }
        Ok(names)
    }

    /// Publishers of claims that no document makes.
    pub(super) fn hand_sources(&self, words: &[String]) -> Result<Vec<String>> {
        let mut statement =
            self.cached("SELECT DISTINCT source FROM said WHERE document IS NULL AND source IS NOT NULL")?;
        let names = statement.query_map([], |row| row.get::<_, String>(0)).explain(self)?;
        let names: Vec<String> = names.collect::<rusqlite::Result<_>>().explain(self)?;
        let fits = |name: &String| words.iter().any(|w| name.to_ascii_lowercase().contains(&w.to_ascii_lowercase()));
        Ok(names.into_iter().filter(fits).collect())
    }

    pub(super) fn names_from(&self, beginning: &str, audience: Tlp, limit: usize) -> Result<Vec<(FindField, String)>> {
        let beginning = beginning.to_lowercase();
        let level = tlp_level(audience);
        let victims = "SELECT DISTINCT json_extract(body, '$.victim') FROM summary INDEXED BY summary_now WHERE clock = 0 AND until = 9223372036854775807
            AND ?2 BETWEEN lowest AND highest AND substr(words, 1, length(?1)) = ?1 LIMIT ?3";
        let actors = "SELECT DISTINCT actor FROM said WHERE actor IS NOT NULL AND tlp <= ?2 AND substr(lower(actor), 1, length(?1)) = ?1 LIMIT ?3";
        let sources = "SELECT DISTINCT publisher FROM document WHERE publisher IS NOT NULL AND tlp <= ?2 AND substr(lower(publisher), 1, length(?1)) = ?1 LIMIT ?3";
        let mut names = Vec::new();
        for (field, sql) in [(FindField::Victim, victims), (FindField::Actor, actors), (FindField::Source, sources)] {
            let mut statement = self.cached(sql)?;
            let limit = super::document::bounded(limit);
            let found =
                statement.query_map(params![beginning, level, limit], |row| row.get::<_, String>(0)).explain(self)?;
            for name in found {
                names.push((field, name.explain(self)?));
            }
        }
        Ok(names)
    }
}
