//! A small fuzzer that every test run does: seeded mutations of good objects and patterns through all readers. Longer runs
//! are in `fuzz/`; what they find is kept in `tests/regressions` and replayed here.

use sextant_stix::object::{read, read_lines, upgrade::upgrade};
use sextant_stix::pattern::{self, Matcher, Observations, Version};
use sextant_stix::validate::{Options, Validator};
use sextant_stix::{canon, id, lines, markings};
use std::path::Path;
use std::time::{Duration, Instant};

const OBSERVED: &str = r#"[{"type": "observed-data", "first_observed": "2024-03-01T10:00:00Z",
    "last_observed": "2024-03-01T10:05:00Z", "number_observed": 3, "objects": {
    "0": {"type": "file", "name": "a.exe", "size": 5, "hashes": {"MD5": "x"}, "a_refs": ["0", "1"]},
    "1": {"type": "ipv4-addr", "value": "198.51.100.7", "b_ref": "0"}}}]"#;

const TOKENS: &[&str] = &[
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "\"",
    "'",
    "\\",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e999",
    "9007199254740993",
    "\"\\ud800\"",
    " AND ",
    " OR ",
    " NOT ",
    " FOLLOWEDBY ",
    " WITHIN 5 SECONDS",
    " REPEATS 99999 TIMES",
    " LIKE '%%%'",
    " MATCHES '(a+)+$'",
    " IN (1, 'a')",
    " ISSUBSET '10.0.0.0/8'",
    "[*]",
    "EXISTS a:b",
    "t'2024-02-30T00:00:00Z'",
    "START t'x'",
    "h'0'",
    "\"selectors\": [\"a.[0].b\"]",
    "\"extensions\": {}",
    "\u{0}",
    "é",
];

/// xorshift64*: the same mutations on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below.max(1)
    }
}

fn mutate(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() + 1);
        match dice.roll(4) {
            0 => drop(bytes.splice(at..at, TOKENS[dice.roll(TOKENS.len())].bytes())),
            1 => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = dice.roll(256) as u8),
            2 => drop(bytes.drain(at..(at + dice.roll(30)).min(bytes.len()))),
            _ => {
                let copy = bytes[at..(at + dice.roll(100)).min(bytes.len())].to_vec();
                let to = dice.roll(bytes.len() + 1);
                drop(bytes.splice(to..to, copy));
            }
        }
    }
    bytes
}

fn check(name: &str, bytes: &[u8], validator: &Validator, observed: &Observations) {
    let report = validator.text(bytes);
    assert_eq!(report.valid, report.errors.is_empty(), "{name}");
    let _ = (lines::markings(bytes), lines::id(bytes), lines::canonical(bytes), lines::versions(bytes));
    let contents = [read(bytes).ok(), Some(read_lines(bytes))];
    for object in contents.iter().flatten().flat_map(|content| &content.objects) {
        let own = object.as_bytes();
        assert!(bytes.windows(own.len()).any(|part| part == own), "{name}: not the bytes that came");
        let _ = id::deterministic(object.kind(), object.properties());
        let _ = canon::canonical(&serde_json::Value::Object(object.properties().clone()));
        let _ = markings::of(object.properties(), &markings::Question::default());
        let _ = upgrade(object.properties());
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for version in [Version::V20, Version::V21] {
        match Matcher::new(text, version) {
            Ok(matcher) => {
                let _ = matcher.find_within(observed, 100_000);
                assert!(pattern::equivalent(text, text, version).unwrap_or(true), "{name}: differs from itself");
            }
            Err(_) => assert!(!pattern::check(text, version).is_valid(), "{name}"),
        }
    }
}

/// The object, or the pattern, that a line of the golden files holds.
fn input(line: &str) -> Vec<u8> {
    match serde_json::from_str::<serde_json::Value>(line) {
        Ok(value) => value["instance"].to_string().into_bytes(),
        Err(_) => line.find(['[', '(']).map_or("", |at| &line[at..]).as_bytes().to_vec(),
    }
}

/// Files of a folder.
fn seeds(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let files = std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect());
    let mut files: Vec<_> = files.unwrap_or_default();
    files.sort();
    files
        .into_iter()
        .filter(|file| file.is_file())
        .map(|f| (f.display().to_string(), std::fs::read(f).unwrap()))
        .collect()
}

fn tools() -> (Validator, Observations) {
    let options = Options { interop: true, strict_types: true, strict_properties: true, ..Options::default() };
    let observed = Observations::read(serde_json::from_str(OBSERVED).unwrap()).unwrap();
    (Validator::new(options).unwrap(), observed)
}

#[test]
fn mutated_objects_and_patterns_never_panic() {
    let (validator, observed) = tools();
    let files = seeds("golden").into_iter().chain(seeds("golden/patterns"));
    let inputs: Vec<Vec<u8>> = files
        .flat_map(|(_, bytes)| String::from_utf8(bytes).unwrap().lines().map(input).collect::<Vec<_>>())
        .filter(|input| (5..4_000).contains(&input.len()))
        .collect();
    assert!(inputs.len() > 50, "{} inputs", inputs.len());
    let (mut dice, begun) = (Dice(0x5EED_CAFE), Instant::now());
    for round in 0..200 {
        for (at, input) in inputs.iter().enumerate() {
            if begun.elapsed() > Duration::from_secs(8) {
                return;
            }
            check(&format!("line {at}, round {round}"), &mutate(input, &mut dice), &validator, &observed);
        }
    }
}

#[test]
fn what_fuzzing_found_stays_fixed() {
    let (validator, observed) = tools();
    for (name, bytes) in seeds("regressions") {
        check(&name, &bytes, &validator, &observed);
    }
}
