//! Actors named, reports linked and values chosen on the given sets, by their own judge: floors that may only rise.
//! Each answer is made without what it may not know (`calibrate`).

use super::Outcome;
use crate::{calibrate, workspace};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Of each set: the judge's task, its query and truth, the answers, and what must be reached.
type Set = (&'static str, [&'static str; 3], &'static [(&'static str, f64)]);

const SETS: &[Set] = &[
    (
        "attribution",
        ["given/attribution-loro.queries.jsonl", "given/attribution-loro.truth.jsonl", "attribution-loro.jsonl"],
        &[("top1", 0.65), ("mrr", 0.73), ("brier", -0.46), ("top1_group_mean", 0.64), ("precision_at_0.5", 0.93)],
    ),
    (
        "attribution",
        ["given/attribution-asof.queries.jsonl", "given/attribution-asof.truth.jsonl", "attribution-asof.jsonl"],
        &[
            ("top1", 0.52),
            ("brier", -0.67),
            ("top1_group_mean", 0.46),
            ("ece", -0.075),
            ("precision_at_0.5", 0.93),
            ("share_named_at_0.5", 0.25),
            ("unknown_auroc", 0.70),
        ],
    ),
    (
        "pairs",
        ["given/pairs.queries.jsonl", "given/pairs.truth.jsonl", "pairs.jsonl"],
        &[("auc", 0.74), ("ap", 0.39), ("brier", -0.053)],
    ),
    (
        "fusion",
        ["fusion/claims.tsv", "fusion/gold-given.tsv", "fusion.jsonl"],
        &[("accuracy", 0.92), ("top_bin_error", -0.05)],
    ),
    (
        "fusion",
        ["fusion/claims.tsv", "fusion/silver-given.tsv", "fusion.jsonl"],
        &[("accuracy", 0.9), ("top_bin_error", -0.05)],
    ),
];

/// Answers the given sets and holds them against the floors (a negative one is a ceiling).
pub fn against_given() -> Result<Outcome> {
    let answers = workspace::root().join("target/calibrate");
    if !calibrate::answer(&answers)? {
        return Ok(Outcome::NotRun(calibrate::NEEDED.to_owned()));
    }
    let mut faults = Vec::new();
    for (task, files, floors) in SETS {
        let score = judged(task, files, &answers)?;
        for (name, floor) in *floors {
            let reached = score[name].as_f64().with_context(|| format!("{}: no {name}", files[1]))?;
            println!("{}: {name} {reached:.3}", files[1]);
            if (*floor >= 0.0 && reached < *floor) || (*floor < 0.0 && reached > -floor) {
                faults.push(format!("{}: {name} is {reached:.4}, beyond {}", files[1], floor.abs()));
            }
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(Outcome::Held)
}

fn judged(task: &str, [queries, truth, answers]: &[&str; 3], folder: &Path) -> Result<Value> {
    let given = workspace::root().join("../shared/linkage");
    let mut judge = Command::new("python3");
    judge.arg(given.join("score.py")).arg(task).arg(given.join(queries)).arg(given.join(truth));
    let output = judge.arg(folder.join(answers)).args(["--draws", "1"]).output().context("python3, for the judge")?;
    ensure!(output.status.success(), "{answers}: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(serde_json::from_slice(&output.stdout)?)
}
