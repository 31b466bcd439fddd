//! Mutexes that have no prefix of their own: the word after "mutex" in a sentence, row or label.

use super::find::Candidate;
use aho_corasick::AhoCorasick;
use regex::Regex;
use sextant_model::IndicatorType;
use std::sync::LazyLock;

static WORD: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(["mutex", "mutant"]).ok());

/// What may stand between the word and the name. Looked for in a window of 200 bytes only.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let link = r"(?:\s+(?:named|called|name|names|object|objects|with|of|the|is|was|are|value|as))*";
    Regex::new(&format!(r#"^(?:e?s)?(?::name)?{link}(?:\s*[:=|]|,|\s+-)?[\t ]*(["'“‘`«(]*)([^\s"'”’`»,;|)]{{3,128}})"#))
        .ok()
});

/// Mutexes named in `text`, as bytes of it.
#[must_use]
pub fn named(text: &str) -> Vec<Candidate> {
    let (Some(word), Some(pattern)) = (WORD.as_ref(), NAMED.as_ref()) else { return Vec::new() };
    word.find_iter(text)
        .filter_map(|hit| behind(text, hit.end(), pattern).or_else(|| cell_before(text, hit.start())))
        .collect()
}

/// A table that gives the value first and says "Mutex" in the next cell.
fn cell_before(text: &str, at: usize) -> Option<Candidate> {
    let before = text.get(at.saturating_sub(200)..at).or_else(|| text.get(..at))?.strip_suffix('\t')?;
    let value = before.rsplit(['\t', '\n']).next()?.trim();
    let start = at - 1 - before.len() + before.rfind(value)?;
    (identifier(value, false) && !value.contains(' ')).then(|| Candidate {
        kind: IndicatorType::Mutex,
        start,
        end: start + value.len(),
        value: value.to_owned(),
        weak: false,
    })
}

fn behind(text: &str, at: usize, pattern: &Regex) -> Option<Candidate> {
    let mut end = text.len().min(at + 200);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let window = text.get(at..end)?.split('\n').next()?;
    let found = pattern.captures(window)?;
    let name = found.get(2)?;
    let quoted = found.get(1).is_some_and(|q| !q.is_empty() && q.as_str() != "(");
    let value = name.as_str().trim_end_matches(['.', ':']);
    let start = at + name.start();
    identifier(value, quoted).then(|| Candidate {
        kind: IndicatorType::Mutex,
        start,
        end: start + value.len(),
        value: value.to_owned(),
        weak: false,
    })
}

/// A name that somebody made up for a machine, not a word of the sentence.
fn identifier(value: &str, quoted: bool) -> bool {
    let any = |f: fn(char) -> bool| value.chars().any(f);
    let mixed = value.chars().skip(1).any(char::is_uppercase) && any(char::is_lowercase);
    let made = any(|c| c.is_ascii_digit()) || any(|c| matches!(c, '_' | '\\' | '{' | '-' | '$' | '%')) || mixed;
    let number = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/' | ':'));
    !number
        && value.chars().count() >= 4
        && any(char::is_alphanumeric)
        && (quoted || made)
        && !value.contains("://")
        && !value.to_lowercase().starts_with("cve-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_rows_and_sentences() {
        let first = |text| named(text).into_iter().next().map(|c| c.value);
        for (text, want) in [
            ("Mutex\tMskpTide_0x45\t", "MskpTide_0x45"),
            ("[mutex:name = 'brk-77-lock']", "brk-77-lock"),
            ("Mutex: {8F6F0AC4-B9A1-45FD-A8CF}", "{8F6F0AC4-B9A1-45FD-A8CF}"),
            ("creates a mutex named \"hello\" to", "hello"),
            ("the mutex kjwe83_x.", "kjwe83_x"),
            ("Mutex  Global\\qln_7f3a91", "Global\\qln_7f3a91"),
        ] {
            assert_eq!(first(text).as_deref(), Some(want), "{text}");
        }
        assert_eq!(first("it uses a mutex to avoid running twice"), None);
    }
}
