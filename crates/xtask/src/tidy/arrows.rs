//! Which crate may depend on which. Arrows point one way and siblings never meet.

use crate::workspace;
use anyhow::Result;

/// Each crate with the crates of ours that it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("sextant-model", &[]),
    ("sextant-formats", &["sextant-model"]),
    ("sextant-stix", &[]),
    ("sextant-misp", &["sextant-stix"]),
    ("sextant-extract", &["sextant-model"]),
    ("sextant-reason", &["sextant-model"]),
    ("sextant-store", &["sextant-model"]),
    (
        "sextant-engine",
        &[
            "sextant-model",
            "sextant-formats",
            "sextant-stix",
            "sextant-misp",
            "sextant-extract",
            "sextant-reason",
            "sextant-store",
        ],
    ),
    ("sextant-server", &["sextant-model", "sextant-engine"]),
    ("sextant", &["sextant-model", "sextant-engine", "sextant-server"]),
    (
        "xtask",
        &[
            "sextant-model",
            "sextant-formats",
            "sextant-stix",
            "sextant-misp",
            "sextant-extract",
            "sextant-reason",
            "sextant-store",
            "sextant-engine",
        ],
    ),
];

/// Crates that must stay free of I/O, clocks, async and randomness, and the paths that would break it.
const PURE: &[&str] = &["model", "formats", "stix", "misp", "extract", "reason"];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "ToSocketAddrs",
    "std::env::",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "tokio::",
    "new_v4",
    "now_v7",
    "rand::",
];

/// Faults against the arrows.
pub fn faults() -> Result<Vec<String>> {
    let metadata = workspace::metadata()?;
    let mut faults = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten().filter(|p| p["source"].is_null()) {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = ALLOWED.iter().find(|(n, _)| *n == name) else {
            faults.push(format!("{name}: a crate that the table of arrows does not know"));
            continue;
        };
        let ours = package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|d| d["kind"] != "dev" && !d["path"].is_null());
        for used in ours.filter_map(|d| d["name"].as_str()).filter(|d| !allowed.contains(d)) {
            faults.push(format!("{name} uses {used}: the arrow points the wrong way"));
        }
    }
    faults.extend(impure());
    Ok(faults)
}

fn impure() -> Vec<String> {
    let mut faults = Vec::new();
    for path in workspace::sources() {
        let place = workspace::relative(&path);
        if !PURE.iter().any(|c| place.starts_with(&format!("crates/{c}/src/"))) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            if let Some(word) = IMPURE.iter().find(|w| line.contains(*w)) {
                faults.push(format!("{place}:{}: {word} in a crate that does no I/O and holds no clock", number + 1));
            }
        }
    }
    faults
}
