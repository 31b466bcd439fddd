//! The files of the benchmarks on attribution, pairs and fusion, as values for `reason`. Anything wrong is told with
//! file and line. No store is needed: nothing is kept and nothing kept is read.

pub use sextant_reason::behaviour::{
    Corpus, Limits, Naming, Observation, PairCensus, Question, Side, attribute, same_actor,
};
pub use sextant_reason::fuse::{Fused, Listing, fuse};
pub use sextant_reason::weights::Weights;

use crate::{EngineError, Result};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A benchmark's file.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// What it holds.
    pub text: &'a str,
}

impl File<'_> {
    fn fault(&self, what: impl std::fmt::Display) -> EngineError {
        EngineError::Invalid(format!("{}: {what}", self.name))
    }

    fn fault_at(&self, line: usize, what: impl std::fmt::Display) -> EngineError {
        EngineError::Invalid(format!("{}:{line}: {what}", self.name))
    }

    /// One value a line, with the line's number; empty lines are passed over.
    fn lines<T: serde::de::DeserializeOwned>(&self) -> impl Iterator<Item = Result<(usize, T)>> {
        let full = self.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        full.map(|(at, line)| match serde_json::from_str(line) {
            Ok(value) => Ok((at + 1, value)),
            Err(error) => Err(self.fault_at(at + 1, format_args!("not a query: {error}"))),
        })
    }
}

#[derive(Deserialize)]
struct ObservationLine {
    id: String,
    group: String,
    date: Option<String>,
    feats: Vec<String>,
    src: Vec<String>,
}

/// The observations: a JSON list.
///
/// # Errors
/// When the file is no such list, holds nothing, or holds one id twice.
pub fn observations(file: &File<'_>) -> Result<Vec<Observation>> {
    let lines: Vec<ObservationLine> =
        serde_json::from_str(file.text).map_err(|e| file.fault(format_args!("not a list of observations: {e}")))?;
    let of = |line: ObservationLine| {
        let fault = |what| file.fault(format_args!("observation {}: {what}", line.id));
        let date = day(line.date.as_deref()).map_err(fault)?;
        checked(&line.feats).map_err(fault)?;
        Ok(Observation { date, id: line.id, group: line.group, features: line.feats, sources: line.src })
    };
    lines.into_iter().map(of).collect()
}

/// The observations ready to be asked.
///
/// # Errors
/// As [`observations`].
pub fn corpus(file: &File<'_>) -> Result<Corpus> {
    Corpus::new(&observations(file)?).map_err(|e| file.fault(e))
}

#[derive(Deserialize)]
struct QuestionLine {
    id: String,
    features: Vec<String>,
    sources: Vec<String>,
    #[serde(default)]
    known_before: Option<String>,
    #[serde(default)]
    exclude: Vec<String>,
}

/// Questions of attribution by their ids, in the order of the file.
///
/// # Errors
/// When a line is no such question, or an id stands there twice.
pub fn questions(file: &File<'_>) -> Result<Vec<(String, Question)>> {
    let mut seen = BTreeSet::new();
    let of = |line: Result<(usize, QuestionLine)>| {
        let (at, line) = line?;
        let fault = |what| file.fault_at(at, what);
        once(&mut seen, &line.id).map_err(fault)?;
        checked(&line.features).map_err(fault)?;
        let known_before = day(line.known_before.as_deref()).map_err(fault)?;
        let (features, sources) = (line.features, line.sources);
        Ok((line.id, Question { features, sources, known_before, exclude: line.exclude }))
    };
    file.lines().map(of).collect()
}

/// Two reports: are they of one actor?
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The question's name.
    pub id: String,
    /// One report.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// Only observations dated before may be learnt from.
    pub known_before: Option<Date>,
    /// Nothing may be learnt from the groups of this fold.
    pub fold: Option<u64>,
}

#[derive(Deserialize)]
struct PairLine {
    id: String,
    a: SideLine,
    b: SideLine,
    #[serde(default)]
    known_before: Option<String>,
    #[serde(default)]
    fold: Option<u64>,
}

#[derive(Deserialize)]
struct SideLine {
    features: Vec<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    sources: Vec<String>,
}

