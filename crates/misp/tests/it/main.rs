//! Any bytes as events: read, turned into STIX and back, never a panic; the same bytes give the same.
#![allow(clippy::unwrap_used, missing_docs)]

use sextant_misp::{events, mapping};
use sextant_stix::object;

const SAMPLE: &str = include_str!("sample.json");

/// Reads, turns into STIX and back.
fn turned(bytes: &[u8]) -> Option<String> {
    let _ = sextant_misp::feed::named(bytes);
    let (events, faults) = events(bytes).ok().flatten()?;
    assert!(faults.iter().all(|fault| fault.place.starts_with("event")));
    let objects: Vec<mapping::Written> = events.iter().flat_map(mapping::to_stix).collect();
    let bundle = mapping::bundle(&objects);
    let content = object::read(bundle.as_bytes()).unwrap_or_else(|error| panic!("{error}: {bundle}"));
    let back = mapping::to_misp(&content.objects);
    Some(bundle + &back.event.to_string())
}

#[test]
fn finds_of_fuzzing_stay_found() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        turned(&std::fs::read(file.path()).unwrap());
    }
}

#[test]
fn the_same_bytes_give_the_same() {
    let first = turned(SAMPLE.as_bytes()).unwrap();
    assert_eq!(turned(SAMPLE.as_bytes()).unwrap(), first);
    for word in ["lantern.exe", "198.51.100.3", "x-berth", "Ferrous Lynx", "looks staged"] {
        assert!(first.contains(word), "{word}");
    }
}

#[test]
fn changed_bytes_do_no_harm() {
    // A generator of its own: the same changes in every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    let pieces =
        ["\"", "{", "}", "[", "]", ",", "null", "-1", "1e999", "\\u0000", "\\", "|", "%", "é", "''", "true", "::"];
    let mut read = 0;
    for _ in 0..4_000 {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for _ in 0..=draw(3) {
            let at = draw(bytes.len());
            let end = (at + draw(12)).min(bytes.len());
            bytes.splice(at..end, pieces[draw(pieces.len())].bytes());
        }
        read += usize::from(turned(&bytes).is_some());
    }
    assert!(read > 200, "most changes must leave something that is read: {read}");
}
