//! Ids written in the text (CVE, ATT&CK) and names of techniques said to have been used.

use super::sites::Site;
use super::table;
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use sextant_model::EntityType;
use std::sync::LazyLock;

/// Something with an id; bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its type.
    pub kind: EntityType,
    /// Its name.
    pub name: String,
    /// Its id; empty where it has none.
    pub id: String,
    /// The rule.
    pub by: &'static str,
}

static CVE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bCVE[-‐‑–\s]((?:19|20)\d{2})[-‐‑–]\s?(\d{4,7})\b").ok());
static ATTACK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:T(\d{4})(?:[./](\d{3}))?|([SG]\d{4}))\b").ok());

/// CVE ids of the sentence.
pub fn vulnerabilities<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Code> + 's {
    CVE.iter().flat_map(|r| r.captures_iter(site.text)).filter_map(|c| {
        let whole = c.get(0)?;
        let before = site.text.get(..whole.start()).unwrap_or_default();
        let id = format!("CVE-{}-{}", c.get(1)?.as_str(), c.get(2)?.as_str());
        let linked = before.ends_with(['/', '=', '#']);
        (!linked)
            .then(|| code(site, whole.start(), whole.end(), EntityType::Vulnerability, id.clone(), id, "entity.cve"))
    })
}

/// ATT&CK ids of the sentence: techniques, and software or groups.
pub fn attack_ids<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Code> + 's {
    ATTACK.iter().flat_map(|r| r.captures_iter(site.text)).filter_map(|c| {
        let whole = c.get(0)?;
        if site.text.get(..whole.start()).unwrap_or_default().ends_with(['/', '=', '#', '-', '_']) {
            return None;
        }
        if let Some(other) = c.get(3) {
            let row = table::by_id(other.as_str())?;
            return Some(code(
                site,
                whole.start(),
                whole.end(),
                row.kind,
                row.name.to_owned(),
                other.as_str().to_owned(),
                "entity.attack-id",
            ));
        }
        let id = c.get(2).map_or_else(|| format!("T{}", &c[1]), |sub| format!("T{}.{}", &c[1], sub.as_str()));
        let name = table::technique(&id)?;
        Some(code(site, whole.start(), whole.end(), EntityType::Technique, name.to_owned(), id, "entity.technique-id"))
    })
}

fn code(site: &Site, start: usize, end: usize, kind: EntityType, name: String, id: String, by: &'static str) -> Code {
    Code { start: site.start + start, end: site.start + end, kind, name, id, by }
}

static PHRASES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = include_str!("../../data/entities/techniques_in_prose.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|l| l.split_once('\t')).collect()
});
static OPENERS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| PHRASES.keys().filter_map(|p| p.split(' ').next()).collect());
/// Words that make a mention one of what may come, or of what readers should do, and not of what was done.
static NOT_DONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:could|may|might|would|can|should|must|potential|possible|future|beware|be aware|aware of|look out|watch (?:out )?for|watch|wary|alert to|vigilan\w+|cautious|suspicious|warn\w*|advis\w+|urg\w+|avoid|prevent\w*|protect\w*|against|training|train|awareness|simulat\w+|exercise|tips|learn|risks?|fears?|feared|likely to|if you|never|such as|including|resistant|no sign of|no evidence of|not|do not|ask you|asking|follow-on|typical\w*|commonly|often|usually|generally|rise in|increase in|wave of|defend\w*|detect\w*|these campaigns|these scams|these attacks|such attacks|such scams|scams? have|number of steps)\b").ok()
});

/// Whether the name of a technique may begin with this word.
fn opens(word: &str) -> bool {
    let plain = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if plain { OPENERS.contains(word) } else { OPENERS.contains(word.to_lowercase().as_str()) }
}

/// Techniques named in the sentence as done; the more exact name beats the general one at the same place.
pub fn techniques(site: &Site<'_>) -> Vec<Code> {
    if site.advice {
        return Vec::new();
    }
    let words = words(site.text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let first = words.get(at).and_then(|w| site.text.get(w.0..w.1)).filter(|w| w.len() <= 24);
        if !first.is_some_and(opens) {
            at += 1;
            continue;
        }
        let found = (1..=5.min(words.len() - at)).rev().find_map(|n| {
            let (start, end) = (words.get(at)?.0, words.get(at + n - 1)?.1);
            let phrase = site.text.get(start..end)?.to_lowercase();
            PHRASES.get(phrase.as_str()).map(|id| (start, end, *id, n))
        });
        let Some((start, end, id, n)) = found else {
            at += 1;
            continue;
        };
        at += n;
        if done(site.text, start, end) {
            let name = table::technique(id).unwrap_or_default().to_owned();
            out.push(code(site, start, end, EntityType::Technique, name, id.to_owned(), "entity.technique-name"));
        }
    }
    out
}

/// Words, a hyphenated one in one piece.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || c == '-', start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                out.push((s, i));
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Whether the words around it tell of a deed: nothing of advice or chance within reach of the same clause.
fn done(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let clause = before.rsplit(';').next().unwrap_or_default();
    let mut from = clause.len().saturating_sub(120);
    while !clause.is_char_boundary(from) {
        from += 1;
    }
    let near = clause.get(from..).unwrap_or_default();
    let behind = text.get(end..).unwrap_or_default();
    let compound = [
        "-resistant",
        " resistant",
        "-aware",
        " awareness",
        " training",
        " simulation",
        " test",
        " exercise",
        " protection",
        " risk",
        " warning",
        " scams",
        " season",
    ]
    .iter()
    .any(|w| behind.starts_with(w));
    let anti = near.ends_with("anti-") || near.ends_with("anti ");
    !compound && !anti && !NOT_DONE.as_ref().is_some_and(|r| r.is_match(near))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> Site<'_> {
        Site { start: 0, text, advice: false, heading: false }
    }

    #[test]
    fn deeds_count_and_advice_does_not() {
        let ids = |text| techniques(&site(text)).into_iter().map(|c| c.id).collect::<Vec<_>>();
        assert_eq!(ids("an employee opened a spearphishing attachment, a disk image"), ["T1566.001"]);
        assert_eq!(ids("They used credential stuffing, which means"), ["T1110.004"]);
        assert_eq!(ids("The employee had replied to a phishing message."), ["T1566"]);
        assert_eq!(ids("Customers should look out for phishing emails"), Vec::<String>::new());
        assert_eq!(ids("could be used for attacks, including Phishing."), Vec::<String>::new());
        assert_eq!(ids("phishing-resistant login"), Vec::<String>::new());
    }

    #[test]
    fn ids_in_the_text() {
        let text = "exploit cve-2024-21762 [T1190], T1566/001, https://a.example/techniques/T1059 and S0154";
        assert_eq!(vulnerabilities(&site(text)).map(|c| c.id).collect::<Vec<_>>(), ["CVE-2024-21762"]);
        assert_eq!(attack_ids(&site(text)).map(|c| c.id).collect::<Vec<_>>(), ["T1190", "T1566.001", "S0154"]);
    }
}
