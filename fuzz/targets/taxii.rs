//! Queries and envelopes of TAXII: whatever comes in, an answer or an error, and the same filters read back alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sextant_formats::taxii::{Filters, Place, accepts, is_taxii, objects};

fuzz_target!(|bytes: &[u8]| {
    let _ = objects(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = (accepts(&[text]), is_taxii(text));
    for place in [Place::Many, Place::One, Place::Versions, Place::Deletion] {
        if let Ok(filters) = Filters::read(text, place) {
            assert!(filters.limit != Some(0));
            assert_eq!(Ok(filters.canonical()), Filters::read(text, place).map(|again| again.canonical()));
        }
    }
});
