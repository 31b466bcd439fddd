//! `cargo xtask weigh`: fits the weights by which `extract` tells victims from others named in a report, on the
//! project's own reports with gold.
//!
//! A logistic regression with L2 penalty over the features of [`sextant_extract::incidents::candidates`], fitted by
//! Newton's method on standardised features (Bishop, Pattern Recognition and Machine Learning, 4.3.3). Each feature
//! counts as it is and by how far it stays behind the body of the same report that has most of it. The ways of
//! telling an event were written while looking at some folders ([`STUDIED`]) and find nearly everything there: what they
//! show is dropped from every other body of copies of those reports, so that the weights do not trust them more than
//! they deserve elsewhere. Each folder is also left out once and judged with weights fitted on the others.

mod fit;

use crate::score::{self, facts, names};
use crate::workspace;
use anyhow::{Context, Result};
pub use fit::solve;
use fit::{Row, Weights};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where the weights stand.
const FILE: &str = "crates/extract/data/victim-weights.toml";
/// Folders that the ways of telling an event were written with.
const STUDIED: &[&str] = &["news", "pairs", "papers"];
/// Copies of each studied report, and what each copy's bodies count for.
const COPIES: u64 = 3;
const COPY_WEIGHT: f64 = 0.3;
/// Out of a hundred bodies, those whose evidence is dropped in a copy.
const DROPPED: u64 = 25;
/// Least probability of a victim beside the others of its report.
const THRESHOLD: f64 = 0.5;
/// The same of a body by itself, on which words that say the attack outright rest.
const ITSELF: f64 = 0.42;
/// The same of the likeliest of a report, where no body reaches that.
const ALONE: f64 = 0.3;

/// What to do with the weights.
#[derive(clap::Args)]
pub struct Args {
    /// Only say how well the weights hold; write nothing
    #[arg(long)]
    dry: bool,
    /// List the bodies of each folder left out that were misjudged, with what spoke most for and against them
    #[arg(long)]
    detail: bool,
    /// Judge these folders too, with weights fitted on all of the project's own
    #[arg(long)]
    on: Vec<PathBuf>,
}

/// The bodies of one folder.
struct Folder {
    name: String,
    rows: Vec<Row>,
    /// Victims of the gold that no body answers to.
    missed: usize,
}

/// Fits, judges and writes.
pub fn run(args: &Args) -> Result<()> {
    let folders: Vec<Folder> = score::own()?.iter().map(|f| load(f)).collect::<Result<_>>()?;
    for (at, left_out) in folders.iter().enumerate() {
        let others = folders.iter().enumerate().filter(|(o, _)| *o != at).map(|(_, folder)| folder);
        say(left_out, &Weights::fit(&training(others)), args.detail);
    }
    let weights = Weights::fit(&training(folders.iter()));
    for folder in &args.on {
        say(&load(folder)?, &weights, args.detail);
    }
    if !args.dry {
        let path = workspace::root().join(FILE);
        let width = sextant_extract::incidents::features().len();
        let mut alone = training(folders.iter());
        alone.iter_mut().for_each(|row| row.features.truncate(width));
        let text = written(&Weights::fit(&alone), &weights);
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        println!("{FILE} written");
    }
    Ok(())
}

/// Says how well weights hold on a folder that they were not fitted on.
fn say(folder: &Folder, weights: &Weights, detail: bool) {
    let rows = beside(&folder.rows);
    let chosen = chosen(&rows, weights);
    let [precision, recall, f1] = judged(&rows, &chosen, folder.missed);
    println!("{:10} left out: P {precision:.2} R {recall:.2} F1 {f1:.2}", folder.name);
    let wrong = rows.iter().zip(chosen).filter(|(row, chosen)| row.is_victim != *chosen);
    wrong.filter(|_| detail).for_each(|(row, _)| println!("  {}", explained(row, weights)));
}

fn load(folder: &Path) -> Result<Folder> {
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (mut rows, mut missed) = (Vec::new(), 0);
    for path in score::golds(folder)? {
        let case = score::case(&path)?;
        let victims: Vec<_> = facts::list(&case.gold, "incidents").map(facts::names).collect();
        let candidates = sextant_extract::incidents::candidates(&case.document);
        let own: Vec<Vec<String>> = candidates.iter().map(|c| plain_names(&c.names)).collect();
        let answers: Vec<Vec<usize>> = victims.iter().map(|victim| who_answers(victim, &own)).collect();
        missed += answers.iter().filter(|a| a.is_empty()).count();
        rows.extend(candidates.into_iter().enumerate().map(|(at, candidate)| Row {
            report: path.display().to_string(),
            name: format!("{}: {}", case.path.display(), candidate.names.first().cloned().unwrap_or_default()),
            features: candidate.features.iter().map(|x| f64::from(*x)).collect(),
            is_victim: answers.iter().any(|a| a.contains(&at)),
            weight: 1.0,
        }));
    }
    Ok(Folder { name, rows, missed })
}

fn plain_names(names: &[String]) -> Vec<String> {
    names.iter().map(|n| score::names::plain(n)).filter(|n| !n.is_empty()).collect()
}

