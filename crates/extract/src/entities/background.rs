//! Whether a sentence tells of another year's attacks or lists gangs in general: names there are not tied to what is reported.

use regex::Regex;
use sextant_model::CleanDocument;
use std::sync::LazyLock;

static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:in|during|of|back in|from)\s+(?:early |late |mid-?)?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+)?((?:19|20)\d{2})\b").ok()
});
static PAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:last year|years ago|two years earlier|a year earlier|the year before|in recent years|in the past|is not the first|similar attacks? (?:on|against|by)|separate(?:ly)? attack)\b").ok()
});
static GENERAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:other|many|several|most|some|rival|such|various|these|big|established)\s+(?:\w+\s+)?(?:gangs|groups|crews|families|strains|brands|operations|actors)\b|\b(?:gangs|groups|crews|families|strains) (?:such as|like|including)\b").ok()
});

/// The year of publication, if it is known.
pub fn published_year(document: &CleanDocument) -> Option<i32> {
    document.meta.published.as_deref()?.get(..4)?.parse().ok()
}

/// Whether the sentence is about an earlier year, or the name at `at` stands in a list of examples.
pub fn told_of_the_past(sentence: &str, at: usize, published: Option<i32>) -> bool {
    let year = YEAR.iter().flat_map(|r| r.captures_iter(sentence)).filter_map(|c| c[1].parse::<i32>().ok()).min();
    let earlier = year.zip(published).is_some_and(|(told, now)| told < now);
    let since = sentence.contains("since ")
        || sentence.contains("active ")
        || sentence.contains("first appeared")
        || sentence.contains("emerged")
        || sentence.contains("tracked");
    let before = sentence.get(..at).unwrap_or_default();
    let past = PAST.as_ref().is_some_and(|r| r.is_match(sentence));
    let listed = GENERAL.as_ref().is_some_and(|r| r.is_match(before));
    ((earlier && !since) || past || listed) && !sentence.to_lowercase().contains("attribut")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_years_and_lists_of_examples() {
        assert!(told_of_the_past("In May 2021 the Conti gang attacked the health service.", 12, Some(2025)));
        assert!(told_of_the_past("Other gangs, among them Qilin, do the same.", 24, Some(2025)));
        assert!(!told_of_the_past("The Akira gang claimed the attack.", 4, Some(2025)));
        assert!(!told_of_the_past("Akira, active since 2023, hit it in March 2025.", 0, Some(2025)));
    }
}
