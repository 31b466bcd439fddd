//! Documents a second on one thread: `cargo run --release -p sextant-formats --example speed FILE…`.

use sextant_formats::{Hint, documents};
use std::time::{Duration, Instant};

fn main() {
    let read = |name: String| std::fs::read(&name).ok().map(|bytes| (name, bytes));
    let files: Vec<(String, Vec<u8>)> = std::env::args().skip(1).filter_map(read).collect();
    let (begun, mut rounds, mut blocks) = (Instant::now(), 0usize, 0usize);
    while begun.elapsed() < Duration::from_secs(3) && !files.is_empty() {
        for (name, bytes) in &files {
            blocks +=
                documents(bytes, &Hint::named(name.as_str())).documents.iter().map(|d| d.blocks.len()).sum::<usize>();
        }
        rounds += 1;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let size: usize = files.iter().map(|(_, b)| b.len()).sum::<usize>() * rounds;
    let count = (files.len() * rounds) as f64;
    println!("{:.0} documents/s, {:.1} MB/s, {blocks} blocks", count / seconds, size as f64 / 1e6 / seconds);
}
