//! TAXII 2.1 and log-in, over HTTP, as others meet them.

mod certificates;
mod checks;
mod conformance;
mod feeds;
mod filters;
mod hostile;
mod killed;
mod labels;
mod login;
mod own;
mod removed;
pub mod serving;
