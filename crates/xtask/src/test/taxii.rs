//! Clients of TAXII that others use, unchanged, against a server of ours; their packages come from the Python index.

use super::Outcome;
use crate::bench::peers;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

pub(super) const PASSWORD: &str = "a password for tests";

/// What each client does, told by what it was given: discovery, collections, sending, status, pages, one object.
const CLIENTS: &[(&str, &str)] = &[
    ("taxii2-client", include_str!("taxii/taxii2_client.py")),
    ("cytaxii2", include_str!("taxii/cytaxii2_client.py")),
];

/// Runs them.
pub fn clients() -> Result<Outcome> {
    let program = workspace::root().join("target/release/sextant");
    ensure!(program.exists(), "build the program first: cargo build --release --package sextant");
    let folder = workspace::root().join("target/taxii");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder)?;
    let serving = Serving::start(&program, &folder.join("store.db"))?;
    for (package, script) in CLIENTS {
        let python = peers::installed(package)?;
        let output = Command::new(python).arg("-c").arg(script).arg(&serving.url).arg(PASSWORD).output()?;
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success() && told.ends_with("held\n"), "{package}:\n{told}");
        println!("{package}: {}", told.trim());
    }
    Ok(Outcome::Held)
}

/// A server of a store with one account.
pub struct Serving {
    child: Child,
    /// Where it answers, with a slash at its end.
    pub url: String,
}

impl Serving {
    /// Makes an account `admin` in the store and serves it on a free port.
    pub fn start(program: &Path, store: &Path) -> Result<Self> {
        let mut add = Command::new(program)
            .arg("--store")
            .arg(store)
            .args(["user", "add", "admin", "--role", "administrator", "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        add.stdin.take().context("no input")?.write_all(PASSWORD.as_bytes())?;
        ensure!(add.wait()?.success(), "no account could be added");
        Self::again(program, store)
    }

    /// Serves a store as it is.
    pub fn again(program: &Path, store: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .arg("--store")
            .arg(store)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no output")?).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.starts_with("serving ")));
        std::thread::spawn(move || lines.for_each(drop));
        let url =
            line.as_deref().and_then(|line| line.split_whitespace().nth(1)).context("the server did not start")?;
        Ok(Self { child, url: url.to_owned() })
    }

    /// The most memory that it held, in megabytes.
    pub fn resident(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse::<f64>().ok().map(|kb| kb / 1e3)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
