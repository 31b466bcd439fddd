//! The feed of each audience as it was written last: who reads a feed asks for one file after another, and none of these
//! questions should write all of it again. A feed stands until the store learns something.

use crate::{Engine, Result};
use sextant_model::*;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

type Feed = Arc<BTreeMap<String, Vec<u8>>>;

/// Feeds by audience, all of one state of the store.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// Entries of the audit log that they were written from.
    entries: u64,
    feeds: Vec<(Option<Tlp>, Feed)>,
}

impl Engine {
    /// One file of the MISP feed of all that `audience` may know; `None` when it has none of this name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn misp_feed_file(&self, name: &str, audience: Option<Tlp>) -> Result<Option<Vec<u8>>> {
        let entries = self.ask(|ledger| Ok(ledger.counts()?.entries))?;
        let known = {
            let mut shelf = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
            if shelf.entries != entries {
                *shelf = Shelf { entries, feeds: Vec::new() };
            }
            shelf.feeds.iter().find(|(of, _)| *of == audience).map(|(_, feed)| Arc::clone(feed))
        };
        let feed = match known {
            Some(feed) => feed,
            None => {
                let feed: Feed = Arc::new(self.misp_feed(AsOf::default(), audience)?.into_iter().collect());
                let mut shelf = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
                if shelf.entries == entries && !shelf.feeds.iter().any(|(of, _)| *of == audience) {
                    shelf.feeds.push((audience, Arc::clone(&feed)));
                }
                feed
            }
        };
        Ok(feed.get(name).cloned())
    }
}
