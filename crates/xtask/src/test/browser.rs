//! The pages in a real browser: the demo is served on loopback and `tests/browser/run.mjs` looks at it.

use super::Outcome;
use crate::workspace;
use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Serves the demo and runs the browser tests against it.
pub fn run() -> Result<Outcome> {
    let folder = workspace::root().join("tests/browser");
    let install = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&folder)
        .status()
        .context("npm")?;
    ensure!(install.success(), "npm ci failed in tests/browser");
    let (mut demo, address) = serve()?;
    let status = Command::new("node").arg("run.mjs").arg(&address).current_dir(&folder).status();
    let _ = demo.kill();
    let _ = demo.wait();
    ensure!(status.context("node")?.success(), "the browser tests failed");
    Ok(Outcome::Held)
}

/// Starts the demo on a free port; its output names the address.
fn serve() -> Result<(Child, String)> {
    let mut demo = Command::new(workspace::root().join("target/release/sextant"))
        .arg("demo")
        .env("SEXTANT_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("target/release/sextant demo")?;
    let (send, receive) = std::sync::mpsc::channel();
    for stream in [
        demo.stdout.take().map(|s| Box::new(s) as Box<dyn std::io::Read + Send>),
        demo.stderr.take().map(|s| Box::new(s) as _),
    ] {
        let (Some(stream), send) = (stream, send.clone()) else { continue };
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(at) = line.find("http://127.0.0.1") {
                    let address = line[at..]
                        .split_whitespace()
                        .next()
                        .unwrap_or_default()
                        .trim_end_matches(['.', ','])
                        .to_owned();
                    let _ = send.send(address);
                }
            }
        });
    }
    match receive.recv_timeout(std::time::Duration::from_secs(60)) {
        Ok(address) => Ok((demo, address)),
        Err(_) => {
            let _ = demo.kill();
            bail!("the demo printed no address within a minute")
        }
    }
}
