//! One file a command (or a handful that belong together); help text beside what it does.

pub mod alias;
pub mod claim;
pub mod decisions;
pub mod demo;
pub mod export;
pub mod incident;
pub mod incidents;
pub mod ingest;
pub mod read;
pub mod search;
pub mod serve;
pub mod shell;
pub mod source;
pub mod upkeep;
