//! Whether incidents are linked, asked of a store: their claims pass the gate before anything is weighed.

use crate::query::visible_dossier;
use crate::{Engine, EngineError, Result};
use sextant_model::*;
use sextant_reason::linkage::{self, Question, Subject};
use std::collections::BTreeSet;

pub use sextant_reason::hypotheses::{MOST_INCIDENTS, phrase};
pub use sextant_reason::linkage::{Assessment, Drop, EvidenceLine, PairLine};

/// What is asked, and for whom.
#[derive(Debug, Clone, Default)]
pub struct AssessQuery {
    /// Two to eight incidents.
    pub incidents: Vec<IncidentId>,
    /// As known when, by which clock.
    pub as_of: AsOf,
    /// How likely two incidents are of the same operators before any evidence; `None`: the usual.
    pub prior: Option<f64>,
    /// What is left out of account.
    pub drops: Vec<Drop>,
    /// For whom; `None` is the keeper of the store, who sees everything.
    pub audience: Option<Tlp>,
}

impl Engine {
    /// Whether incidents are linked.
    ///
    /// # Errors
    /// An incident that is unknown or of which nothing was known by then; one named twice (two that were joined are one);
    /// fewer than two or more than eight; a prior that no evidence could move; something to be left out that is not there.
    pub fn assess(&self, query: &AssessQuery) -> Result<Assessment> {
        let subjects = self.subjects(query)?;
        let question = Question {
            as_of: query.as_of,
            prior: query.prior,
            drops: query.drops.clone(),
            unjudged: self.unjudged()?,
            added: Vec::new(),
        };
        linkage::assess(&subjects, &question).map_err(|error| EngineError::Invalid(error.to_string()))
    }

    fn subjects(&self, query: &AssessQuery) -> Result<Vec<Subject>> {
        let asked = query.incidents.len();
        if !(2..=MOST_INCIDENTS).contains(&asked) {
            return Err(EngineError::Invalid(format!("{asked} incidents: name two to {MOST_INCIDENTS}")));
        }
        let mut seen: BTreeSet<IncidentId> = BTreeSet::new();
        query.incidents.iter().map(|id| self.subject(*id, query, &mut seen)).collect()
    }

    fn subject(&self, id: IncidentId, query: &AssessQuery, seen: &mut BTreeSet<IncidentId>) -> Result<Subject> {
        let dossier = self.ask(|ledger| visible_dossier(ledger, id, query.as_of, query.audience))?;
        let dossier = dossier.ok_or_else(|| EngineError::not_found("incident", id))?;
        if !seen.insert(dossier.incident) {
            let one = dossier.incident;
            return Err(EngineError::Invalid(format!("incident {one} is named twice (or was joined): name each once")));
        }
        let subject = Subject::of(&dossier, query.as_of);
        if subject.claims.is_empty() {
            return Err(EngineError::not_found("incident known by then:", id));
        }
        Ok(subject)
    }

    /// Sources of which it is stated for all kinds of claims that their reliability cannot be judged.
    fn unjudged(&self) -> Result<BTreeSet<String>> {
        let sources = self.ask(|ledger| Ok(ledger.sources()?))?;
        let cannot = |r: &Reliability| {
            (r.kind.is_none() || r.kind == Some(PropositionKind::Linked)) && (r.letter == 'F' || r.digit == 6)
        };
        let unjudged = sources.into_iter().filter(|source| source.reliability.iter().any(cannot));
        Ok(unjudged.map(|source| sextant_reason::key(&source.name)).collect())
    }
}
