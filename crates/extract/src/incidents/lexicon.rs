//! The words by which events are found, read once from `data/events.toml`. Knows no rule.

use aho_corasick::{AhoCorasick, PatternID as AhoPattern};
use rustc_hash::{FxHashMap, FxHashSet};
use sextant_model::IncidentKind;
use std::sync::LazyLock;

/// Compiled on first use.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// A verb of attack: the particle that must follow (empty: none) and what it is worth alone.
#[derive(Debug, Clone)]
pub(super) struct AttackVerb {
    pub id: String,
    pub particle: String,
    /// Counts only with a cyber subject, object or context.
    pub weak: bool,
}

/// What a verb does to a thing.
#[derive(Debug, Clone)]
pub(super) struct Harm {
    pub id: String,
    /// What must follow within three tokens; empty: nothing.
    pub particle: String,
    /// The kind of event that it shows, if any.
    pub kind: Option<IncidentKind>,
    /// Plain by itself: nobody does this with a right to it.
    pub plain: bool,
    /// Counts in the passive without its doer.
    pub passive: bool,
}

/// What can be harmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    /// Servers, networks, machines, sites.
    System,
    /// Records, files, names, addresses.
    Data,
}

/// Words that speak for a kind of event.
#[derive(Debug)]
pub(super) struct KindWords {
    pub kind: IncidentKind,
    pub not_before: FxHashSet<String>,
    pub not_after: FxHashSet<String>,
}

/// All lists.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub verbs: FxHashMap<String, Vec<AttackVerb>>,
    pub nouns: FxHashSet<String>,
    pub plain: FxHashSet<String>,
    pub cyber: FxHashSet<String>,
    pub has: FxHashMap<String, String>,
    pub at: FxHashSet<String>,
    pub owned: FxHashSet<String>,
    pub intruders: FxHashSet<String>,
    pub supplier: FxHashSet<String>,
    /// What a crew's words are called.
    pub post: FxHashSet<String>,
    pub background: Cues,
    pub before: Cues,
    pub boilerplate: Cues,
    pub tail: Vec<String>,
    pub tail_start: Vec<String>,
    /// Words of a crew's own post, and of an exercise.
    pub crew_marks: Vec<String>,
    pub rehearsal: Cues,
    /// Labels of an entry's rows that name nobody.
    pub entry_label: FxHashSet<String>,
    pub teaser: Vec<String>,
    pub kinds: Vec<KindWords>,
    /// Phrases that speak for a kind (an index of `kinds`), by their first word; `*` begins none.
    pub kind_phrases: FxHashMap<String, Vec<(usize, Vec<String>)>>,
    pub harms: FxHashMap<String, Vec<Harm>>,
    pub things: FxHashMap<String, Thing>,
    /// Unnamed people who may be intruders.
    pub strangers: FxHashSet<String>,
    /// What attacks are made with.
    pub weapons: FxHashSet<String>,
    /// People that a body answers for; verbs that turn to a body as no victim; words of names of those who watch.
    pub people: FxHashSet<String>,
    pub turns_to: FxHashSet<String>,
    pub watchers: FxHashSet<String>,
    /// Verbs by which money leaves, and words for those it may not go to.
    pub parts_with: FxHashSet<String>,
    pub crooks: FxHashSet<String>,
    /// What those do who were hit: verbs, each with the particles of which one must follow (empty: none).
    pub answers: FxHashMap<String, Vec<String>>,
    /// Ids of the verbs of attack.
    pub verb_ids: FxHashSet<String>,
    /// Prepositions before a place.
    pub places: FxHashSet<String>,
}

/// Phrases looked for in lower-case text, all of them in one pass.
#[derive(Debug, Default)]
pub(super) struct Cues(Option<AhoCorasick>);

impl Cues {
    fn new(phrases: &[String]) -> Self {
        Self(AhoCorasick::new(phrases).ok())
    }