impl SideLine {
    fn side(self) -> std::result::Result<Side, String> {
        checked(&self.features)?;
        Ok(Side { date: day(self.date.as_deref())?, features: self.features, sources: self.sources })
    }
}

/// Pairs, in the order of the file.
///
/// # Errors
/// When a line is no pair, or an id stands there twice.
pub fn pairs(file: &File<'_>) -> Result<Vec<Pair>> {
    let mut seen = BTreeSet::new();
    let of = |line: Result<(usize, PairLine)>| {
        let (at, line) = line?;
        let fault = |what| file.fault_at(at, what);
        once(&mut seen, &line.id).map_err(fault)?;
        let known_before = day(line.known_before.as_deref()).map_err(fault)?;
        let (a, b) = (line.a.side().map_err(fault)?, line.b.side().map_err(fault)?);
        Ok(Pair { id: line.id, a, b, known_before, fold: line.fold })
    };
    file.lines().map(of).collect()
}

/// Groups of each fold.
pub type Folds = BTreeMap<u64, BTreeSet<String>>;

/// The folds: an object of groups and their folds.
///
/// # Errors
/// When the file is no such object.
pub fn folds(file: &File<'_>) -> Result<Folds> {
    let of_group: BTreeMap<String, u64> = serde_json::from_str(file.text)
        .map_err(|e| file.fault(format_args!("not an object of groups and folds: {e}")))?;
    let mut folds = Folds::new();
    for (group, fold) in of_group {
        folds.entry(fold).or_default().insert(group);
    }
    Ok(folds)
}

/// The probability of each pair, in their order: each on its own, with nothing learnt from what it may not know.
///
/// # Errors
/// When a pair is of a fold whose groups nobody says.
pub fn same_actors(corpus: &Corpus, pairs: &[Pair], folds: &Folds, weights: &Weights) -> Result<Vec<f64>> {
    let mut counted: BTreeMap<_, PairCensus<'_>> = BTreeMap::new();
    let mut answers = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let held_out = pair.fold.map(|fold| folds.get(&fold).ok_or_else(|| unknown_fold(pair, fold))).transpose()?;
        let sources: Vec<String> =
            pair.a.sources.iter().chain(&pair.b.sources).filter(|s| corpus.cites(s, held_out)).cloned().collect();
        let counts = counted.entry((pair.fold, pair.known_before, sources)).or_insert_with_key(|(.., sources)| {
            PairCensus::of(corpus, &Limits { known_before: pair.known_before, sources, exclude: &[], held_out })
        });
        answers.push(same_actor(counts, &pair.a, &pair.b, weights));
    }
    Ok(answers)
}

fn unknown_fold(pair: &Pair, fold: u64) -> EngineError {
    EngineError::Invalid(format!("pair {} is of fold {fold}: say with --folds which groups that holds", pair.id))
}

/// Listings: source, item and value, parted by tabs.
///
/// # Errors
/// When a line has not three fields.
pub fn listings(file: &File<'_>) -> Result<Vec<Listing>> {
    let full = file.text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    full.map(|(at, line)| match line.split('\t').collect::<Vec<_>>()[..] {
        [source, item, value] => {
            Ok(Listing { source: source.to_owned(), item: item.to_owned(), value: value.to_owned() })
        }
        ref fields => {
            let what = format!("{} fields; source, item and value are wanted, parted by tabs", fields.len());
            Err(file.fault_at(at + 1, what))
        }
    })
    .collect()
}

fn day(text: Option<&str>) -> std::result::Result<Option<Date>, String> {
    text.map(|text| text.parse().map_err(|_| format!("{text} is no day; write YYYY-MM-DD"))).transpose()
}

fn checked(features: &[String]) -> std::result::Result<(), String> {
    let foreign = features.iter().find(|feature| !feature.starts_with(['T', 'S']));
    foreign.map_or(Ok(()), |f| Err(format!("{f:?} is no technique (T…) and no software (S…)")))
}

fn once(seen: &mut BTreeSet<String>, id: &str) -> std::result::Result<(), String> {
    if seen.insert(id.to_owned()) { Ok(()) } else { Err(format!("{id} stands there twice")) }
}
