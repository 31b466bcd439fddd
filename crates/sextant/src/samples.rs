//! The sample reports, embedded: four incidents told by a dozen documents, in the project's own words.

include!(concat!(env!("OUT_DIR"), "/samples.rs"));
