//! Questions by words and fields: what they ask for, and what is found, with counts by field.

use sextant_model::*;

/// A field that a find may have to have, or must not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindField {
    /// The victim's name holds it.
    Victim,
    /// A kind of the incident.
    Kind,
    /// The incident's standing.
    Standing,
    /// The stance of a claim.
    Stance,
    /// What a claim is on.
    On,
    /// A kind of data that a claim names.
    Data,
    /// Which way a claim on data goes (`exposed`, `not-exposed`, `unknown`).
    Taken,
    /// The speaker's name holds it.
    Speaker,
    /// What sort of party speaks.
    Who,
    /// The publisher's name holds it.
    Source,
    /// The name of an actor, who speaks or is named, holds it.
    Actor,
    /// The label of the find itself.
    Tlp,
    /// The year in which it came out (counted only; asked for by dates).
    Year,
}

/// A word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordTerm {
    /// The words.
    pub text: String,
    /// Other endings are wanted too.
    pub beginning: bool,
    /// It must not occur.
    pub not: bool,
}

/// One of some values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldTerm {
    /// The field.
    pub field: FindField,
    /// Any of them will do.
    pub values: Vec<String>,
    /// None of them must hold.
    pub not: bool,
}

/// What is asked for: all of it must fit.
#[derive(Debug, Clone, PartialEq)]
pub struct FindQuery {
    /// Words.
    pub words: Vec<WordTerm>,
    /// Fields.
    pub fields: Vec<FieldTerm>,
    /// Came out then or later.
    pub since: Option<Instant>,
    /// Came out before.
    pub before: Option<Instant>,
    /// For whom: nothing with a stricter label is found or counted.
    pub audience: Tlp,
    /// So many of each kind at most.
    pub limit: usize,
    /// After leaving out so many.
    pub offset: usize,
}

/// Finds of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// A page of them.
    pub items: Vec<T>,
    /// How many there are.
    pub total: usize,
    /// How many have each value of each field, most first.
    pub counts: Vec<(FindField, Vec<(String, usize)>)>,
    /// Whether only the newest were ranked and counted, because there are very many.
    pub newest: bool,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { items: Vec::new(), total: 0, counts: Vec::new(), newest: false }
    }
}

/// Where a value was seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seen {
    /// Of which types.
    pub kinds: Vec<String>,
    /// Documents that list it, newest first.
    pub documents: Vec<DocumentRef>,
    /// Incidents that it is tied to, after joins.
    pub incidents: Vec<IncidentId>,
    /// Objects of STIX that state it, by id.
    pub objects: Vec<String>,
}

/// Finds by words and fields, looks up values.
pub trait Finding {
    /// Incidents, the last changed first.
    ///
    /// # Errors
    /// The database's faults (as for every question below).
    fn find_incidents(&self, query: &FindQuery) -> crate::Result<Found<IncidentSummary>>;
    /// Claims that hold, newest first; `incidents` after joins.
    ///
    /// # Errors
    /// The database's faults.
    fn find_claims(&self, query: &FindQuery) -> crate::Result<Found<Claim>>;
    /// Documents, the best first, or the newest where no words were given.
    ///
    /// # Errors
    /// The database's faults.
    fn find_documents(&self, query: &FindQuery) -> crate::Result<Found<crate::Hit>>;
    /// Names that begin with these words: of victims, publishers and actors, each with its field.
    ///
    /// # Errors
    /// The database's faults.
    fn names(&self, beginning: &str, audience: Tlp, limit: usize) -> crate::Result<Vec<(FindField, String)>>;
    /// Where values were seen, in the order asked: normalised, any case.
    ///
    /// # Errors
    /// The database's faults.
    fn seen(&self, values: &[String], audience: Tlp) -> crate::Result<Vec<Seen>>;
}