    /// Whether `text` holds one of them at word borders.
    pub fn said_in(&self, text: &str) -> bool {
        let bordered = |found: aho_corasick::Match| {
            let before = text.get(..found.start()).and_then(|t| t.chars().next_back());
            let after = text.get(found.end()..).and_then(|t| t.chars().next());
            [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
        };
        self.0.iter().any(|cues| cues.find_overlapping_iter(text).any(bordered))
    }

    /// How many different ones `text` holds, wherever, and how often any of them.
    pub fn count(&self, text: &str) -> (usize, usize) {
        let mut times: FxHashMap<AhoPattern, usize> = FxHashMap::default();
        for found in self.0.iter().flat_map(|cues| cues.find_overlapping_iter(text)) {
            *times.entry(found.pattern()).or_default() += 1;
        }
        (times.len(), times.values().sum())
    }

    /// Whether `text` holds one of them, wherever.
    pub fn within(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|cues| cues.is_match(text))
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct File {
    verb: Vec<VerbEntry>,
    noun: Vec<NounEntry>,
    kind: Vec<KindEntry>,
    harm: Vec<HarmEntry>,
    thing: ThingEntry,
    body: BodyEntry,
}

#[derive(serde::Deserialize)]
struct HarmEntry {
    id: String,
    words: String,
    kind: Option<IncidentKind>,
    #[serde(default)]
    plain: bool,
    #[serde(default)]
    passive: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct ThingEntry {
    system: String,
    data: String,
    strangers: String,
    weapons: String,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct BodyEntry {
    people: String,
    turns_to: String,
    watchers: String,
    answers: String,
    parts_with: String,
    crooks: String,
    places: String,
}

#[derive(serde::Deserialize)]
struct VerbEntry {
    id: String,
    words: String,
    #[serde(default)]
    weak: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct NounEntry {
    words: String,
    cyber: String,
    plain: String,
    has: String,
    at: String,
    owned: String,
    intruders: String,
    supplier: String,
    post: String,
    background: Vec<String>,
    before: Vec<String>,
    boilerplate: Vec<String>,
    tail: Vec<String>,
    tail_start: Vec<String>,
    crew_marks: Vec<String>,
    rehearsal: Vec<String>,
    entry_label: String,
    teaser: Vec<String>,
}

#[derive(serde::Deserialize)]
struct KindEntry {
    kind: IncidentKind,
    words: Vec<String>,
    #[serde(default)]
    not_before: String,
    #[serde(default)]
    not_after: String,
}

fn set(words: &str) -> FxHashSet<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

fn with_particle(word: &str) -> (String, String) {
    let (verb, particle) = word.split_once(':').unwrap_or((word, ""));
    (verb.to_owned(), particle.to_owned())
}

impl Lexicon {
    fn add_nouns(&mut self, noun: NounEntry) {
        self.nouns = set(&noun.words);
        self.plain = set(&noun.plain);
        self.cyber = set(&noun.cyber);
        self.has = noun.has.split_whitespace().map(with_particle).collect();
        self.at = set(&noun.at);
        self.owned = set(&noun.owned);
        self.intruders = set(&noun.intruders);
        self.supplier = set(&noun.supplier);
        self.post = set(&noun.post);
        self.background = Cues::new(&noun.background);
        self.before = Cues::new(&noun.before);
        self.boilerplate = Cues::new(&noun.boilerplate);
        self.tail = noun.tail;
        self.tail_start = noun.tail_start;
        self.crew_marks = noun.crew_marks;
        self.rehearsal = Cues::new(&noun.rehearsal);
        self.entry_label = set(&noun.entry_label);
        self.teaser = noun.teaser;
    }

    fn load() -> Self {
        let file: File = toml::from_str(include_str!("../../data/events.toml")).unwrap_or_default();
        let mut lexicon = Self::default();
        for entry in &file.verb {
            lexicon.verb_ids.insert(entry.id.clone());
            for (verb, particle) in entry.words.split_whitespace().map(with_particle) {
                lexicon.verbs.entry(verb).or_default().push(AttackVerb {
                    id: entry.id.clone(),
                    particle,
                    weak: entry.weak,
                });
            }
        }
        for entry in &file.harm {
            for (verb, particle) in entry.words.split_whitespace().map(with_particle) {
                lexicon.harms.entry(verb).or_default().push(Harm {
                    id: entry.id.clone(),
                    particle,
                    kind: entry.kind,
                    plain: entry.plain,
                    passive: entry.passive,
                });
            }
        }
        let things =
            |words: &str, sort| words.split_whitespace().map(move |w| (w.to_owned(), sort)).collect::<Vec<_>>();
        lexicon.things.extend(things(&file.thing.data, Thing::Data));
        lexicon.things.extend(things(&file.thing.system, Thing::System));
        lexicon.strangers = set(&file.thing.strangers);
        lexicon.weapons = set(&file.thing.weapons);
        lexicon.people = set(&file.body.people);
        lexicon.turns_to = set(&file.body.turns_to);
        lexicon.watchers = set(&file.body.watchers);
        lexicon.parts_with = set(&file.body.parts_with);
        lexicon.crooks = set(&file.body.crooks);
        lexicon.answers = particles(&file.body.answers);
        lexicon.places = set(&file.body.places);
        file.noun.into_iter().for_each(|noun| lexicon.add_nouns(noun));
        lexicon.kind_phrases = kind_phrases(&file.kind);
        lexicon.kinds = file.kind.into_iter().map(KindWords::from).collect();
        lexicon
    }
}

fn kind_phrases(kinds: &[KindEntry]) -> FxHashMap<String, Vec<(usize, Vec<String>)>> {
    let mut phrases: FxHashMap<String, Vec<(usize, Vec<String>)>> = FxHashMap::default();
    for (kind, entry) in kinds.iter().enumerate() {
        for phrase in &entry.words {
            let words: Vec<String> = phrase.split_whitespace().map(str::to_owned).collect();
            phrases.entry(words.first().cloned().unwrap_or_default()).or_default().push((kind, words));
        }
    }
    phrases
}

impl From<KindEntry> for KindWords {
    fn from(entry: KindEntry) -> Self {
        Self { kind: entry.kind, not_before: set(&entry.not_before), not_after: set(&entry.not_after) }
    }
}

/// By verb, the particles of which one must follow.
fn particles(words: &str) -> FxHashMap<String, Vec<String>> {
    let mut verbs: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for word in words.split_whitespace() {
        let (verb, particle) = word.split_once(':').unwrap_or((word, ""));
        verbs.entry(verb.to_owned()).or_default().push(particle.to_owned());
    }
    verbs
}

#[cfg(test)]
mod tests {
    use super::LEXICON;

    #[test]
    fn the_file_is_read() {
        assert!(LEXICON.verbs.contains_key("hack"));
        assert_eq!(LEXICON.verbs["break"][0].particle, "into");
        assert_eq!(LEXICON.kinds.len(), 9);
        assert!(LEXICON.nouns.contains("cyberattack"));
    }

    #[test]
    fn cues_are_found_at_word_borders_only() {
        assert!(LEXICON.background.said_in("it was reminiscent of last year's"));
        assert!(!LEXICON.background.said_in("echoes then, elsewhereabouts unknown"));
        assert!(LEXICON.boilerplate.within("forward-looking statements"));
    }
}
