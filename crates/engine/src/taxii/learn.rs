//! Learning from what came: what objects state becomes claims of their makers, as by an import. The store remembers up
//! to where it was done, so that nothing is left out when the program ends in between, and nothing is learnt twice.

use crate::import::{content_of, incidents_of, label_of_itself};
use crate::{Engine, Result};
use sextant_model::Tlp;
use sextant_stix::object::{Content, Object};
use sextant_store::Collections;
use std::collections::{BTreeMap, BTreeSet};

impl Engine {
    /// Learns from so many items that came and were not learnt from, and from the rest of the delivery that the last of
    /// them came in; gives how many there were.
    ///
    /// # Errors
    /// When the store cannot be written; what was learnt before is kept.
    pub fn learn_received(&self, most: usize) -> Result<usize> {
        let (due, awaited) = self.ask(|ledger| {
            let due = ledger.unlearnt(most)?;
            // Reports among them need no second look.
            let cut = due.len() >= most;
            Ok((due, if cut { incidents_of(&ledger.waiting("report")?) } else { BTreeSet::new() }))
        })?;
        let Some(last) = due.last().map(|(added, ..)| *added) else { return Ok(0) };
        // What says its own label is learnt as one, else an edition whose parts have several would be cut, and its claims
        // would lose their document.
        let mut by_label: BTreeMap<(bool, Tlp), Vec<Object>> = BTreeMap::new();
        for (_, label, bytes) in &due {
            let Ok(object) = Object::parse(bytes) else { continue };
            let own = label_of_itself(&object) == Some(*label);
            by_label.entry((own, if own { Tlp::Red } else { *label })).or_default().push(object);
        }
        for ((own, label), objects) in by_label {
            let content = if own { Content { objects, ..Content::default() } } else { content_of(objects, label) };
            let tally = self.import_piece("taxii", &content, label, &awaited)?;
            if tally.failed > 0 {
                tracing::warn!(refused = tally.failed, %label, "objects that came in break the standard: kept, not learnt from");
            }
        }
        self.writer()?.set_learnt(last)?;
        Ok(due.len())
    }
}
