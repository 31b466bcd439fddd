//! What users of the record rely on.
#![allow(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

mod behaviour;
mod copying;
mod drafts;
mod gold;
mod hypotheses;
mod learnt;
mod linkage;
mod record;
mod reliability;
mod sentence;
mod telling;
mod track;
mod truth;
