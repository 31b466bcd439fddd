//! What users rely on: pages and texts come out clean, hostile input does no harm, furniture changes nothing.

#![allow(clippy::unwrap_used)] // a test may fail by panic

mod golden;
mod hostile;
mod laws;
mod mutation;
mod refusals;

use sextant_formats::{Hint, Parsed, documents};

/// Reads bytes under a name.
fn read(name: &str, bytes: &[u8]) -> Parsed {
    documents(bytes, &Hint::named(name))
}

/// A document as a person reads it: metadata, then a block a line.
fn shown(parsed: &Parsed) -> String {
    let mut out = String::new();
    for document in &parsed.documents {
        let m = &document.meta;
        for (key, value) in [
            ("title", &m.title),
            ("publisher", &m.publisher),
            ("author", &m.author),
            ("published", &m.published),
            ("url", &m.url),
        ] {
            if let Some(value) = value {
                out.push_str(&format!("{key}: {value}\n"));
            }
        }
        for block in &document.blocks {
            let text = document.text[block.start..block.end].replace('\n', "\n    ");
            out.push_str(&format!("{:?}: {text}\n", block.kind));
        }
    }
    for problem in &parsed.problems {
        out.push_str(&format!("! {problem}\n"));
    }
    out
}
