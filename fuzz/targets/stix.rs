//! Any bytes as objects of STIX: no panic; what is read comes back byte for byte, and validation says something of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sextant_stix::object::{read, upgrade::upgrade};
use sextant_stix::validate::{Options, Validator};
use sextant_stix::{canon, id, lines, markings};

fuzz_target!(|bytes: &[u8]| {
    let validator = Validator::new(Options { interop: true, strict_types: true, strict_properties: true, ..Options::default() });
    let report = validator.map(|validator| validator.text(bytes));
    assert!(report.is_ok_and(|report| report.valid == report.errors.is_empty()));
    let _ = (lines::markings(bytes), lines::id(bytes), lines::canonical(bytes), lines::versions(bytes));
    let Ok(content) = read(bytes) else { return };
    for object in &content.objects {
        assert!(bytes.windows(object.as_bytes().len()).any(|part| part == object.as_bytes()));
        let _ = id::deterministic(object.kind(), object.properties());
        let _ = canon::canonical(&serde_json::Value::Object(object.properties().clone()));
        let _ = markings::of(object.properties(), &markings::Question::default());
        let _ = upgrade(object.properties());
    }
});
