//! `tests/golden/NAME.html` (or `.txt`, `.eml`, …) beside `NAME.golden`: the page and what is to be left of it. To
//! add a case, add a page, run with `BLESS=1`, and read what was written.

use crate::{read, shown};
use std::path::Path;

#[test]
fn pages_come_out_clean() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut wrong = Vec::new();
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    for path in names.iter().filter(|p| p.extension().is_some_and(|e| e != "golden")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let got = shown(&read(&name, &std::fs::read(path).unwrap()));
        let golden = path.with_extension("golden");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&golden, &got).unwrap();
        }
        if std::fs::read_to_string(&golden).unwrap_or_default() != got {
            wrong.push(format!("--- {name} is now\n{got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
