//! Inputs to readings: loaded in the order given, cleaned and read on several threads, handed on in the order given.
//!
//! A chunk of inputs is in the making while the one before is handed on; never more, so memory stays bounded
//! whatever the number of inputs. The result does not depend on the number of threads.

use crate::fetch::{FetchLimits, Reach, Validators};
use crate::input::{Input, Item, Load, Loaded, Loader, spread};
use rayon::prelude::*;
use sextant_model::{CleanDocument, DocumentId, Problem, Reading, Tlp};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Inputs of one chunk.
const CHUNK: usize = 32;
/// Bytes after which a chunk is full.
const CHUNK_BYTES: usize = 16 << 20;
/// How long the next chunk may take before whoever takes it is told that there is a pause.
const PATIENCE: Duration = Duration::from_millis(200);
/// Linked pages fetched at once.
const FETCHES: usize = 8;

/// How inputs are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// When documents came out, told from outside; their own metadata win.
    pub published: Option<String>,
    /// The label of documents that carry none.
    pub tlp: Option<Tlp>,
    /// No document gets a weaker label than this, whatever it says of itself.
    pub floor: Option<Tlp>,
    /// Who published documents that do not say.
    pub source: Option<String>,
    /// Fetch the pages that a feed's entries link to.
    pub follow: bool,
    /// Threads; 0 means as many as there are processors.
    pub threads: usize,
    /// Bounds on fetches; the size holds for files as well.
    pub limits: FetchLimits,
    /// Which addresses may be fetched from.
    pub reach: Reach,
}

/// One input and what it holds.
#[derive(Debug)]
pub struct Outcome {
    /// File name or address.
    pub origin: String,
    /// Its documents, in its order.
    pub documents: Vec<ReadDocument>,
    /// What went wrong, its documents' own problems not among it.
    pub problems: Vec<Problem>,
    /// The server said that nothing has changed since it was read.
    pub unchanged: bool,
    pub(crate) validators: Option<Validators>,
}

/// One document, read.
#[derive(Debug)]
pub struct ReadDocument {
    /// Its identity.
    pub id: DocumentId,
    /// What was read from it; `None` when it is in the store already.
    pub reading: Option<Reading>,
    /// What was read.
    pub clean: CleanDocument,
    /// The bytes that came in, where they are this document's alone.
    pub bytes: Vec<u8>,
    /// File name or address it came from.
    pub origin: String,
    /// The label that holds for it.
    pub tlp: Tlp,
}

/// What comes to whoever keeps the readings.
pub(crate) enum Arrival {
    /// Some inputs, read.
    Read(Vec<Outcome>),
    /// The next ones are not ready yet.
    Pause,
}

/// What is known already, asked before the costly part.
pub(crate) trait Known: Sync + Send {
    /// Whether a document need not be read.
    fn document(&self, id: DocumentId) -> bool;
    /// What a server said of the page when it was last read whole.
    fn validators(&self, url: &str) -> Option<Validators>;
}

/// Nothing is known: everything is read.
pub(crate) struct Nothing;

impl Known for Nothing {
    fn document(&self, _: DocumentId) -> bool {
        false
    }

    fn validators(&self, _: &str) -> Option<Validators> {
        None
    }
}

/// Reads inputs and hands each on in the order given, until `take` says false or `stop` is set. Nothing is stored.
///
/// `total` is told how many inputs there are before the first is handed on.
pub fn read_all(
    inputs: &[Input],
    options: &ReadOptions,
    stop: &AtomicBool,
    total: impl FnOnce(usize),
    mut take: impl FnMut(Outcome) -> bool,
) {
    run(inputs, options, &Nothing, stop, total, |arrival| match arrival {
        Arrival::Read(outcomes) => outcomes.into_iter().all(&mut take),
        Arrival::Pause => true,
    });
}

/// As [`read_all`], a chunk at a time, leaving out what is known.
pub(crate) fn run(
    inputs: &[Input],
    options: &ReadOptions,
    known: &dyn Known,
    stop: &AtomicBool,
    total: impl FnOnce(usize),
    mut take: impl FnMut(Arrival) -> bool,
) {
    let items = spread(inputs);
    total(items.len());
    let loader = Loader::new(options.limits.clone(), options.reach.clone(), options.published.clone());
    let reader = Reader { loader, options, known };
    let (send, receive) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let send = send;
            reader.feed(&items, stop, |chunk| send.send(chunk).is_ok());
        });
        loop {
            let arrival = match receive.recv_timeout(PATIENCE) {
                Ok(chunk) => Arrival::Read(chunk),
                Err(RecvTimeoutError::Timeout) => Arrival::Pause,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if !take(arrival) {
                break;
            }
        }
        drop(receive);
    });
}

