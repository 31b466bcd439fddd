//! Reading and keeping. Documents enter the ledger in the order given, one writer, a batch at a time: whole
//! documents only, and a run that was cut off is completed by running it again, to the same incidents.

mod append;
mod intake;
mod pages;
mod resolve;
mod summaries;

pub(crate) use append::{Learnt, compose, group_of, instant, tell};
pub(crate) use pages::Pages;
pub(crate) use summaries::refresh;

use crate::reading::{self, Arrival, Known, Outcome, ReadDocument, ReadOptions};
use crate::{Engine, EngineError, Input, Result};
use serde::Serialize;
use sextant_model::*;
use sextant_store::{Appended, Ledger, Presence, SqliteLedger};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Clock};

/// The rule set that readings are made by: part of the claims' identity.
pub const RULES: &str = concat!("rules/", env!("CARGO_PKG_VERSION"));

/// Documents that become durable together: few at first, so that the first are told of soon, then twice as many each
/// time, up to the most.
const FIRST_BATCH: usize = 16;
const BATCH: usize = 256;
/// How long a batch stays open, at most: a second process waits no longer.
const BATCH_TIME: Duration = Duration::from_secs(2);

/// How documents are read and kept.
#[derive(Debug, Clone, Default)]
pub struct IngestOptions {
    /// How they are read.
    pub read: ReadOptions,
    /// Who writes, for the audit log; `ingest` when empty.
    pub by: String,
}

/// What came of one document or, where there was none, of one input. Told once it is durable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IngestLine {
    /// What came of it.
    pub state: LineState,
    /// File name or address.
    pub origin: String,
    /// The document.
    pub document: Option<DocumentId>,
    /// Its headline.
    pub title: Option<String>,
    /// The label that holds for it.
    pub tlp: Option<Tlp>,
    /// How many claims it makes.
    pub claims: usize,
    /// The incidents it tells of.
    pub incidents: Vec<IngestedIncident>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// What came of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineState {
    /// It is in the store now.
    New,
    /// It was there already.
    Known,
    /// The server says that the address has not changed.
    Unchanged,
    /// It was removed from the store once and stays out.
    Forgotten,
    /// It could not be read.
    Failed,
}

/// An incident that a document tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IngestedIncident {
    /// The incident.
    pub id: IncidentId,
    /// The victim as this document names it.
    pub victim: String,
    /// Whether this document was the first to tell of it.
    pub new: bool,
    /// Why it was taken for one that was known, or what makes that doubtful.
    pub why: Option<String>,
}

/// How much was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct IngestTally {
    /// Documents that are new.
    pub new: usize,
    /// Documents that were known.
    pub known: usize,
    /// Inputs or parts of them that failed.
    pub failed: usize,
    /// Claims that are new.
    pub claims: usize,
    /// Incidents that are new.
    pub incidents: usize,
    /// Whether it was told to stop before the end.
    pub stopped: bool,
}

impl Engine {
    /// Reads and keeps `inputs`. `total` is told how many inputs there are; `tell` is told of every document, in
    /// order, once it is durable. `stop` may be set at any time: what was told of is kept.
    ///
    /// # Errors
    /// When the store cannot be written; what was told of before is kept.
    pub fn ingest(
        &self,
        inputs: &[Input],
        options: &IngestOptions,
        stop: &AtomicBool,
        total: impl FnOnce(usize),
        mut tell: impl FnMut(&IngestLine),
    ) -> Result<IngestTally> {
        let mut ledger = self.writer()?;
        let pages = pages::Pages::beside(self.path());
        let known = KnownHere { engine: self, pages: &pages };
        let mut run = Run::new(&mut ledger, options, stop);
        let mut outcome = Ok(());
        let mut fresh = Vec::new();
        reading::run(inputs, &options.read, &known, stop, total, |arrival| {
            outcome = match arrival {
                Arrival::Read(chunk) => {
                    fresh.extend(chunk.iter().filter_map(pages::Seen::of));
                    run.chunk(chunk, &mut tell)
                }
                Arrival::Pause => run.close(&mut tell),
            };
            outcome.is_ok() && !stop.load(Ordering::Relaxed)
        });
        outcome.and_then(|()| run.close(&mut tell))?;
        let tally = IngestTally { stopped: stop.load(Ordering::Relaxed), ..run.tally };
        pages.remember(fresh);
        Ok(tally)
    }
}

/// What need not be read again.
struct KnownHere<'a> {
    engine: &'a Engine,
    pages: &'a pages::Pages,
}

impl Known for KnownHere<'_> {
    fn document(&self, id: DocumentId) -> bool {
        self.engine.ask(|ledger| Ok(ledger.presence(id)? != Presence::Absent)).unwrap_or(false)
    }

    fn validators(&self, url: &str) -> Option<crate::fetch::Validators> {
        let seen = self.pages.get(url)?;
        seen.documents.iter().all(|id| self.document(*id)).then(|| seen.validators.clone())
    }
}

