//! Laws: the same text gives the same reading; a paragraph on something else changes no fact, wherever it stands; every
//! item's quote is the text at its offsets; no text makes the reader panic.

use crate::facts::{document, facts, proofs};
use proptest::prelude::*;

const STORY: &[&str] = &[
    "Ostergate Logistics said on Wednesday that hackers broke into its booking system last week and copied the names and email addresses of 41,000 customers.",
    "Card numbers were not taken, the Belgian freight company said. It has reset all passwords and informed the police.",
    "The Grey Lantern ransomware gang claimed responsibility for the attack on Thursday. The claim could not be verified.",
];

const UNRELATED: &[&str] = &[
    "Rain is expected in the north of the country at the weekend, with temperatures well below the seasonal average.",
    "The national chess championship was won by a nineteen-year-old student from the coast after a draw in the last round.",
    "A new tram line will link the harbour with the old town from next spring, the city council decided.",
];

#[test]
fn the_same_text_gives_the_same_reading() {
    let story = document("Ostergate customers' data stolen", STORY);
    assert_eq!(sextant_extract::read(&story), sextant_extract::read(&story));
}

#[test]
fn unrelated_paragraphs_in_any_order_change_no_fact() {
    let plain = facts(&sextant_extract::read(&document("Ostergate customers' data stolen", STORY)));
    assert!(plain.iter().any(|f| f.contains("name exposed")), "the story itself must be read: {plain:#?}");
    for turn in 0..3 {
        let u = |at: usize| UNRELATED[(at + turn) % 3];
        for mixed in [
            vec![STORY[0], STORY[1], STORY[2], u(0), u(1), u(2)],
            vec![STORY[0], STORY[1], u(0), STORY[2], u(1)],
            vec![STORY[0], u(0), u(1), STORY[1], STORY[2], u(2)],
        ] {
            let read = facts(&sextant_extract::read(&document("Ostergate customers' data stolen", &mixed)));
            assert_eq!(read, plain, "with {mixed:#?}");
        }
    }
}

fn assert_proved(text: &str, reading: &sextant_model::Reading) {
    let points: Vec<char> = text.chars().collect();
    for (quote, start, end) in proofs(reading) {
        let there: String = points.get(start..end).expect("offsets lie in the text").iter().collect();
        assert_eq!(there, quote);
        assert!(!quote.is_empty(), "no item without words");
    }
}

#[test]
fn every_quote_is_the_text_at_its_offsets() {
    let story = document("Ostergate’s customers’ data – “stolen” 😀", STORY);
    assert_proved(&story.text, &sextant_extract::read(&story));
}

/// Words that rules look for, so that random texts reach deep into them.
const WORDS: &[&str] = &[
    "said",
    "not",
    "that",
    "hackers",
    "stole",
    "names",
    "and",
    "but",
    "no",
    "evidence",
    "“",
    "”",
    "\"",
    "Acme",
    "Bank",
    "(",
    ")",
    "the",
    "company",
    "1.5 million",
    "€",
    "$3",
    "on Monday",
    "was",
    "were",
    ",",
    ".",
    "?",
    "if",
    "may",
    "have",
    "been",
    "claimed",
    "’s",
    "who",
    "hxxp://a[.]b",
    "—",
    "CVE-2025-1",
    "😀",
    "ransomware",
    "police",
    "denied",
    "we",
    "customers",
    "to",
    "of",
    "from",
    "\u{301}",
    "１２３",
    "\t",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_every_quote_holds(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..120), glue in proptest::collection::vec(any::<bool>(), 120)) {
        let mut text = String::new();
        for (word, space) in words.iter().zip(glue) {
            text.push_str(word);
            if space { text.push(' '); }
        }
        let story = document("Acme Bank hacked", &[&text]);
        assert_proved(&story.text, &sextant_extract::read(&story));
    }

    #[test]
    fn any_characters_are_survived(text in "\\PC{0,400}") {
        let story = document("x", &[&text]);
        assert_proved(&story.text, &sextant_extract::read(&story));
    }
}
