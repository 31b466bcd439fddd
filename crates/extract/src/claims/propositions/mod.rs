//! What a statement is on, from the words in it (`data/propositions.toml`). Knows neither speaker nor stance.

mod attack;
mod broad;
mod effects;
mod theft;

use crate::analysis::spelt::Sieve;
use crate::analysis::{Analysis, Tag, Token, Tokens, VerbGroup};
use rustc_hash::FxHashMap;
use sextant_model::PropositionKind;
use std::sync::LazyLock;

static WORDS: LazyLock<FxHashMap<String, u32>> = LazyLock::new(load);

/// The lists of the data file, one bit each.
const LISTS: &[&str] = &[
    "data",
    "take",
    "took_nouns",
    "within",
    "share",
    "share_nouns",
    "attack",
    "happen",
    "intruder",
    "place",
    "responsible",
    "linked",
    "ransom",
    "money_acts",
    "money",
    "recovery",
    "recovery_nouns",
    "notice",
    "addressee",
    "method",
    "entry",
    "through",
    "impact",
    "take_strict",
    "take_weak",
    "strike",
    "malware",
    "means",
    "service",
];
const DATA: u32 = 1;
const TAKE: u32 = 1 << 1;
const TOOK_NOUN: u32 = 1 << 2;
const WITHIN: u32 = 1 << 3;
const SHARE: u32 = 1 << 4;
const SHARE_NOUN: u32 = 1 << 5;
const ATTACK: u32 = 1 << 6;
const HAPPEN: u32 = 1 << 7;
const INTRUDER: u32 = 1 << 8;
const PLACE: u32 = 1 << 9;
const LINKED: u32 = 1 << 11;
const RANSOM: u32 = 1 << 12;
const MONEY: u32 = 1 << 14;
const RECOVERY: u32 = 1 << 15;
const RECOVERY_NOUN: u32 = 1 << 16;
const NOTICE: u32 = 1 << 17;
const ADDRESSEE: u32 = 1 << 18;
const METHOD: u32 = 1 << 19;
const ENTRY: u32 = 1 << 20;
const THROUGH: u32 = 1 << 21;
const IMPACT: u32 = 1 << 22;
const TAKE_STRICT: u32 = 1 << 23;
const TAKE_WEAK: u32 = 1 << 24;
const STRIKE: u32 = 1 << 25;
const MALWARE: u32 = 1 << 26;
const MEANS: u32 = 1 << 27;
const SERVICE: u32 = 1 << 28;

fn load() -> FxHashMap<String, u32> {
    let lists: FxHashMap<String, String> =
        toml::from_str(include_str!("../../../data/propositions.toml")).unwrap_or_default();
    let mut words: FxHashMap<String, u32> = FxHashMap::default();
    for (bit, list) in LISTS.iter().enumerate() {
        for word in lists.get(*list).map(String::as_str).unwrap_or_default().split_whitespace() {
            *words.entry(word.to_owned()).or_default() |= 1 << bit;
        }
    }
    words
}

