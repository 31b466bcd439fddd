//! The built program, as its users run it.
#![allow(clippy::unwrap_used, missing_docs)]

mod advisories;
mod assess;
mod bench;
mod corpus;
mod decisions;
mod doubts;
mod editions;
mod exchange;
mod faults;
mod fetching;
mod finding;
mod first;
mod gate;
mod interrupted;
mod misp;
mod objects;
mod program;
mod pulling;
mod pushing;
mod schemas;
mod server;
mod stix;
mod stores;
mod taxii;
mod work;
