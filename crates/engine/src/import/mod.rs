//! Taking in events and feeds of MISP, and objects of STIX: bundles, lists, and an object a line. Each object is kept
//! as it came, each version by itself; what objects state becomes claims of those who made them; and what another store put out (see
//! [`crate::exchange`]) becomes the very claims that it was made from. An object that is wrong is named, and the
//! others are kept.

pub mod columns;
mod feeds;
mod incidents;
mod index;
mod lines;
mod misp;
mod objects;
mod own;
mod paged;
mod pieces;
mod statements;

use crate::input::{Item, Load, Loaded, Loader, spread};
use crate::{Engine, Input, ReadOptions, Result};
use index::Index;
pub(crate) use index::named;
pub(crate) use objects::label_of_itself;
pub(crate) use own::{ELSEWHERE, objects_of};
pub(crate) use paged::Incoming;
pub(crate) use pieces::incidents_of;
use serde::Serialize;
use sextant_model::*;
use sextant_stix::object::{self, Content, Object};
use sextant_store::{ObjectBatch, ObjectState, SqliteLedger};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// Objects that become durable together.
const BATCH: usize = 1000;

/// How objects are taken in.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Bounds, reach, and the label of what carries none.
    pub read: ReadOptions,
    /// Who writes, for the audit log; `import` when empty.
    pub by: String,
    /// The columns of tables, in order, where they are not to be guessed (see [`columns::Columns::of`]).
    pub columns: Option<String>,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportTally {
    /// Objects whose id is new.
    pub new: usize,
    /// New versions of objects that were known.
    pub versions: usize,
    /// Objects that were there already.
    pub known: usize,
    /// Inputs and objects that were refused.
    pub failed: usize,
    /// Claims that are new.
    pub claims: usize,
    /// Documents that are new.
    pub documents: usize,
    /// Incidents that are new.
    pub incidents: usize,
    /// Whether it was told to stop before the end.
    pub stopped: bool,
}

impl std::ops::AddAssign<&Self> for ImportTally {
    fn add_assign(&mut self, more: &Self) {
        self.new += more.new;
        self.versions += more.versions;
        self.known += more.known;
        self.failed += more.failed;
        self.claims += more.claims;
        self.documents += more.documents;
        self.incidents += more.incidents;
        self.stopped |= more.stopped;
    }
}

/// What happens on the way.
#[derive(Debug)]
pub enum ImportEvent<'a> {
    /// So many more objects are to come.
    Found(usize),
    /// So many more are done and durable.
    Done(usize),
    /// Something was refused.
    Refused(&'a Problem),
}

impl Engine {
    /// Takes in `inputs`. `tell` learns what happens, refusals among it; `stop` may be set at any time: what was told
    /// of as done is kept, and the same import again goes on.
    ///
    /// # Errors
    /// When the store cannot be written; what was told of before is kept.
    pub fn import(
        &self,
        inputs: &[Input],
        options: &ImportOptions,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(ImportEvent<'_>),
    ) -> Result<ImportTally> {
        let loader = Loader::new(options.read.limits.clone(), options.read.reach.clone(), None);
        let mut ledger = self.writer()?;
        let by = if options.by.is_empty() { "import" } else { &options.by };
        let mut run =
            Run { ledger: &mut ledger, tell, stop, by, recorded: crate::clock::now(), tally: ImportTally::default() };
        for item in feeds::spread(spread(inputs), &loader) {
            if run.stopped() {
                break;
            }
            run.item(&loader, &item, options)?;
        }
        let stopped = run.stopped();
        Ok(ImportTally { stopped, ..run.tally })
    }
}

/// Objects of one label as one input. Those that would be taken for less strict than they are stay out: their markings
/// are not known here.
pub(crate) fn content_of(mut objects: Vec<Object>, label: Tlp) -> Content {
    objects.retain(|object| objects::label_for(object, label) >= label);
    Content { objects, ..Content::default() }
}

/// One run of the writer.
struct Run<'a> {
    ledger: &'a mut SqliteLedger,
    tell: &'a mut dyn FnMut(ImportEvent<'_>),
    stop: &'a AtomicBool,
    by: &'a str,
    recorded: Instant,
    tally: ImportTally,
}

