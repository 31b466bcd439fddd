//! The cue lexicon (`data/cues.toml`), compiled once: which verbs and nouns say something, and which phrases open a
//! scope. Holds no rule on how far a cue reaches.

use super::lexicon::parse;
use super::{Act, Modality, Token};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// The cues, compiled on first use.
pub(crate) static CUES: LazyLock<Cues> = LazyLock::new(Cues::load);

#[derive(Deserialize, Default)]
struct CueFile {
    acts: FxHashMap<String, String>,
    nouns: FxHashMap<String, String>,
    takes: Takes,
    act: Vec<SetPhrase>,
    phrase: Vec<Entry>,
    clause: Vec<Entry>,
    conditions: Conditions,
    negation: NegationLists,
}

#[derive(Deserialize, Default)]
struct Takes {
    object: String,
    clause_only: String,
    addressee: String,
    time: String,
    figure: String,
}

#[derive(Deserialize, Default)]
struct SetPhrase {
    act: String,
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Entry {
    id: String,
    modality: String,
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Conditions {
    id: String,
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
struct NegationLists {
    noun: Vec<String>,
    except: Vec<String>,
    predicate: Vec<String>,
    verbs: String,
    exempt: Vec<String>,
}

/// How far a phrase reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// What follows it.
    After,
    /// The clause that it stands in.
    Clause,
    /// A condition.
    Condition,
    /// The noun phrases that follow, negated.
    Noun,
    /// The same, against the clause's own negation.
    Except,
    /// The subject that it describes, negated.
    Predicate,
    /// No negation after all.
    Exempt,
}

/// One phrase of the lexicon.
#[derive(Debug)]
pub(crate) struct Phrase {
    words: Vec<String>,
    /// Rule id.
    pub id: &'static str,
    /// Attitude that it gives.
    pub modality: Modality,
    /// How far.
    pub reach: Reach,
}

/// The compiled lexicon.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    verbs: FxHashMap<String, Act>,
    nouns: FxHashMap<String, Act>,
    negating: Vec<String>,
    object: FxHashSet<String>,
    clause_only: FxHashSet<String>,
    addressing: FxHashSet<String>,
    times: FxHashSet<String>,
    figures: FxHashSet<String>,
    set: Vec<(Vec<String>, Act)>,
    /// Phrases by their first word, longest first.
    phrases: FxHashMap<String, Vec<Phrase>>,
}

impl Cues {
    /// What saying this verb (base form) amounts to.
    pub(crate) fn act_of_verb(&self, lemma: &str) -> Option<Act> {
        self.verbs.get(lemma).copied()
    }

    /// The same for a noun ("claim", "denial").
    pub(crate) fn act_of_noun(&self, lemma: &str) -> Option<Act> {
        self.nouns.get(lemma).copied()
    }

    /// Verbs that negate what they govern: "fail", "refuse".
    pub(crate) fn negates(&self, lemma: &str) -> bool {
        self.negating.iter().any(|v| v == lemma)
    }

    /// Whether a verb's plain object is what it says ("confirmed the breach").
    pub(crate) fn takes_object(&self, lemma: &str) -> bool {
        self.object.contains(lemma)
    }

    /// Whether a verb says something only with a that-clause ("found that").
    pub(crate) fn clause_only(&self, lemma: &str) -> bool {
        self.clause_only.contains(lemma)
    }

    /// Whether a word opens or is a time: "said Thursday", "said this morning".
    pub(crate) fn is_time(&self, word: &str) -> bool {
        self.times.contains(word)
    }

    /// Whether a noun is a figure that one puts at so much: "put the bill at $2 million".
    pub(crate) fn is_figure(&self, lemma: &str) -> bool {
        self.figures.contains(lemma)
    }

    /// Whether a verb names whom it tells right after itself ("told reporters that").
    pub(crate) fn addresses(&self, lemma: &str) -> bool {
        self.addressing.contains(lemma)
    }

