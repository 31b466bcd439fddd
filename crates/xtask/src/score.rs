//! `cargo xtask score`: readings against hand-made gold, field by field, with the faults that may never happen.
//!
//! Gold stands beside its document: `NAME.gold.json` beside `NAME.txt` or `NAME.html`. Facts are compared as the
//! reading format's judge compares them: micro F1 of each field over all documents of a folder, the faults counted,
//! and of minimal pairs those with both sides right.

pub mod facts;
mod faults;
pub mod names;

use crate::workspace;
use anyhow::{Context, Result, ensure};
use facts::Facts;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The project's own reports with gold.
const OWN: &str = "crates/extract/tests/reports";
/// What each folder of them must reach; may only rise (faults: only fall).
const FLOORS: &str = "crates/extract/tests/reports/floors.toml";

/// Which folders to score.
#[derive(clap::Args)]
pub struct Args {
    /// Folders of gold [default: the project's own reports]
    folders: Vec<PathBuf>,
    /// Lists what was missed and what was too much, for each document
    #[arg(long)]
    detail: bool,
}

/// What one folder comes to.
#[derive(Debug, Default)]
pub struct Score {
    documents: usize,
    /// For each field: right, in the gold, in the readings.
    fields: BTreeMap<&'static str, [usize; 3]>,
    /// How often each fault happened.
    faults: BTreeMap<&'static str, usize>,
    /// For each minimal pair, whether each side is right.
    pairs: BTreeMap<String, Vec<bool>>,
}

/// Scores the folders asked for.
pub fn run(args: &Args) -> Result<()> {
    let folders = if args.folders.is_empty() { own()? } else { args.folders.clone() };
    for folder in folders {
        println!("{}: {}", folder.display(), of(&folder, args.detail)?.summary());
    }
    Ok(())
}

/// Scores the project's own reports and holds them to their floors.
pub fn hold() -> Result<()> {
    let floors = std::fs::read_to_string(workspace::root().join(FLOORS)).context(FLOORS)?;
    let floors: BTreeMap<String, BTreeMap<String, f64>> = toml::from_str(&floors).context(FLOORS)?;
    let mut fallen = Vec::new();
    for folder in own()? {
        let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let score = of(&folder, false)?;
        println!("{name}: {}", score.summary());
        let wanted = floors.get(&name).with_context(|| format!("{FLOORS} names no floors for {name}"))?;
        fallen.extend(score.below(wanted).into_iter().map(|what| format!("{name}: {what}")));
    }
    ensure!(fallen.is_empty(), "readings got worse:\n{}", fallen.join("\n"));
    Ok(())
}

/// The project's own folders of gold.
pub fn own() -> Result<Vec<PathBuf>> {
    let root = workspace::root().join(OWN);
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&root)
        .with_context(|| root.display().to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders)
}

/// The gold files of a folder.
pub fn golds(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut golds: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".gold.json"))
        .collect();
    golds.sort();
    ensure!(!golds.is_empty(), "{} holds no gold", folder.display());
    Ok(golds)
}

/// One report with its gold.
pub struct Case {
    /// Where the document stands.
    pub path: PathBuf,
    /// Its gold.
    pub gold: Value,
    /// As it stands on the disk.
    pub bytes: Vec<u8>,
    /// As it is read.
    pub document: sextant_model::CleanDocument,
}

/// Loads the report beside a gold file.
pub fn case(path: &Path) -> Result<Case> {
    let gold: Value = serde_json::from_slice(&std::fs::read(path)?).with_context(|| path.display().to_string())?;
    let beside = document_of(path).with_context(|| format!("{} has no document beside it", path.display()))?;
    let bytes = std::fs::read(&beside)?;
    let document = clean(&beside, &bytes, gold["published"].as_str())?;
    Ok(Case { path: beside, gold, bytes, document })
}

/// Reads and scores one folder of gold.
pub fn of(folder: &Path, detail: bool) -> Result<Score> {
    let mut score = Score::default();
    for path in golds(folder)? {
        let case = case(&path)?;
        let reading = serde_json::to_value(sextant_extract::read(&case.document))?;
        let misses = score.add(&case.gold, &reading, &String::from_utf8_lossy(&case.bytes));
        if detail && !misses.is_empty() {
            println!("{}\n{}", case.path.display(), misses.join("\n"));
        }
    }
    Ok(score)
}

