//! Any bytes as application/pdf: no panic, and blocks that fit the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sextant_formats::{Hint, documents};

fuzz_target!(|bytes: &[u8]| {
    // The beginning steers the bytes to the reader that this target is for.
    let input = [b"%PDF-1.4\n".as_slice(), bytes].concat();
    for document in documents(&input, &Hint::named("a.pdf")).documents {
        for block in &document.blocks {
            assert!(document.text.get(block.start..block.end).is_some());
        }
    }
});
