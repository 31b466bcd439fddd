//! What passes between stores as STIX 2.1. A record leaves as an incident with the incident-core extension, a report,
//! a note for each claim, and indicators, each with a confidence, so that a plain reader understands it; our own
//! extension carries stance, standing and quotes, from which another store learns the very claims again.
//!
//! A record that is wholly what another store put out leaves again as it came, byte for byte, under that store's ids.
//! Anything else is this store's own edition of the incident, under ids that follow from the store's seed.

mod advisory;
mod assessments;
pub(crate) mod bundle;
pub(crate) mod edition;
pub(crate) mod extension;
pub(crate) mod ids;
pub(crate) mod kept;
pub(crate) mod misp;
pub(crate) mod producer;
mod render;
pub(crate) mod withdrawn;
pub(crate) mod words;

pub use extension::{EXTENSION, SCHEMA};
pub use producer::Producer;
pub(crate) use render::label_of;
