//! The words by which names are told apart, read once from `data/parties.toml`. Knows no rule.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// The word lists, compiled on first use.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// A set of words and phrases in lower case.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    set: FxHashSet<String>,
}

impl Phrases {
    /// Whether the set holds the phrase (lower case, plain apostrophes).
    pub(crate) fn has(&self, phrase: &str) -> bool {
        self.set.contains(phrase)
    }

    /// Whether the set holds the end of the phrase: its last words, longest first.
    pub(crate) fn ends(&self, phrase: &str) -> Option<&str> {
        let starts = std::iter::once(0).chain(phrase.match_indices(' ').map(|(at, _)| at + 1));
        starts.filter_map(|at| phrase.get(at..)).find_map(|tail| self.set.get(tail)).map(String::as_str)
    }
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// All lists of the file, by their keys.
        #[derive(Debug, Default)]
        pub(crate) struct Lexicon { $($(#[$doc])* pub(crate) $name: Phrases),+ }

        impl Lexicon {
            fn load() -> Self {
                let mut file = read();
                Self { $($name: Phrases { set: file.remove(stringify!($name)).unwrap_or_default() }),+ }
            }

            #[cfg(test)]
            fn sizes(&self) -> Vec<(&'static str, usize)> {
                vec![$((stringify!($name), self.$name.set.len())),+]
            }
        }
    };
}

lists!(
    /// Last words of organisations' names.
    org_head,
    /// First words of organisations' names.
    org_lead,
    /// Legal forms.
    legal_form,
    /// Small words inside names.
    link,
    /// Words with which "of" goes on.
    of_lead,
    /// Brands with "and".
    and_brand,
    /// Brands in 's.
    possessive_brand,
    /// Titles before people's names.
    title,
    /// Roles of people.
    person_role,
    /// Names of authorities.
    authority_name,
    /// Heads of authorities' names.
    authority_head,
    /// Authorities and unions by name that serve people and watch over nobody.
    serving_body,
    /// Authorities that may also be victims.
    public_body,
    /// Heads that make a name an actor.
    actor_head,
    /// Unnamed actors.
    actor_noun,
    /// Well-known actors.
    actor_name,
    /// Heads that make a name a researcher.
    research_head,
    /// Well-known researchers.
    research_name,
    /// Heads of outlets' names.
    outlet_head,
    /// Well-known outlets.
    outlet_name,
    /// Products and platforms.
    product,
    /// Capitals that are no party.
    not_name,
    /// Nouns for any organisation.
    generic_noun,
    /// Nouns for an authority.
    authority_noun,
    /// Firms in a supporting role.
    helper_noun,
    /// First names.
    first_name,
    /// Whose 's stays inside a name.
    possessor,
    /// Words that bring in a name.
    naming,
    /// Nouns before a common word that is a name.
    brand_noun,
    /// Regions: part of a name, never one alone.
    region,
    /// Lower-case words that end a name.
    tail,
    /// Titles that show a person by themselves.
    strong_title,
    /// Gangs' names that are plain words.
    actor_word,
    /// Words before "the" inside a name.
    the_lead,
    /// Firms without a name that a victim works with.
    supplier_noun,
    /// Software that attackers use.
    tool_noun,
    /// What only crews have.
    crew_thing,
    /// What only crews do.
    crew_deed,
    /// What stands before a crew's name.
    crew_before,
    /// What one has in a firm or a product, not in a place.
    in_thing,
    /// What only somebody does.
    says_verb,
    /// Last words of headings and of papers.
    document_word,
    /// Words of navigation and of sections.
    section_word,
    /// Platforms that stand behind a name as what is used there.
    platform,
);

/// Sector that a word of a body's name shows ("airways").
pub(crate) fn name_sector(word: &str) -> Option<&'static str> {
    static SECTORS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let rows = include_str!("../../data/name_sectors.tsv").lines().filter(|l| !l.starts_with('#'));
        rows.filter_map(|row| row.split_once('\t')).collect()
    });
    SECTORS.get(word).copied()
}

fn read() -> FxHashMap<String, FxHashSet<String>> {
    let file: FxHashMap<String, String> = toml::from_str(include_str!("../../data/parties.toml")).unwrap_or_default();
    file.into_iter().map(|(key, words)| (key, phrases(&words))).collect()
}

fn phrases(words: &str) -> FxHashSet<String> {
    words.split([',', '\n']).map(|w| w.trim().to_lowercase()).filter(|w| !w.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_the_file_is_read() {
        for (name, size) in LEXICON.sizes() {
            assert!(size > 5, "{name} is empty");
        }
        assert_eq!(LEXICON.org_head.ends("larkfield university"), Some("university"));
        assert_eq!(LEXICON.authority_head.ends("danish data protection agency"), Some("protection agency"));
    }
}
