//! A list of authors as the set of their last names: when two spellings are one value.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

/// What claims nothing.
const NOBODY: &[&str] = &["not available", "unknown", "none", "", "na", "n/a", "various", "anonymous"];

// The patterns are constants, tried by the tests of this file.
#[allow(clippy::unwrap_used, reason = "constant patterns")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

/// What stands in brackets.
static BRACKETS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\(.*?\)"));
/// Degrees, generations and roles.
static ROLES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(ph\.?d\.?|jr\.?|sr\.?|iii|ii|editor|author|by|md|dr\.?)\b"));
/// What stands between people.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r";|\band\b|&|/|\|"));
/// What stands between words of a listing.
static WORDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\s,;/|&.()]+"));
/// A letter with a mark, as HTML writes it.
static ENTITY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"&([a-z])(?:uml|acute|grave|tilde|circ|cedil|ring|caron|slash);"));

/// The last names of an author list; `None` when it names nobody.
#[must_use]
pub fn last_names(text: &str) -> Option<BTreeSet<String>> {
    let lower = text.trim().to_lowercase();
    let plain = BRACKETS.replace_all(&lower, "");
    let plain = ROLES.replace_all(&plain, " ");
    if NOBODY.contains(&plain.trim_matches([' ', '.', ';', ','])) {
        return None;
    }
    let mut names = BTreeSet::new();
    for person in BETWEEN.split(&plain) {
        let parts: Vec<&str> =
            person.trim_matches([' ', '.', ',']).split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let last = |part: &&str| letters(part.split_whitespace().next_back().unwrap_or_default());
        if parts.len() > 2 && parts.iter().all(|part| part.split_whitespace().nth(1).is_some()) {
            // "A B, C D, E F"
            names.extend(parts.iter().map(last));
        } else {
            // "B, A" or "A B"
            names.extend(parts.first().map(last));
        }
    }
    names.remove("");
    (!names.is_empty()).then_some(names)
}

fn letters(word: &str) -> String {
    word.chars().filter(char::is_ascii_lowercase).collect()
}

/// The words that a listing is made of, with marks on letters dropped, and as [`last_names`] would write them.
#[must_use]
pub(super) fn words(text: &str) -> BTreeSet<String> {
    use unicode_normalization::UnicodeNormalization;
    let lower = text.to_lowercase();
    let decoded = ENTITY.replace_all(&lower, "$1");
    let bare = |word: &str| letters(&word.nfd().collect::<String>());
    let mut words: BTreeSet<String> = WORDS.split(&decoded).flat_map(|word| [bare(word), letters(word)]).collect();
    words.remove("");
    words
}

/// Is one a slip or a cut of the other? One letter more, less or another, two swapped, or only its beginning.
#[must_use]
pub(super) fn slip(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if a == b || short.len() < 4 {
        return false;
    }
    if long.starts_with(short) {
        return true;
    }
    let same_start = short.bytes().zip(long.bytes()).take_while(|(x, y)| x == y).count();
    let same_end = short.bytes().rev().zip(long.bytes().rev()).take_while(|(x, y)| x == y).count();
    if short.len() < long.len() {
        return short.len() + 1 == long.len() && same_start + same_end >= short.len();
    }
    let middle = short.len().saturating_sub(same_start + same_end);
    let (x, y) = (short.as_bytes(), long.as_bytes());
    let swapped = middle == 2 && x[same_start] == y[same_start + 1] && x[same_start + 1] == y[same_start];
    middle == 1 || swapped
}

#[cfg(test)]
mod tests {
    use super::{last_names, slip, words};

    #[test]
    fn an_author_list_is_its_last_names() {
        let cases: &[(&str, &[&str])] = &[
            ("Lindqvist, Maja", &["lindqvist"]),
            ("Maja Lindqvist", &["lindqvist"]),
            ("Maja Lindqvist; Oduya, Tunde", &["lindqvist", "oduya"]),
            ("Lindqvist, Maja/ Oduya, Tunde", &["lindqvist", "oduya"]),
            ("Maja Lindqvist, Tunde Oduya, Ana Reyes", &["lindqvist", "oduya", "reyes"]),
            ("Maja Lindqvist, Tunde Oduya", &["lindqvist"]),
            ("by Dr. Maja Lindqvist and Tunde Oduya (Editor)", &["lindqvist", "oduya"]),
            ("O'Hara-Smith, Jo", &["oharasmith"]),
        ];
        for (text, names) in cases {
            let expected: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
            assert_eq!(last_names(text).map(|s| s.into_iter().collect()), Some(expected), "{text}");
        }
        for nobody in ["", "Not Available", " unknown ", "Various", "n/a", "(none)", "1234"] {
            assert_eq!(last_names(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn words_of_a_listing_drop_marks() {
        let all = words("Gr&uuml;nwald, Zo\u{eb}; O'Hara");
        assert!(all.contains("grunwald") && all.contains("zoe") && all.contains("ohara"), "{all:?}");
    }

    #[test]
    fn slips_are_small() {
        for (a, b) in [("lindqvist", "lindqist"), ("reyes", "reyez"), ("oduya", "oudya"), ("lindqvist", "lindq")] {
            assert!(slip(a, b) && slip(b, a), "{a} {b}");
        }
        for (a, b) in [("reyes", "reyes"), ("reyes", "roses"), ("li", "lin"), ("lindqvist", "lindholm")] {
            assert!(!slip(a, b) && !slip(b, a), "{a} {b}");
        }
    }
}
