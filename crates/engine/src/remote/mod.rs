//! Other servers: pulling from collections of TAXII 2.1 and feeds of MISP, and pushing to collections. Each goes on where the
//! last run stopped. What comes in takes the way of every import; what goes out has passed the exit gate as every
//! export has, and is looked at once more before it leaves.
//!
//! Servers break the standard in known ways; `docs/pulling.md` lists those that are survived, and how.

mod access;
mod answers;
mod asking;
mod feed;
mod finding;
mod memory;
mod paging;
mod pull;
mod push;

pub use access::Access;
pub use push::{PushOptions, PushTally};

use crate::fetch::session::{Session, address};
use crate::fetch::{FetchLimits, Reach};
use crate::{Engine, EngineError, ImportTally, Result};
use asking::Asking;
use memory::Memory;
use serde::Serialize;
use sextant_model::{Problem, Tlp};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// How a server is dealt with.
#[derive(Debug, Clone)]
pub struct RemoteOptions {
    /// Who one is to it.
    pub access: Option<Access>,
    /// Bounds on one answer.
    pub limits: FetchLimits,
    /// How far requests may go.
    pub reach: Reach,
    /// Certificates (PEM) to trust instead of the public ones.
    pub trusted: Option<Vec<u8>>,
    /// Time for everything.
    pub total: Duration,
    /// Objects in one page or envelope, at most.
    pub page: usize,
    /// Objects or events of one run, at most.
    pub objects: usize,
    /// Who writes, for the audit log; `pull` when empty.
    pub by: String,
}

impl Default for RemoteOptions {
    fn default() -> Self {
        Self {
            access: None,
            limits: FetchLimits::default(),
            reach: Reach::Public,
            trusted: None,
            total: Duration::from_secs(3600),
            page: 1000,
            objects: 5_000_000,
            by: String::new(),
        }
    }
}

/// What happens on the way.
#[derive(Debug)]
pub enum RemoteEvent<'a> {
    /// This place is dealt with now.
    Place(&'a str),
    /// So many more objects are done and durable.
    Done(usize),
    /// The server asks to wait, for this reason.
    Waiting(Duration, &'a Problem),
    /// Something failed; the rest goes on.
    Trouble(&'a Problem),
}

/// What came of a pull.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PullTally {
    /// Collections or feeds that were read.
    pub places: usize,
    /// Pages or events that were fetched.
    pub pages: usize,
    /// What was taken in.
    #[serde(flatten)]
    pub imported: ImportTally,
    /// Whether the bounds of the run ended it: another goes on.
    pub bounded: bool,
}

impl Engine {
    /// Takes in what is new at `url`: the discovery, an API root or a collection of TAXII 2.1, or a feed of MISP. What carries
    /// no label gets `label`; else clear where anybody may read it, and amber.
    ///
    /// # Errors
    /// When nothing known stands there, the server cannot be reached at all, or the store cannot be written.
    pub fn pull(
        &self,
        url: &str,
        label: Option<Tlp>,
        options: &RemoteOptions,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(RemoteEvent<'_>),
    ) -> Result<PullTally> {
        let place = address(url).map_err(EngineError::Input)?;
        let mut asking = asking(&place, options, stop, tell)?;
        let found = asking.find(&place).map_err(EngineError::Input)?;
        let mut pull =
            pull::Pull { engine: self, asking, memory: self.memory()?, options, label, tally: PullTally::default() };
        pull.run(found)?;
        Ok(pull.tally)
    }

    fn memory(&self) -> Result<Memory> {
        // A store that is new draws its seed when it is first opened for writing.
        drop(self.writer()?);
        let seed = self.ask(|ledger| Ok(ledger.seed()?))?;
        Ok(Memory::beside(self.path(), &seed))
    }
}

fn asking<'a>(
    place: &url::Url,
    options: &RemoteOptions,
    stop: &'a AtomicBool,
    tell: &'a mut dyn FnMut(RemoteEvent<'_>),
) -> Result<Asking<'a>> {
    let private = !matches!(options.reach, Reach::Public);
    let secret = options.access.as_ref().map(|access| access.secret(place, private));
    let secret = secret.transpose().map_err(EngineError::Input)?;
    let session = Session::new(options.limits.clone(), options.reach.clone(), secret, options.trusted.as_deref());
    let session = session.map_err(EngineError::Input)?;
    Ok(Asking { session, until: Instant::now() + options.total, stop, tell, reached: false, any_type: false })
}
