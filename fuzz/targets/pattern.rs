//! STIX patterns: any text is answered, in both versions; what is valid can be matched and equals itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sextant_stix::pattern::{self, Matcher, Observations, Version};

const OBSERVED: &str = r#"[{"type": "observed-data", "first_observed": "2024-03-01T10:00:00Z",
    "last_observed": "2024-03-01T10:05:00Z", "number_observed": 3, "objects": {
    "0": {"type": "file", "name": "a.exe", "size": 5, "hashes": {"MD5": "x"}, "magic_hex": "4d5a", "a_refs": ["0", "1"]},
    "1": {"type": "ipv4-addr", "value": "198.51.100.7", "b_ref": "0"}}}]"#;

fuzz_target!(|text: &str| {
    let observed = Observations::read(serde_json::from_str(OBSERVED).expect("constant")).expect("constant");
    for version in [Version::V20, Version::V21] {
        let verdict = pattern::check(text, version);
        if let Ok(matcher) = Matcher::new(text, version) {
            let _ = matcher.find_within(&observed, 1_000_000);
            assert!(pattern::equivalent(text, text, version).unwrap_or(true));
        } else {
            assert!(!verdict.is_valid());
        }
    }
});