struct Reader<'a> {
    loader: Loader,
    options: &'a ReadOptions,
    known: &'a dyn Known,
}

impl Reader<'_> {
    fn feed(&self, items: &[Item], stop: &AtomicBool, mut send: impl FnMut(Vec<Outcome>) -> bool) {
        // Deeply nested pages are read without recursion, but libraries underneath get room all the same.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.options.threads).stack_size(16 << 20).build();
        let mut rest = items;
        while !rest.is_empty() && !stop.load(Ordering::Relaxed) {
            let loads = self.load_chunk(&mut rest);
            let chunk = match &pool {
                Ok(pool) => pool.install(|| self.read_chunk(loads)),
                Err(_) => self.read_chunk(loads),
            };
            if !send(chunk) {
                break;
            }
        }
    }

    fn load_chunk(&self, rest: &mut &[Item]) -> Vec<Load> {
        let mut loads = Vec::new();
        let mut bytes = 0;
        while let Some((item, after)) = rest.split_first() {
            if loads.len() == CHUNK || bytes > CHUNK_BYTES {
                break;
            }
            let known = if let Item::Url(url) = item { self.known.validators(url) } else { None };
            let load = self.loader.load(item, known.as_ref());
            bytes += if let Load::Bytes(loaded) = &load { loaded.bytes.len() } else { 0 };
            loads.push(load);
            *rest = after;
        }
        loads
    }

    fn read_chunk(&self, loads: Vec<Load>) -> Vec<Outcome> {
        loads.into_par_iter().map(|load| self.read_one(load)).collect()
    }

    fn read_one(&self, load: Load) -> Outcome {
        match load {
            Load::Bad(problem) => Outcome::failed(problem),
            Load::Unchanged(url) => Outcome { unchanged: true, ..Outcome::empty(url) },
            Load::Bytes(loaded) => self.parse(loaded),
        }
    }

    fn parse(&self, loaded: Loaded) -> Outcome {
        let parsed = match guarded(&loaded.origin, || sextant_formats::documents(&loaded.bytes, &loaded.hint)) {
            Ok(parsed) => parsed,
            Err(problem) => return Outcome::failed(problem),
        };
        let mut outcome = Outcome::empty(loaded.origin.clone());
        outcome.validators = loaded.validators.clone();
        outcome.problems = parsed.problems;
        let alone = parsed.documents.len() == 1;
        let mut seen = BTreeSet::new();
        let links = parsed.links.into_iter().chain(std::iter::repeat(None));
        let mut documents: Vec<(CleanDocument, Option<String>)> = parsed.documents.into_iter().zip(links).collect();
        let pages = if self.options.follow { self.follow(&mut documents, &mut outcome.problems) } else { Vec::new() };
        let mut found = Vec::new();
        for (clean, _) in documents {
            let bytes = if alone { loaded.bytes.clone() } else { Vec::new() };
            found.push(self.document(clean, bytes, &loaded, &mut seen));
        }
        outcome.documents = found.into_par_iter().map(|d| self.extract(d)).collect();
        for page in pages {
            outcome.problems.extend(page.problems);
            outcome.documents.extend(page.documents);
        }
        // A document's own problem is told with the document, not twice.
        outcome.problems.retain(|p| !outcome.documents.iter().any(|d| d.problems().any(|own| own == p)));
        outcome
    }

    fn document(
        &self,
        mut clean: CleanDocument,
        bytes: Vec<u8>,
        loaded: &Loaded,
        seen: &mut BTreeSet<String>,
    ) -> ReadDocument {
        let id = identity(&clean, seen);
        let mail = clean.meta.media_type.starts_with("message/");
        let usual = if loaded.public && !mail { Tlp::Clear } else { Tlp::Amber };
        let tlp = clean.meta.tlp.or(self.options.tlp).unwrap_or(usual).max(self.options.floor.unwrap_or(Tlp::Clear));
        clean.meta.publisher = clean.meta.publisher.or_else(|| self.options.source.clone());
        ReadDocument { id, reading: None, clean, bytes, origin: loaded.origin.clone(), tlp }
    }

    fn extract(&self, mut document: ReadDocument) -> ReadDocument {
        if self.known.document(document.id) {
            return document;
        }
        match guarded(&document.origin, || sextant_extract::read(&document.clean)) {
            Ok(mut reading) => {
                // A reading knows no file; whoever is told of a problem wants to know in which.
                let unnamed = reading.problems.iter_mut().filter(|p| p.place == "text");
                unnamed.for_each(|problem| problem.place.clone_from(&document.origin));
                document.reading = Some(reading);
            }
            Err(problem) => {
                document.clean.problems.push(problem);
                document.reading = Some(nothing_read(&document.clean));
            }
        }
        document
    }

    /// The pages that entries of a feed link to take the entries' place; an entry whose page cannot be had stays.
    fn follow(
        &self,
        documents: &mut Vec<(CleanDocument, Option<String>)>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Outcome> {
        let targets: Vec<(usize, String)> =
            documents.iter().enumerate().filter_map(|(at, (_, link))| Some((at, link.clone()?))).collect();
        let mut pages = Vec::new();
        let mut replaced = BTreeSet::new();
        for batch in targets.chunks(FETCHES) {
            let loads: Vec<Load> = std::thread::scope(|scope| {
                let load = |url: &String| self.loader.load(&Item::Url(url.clone()), None);
                let running: Vec<_> = batch.iter().map(|(_, url)| scope.spawn(move || load(url))).collect();
                running
                    .into_iter()
                    .zip(batch)
                    .map(|(run, (_, url))| run.join().unwrap_or_else(|_| Load::Unchanged(url.clone())))
                    .collect()
            });
            for (load, (at, _)) in loads.into_iter().zip(batch) {
                match load {
                    Load::Bytes(page) => {
                        let flat = Reader {
                            loader: self.plain_loader(),
                            options: &without_follow(self.options),
                            known: self.known,
                        };
                        let outcome = flat.parse(page);
                        if outcome.documents.is_empty() {
                            problems.extend(outcome.problems);
                        } else {
                            replaced.insert(*at);
                            pages.push(outcome);
                        }
                    }
                    Load::Bad(problem) => problems.push(problem),
                    Load::Unchanged(_) => {}
                }
            }
        }
        let mut at = 0;
        documents.retain(|_| {
            at += 1;
            !replaced.contains(&(at - 1))
        });
        pages
    }

    fn plain_loader(&self) -> Loader {
        Loader::new(self.options.limits.clone(), self.options.reach.clone(), self.options.published.clone())
    }
}

