//! The shapes that leave the engine besides those of `model`: pages of a list, one document with its claims,
//! search hits, changes, counts. Every one has passed the gate.

use serde::{Deserialize, Serialize};
use sextant_model::{
    AsOf, Claim, ClaimId, Document, DocumentId, IncidentId, IncidentKind, IncidentSummary, Instant, Record, Standing,
    Tlp,
};
pub use sextant_reason::{Matter, Spoken, Valued};

/// A record, and where its sources disagree how likely each value is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeighedRecord {
    /// The record.
    #[serde(flatten)]
    pub record: Record,
    /// The matters on which they disagree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Matter>,
}

/// Which incidents are asked for, in which order, for whom.
#[derive(Debug, Clone, Default)]
pub struct IncidentQuery {
    /// As known when, by which clock.
    pub as_of: AsOf,
    /// Words that victim, aliases or headline must hold (case does not matter); `None` or empty: all.
    pub text: Option<String>,
    /// Only incidents with this kind among theirs.
    pub kind: Option<IncidentKind>,
    /// Only incidents whose event has this standing.
    pub standing: Option<Standing>,
    /// In which order.
    pub sort: IncidentSort,
    /// At most so many; 0 means all.
    pub limit: usize,
    /// After leaving out so many.
    pub offset: usize,
    /// Only what comes after this line in the order asked for, wherever it stands by now.
    pub after: Option<Place>,
    /// For whom; `None` is the keeper of the store, who sees everything.
    pub audience: Option<Tlp>,
}

/// Where a line stands in a list of incidents, by whatever it may be sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Whose line.
    pub id: IncidentId,
    /// When it changed last.
    pub changed: Option<Instant>,
    /// When it was first reported.
    pub first_reported: Option<Instant>,
    /// The victim's name.
    pub victim: String,
    /// How many documents.
    pub documents: usize,
}

impl From<&IncidentSummary> for Place {
    fn from(line: &IncidentSummary) -> Self {
        Self {
            id: line.id,
            changed: line.changed,
            first_reported: line.first_reported,
            victim: line.victim.clone(),
            documents: line.documents,
        }
    }
}

/// The order of a list of incidents. Ties are broken by id, so every order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentSort {
    /// Newest change first.
    #[default]
    Changed,
    /// Newest first report first.
    FirstReported,
    /// By the victim's name.
    Victim,
    /// Most documents first.
    Documents,
}

/// A stretch of a longer list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    /// The stretch.
    pub items: Vec<T>,
    /// How many there are in all, for this audience.
    pub total: usize,
    /// How many were left out before.
    pub offset: usize,
}

/// One document with everything that was read from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentView {
    /// The document: metadata, clean text, blocks. Spans of claims are code points of `document.clean.text`.
    pub document: Document,
    /// Its claims in the order of the text, those withdrawn left out. `incidents` of each names where it stands now,
    /// after joins and splits.
    pub claims: Vec<Claim>,
    /// The incidents it tells of, as now known.
    pub incidents: Vec<IncidentSummary>,
    /// True when the document was removed: text and quotes are gone, hashes stay.
    pub forgotten: bool,
}

/// One find of a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchHit {
    /// Whether the words were found in a document or in an incident's record.
    pub kind: HitKind,
    /// The document, for a hit in one; of a claim the document that makes it.
    pub document: Option<DocumentId>,
    /// The claim, for one.
    pub claim: Option<ClaimId>,
    /// The incident found, or those that the document tells of.
    pub incidents: Vec<IncidentId>,
    /// Headline of the document, the victim, or what the claim says.
    pub title: String,
    /// The outlet, for a document.
    pub publisher: Option<String>,
    /// When the document came out.
    pub published: Option<Instant>,
    /// The words around the find.
    pub snippet: Vec<SnippetPart>,
    /// Label of what was found.
    pub tlp: Tlp,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HitKind {
    /// In the text of a document.
    Document,
    /// In an incident's victim or headline.
    Incident,
    /// A claim.
    Claim,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnippetPart {
    /// The words, as in the text: escape them before showing them.
    pub text: String,
    /// Whether they are among the words searched for.
    pub mark: bool,
}

/// One change of one record, for a list over all incidents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// When, by the clock asked for.
    pub at: Instant,
    /// Whose record.
    pub incident: IncidentId,
    /// Preferred name of its victim.
    pub victim: String,
    /// One sentence.
    pub what: String,
    /// Field changed.
    pub field: String,
    /// Standing before.
    pub before: Option<Standing>,
    /// Standing after.
    pub after: Option<Standing>,
    /// The claims that did it.
    pub claims: Vec<ClaimId>,
}

/// How much a store holds, as far as an audience may know.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Stats {
    /// Documents.
    pub documents: usize,
    /// Claims that hold.
    pub claims: usize,
    /// Incidents.
    pub incidents: usize,
    /// When the store last learnt something.
    pub last_recorded: Option<Instant>,
}
