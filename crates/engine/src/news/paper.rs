//! A brief as a PDF.

use super::brief::{Brief, Line, Told};
use crate::Result;
use crate::pdf::{Block, Paper};
use sextant_model::Tlp;

impl Brief {
    /// As a PDF, under the strictest label of what it tells.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let day = |at: sextant_model::Instant| at.strftime("%Y-%m-%d").to_string();
        let (first, last) = (day(self.since), day(self.until - jiff::SignedDuration::from_micros(1)));
        let days = if first == last { first } else { format!("{first} to {last}") };
        let title = format!("Brief of {days}");
        let mut blocks = vec![Block::Heading(1, title.clone())];
        if self.incidents.is_empty() {
            blocks.push(Block::Text("Nothing changed.".to_owned()));
        }
        self.incidents.iter().for_each(|told| tell(&mut blocks, told));
        if self.more > 0 {
            blocks.push(Block::Small(format!("{} more incidents changed.", self.more)));
        }
        let label = self.incidents.iter().map(|told| told.summary.tlp).max().unwrap_or(Tlp::Clear);
        Paper { title, label, at: self.until, blocks }.pdf()
    }
}

fn tell(blocks: &mut Vec<Block>, told: &Told) {
    let summary = &told.summary;
    let new = if told.new { "New: " } else { "" };
    blocks.push(Block::Heading(2, format!("{new}{}", summary.victim)));
    let label = summary.tlp.as_str().to_uppercase();
    blocks.push(Block::Text(summary.headline.clone()));
    blocks.push(Block::Small(format!("{} · TLP:{label} · incident {}", summary.standing, summary.id)));
    blocks.extend(told.lines.iter().map(line));
    if told.more > 0 {
        blocks.push(Block::Small(format!("{} more changes.", told.more)));
    }
}

fn line(line: &Line) -> Block {
    let turn = line.turn.as_str();
    let said = line.said.iter().map(|said| {
        let does = crate::exchange::words::does(said.stance);
        format!("{} {does}: “{}”", said.who, said.quote.replace('\n', " "))
    });
    Block::Item(format!("– {turn}: {}", line.what), said.collect())
}
