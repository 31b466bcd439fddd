//! Learning from what came: what objects state becomes claims of their makers, as by an import. The store remembers up
//! to where it was done, so that nothing is left out when the program ends in between, and nothing is learnt twice.

use crate::import::{ImportTally, content_of};
use crate::{Engine, Result};
use sextant_model::Tlp;
use sextant_stix::object::Object;
use sextant_store::Collections;
use std::collections::BTreeMap;

impl Engine {
    /// Learns from at most so many items that came and were not learnt from; gives how many there were.
    ///
    /// # Errors
    /// When the store cannot be written; what was learnt before is kept.
    pub fn learn_received(&self, most: usize) -> Result<usize> {
        let due = self.ask(|ledger| Ok(ledger.unlearnt(most)?))?;
        let Some(last) = due.last().map(|(added, ..)| *added) else { return Ok(0) };
        let mut by_label: BTreeMap<Tlp, Vec<Object>> = BTreeMap::new();
        for (_, label, bytes) in &due {
            by_label.entry(*label).or_default().extend(Object::parse(bytes).ok());
        }
        for (label, objects) in by_label {
            let tally = self.learn_objects(content_of(objects, label), label)?;
            if tally.failed > 0 {
                tracing::warn!(refused = tally.failed, %label, "objects that came in break the standard: kept, not learnt from");
            }
        }
        self.writer()?.set_learnt(last)?;
        Ok(due.len())
    }

    /// Whether there is something to learn from.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_unlearnt(&self) -> Result<bool> {
        Ok(!self.ask(|ledger| Ok(ledger.unlearnt(1)?))?.is_empty())
    }

    fn learn_objects(&self, content: sextant_stix::object::Content, label: Tlp) -> Result<ImportTally> {
        self.import_content("taxii", content, label)
    }
}
