//! What the TAXII server asks: collections with the rights of who asks, pages of their items, deliveries.
//!
//! Everything is answered for a visitor: items above the clearance are not there. What comes in is durable when it is
//! told to be, and what it states is learnt afterwards ([`Engine::learn_received`]), from where it was left.

mod door;
mod labels;
mod learn;
mod page;
mod receive;

pub(crate) use door::incoming;
pub(crate) use labels::Labels;
pub use page::Page;
pub use sextant_formats::taxii::{
    EnvelopeError, FilterError, Filters, Place, STIX_20, STIX_21, TAXII, accepts, is_taxii,
};

use crate::{Engine, EngineError, Needs, Result, Verdict, Visitor, authorise};
use sextant_model::{Collection, Parties, Tlp};
use sextant_store::{Collections, Hiding, Selection, Specs, Versions, collection_id};

/// Objects that are learnt from at a time: whoever delivers meanwhile waits for no more.
pub const LEARNT_AT_ONCE: usize = 2000;

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nobody known asks.
    #[error("log in first")]
    LogIn,
    /// It may not be.
    #[error("{0}")]
    Forbidden(&'static str),
    /// It is not there, or not for whoever asks.
    #[error("there is no {what} {id}")]
    NotFound {
        /// `collection`, `object`, `status`.
        what: &'static str,
        /// As asked for.
        id: String,
    },
    /// It makes no sense.
    #[error("{0}")]
    Unclear(String),
    /// The body is no envelope.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The store cannot answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<FilterError> for Refusal {
    fn from(error: FilterError) -> Self {
        Self::Unclear(error.to_string())
    }
}

impl From<sextant_store::StoreError> for Refusal {
    fn from(error: sextant_store::StoreError) -> Self {
        Self::Engine(error.into())
    }
}

/// What comes of a request.
pub type Answer<T> = std::result::Result<T, Refusal>;

/// A collection as a visitor has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The collection.
    pub collection: Collection,
    /// Whether the visitor may read it.
    pub can_read: bool,
    /// Whether the visitor may write to it.
    pub can_write: bool,
}

/// What is to be done with a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Taking out.
    Delete,
}

impl Engine {
    /// The collections that a visitor may know of, in the order of adding.
    ///
    /// # Errors
    /// When nobody known asks, or the store cannot be read.
    pub fn open_collections(&self, visitor: &Visitor) -> Answer<Vec<Open>> {
        let all = self.collections()?;
        let known = all.into_iter().filter_map(|collection| {
            let may = |needs| authorise(visitor, needs) == Verdict::Yes;
            let (can_read, can_write) = (may(Needs::Read(&collection)), may(Needs::Write(&collection)));
            may(Needs::Know(&collection)).then_some(Open { collection, can_read, can_write })
        });
        Ok(known.collect())
    }

    /// One collection, by id or alias, if the visitor may know of it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]; when the store cannot be read.
    pub fn open_collection(&self, visitor: &Visitor, name: &str) -> Answer<Open> {
        let all = self.open_collections(visitor)?;
        let found = all.into_iter().find(|open| open.collection.id == name || open.collection.alias == name);
        found.ok_or_else(|| Refusal::NotFound { what: "collection", id: name.to_owned() })
    }

    /// A collection that the visitor may do this with.
    pub(crate) fn collection_for(&self, visitor: &Visitor, name: &str, act: Act) -> Answer<Collection> {
        let Open { collection, .. } = self.open_collection(visitor, name)?;
        let (needs, no) = match act {
            Act::Read => (Needs::Read(&collection), "you may not read this collection"),
            Act::Write => (Needs::Write(&collection), "you may not write to this collection"),
            Act::Delete => {
                (Needs::Delete(&collection), "deleting needs the right to read and to write this collection")
            }
        };
        match authorise(visitor, needs) {
            Verdict::Yes => Ok(collection),
            Verdict::LogIn => Err(Refusal::LogIn),
            Verdict::No => Err(Refusal::Forbidden(no)),
            Verdict::Hidden => Err(Refusal::NotFound { what: "collection", id: name.to_owned() }),
        }
    }

    /// Whether the visitor may do this with a collection: asked before a body is read.
    ///
    /// # Errors
    /// As [`Engine::open_collection`]; [`Refusal::Forbidden`].
    pub fn may(&self, visitor: &Visitor, name: &str, act: Act) -> Answer<()> {
        self.collection_for(visitor, name, act).map(drop)
    }

