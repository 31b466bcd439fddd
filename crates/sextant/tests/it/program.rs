//! Running the program on a store of its own.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a store in it; gone at the end.
pub struct Bench {
    pub folder: tempfile::TempDir,
}

impl Bench {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A bench with the sample reports ingested.
    pub fn with_samples() -> Self {
        let bench = Self::new();
        bench.ok(&["ingest", samples().to_str().unwrap(), "--tlp", "clear"]);
        bench
    }

    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.env("SEXTANT_STORE", self.store()).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Runs and expects exit code 0.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs with `--json` and gives each line.
    pub fn json(&self, arguments: &[&str]) -> Vec<Value> {
        lines(&self.ok(&[arguments, &["--json"]].concat()))
    }

    /// The incidents without what differs between two stores.
    pub fn incidents(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.json(&["incidents"]).iter().map(Value::to_string).collect();
        lines.sort();
        lines
    }
}

/// The program without anything of this machine's environment.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sextant"));
    for name in
        ["SEXTANT_STORE", "SEXTANT_CONFIG", "SEXTANT_BY", "SEXTANT_LISTEN", "SEXTANT_LOG", "RUST_BACKTRACE", "COLUMNS"]
    {
        command.env_remove(name);
    }
    command
}

pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

/// The text of a field.
pub fn field(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}
