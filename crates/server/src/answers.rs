//! What the pages ask for. The engine answers it; tests and the specimen pages answer with records made by hand.
//! No page writes; what TAXII and log-in need of the store itself they ask the engine.

use jiff::civil::Date;
use sextant_engine::actor::{ActorView, NamedActor};
use sextant_engine::assess::{Assessment, OnDay, Outcome};
use sextant_engine::find::{Finds, Query};
use sextant_engine::{
    AssessQuery, DocumentView, Engine, EngineError, IncidentQuery, Page, Result, SearchHit, Stats, WeighedRecord,
};
use sextant_model::source::Source;
use sextant_model::{AsOf, DocumentId, IncidentId, IncidentSummary, Record, Tlp};

/// Answers to the questions of the pages, each for an audience (`None`: the keeper of the store).
pub trait Answers: Send + Sync + 'static {
    /// The incidents, one line each.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn incidents(&self, query: &IncidentQuery) -> Result<Page<IncidentSummary>>;
    /// One record with its claims; `None` when there is none for this audience.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn incident(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Record>>;
    /// The same, with how likely each value is on which its sources disagree.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn weighed(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<WeighedRecord>> {
        Ok(self.incident(id, as_of, audience)?.map(|record| WeighedRecord { record, values: Vec::new() }))
    }
    /// Whom an incident hit, as it was then known; `None` when there is none for this audience.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn victim(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<String>> {
        Ok(self.incident(id, as_of, audience)?.map(|record| record.victim.name))
    }
    /// One incident as a bundle of STIX; `None` when there is none for this audience.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn stix(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Vec<u8>>>;
    /// One file of the feed for MISP; `None` when there is none of this name for this audience.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn misp_feed(&self, name: &str, audience: Option<Tlp>) -> Result<Option<Vec<u8>>>;
    /// One document with its claims; `None` when there is none for this audience.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn document(&self, id: DocumentId, audience: Option<Tlp>) -> Result<Option<DocumentView>>;
    /// Finds, the best first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn search(&self, words: &str, audience: Option<Tlp>, limit: usize) -> Result<Vec<SearchHit>>;
    /// Finds by words and fields, with counts.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn find(&self, query: &Query, audience: Option<Tlp>, limit: usize, offset: usize) -> Result<Finds> {
        self.engine().map_or_else(|| Ok(Finds::default()), |engine| engine.find(query, audience, limit, offset))
    }
    /// Whether incidents are linked.
    ///
    /// # Errors
    /// When the question makes no sense or the store cannot be read.
    fn assess(&self, query: &AssessQuery) -> Result<Assessment>;
    /// How the pairs stood on each of some days.
    ///
    /// # Errors
    /// As [`Answers::assess`].
    fn assessed_on(&self, query: &AssessQuery, days: &[Date]) -> Result<Vec<OnDay>>;
    /// The answers whose outcome is known, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn scored(&self, audience: Option<Tlp>) -> Result<Vec<Outcome>>;
    /// Every actor that is named or speaks.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn actors(&self, audience: Option<Tlp>) -> Result<Vec<NamedActor>>;
    /// One actor; `None` when none of this name is tied to an incident.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn actor(&self, name: &str, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<ActorView>>;
    /// What is stated of sources.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn sources(&self, audience: Option<Tlp>) -> Result<Vec<Source>>;
    /// How much there is.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn stats(&self, audience: Option<Tlp>) -> Result<Stats>;
    /// The store itself, for accounts and TAXII; answers made by hand have none.
    fn engine(&self) -> Option<&Engine> {
        None
    }
}

impl Answers for Engine {
    fn incidents(&self, query: &IncidentQuery) -> Result<Page<IncidentSummary>> {
        Engine::incidents(self, query)
    }

    fn incident(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Record>> {
        Engine::incident(self, id, as_of, audience)
    }

    fn weighed(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<WeighedRecord>> {
        Engine::weighed(self, id, as_of, audience)
    }

    fn victim(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<String>> {
        Engine::victim(self, id, as_of, audience)
    }

    fn stix(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Vec<u8>>> {
        match self.export_stix(Some(id), as_of, audience) {
            Err(EngineError::NotFound { .. }) => Ok(None),
            bundle => bundle.map(Some),
        }
    }

    fn misp_feed(&self, name: &str, audience: Option<Tlp>) -> Result<Option<Vec<u8>>> {
        self.misp_feed_file(name, audience)
    }

    fn document(&self, id: DocumentId, audience: Option<Tlp>) -> Result<Option<DocumentView>> {
        Engine::document(self, id, audience)
    }

    fn search(&self, words: &str, audience: Option<Tlp>, limit: usize) -> Result<Vec<SearchHit>> {
        Engine::search(self, words, audience, limit)
    }

    fn assess(&self, query: &AssessQuery) -> Result<Assessment> {
        Engine::assess(self, query)
    }

    fn assessed_on(&self, query: &AssessQuery, days: &[Date]) -> Result<Vec<OnDay>> {
        Engine::assessed_on(self, query, days)
    }

    fn scored(&self, audience: Option<Tlp>) -> Result<Vec<Outcome>> {
        Engine::scored(self, audience)
    }

    fn actors(&self, audience: Option<Tlp>) -> Result<Vec<NamedActor>> {
        Engine::actors(self, audience)
    }

    fn actor(&self, name: &str, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<ActorView>> {
        match Engine::actor(self, name, as_of, audience) {
            Err(EngineError::NotFound { .. }) => Ok(None),
            actor => actor.map(Some),
        }
    }

    fn sources(&self, audience: Option<Tlp>) -> Result<Vec<Source>> {
        self.sources_for(audience)
    }

    fn stats(&self, audience: Option<Tlp>) -> Result<Stats> {
        Engine::stats(self, audience)
    }

    fn engine(&self) -> Option<&Engine> {
        Some(self)
    }
}
