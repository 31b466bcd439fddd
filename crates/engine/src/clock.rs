//! The clock: the only place where this crate learns what time it is.

use sextant_model::Instant;

/// Now, to the microsecond: what a store keeps is exactly what was said.
pub(crate) fn now() -> Instant {
    whole(Instant::now())
}

/// A moment cut to the microsecond.
pub(crate) fn whole(at: Instant) -> Instant {
    Instant::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