/// One run of the writer.
struct Run<'a> {
    ledger: &'a mut SqliteLedger,
    options: &'a IngestOptions,
    stop: &'a AtomicBool,
    tally: IngestTally,
    /// Incidents whose lines in the list are out of date.
    touched: BTreeSet<IncidentId>,
    /// Told once the batch is durable.
    waiting: Vec<IngestLine>,
    opened: Option<Clock>,
    written: usize,
    limit: usize,
}

impl<'a> Run<'a> {
    fn new(ledger: &'a mut SqliteLedger, options: &'a IngestOptions, stop: &'a AtomicBool) -> Self {
        Self {
            ledger,
            options,
            stop,
            tally: IngestTally::default(),
            touched: BTreeSet::new(),
            waiting: Vec::new(),
            opened: None,
            written: 0,
            limit: FIRST_BATCH,
        }
    }

    /// Keeps a chunk. A batch goes on over chunks that follow at once, and is closed in a pause, so that another
    /// process gets its turn.
    fn chunk(&mut self, chunk: Vec<Outcome>, tell: &mut impl FnMut(&IngestLine)) -> Result<()> {
        let kept = chunk.into_iter().try_for_each(|outcome| self.outcome(outcome, tell));
        if kept.is_err() {
            // The fault is told, not the roll-back: SQLite may have done it by itself.
            let _ = self.ledger.rollback();
        }
        kept
    }

    fn outcome(&mut self, outcome: Outcome, tell: &mut impl FnMut(&IngestLine)) -> Result<()> {
        self.tally.failed += outcome.problems.len();
        if !outcome.problems.is_empty() || outcome.unchanged {
            let state = if outcome.unchanged { LineState::Unchanged } else { LineState::Failed };
            self.waiting.push(IngestLine { problems: outcome.problems, ..line(state, &outcome.origin) });
        }
        for document in outcome.documents {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            self.document(document)?;
            if self.written >= self.limit || self.opened.is_some_and(|at| at.elapsed() > BATCH_TIME) {
                self.close(tell)?;
            }
        }
        Ok(())
    }

    fn document(&mut self, document: ReadDocument) -> Result<()> {
        let mut line = IngestLine {
            document: Some(document.id),
            title: document.clean.meta.title.clone(),
            tlp: Some(document.tlp),
            problems: document.problems().cloned().collect(),
            ..line(LineState::Known, &document.origin)
        };
        let presence = self.ledger.presence(document.id)?;
        match (presence, document.reading.is_some()) {
            (Presence::Absent, true) => self.append(document, &mut line)?,
            (Presence::Forgotten, _) => line.state = LineState::Forgotten,
            _ => {
                self.tally.known += 1;
                line.problems.clear();
            }
        }
        self.tally.failed += line.problems.len();
        self.waiting.push(line);
        Ok(())
    }

    fn append(&mut self, document: ReadDocument, line: &mut IngestLine) -> Result<()> {
        if self.opened.is_none() {
            self.ledger.begin()?;
            self.opened = Some(Clock::now());
        }
        let by = if self.options.by.is_empty() { "ingest" } else { &self.options.by };
        let Some(Learnt { append, incidents }) = compose(&*self.ledger, document, by, crate::clock::now())? else {
            return Ok(());
        };
        if self.ledger.append(&append)? != Appended::New {
            return Ok(());
        }
        self.touched.extend(append.claims.iter().flat_map(|claim| claim.incidents.iter().copied()));
        self.touched.extend(append.doubts.iter().map(|doubt| doubt.other));
        self.written += 1;
        self.tally.new += 1;
        self.tally.claims += append.claims.len();
        self.tally.incidents += incidents.iter().filter(|incident| incident.new).count();
        line.state = LineState::New;
        line.claims = append.claims.len();
        line.incidents = incidents;
        Ok(())
    }

    /// Makes the batch durable and tells of it.
    fn close(&mut self, tell: &mut impl FnMut(&IngestLine)) -> Result<()> {
        if self.opened.take().is_some() {
            let kept =
                refresh(self.ledger, &std::mem::take(&mut self.touched)).and_then(|()| Ok(self.ledger.commit()?));
            if kept.is_err() {
                let _ = self.ledger.rollback();
                return kept;
            }
            self.written = 0;
            self.limit = (self.limit * 2).min(BATCH);
        }
        for line in self.waiting.drain(..) {
            tell(&line);
        }
        Ok(())
    }
}

fn line(state: LineState, origin: &str) -> IngestLine {
    IngestLine {
        state,
        origin: origin.to_owned(),
        document: None,
        title: None,
        tlp: None,
        claims: 0,
        incidents: Vec::new(),
        problems: Vec::new(),
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Input(problem) => problem,
            other => Self::new("store", "store", other.to_string()),
        }
    }
}
