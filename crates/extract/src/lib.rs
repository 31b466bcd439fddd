//! Text to a reading: who says what about which incident, with the words that say it. No I/O, no clock.

use sextant_model::{CleanDocument, Reading, reading};

/// Reads one clean document.
#[must_use]
pub fn read(document: &CleanDocument) -> Reading {
    Reading {
        format: reading::FORMAT.to_owned(),
        document: document.meta.clone(),
        text: document.text.clone(),
        incidents: Vec::new(),
        claims: Vec::new(),
        indicators: Vec::new(),
        entities: Vec::new(),
        problems: Vec::new(),
    }
}
