//! Prints what a file holds after cleaning, a block a line: `cargo run -p sextant-formats --example clean FILE…`.

use sextant_formats::{Hint, documents};

fn main() {
    for name in std::env::args().skip(1) {
        let bytes = match std::fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{name}: {error}");
                continue;
            }
        };
        let parsed = documents(&bytes, &Hint::named(name.as_str()));
        println!("=== {name} {} {} problems", parsed.media_type, parsed.problems.len());
        for problem in &parsed.problems {
            println!("! {problem}");
        }
        for document in &parsed.documents {
            let m = &document.meta;
            println!("title {:?}\npublisher {:?} author {:?}", m.title, m.publisher, m.author);
            println!("published {:?} url {:?} language {:?} tlp {:?}", m.published, m.url, m.language, m.tlp);
            for block in &document.blocks {
                println!("{:?}: {}", block.kind, document.text.get(block.start..block.end).unwrap_or_default());
            }
        }
    }
}
