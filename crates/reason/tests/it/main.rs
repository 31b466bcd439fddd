//! What users of the record rely on.

mod gold;
mod telling;
