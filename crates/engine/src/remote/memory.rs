//! What was pulled and pushed so far, in a file beside the store, a place at a time. It belongs to one store: with
//! another in its place everything is asked for again. It may be deleted; then everything is asked for and sent again,
//! which changes nothing but the time that it takes.

use super::paging::Cursor;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use url::Url;

/// One collection that is pulled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pulled {
    #[serde(default)]
    pub(super) cursor: Cursor,
    /// Objects that refer to what had not come yet: they are looked at again when everything is there.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) unsettled: BTreeSet<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Told {
    /// The store that this is on.
    #[serde(default)]
    store: String,
    #[serde(default)]
    pulled: BTreeMap<String, Pulled>,
    /// Digests of what each collection took, by id.
    #[serde(default)]
    pushed: BTreeMap<String, BTreeMap<String, String>>,
    /// Times of the events that came, by feed and event.
    #[serde(default)]
    feeds: BTreeMap<String, BTreeMap<String, i64>>,
}

/// The memory of one store.
#[derive(Debug)]
pub(super) struct Memory {
    file: PathBuf,
    told: Told,
}

impl Memory {
    /// Of the store at `store` with this seed.
    pub(super) fn beside(store: &Path, seed: &str) -> Self {
        let mut name = store.as_os_str().to_owned();
        name.push(".remotes.json");
        let file = PathBuf::from(name);
        let mark = crate::access::digest(seed.as_bytes());
        let told: Option<Told> = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let told = told.filter(|told| told.store == mark).unwrap_or_else(|| Told { store: mark, ..Told::default() });
        Self { file, told }
    }

    pub(super) fn pulled(&mut self, place: &Url) -> &mut Pulled {
        self.told.pulled.entry(place.to_string()).or_default()
    }

    pub(super) fn pushed(&mut self, place: &Url) -> &mut BTreeMap<String, String> {
        self.told.pushed.entry(place.to_string()).or_default()
    }

    pub(super) fn feed(&mut self, place: &Url) -> &mut BTreeMap<String, i64> {
        self.told.feeds.entry(place.to_string()).or_default()
    }

    /// Writes it. That this fails costs the next run some work, nothing else.
    pub(super) fn keep(&self) {
        let beside = self.file.with_extension("json.new");
        let Ok(bytes) = serde_json::to_vec(&self.told) else { return };
        if std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &self.file)).is_err() {
            tracing::warn!("{} cannot be written: the next run begins anew", self.file.display());
        }
    }
}