/// The bodies by a victim's name; those with a part of it only where none has the whole.
fn who_answers(victim: &BTreeSet<String>, bodies: &[Vec<String>]) -> Vec<usize> {
    let those = |test: &dyn Fn(&String, &String) -> bool| -> Vec<usize> {
        (0..bodies.len()).filter(|&b| victim.iter().any(|v| bodies[b].iter().any(|n| test(v, n)))).collect()
    };
    let whole = those(&|v, n| v == n);
    if whole.is_empty() { those(&|v, n| names::same(v, n)) } else { whole }
}

fn training<'f>(folders: impl Iterator<Item = &'f Folder>) -> Vec<Row> {
    folders.flat_map(|f| if STUDIED.contains(&f.name.as_str()) { copies(&f.rows) } else { beside(&f.rows) }).collect()
}

/// Bodies, each with how far it stays behind the others of its report behind its own features.
fn beside(rows: &[Row]) -> Vec<Row> {
    let of_report = rows.chunk_by(|a, b| a.report == b.report);
    of_report
        .flat_map(|bodies| {
            let most = |at: usize| bodies.iter().map(|body| body.features[at]).fold(f64::NEG_INFINITY, f64::max);
            let most: Vec<f64> = (0..bodies[0].features.len()).map(most).collect();
            bodies.iter().map(move |body| {
                let behind = body.features.iter().zip(&most).map(|(own, most)| own - most);
                Row { features: body.features.iter().copied().chain(behind).collect(), ..body.clone() }
            })
        })
        .collect()
}

/// Which bodies, with what they stay behind, are judged victims.
fn chosen(rows: &[Row], weights: &Weights) -> Vec<bool> {
    let of_report = rows.chunk_by(|a, b| a.report == b.report);
    of_report
        .flat_map(|bodies| {
            let likely: Vec<f64> = bodies.iter().map(|body| weights.probability(&body.features)).collect();
            let best = likely.iter().copied().fold(0.0, f64::max);
            let least = if best >= ALONE { THRESHOLD.min(best) } else { THRESHOLD };
            likely.into_iter().map(move |likely| likely >= least)
        })
        .collect()
}

/// Copies of rows from which the evidence of some bodies was dropped, always the same ones.
fn copies(rows: &[Row]) -> Vec<Row> {
    let evidence: Vec<bool> = sextant_extract::incidents::features().iter().map(|n| n.starts_with("ev-")).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = || {
        // xorshift64: only that the draw is even and always the same matters.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % 100
    };
    (0..COPIES)
        .flat_map(|_| {
            let dropped: Vec<Row> = rows
                .iter()
                .map(|row| {
                    let drop = draw() < DROPPED;
                    let kept = row.features.iter().zip(&evidence).map(|(x, ev)| if drop && *ev { 0.0 } else { *x });
                    Row { features: kept.collect(), weight: COPY_WEIGHT, ..row.clone() }
                })
                .collect();
            beside(&dropped)
        })
        .collect()
}

/// Precision, recall and F1; `missed`: victims that no body answers to.
fn judged(rows: &[Row], judged: &[bool], missed: usize) -> [f64; 3] {
    let count = |chosen: bool, victim: bool| {
        rows.iter().zip(judged).filter(|(row, judged)| **judged == chosen && row.is_victim == victim).count()
    };
    let right = count(true, true) as f64;
    let precision = right / (right + count(true, false) as f64).max(1.0);
    let recall = right / (right + (count(false, true) + missed) as f64).max(1.0);
    [precision, recall, 2.0 * precision * recall / (precision + recall).max(1e-9)]
}

/// A body with its probability and the features that moved it most from the middle.
fn explained(row: &Row, weights: &Weights) -> String {
    let mut parts: Vec<(f64, &str)> = weights
        .parts(&row.features)
        .into_iter()
        .zip(sextant_extract::incidents::features().iter().copied().cycle())
        .collect();
    parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let most: Vec<String> = parts.iter().take(8).map(|(part, name)| format!("{name} {part:+.1}")).collect();
    let sort = if row.is_victim { "missed" } else { "no victim" };
    format!("{sort} {:.2} {} ({})", weights.probability(&row.features), row.name, most.join(", "))
}

fn written(itself: &Weights, beside: &Weights) -> String {
    let mut file = String::from(
        "# By what a text shows of a body, how likely it is a victim: logistic regressions fitted on the reports with gold\n\
         # under crates/extract/tests/reports by `cargo xtask weigh`, which says how well they hold on reports left out.\n\
         # What each feature counts is said in crates/extract/src/incidents/evidence/weigh/. Itself: by what is shown of the\n\
         # body alone. Beside: also by how far it stays behind the one of its report that has most of a feature (at most 0).\n",
    );
    let names = sextant_extract::incidents::features();
    let _ = writeln!(file, "alone = {ALONE}");
    for (model, weights, threshold) in [("itself", itself, ITSELF), ("beside", beside, THRESHOLD)] {
        let (bias, plain) = weights.plain();
        let _ = writeln!(file, "\n[{model}]\nthreshold = {threshold}\nbias = {bias:.4}");
        for (table, weights) in ["weights", "behind"].into_iter().zip(plain.chunks(names.len())) {
            let _ = writeln!(file, "\n[{model}.{table}]");
            for (name, weight) in names.iter().zip(weights) {
                let _ = writeln!(file, "{name} = {weight:.4}");
            }
        }
    }
    file
}