    /// A set phrase of base forms that begins at a token ("took credit"), with its length.
    pub(crate) fn set_phrase(&self, tokens: &[Token<'_>], at: usize) -> Option<(Act, usize)> {
        self.set.iter().find_map(|(words, act)| {
            let fits = words.iter().enumerate().all(|(i, w)| tokens.get(at + i).is_some_and(|t| t.lemma == *w));
            fits.then_some((*act, words.len()))
        })
    }

    /// The longest phrase that begins at a token, with its length.
    pub(crate) fn phrase_at(&self, tokens: &[Token<'_>], at: usize, limit: usize) -> Option<(&Phrase, usize)> {
        let candidates = self.phrases.get(key(tokens.get(at)?))?;
        candidates.iter().find_map(|p| matches(&p.words, tokens, at, limit).map(|n| (p, n)))
    }

    fn load() -> Self {
        let file: CueFile = parse(include_str!("../../data/cues.toml"));
        let mut cues =
            Self { negating: file.negation.verbs.split_whitespace().map(str::to_owned).collect(), ..Self::default() };
        cues.object = file.takes.object.split_whitespace().map(str::to_owned).collect();
        cues.figures = file.takes.figure.split_whitespace().map(str::to_owned).collect();
        cues.times = file.takes.time.split_whitespace().map(str::to_owned).collect();
        cues.addressing = file.takes.addressee.split_whitespace().map(str::to_owned).collect();
        cues.clause_only = file.takes.clause_only.split_whitespace().map(str::to_owned).collect();
        for phrase in &file.act {
            for words in &phrase.words {
                cues.set.push((words.split_whitespace().map(str::to_owned).collect(), act_named(&phrase.act)));
            }
        }
        // The more telling act wins where a verb stands in two lists.
        for act in ["say", "advise", "demand", "suspect", "doubt", "fear", "confirm", "claim", "deny"] {
            for (lists, into) in [(&file.acts, &mut cues.verbs), (&file.nouns, &mut cues.nouns)] {
                for word in lists.get(act).map(String::as_str).unwrap_or_default().split_whitespace() {
                    into.insert(word.to_owned(), act_named(act));
                }
            }
        }
        for entry in &file.phrase {
            cues.add(&entry.words, &entry.id, modality_named(&entry.modality), Reach::After);
        }
        for entry in &file.clause {
            cues.add(&entry.words, &entry.id, modality_named(&entry.modality), Reach::Clause);
        }
        cues.add(&file.conditions.words, &file.conditions.id, Modality::Conditional, Reach::Condition);
        cues.add(&file.negation.noun, "scope.not-noun", Modality::Asserted, Reach::Noun);
        cues.add(&file.negation.except, "scope.except", Modality::Asserted, Reach::Except);
        cues.add(&file.negation.predicate, "scope.unaffected", Modality::Asserted, Reach::Predicate);
        cues.add(&file.negation.exempt, "scope.exempt", Modality::Asserted, Reach::Exempt);
        for list in cues.phrases.values_mut() {
            list.sort_by_key(|p| (p.reach != Reach::Exempt, std::cmp::Reverse(p.words.len())));
        }
        cues
    }

    fn add(&mut self, words: &[String], id: &str, modality: Modality, reach: Reach) {
        let id: &'static str = Box::leak(id.to_owned().into_boxed_str());
        for phrase in words {
            let words: Vec<String> = phrase.split_whitespace().map(str::to_owned).collect();
            if let Some(first) = words.first().cloned() {
                self.phrases.entry(first).or_default().push(Phrase { words, id, modality, reach });
            }
        }
    }
}

/// Length in tokens of the match of `words` at `at`; `*` takes one to three words, adverbs and quotation marks are skipped.
fn matches(words: &[String], tokens: &[Token<'_>], at: usize, limit: usize) -> Option<usize> {
    end_of(words, tokens, at, limit, true).map(|end| end - at)
}

/// Where the words end that stand from `here` on; the first word of a phrase stands right there.
fn end_of(words: &[String], tokens: &[Token<'_>], here: usize, limit: usize, first: bool) -> Option<usize> {
    let Some((word, rest)) = words.split_first() else { return Some(here) };
    let wild = word == "*";
    let (word, rest) = if wild { rest.split_first()? } else { (word, rest) };
    let reach = match (wild, first) {
        (true, _) => 4,
        (false, true) => 1,
        (false, false) => 2,
    };
    (here..limit.min(here + reach))
        .filter(|&at| key(&tokens[at]) == word || tokens[at].lower == *word)
        .filter(|&at| wild || tokens[here..at].iter().all(|t| SKIPPED.contains(&t.lower.as_str())))
        .find_map(|at| end_of(rest, tokens, at + 1, limit, false))
}

/// Words that may stand inside any phrase.
const SKIPPED: &[&str] = &[
    "yet",
    "immediately",
    "so",
    "currently",
    "been",
    "also",
    "have",
    "any",
    "“",
    "\"",
    "further",
    "still",
    "publicly",
    "far",
    "specifically",
];

/// What a token is looked up by: "n't" as "not", "ca" as "can", "has" as it stands.
fn key<'t>(token: &'t Token<'_>) -> &'t str {
    match token.lower.as_str() {
        "n't" => "not",
        "ca" => "can",
        "wo" => "will",
        "never" => "not",
        other => other,
    }
}

fn act_named(name: &str) -> Act {
    match name {
        "confirm" => Act::Confirm,
        "claim" => Act::Claim,
        "deny" => Act::Deny,
        "suspect" => Act::Suspect,
        "fear" => Act::Fear,
        "doubt" => Act::Doubt,
        "advise" => Act::Advise,
        "demand" => Act::Demand,
        _ => Act::Say,
    }
}

fn modality_named(name: &str) -> Modality {
    match name {
        "possible" => Modality::Possible,
        "planned" => Modality::Planned,
        "not-believed" => Modality::NotBelieved,
        "no-evidence" => Modality::NoEvidence,
        "cannot-say" => Modality::CannotSay,
        "not-ruled-out" => Modality::NotRuledOut,
        "feared" => Modality::Feared,
        "conditional" => Modality::Conditional,
        "unreal" => Modality::Unreal,
        _ => Modality::Asserted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_parses() {
        let file = toml::from_str::<CueFile>(include_str!("../../data/cues.toml"));
        assert!(file.is_ok(), "{:?}", file.err());
        assert_eq!(CUES.act_of_verb("deny"), Some(Act::Deny));
    }
}
