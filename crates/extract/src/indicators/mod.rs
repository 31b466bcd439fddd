//! Indicators of compromise: undo the defanging, find what has the shape of one, judge it by its place and
//! the words around it, and keep the words as they stand. Linear in the text; nothing is ever fetched.
//!
//! [`refang`] → [`find`] (with [`host`], [`digest`], [`files`], [`mutex`]) → [`layout`] → [`judge`] → [`warning`].

pub mod cues;
pub mod digest;
pub mod files;
pub mod find;
pub mod host;
pub mod judge;
pub mod layout;
pub mod mutex;
mod place;
pub mod refang;
pub mod systems;
pub mod warning;
mod wrapped;

use find::Candidate;
use refang::Refanged;
use rustc_hash::FxHashSet;
use sextant_model::reading::{Indicator, Proof};
use sextant_model::{CleanDocument, IndicatorType};

/// A candidate with its bytes in the original text.
#[derive(Debug, Clone)]
struct Placed {
    candidate: Candidate,
    start: usize,
    end: usize,
    defanged: bool,
}

/// The indicators of `document`, in order of first mention, each once.
#[must_use]
pub fn indicators(document: &CleanDocument) -> Vec<Indicator> {
    let placed = placed(&document.text);
    if placed.is_empty() {
        return Vec::new();
    }
    let verdicts = place::judged(document, &placed);
    let mut seen = FxHashSet::default();
    let mut points = CodePoints::new(&document.text);
    let mut kept: Vec<(&Placed, &str, f32)> =
        placed.iter().zip(verdicts).filter_map(|(p, v)| v.map(|(by, c)| (p, by, c))).collect();
    drop_names_of_paths(&mut kept);
    kept.retain(|(p, ..)| seen.insert((p.candidate.kind, p.candidate.value.to_lowercase())));
    kept.into_iter().filter_map(|(p, by, confidence)| item(&document.text, p, by, confidence, &mut points)).collect()
}

/// All candidates with their places in the original, in order; where two overlap the earlier and longer stays.
fn placed(text: &str) -> Vec<Placed> {
    let refanged = Refanged::new(text);
    let mut all: Vec<Placed> = find::candidates(&refanged.text)
        .into_iter()
        .map(|candidate| {
            let (start, end, defanged) = refanged.original(candidate.start, candidate.end);
            Placed { candidate, start, end, defanged }
        })
        .collect();
    all.extend(wrapped::hashes(text));
    let mut named = mutex::named(text);
    named.extend(systems::numbered(text));
    named.sort_by_key(|m| m.end);
    all.retain(|p| {
        let next = named.partition_point(|m| m.end < p.end);
        named.get(next).is_none_or(|m| p.start < m.start)
    });
    all.extend(named.into_iter().map(|candidate| Placed {
        start: candidate.start,
        end: candidate.end,
        candidate,
        defanged: false,
    }));
    all.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let mut past = 0;
    all.retain(|p| {
        let free = p.start >= past && p.end > p.start;
        past = if free { p.end } else { past };
        free
    });
    all
}

/// A path or address says the file's name already: the bare name elsewhere is no further indicator.
fn drop_names_of_paths(kept: &mut Vec<(&Placed, &str, f32)>) {
    let whole: FxHashSet<String> = kept
        .iter()
        .filter(|(p, ..)| matches!(p.candidate.kind, IndicatorType::FilePath | IndicatorType::Url))
        .filter_map(|(p, ..)| p.candidate.value.rsplit(['\\', '/']).next().map(str::to_lowercase))
        .collect();
    kept.retain(|(p, ..)| {
        p.candidate.kind != IndicatorType::FileName || !whole.contains(&p.candidate.value.to_lowercase())
    });
}

fn item(text: &str, placed: &Placed, by: &str, confidence: f32, points: &mut CodePoints) -> Option<Indicator> {
    let quote = text.get(placed.start..placed.end)?.to_owned();
    let (start, kind) = (points.at(placed.start), placed.candidate.kind);
    let proof = Proof { start, end: start + quote.chars().count(), quote, by: by.to_owned(), confidence };
    let warning = warning::list_of(kind, &placed.candidate.value).map(str::to_owned);
    Some(Indicator { kind, value: placed.candidate.value.clone(), defanged: placed.defanged, warning, proof })
}

/// Bytes to code points, for places asked in ascending order.
struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    point: usize,
}

impl<'t> CodePoints<'t> {
    fn new(text: &'t str) -> Self {
        CodePoints { text, byte: 0, point: 0 }
    }

    fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        self.point += self.text.get(self.byte..byte).map_or(0, |t| t.chars().count());
        self.byte = byte;
        self.point
    }
}
