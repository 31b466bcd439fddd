//! A file for each command: its options, its help and what it does.

pub mod alias;
pub mod audit;
pub mod backup;
pub mod bench;
pub mod claim;
pub mod completions;
pub mod decisions;
pub mod demo;
pub mod distinct;
pub mod export;
pub mod forget;
pub mod incident;
pub mod incidents;
pub mod ingest;
pub mod join;
pub mod man;
pub mod pattern;
pub mod read;
pub mod reread;
pub mod search;
pub mod serve;
pub mod shared;
pub mod source;
pub mod split;
pub mod stix;
pub mod undo;
