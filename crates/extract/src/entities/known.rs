//! Names of the table where they stand in a sentence, with the vote of the words around them.

use super::sites::{self, Site, Vote};
use super::table;
use sextant_model::EntityType;

/// A known name in a sentence; bytes of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What the words around it say.
    pub vote: Vote,
}

/// Words of use, which a lawful tool needs to be one of the attack.
const USE: &[&str] = &[
    "use",
    "uses",
    "used",
    "using",
    "with",
    "via",
    "through",
    "install",
    "installs",
    "installed",
    "installing",
    "deploy",
    "deploys",
    "deployed",
    "deploying",
    "ran",
    "run",
    "runs",
    "running",
    "execute",
    "executed",
    "executes",
    "executing",
    "drop",
    "drops",
    "dropped",
    "download",
    "downloaded",
    "downloads",
    "leverage",
    "leveraged",
    "leveraging",
    "leverages",
    "abuse",
    "abused",
    "abusing",
    "abuses",
    "tools",
    "tool",
    "utilities",
    "exfiltrated",
    "exfiltrate",
    "copied",
    "copy",
    "launched",
    "launch",
    "brought",
    "relied",
    "rely",
    "relies",
    "employ",
    "employed",
    "employing",
    "loaded",
    "staged",
    "by",
    "moved",
    "move",
    "moves",
    "such",
    "tunnel",
    "tunnels",
    "over",
    "beacon",
    "beacons",
    "connected",
    "persistence",
    "second",
    "artefacts",
    "artifacts",
    "observed",
    "software",
];

/// The known names of a sentence, longest first at each place; ordinary words are left to the patterns of `coined`.
#[must_use]
pub fn known(site: &Site<'_>) -> Vec<Known> {
    let words = words(site.text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let first = words.get(at).and_then(|w| site.text.get(w.0..w.1)).unwrap_or_default();
        if first.len() > 40 || !table::begins(first) {
            at += 1;
            continue;
        }
        let found = (1..=table::LONGEST.min(words.len() - at)).rev().find_map(|n| {
            let (start, end) = (words.get(at)?.0, words.get(at + n - 1)?.1);
            let name = site.text.get(start..end)?;
            stands(site, name, start, end).then_some((start, end, n))
        });
        match found {
            Some((start, end, n)) => {
                let (before, behind) =
                    (site.text.get(..start).unwrap_or_default(), site.text.get(end..).unwrap_or_default());
                out.push(Known { start, end, vote: sites::vote(before, behind) });
                at += n;
            }
            None => at += 1,
        }
    }
    out
}

/// Whether the words are a known name here: spelt like one, no ordinary word, and for a tool: used.
fn stands(site: &Site, name: &str, start: usize, end: usize) -> bool {
    if name.len() < 3 || name.len() > 40 {
        return false;
    }
    let rows = table::rows(name);
    let Some(first) = rows.first() else { return false };
    if !same_words(name, first.name) {
        return false;
    }
    let tool = rows.iter().all(|r| r.kind == EntityType::Tool);
    let joined =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '@' || c == '\\' || c == '/');
    let glued = joined(site.text.get(..start).and_then(|t| t.chars().next_back()))
        || joined(site.text.get(end..).and_then(|t| t.chars().next()));
    let dotted =
        site.text.get(end..).is_some_and(|t| t.starts_with('.') && t.chars().nth(1).is_some_and(char::is_alphanumeric));
    let before_dot = site.text.get(..start).is_some_and(|t| t.ends_with(['.', '-']));
    if glued || dotted || before_dot || crossing(name) {
        return false;
    }
    if table::command(name) {
        return tool && listed_with_tools(site.text, start, end);
    }
    if tool {
        return (spelt(name, first.name) || name.len() >= 6) && used(site, start);
    }
    !table::ambiguous(name) && spelt(name, first.name)
}

