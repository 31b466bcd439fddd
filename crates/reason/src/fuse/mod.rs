//! Where sources disagree on a value (here: who wrote a book), how likely is each, and that none is right?
//!
//! Sources copy one another, and many list only the first of several people. So listings with the same text count as
//! much as the square root of their number, a longer list that most texts bear out is better than a short one that
//! more sources give, and a name borne out by no text is none.

mod names;

pub use names::last_names;

use crate::behaviour::posterior;
use crate::weights::Weights;
use std::collections::{BTreeMap, BTreeSet};

/// What the numbers of [`Support`] say, in their order; the names of the weights.
///
/// - `mentioned`: ln(0.05 + share of listings whose words hold every name of the value);
/// - `missing`: the largest share of listings with a last name that the value lacks (slips of its own names aside);
/// - `larger`: share of listings whose value holds this one and more;
/// - `slip`: how much more often a name is written that one of the value's is a slip of.
pub const SUPPORT: [&str; 4] = ["mentioned", "missing", "larger", "slip"];

/// What speaks for a value.
pub type Support = [f64; 4];

/// One source's statement on one item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listing {
    /// Who lists it.
    pub source: String,
    /// What is listed.
    pub item: String,
    /// The author list as it stands.
    pub value: String,
}

/// The values of one item in descending order of probability. What is left of 1 says that none is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Fused {
    /// The item.
    pub item: String,
    /// Each value in its commonest spelling.
    pub values: Vec<(String, f64)>,
}

/// One value that an item is said to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// As last names.
    pub names: BTreeSet<String>,
    /// Its commonest spelling.
    pub spelling: String,
    /// What speaks for it.
    pub support: Support,
}

/// The values of every item that somebody names a value of, in the order of items' names.
#[must_use]
pub fn fuse(listings: &[Listing], weights: &Weights) -> Vec<Fused> {
    candidates(listings)
        .into_iter()
        .map(|(item, candidates)| {
            let supports: Vec<Support> = candidates.iter().map(|c| c.support).collect();
            let (shares, _) = posterior(&supports, &weights.fusion);
            let mut values: Vec<(String, f64)> = candidates.into_iter().map(|c| c.spelling).zip(shares).collect();
            values.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Fused { item, values }
        })
        .collect()
}

/// The values of each item with what speaks for them; the order of listings does not matter, nor does saying the same
/// twice.
#[must_use]
pub fn candidates(listings: &[Listing]) -> BTreeMap<String, Vec<Candidate>> {
    let mut items: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for listing in listings {
        items.entry(&listing.item).or_default().insert((&listing.source, &listing.value));
    }
    let said = items.into_iter().map(|(item, said)| (item.to_owned(), Said::of(&said)));
    said.map(|(item, said)| (item, of_item(&said))).filter(|(_, candidates)| !candidates.is_empty()).collect()
}

/// A listing of an item, with what it counts for.
struct Said<'a> {
    text: &'a str,
    names: BTreeSet<String>,
    words: BTreeSet<String>,
    weight: f64,
}

impl<'a> Said<'a> {
    fn of(said: &BTreeSet<(&'a str, &'a str)>) -> Vec<Self> {
        let named: Vec<_> =
            said.iter().filter_map(|(source, text)| Some((*source, *text, last_names(text)?))).collect();
        let mut of_source: BTreeMap<&str, f64> = BTreeMap::new();
        for (source, ..) in &named {
            *of_source.entry(source).or_default() += 1.0;
        }
        let mut of_text: BTreeMap<String, f64> = BTreeMap::new();
        for (source, text, _) in &named {
            *of_text.entry(text.to_lowercase()).or_default() += 1.0 / of_source[source];
        }
        named
            .into_iter()
            .map(|(source, text, names)| Self {
                text,
                names,
                words: names::words(text),
                // One voice for a source; n copies of a text weigh as much as √n of different ones.
                weight: 1.0 / of_source[source] / of_text[&text.to_lowercase()].sqrt(),
            })
            .collect()
    }
}

fn of_item(said: &[Said<'_>]) -> Vec<Candidate> {
    let all: f64 = said.iter().map(|s| s.weight).sum();
    let share =
        |holds: &dyn Fn(&Said<'_>) -> bool| said.iter().filter(|s| holds(s)).map(|s| s.weight).sum::<f64>() / all;
    let written: BTreeSet<&String> = said.iter().flat_map(|s| &s.names).collect();
    let names: Vec<Name<'_>> = written
        .into_iter()
        .map(|name| Name {
            name,
            as_last: share(&|s| s.names.contains(name)),
            as_word: share(&|s| s.words.contains(name)),
        })
        .collect();
    let values: BTreeSet<&BTreeSet<String>> = said.iter().map(|s| &s.names).collect();
    let candidate = |value: &BTreeSet<String>| {
        let mentioned = share(&|s| value.iter().all(|name| s.words.contains(name)));
        let larger = share(&|s| s.names.len() > value.len() && s.names.is_superset(value));
        Candidate {
            names: value.clone(),
            spelling: spelling(said, value),
            support: [(mentioned + 0.05).ln(), missing(&names, value), larger, slip_of(&names, value)],
        }
    };
    values.into_iter().map(candidate).collect()
}

/// A last name that somebody lists.
struct Name<'a> {
    name: &'a str,
    /// Share of listings that have it as a last name.
    as_last: f64,
    /// Share of listings that have it as a word.
    as_word: f64,
}

fn missing(names: &[Name<'_>], value: &BTreeSet<String>) -> f64 {
    let lacking = names.iter().filter(|n| n.as_word > 0.0 && !value.contains(n.name));
    let others = lacking.filter(|n| !value.iter().any(|own| names::slip(n.name, own)));
    others.map(|n| n.as_last).fold(0.0, f64::max)
}

fn slip_of(names: &[Name<'_>], value: &BTreeSet<String>) -> f64 {
    let own = names.iter().filter(|n| value.contains(n.name));
    let excess = own.flat_map(|a| {
        let meant = names.iter().filter(|b| b.as_word > a.as_word && names::slip(a.name, b.name));
        meant.map(|b| (b.as_word - a.as_word) / (b.as_word + a.as_word))
    });
    excess.fold(0.0, f64::max)
}

/// The text that most listings of a value have; of equally common ones the first.
fn spelling(said: &[Said<'_>], value: &BTreeSet<String>) -> String {
    let mut common: BTreeMap<&str, usize> = BTreeMap::new();
    for s in said.iter().filter(|s| s.names == *value) {
        *common.entry(s.text).or_default() += 1;
    }
    let first = common.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
    first.map(|(text, _)| text.to_owned()).unwrap_or_default()
}
