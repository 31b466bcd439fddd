//! Ids of what goes out. They have the form of UUIDv4, which readers expect of everything that is no observable, and
//! follow from the store's seed: random to the world, drawn once, the same in every export.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Gives ids to the things of one edition.
pub(crate) struct Ids<'a> {
    /// The store's seed.
    pub(crate) seed: &'a str,
    /// What sets the edition apart: incident, label and moment. Two audiences that are told different things of one
    /// incident are told of two objects, so that none sees from a version that there is more.
    pub(crate) edition: String,
}

impl Ids<'_> {
    /// The id of a thing of this type; `name` tells it from the others of the edition.
    pub(crate) fn of(&self, kind: &str, name: &str) -> String {
        format!("{kind}--{}", drawn(&[self.seed, &self.edition, kind, name]))
    }
}

/// A UUID in the form of version 4 that follows from these parts.
pub(crate) fn drawn(parts: &[&str]) -> Uuid {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest: [u8; 32] = hasher.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_same_each_time_and_differ_by_every_part() {
        let ids = |seed, edition: &str| Ids { seed, edition: edition.to_owned() }.of("note", "1");
        assert_eq!(ids("a", "b"), ids("a", "b"));
        assert!(ids("a", "b") != ids("a", "c") && ids("a", "b") != ids("c", "b"));
        assert_ne!(drawn(&["ab", "c"]), drawn(&["a", "bc"]));
        assert_eq!(drawn(&["x"]).get_version_num(), 4);
    }
}
