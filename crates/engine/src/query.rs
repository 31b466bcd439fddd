//! What can be asked of a store. Each question names its audience and is answered through the gate.

use crate::view::*;
use crate::{Engine, Result};
use sextant_model::{AsOf, DocumentId, IncidentId, Record, Tlp};

impl Engine {
    /// The incidents, one line each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn incidents(&self, query: &IncidentQuery) -> Result<Page<sextant_model::IncidentSummary>> {
        Ok(Page { items: Vec::new(), total: 0, offset: query.offset })
    }

    /// The record of one incident, its claims among it (oldest first). An incident that was joined to another
    /// answers with the other's record.
    ///
    /// `None` when there is none, or none that this audience may know of.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn incident(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Record>> {
        let _ = (id, as_of, audience);
        Ok(None)
    }

    /// One document with its claims.
    ///
    /// `None` when there is none, or none that this audience may know of.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn document(&self, id: DocumentId, audience: Option<Tlp>) -> Result<Option<DocumentView>> {
        let _ = (id, audience);
        Ok(None)
    }

    /// Documents and incidents that hold all of `words`, the best first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn search(&self, words: &str, audience: Option<Tlp>, limit: usize) -> Result<Vec<SearchHit>> {
        let _ = (words, audience, limit);
        Ok(Vec::new())
    }

    /// The latest changes over all records, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changes(&self, as_of: AsOf, audience: Option<Tlp>, limit: usize) -> Result<Vec<Change>> {
        let _ = (as_of, audience, limit);
        Ok(Vec::new())
    }

    /// How much the store holds.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn stats(&self, audience: Option<Tlp>) -> Result<Stats> {
        let _ = audience;
        Ok(Stats::default())
    }
}
