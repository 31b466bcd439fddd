//! Any bytes as application/rss+xml: no panic, and blocks that fit the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sextant_formats::{Hint, documents};

fuzz_target!(|bytes: &[u8]| {
    // The beginning steers the bytes to the reader that this target is for.
    let input = [b"<rss version=\"2.0\"><channel><item>".as_slice(), bytes].concat();
    for document in documents(&input, &Hint::named("feed.xml")).documents {
        for block in &document.blocks {
            assert!(document.text.get(block.start..block.end).is_some());
        }
    }
});
