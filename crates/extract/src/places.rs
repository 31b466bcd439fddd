//! Words to countries and sectors: names, demonyms and places of one country only to ISO 3166-1 alpha-2,
//! noun phrases ("grocery chain", "salmon processor") to STIX 2.1 industry-sector-ov.
//! It answers for the words alone: whether they are said of a victim is for the caller to see.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

const COUNTRIES: &str = include_str!("../data/countries.tsv");
const SECTORS: &str = include_str!("../data/sectors.tsv");

/// What sort of word names a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// The country itself: "Norway", "the Netherlands", "U.S."
    Country,
    /// Its people, or the adjective: "Norwegian", "Dutch".
    People,
    /// A city, state or region of that country only: "Texas", "Gothenburg".
    Place,
}

/// A country and how it was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// Which sort of word it was.
    pub kind: PlaceKind,
}

static PLACES: LazyLock<FxHashMap<&'static str, Place>> =
    LazyLock::new(|| rows(COUNTRIES).flat_map(places_of_row).collect());
static SECTOR_OF: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(SECTORS).filter_map(|row| row.split_once('\t')).collect());

/// The country that `words` name or point to, in any of the three ways.
///
/// ```
/// assert_eq!(sextant_extract::places::country("Norwegian"), Some("NO"));
/// assert_eq!(sextant_extract::places::country("the Netherlands"), Some("NL"));
/// assert_eq!(sextant_extract::places::country("polish"), None); // case counts
/// ```
#[must_use]
pub fn country(words: &str) -> Option<&'static str> {
    place(words).map(|p| p.code)
}

/// As [`country`], and which sort of word it was.
#[must_use]
pub fn place(words: &str) -> Option<Place> {
    let words = words.trim().trim_end_matches(['\'', '’', ',']);
    let bare = words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).unwrap_or(words);
    exact(bare)
        .or_else(|| exact(bare.strip_prefix("the ").or_else(|| bare.strip_prefix("The "))?))
        .or_else(|| shouted(bare))
}

/// The sector that a noun phrase names: the longest run of words at its end that the table holds
/// ("British luxury fashion retailer" by "fashion retailer"); case and plural of the last word do not count.
#[must_use]
pub fn sector(phrase: &str) -> Option<&'static str> {
    let phrase = phrase.trim();
    let plain = phrase.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    let phrase = if plain { Cow::Borrowed(phrase) } else { Cow::Owned(phrase.to_lowercase().replace('’', "'")) };
    let starts = std::iter::once(0).chain(phrase.match_indices(' ').map(|(i, _)| i + 1));
    starts.filter_map(|at| phrase.get(at..)).find_map(|tail| SECTOR_OF.get(tail).copied().or_else(|| of_several(tail)))
}

fn exact(words: &str) -> Option<Place> {
    PLACES.get(words).copied()
}

/// Capitals throughout, as in a headline or dateline: "OSLO", "NEW YORK".
fn shouted(words: &str) -> Option<Place> {
    if words.len() < 4 || words.chars().any(char::is_lowercase) {
        return None;
    }
    let title: Vec<String> = words.split(' ').map(capitalised).collect();
    exact(&title.join(" "))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_string() + &chars.as_str().to_lowercase())
}

/// The sector of a plural, by its singular.
fn of_several(words: &str) -> Option<&'static str> {
    if let Some(stem) = words.strip_suffix("ies") {
        return SECTOR_OF.get(format!("{stem}y").as_str()).copied();
    }
    ["s", "es"].iter().find_map(|end| SECTOR_OF.get(words.strip_suffix(end)?).copied())
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn places_of_row(row: &'static str) -> Vec<(&'static str, Place)> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [code, name, other, people, places] = cells[..] else { return Vec::new() };
    let kinds = [
        (name, PlaceKind::Country),
        (other, PlaceKind::Country),
        (people, PlaceKind::People),
        (places, PlaceKind::Place),
    ];
    kinds
        .into_iter()
        .flat_map(|(cell, kind)| cell.split('|').filter(|w| !w.is_empty()).map(move |w| (w, Place { code, kind })))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_people_and_places_lead_to_the_code() {
        for (words, code) in [
            ("U.S.", "US"),
            ("Britain’s", "GB"),
            ("TALLINN", "EE"),
            ("Dutch", "NL"),
            ("N.C.", "US"),
            ("the Czech Republic", "CZ"),
            ("NEW ZEALAND", "NZ"),
        ] {
            assert_eq!(country(words), Some(code), "{words}");
        }
        for words in ["Georgia", "Kent State", "turkey", "", "It", "é"] {
            assert_eq!(country(words), None, "{words}");
        }
        assert_eq!(place("Texas").map(|p| p.kind), Some(PlaceKind::Place));
    }

    #[test]
    fn the_end_of_a_noun_phrase_gives_the_sector() {
        for (words, sector_of_words) in [
            ("British clothing retailer", "retail"),
            ("Norwegian salmon processor", "agriculture"),
            ("grocery chain", "retail"),
            ("Dutch haulier", "transportation"),
            ("universities", "education"),
            ("private hospital operator", "healthcare"),
            ("water utility", "water"),
        ] {
            assert_eq!(sector(words), Some(sector_of_words), "{words}");
        }
        assert_eq!(sector("payroll processor"), None);
        assert_eq!(sector("law firm"), None);
    }
}