/// "out 1" is not Out1; only a short prefix in capitals may stand apart from its number ("APT 28").
fn same_words(text: &str, table: &str) -> bool {
    let count = |s: &str| s.split([' ', '-']).count();
    let numbered = text.split_once(' ').is_some_and(|(p, n)| {
        p.len() <= 4 && p.bytes().all(|c| c.is_ascii_uppercase()) && n.bytes().all(|c| c.is_ascii_digit())
    });
    count(text) == count(table)
        || numbered
        || (count(text) + 1 == count(table) && text.chars().any(char::is_uppercase))
        || (text.contains(' ') && text.split(' ').all(|w| w.chars().next().is_some_and(char::is_uppercase)))
}

/// Commas or brackets inside make it two things.
fn crossing(name: &str) -> bool {
    name.contains([',', ';', ':', '"', '“', '”', '/', '[', ']']) || name.contains(". ")
}

/// A capital or digit where the table has one, or no capital in the table either and a shape that no word has.
fn spelt(text: &str, table: &str) -> bool {
    let loud = text.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    let starts = text.split(' ').all(|w| {
        w.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphabetic())
            || w.chars().any(|c| c.is_uppercase() || c.is_ascii_digit())
    });
    (loud && (starts || text == table)) || (text == table && table.chars().count() >= 6)
}

fn used(site: &Site, start: usize) -> bool {
    let before = site.text.get(..start).unwrap_or_default().to_lowercase();
    let advice = [
        "restrict",
        "block",
        "disable",
        "monitor",
        "audit",
        "remove",
        "uninstall",
        "limit",
        "prevent",
        "our product",
        "customers of",
        "patch",
        "update",
        "upgrade",
    ]
    .iter()
    .any(|w| before.contains(w));
    let words = before.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let said = words.rev().take(24).any(|w| USE.contains(&w));
    let behind = site.text.get(start..).unwrap_or_default().to_lowercase();
    let said_behind = [
        " was used",
        " were used",
        " was installed",
        " was deployed",
        " was run",
        " to move",
        " to exfiltrate",
        " to dump",
        " to copy",
        " for lateral",
        " for persistence",
        " (renamed",
    ]
    .iter()
    .any(|w| behind.contains(w));
    !site.advice && !advice && (said || said_behind)
}

/// `Net, Ping and Nltest`: an everyday command counts beside other tools only.
fn listed_with_tools(text: &str, start: usize, end: usize) -> bool {
    let capital = text.get(start..end).is_some_and(|n| n.starts_with(char::is_uppercase));
    let lower = text.to_lowercase();
    let listed = text.get(end..).is_some_and(|t| t.starts_with(',') || t.starts_with(" and "))
        || text.get(..start).is_some_and(|t| t.ends_with(", ") || t.ends_with(" and "));
    capital && listed && ["tools", "utilities", "commands", "such as"].iter().any(|w| lower.contains(w))
}

fn words(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || matches!(c, '-' | '.' | '$' | '+' | '&' | '!' | '_' | '@');
        match (inside, start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                let end = s + text.get(s..i).map_or(0, |w| w.trim_end_matches(['.', '!', '-']).len());
                if end > s {
                    out.push((s, end));
                }
                start = None;
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        known(&Site { start: 0, text, advice: false, heading: false })
            .into_iter()
            .filter_map(|k| text.get(k.start..k.end))
            .collect()
    }

    #[test]
    fn known_names_need_their_spelling_and_tools_their_use() {
        assert_eq!(
            names("The actors dump credentials with Mimikatz [T1003.001] and PsExec, and install AnyDesk version 9"),
            ["Mimikatz", "PsExec", "AnyDesk"]
        );
        assert_eq!(names("Cobalt Strike beacons were found"), ["Cobalt Strike"]);
        assert_eq!(names("The royal family went to play at the net"), Vec::<&str>::new());
        assert_eq!(names("AnyDesk said that its servers were breached"), Vec::<&str>::new());
        assert_eq!(names("TEAL HERON may be a part of Mustang Panda."), ["Mustang Panda"]);
    }
}
