//! Requests that programs may send again: each under a key of its account, with its answer, for a day. They are no part of
//! the audit log; what a request changed is.

use crate::Result;
use sextant_model::Instant;

/// What is kept of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRequest {
    /// What tells it apart from others.
    pub request: String,
    /// Its answer; none: it was begun and not ended.
    pub answer: Option<String>,
}

/// Keeps requests.
pub trait Retries {
    /// Notes that a request is begun, unless the key is known: then what is kept under it. Those older than a day go, and
    /// of one account the oldest beyond a thousand.
    ///
    /// # Errors
    /// The database's faults.
    fn begin_request(&mut self, owner: &str, key: &str, request: &str, at: Instant) -> Result<Option<KeptRequest>>;
    /// Keeps the answer; without one the key is free again.
    ///
    /// # Errors
    /// The database's faults.
    fn end_request(&mut self, owner: &str, key: &str, answer: Option<&str>) -> Result<()>;
}
