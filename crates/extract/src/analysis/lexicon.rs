//! The words that tokens, tags and clauses look up: read once from the data files, then shared. Knows no rule.

use super::Tag;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// The word lists, compiled on first use.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(Words::load);

/// Which forms of a verb a spelling may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Forms {
    /// `steal`
    pub base: bool,
    /// `steals`
    pub third: bool,
    /// `stole`
    pub past: bool,
    /// `stolen`
    pub participle: bool,
    /// `stealing`
    pub gerund: bool,
}

/// What is known of a spelling (lower case).
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    /// Tag of a closed-class word.
    pub closed: Option<Tag>,
    /// Verb forms, with the base.
    pub verb: Option<(Forms, String)>,
    /// Also a noun (base form or the plural of one).
    pub noun: bool,
    /// Also an adjective.
    pub adjective: bool,
    /// Also an adverb.
    pub adverb: bool,
}

/// All word lists.
#[derive(Debug, Default)]
pub(crate) struct Words {
    entries: FxHashMap<String, Word>,
    abbreviations: FxHashSet<String>,
    titles: FxHashSet<String>,
}

#[derive(Deserialize, Default)]
struct VerbFile {
    irregular: String,
    regular: String,
    nouns_too: String,
}

impl Words {
    /// What is known of a lower-case spelling.
    pub(crate) fn get(&self, lower: &str) -> Option<&Word> {
        self.entries.get(lower)
    }

    /// Whether the spelling, full stop included, is an abbreviation.
    pub(crate) fn is_abbreviation(&self, lower: &str) -> bool {
        self.abbreviations.contains(lower) || self.titles.contains(lower)
    }

    /// Whether the spelling, full stop included, never ends a sentence.
    pub(crate) fn is_title(&self, lower: &str) -> bool {
        self.titles.contains(lower)
    }

    fn load() -> Self {
        let mut words = Self::default();
        words.load_closed();
        words.load_verbs();
        words
    }

    fn entry(&mut self, word: &str) -> &mut Word {
        self.entries.entry(word.to_owned()).or_default()
    }

    fn load_closed(&mut self) {
        let lists: FxHashMap<String, String> = parse(include_str!("../../data/words.toml"));
        for (class, list) in &lists {
            for word in list.split_whitespace() {
                match class.as_str() {
                    "abbreviation" => drop(self.abbreviations.insert(word.to_owned())),
                    "title" => drop(self.titles.insert(word.to_owned())),
                    "noun" | "common_noun" => self.entry(word).noun = true,
                    "adjective" => self.entry(word).adjective = true,
                    "adverb" => self.entry(word).adverb = true,
                    _ => {}
                }
            }
        }
        // Later classes win where a word stands in several: the tagger settles the rest by context.
        for (class, tag) in [
            ("number", Tag::Number),
            ("preposition", Tag::Preposition),
            ("subordinator", Tag::Subordinator),
            ("determiner", Tag::Determiner),
            ("pronoun", Tag::Pronoun),
            ("conjunction", Tag::Conjunction),
            ("modal", Tag::Modal),
            ("negation", Tag::Negation),
            ("auxiliary", Tag::Auxiliary),
        ] {
            for word in lists.get(class).map(String::as_str).unwrap_or_default().split_whitespace() {
                let entry = self.entry(word);
                // who, which and what stay subordinators, that stays one until the tagger looks.
                if entry.closed != Some(Tag::Subordinator) || !matches!(tag, Tag::Pronoun | Tag::Determiner) {
                    entry.closed = Some(tag);
                }
            }
        }
    }

    fn load_verbs(&mut self) {
        let file: VerbFile = parse(include_str!("../../data/verbs.toml"));
        for line in file.irregular.lines() {
            if let [base, past, participle] = line.split_whitespace().collect::<Vec<_>>()[..] {
                self.add_verb(base, past, participle);
                if base == "be" {
                    for form in ["am", "are", "is", "were", "'s", "’s", "'re", "’re", "'m", "’m"] {
                        self.add_form(form, base, |f| f.past = true);
                    }
                }
            }
        }
        for (form, base) in [
            ("'ve", "have"),
            ("’ve", "have"),
            ("has", "have"),
            ("learned", "learn"),
            ("burned", "burn"),
            ("leaped", "leap"),
            ("proven", "prove"),
        ] {
            self.add_form(form, base, |f| {
                f.past = true;
                f.participle = form.ends_with("ed") || form.ends_with("en");
            });
        }
        self.add_form("got", "get", |f| f.participle = true);
        for base in file.regular.split_whitespace() {
            if self.entries.get(base).is_some_and(|w| w.verb.as_ref().is_some_and(|v| v.0.base)) {
                continue;
            }
            let past = past_of(base);
            self.add_verb(base, &past, &past);
        }
        // Words that are verbs and nothing else; a spelling already known as something keeps what it is.
        for base in include_str!("../../data/generated/verbs.txt").split_whitespace() {
            if self.entries.contains_key(base) {
                continue;
            }
            let past = past_of(base);
            self.add_verb(base, &past, &past);
        }
        for base in file.nouns_too.split_whitespace() {
            self.entry(base).noun = true;
            let plural = third_of(base);
            self.entry(&plural).noun = true;
        }
    }

