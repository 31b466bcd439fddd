//! Claims and sources by hand: added, corrected, withdrawn by a named person with a reason. Nothing is edited.

use crate::decide::given;
use crate::ingest::refresh;
use crate::{Engine, EngineError, Result, gate};
use sextant_model::*;
use sextant_reason::linkage::Subject;
pub use sextant_reason::reliability::Learnt;
use sextant_store::{ClaimsOf, Ledger};
use std::collections::BTreeSet;

/// What a person states.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The incidents it is on.
    pub incidents: Vec<IncidentId>,
    /// The document that says it, if it is in the store.
    pub document: Option<DocumentId>,
    /// Where it is from: outlet, body, a call.
    pub source: String,
    /// Whose words.
    pub speaker: Speaker,
    /// Attitude.
    pub stance: Stance,
    /// Content.
    pub proposition: Proposition,
    /// The words: found in the document where one is named.
    pub quote: String,
    /// When it was said; the document's date when not given.
    pub published: Option<Instant>,
    /// Label; the document's, else amber, when not given.
    pub tlp: Option<Tlp>,
}

impl Engine {
    /// Adds a claim by hand.
    ///
    /// # Errors
    /// Unknown incident or document, words that the document does not hold, no reason; when the store cannot be written.
    pub fn add_claim(&self, statement: &Statement, reason: &str, by: &str) -> Result<Claim> {
        self.keep_claim(statement, None, reason, by)
    }

    /// Replaces a claim by what `change` makes of it; the old one stays in the ledger.
    ///
    /// # Errors
    /// As [`add_claim`](Self::add_claim); an unknown claim.
    pub fn correct_claim(
        &self,
        old: ClaimId,
        change: impl FnOnce(&mut Statement),
        reason: &str,
        by: &str,
    ) -> Result<Claim> {
        let claim = self.claim(old, None)?;
        let mut statement = Statement {
            incidents: claim.incidents,
            document: claim.document,
            source: claim.publisher.unwrap_or_default(),
            speaker: claim.speaker,
            stance: claim.stance,
            proposition: claim.proposition,
            quote: claim.quote,
            published: claim.published,
            tlp: Some(claim.tlp),
        };
        change(&mut statement);
        self.keep_claim(&statement, Some(old), reason, by)
    }

    /// Says that a claim was read rightly: the same claim by a person's hand takes its place.
    ///
    /// # Errors
    /// As [`correct_claim`](Self::correct_claim).
    pub fn accept_claim(&self, id: ClaimId, reason: &str, by: &str) -> Result<Claim> {
        self.correct_claim(id, |_| (), reason, by)
    }

    /// Brings a withdrawn claim back: the same claim by a person's hand takes its place.
    ///
    /// # Errors
    /// As [`correct_claim`](Self::correct_claim); a claim that was not withdrawn by hand.
    pub fn restore_claim(&self, id: ClaimId, reason: &str, by: &str) -> Result<Claim> {
        let withdrawn = self.ask(|ledger| Ok(ledger.retractions(&[id])?))?;
        if withdrawn.is_empty() || withdrawn.iter().any(|retraction| retraction.why != RetractionKind::Mistake) {
            return Err(EngineError::Invalid("that claim was not withdrawn by hand".to_owned()));
        }
        self.correct_claim(id, |_| (), reason, by)
    }

    /// Withdraws a claim: a mistake of ours.
    ///
    /// # Errors
    /// An unknown claim, one withdrawn before, no reason; when the store cannot be written.
    pub fn retract_claim(&self, id: ClaimId, reason: &str, by: &str) -> Result<()> {
        given(reason)?;
        let claim = self.claim(id, None)?;
        let retraction = Retraction {
            claim: id,
            why: RetractionKind::Mistake,
            reason: reason.to_owned(),
            by: format!("analyst:{by}"),
            recorded: crate::clock::now(),
        };
        let mut ledger = self.writer()?;
        let touched = standing_on(&*ledger, &claim)?;
        ledger.begin()?;
        let done =
            ledger.retract(&retraction).map_err(EngineError::from).and_then(|()| refresh(&mut *ledger, &touched));
        finish(&mut *ledger, done)
    }

    /// One claim.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none, or none that this audience may know of.
    pub fn claim(&self, id: ClaimId, audience: Option<Tlp>) -> Result<Claim> {
        let found = self.ask(|ledger| Ok(ledger.claims(&ClaimsOf::Ids(vec![id]))?))?;
        gate::claims(found, audience).pop().ok_or_else(|| EngineError::not_found("claim", id))
    }

