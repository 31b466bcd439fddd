//! Who puts out what this store says itself: an identity that stays the same.

use super::ids::drawn;
use super::render::{Properties, instant, marking};
use crate::Result;
use serde_json::json;
use sextant_model::{Instant, Tlp};
use sextant_store::Ledger;

/// The identity under which a store puts out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Producer {
    /// What it is called.
    pub name: Option<String>,
    /// The id of an identity that one has already; else one is drawn once for the store.
    pub id: Option<String>,
    /// Since when it is called so: a later version of an identity has a later time.
    pub since: Option<Instant>,
}

impl Producer {
    /// A producer; `id` must be one of an identity.
    ///
    /// # Errors
    /// Why the id is none.
    pub fn new(name: Option<String>, id: Option<String>, since: Option<Instant>) -> std::result::Result<Self, String> {
        if let Some(id) = &id {
            let uuid = id.strip_prefix("identity--").and_then(|uuid| uuid::Uuid::parse_str(uuid).ok());
            if uuid.is_none_or(|uuid| format!("identity--{uuid}") != *id) {
                return Err(format!("{id:?} is no id of an identity: identity--UUID"));
            }
        }
        Ok(Self { name: name.filter(|name| !name.trim().is_empty()), id, since })
    }

    /// What ids of a store with this seed follow from. Under another identity everything has another id: who made an
    /// object never changes.
    pub(super) fn seed(&self, seed: &str) -> String {
        self.id.as_ref().map_or_else(|| seed.to_owned(), |id| format!("{seed} {id}"))
    }

    /// The identity. Without a word on it, it dates from the store's first entry and never changes.
    pub(super) fn identity(&self, ledger: &dyn Ledger, seed: &str) -> Result<Properties> {
        let first = ledger.audit(1, 1)?.first().map_or(Instant::UNIX_EPOCH, |entry| entry.at);
        let named = first + jiff::SignedDuration::from_secs(1);
        let modified = self.since.unwrap_or(if self.name.is_some() { named } else { first }).max(first);
        let id = self.id.clone().unwrap_or_else(|| format!("identity--{}", drawn(&[seed, "producer"])));
        let (name, class) = match &self.name {
            Some(name) => (name.as_str(), "organization"),
            None => ("A Sextant store", "system"),
        };
        let identity = json!({
            "type": "identity", "spec_version": "2.1", "id": id, "created_by_ref": id, "created": instant(first),
            "modified": instant(modified), "name": name, "identity_class": class,
            "object_marking_refs": [marking(Tlp::Clear)],
        });
        Ok(identity.as_object().cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_of_identities_are_taken() {
        let of = |id: &str| Producer::new(None, Some(id.to_owned()), None);
        assert!(of("identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f").is_ok());
        for bad in [
            "",
            "identity--1",
            "tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "identity--8E2E2D2B-17d4-4cbf-938f-98ee46b3cd3f",
        ] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
