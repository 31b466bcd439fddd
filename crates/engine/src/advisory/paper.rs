//! A sheet as a PDF.

use super::facts::Fact;
use super::sheet::Sheet;
use crate::Result;
use crate::pdf::{Block, Paper};

impl Sheet {
    /// As a PDF: tagged, its text selectable, the label on each page.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let mut blocks = vec![Block::Heading(1, self.subject())];
        blocks.push(Block::Small(format!("Revision {}. Facts as known {:.0}.", self.revision, self.known)));
        blocks.extend(self.said_of_the_revision().map(Block::Text));
        let summary = self.summary.split("\n\n").filter(|text| !text.trim().is_empty());
        blocks.extend(summary.map(|text| Block::Text(text.to_owned())));
        for (title, facts) in self.sections().into_iter().filter(|(_, facts)| !facts.is_empty()) {
            blocks.push(Block::Heading(2, title.to_owned()));
            blocks.extend(facts.iter().map(item));
        }
        for (title, lines) in self.lists().into_iter().filter(|(_, lines)| !lines.is_empty()) {
            blocks.push(Block::Heading(2, title.to_owned()));
            blocks.extend(lines.into_iter().map(|line| Block::Item(format!("– {line}"), Vec::new())));
        }
        blocks.push(Block::Small(format!("Advisory {} · incident {}", self.id, self.incident)));
        Paper { title: self.subject(), label: self.tlp, at: self.known, blocks }.pdf()
    }
}

fn item(fact: &Fact) -> Block {
    let against = fact.against.iter().map(|voice| format!("Against: {}", voice.spoken()));
    let under = fact.voices.iter().map(super::Voice::spoken).chain(against).collect();
    Block::Item(format!("– {} [{}]", fact.what, fact.standing), under)
}