    /// All collections.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn collections(&self) -> Result<Vec<Collection>> {
        self.ask(|ledger| Ok(ledger.collections()?))
    }

    /// Adds a collection, or states anew who may read and write one.
    ///
    /// # Errors
    /// When the alias cannot be one, the collection is one of those that hold what is published, or the store cannot be
    /// written.
    pub fn set_collection(&self, stated: &Statement, by: &str) -> Result<Collection> {
        let mut ledger = self.writer()?;
        let known = ledger.collections()?.into_iter().find(|known| known.alias == stated.alias);
        let id = collection_id(&sextant_store::Ledger::seed(&*ledger)?, &stated.alias);
        let before = known.as_ref();
        let collection = Collection {
            id: before.map_or(id, |known| known.id.clone()),
            alias: stated.alias.clone(),
            title: stated.title.clone().or(before.map(|k| k.title.clone())).unwrap_or_else(|| stated.alias.clone()),
            description: stated.description.clone().or_else(|| before.and_then(|known| known.description.clone())),
            read: stated.read.clone().or(before.map(|k| k.read.clone())).unwrap_or(Parties::Everybody),
            write: stated.write.clone().or(before.map(|k| k.write.clone())).unwrap_or(Parties::Nobody),
            label: stated.label.or(before.map(|known| known.label)).unwrap_or(Tlp::Amber),
            published: before.is_some_and(|known| known.published),
        };
        if known.as_ref() != Some(&collection) {
            ledger.set_collection(&collection, by, crate::clock::now())?;
        }
        Ok(collection)
    }

    /// Removes a collection that was added, by alias or id, and takes out what is in it; gives it, and how many items that
    /// were. What waits there is learnt from first, and what was learnt stays.
    ///
    /// # Errors
    /// When there is none, it is one that every store has, or the store cannot be written.
    pub fn remove_collection(&self, name: &str, by: &str) -> Result<(Collection, usize)> {
        let known = self.collections()?.into_iter().find(|known| known.alias == name || known.id == name);
        let collection = known.ok_or_else(|| EngineError::not_found("collection", name))?;
        while self.learn_received(LEARNT_AT_ONCE)? > 0 {}
        let items = self.writer()?.remove_collection(&collection.id, by, crate::clock::now())?;
        Ok((collection, items))
    }

    /// Takes an object, or some of its versions, out of a collection: it is hidden from now on, not erased.
    ///
    /// # Errors
    /// When the visitor may not, there is nothing of it, or the store cannot be written.
    pub fn delete_object(&self, visitor: &Visitor, collection: &str, object: &str, filters: &Filters) -> Answer<()> {
        let collection = self.collection_for(visitor, collection, Act::Delete)?;
        let asked = Filters { ids: vec![object.to_owned()], ..filters.clone() };
        let mut selection = page::selection(visitor, &collection, &asked, usize::MAX);
        // Without a word, all versions go: else an older one would stand in the place of the one that is unwanted.
        if filters.versions.is_empty() {
            selection.versions = Versions { all: true, ..Versions::default() };
        }
        if filters.specs.is_empty() {
            selection.specs = Specs::These { old: true, new: true };
        }
        let mut ledger = self.writer()?;
        let items = ledger.select(&selection)?;
        if items.is_empty() {
            return Err(Refusal::NotFound { what: "object", id: object.to_owned() });
        }
        let by = visitor.name().to_owned();
        Ok(ledger.hide(&Hiding { collection: collection.id, items, by, recorded: crate::clock::now() })?)
    }
}

/// What is stated of a collection; what is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// The word that stands for it in addresses.
    pub alias: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// Who may read it [everybody].
    pub read: Option<Parties>,
    /// Who may write to it [nobody].
    pub write: Option<Parties>,
    /// The label of objects that carry none [amber].
    pub label: Option<Tlp>,
}

/// All items of an object for an audience.
pub(crate) fn all_of(collection: &str, audience: Tlp, id: &str) -> Selection {
    Selection {
        collection: collection.to_owned(),
        audience,
        after: None,
        ids: vec![id.to_owned()],
        kinds: Vec::new(),
        versions: Versions { last: true, ..Versions::default() },
        specs: Specs::Newest,
        limit: 1,
    }
}
