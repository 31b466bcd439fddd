//! Rows of one incident with thousands of things, in Chromium: its page, its graph, and each step of opening that.

use super::Args;
use super::row::Row;
use crate::test::Serving;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::process::Command;

/// Indicators of the incident.
const THINGS: usize = 5_000;

/// Milliseconds until each is drawn and can be clicked.
pub fn large(args: &Args) -> Result<Vec<Row>> {
    let program = super::program::program(args)?;
    let folder = workspace::root().join("target/bench/large");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let (store, report) = (folder.join("store.db"), folder.join("report.txt"));
    std::fs::write(&report, text())?;
    let run = |words: &[&str]| -> Result<String> {
        let output = Command::new(&program).arg("--store").arg(&store).args(words).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    run(&["ingest", &report.display().to_string(), "--tlp", "clear"])?;
    let listed = run(&["incidents", "--json"])?;
    let incident: serde_json::Value = serde_json::from_str(listed.lines().next().context("no incident was read")?)?;
    let id = incident["id"].as_str().context("an incident without an id")?;
    let serving = Serving::again(&program, &store)?;
    let browser = workspace::root().join("tests/browser");
    let install =
        Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--silent"]).current_dir(&browser).status()?;
    ensure!(install.success(), "npm ci failed in tests/browser");
    let output = Command::new("node").arg("large.mjs").arg(&serving.url).arg(id).current_dir(&browser).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let times: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let things = times["things"].as_u64().unwrap_or_default();
    ensure!(things >= THINGS as u64, "the incident has {things} things");
    let row = |what: &str, name: &str| -> Result<Row> {
        let slowest = times[what].as_f64().with_context(|| format!("no time of {what}"))?;
        let note = format!("{things} things; drawn in Chromium, the slowest of three");
        Ok(Row::at_most(&format!("large incident, {name}"), slowest, "ms", 1_000.0, note))
    };
    Ok(vec![
        row("incident", "its page")?,
        row("graph", "its graph")?,
        row("sort", "a sort opened")?,
        row("page", "the next page of it")?,
        row("thing", "a thing opened")?,
    ])
}

/// A report with hashes, each another: some more, since a few have the form of something else.
fn text() -> String {
    let mut text = String::from(
        "Corvane Clinics confirms ransomware attack\n\nCorvane Clinics confirmed on 12 May 2025 that it was hit by \
         ransomware. Patients' names and email addresses were taken.\n\nIndicators of compromise:\n\n",
    );
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..THINGS + 50 {
        let _ = writeln!(text, "{:016x}{:016x}{:016x}{:016x}\n", word(), word(), word(), word());
    }
    text
}
