//! Hostile and broken texts: no panic, quotes that hold, and time that grows with the text only.

use crate::facts::proofs;
use proptest::prelude::*;
use sextant_model::{CleanDocument, Reading};
use std::time::{Duration, Instant};

/// Indicators and entities alone, for texts of any size.
fn read(text: &str) -> Reading {
    let document = CleanDocument { text: text.to_owned(), ..CleanDocument::default() };
    Reading {
        format: String::new(),
        document: document.meta.clone(),
        text: document.text.clone(),
        incidents: Vec::new(),
        claims: Vec::new(),
        indicators: sextant_extract::indicators::indicators(&document),
        entities: sextant_extract::entities::entities(&document),
        problems: Vec::new(),
    }
}

fn assert_proved(reading: &Reading) {
    let points: Vec<char> = reading.text.chars().collect();
    for (quote, start, end) in proofs(reading) {
        assert_eq!(points.get(start..end).expect("offsets lie in the text").iter().collect::<String>(), quote);
    }
}

#[test]
fn finds_are_replayed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/finds");
    for path in std::fs::read_dir(folder).expect("finds").filter_map(Result::ok).map(|e| e.path()) {
        assert_proved(&read(&String::from_utf8_lossy(&std::fs::read(&path).expect("a find"))));
    }
}

#[test]
fn repeated_marks_take_time_that_grows_with_the_text_only() {
    for piece in [
        "a:",
        "[.]",
        "\\",
        "@a.b",
        "://",
        "%a%\\",
        ")",
        "a.",
        "mutex ",
        "/tmp/a,",
        "http://a.com/)))",
        "HKLM\\a ",
        "C:\\a ",
        "AS1 ",
        "evil[.]com. ",
        "::",
        "(at)",
        "the gang called A ",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        let start = Instant::now();
        let document = CleanDocument { text, ..CleanDocument::default() };
        drop(sextant_extract::indicators::indicators(&document));
        assert!(start.elapsed() < Duration::from_secs(60), "{piece:?} took {:?}", start.elapsed());
    }
}

/// Pieces that the finders look for, so that random texts reach deep into them.
const PIECES: &[&str] = &[
    "hxxp",
    "://",
    "[.]",
    "(dot)",
    "[at]",
    "evil",
    "example",
    "com",
    ".",
    "/",
    "\\",
    "C:\\",
    "HKLM\\",
    "%TEMP%\\",
    "Global\\",
    "mutex",
    " ",
    "\n",
    "\t",
    ":",
    "203.0.113.7",
    "é",
    "“",
    "’",
    "😀",
    "\u{200b}",
    "\u{ff0e}",
    "2001:db8::1",
    "28ed53b39ffac111e4074faee3807c784d04880493ebbe168a22d58c0efedc99",
    "bc1q",
    "AS64500",
    "the",
    "gang",
    "called",
    "Akira",
    "ransomware",
    "T1566",
    "CVE-2024-1234",
    "Indicators:",
    "- ",
    "#",
    "(",
    ")",
    "[",
    "]",
    ",",
    "exe",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_quote_holds_in_any_text(text in "\\PC{0,200}") {
        assert_proved(&read(&text));
    }

    #[test]
    fn every_quote_holds_in_texts_of_telling_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        assert_proved(&read(&pieces.concat()));
    }
}
