//! Objects of STIX, for the program and for pages alike: validation, ids, canonical form, markings, versions. They need no store:
//! nothing is kept and nothing kept is read, so the exit gate has no part in them.

pub use sextant_stix::{canon, id, json, lines, markings, object, validate};
