//! Searches that people keep under a name of their own: statements, of which the last holds.

use super::Query;
use crate::{Engine, EngineError, Result};
use sextant_model::Instant;
use sextant_store::{Stated, Statement, Statements};

/// The kind of these statements.
const KIND: &str = "search";
/// Where a search stands that was taken back. No account has such a name.
const REMOVED: &str = "-removed";
/// Searches of one account.
const MOST: usize = 200;
/// Characters of a name.
const NAME: usize = 100;

/// A search that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SavedSearch {
    /// What names it in an address.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// The query, in the language of the search.
    pub query: String,
    /// Since when.
    pub created: Instant,
}

impl Engine {
    /// The searches that somebody keeps, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn saved_searches(&self, user: &str) -> Result<Vec<SavedSearch>> {
        let kept = self.ask(|ledger| Ok(ledger.all_stated(KIND, Some(user))?))?;
        let mut searches: Vec<SavedSearch> = kept.iter().filter_map(read).collect();
        searches.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(searches)
    }

    /// Keeps a search for somebody.
    ///
    /// # Errors
    /// When it makes no sense or cannot be written.
    pub fn save_search(&self, user: &str, name: &str, query: &str) -> Result<SavedSearch> {
        let understood = Query::parse(query).map_err(EngineError::Invalid)?;
        if understood.is_empty() {
            return Err(EngineError::Invalid("there is nothing to keep: search for something first".to_owned()));
        }
        let name = if name.trim().is_empty() { understood.to_string() } else { name.trim().to_owned() };
        let name: String = name.chars().filter(|c| !c.is_control()).take(NAME).collect();
        if self.saved_searches(user)?.len() >= MOST {
            return Err(EngineError::Invalid(format!("you keep {MOST} searches already: remove one first")));
        }
        let id = crate::access::hex(&crate::access::random::<12>()?);
        let search = SavedSearch { id, name, query: understood.to_string(), created: crate::clock::now() };
        self.state_search(&search, user, user, 0)?;
        Ok(search)
    }

    /// Removes a search that somebody keeps; one of others is as if it were not there.
    ///
    /// # Errors
    /// When there is none of theirs, or nothing can be written.
    pub fn remove_search(&self, user: &str, id: &str) -> Result<()> {
        let kept = self.ask(|ledger| Ok(ledger.stated(KIND, id)?))?.filter(|stated| stated.shelf == user);
        let kept = kept.ok_or_else(|| EngineError::not_found("search", id))?;
        let search = read(&kept).ok_or_else(|| EngineError::not_found("search", id))?;
        self.state_search(&search, REMOVED, user, kept.seq)
    }

    fn state_search(&self, search: &SavedSearch, shelf: &str, by: &str, after: u64) -> Result<()> {
        let body = serde_json::to_string(search).map_err(|error| EngineError::Invalid(error.to_string()))?;
        let statement = Statement { kind: KIND, id: &search.id, shelf, body: &body, after, detail: "a search" };
        self.writer()?.state(&statement, by, crate::clock::now())?;
        Ok(())
    }
}

fn read(stated: &Stated) -> Option<SavedSearch> {
    serde_json::from_str(&stated.body).ok()
}
