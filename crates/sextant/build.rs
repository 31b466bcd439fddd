//! Embeds every file of `samples/`, by name.

use std::io::Write;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    println!("cargo:rerun-if-changed=samples");
    let mut names: Vec<_> = std::fs::read_dir(&folder)?.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.is_file()).collect();
    names.sort();
    let out = std::env::var_os("OUT_DIR").unwrap_or_default();
    let mut file = std::fs::File::create(Path::new(&out).join("samples.rs"))?;
    writeln!(file, "/// Name and bytes of each, in name order.\npub const SAMPLES: &[(&str, &[u8])] = &[")?;
    for path in names {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        writeln!(file, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())?;
    }
    writeln!(file, "];")
}
