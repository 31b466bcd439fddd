//! Any bytes as events of MISP: no panic; every event and every fault is named.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some((events, problems)) = sextant_formats::misp::events(bytes, "input") {
        assert!(problems.iter().all(|problem| problem.place.starts_with("input")));
        assert!(events.iter().flat_map(|event| &event.attributes).all(|attribute| !attribute.value.is_empty()));
    }
});
