//! What servers said of fetched pages, kept in a file beside the store: a memory that saves traffic and may be
//! deleted at any time. An address is asked "changed since?" only while all that it gave is still in the store.

use crate::fetch::Validators;
use crate::reading::Outcome;
use serde::{Deserialize, Serialize};
use sextant_model::DocumentId;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One version of a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Seen {
    #[serde(skip)]
    url: String,
    pub(super) validators: Validators,
    pub(super) documents: Vec<DocumentId>,
}

impl Seen {
    /// The page that `outcome` came from, when all of it was read.
    pub(super) fn of(outcome: &Outcome) -> Option<Self> {
        let validators = outcome.validators.clone().filter(|v| *v != Validators::default())?;
        if outcome.documents.is_empty() || !outcome.problems.is_empty() {
            return None;
        }
        let documents = outcome.documents.iter().map(|document| document.id).collect();
        Some(Self { url: outcome.origin.clone(), validators, documents })
    }
}

/// The pages known.
#[derive(Debug)]
pub(crate) struct Pages {
    file: PathBuf,
    seen: BTreeMap<String, Seen>,
}

impl Pages {
    /// Of the store at `store`.
    pub(crate) fn beside(store: &Path) -> Self {
        let mut name = store.as_os_str().to_owned();
        name.push(".fetched.json");
        let file = PathBuf::from(name);
        let seen = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file, seen }
    }

    pub(super) fn get(&self, url: &str) -> Option<&Seen> {
        self.seen.get(url)
    }

    /// Adds to the memory. That it cannot be written costs the next run some traffic, nothing else.
    pub(super) fn remember(mut self, fresh: Vec<Seen>) {
        if fresh.is_empty() {
            return;
        }
        self.seen.extend(fresh.into_iter().map(|seen| (seen.url.clone(), seen)));
        self.write();
    }

    /// Drops what is remembered of pages that gave this document: its address may be what must go.
    pub(crate) fn forget(mut self, document: DocumentId) {
        let before = self.seen.len();
        self.seen.retain(|_, seen| !seen.documents.contains(&document));
        if self.seen.len() < before {
            self.write();
        }
    }

    fn write(&self) {
        let beside = self.file.with_extension("json.new");
        if let Ok(bytes) = serde_json::to_vec(&self.seen)
            && std::fs::write(&beside, bytes).is_ok()
        {
            let _ = std::fs::rename(&beside, &self.file);
        }
    }
}