    fn add_verb(&mut self, base: &str, past: &str, participle: &str) {
        self.add_form(base, base, |f| f.base = true);
        self.add_form(&third_of(base), base, |f| f.third = true);
        self.add_form(past, base, |f| f.past = true);
        self.add_form(participle, base, |f| f.participle = true);
        self.add_form(&gerund_of(base), base, |f| f.gerund = true);
    }

    fn add_form(&mut self, form: &str, base: &str, set: impl FnOnce(&mut Forms)) {
        let entry = self.entry(form);
        // "found" is find before it is found, "left" leave, "lay" lie: the first in the file stays.
        let (forms, _) = entry.verb.get_or_insert_with(|| (Forms::default(), base.to_owned()));
        set(forms);
    }
}

/// Parses a data file that ships with the program. A broken one reads as empty; a test keeps it from being so.
pub(crate) fn parse<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Verbs of two and more syllables whose last consonant doubles.
const DOUBLING: &[&str] = &[
    "admit", "commit", "submit", "permit", "omit", "refer", "deter", "infer", "incur", "occur", "transfer", "recur",
    "regret", "control", "patrol", "compel", "expel", "repel", "propel", "equip", "format", "cancel", "label",
    "travel", "model", "reset", "zip", "unplug", "kidnap", "program", "handicap", "input", "rebel", "excel", "level",
    "signal", "fuel", "channel", "worship", "overlap", "unzip",
];

fn doubles(base: &str) -> bool {
    let last: Vec<char> = base.chars().rev().take(3).collect();
    let [c, b, a] = last[..] else { return false };
    let closed =
        !is_vowel(c) && !matches!(c, 'w' | 'x' | 'y' | 'h') && is_vowel(b) && (!is_vowel(a) || base.contains("qu"));
    let syllables = base.chars().zip(base.chars().skip(1)).filter(|&(x, y)| is_vowel(x) && !is_vowel(y)).count();
    closed && (syllables == 1 && !base.chars().next_back().is_some_and(is_vowel) || DOUBLING.contains(&base))
}

fn past_of(base: &str) -> String {
    let stem = stem(base);
    if base.ends_with('e') {
        format!("{base}d")
    } else if ends_in_consonant_y(base) {
        format!("{stem}ied")
    } else if doubles(base) {
        format!("{base}{}ed", base.chars().next_back().unwrap_or_default())
    } else {
        format!("{base}ed")
    }
}

fn third_of(base: &str) -> String {
    match base {
        "have" => "has".to_owned(),
        "be" => "is".to_owned(),
        "do" | "go" | "echo" | "veto" => format!("{base}es"),
        _ if ends_in_consonant_y(base) => format!("{}ies", stem(base)),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|e| base.ends_with(e)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

fn gerund_of(base: &str) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        format!("{stem}ying")
    } else if base.ends_with('e') && !base.ends_with("ee") && !base.ends_with("oe") && base != "be" {
        format!("{}ing", stem(base))
    } else if doubles(base) {
        format!("{base}{}ing", base.chars().next_back().unwrap_or_default())
    } else {
        format!("{base}ing")
    }
}

fn stem(base: &str) -> &str {
    base.char_indices().next_back().and_then(|(at, _)| base.get(..at)).unwrap_or(base)
}

fn ends_in_consonant_y(base: &str) -> bool {
    base.ends_with('y') && !stem(base).chars().next_back().is_none_or(is_vowel)
}

