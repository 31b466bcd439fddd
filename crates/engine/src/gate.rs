//! The exit gate: who may be told what. It names, counts and hints at nothing above the audience; what it lets
//! through is folded anew from the claims that remain, so that no sentence was made from words held back.
//! It never reads a store.

use sextant_model::Tlp;

/// Whether an item with `label` may go to `audience`; `None` is the keeper of the store, who sees everything.
#[must_use]
pub fn may_see(label: Tlp, audience: Option<Tlp>) -> bool {
    audience.is_none_or(|cleared| label.allows(cleared))
}
