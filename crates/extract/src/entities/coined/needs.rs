//! What each pattern of naming cannot do without: most sentences hold none of it and are not tried.

use super::{PATTERNS, Pattern};
use crate::entities::sites::MALWARE_WORDS;
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What the patterns of naming and of malware cannot do without.
const CALL_WORDS: &[&str] = &[
    "call",
    "known as",
    "name",
    "dub",
    "goes by",
    "going by",
    "go by",
    "handle",
    "alias",
    "moniker",
    "banner",
    "pseudonym",
    "styl",
    "track",
    "identif",
    "sign",
    "refer",
    "label",
    "christened",
    "posting as",
    "operat",
];

/// Words of which a sentence must hold one before the pattern can match.
pub(super) fn of(by: &str) -> &'static [&'static str] {
    match by {
        "entity.malware-called" | "entity.actor-called" => CALL_WORDS,
        "entity.we-call-actor" | "entity.we-call-malware" => {
            &["e call", "e track", "e name", "e dub", "e refer", "e have", "e now", "e will"]
        }
        "entity.malware-before" | "entity.malware-is" => MALWARE_WORDS,
        "entity.actor-signed" => &["signed"],
        "entity.actor-field" => &[":"],
        "entity.gang-apposed" => &["gang", "crew", "cartel", "syndicate", "hack"],
        "entity.actor-gang-before" | "entity.actor-gang-behind" => {
            &["gang", "crew", "cartel", "syndicate", "collective", "hacking team"]
        }
        "entity.actor-listed" => &["group", "operation", "affiliate"],
        "entity.malware-behind" | "entity.malware-apposed" => MALWARE_WORDS,
        "entity.actor-responsible" => &["responsibility", "credit"],
        "entity.actor-claimed-by" => &["claimed"],
        "entity.actor-leak-site" => &["leak", "extortion", "shaming"],
        _ => &[
            "group",
            "gang",
            "crew",
            "collective",
            "operation",
            "outfit",
            "cartel",
            "syndicate",
            "actor",
            "affiliate",
            "operator",
            "brand",
            "franchise",
            "team",
            "cluster",
            "leak site",
            "hacker",
        ],
    }
}

/// All words that patterns need, looked for in one pass, and for each the patterns that it may bring in, one bit each.
struct Needs {
    words: Option<AhoCorasick>,
    brings: Vec<u64>,
}

static NEEDS: LazyLock<Needs> = LazyLock::new(|| {
    let mut brings: BTreeMap<&str, u64> = BTreeMap::new();
    for (n, pattern) in PATTERNS.iter().enumerate() {
        pattern.needs.iter().for_each(|word| *brings.entry(word).or_default() |= 1 << n);
    }
    Needs { words: AhoCorasick::new(brings.keys()).ok(), brings: brings.into_values().collect() }
});

/// The patterns of which the sentence holds a needed word.
pub(super) fn within_reach(sentence: &str) -> impl Iterator<Item = &'static Pattern> {
    let found = NEEDS.words.iter().flat_map(|words| words.find_overlapping_iter(sentence));
    let brought = found.fold(0, |all, m| all | NEEDS.brings.get(m.pattern().as_usize()).copied().unwrap_or(0));
    PATTERNS.iter().enumerate().filter(move |(n, _)| brought & 1 << n != 0).map(|(_, pattern)| pattern)
}
