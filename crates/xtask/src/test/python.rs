//! Environments of Python for programs that others wrote: each in a folder of its own under `target/`, with the packages
//! that are asked for and no others.

use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::process::Command;

/// An interpreter with these packages; none where they cannot be had.
pub fn with(name: &str, packages: &[&str]) -> Result<Option<PathBuf>> {
    let folder = workspace::root().join(format!("target/{name}-python"));
    let (python, list) = (folder.join("bin/python"), folder.join("packages.txt"));
    let wanted = packages.join("\n");
    if python.exists() && std::fs::read_to_string(&list).is_ok_and(|known| known == wanted) {
        return Ok(Some(python));
    }
    let made = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder).status();
    ensure!(made.context("python3 with venv")?.success(), "no Python environment could be made");
    let done = Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(packages).status()?;
    if !done.success() {
        std::fs::remove_dir_all(&folder).ok();
        return Ok(None);
    }
    std::fs::write(list, wanted)?;
    Ok(Some(python))
}
