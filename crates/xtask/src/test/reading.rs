//! The readings against hand-made gold: the faults that may never happen, and floors that may only rise.

use super::Outcome;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

/// Folders of gold with the least F1 that each field must keep there (a ratchet: raise it when readings get better).
const FLOORS: &[(&str, &[(&str, f64)])] = &[("gold", &[]), ("pairs", &[]), ("real", &[])];

/// Scores every folder of gold.
pub fn against_gold() -> Result<Outcome> {
    let Some(shared) = workspace::shared() else {
        return Ok(Outcome::NotRun(
            "needs ../shared/reading (gold and its judge), which this checkout has not".to_owned(),
        ));
    };
    let reading = shared.join("reading");
    let mut faults = Vec::new();
    for (folder, floors) in FLOORS {
        let score = score(&reading, folder)?;
        println!("{folder}: {}", summary(&score));
        for (fault, count) in score["zero"].as_object().into_iter().flatten().filter(|(_, n)| n.as_u64() != Some(0)) {
            faults.push(format!("{folder}: {fault} {count}, must be 0"));
        }
        for (field, floor) in *floors {
            let f1 = score["fields"][field]["f1"].as_f64().unwrap_or_default();
            if f1 + 1e-9 < *floor {
                faults.push(format!("{folder}: {field} F1 {f1}, floor {floor}"));
            }
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(Outcome::Held)
}

fn score(reading: &Path, folder: &str) -> Result<serde_json::Value> {
    let root = workspace::root();
    let out = root.join(format!("target/reading-{folder}.jsonl"));
    let readings = read(&root, &reading.join(folder))?;
    std::fs::write(&out, readings)?;
    let judged = Command::new("python3")
        .arg(reading.join("score.py"))
        .arg(reading.join(folder))
        .arg(&out)
        .arg("--json")
        .output()
        .context("score.py")?;
    ensure!(judged.status.success(), "score.py: {}", String::from_utf8_lossy(&judged.stderr));
    Ok(serde_json::from_slice(&judged.stdout)?)
}

/// One `sextant read` for each document, as the gold may give it a publication day.
fn read(root: &Path, folder: &Path) -> Result<Vec<u8>> {
    let mut lines = Vec::new();
    let mut names: Vec<_> = std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    names.sort();
    for path in names
        .iter()
        .filter(|p| p.extension().is_some_and(|e| ["txt", "html", "eml", "xml", "pdf"].iter().any(|k| e == *k)))
    {
        let gold: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path.with_extension("gold.json")).unwrap_or_default())
                .unwrap_or_default();
        let mut command = Command::new(root.join("target/release/sextant"));
        command.arg("read").arg(path).arg("--json");
        if let Some(day) = gold["published"].as_str() {
            command.args(["--published", day]);
        }
        lines.extend(command.output().with_context(|| path.display().to_string())?.stdout);
    }
    Ok(lines)
}

fn summary(score: &serde_json::Value) -> String {
    let fields = score["fields"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(field, f)| format!("{field} {:.2}", f["f1"].as_f64().unwrap_or_default()));
    format!("{} · pairs {} of {}", fields.collect::<Vec<_>>().join(" "), score["pairs"]["right"], score["pairs"]["of"])
}
