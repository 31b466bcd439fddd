//! Advisories as a feed. A correction keeps its id and is newer; what is withdrawn says so in place of what it said.

use super::sheet::Sheet;
use crate::feed::{Entry, Feed, Form};
use crate::{Engine, Result};
use sextant_model::{Instant, Tlp};

/// Entries of one feed.
const ENTRIES: usize = 50;

impl Engine {
    /// The feed of advisories for an audience; `base` is the address of the server, without a slash at its end.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn advisory_feed(&self, form: Form, base: &str, audience: Option<Tlp>) -> Result<Feed> {
        let mut entries = Vec::new();
        for kept in self.advisories_out(audience)?.into_iter().take(ENTRIES) {
            let sheet = self.sheet(&kept.value, audience)?;
            entries.extend(sheet.map(|sheet| entry(base, &sheet, kept.at)));
        }
        let own = format!("{base}/feeds/advisories.{}", form.ending());
        Ok(Feed {
            id: own.clone(),
            title: "Advisories".to_owned(),
            about: "Advisories on cyber incidents".to_owned(),
            address: format!("{base}/advisories"),
            own: Some(own),
            updated: entries.iter().filter_map(|entry| entry.changed).max().unwrap_or(Instant::UNIX_EPOCH),
            entries,
        })
    }
}

fn entry(base: &str, sheet: &Sheet, changed: Instant) -> Entry {
    Entry {
        id: format!("urn:uuid:{}", sheet.id),
        title: sheet.subject(),
        address: format!("{base}/advisories/{}", sheet.id),
        at: Some(sheet.published.unwrap_or(changed)),
        changed: Some(changed),
        by: None,
        text: sheet.text(),
        html: Some(sheet.body()),
        label: sheet.tlp,
    }
}
