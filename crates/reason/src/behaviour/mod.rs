//! Who acts like this? Behaviour is the techniques and software that a report credits to whom it is about. From earlier
//! observations of named groups follow the probability of each group and of none of them ([`attribute`]), and that
//! two reports are of one actor ([`same_actor`]).
//!
//! Nothing is known here of any group beforehand: counts and rarities come from the observations handed over, so that
//! renaming groups, features or sources changes nothing.

mod attribute;
mod census;
mod pair;

pub use attribute::{EVIDENCE, Evidence, Naming, attribute, evidence, posterior};
pub use census::{Corpus, CorpusError, Limits};
pub use pair::{LIKENESS, Likeness, PairCensus, Side, likeness, same_actor};

use jiff::civil::Date;

/// One report on one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Its name, unique in a corpus.
    pub id: String,
    /// Whom the report is about.
    pub group: String,
    /// When the report came out.
    pub date: Option<Date>,
    /// Techniques (a sub-technique has a dot) and software (begins with `S`).
    pub features: Vec<String>,
    /// Documents cited; an observation that shares one with a question must not answer it.
    pub sources: Vec<String>,
}

/// Which group acted, going by what?
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// Techniques and software seen.
    pub features: Vec<String>,
    /// Documents that tell of it.
    pub sources: Vec<String>,
    /// Only observations dated before this day may answer; undated ones may not. `None`: any may.
    pub known_before: Option<Date>,
    /// Observations that may not answer.
    pub exclude: Vec<String>,
}

/// What a feature is. Sub-techniques count as themselves and, once more, as their parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Software,
    Technique,
    Parent,
}

/// A feature as it is counted.
pub(crate) type Token<'a> = (Kind, &'a str);

/// The tokens of a set of features, each once.
pub(crate) fn tokens(features: &[String]) -> std::collections::BTreeSet<Token<'_>> {
    let mut tokens = std::collections::BTreeSet::new();
    for feature in features.iter().map(String::as_str) {
        if feature.starts_with('S') {
            tokens.insert((Kind::Software, feature));
        } else {
            tokens.insert((Kind::Technique, feature));
            tokens.insert((Kind::Parent, parent(feature)));
        }
    }
    tokens
}

/// The technique that a sub-technique belongs to; a technique's is itself.
pub(crate) fn parent(technique: &str) -> &str {
    technique.split_once('.').map_or(technique, |(parent, _)| parent)
}
