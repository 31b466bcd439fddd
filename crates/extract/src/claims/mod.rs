//! Who says what: attribution frames on incidents become claims with a stance and a proposition.

use crate::Context;
use sextant_model::reading::ReadClaim;

/// Finds the claims.
#[must_use]
pub fn find(_context: &Context<'_, '_>) -> Vec<ReadClaim> {
    Vec::new()
}
