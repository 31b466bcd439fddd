//! What leaves by mail and by webhook, and the description of the API, judged by programs that others wrote.

use super::taxii::{PASSWORD, Serving};
use super::{Outcome, python};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::process::Command;

/// A mail server with TLS and log-in, and the library of the specification that webhooks are signed by.
const PACKAGES: [&str; 3] = ["aiosmtpd==1.4.6", "trustme==1.2.1", "standardwebhooks==1.1.0"];

/// Advisories by mail and by webhook.
pub fn by_its_receivers() -> Result<Outcome> {
    let Some(python) = python::with("leaving", &PACKAGES)? else {
        return Ok(Outcome::NotRun("aiosmtpd, trustme and standardwebhooks cannot be installed here".to_owned()));
    };
    let program = workspace::root().join("target/release/sextant");
    ensure!(program.exists(), "build the program first: cargo build --release --package sextant");
    let folder = workspace::root().join("target/leaving");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let script = workspace::root().join("tests/leaving/check.py");
    let status = Command::new(python).arg(script).arg(program).arg(&folder).status().context("python")?;
    ensure!(status.success(), "what leaves is not what its receivers expect");
    Ok(Outcome::Held)
}

/// The validator of OpenAPI, and the schemas that it takes.
const JUDGES: [&str; 2] = ["openapi-spec-validator==0.9.0", "jsonschema==4.26.0"];

/// The description of the API, and what answers.
pub fn described() -> Result<Outcome> {
    let Some(python) = python::with("openapi", &JUDGES)? else {
        return Ok(Outcome::NotRun("openapi-spec-validator cannot be installed here".to_owned()));
    };
    let program = workspace::root().join("target/release/sextant");
    let folder = workspace::root().join("target/openapi");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let store = folder.join("store.db");
    let samples = workspace::root().join("crates/sextant/samples");
    let ingest = Command::new(&program).arg("--store").arg(&store).arg("ingest").arg(samples).output()?;
    ensure!(ingest.status.success(), "{}", String::from_utf8_lossy(&ingest.stderr));
    let serving = Serving::start(&program, &store)?;
    let script = workspace::root().join("tests/leaving/openapi.py");
    let status = Command::new(python).arg(script).arg(&serving.url).arg(PASSWORD).status().context("python")?;
    ensure!(status.success(), "the API is not what its description says");
    Ok(Outcome::Held)
}
