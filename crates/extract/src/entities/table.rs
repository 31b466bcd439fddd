//! The table of known names: actors, malware, tools and techniques, with the ATT&CK id where there is one.
//! Built once, on first use. A name found here never merges two things: each row stands alone.

use rustc_hash::{FxHashMap, FxHashSet};
use sextant_model::EntityType;
use std::sync::LazyLock;

const NAMES: &str = include_str!("../../data/generated/names.tsv");
const TECHNIQUES: &str = include_str!("../../data/generated/techniques.tsv");
const TOOLS: &str = include_str!("../../data/entities/tools.tsv");
const AMBIGUOUS: &str = include_str!("../../data/entities/ambiguous.txt");
const COMMANDS: &str = include_str!("../../data/entities/commands.txt");

/// One row: what a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Type of the thing.
    pub kind: EntityType,
    /// ATT&CK id.
    pub id: Option<&'static str>,
    /// The spelling of the table.
    pub name: &'static str,
}

/// Longest name in words.
pub const LONGEST: usize = 5;

static TABLE: LazyLock<FxHashMap<String, Vec<Row>>> = LazyLock::new(|| {
    let mut table: FxHashMap<String, Vec<Row>> = FxHashMap::default();
    for row in lines(NAMES).filter_map(row) {
        push(&mut table, row);
    }
    for name in lines(TOOLS) {
        let attack = table.get(&key(name)).is_some_and(|rows| rows.iter().any(|r| r.id.is_some()));
        if !attack {
            table.insert(key(name), vec![Row { kind: EntityType::Tool, id: None, name }]);
        }
    }
    table
});

/// First words of all names (and the letters before their digits), so that most words need one look.
static FIRST: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let names = TABLE.values().flatten().map(|row| row.name);
    names
        .flat_map(|name| {
            let first = key(name.split([' ', '-']).next().unwrap_or_default());
            let letters = first.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
            let whole = key(name.split(' ').next().unwrap_or_default());
            [first, letters, whole]
        })
        .collect()
});

/// Whether some name begins with this word.
#[must_use]
pub fn begins(word: &str) -> bool {
    // Asked of every word: most need no copy.
    let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if plain { FIRST.contains(word) } else { FIRST.contains(&key(word)) }
}

static IDS: LazyLock<FxHashMap<&'static str, Row>> = LazyLock::new(|| {
    let rows = lines(NAMES).filter_map(|line| {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [_, kind, canonical, id, _] = cells[..] else { return None };
        (!id.is_empty()).then_some((id, Row { kind: kind.parse().ok()?, id: Some(id), name: canonical }))
    });
    rows.collect()
});

static TECHNIQUE: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| lines(TECHNIQUES).filter_map(|l| l.split_once('\t')).collect());
static COMMON: LazyLock<FxHashSet<String>> = LazyLock::new(|| lines(AMBIGUOUS).map(key).collect());
static COMMAND: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| lines(COMMANDS).collect());

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    let (name, kind) = (cells.next()?, cells.next()?.parse().ok()?);
    let id = cells.nth(1).filter(|id| !id.is_empty());
    Some(Row { kind, id, name })
}

fn push(table: &mut FxHashMap<String, Vec<Row>>, row: Row) {
    let rows = table.entry(key(row.name)).or_default();
    if !rows.iter().any(|r| r.kind == row.kind && (r.id == row.id || row.id.is_none())) {
        rows.push(row);
    }
}

/// Letters, digits and `$` only, in lower case: "APT 28" and "APT28" are one spelling.
#[must_use]
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        let kept = name.bytes().filter(|b| b.is_ascii_alphanumeric() || *b == b'$');
        return kept.map(|b| char::from(b.to_ascii_lowercase())).collect();
    }
    name.chars().filter(|c| c.is_alphanumeric() || *c == '$').flat_map(char::to_lowercase).collect()
}

/// What `name` may stand for; those with an ATT&CK id come first.
#[must_use]
pub fn rows(name: &str) -> &'static [Row] {
    TABLE.get(&key(name)).map_or(&[], Vec::as_slice)
}

/// Whether the name is an ordinary word or name as well.
#[must_use]
pub fn ambiguous(name: &str) -> bool {
    COMMON.contains(&key(name))
}

/// Whether it is a command of the operating system, found in every prompt.
#[must_use]
pub fn command(name: &str) -> bool {
    COMMAND.contains(key(name).as_str())
}

/// Name of the technique with this id.
#[must_use]
pub fn technique(id: &str) -> Option<&'static str> {
    TECHNIQUE.get(id).copied()
}

/// The group or software with this ATT&CK id.
#[must_use]
pub fn by_id(id: &str) -> Option<Row> {
    IDS.get(id).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_ids() {
        assert!(rows("Cobalt Strike").iter().any(|r| r.kind == EntityType::Malware && r.id == Some("S0154")));
        assert!(rows("APT 28").iter().any(|r| r.id == Some("G0007")));
        assert!(rows("AnyDesk").iter().all(|r| r.kind == EntityType::Tool && r.id.is_none()));
        assert!(rows("DragonForce").iter().all(|r| r.id.is_none()));
        assert_eq!(technique("T1003.001"), Some("LSASS Memory"));
        assert!(ambiguous("Play") && !ambiguous("Mimikatz") && command("net"));
    }
}
