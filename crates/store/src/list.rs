//! Questions that return pages: the list of incidents, documents, full-text hits.

use sextant_model::*;

/// Which lines of the list of incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// As known when, by which clock.
    pub as_of: AsOf,
    /// For whom: summaries folded for this audience (`red`: everything).
    pub audience: Tlp,
    /// Words that victim or headline must hold, all of them, any case.
    pub words: Option<String>,
    /// Only incidents of this kind.
    pub kind: Option<IncidentKind>,
    /// Only incidents of this standing.
    pub standing: Option<Standing>,
    /// Lines per page.
    pub limit: usize,
    /// Lines to skip.
    pub offset: usize,
    /// Only lines after this one in the order of the list: when it had changed last, and whose it was.
    pub after: Option<(Instant, IncidentId)>,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            as_of: AsOf::default(),
            audience: Tlp::Red,
            words: None,
            kind: None,
            standing: None,
            limit: usize::MAX,
            offset: 0,
            after: None,
        }
    }
}

/// A page of the list, newest change first, and how many lines there are in all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SummaryPage {
    /// The lines.
    pub summaries: Vec<IncidentSummary>,
    /// How many match.
    pub total: usize,
}

/// How many incidents have each standing (for the list's filter).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListStanding {
    /// The standing.
    pub standing: Standing,
    /// How many.
    pub incidents: usize,
}

/// Which documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentQuery {
    /// All, in the order in which they were appended.
    All,
    /// Those whose bytes have this SHA-256 (lower-case hex).
    Sha256(String),
    /// Those with this canonical address or origin.
    Url(String),
    /// Those whose id starts with these hex digits (dashes are ignored).
    IdPrefix(String),
    /// Those last read by another rule set than this one.
    NotReadBy(String),
}

/// Which objects of STIX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectQuery {
    /// All versions of all, in the order in which they came.
    All,
    /// All versions of one id, oldest version first.
    Id(String),
    /// Versions of one id that are older than this version (`None`: all), newest first.
    Before(String, Option<String>),
    /// Those of one type, in the order in which they came.
    Kind(String),
}

/// A document that a search found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Hit {
    /// The document; `None` for a claim added by hand without one.
    pub document: Option<DocumentRef>,
    /// The claim added by hand.
    pub claim: Option<ClaimId>,
    /// Incidents that it is on, after joins.
    pub incidents: Vec<IncidentId>,
    /// Words around the first match.
    pub snippet: String,
    /// Where the matches are in `snippet`: bytes, start and end.
    pub marks: Vec<(usize, usize)>,
    /// Relevance, greater is better.
    pub score: f64,
}

/// A page of hits and how many there are in all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many match.
    pub total: usize,
}
