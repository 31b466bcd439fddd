//! Any bytes as message/rfc822: no panic, and blocks that fit the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sextant_formats::{Hint, documents};

fuzz_target!(|bytes: &[u8]| {
    // The beginning steers the bytes to the reader that this target is for.
    let input = [b"From: a@b\nSubject: s\nDate: d\n".as_slice(), bytes].concat();
    for document in documents(&input, &Hint::named("mail.eml")).documents {
        for block in &document.blocks {
            assert!(document.text.get(block.start..block.end).is_some());
        }
    }
});