fn without_follow(options: &ReadOptions) -> ReadOptions {
    ReadOptions { follow: false, ..options.clone() }
}

impl Outcome {
    fn empty(origin: String) -> Self {
        Self { origin, documents: Vec::new(), problems: Vec::new(), unchanged: false, validators: None }
    }

    fn failed(problem: Problem) -> Self {
        Self { problems: vec![problem.clone()], ..Self::empty(problem.place) }
    }
}

impl ReadDocument {
    /// What went wrong with this document.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        let read = self.reading.iter().flat_map(|reading| &reading.problems);
        let own = self.clean.problems.iter().filter(|p| !self.reading.as_ref().is_some_and(|r| r.problems.contains(p)));
        own.chain(read)
    }
}

/// Equal bytes are one document; two different texts that claim the same bytes (pieces of one container) are told
/// apart by their place.
fn identity(clean: &CleanDocument, seen: &mut BTreeSet<String>) -> DocumentId {
    let sha = &clean.meta.sha256;
    if seen.insert(sha.clone()) {
        return DocumentId::derive(&[sha]);
    }
    DocumentId::derive(&[sha, &seen.len().to_string(), &clean.text])
}

/// A fault of a parser is one input's problem, never the end of the run.
fn guarded<T>(place: &str, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        Problem::new("internal-fault", place, "could not be read for a fault in this program: please report it")
    })
}

fn nothing_read(clean: &CleanDocument) -> Reading {
    Reading {
        format: sextant_model::reading::FORMAT.to_owned(),
        document: clean.meta.clone(),
        text: clean.text.clone(),
        incidents: Vec::new(),
        claims: Vec::new(),
        indicators: Vec::new(),
        entities: Vec::new(),
        problems: clean.problems.clone(),
    }
}
