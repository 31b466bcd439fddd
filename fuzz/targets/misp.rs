//! Any bytes as events of MISP: no panic; every event and every fault is named.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = sextant_misp::feed::named(bytes);
    if let Ok(Some((events, faults))) = sextant_misp::events(bytes) {
        assert!(faults.iter().all(|fault| fault.place.starts_with("event")));
        assert!(events.iter().flat_map(|event| &event.attributes).all(|attribute| !attribute.value.is_empty()));
    }
});
