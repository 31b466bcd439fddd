//! Objects that stand within others in STIX.

use super::template;
use crate::event::Object;
use std::collections::{HashMap, HashSet};

/// Objects that are no objects in STIX but stand within those that refer to them: the sections of a program, the values
/// of a registry key.
pub(super) struct Parts<'e> {
    of: HashMap<&'e str, Vec<&'e Object>>,
    all: HashSet<&'e str>,
}

impl<'e> Parts<'e> {
    /// The parts among these objects; each is in the first that refers to it.
    pub(super) fn among(objects: &'e [Object]) -> Self {
        let by_uuid: HashMap<&str, &Object> = objects.iter().map(|object| (object.uuid.as_str(), object)).collect();
        let mut parts = Self { of: HashMap::new(), all: HashSet::new() };
        for whole in objects {
            for target in whole.references.iter().filter_map(|reference| by_uuid.get(reference.target.as_str())) {
                let part_of = template::of(target).and_then(|template| template.part_of);
                if part_of.is_some_and(|(name, _)| name == whole.name) && parts.all.insert(&target.uuid) {
                    parts.of.entry(&whole.uuid).or_default().push(target);
                }
            }
        }
        parts
    }

    /// The parts of an object.
    pub(super) fn of(&self, whole: &Object) -> &[&'e Object] {
        self.of.get(whole.uuid.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Whether an object is part of another.
    pub(super) fn has(&self, object: &Object) -> bool {
        self.all.contains(object.uuid.as_str())
    }
}
