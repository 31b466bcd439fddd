//! Decisions of a person on identities: joins, splits, "not the same", aliases; each can be taken back.

use crate::ingest::refresh;
use crate::{Engine, EngineError, Result};
use sextant_model::*;
use sextant_store::Ledger;
use std::collections::BTreeSet;

impl Engine {
    /// Says that incidents are one: everything on `others` is on `into` from now on.
    ///
    /// # Errors
    /// An unknown incident, fewer than two different ones, no reason; when the store cannot be written.
    pub fn join(&self, into: IncidentId, others: &[IncidentId], reason: &str, by: &str) -> Result<DecisionId> {
        let others: Vec<_> =
            BTreeSet::from_iter(others.iter().copied().filter(|other| *other != into)).into_iter().collect();
        if others.is_empty() {
            return Err(EngineError::Invalid("a join needs two different incidents".to_owned()));
        }
        let touched = others.iter().copied().chain([into]).collect();
        self.decide(DecisionKind::Join { into, others }, reason, by, touched)
    }

    /// Says that what `documents` tell of `from` is about another incident; gives the decision and that incident.
    ///
    /// # Errors
    /// An unknown incident or document, a document that is not on it, no reason; when the store cannot be written.
    pub fn split(
        &self,
        from: IncidentId,
        documents: &[DocumentId],
        reason: &str,
        by: &str,
    ) -> Result<(DecisionId, IncidentId)> {
        for &document in documents {
            if !self.ask(|ledger| Ok(ledger.incidents_of(document)?))?.contains(&from) {
                return Err(EngineError::Invalid(format!("document {document} says nothing of incident {from}")));
            }
        }
        let into = IncidentId(uuid::Uuid::now_v7());
        let kind = DecisionKind::Split { from, documents: documents.to_vec(), into };
        let decision = self.decide(kind, reason, by, BTreeSet::from([from, into]))?;
        Ok((decision, into))
    }

    /// Says that two incidents are not one: answers an open question.
    ///
    /// # Errors
    /// An unknown incident, no reason; when the store cannot be written.
    pub fn distinct(&self, a: IncidentId, b: IncidentId, reason: &str, by: &str) -> Result<DecisionId> {
        self.decide(DecisionKind::Distinct { a, b }, reason, by, BTreeSet::from([a, b]))
    }

    /// Says that `alias` is another name of the organisation or actor `name`, and who says so.
    ///
    /// # Errors
    /// Equal or empty names, no reason; when the store cannot be written.
    pub fn alias(&self, name: &str, alias: &str, source: Option<&str>, reason: &str, by: &str) -> Result<DecisionId> {
        let (name, alias) = (name.trim().to_owned(), alias.trim().to_owned());
        if name.is_empty() || alias.is_empty() || name == alias {
            return Err(EngineError::Invalid("an alias needs two different names".to_owned()));
        }
        let source = source.map(str::to_owned);
        self.decide(DecisionKind::Alias { name, alias, source }, reason, by, BTreeSet::new())
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// An unknown decision, one taken back before; when the store cannot be written.
    pub fn undo(&self, decision: DecisionId, reason: &str, by: &str) -> Result<DecisionId> {
        let known = self.decisions()?;
        let Some(target) = known.iter().find(|d| d.id == decision) else {
            return Err(EngineError::not_found("decision", decision));
        };
        let touched = touched_by(&target.kind, &known);
        self.decide(DecisionKind::Undo { decision }, reason, by, touched)
    }

    /// All decisions, oldest first, those taken back among them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        self.ask(|ledger| Ok(ledger.decisions()?))
    }

    pub(crate) fn decide(
        &self,
        kind: DecisionKind,
        reason: &str,
        by: &str,
        touched: BTreeSet<IncidentId>,
    ) -> Result<DecisionId> {
        given(reason)?;
        let mut ledger = self.writer()?;
        let id = DecisionId(uuid::Uuid::now_v7());
        let decision =
            Decision { id, kind, reason: reason.to_owned(), by: by.to_owned(), recorded: crate::clock::now() };
        ledger.begin()?;
        let done = ledger.decide(&decision).map_err(EngineError::from).and_then(|()| refresh(&mut *ledger, &touched));
        if let Err(error) = done {
            let _ = ledger.rollback();
            return Err(error);
        }
        ledger.commit()?;
        Ok(id)
    }
}

/// Whoever changes what a record says gives a reason.
pub(crate) fn given(reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(EngineError::Invalid("a reason is needed".to_owned()));
    }
    Ok(())
}

/// The incidents whose records change when a decision falls.
fn touched_by(kind: &DecisionKind, known: &[Decision]) -> BTreeSet<IncidentId> {
    match kind {
        DecisionKind::Join { into, others } => others.iter().copied().chain([*into]).collect(),
        DecisionKind::Split { from, into, .. } => BTreeSet::from([*from, *into]),
        DecisionKind::Distinct { a, b } => BTreeSet::from([*a, *b]),
        DecisionKind::Alias { .. } | DecisionKind::Judgement(_) => BTreeSet::new(),
        DecisionKind::Undo { decision } => {
            known.iter().find(|d| d.id == *decision).map(|d| touched_by(&d.kind, known)).unwrap_or_default()
        }
    }
}
