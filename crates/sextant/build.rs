//! Puts every file of `samples/` into the program, as a table of names and bytes in the order of names.

use std::path::Path;

fn main() {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("samples");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .map(|entries| {
            entries.flatten().filter(|e| e.path().is_file()).filter_map(|e| e.file_name().into_string().ok()).collect()
        })
        .unwrap_or_default();
    names.retain(|name| !name.starts_with('.') && !name.eq_ignore_ascii_case("README.md"));
    names.sort_unstable();
    let rows: String = names
        .iter()
        .map(|name| format!("    ({name:?}, include_bytes!({:?})),\n", folder.join(name).display().to_string()))
        .collect();
    let table = format!("/// Sample reports: name and bytes.\npub const SAMPLES: &[(&str, &[u8])] = &[\n{rows}];\n");
    let out = Path::new(&std::env::var("OUT_DIR").unwrap_or_default()).join("samples.rs");
    if let Err(error) = std::fs::write(&out, table) {
        println!("cargo::error=cannot write {}: {error}", out.display());
    }
}
