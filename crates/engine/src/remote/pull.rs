//! Pulling collections: page after page into the store, the place in each kept after every page.

use super::answers::{Collection, page};
use super::asking::{Asking, refusal};
use super::finding::Found;
use super::memory::Memory;
use super::paging::{Cursor, Paging, Turn};
use super::{PullTally, RemoteEvent, RemoteOptions};
use crate::import::Incoming;
use crate::{Engine, Result};
use sextant_model::{Problem, Tlp};
use url::Url;

/// One run.
pub(super) struct Pull<'a> {
    pub(super) engine: &'a Engine,
    pub(super) asking: Asking<'a>,
    pub(super) memory: Memory,
    pub(super) options: &'a RemoteOptions,
    pub(super) label: Option<Tlp>,
    pub(super) tally: PullTally,
}

impl Pull<'_> {
    pub(super) fn run(&mut self, found: Found) -> Result<()> {
        match found {
            Found::Feed(place, events) => self.feed(&place, events),
            Found::Collections(collections) => {
                for collection in collections {
                    if !self.goes_on() {
                        break;
                    }
                    self.collection(&collection)?;
                }
                Ok(())
            }
        }
    }

    /// Whether there is time, and room in this run.
    pub(super) fn goes_on(&mut self) -> bool {
        let stopped = self.asking.stop.load(std::sync::atomic::Ordering::Relaxed);
        let full = self.objects() >= self.options.objects || (!stopped && self.asking.is_over());
        self.tally.imported.stopped |= stopped;
        self.tally.bounded |= full;
        !stopped && !full
    }

    fn objects(&self) -> usize {
        let tally = &self.tally.imported;
        tally.new + tally.versions + tally.known + tally.failed
    }

    pub(super) fn trouble(&mut self, problem: &Problem) {
        if problem.code == "stopped" {
            self.tally.imported.stopped = true;
            return;
        }
        self.tally.imported.failed += 1;
        (self.asking.tell)(RemoteEvent::Trouble(problem));
    }

    fn collection(&mut self, collection: &Collection) -> Result<()> {
        (self.asking.tell)(RemoteEvent::Place(&collection.title));
        if !collection.can_read {
            return Ok(());
        }
        let mut paging = Paging::new(self.options.page.max(1));
        let mut at = self.memory.pulled(&collection.url).cursor.clone();
        self.tally.places += 1;
        while self.goes_on() {
            let (page, incoming) = match self.page(&collection.url, &at, &mut paging)? {
                Step::Page(page, incoming) => (page, incoming),
                Step::Again(cursor) => {
                    at = cursor;
                    continue;
                }
                Step::Failed => break,
            };
            let turn = paging.turn(&at, &page, incoming.objects, incoming.fresh);
            let (Turn::Go(cursor) | Turn::Done(cursor) | Turn::Stuck(cursor, _)) = &turn;
            let kept = self.memory.pulled(&collection.url);
            kept.unsettled.extend(incoming.unsettled);
            kept.cursor = cursor.clone();
            self.memory.keep();
            match turn {
                Turn::Go(cursor) => at = cursor,
                Turn::Done(_) => break,
                Turn::Stuck(_, why) => {
                    self.trouble(&Problem::new("paging", collection.url.as_str(), why));
                    break;
                }
            }
        }
        self.settle(&collection.url)
    }

    /// Fetches and takes in one page.
    fn page(&mut self, url: &Url, at: &Cursor, paging: &mut Paging) -> Result<Step> {
        let range = at.item.map(|item| format!("items {item}-{}", item + paging.limit as u64 - 1));
        let answer = match self.asking.get(&asked(url, at, paging.limit), range.as_deref()) {
            Ok(answer) => answer,
            Err(problem) if problem.code == "too-large" && paging.limit > 1 => {
                paging.limit /= 2;
                return Ok(Step::Again(at.clone()));
            }
            Err(problem) => {
                self.trouble(&problem);
                return Ok(Step::Failed);
            }
        };
        self.tally.pages += 1;
        let page = match answer.status {
            200..=299 => page(&answer),
            // Some servers have "nothing new" as "nothing there".
            404 if at.next.is_none() => page(&crate::fetch::session::Answer { bytes: Vec::new(), ..answer }),
            416 => page(&crate::fetch::session::Answer { bytes: Vec::new(), ..answer }),
            400..=499 if at.next.is_some() && !matches!(answer.status, 401 | 403) => {
                return Ok(Step::Again(paging.without_token(at)));
            }
            _ => Err(refusal(&answer)),
        };
        match page {
            Ok(page) => {
                let list = page.objects.as_ref().map_or(&b"[]"[..], |list| &list.0);
                let incoming = self.take(url, list)?;
                Ok(Step::Page(Box::new(page), incoming))
            }
            Err(problem) => {
                self.trouble(&problem);
                Ok(Step::Failed)
            }
        }
    }

    fn take(&mut self, url: &Url, list: &[u8]) -> Result<Incoming> {
        let (label, by) = (self.label(), self.by().to_owned());
        let tell = &mut *self.asking.tell;
        let incoming = self.engine.import_page(url.as_str(), list, label, &by, &mut |problem| {
            tell(RemoteEvent::Trouble(problem));
        })?;
        (self.asking.tell)(RemoteEvent::Done(incoming.objects));
        self.tally.imported += &incoming.tally;
        Ok(incoming)
    }

    /// Who writes, for the audit log.
    pub(super) fn by(&self) -> &str {
        if self.options.by.is_empty() { "pull" } else { &self.options.by }
    }

    /// The label of what carries none: what one must be somebody to read is for those who may.
    pub(super) fn label(&self) -> Tlp {
        self.label.unwrap_or(if self.asking.session.is_public() { Tlp::Clear } else { Tlp::Amber })
    }

    /// Looks again at objects that came before what they refer to.
    fn settle(&mut self, url: &Url) -> Result<()> {
        let unsettled = std::mem::take(&mut self.memory.pulled(url).unsettled);
        if unsettled.is_empty() {
            return Ok(());
        }
        let (label, by) = (self.label(), self.by().to_owned());
        let tell = &mut *self.asking.tell;
        let incoming = self.engine.settle_page(url.as_str(), &unsettled, label, &by, &mut |problem| {
            tell(RemoteEvent::Trouble(problem));
        })?;
        self.tally.imported += &incoming.tally;
        // Where the walk is not at its end, what they refer to may still come.
        if self.tally.bounded || self.tally.imported.stopped {
            self.memory.pulled(url).unsettled = unsettled;
        }
        self.memory.keep();
        Ok(())
    }
}

/// What came of asking for a page.
enum Step {
    Page(Box<super::answers::Page>, Incoming),
    /// Ask from here instead.
    Again(Cursor),
    Failed,
}

/// The address of the page at `at`.
fn asked(collection: &Url, at: &Cursor, limit: usize) -> Url {
    let mut url = collection.join("objects/").unwrap_or_else(|_| collection.clone());
    let mut query = url.query_pairs_mut();
    query.append_pair("limit", &limit.to_string());
    if let Some(after) = &at.added_after {
        query.append_pair("added_after", after);
    }
    if let Some(next) = &at.next {
        query.append_pair("next", next);
    }
    drop(query);
    url
}