fn sieves(tokens: &[Token<'_>]) -> (Sieve, Sieve) {
    let (mut spelt, mut based) = (Sieve::default(), Sieve::default());
    for token in tokens {
        spelt.put(&token.lower);
        based.put(&token.lower);
        based.put(&token.lemma);
    }
    (spelt, based)
}

fn bits(lemma: &str) -> u32 {
    WORDS.get(lemma).copied().unwrap_or(0)
}

type Test<S> = fn(&S) -> bool;

/// The words of a statement: what stands before its verb, the verb, what follows.
pub(crate) struct Statement<'a, 'd> {
    analysis: &'a Analysis<'d>,
    all: Tokens,
    verb: Option<VerbGroup>,
    before: u32,
    after: u32,
    head: u32,
    /// Its words as spelt, and with their base forms.
    spelt: Sieve,
    based: Sieve,
}

impl<'a, 'd> Statement<'a, 'd> {
    /// A statement over `all`, with its verb if it has one.
    pub(crate) fn new(
        analysis: &'a Analysis<'d>,
        all: Tokens,
        subject: Option<&Tokens>,
        verb: Option<&VerbGroup>,
    ) -> Self {
        let sum = |range: Tokens| {
            analysis
                .tokens
                .get(range)
                .unwrap_or_default()
                .iter()
                .filter(|t| !matches!(t.tag, Tag::Mark | Tag::Determiner))
                .fold(0, |b, t| b | bits(&t.lemma) | bits(&t.lower))
        };
        let (before, after) = match verb {
            Some(verb) => {
                let own = all.start..verb.tokens.start.max(all.start);
                let subject = subject.filter(|s| s.end <= verb.tokens.start).map_or(0, |s| sum(s.clone()));
                (sum(own) | subject, sum(verb.tokens.end..all.end.max(verb.tokens.end)))
            }
            None => (0, sum(all.clone())),
        };
        let head = verb.map_or(0, |v| bits(&v.lemma));
        let (spelt, based) = sieves(analysis.tokens.get(all.clone()).unwrap_or_default());
        Self { analysis, all, verb: verb.cloned(), before, after, head, spelt, based }
    }

    fn any(&self, flag: u32) -> bool {
        (self.before | self.after) & flag != 0
    }

    /// Whether one of these words stands before the verb.
    fn before_is(&self, words: &[&str]) -> bool {
        let end = self.verb.as_ref().map_or(self.all.start, |v| v.tokens.start);
        let own = self.analysis.tokens.get(self.all.start..end.max(self.all.start)).unwrap_or_default();
        words.iter().any(|word| self.spelt.may_hold(word) && own.iter().any(|t| t.lower == *word))
    }

    fn lemma(&self) -> &str {
        self.verb.as_ref().map_or("", |v| v.lemma.as_str())
    }

    fn is(&self, lemmas: &[&str]) -> bool {
        lemmas.contains(&self.lemma())
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.analysis.tokens.get(self.all.clone()).unwrap_or_default().iter().map(|t| t.lower.as_str())
    }

    fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.spelt.may_hold(word) && self.words().any(|w| w == *word))
    }

    /// Whether these words stand next to one another somewhere.
    fn phrase(&self, phrase: &str) -> bool {
        if !phrase.split(' ').all(|part| self.based.may_hold(part)) {
            return false;
        }
        let tokens = self.analysis.tokens.get(self.all.clone()).unwrap_or_default();
        let same = |token: Option<&Token<'_>>, part: &str| token.is_some_and(|t| t.lower == part || t.lemma == part);
        (0..tokens.len()).any(|at| phrase.split(' ').enumerate().all(|(n, part)| same(tokens.get(at + n), part)))
    }

    fn passive(&self) -> bool {
        self.verb.as_ref().is_some_and(|v| v.passive)
    }

    fn quantity_of_data(&self) -> bool {
        self.words().any(|w| {
            matches!(w, "gb" | "tb" | "gigabytes" | "terabytes" | "mb" | "megabytes")
                || w.ends_with("gb") && w.starts_with(|c: char| c.is_ascii_digit())
                || w.ends_with("tb") && w.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    fn amount(&self) -> bool {
        self.words().any(|w| {
            w.starts_with(['$', '€', '£', '¥'])
                || w.starts_with("c$")
                || w.starts_with("a$")
                || matches!(
                    w,
                    "usd"
                        | "eur"
                        | "gbp"
                        | "bitcoin"
                        | "btc"
                        | "dollars"
                        | "euros"
                        | "pounds"
                        | "crowns"
                        | "francs"
                        | "zlotys"
                        | "yen"
                        | "rupees"
                        | "rand"
                )
        })
    }

    /// Whether it names things that can be taken.
    pub(crate) fn has_data(&self) -> bool {
        self.any(DATA)
    }

    /// Its kind, if its words show one.
    pub(crate) fn kind(&self) -> Option<PropositionKind> {
        use PropositionKind as K;
        let rules: [(K, Test<Self>); 15] = [
            (K::Recovery, Self::possible_again),
            (K::DataTaken, Self::out_of_data),
            (K::Linked, Self::linked),
            (K::Responsible, Self::responsible),
            (K::Ransom, Self::ransom),
            (K::DataShared, Self::shared),
            (K::StillPresent, Self::still_present),
            (K::Notice, Self::notice),
            (K::Impact, Self::people_affected),
            (K::Method, Self::method),
            (K::DataTaken, Self::taken),
            (K::Recovery, Self::recovery),
            (K::Occurred, Self::occurred),
            (K::Impact, Self::impact),
            (K::Method, Self::how),
        ];
        rules.iter().find(|(_, test)| test(self)).map(|(kind, _)| *kind)
    }

    fn names_data(&self) -> bool {
        self.has(&["data", "information", "details", "names", "records", "passwords", "numbers", "addresses", "files"])
    }
}