fn document_of(gold: &Path) -> Option<PathBuf> {
    let stem = gold.to_string_lossy().strip_suffix(".gold.json")?.to_owned();
    ["txt", "html", "eml", "xml", "pdf"].iter().map(|e| PathBuf::from(format!("{stem}.{e}"))).find(|p| p.exists())
}

fn clean(path: &Path, bytes: &[u8], published: Option<&str>) -> Result<sextant_model::CleanDocument> {
    let hint = sextant_formats::Hint {
        published: published.map(str::to_owned),
        ..sextant_formats::Hint::named(path.to_string_lossy())
    };
    let documents = sextant_formats::documents(bytes, &hint).documents;
    documents.into_iter().next().with_context(|| format!("{}: nothing to read", path.display()))
}

impl Score {
    /// Adds one document; gives back what was missed and what was too much.
    fn add(&mut self, gold: &Value, reading: &Value, source: &str) -> Vec<String> {
        self.documents += 1;
        let matched = facts::match_incidents(gold, reading);
        let victims = facts::victims(gold);
        let own: BTreeMap<String, String> = facts::ids(gold).map(|id| (id.clone(), id)).collect();
        let theirs = matched.iter().map(|(gold, got)| (got.clone(), gold.clone())).collect();
        let wanted = Facts::of(gold, &own, &victims);
        let got = Facts::of(reading, &theirs, &victims);
        let mut misses = Vec::new();
        let fields: BTreeSet<&'static str> = wanted.fields().chain(got.fields()).collect();
        for field in fields {
            let (right, missed, extra) = facts::compare(field, wanted.get(field), got.get(field));
            let counts = self.fields.entry(field).or_default();
            counts[0] += right;
            counts[1] += wanted.get(field).len();
            counts[2] += got.get(field).len();
            misses.extend(missed.iter().map(|fact| format!("  - {field}: {}", fact.join(" | "))));
            misses.extend(extra.iter().map(|fact| format!("  + {field}: {}", fact.join(" | "))));
        }
        for fault in faults::of(gold, reading, &theirs, source) {
            *self.faults.entry(fault).or_default() += 1;
        }
        if let (Some(id), Some(field)) = (gold["pair"]["id"].as_str(), gold["pair"]["field"].as_str()) {
            let wrong = misses.iter().any(|m| m[4..].starts_with(&format!("{field}:")));
            self.pairs.entry(id.to_owned()).or_default().push(!wrong);
        }
        misses
    }

    fn f1(&self, field: &str) -> Option<f64> {
        let [right, wanted, got] = *self.fields.get(field)?;
        let part = |of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
        let (precision, recall) = (part(got), part(wanted));
        Some(if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 })
    }

    fn pairs_right(&self) -> (usize, usize) {
        let whole = || self.pairs.values().filter(|sides| sides.len() > 1);
        (whole().filter(|sides| sides.iter().all(|right| *right)).count(), whole().count())
    }

    /// One line for people.
    pub fn summary(&self) -> String {
        let mut parts = vec![format!("{} documents", self.documents)];
        parts.extend(self.fields.keys().map(|f| format!("{f} {:.3}", self.f1(f).unwrap_or_default())));
        parts.extend(self.faults.iter().map(|(fault, n)| format!("{fault} {n}")));
        if let (right, of @ 1..) = self.pairs_right() {
            parts.push(format!("pairs {right} of {of}"));
        }
        parts.join(" · ")
    }

    /// What lies below its floor. A fault's floor is how often it may happen, `pairs` is a number of pairs.
    pub fn below(&self, floors: &BTreeMap<String, f64>) -> Vec<String> {
        let mut fallen = Vec::new();
        for (name, floor) in floors {
            if let Some(fault) = faults::ALL.iter().find(|f| *f == name) {
                let times = self.faults.get(fault).copied().unwrap_or_default();
                if times as f64 > *floor {
                    fallen.push(format!("{fault} {times} times, at most {floor}"));
                }
                continue;
            }
            let reached = if name == "pairs" { self.pairs_right().0 as f64 } else { self.f1(name).unwrap_or_default() };
            if reached + 5e-4 < *floor {
                fallen.push(format!("{name} {reached:.3}, floor {floor}"));
            }
        }
        let silent = faults::ALL.iter().filter(|f| !floors.contains_key(**f) && self.faults.contains_key(**f));
        fallen.extend(silent.map(|fault| format!("{fault} {} times, must be 0", self.faults[fault])));
        fallen
    }
}
