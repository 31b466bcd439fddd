//! The vocabularies, registries and lists in `data/`, read once.

use super::shape::SpecVersion;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

const READ_BY_A_TEST: &str = "the lists in data/ are read by a test";

/// An open vocabulary.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocabulary {
    #[serde(rename = "code")]
    pub(crate) _number: u16,
    pub(crate) values: HashSet<String>,
    /// Which properties of which types SHOULD use it.
    #[serde(default)]
    pub(crate) uses: HashMap<String, Vec<String>>,
}

/// The vocabularies of a version, by the name of their check.
pub(crate) fn vocabularies(version: SpecVersion) -> &'static HashMap<String, Vocabulary> {
    static V20: OnceLock<HashMap<String, Vocabulary>> = OnceLock::new();
    static V21: OnceLock<HashMap<String, Vocabulary>> = OnceLock::new();
    let (cell, text) = match version {
        SpecVersion::V20 => (&V20, include_str!("../../data/vocabularies-2.0.toml")),
        SpecVersion::V21 => (&V21, include_str!("../../data/vocabularies-2.1.toml")),
    };
    cell.get_or_init(|| toml::from_str(text).expect(READ_BY_A_TEST))
}

/// Suggested relationships: source type, relationship, target types.
pub(crate) type Relationships = HashMap<String, HashMap<String, Vec<String>>>;

/// The relationships that a version suggests.
pub(crate) fn relationships(version: SpecVersion) -> &'static Relationships {
    static V20: OnceLock<Relationships> = OnceLock::new();
    static V21: OnceLock<Relationships> = OnceLock::new();
    let (cell, text) = match version {
        SpecVersion::V20 => (&V20, include_str!("../../data/relationships-2.0.toml")),
        SpecVersion::V21 => (&V21, include_str!("../../data/relationships-2.1.toml")),
    };
    cell.get_or_init(|| toml::from_str(text).expect(READ_BY_A_TEST))
}

/// The short lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lists {
    language_tags: HashSet<String>,
    iso_639_1: HashSet<String>,
    software_languages: HashSet<String>,
    pub(crate) countries: HashSet<String>,
    pub(crate) request_headers: HashSet<String>,
    pub(crate) socket_options: HashSet<String>,
    pub(crate) pdf_keys: HashSet<String>,
    pub(crate) capital_keys: HashSet<String>,
}

/// The short lists.
pub(crate) fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| toml::from_str(include_str!("../../data/lists.toml")).expect(READ_BY_A_TEST))
}

/// A registry of names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Registry {
    MediaTypes,
    CharacterSets,
    Services,
    Ipfix,
}

impl Registry {
    /// Whether the registry holds the name.
    pub(crate) fn holds(self, name: &str) -> bool {
        static NAMES: [OnceLock<HashSet<&'static str>>; 4] = [const { OnceLock::new() }; 4];
        let text = match self {
            Self::MediaTypes => include_str!("../../data/registries/media-types.txt"),
            Self::CharacterSets => include_str!("../../data/registries/character-sets.txt"),
            Self::Services => include_str!("../../data/registries/services.txt"),
            Self::Ipfix => include_str!("../../data/registries/ipfix.txt"),
        };
        let lines = || text.lines().filter(|line| !line.starts_with('#')).collect();
        NAMES[self as usize].get_or_init(lines).contains(name)
    }
}

/// Whether a text is a language tag (RFC 5646): one of those in wide use, or a well-formed tag whose language is in
/// ISO 639-1 and whose region is a country.
pub(crate) fn is_language(text: &str) -> bool {
    lists().language_tags.contains(text) || is_well_formed_tag(text)
}

/// Whether a text names a language of software: a tag, or a code of ISO 639-2, which older producers write.
pub(crate) fn is_software_language(text: &str) -> bool {
    is_language(text) || lists().software_languages.contains(text)
}

fn is_well_formed_tag(text: &str) -> bool {
    let mut subtags = text.split('-').peekable();
    let language = subtags.next().unwrap_or_default();
    if !lists().iso_639_1.contains(language) || !text.is_ascii() {
        return false;
    }
    subtags.next_if(|it| it.len() == 4 && it.bytes().all(|byte| byte.is_ascii_alphabetic()));
    subtags.next_if(|it| is_region(it));
    while subtags.next_if(|it| is_variant(it)).is_some() {}
    are_extensions(subtags)
}

fn is_region(subtag: &str) -> bool {
    let digits = subtag.len() == 3 && subtag.bytes().all(|byte| byte.is_ascii_digit());
    digits || (subtag.len() == 2 && lists().countries.contains(&subtag.to_ascii_uppercase()))
}

fn is_variant(subtag: &str) -> bool {
    let alphanumeric = subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    alphanumeric && ((5..=8).contains(&subtag.len()) || (subtag.len() == 4 && subtag.as_bytes()[0].is_ascii_digit()))
}

/// Single letters, each with at least one part; all after `x` is private.
fn are_extensions<'a>(subtags: impl Iterator<Item = &'a str>) -> bool {
    let mut private = false;
    let mut parts = None;
    for subtag in subtags {
        let formed = (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let single = subtag.len() == 1 && !private;
        parts = match parts {
            _ if !formed => return false,
            None if !single => return false,
            Some(0) if single => return false,
            Some(before) if !single => Some(before + 1),
            _ => Some(0),
        };
        private |= single && subtag.eq_ignore_ascii_case("x");
    }
    parts != Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_can_be_read() {
        for version in [SpecVersion::V20, SpecVersion::V21] {
            assert!(vocabularies(version)["attack-motivation"].values.contains("revenge"));
            assert!(relationships(version)["malware"]["variant-of"].iter().any(|target| target == "malware"));
        }
        assert!(lists().countries.contains("DE"));
        assert!(Registry::MediaTypes.holds("application/zip"));
        assert!(Registry::CharacterSets.holds("UTF-8"));
        assert!(Registry::Services.holds("http"));
        assert!(Registry::Ipfix.holds("octetDeltaCount"));
        assert!(!Registry::Ipfix.holds("#"));
    }

    #[test]
    fn language_tags() {
        for good in ["en", "en-US", "de-CH-1996", "zh-Hant-TW", "nn", "es-419", "en-x-plain", "de-u-co-phonebk", "kok"]
        {
            assert!(is_language(good), "{good}");
        }
        for bad in
            ["", "español", "eng", "en-", "en_US", "xx", "en-UK-", "en-11", "en-11-11", "en-x", "-en", "en-a-b-c"]
        {
            assert!(!is_language(bad), "{bad}");
        }
        assert!(is_software_language("eng"));
    }
}
