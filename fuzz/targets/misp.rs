//! Any bytes as events of MISP: no panic, nor on the way to STIX and back; every fault is named.
//! What a run finds goes to crates/misp/tests/regressions.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = sextant_misp::feed::named(bytes);
    if let Ok(Some((events, faults))) = sextant_misp::events(bytes) {
        assert!(faults.iter().all(|fault| fault.place.starts_with("event")));
        let objects: Vec<_> = events.iter().flat_map(sextant_misp::mapping::to_stix).collect();
        if let Ok(content) = sextant_stix::object::read(sextant_misp::mapping::bundle(&objects).as_bytes()) {
            let _ = sextant_misp::mapping::to_misp(&content.objects);
        }
        assert!(events.iter().flat_map(|event| &event.attributes).all(|attribute| !attribute.value.is_empty()));
    }
});
