//! The conformance suite: what every implementation of [`Ledger`](crate::Ledger) must do, as plain functions, and
//! the macro that runs them as tests. Only for tests (feature `suite`).
#![allow(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

mod access;
mod collections;
pub mod facts;
mod finding;
mod keeping;
mod objects;
mod proving;
mod revising;
mod statements;

pub use access::*;
pub use collections::*;
pub use finding::*;
pub use keeping::*;
pub use objects::*;
pub use proving::*;
pub use revising::*;
pub use statements::*;

/// Runs the conformance suite over an implementation. The argument makes an empty ledger in the folder it is given.
#[macro_export]
macro_rules! ledger_suite {
    ($open:expr) => {
        $crate::ledger_suite!(@each $open;
            a_document_is_kept_whole, the_same_document_twice_changes_nothing, a_batch_is_kept_or_dropped_whole,
            a_failing_piece_leaves_the_batch, documents_are_found, claims_are_found, candidates_are_found_by_name_and_time,
            near_duplicates_share_a_band, actors_are_named, quotations_keep_their_first_group, the_list_is_as_of_any_moment,
            the_list_is_for_an_audience, the_list_is_filtered_and_paged, search_takes_any_words, joins_and_splits_are_taken_back,
            doubts_are_answered, claims_by_hand, a_claim_is_withdrawn_once, reading_again_keeps_both, reading_again_respects_what_was_refused, counts_follow_every_change, sources_are_stated,
            aliases_are_undone, forgetting_leaves_only_digests, the_chain_is_proved, nanoseconds_do_no_harm, a_backup_holds_everything,
            objects_are_kept_as_they_came, what_objects_state_is_kept_with_them, the_seed_is_drawn_once, decisions_hold_from_when_they_were_recorded, accounts_and_tokens_are_stated, second_factors_are_kept_beside_the_chain,
            items_are_found_as_by_looking_at_all, what_is_published_is_replaced, what_came_is_told, collections_are_removed, order_of_documents_does_not_matter, the_last_statement_holds,
            finds_fit_words_and_fields, what_is_hidden_is_not_counted, finds_follow_decisions, what_is_withdrawn_is_not_found,
            values_are_looked_up,
        );
    };
    (@each $open:expr; $($name:ident),+ $(,)?) => {
        $(#[test] fn $name() {
            let folder = $crate::suite::folder();
            let mut ledger = ($open)(folder.path());
            $crate::suite::$name(&mut ledger, folder.path());
        })+
    };
}

/// A fresh folder that goes when the value does.
#[must_use]
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}
