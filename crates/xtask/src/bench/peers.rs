//! Other programs for the same job, from the Python index, in an environment of their own under `target/`.

use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::process::Command;

/// What a peer needs and does not ask for itself.
const BESIDE: &[(&str, &str)] = &[("trafilatura", "lxml_html_clean")];

/// Version of the peer and its megabytes a second on `text`.
pub fn indicators(peer: &str, text: &str) -> Result<(String, f64)> {
    let call = match peer {
        "iocsearcher" => "from iocsearcher.searcher import Searcher\ns = Searcher()\nwork = lambda t: s.search_data(t)",
        _ => "from ioc_finder import find_iocs\nwork = find_iocs",
    };
    let megabytes = text.len() as f64 / 1e6;
    let (version, seconds) = timed(peer, call, &[text.to_owned()])?;
    Ok((version, megabytes / seconds))
}

/// Version of trafilatura and its pages a second.
pub fn furniture(pages: &[String]) -> Result<(String, f64)> {
    let (version, seconds) = timed("trafilatura", "import trafilatura\nwork = trafilatura.extract", pages)?;
    Ok((version, pages.len() as f64 / seconds))
}

/// Version of stix2-matcher and the seconds that it needs for all patterns over the observed data in a file.
pub fn matching(observed: &std::path::Path, patterns: &[String]) -> Result<(String, f64)> {
    let call = format!(
        "from stix2matcher.matcher import match\ndata = json.load(open({:?}))\nwork = lambda p: match(p, data, False, '2.0')",
        observed.display().to_string()
    );
    timed("stix2-matcher", &call, patterns)
}

/// Version of the reference validator of STIX and its objects a second.
pub fn stix(objects: &[String]) -> Result<(String, f64)> {
    let call = "import stix2validator as v\no = v.ValidationOptions(strict=True, silent=True)\nwork = lambda t: v.validate_string(t, o)";
    let (version, seconds) = timed("stix2-validator", call, objects)?;
    Ok((version, objects.len() as f64 / seconds))
}

/// Version of the library of STIX for Python and its objects read a second.
pub fn reading(objects: &[String]) -> Result<(String, f64)> {
    let (version, seconds) =
        timed("stix2", "import stix2\nwork = lambda t: stix2.parse(t, allow_custom=True)", objects)?;
    Ok((version, objects.len() as f64 / seconds))
}

/// Version of misp-stix and the attributes a second that it turns into STIX 2.1.
pub fn misp(event: &str, attributes: usize) -> Result<(String, f64)> {
    let call = "from misp_stix_converter import MISPtoSTIX21Parser\ndef work(t):\n    if not t.endswith('}'): return\n    p = MISPtoSTIX21Parser()\n    p.parse_misp_event(json.loads(t))\n    return [o.serialize() for o in p.stix_objects]";
    let (version, seconds) = timed("misp-stix", call, &[event.to_owned()])?;
    Ok((version, attributes as f64 / seconds))
}

/// Runs `work` over the inputs in a fresh interpreter; start-up and imports are not counted.
fn timed(package: &str, call: &str, inputs: &[String]) -> Result<(String, f64)> {
    let python = installed(package)?;
    let file = workspace::root().join("target/bench/input.json");
    std::fs::write(&file, serde_json::to_vec(inputs)?)?;
    let script = format!(
        "import json, sys, time, importlib.metadata as m\n{call}\ninputs = json.load(open(sys.argv[1]))\nwork(inputs[0][:2000])\nt = time.process_time()\nfor i in inputs: work(i)\nprint(json.dumps([m.version({package:?}), time.process_time() - t]))"
    );
    let output = Command::new(python).arg("-c").arg(script).arg(&file).output()?;
    ensure!(
        output.status.success(),
        "{package}: {}",
        String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default()
    );
    let answer = String::from_utf8_lossy(&output.stdout).lines().last().unwrap_or_default().to_owned();
    serde_json::from_str(&answer).with_context(|| format!("{package} answered {answer:?}"))
}

/// The interpreter of the environment in which a package is installed, made when there is none.
pub fn installed(package: &str) -> Result<PathBuf> {
    let folder = workspace::root().join("target/bench").join(package);
    let python = folder.join("bin/python");
    if !python.exists() {
        std::fs::create_dir_all(&folder)?;
        let made = Command::new("python3")
            .args(["-m", "venv"])
            .arg(&folder)
            .status()
            .context("python3 with venv is needed for the peers")?;
        ensure!(made.success(), "no Python environment could be made");
        let beside = BESIDE.iter().filter(|(peer, _)| *peer == package).map(|(_, more)| *more);
        let done = Command::new(&python).args(["-m", "pip", "install", "--quiet", package]).args(beside).status()?;
        if !done.success() {
            std::fs::remove_dir_all(&folder).ok();
        }
        ensure!(done.success(), "{package} could not be installed");
    }
    Ok(python)
}
