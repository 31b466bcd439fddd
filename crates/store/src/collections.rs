//! Collections and what is in them: items, each one version of an object, under a date of its own.

use crate::Result;
use sextant_model::{Collection, IncidentId, Instant, Tlp};

/// An object that is to be put into a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// `type--UUID`.
    pub id: String,
    /// What tells versions of one id apart; text order is the order of versions. Empty where there are none.
    pub version: String,
    /// The version as the object writes it; none where it has none, and the date of the item stands for it.
    pub shown: Option<String>,
    /// Its type.
    pub kind: String,
    /// Whether it is an object of STIX 2.1, and not of 2.0.
    pub newest_spec: bool,
    /// The label that holds for it.
    pub tlp: Tlp,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
}

/// Objects that came in together: one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The collection's id.
    pub collection: String,
    /// The objects.
    pub objects: Vec<Incoming>,
    /// Who brings them.
    pub by: String,
    /// When.
    pub recorded: Instant,
}

/// What came of one object of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// The date of the item, in microseconds; of the one that was there, if one was.
    pub added: i64,
    /// Whether this version of this id was there already; nothing changed then.
    pub known: bool,
}

/// What is told of a delivery to who brought it; kept for some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its id.
    pub id: String,
    /// Who may ask.
    pub owner: String,
    /// What is told.
    pub body: String,
}

/// The objects of an edition of an incident, or of an advisory on it, which replace those of the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishing {
    /// The incident.
    pub incident: IncidentId,
    /// The advisory whose objects these are; none: they are the incident's edition.
    pub advisory: Option<String>,
    /// The objects; empty: it is withdrawn.
    pub delivery: Delivery,
}

/// What is taken out of a collection. The items stay in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hiding {
    /// The collection's id.
    pub collection: String,
    /// The dates of the items.
    pub items: Vec<i64>,
    /// Who asks.
    pub by: String,
    /// When.
    pub recorded: Instant,
}

/// Which versions of an object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Versions {
    /// All of them.
    pub all: bool,
    /// The first.
    pub first: bool,
    /// The last.
    pub last: bool,
    /// Those with these versions, as in [`Incoming::version`].
    pub at: Vec<String>,
}

/// Of which versions of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Specs {
    /// Of each object the newest there is.
    #[default]
    Newest,
    /// These.
    These {
        /// 2.0
        old: bool,
        /// 2.1
        new: bool,
    },
}

/// Which items of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The collection's id.
    pub collection: String,
    /// For whom: items with a stricter label are not there at all.
    pub audience: Tlp,
    /// Only items dated after this, in microseconds.
    pub after: Option<i64>,
    /// Only objects with one of these ids; empty: any.
    pub ids: Vec<String>,
    /// Only objects of one of these types; empty: any.
    pub kinds: Vec<String>,
    /// Which versions.
    pub versions: Versions,
    /// Of which versions of the standard.
    pub specs: Specs,
    /// At most so many.
    pub limit: usize,
}

/// An item without its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its date, in microseconds.
    pub added: i64,
    /// The id of the object.
    pub id: String,
    /// The version as the object writes it.
    pub shown: Option<String>,
    /// Whether it is an object of STIX 2.1, and not of 2.0.
    pub newest_spec: bool,
}

/// Keeps collections and their items.
///
/// Dates are strictly increasing in the order of writing, so that a reader who asks for what comes after the last date
/// seen skips nothing and gets nothing twice, whatever is written meanwhile.
pub trait Collections {
    /// States a collection: a new one, or what holds of one from now on.
    ///
    /// # Errors
    /// [`StoreError::Refused`](crate::StoreError::Refused) for an alias that cannot be one; the database's faults.
    fn set_collection(&mut self, collection: &Collection, by: &str, recorded: Instant) -> Result<()>;
    /// Removes a collection that was added, and takes out what is in it; gives how many items that were. What was learnt
    /// from them stays. Under the same alias it can be added again, empty.
    ///
    /// # Errors
    /// When there is none, it is one that every store has, and the database's faults.
    fn remove_collection(&mut self, id: &str, by: &str, recorded: Instant) -> Result<usize>;
    /// Puts objects into a collection, with what is to be told of it, as one entry.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) for an unknown collection; the database's faults. Nothing
    /// of the delivery is kept then.
    fn receive(&mut self, delivery: &Delivery, status: &dyn Fn(&[Received]) -> Status) -> Result<Vec<Received>>;
    /// Replaces what is published of an incident, or of an advisory on it, in a collection; gives how many items are new
    /// and how many went. Objects that another publication holds stay.
    ///
    /// # Errors
    /// As for [`receive`](Self::receive).
    fn publish(&mut self, publishing: &Publishing) -> Result<(usize, usize)>;
    /// Takes items out of a collection.
    ///
    /// # Errors
    /// The database's faults.
    fn hide(&mut self, hiding: &Hiding) -> Result<()>;
    /// Notes that items up to this date have been learnt from. A projection: not audited.
    ///
    /// # Errors
    /// The database's faults.
    fn set_learnt(&mut self, added: i64) -> Result<()>;

    /// The collections: those of every store, and those that were added, in the order of adding.
    ///
    /// # Errors
    /// The database's faults (as for every question below).
    fn collections(&self) -> Result<Vec<Collection>>;
    /// The dates of items, ascending: at most the limit.
    ///
    /// # Errors
    /// The database's faults.
    fn select(&self, selection: &Selection) -> Result<Vec<i64>>;
    /// Shows items with their objects (without, unless `whole`), in the order of `items`, until `take` has enough.
    ///
    /// # Errors
    /// The database's faults.
    fn visit(&self, items: &[i64], whole: bool, take: &mut dyn FnMut(Item, &[u8]) -> bool) -> Result<()>;
    /// Whether there is an item of this object for the audience.
    ///
    /// # Errors
    /// The database's faults.
    fn holds(&self, collection: &str, id: &str, audience: Tlp) -> Result<bool>;
    /// What is told of a delivery, with who may ask.
    ///
    /// # Errors
    /// The database's faults.
    fn status(&self, id: &str) -> Result<Option<Status>>;
    /// Items that were not learnt from, oldest first, of collections that others write to.
    ///
    /// # Errors
    /// The database's faults.
    fn unlearnt(&self, limit: usize) -> Result<Vec<(i64, Tlp, Vec<u8>)>>;
    /// The objects of this type among them.
    ///
    /// # Errors
    /// The database's faults.
    fn waiting(&self, kind: &str) -> Result<Vec<Vec<u8>>>;
    /// The last version of an object that came into a collection that others write to, with its label.
    ///
    /// # Errors
    /// The database's faults.
    fn waiting_object(&self, id: &str) -> Result<Option<(Tlp, Vec<u8>)>>;
    /// The date of the last item that there is.
    ///
    /// # Errors
    /// The database's faults.
    fn last_added(&self) -> Result<i64>;
    /// The editions of incidents that are published: the incident and the label.
    ///
    /// # Errors
    /// The database's faults.
    fn publications(&self) -> Result<Vec<(IncidentId, Tlp)>>;
}

/// The id of a collection: it follows from the store's seed, so that it is the same every time.
#[must_use]
pub fn collection_id(seed: &str, alias: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest: [u8; 32] = Sha256::digest(format!("collection\u{1f}{seed}\u{1f}{alias}").as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}