impl Run<'_> {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn refuse(&mut self, problem: &Problem) {
        self.tally.failed += 1;
        (self.tell)(ImportEvent::Refused(problem));
    }

    fn item(&mut self, loader: &Loader, item: &Item, options: &ImportOptions) -> Result<()> {
        let loaded = match loader.load(item, None) {
            Load::Bytes(loaded) => loaded,
            Load::Unchanged(_) => return Ok(()),
            Load::Bad(problem) => {
                self.refuse(&problem);
                return Ok(());
            }
        };
        let label = options.read.tlp.unwrap_or(if loaded.public { Tlp::Clear } else { Tlp::Amber });
        if options.columns.is_some() || is_table(&loaded.origin) {
            return self.learn_table(&loaded, options.columns.as_deref(), label);
        }
        if is_text(&loaded.bytes) && self.learn_text(&loaded, label)? {
            return Ok(());
        }
        self.loaded(loaded, label)
    }

    fn loaded(&mut self, loaded: Loaded, label: Tlp) -> Result<()> {
        // What is no JSON is told by the reader of STIX, in the same words.
        if let Ok(Some((events, faults))) = sextant_misp::events(&loaded.bytes) {
            return self.learn_events(&loaded, &events, &faults, label);
        }
        let content = match content(&loaded.bytes) {
            Ok(content) => content,
            Err(error) => {
                let told = format!(
                    "{error}: give a bundle of STIX, a list of objects, an object a line, events of MISP, a table (.csv) \
                     or a text with indicators"
                );
                self.refuse(&Problem::new(error.code(), &loaded.origin, told));
                return Ok(());
            }
        };
        drop(loaded.bytes);
        self.content(&loaded.origin, content, label)
    }

    fn content(&mut self, origin: &str, content: Content, label: Tlp) -> Result<()> {
        (self.tell)(ImportEvent::Found(content.objects.len()));
        self.misfits(origin, &content);
        let version = content.bundle.as_ref().and_then(|bundle| bundle.spec_version.clone());
        let checker = objects::Checker::new(version);
        let index = Index::of(&content.objects, label);
        let mut kept: Vec<&Object> = Vec::with_capacity(content.objects.len());
        for chunk in content.objects.chunks(BATCH) {
            if self.stopped() {
                return Ok(());
            }
            kept.extend(self.chunk(origin, chunk, label, &checker, &index)?);
            (self.tell)(ImportEvent::Done(chunk.len()));
        }
        let mut touched = BTreeSet::new();
        self.learn_own(origin, &kept, label, &mut touched)?;
        self.learn_incidents(origin, &kept, label, &index, &mut touched)?;
        self.take_back(&kept, &mut touched)?;
        crate::ingest::refresh(self.ledger, &touched)
    }

    /// Names what could not be read.
    fn misfits(&mut self, origin: &str, content: &Content) {
        for misfit in &content.misfits {
            let id = misfit.id.as_deref().map_or(String::new(), |id| format!(" ({id})"));
            let place = format!("{origin}, object {}{id}", misfit.index);
            self.refuse(&Problem::new(misfit.error.code(), place, misfit.error.to_string()));
        }
    }

    /// Keeps a chunk with what it states; gives those that are in the store now as they came.
    fn chunk<'o>(
        &mut self,
        origin: &str,
        chunk: &'o [Object],
        label: Tlp,
        checker: &objects::Checker,
        index: &Index<'_>,
    ) -> Result<Vec<&'o Object>> {
        let mut good = Vec::with_capacity(chunk.len());
        for object in chunk {
            match checker.check(object, origin) {
                Ok(()) => good.push(object),
                Err(problem) => self.refuse(&problem),
            }
        }
        let mut claims = Vec::new();
        for object in &good {
            claims.extend(statements::of(self.ledger, object, label, self.recorded, index)?);
        }
        let batch = ObjectBatch {
            origin: origin.to_owned(),
            objects: good.iter().map(|object| objects::kept(object, label)).collect(),
            claims,
            by: self.by.to_owned(),
            recorded: self.recorded,
        };
        let states = self.keep(&batch)?;
        let mut kept = Vec::with_capacity(good.len());
        for (object, state) in good.into_iter().zip(states) {
            match state {
                ObjectState::New => self.tally.new += 1,
                ObjectState::NewVersion => self.tally.versions += 1,
                ObjectState::Known => self.tally.known += 1,
                ObjectState::Forgotten => {
                    self.refuse(&objects::forgotten(object, origin));
                    continue;
                }
                ObjectState::Differs => {
                    self.refuse(&objects::differs(object, origin));
                    continue;
                }
            }
            kept.push(object);
        }
        Ok(kept)
    }

    /// Withdraws the claims of objects that their makers have revoked.
    fn take_back(&mut self, objects: &[&Object], touched: &mut BTreeSet<IncidentId>) -> Result<()> {
        use sextant_store::Ledger;
        let decided = Assignment::new(self.ledger.decisions()?);
        for object in objects {
            let mut claims = statements::taken_back(&*self.ledger, object)?;
            claims.extend(crate::exchange::withdrawn::taken_back(&*self.ledger, object)?);
            for claim in claims {
                self.ledger.retract(&Retraction {
                    claim: claim.id,
                    why: RetractionKind::Mistake,
                    reason: format!("{} was revoked by its maker", object.id().unwrap_or_default()),
                    by: self.by.to_owned(),
                    recorded: self.recorded,
                })?;
                touched.extend(claim.incidents.iter().map(|at| decided.incident_of(*at, claim.document)));
            }
        }
        Ok(())
    }

    /// Keeps a batch and counts its claims.
    fn keep(&mut self, batch: &ObjectBatch) -> Result<Vec<ObjectState>> {
        use sextant_store::Ledger;
        let before = self.ledger.counts()?.claims;
        let states = self.ledger.keep_objects(batch)?;
        let fresh = self.ledger.counts()?.claims.saturating_sub(before);
        self.tally.claims += usize::try_from(fresh).unwrap_or(usize::MAX);
        Ok(states)
    }
}

/// Whether a name is that of a table.
fn is_table(origin: &str) -> bool {
    let path = origin.split(['?', '#']).next().unwrap_or(origin);
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("csv" | "tsv"))
}

/// Whether these bytes are words, not JSON that went wrong.
fn is_text(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_some_and(|byte| !matches!(byte, b'{' | b'[')) && std::str::from_utf8(bytes).is_ok()
}

/// Whole, or else an object a line.
fn content(bytes: &[u8]) -> std::result::Result<Content, object::ObjectError> {
    let whole = object::read(bytes);
    let Err(error) = whole else { return whole };
    let lines = object::read_lines(bytes);
    // Lines of a broken bundle are no objects: then the bundle's own fault is told.
    if lines.objects.is_empty() { Err(error) } else { Ok(lines) }
}
