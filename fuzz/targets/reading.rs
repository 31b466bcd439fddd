//! Any text at all: no panic, every quote is the text at its offsets. A find is minimised and put into
//! `crates/extract/tests/finds/`, where the tests replay it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sextant_model::{Block, BlockKind, CleanDocument};

fuzz_target!(|text: &str| {
    let blocks = vec![Block { kind: BlockKind::Paragraph, start: 0, end: text.len() }];
    let document = CleanDocument { text: text.to_owned(), blocks, ..CleanDocument::default() };
    let reading = sextant_extract::read(&document);
    let points: Vec<char> = text.chars().collect();
    let proofs = reading.indicators.iter().map(|i| &i.proof).chain(reading.entities.iter().map(|e| &e.proof));
    for proof in proofs.chain(reading.claims.iter().map(|c| &c.proof)) {
        assert_eq!(points[proof.start..proof.end].iter().collect::<String>(), proof.quote);
    }
});
