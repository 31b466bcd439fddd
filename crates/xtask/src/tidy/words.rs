//! Words that do not belong in the project: places on one machine, hosts of registries, unfinished work.

use crate::workspace;
use anyhow::Result;
use std::path::Path;

/// Each written in two halves, so that this list does not find itself.
const FORBIDDEN: &[(&str, &str)] = &[
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("crates", ".io"),
    ("pypi", ".org"),
    ("registry.npm", "js"),
    ("deb.deb", "ian"),
    ("static.rust", "-lang"),
    ("TO", "DO"),
    ("FIX", "ME"),
    ("XX", "X:"),
    ("unimple", "mented!"),
    ("to", "do!("),
];

const KINDS: &[&str] = &["rs", "md", "toml", "html", "css", "mjs", "json", "txt"];
const SKIPPED: &[&str] =
    &["/generated/", "/golden/", "/regressions/", "/blind/", "/node_modules/", "/target/", "/samples/"];

/// Faults against the words, in every text file that git keeps.
pub fn faults() -> Result<Vec<String>> {
    let output = std::process::Command::new("git").args(["ls-files", "-z"]).current_dir(workspace::root()).output();
    let listed = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    Ok(listed.split('\0').filter(|f| wanted(f)).flat_map(in_file).collect())
}

fn wanted(file: &str) -> bool {
    let kind = Path::new(file).extension().and_then(|e| e.to_str()).unwrap_or_default();
    KINDS.contains(&kind) && !SKIPPED.iter().any(|s| format!("/{file}").contains(s))
}

fn in_file(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(workspace::root().join(file)).unwrap_or_default();
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (a, b) in FORBIDDEN.iter().filter(|(a, b)| line.contains(&format!("{a}{b}"))) {
            faults.push(format!("{file}:{}: {a}{b} does not belong here", number + 1));
        }
    }
    faults
}
