//! Attributes, objects, galaxies and events of MISP to and from objects of STIX 2.1. What corresponds to what is data
//! (`data/attributes.tsv`, `data/objects.tsv`), read in both directions; what has no counterpart is kept as a custom
//! object, and comes back from it as it was. Identities follow from those that the event has: the same event gives the
//! same objects.

mod clusters;
mod comparisons;
mod detected;
mod forms;
mod from_attributes;
mod from_objects;
mod ids;
mod notes;
mod parts;
mod shape;
mod template;
mod to_attributes;
mod to_event;
mod to_objects;
mod to_stix;
mod whole;
mod written;

pub use to_event::{Converted, to_misp};
pub use to_stix::{bundle, to_stix};
pub use written::Written;

/// The properties of one object.
pub(crate) type Properties = serde_json::Map<String, serde_json::Value>;
