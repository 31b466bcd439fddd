//! The pages in a real browser: the demo is served on loopback and `tests/browser/run.mjs` looks at it; an empty store is
//! served and `tests/browser/work.mjs` works in it; on others, `accounts.mjs` logs in by all ways and `provider.mjs` at an
//! OpenID provider.

use super::Outcome;
use crate::workspace;
use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Serves the demo, and an empty store, and runs the browser tests against them.
pub fn run() -> Result<Outcome> {
    let folder = workspace::root().join("tests/browser");
    let install = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&folder)
        .status()
        .context("npm")?;
    ensure!(install.success(), "npm ci failed in tests/browser");
    Served::start(&["demo"])?.look("run.mjs", &folder, &[])?;
    let kept = workspace::root().join("target/browser");
    let _ = std::fs::remove_dir_all(&kept);
    let store = kept.join("work.db").display().to_string();
    let empty = Served::start(&["serve", "--store", &store])?;
    let code = empty.code.clone().context("no code for the first account was printed")?;
    empty.look("work.mjs", &folder, &[&code])?;
    drop(empty);
    accounts(&folder, &kept)?;
    Ok(Outcome::Held)
}

/// How people log in, on an empty store of its own. Browsers make passkeys for names alone.
fn accounts(folder: &Path, kept: &Path) -> Result<()> {
    let store = kept.join("accounts.db").display().to_string();
    let mut served = Served::start(&["serve", "--store", &store])?;
    served.address = served.address.replace("127.0.0.1", "localhost");
    let code = served.code.clone().context("no code for the first account was printed")?;
    served.look("accounts.mjs", folder, &[&code])?;
    // It starts the provider first, and the server with its address.
    let program = workspace::root().join("target/release/sextant").display().to_string();
    let store = kept.join("provider.db").display().to_string();
    let ran = Command::new("node").args(["provider.mjs", &program, &store]).current_dir(folder).status();
    ensure!(ran.context("node")?.success(), "the browser tests of provider.mjs failed");
    Ok(())
}

/// A server of the built program; it ends with this.
struct Served {
    child: Child,
    address: String,
    code: Option<String>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// Starts it on a free port; its output names the address, and the code for the first account before it.
    fn start(arguments: &[&str]) -> Result<Self> {
        let mut child = Command::new(workspace::root().join("target/release/sextant"))
            .args(arguments)
            .env("SEXTANT_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("target/release/sextant {}", arguments.join(" ")))?;
        let (send, receive) = std::sync::mpsc::channel();
        for stream in [
            child.stdout.take().map(|s| Box::new(s) as Box<dyn std::io::Read + Send>),
            child.stderr.take().map(|s| Box::new(s) as _),
        ] {
            let (Some(stream), send) = (stream, send.clone()) else { continue };
            std::thread::spawn(move || {
                BufReader::new(stream).lines().map_while(Result::ok).for_each(|line| drop(send.send(line)))
            });
        }
        let mut served = Self { child, address: String::new(), code: None };
        while let Ok(line) = receive.recv_timeout(std::time::Duration::from_secs(60)) {
            if let Some(code) = line.split(" with the code ").nth(1) {
                served.code = Some(code.trim().to_owned());
            } else if let Some(at) = line.find("http://127.0.0.1") {
                let address = line[at..].split_whitespace().next().unwrap_or_default();
                served.address = address.trim_end_matches(['.', ',']).to_owned();
                return Ok(served);
            }
        }
        bail!("{} printed no address within a minute", arguments.join(" "))
    }

    /// Runs one of the scripts against it.
    fn look(&self, script: &str, folder: &Path, more: &[&str]) -> Result<()> {
        let mut node = Command::new("node");
        node.arg(script).arg(&self.address).args(more).current_dir(folder);
        ensure!(node.status().context("node")?.success(), "the browser tests of {script} failed");
        Ok(())
    }
}
