//! The fields of an incident: exposure, services, dates, impacts, responses; one module each.

use crate::Context;
use sextant_model::reading::Incident;

/// Fills the fields of `incidents` (same order as the context's events).
pub fn fill(_context: &Context<'_, '_>, _incidents: &mut [Incident]) {}
