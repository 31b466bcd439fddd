//! Taking in what somebody at a page hands over: read one by one without holding the writer, so that nobody else waits
//! for a slow server or a large file; each is kept, and told of, before the next is begun.

use super::{IngestLine, IngestOptions, IngestTally, KnownHere, Pages, Run};
use crate::reading::{self, Arrival, Known};
use crate::{Engine, Input, Result};
use sextant_model::{DocumentId, Tlp};
use sextant_store::DocumentQuery;
use std::sync::atomic::{AtomicBool, Ordering};

/// Documents of one origin that are looked at, at most.
const OF_ONE_ORIGIN: usize = 500;

/// What is kept need not be read again, but an address is always fetched: whoever names it wants to see it now.
struct FetchedAnew<'a>(KnownHere<'a>);

impl Known for FetchedAnew<'_> {
    fn document(&self, id: DocumentId) -> bool {
        self.0.document(id)
    }

    fn validators(&self, _: &str) -> Option<crate::fetch::Validators> {
        None
    }
}

impl Engine {
    /// Reads and keeps `inputs` one after the other; `tell` is told of every document once it is durable. `stop` may be
    /// set at any time: what was told of is kept.
    ///
    /// # Errors
    /// When the store cannot be written; what was told of before is kept.
    pub fn take_in(
        &self,
        inputs: &[Input],
        options: &IngestOptions,
        stop: &AtomicBool,
        mut tell: impl FnMut(&IngestLine),
    ) -> Result<IngestTally> {
        let pages = Pages::beside(self.path());
        let known = FetchedAnew(KnownHere { engine: self, pages: &pages });
        let mut sum = IngestTally::default();
        for input in inputs {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let mut read = Vec::new();
            let one = std::slice::from_ref(input);
            reading::run(
                one,
                &options.read,
                &known,
                stop,
                |_| (),
                |arrival| {
                    if let Arrival::Read(chunk) = arrival {
                        read.extend(chunk);
                    }
                    true
                },
            );
            let mut ledger = self.writer()?;
            let mut run = Run::new(&mut ledger, options, stop);
            run.chunk(read, &mut tell)?;
            run.close(&mut tell)?;
            sum.add(&run.tally);
        }
        sum.stopped = stop.load(Ordering::Relaxed);
        Ok(sum)
    }

    /// The documents kept that came from this file name or address.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn documents_from(&self, origin: &str, audience: Option<Tlp>) -> Result<Vec<DocumentId>> {
        let query = DocumentQuery::Url(origin.to_owned());
        let found = self.ask(|ledger| Ok(ledger.documents(&query, OF_ONE_ORIGIN, 0)?))?;
        Ok(found.into_iter().filter(|d| crate::gate::may_see(d.tlp, audience)).map(|d| d.id).collect())
    }
}

impl IngestTally {
    fn add(&mut self, other: &Self) {
        self.new += other.new;
        self.known += other.known;
        self.failed += other.failed;
        self.claims += other.claims;
        self.incidents += other.incidents;
    }
}
