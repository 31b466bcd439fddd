//! The library, as its users call it.
#![allow(clippy::unwrap_used, missing_docs)]

mod hostile;
mod laws;
mod patterns;
mod validation;