/// Base form of a word that no list holds, by its ending, given what it was tagged as.
pub(crate) fn lemma_of(lower: &str, tag: Tag) -> String {
    let known = WORDS.get(lower);
    if let (Tag::Verb | Tag::Participle | Tag::Gerund | Tag::Auxiliary, Some((_, base))) =
        (tag, known.and_then(|w| w.verb.as_ref()))
    {
        return base.clone();
    }
    match tag {
        Tag::Modal => modal_lemma(lower).to_owned(),
        Tag::Negation => "not".to_owned(),
        Tag::Noun => singular(lower),
        Tag::Verb | Tag::Participle | Tag::Gerund => verb_stem(lower),
        _ => lower.to_owned(),
    }
}

fn modal_lemma(lower: &str) -> &str {
    match lower {
        "ca" => "can",
        "wo" | "'ll" => "will",
        "'d" => "would",
        "sha" => "shall",
        other => other,
    }
}

/// Base of an unlisted verb form.
fn verb_stem(lower: &str) -> String {
    let stem = lower
        .strip_suffix("ing")
        .or_else(|| lower.strip_suffix("ed"))
        .or_else(|| lower.strip_suffix('s'))
        .unwrap_or(lower);
    match WORDS.get(stem).and_then(|w| w.verb.as_ref()) {
        Some((_, base)) => base.clone(),
        None if stem.ends_with("is") || stem.ends_with("iz") || stem.ends_with("at") => format!("{stem}e"),
        None => stem.to_owned(),
    }
}

const IRREGULAR_PLURALS: &[(&str, &str)] = &[
    ("people", "person"),
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("thieves", "thief"),
    ("lives", "life"),
    ("selves", "self"),
    ("criteria", "criterion"),
    ("databases", "database"),
    ("bases", "base"),
    ("leaves", "leave"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("caches", "cache"),
    ("policewomen", "policewoman"),
    ("spokesmen", "spokesman"),
    ("servicemen", "serviceman"),
    ("spokeswomen", "spokeswoman"),
    ("analyses", "analysis"),
    ("crises", "crisis"),
    ("addresses", "address"),
    ("breaches", "breach"),
];

/// Singular of a noun, possessive marks dropped.
fn singular(lower: &str) -> String {
    let word = lower.strip_suffix('\'').unwrap_or(lower);
    if let Some((_, one)) = IRREGULAR_PLURALS.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if word.len() < 4 || ["ss", "us", "is", "ics"].iter().any(|e| word.ends_with(e)) || KEEP_S.contains(&word) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Nouns in -s that are no plural.
const KEEP_S: &[&str] = &[
    "news",
    "headquarters",
    "premises",
    "series",
    "species",
    "gas",
    "lens",
    "means",
    "damages",
    "sms",
    "ios",
    "https",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_parse_and_hold_words() {
        assert!(toml::from_str::<FxHashMap<String, String>>(include_str!("../../data/words.toml")).is_ok());
        assert!(toml::from_str::<VerbFile>(include_str!("../../data/verbs.toml")).is_ok());
        assert!(WORDS.entries.len() > 4000);
    }

    #[test]
    fn verbs_inflect_by_rule() {
        for (base, past, third, gerund) in [
            ("copy", "copied", "copies", "copying"),
            ("stop", "stopped", "stops", "stopping"),
            ("encrypt", "encrypted", "encrypts", "encrypting"),
            ("admit", "admitted", "admits", "admitting"),
            ("access", "accessed", "accesses", "accessing"),
            ("visit", "visited", "visits", "visiting"),
            ("compromise", "compromised", "compromises", "compromising"),
            ("leak", "leaked", "leaks", "leaking"),
            ("destroy", "destroyed", "destroys", "destroying"),
            ("plan", "planned", "plans", "planning"),
            ("tie", "tied", "ties", "tying"),
        ] {
            assert_eq!((past_of(base), third_of(base), gerund_of(base)), (past.into(), third.into(), gerund.into()));
        }
    }

    #[test]
    fn lemmas_come_from_lists_then_endings() {
        for (word, tag, lemma) in [
            ("stole", Tag::Verb, "steal"),
            ("customers'", Tag::Noun, "customer"),
            ("addresses", Tag::Noun, "address"),
            ("companies", Tag::Noun, "company"),
            ("thieves", Tag::Noun, "thief"),
            ("has", Tag::Auxiliary, "have"),
            ("ransomed", Tag::Participle, "ransom"),
            ("ca", Tag::Modal, "can"),
            ("was", Tag::Verb, "be"),
        ] {
            assert_eq!(lemma_of(word, tag), lemma, "{word}");
        }
    }
}
