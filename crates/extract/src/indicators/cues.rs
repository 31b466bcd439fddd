//! The words around a candidate and what they speak for, from `data/indicators/*.tsv`. To add a cue is one line there.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A set of the things that words can speak for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cues(u32);

/// Names of the classes in the tables, in the order of their bits.
const CLASSES: &[&str] = &[
    "malicious",
    "actor",
    "registered",
    "note",
    "sender",
    "benign",
    "contact",
    "reference",
    "file",
    "advice",
    "hunt",
    "version",
    "address",
    "network",
    "wallet",
    "nohash",
    "donate",
    "indicators",
    "references",
];

impl Cues {
    /// Whether any of the words spoke for `class`.
    #[must_use]
    pub fn has(self, class: &str) -> bool {
        CLASSES.iter().position(|c| *c == class).is_some_and(|bit| self.0 & (1 << bit) != 0)
    }

    /// Those of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Cues(self.0 | other.0)
    }
}

/// A table of phrases that are looked for all at once.
pub struct Table {
    finder: Option<AhoCorasick>,
    /// For each phrase: its bit, and whether more letters may follow.
    phrases: Vec<(u32, bool)>,
}

/// Cues in running text.
pub static CUES: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../../data/indicators/cues.tsv")));
/// What a heading opens.
pub static HEADINGS: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../../data/indicators/headings.tsv")));

impl Table {
    fn new(rows: &str) -> Self {
        let rows = rows.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
        let (mut words, mut phrases) = (Vec::new(), Vec::new());
        for (class, phrase) in rows {
            let Some(bit) = CLASSES.iter().position(|c| *c == class) else { continue };
            words.push(phrase.trim_end_matches('*'));
            phrases.push((1 << bit, phrase.ends_with('*')));
        }
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words)
            .ok();
        Table { finder, phrases }
    }

    /// What the words of `text` speak for.
    #[must_use]
    pub fn read(&self, text: &str) -> Cues {
        let b = text.as_bytes();
        let word = |at: usize| b.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || *c >= 0x80);
        let Some(finder) = &self.finder else { return Cues::default() };
        finder.find_overlapping_iter(text).fold(Cues::default(), |seen, hit| {
            let (bit, open) = self.phrases.get(hit.pattern().as_usize()).copied().unwrap_or_default();
            let whole =
                !hit.start().checked_sub(1).is_some_and(word) && (open || !word(hit.end()) || plural(b, hit.end()));
            if whole { Cues(seen.0 | bit) } else { seen }
        })
    }
}

fn plural(b: &[u8], at: usize) -> bool {
    b.get(at) == Some(&b's') && b.get(at + 1).is_none_or(|c| !c.is_ascii_alphanumeric())
}

/// What the words before an indicator in its row make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// It names an indicator by itself: "C2", "SHA-256", "Mutex".
    Strong,
    /// It names a type that an ordinary page has as well: "URL", "Email", "File".
    Typed,
    /// A source or link.
    Reference,
    /// How to reach the author.
    Contact,
}

static LABELS: LazyLock<FxHashMap<&'static str, Label>> = LazyLock::new(|| {
    let rows = include_str!("../../data/indicators/labels.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'));
    rows.map(|(class, phrase)| (phrase, class_of(class))).collect()
});

fn class_of(class: &str) -> Label {
    match class {
        "strong" => Label::Strong,
        "typed" => Label::Typed,
        "reference" => Label::Reference,
        _ => Label::Contact,
    }
}

/// The class of a label as written: bullets, numbers, colons and brackets do not count.
#[must_use]
pub fn label(text: &str) -> Option<Label> {
    let trim = |s: &str| s.trim_matches(|c: char| !c.is_alphanumeric() && c != '&').to_lowercase();
    let text = trim(text);
    if text.is_empty() || text.len() > 60 {
        return None;
    }
    let numbered = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ')').trim_start();
    let bare = trim(numbered.split(['(', '[']).next().unwrap_or_default());
    let last = bare.rsplit([' ', '\t', '/']).next().unwrap_or_default();
    LABELS
        .get(text.as_str())
        .or_else(|| LABELS.get(bare.as_str()))
        .or_else(|| LABELS.get(last).filter(|_| bare.split(' ').count() <= 4))
        .copied()
}

/// Names of files that every system has; reference sites that are linked to, not blocked.
pub static SYSTEM_FILES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/indicators/system_files.txt").split_ascii_whitespace().collect());
static REFERENCE_HOSTS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/indicators/reference_hosts.txt").split_ascii_whitespace().collect());

/// Whether `host` is, or lies below, a site that reports link to for reference.
#[must_use]
pub fn reference_host(host: &str) -> bool {
    let tails = std::iter::once(host).chain(host.match_indices('.').filter_map(|(i, _)| host.get(i + 1..)));
    tails.take(12).any(|tail| REFERENCE_HOSTS.contains(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_unless_left_open() {
        let cues = CUES.read("The implant beaconed to it; do not block that");
        assert!(cues.has("malicious") && cues.has("benign"));
        assert!(!CUES.read("the seeds of overseen").has("reference"));
        assert!(HEADINGS.read("3. INDICATORS OF COMPROMISE").has("indicators"));
    }

    #[test]
    fn labels_are_read_without_their_marks() {
        assert_eq!(label("- SHA-256: "), Some(Label::Strong));
        assert_eq!(label("1. URL:"), Some(Label::Typed));
        assert_eq!(label("Press contact:"), Some(Label::Contact));
        assert_eq!(label("the weather was"), None);
        assert!(reference_host("www.cisa.gov") && !reference_host("cisa.gov.example"));
    }
}
