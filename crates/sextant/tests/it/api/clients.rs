//! The examples of clients, run as a user runs them.

use super::answers::*;
use crate::corpus;
use crate::program::*;
use serde_json::json;
use std::path::Path;
use std::process::Command;

#[test]
fn the_examples_list_hand_over_wait_and_read() {
    let serving = served();
    let token = send(&serving, "POST", "/api/v1/tokens", ADMIN, &json!({"user": "analyst"}));
    let token = field(&token.json(), "token");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for (program, file, words) in [
        ("python3", "api.py", ["2 incidents before", "Ostrava Rail"]),
        ("sh", "api.sh", ["Norvane Foods", "Tarquin Energy"]),
    ] {
        let n = if file == "api.py" { 2 } else { 4 };
        let report = serving.bench.file("report.txt", corpus::report(n));
        let run = Command::new(program)
            .arg(examples.join(file))
            .arg(&report)
            .env("SEXTANT_URL", format!("http://{}", serving.address))
            .env("SEXTANT_TOKEN", &token)
            .output()
            .unwrap();
        let told = text(&run.stdout);
        assert!(run.status.success(), "{file}: {told} {}", text(&run.stderr));
        for word in words {
            assert!(told.contains(word), "{file}: no {word:?} in {told}");
        }
    }
}
