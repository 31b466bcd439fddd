//! Claims to records: what a set of claims amounts to, which claims have one origin, whether two tellings are of
//! one event; who acts like this, which of several values is right. Pure: no I/O, no clock, no randomness; the same claims in any order give the same record.

pub mod behaviour;
pub mod copying;
pub mod fuse;
pub mod hypotheses;
pub mod linkage;
pub mod reliability;
pub mod scores;
pub mod weights;

mod change;
mod drafts;
mod fold;
mod names;
mod origin;
mod resolve;
mod track;

pub use change::{Change, changes};
pub use drafts::{Draft, Teller, claims_of};
pub use fold::{Matter, Spoken, Valued, fix, fix_with_standing, fix_with_values, versions};
pub use names::{actor_key, add_aliases, key, keys};
pub use origin::{
    Origin, claim_group, document_group, is_outlets_own, likeness, near_duplicate, origins, quotation_key, signature,
};
pub use resolve::{Event, Match, SEARCH_DAYS, resolve, search_window};
pub use track::{ClaimOutcome, Tally, Tied, Track, track};
