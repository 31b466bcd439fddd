//! Case files as clean documents: blank lines part blocks, `# ` begins a heading, `- ` a list item, a tab makes a table row.

use sextant_model::{Block, BlockKind, CleanDocument};
use std::path::Path;

/// Every case of a folder: name, document, what is wanted of it.
pub fn all(folder: &str) -> Vec<(String, CleanDocument, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let mut paths: Vec<_> =
        std::fs::read_dir(&root).expect("case folder").filter_map(Result::ok).map(|e| e.path()).collect();
    paths.sort();
    let texts = paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "txt"));
    texts
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("case text");
            let want = std::fs::read_to_string(path.with_extension("want")).expect("case wants");
            (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), document(text), want)
        })
        .collect()
}

fn document(text: String) -> CleanDocument {
    let mut blocks = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        let lines: Vec<&str> = part.split('\n').collect();
        let kind = kind_of(lines.first().copied().unwrap_or_default());
        if kind == BlockKind::Paragraph {
            blocks.push(Block { kind, start: at, end: at + part.trim_end().len() });
        } else {
            let mut from = at;
            for line in &lines {
                blocks.push(Block { kind: kind_of(line), start: from, end: from + line.len() });
                from += line.len() + 1;
            }
        }
        at += part.len() + 2;
    }
    let meta = sextant_model::DocumentMeta {
        published: Some("2025-06-15".into()),
        language: Some("en".into()),
        ..Default::default()
    };
    CleanDocument { meta, text, blocks, problems: Vec::new() }
}

fn kind_of(line: &str) -> BlockKind {
    match line {
        l if l.starts_with("# ") => BlockKind::Heading,
        l if l.starts_with("- ") => BlockKind::ListItem,
        l if l.contains('\t') => BlockKind::TableRow,
        _ => BlockKind::Paragraph,
    }
}
