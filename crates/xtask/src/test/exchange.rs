//! What leaves, read by those who will read it: PyMISP over events and a feed, the validator of OASIS over bundles, and
//! the pairs that the reference converter documents (`mapping`).

use super::{Outcome, mapping, python};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

/// What the checks are written in.
const PACKAGES: [&str; 3] = ["pymisp==2.5.34.4", "stix2-validator==3.3.2", "jsonschema"];

/// Writes everything that leaves from a store with the samples, and has it read.
pub fn by_its_readers() -> Result<Outcome> {
    let Some(python) = python::with("exchange", &PACKAGES)? else {
        return Ok(Outcome::NotRun("PyMISP and stix2-validator cannot be installed here".to_owned()));
    };
    let folder = workspace::root().join("target/exchange");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let samples = workspace::root().join("crates/sextant/samples");
    sextant(&folder, &["ingest", &samples.display().to_string(), "--tlp", "green"])?;
    advise(&folder)?;
    for (format, file) in [("stix", "all.stix.json"), ("misp", "events.json"), ("misp-feed", "feed")] {
        sextant(&folder, &["export", "--all", "--format", format, "--output", &path(&folder, file)])?;
    }
    let (events, bundle) = (path(&folder, "events.json"), path(&folder, "converted.stix.json"));
    sextant(&folder, &["convert", &events, "--to", "stix", "--output", &bundle])?;
    sextant(&folder, &["convert", &bundle, "--to", "misp", "--output", &path(&folder, "back.misp.json")])?;
    let script = workspace::root().join("tests/exchange/check.py");
    let status = Command::new(python).arg(script).arg(&folder).status().context("python")?;
    ensure!(status.success(), "what leaves is not what its readers expect");
    Ok(Outcome::Held)
}

/// The mapping against documented pairs.
pub fn against_pairs() -> Result<Outcome> {
    let folder = workspace::root().join("../shared/vectors/misp-stix/mapping");
    if !folder.is_dir() {
        return Ok(Outcome::NotRun("needs ../shared/vectors/misp-stix, which this checkout has not".to_owned()));
    }
    mapping::against(&folder, false).map(|()| Outcome::Held)
}

/// Advisories as they are after each step that leaves the house, as STIX and as MISP.
fn advise(folder: &Path) -> Result<()> {
    let incidents = sextant(folder, &["incidents", "--json"])?;
    for (n, line) in incidents.lines().enumerate() {
        let drafted = sextant(folder, &["advisory", "draft", &id_of(line)?, "--tlp", "green", "--json"])?;
        let id = id_of(&drafted)?;
        let steps: [&[&str]; 3] = [
            &["publish", &id],
            &["correct", &id, "--note", "A number was wrong"],
            &["withdraw", &id, "--reason", "It was another company"],
        ];
        // One is left published, one corrected, the others withdrawn.
        for (at, step) in steps.into_iter().take(n + 1).enumerate() {
            sextant(folder, &[&["advisory"], step].concat())?;
            if at == 1 {
                sextant(folder, &["advisory", "edit", &id, "--summary", "Put *right*."])?;
                sextant(folder, &["advisory", "publish", &id])?;
            }
        }
        for form in ["stix", "misp"] {
            let told = sextant(folder, &["advisory", "show", &id, "--format", form])?;
            std::fs::write(folder.join(format!("advisory-{n}.{form}.json")), told)?;
        }
    }
    Ok(())
}

fn id_of(line: &str) -> Result<String> {
    let told: serde_json::Value = serde_json::from_str(line)?;
    Ok(told["id"].as_str().context("no id")?.to_owned())
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

fn sextant(folder: &Path, words: &[&str]) -> Result<String> {
    let program = workspace::root().join("target/release/sextant");
    let output = Command::new(program).arg("--store").arg(folder.join("store.db")).args(words).output()?;
    ensure!(output.status.success(), "sextant {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8(output.stdout)?)
}