    /// The source register.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sources(&self) -> Result<Vec<Source>> {
        self.ask(|ledger| Ok(ledger.sources()?))
    }

    /// What the ledger has learnt of a source, for each kind of claim that was settled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn learnt(&self, source: &Source) -> Result<Vec<Learnt>> {
        let mut subjects = Vec::new();
        for id in self.ask(|ledger| Ok(ledger.incidents()?))? {
            let dossier = self.ask(|ledger| crate::query::visible_dossier(ledger, id, AsOf::default(), None))?;
            subjects.extend(dossier.map(|dossier| Subject::of(dossier, AsOf::default())));
        }
        Ok(sextant_reason::reliability::learnt(&subjects, source))
    }

    /// The sources that an audience may know of: publishers of documents that it may see. Notes on them carry no label
    /// and stay here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sources_for(&self, audience: Option<Tlp>) -> Result<Vec<Source>> {
        if audience.is_none() {
            return self.sources();
        }
        self.ask(|ledger| {
            let documents = ledger.documents(&sextant_store::DocumentQuery::All, usize::MAX, 0)?;
            let seen = documents.into_iter().filter(|document| gate::may_see(document.tlp, audience));
            let known: std::collections::BTreeSet<String> = seen.filter_map(|document| document.publisher).collect();
            let sources = ledger.sources()?.into_iter().filter(|source| known.contains(&source.name));
            Ok(sources.map(|source| Source { note: None, ..source }).collect())
        })
    }

    /// Whether an audience may know that a publisher is one: it may see a document of theirs.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn knows_publisher(&self, name: &str, audience: Option<Tlp>) -> Result<bool> {
        let documents =
            self.ask(|ledger| Ok(ledger.documents(&sextant_store::DocumentQuery::All, usize::MAX, 0)?))?;
        let theirs = documents.iter().filter(|document| document.publisher.as_deref() == Some(name));
        Ok(theirs.into_iter().any(|document| gate::may_see(document.tlp, audience)))
    }

    /// Keeps what is stated of a source; the last statement holds.
    ///
    /// # Errors
    /// A letter outside A–F or a digit outside 1–6; when the store cannot be written.
    pub fn set_source(&self, source: &Source, by: &str) -> Result<()> {
        Ok(self.writer()?.set_source(source, by, crate::clock::now())?)
    }

    fn keep_claim(&self, statement: &Statement, supersedes: Option<ClaimId>, reason: &str, by: &str) -> Result<Claim> {
        given(reason)?;
        if statement.incidents.is_empty() {
            return Err(EngineError::Invalid("a claim needs an incident that it is on".to_owned()));
        }
        let mut ledger = self.writer()?;
        let mut claim = claim_of(&*ledger, statement, supersedes, by)?;
        let replaced = supersedes.map(|old| ledger.claims(&ClaimsOf::Ids(vec![old]))).transpose()?;
        if let Some(old) = replaced.as_ref().and_then(|found| found.first()) {
            keep_place(&mut claim, old);
        }
        ledger.begin()?;
        let mut touched = standing_on(&*ledger, &claim)?;
        for old in replaced.iter().flatten() {
            touched.extend(standing_on(&*ledger, old)?);
        }
        let added = ledger.add_claim(&claim, reason).map_err(EngineError::from);
        let done = added.and_then(|()| refresh(&mut *ledger, &touched));
        finish(&mut *ledger, done)?;
        Ok(claim)
    }
}

fn finish(ledger: &mut dyn Ledger, done: Result<()>) -> Result<()> {
    if done.is_err() {
        let _ = ledger.rollback();
        return done;
    }
    Ok(ledger.commit()?)
}

/// The incidents that a claim stands on after decisions.
fn standing_on(ledger: &dyn Ledger, claim: &Claim) -> Result<BTreeSet<IncidentId>> {
    let decided = Assignment::new(ledger.decisions()?);
    Ok(claim.incidents.iter().map(|incident| decided.incident_of(*incident, claim.document)).collect())
}

fn claim_of(ledger: &dyn Ledger, statement: &Statement, supersedes: Option<ClaimId>, by: &str) -> Result<Claim> {
    let recorded = crate::clock::now();
    let document = match statement.document {
        Some(id) => Some(ledger.document(id)?.ok_or_else(|| EngineError::not_found("document", id))?),
        None => None,
    };
    let (start, end) = document.as_ref().map_or(Ok((0, 0)), |d| place(&d.clean.text, &statement.quote))?;
    // An empty name is no origin to share: such a claim stands alone.
    let id = ClaimId(uuid::Uuid::now_v7());
    let origin =
        if statement.source.trim().is_empty() { id.to_string() } else { sextant_reason::key(&statement.source) };
    let own = GroupId::derive(&["by-hand", &origin]);
    let label = document.as_ref().map_or(Tlp::Amber, |d| d.tlp);
    let mut claim = Claim {
        id,
        document: statement.document,
        incidents: statement.incidents.clone(),
        speaker: statement.speaker.clone(),
        stance: statement.stance,
        proposition: statement.proposition.clone(),
        quote: statement.quote.clone(),
        start,
        end,
        recorded,
        published: statement
            .published
            .map(crate::clock::whole)
            .or_else(|| document.as_ref().and_then(|d| d.published_at)),
        group: own,
        by: format!("analyst:{by}"),
        confidence: 1.0,
        supersedes,
        // What is taken from a document is never less restricted than the document.
        tlp: statement.tlp.map_or(label, |tlp| if document.is_some() { tlp.max(label) } else { tlp }),
        publisher: Some(statement.source.clone()).filter(|source| !source.trim().is_empty()),
    };
    claim.group = sextant_reason::claim_group(&claim, own, None);
    Ok(claim)
}

/// Whoever corrects what was read in a document changes neither where the words stand nor whose they are: where those stay
/// the same, so do place and origin.
fn keep_place(claim: &mut Claim, old: &Claim) {
    if claim.document.is_none() || claim.document != old.document || claim.quote != old.quote {
        return;
    }
    (claim.start, claim.end) = (old.start, old.end);
    if claim.speaker == old.speaker && claim.publisher == old.publisher && claim.incidents == old.incidents {
        claim.group = old.group;
    }
}

/// Where the words stand, in code points.
fn place(text: &str, quote: &str) -> Result<(usize, usize)> {
    if quote.is_empty() {
        return Ok((0, 0));
    }
    let Some((before, _)) = text.split_once(quote) else {
        return Err(EngineError::Invalid(format!("the document does not hold the words {quote:?}")));
    };
    let start = before.chars().count();
    Ok((start, start + quote.chars().count()))
}
