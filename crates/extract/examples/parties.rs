//! Prints who is named in the reports given, with every mention and whom it means.

use sextant_extract::{analysis, parties};
use sextant_formats::{Hint, documents};

fn main() -> std::io::Result<()> {
    for file in std::env::args().skip(1) {
        for document in documents(&std::fs::read(&file)?, &Hint::named(file.clone())).documents {
            println!("== {file}");
            let analysis = analysis::analyse(&document);
            let found = parties::find(&analysis);
            for (id, party) in found.all.iter().enumerate() {
                let mentions = found.mentions.iter().filter(|m| m.party == id);
                let words: Vec<String> = mentions.map(|m| analysis.text(&m.tokens).replace('\n', " ")).collect();
                println!(
                    "{id} {:?} [{:?}] {:?}/{:?} for {:?} | {:?} {:?} | {:?} | {:?} | {}",
                    party.name.as_deref().unwrap_or("-"),
                    party.short.as_deref().unwrap_or("-"),
                    party.kind,
                    party.speaker,
                    party.speaks_for.and_then(|p| found.all[p].short.clone()),
                    party.sector,
                    party.country,
                    party.aliases,
                    party.nouns,
                    words.join(" ; ")
                );
            }
        }
    }
    Ok(())
}
