//! Every dependency's licence must be one that lets users run, change and pass on the program freely.

use crate::workspace;
use anyhow::{Result, ensure};

/// SPDX ids that are allowed; an expression passes when these satisfy it.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Checks them all.
pub fn run() -> Result<()> {
    let metadata = workspace::metadata()?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let faults: Vec<String> = packages.iter().filter_map(fault).collect();
    ensure!(faults.is_empty(), "licences that are not allowed:\n  {}", faults.join("\n  "));
    println!("licences: {} packages, all allowed", packages.len());
    Ok(())
}

fn fault(package: &serde_json::Value) -> Option<String> {
    let name = package["name"].as_str().unwrap_or("?");
    let Some(text) = package["license"].as_str() else {
        return Some(format!("{name}: states no licence"));
    };
    match spdx::Expression::parse_mode(text, spdx::ParseMode::LAX) {
        Ok(expression) if expression.evaluate(|r| r.license.id().is_some_and(|id| ALLOWED.contains(&id.name))) => None,
        Ok(_) => Some(format!("{name}: {text}")),
        Err(error) => Some(format!("{name}: {text:?} is no SPDX expression ({error})")),
    }
}
