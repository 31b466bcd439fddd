//! The given files as cases to fit on. They lie beside the project and are never copied into it.

use super::fit::Case;
use anyhow::{Context, Result};
use jiff::civil::{Date, date};
use serde_json::Value;
use sextant_engine::bench::{self, Corpus, File, Limits, Observation, PairCensus, Question};
use sextant_reason::behaviour::{evidence, likeness};
use sextant_reason::fuse::{candidates, last_names};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A report with fewer features is no question.
const FEWEST_FEATURES: usize = 5;
/// Before so many observations are known, nothing is learnt from a day's question.
const FEWEST_KNOWN: usize = 30;
/// Reports before it are too few to learn from.
const FIRST_DAY: Date = date(2013, 1, 1);

/// A case with what it may be held apart by.
pub struct Kept<const N: usize> {
    /// What was chosen among what.
    pub case: Case<N>,
    /// The question's name.
    pub id: String,
    /// Groups of attribution, in the order of alternatives.
    pub names: Vec<String>,
    /// Year of the report; 0 when undated.
    pub year: i16,
    /// Cases that are held apart together: a group, a fold, an item.
    pub fold: u64,
}

/// Everything given.
pub struct Given {
    folder: PathBuf,
    observations: Vec<Observation>,
    corpus: Corpus,
}

impl Given {
    /// The folder beside the project; `None` when it is not there.
    ///
    /// # Errors
    /// When its observations cannot be read.
    pub fn find() -> Result<Option<Self>> {
        let folder = crate::workspace::root().join("../shared/linkage");
        if !folder.is_dir() {
            return Ok(None);
        }
        let path = folder.join("observations.json");
        let observations = parsed(&path, bench::observations)?;
        let corpus = Corpus::new(&observations).with_context(|| path.display().to_string())?;
        Ok(Some(Self { folder, observations, corpus }))
    }

    /// Every observation as a question to the others: as of its day, or left out of all.
    pub fn own_questions(&self, as_of: bool) -> Vec<Kept<7>> {
        let asked = |o: &&Observation| {
            let known = || self.observations.iter().filter(|other| other.date < o.date && other.date.is_some()).count();
            o.features.len() >= FEWEST_FEATURES
                && (!as_of || o.date.is_some_and(|day| day >= FIRST_DAY) && known() >= FEWEST_KNOWN)
        };
        let kept = self.observations.iter().filter(asked).map(|o| {
            let question = Question {
                features: o.features.clone(),
                sources: o.sources.clone(),
                known_before: o.date.filter(|_| as_of),
                exclude: vec![o.id.clone()],
            };
            self.asked(&o.id, &question, &o.group, o.date)
        });
        kept.filter(|k| as_of || k.case.right.is_some()).collect()
    }

    /// A given set of attribution.
    pub fn attribution(&self, name: &str) -> Result<Vec<Kept<7>>> {
        let path = self.folder.join(format!("given/attribution-{name}.queries.jsonl"));
        let truth = self.truth(&format!("given/attribution-{name}.truth.jsonl"))?;
        let questions = parsed(&path, bench::questions)?;
        let kept = questions.iter().map(|(id, question)| {
            let group = truth.get(id).and_then(|t| t["group"].as_str()).with_context(|| format!("no truth of {id}"))?;
            let same = |o: &&Observation| o.group == group && o.sources.iter().any(|s| question.sources.contains(s));
            let day = self.observations.iter().find(same).and_then(|o| o.date);
            Ok(self.asked(id, question, group, day))
        });
        kept.collect()
    }

    fn asked(&self, id: &str, question: &Question, group: &str, day: Option<Date>) -> Kept<7> {
        let found = evidence(&self.corpus, question);
        let names: Vec<String> = found.iter().map(|(at, _)| self.corpus.group(*at).to_owned()).collect();
        let right = names.iter().position(|name| name == group);
        let place = self.observations.iter().map(|o| &o.group).collect::<BTreeSet<_>>();
        let fold = place.iter().position(|name| *name == group).unwrap_or_default() as u64;
        let alternatives = found.into_iter().map(|(_, evidence)| evidence).collect();
        Kept { case: Case { alternatives, right }, id: id.to_owned(), names, year: day.map_or(0, Date::year), fold }
    }

    /// The given pairs, and the usual number of years between reports.
    pub fn pairs(&self) -> Result<(Vec<Kept<8>>, f64)> {
        let pairs = parsed(&self.folder.join("given/pairs.queries.jsonl"), bench::pairs)?;
        let folds = parsed(&self.folder.join("given/pairs-folds.json"), bench::folds)?;
        let truth = self.truth("given/pairs.truth.jsonl")?;
        let counts: BTreeMap<u64, PairCensus<'_>> = folds
            .iter()
            .map(|(fold, groups)| {
                let limits = Limits { held_out: Some(groups), ..Limits::default() };
                (*fold, PairCensus::of(&self.corpus, &limits))
            })
            .collect();
        let mut kept = Vec::with_capacity(pairs.len());
        let mut years = 0.0;
        for pair in &pairs {
            let fold = pair.fold.with_context(|| format!("{} has no fold", pair.id))?;
            let same = truth.get(&pair.id).and_then(|t| t["same"].as_bool()).context("no truth")?;
            let likeness = likeness(&counts[&fold], &pair.a, &pair.b, 0.0);
            years += likeness[2] / pairs.len() as f64;
            let case = Case { alternatives: vec![likeness], right: same.then_some(0) };
            kept.push(Kept { case, id: pair.id.clone(), names: Vec::new(), year: 0, fold });
        }
        Ok((kept, years))
    }

    /// Items with a checked answer; where several files have one, the first file's.
    pub fn fusion(&self, files: &[&str]) -> Result<Vec<Kept<4>>> {
        let listings = parsed(&self.folder.join("fusion/claims.tsv"), bench::listings)?;
        let items = candidates(&listings);
        let mut checked: BTreeMap<String, String> = BTreeMap::new();
        for file in files {
            let path = self.folder.join("fusion").join(file);
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            for (item, value) in text.lines().filter_map(|line| line.split_once('\t')) {
                checked.entry(item.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
        let kept = checked.into_iter().enumerate().map(|(at, (id, value))| {
            let found = items.get(&id).with_context(|| format!("nobody lists {id}"))?;
            let truth = last_names(&value);
            let right = found.iter().position(|c| Some(&c.names) == truth.as_ref());
            let alternatives = found.iter().map(|c| c.support).collect();
            let names = found.iter().map(|c| c.spelling.clone()).collect();
            Ok(Kept { case: Case { alternatives, right }, id, names, year: 0, fold: at as u64 })
        });
        kept.collect()
    }

    fn truth(&self, file: &str) -> Result<BTreeMap<String, Value>> {
        let path = self.folder.join(file);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
            let value: Value = serde_json::from_str(line)?;
            Ok((value["id"].as_str().unwrap_or_default().to_owned(), value))
        });
        lines.collect()
    }
}

fn parsed<T>(path: &Path, parse: impl Fn(&File<'_>) -> sextant_engine::Result<T>) -> Result<T> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| name.clone())?;
    Ok(parse(&File { name: &name, text: &text })?)
}
