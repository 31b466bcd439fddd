//! A small fuzzer that every test run does: seeded mutations of good inputs through all parsers. Longer runs are
//! in `fuzz/`; what they find is kept in `tests/regressions` and replayed here.

use crate::read;
use std::path::Path;
use std::time::{Duration, Instant};

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

const TOKENS: &[&[u8]] = &[
    b"<div>",
    b"</div>",
    b"<p",
    b"<table><tr><td>",
    b"<!--",
    b"<script>",
    b"&#x",
    b"&amp",
    b"]]>",
    b"<item>",
    b"</item>",
    b"<![CDATA[",
    b"\0",
    b"\xFF\xFE",
    b"\xE2\x80",
    b"endobj",
    b"stream\n",
    b"<<",
    b">>",
    b"[",
    b"/Kids",
    b"99999999999",
    b"-1",
    b"\r\n\r\n",
    b"--b",
    b"Content-Type: ",
    b"\nFrom ",
    b"| a |",
    b"```",
    b"> ",
    b"TLP:RED",
    b"  ",
    b"\t",
];

fn mutate(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len() + 1);
        match dice.roll(6) {
            0 => bytes.truncate(at.max(1)),
            1 => drop(bytes.splice(at..at, TOKENS[dice.roll(TOKENS.len())].iter().copied())),
            2 => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = dice.roll(256) as u8),
            3 => {
                let end = (at + dice.roll(200)).min(bytes.len());
                drop(bytes.drain(at..end));
            }
            4 => {
                let end = (at + dice.roll(400)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len() + 1);
                drop(bytes.splice(to..to, copy));
            }
            _ => bytes.iter_mut().skip(at).take(4).for_each(|b| *b = b.wrapping_add(1)),
        }
    }
    bytes
}

fn check(name: &str, bytes: &[u8]) {
    let parsed = read(name, bytes);
    assert_eq!(parsed.links.len(), parsed.documents.len(), "{name}");
    assert!(!parsed.documents.is_empty() || !parsed.problems.is_empty(), "{name}: neither document nor problem");
    for document in &parsed.documents {
        assert!(document.text.len() < bytes.len() * 20 + 10_000, "{name} grew");
        for block in &document.blocks {
            assert!(
                document.text.get(block.start..block.end).is_some_and(|t| !t.trim().is_empty()),
                "{name}: {block:?}"
            );
        }
    }
}

fn seeds(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut out: Vec<_> = std::fs::read_dir(folder)
        .map(|d| d.flatten().map(|e| e.path()).filter(|p| p.is_file()).collect())
        .unwrap_or_default();
    out.sort();
    out.iter()
        .filter(|p: &&std::path::PathBuf| p.extension().is_none_or(|e| e != "golden"))
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(p).unwrap()))
        .collect()
}

#[test]
fn mutated_inputs_never_panic() {
    let seeds = seeds("golden");
    let mut dice = Dice(0x5EED_CAFE);
    let begun = Instant::now();
    for round in 0..400 {
        for (name, seed) in &seeds {
            if begun.elapsed() > Duration::from_secs(8) {
                return;
            }
            check(&format!("{name} round {round}"), &mutate(seed, &mut dice));
        }
    }
}

#[test]
fn what_fuzzing_found_stays_fixed() {
    for (name, bytes) in seeds("regressions") {
        check(&name, &bytes);
    }
}
