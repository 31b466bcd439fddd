//! Where names can stand: sentences, and the words beside a name that make it an actor's, a malware's or a tool's.

use crate::indicators::layout::{self, Line, Section};
use regex::Regex;
use sextant_model::{BlockKind, CleanDocument};
use std::sync::LazyLock;

/// A sentence that is read for names; bytes of the text.
#[derive(Debug, Clone, Copy)]
pub struct Site<'t> {
    /// First byte.
    pub start: usize,
    /// The words.
    pub text: &'t str,
    /// Advice to readers: what stands here was not done by anybody.
    pub advice: bool,
    /// A heading.
    pub heading: bool,
}

/// The sentences of the document, without references, contacts and asides.
#[must_use]
pub fn sites(document: &CleanDocument) -> Vec<Site<'_>> {
    let lines = layout::lines(document);
    let read = |line: &&Line| line.kind != BlockKind::Aside && !matches!(line.section, Section::References);
    lines.iter().filter(read).flat_map(|line| sentences(document, *line)).collect()
}

/// A sentence is cut at the next mark beyond this many bytes.
const LONGEST: usize = 1_200;

fn sentences(document: &CleanDocument, line: Line) -> Vec<Site<'_>> {
    let text = document.text.get(line.start..line.end).unwrap_or_default();
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(['.', '!', '?']) {
        if (ends_here(text, at) && at + 1 - from > 2) || at - from > LONGEST {
            out.push((from, at + 1));
            from = at + 1;
        }
    }
    out.push((from, text.len()));
    let advice = line.section == Section::Advice;
    let heading = line.kind == BlockKind::Heading;
    out.into_iter()
        .flat_map(|(a, b)| pieces(text, a, b))
        .filter_map(|(a, b)| Some(Site { start: line.start + a, text: text.get(a..b)?, advice, heading }))
        .filter(|s| !s.text.trim().is_empty())
        .collect()
}

/// Text without marks is read in pieces, so that no step sees more than it can bear.
fn pieces(text: &str, from: usize, to: usize) -> Vec<(usize, usize)> {
    let mut cuts = vec![from];
    while let Some(mut next) = cuts.last().map(|c| c + 2 * LONGEST).filter(|n| *n < to) {
        while !text.is_char_boundary(next) {
            next -= 1;
        }
        cuts.push(next);
    }
    cuts.push(to);
    cuts.windows(2).map(|w| (w[0], w[1])).collect()
}

/// A full stop ends a sentence before a space and a capital, unless it belongs to an abbreviation.
fn ends_here(text: &str, at: usize) -> bool {
    let mut rest = text.get(at + 1..).unwrap_or_default().chars().take(8).skip_while(|c| "\"”’')".contains(*c));
    let spaced = rest.next().is_some_and(char::is_whitespace);
    let capital = rest
        .find(|c| !c.is_whitespace())
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || "\"“‘'(".contains(c));
    let mut from = at.saturating_sub(12);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let word = text.get(from..at).unwrap_or_default().rsplit([' ', '(']).next().unwrap_or_default();
    let short = word.len() <= 3 && word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() < 3;
    let abbreviated = matches!(
        word,
        "Inc"
            | "Ltd"
            | "Corp"
            | "Co"
            | "Mr"
            | "Ms"
            | "Mrs"
            | "Dr"
            | "St"
            | "No"
            | "vs"
            | "e.g"
            | "i.e"
            | "etc"
            | "U.S"
            | "U.K"
            | "approx"
    );
    spaced && capital && !short && !abbreviated
}

/// Nouns that make the name before (or behind) them an actor's.
pub const ACTOR: &str = "gangs?|groups?|crews?|collectives?|outfits?|cartels?|syndicates?|hackers?|hacktivists?|operations?|brigade|cybercriminals?|extortionists?|affiliates?|operators?|threat actors?|actors?|APT|adversary|team|brand|franchise|cluster|persona|programme|program";
/// Nouns that make it a malware's.
pub const MALWARE: &str = "ransomware|malware|trojans?|loaders?|backdoors?|stealers?|infostealers?|wipers?|worms?|rootkits?|implants?|droppers?|downloaders?|botnets?|spyware|RATs?|web ?shells?|keyloggers?|encryptors?|encrypters?|lockers?|beacons?|payloads?|virus|viruses|banking trojan|skimmers?|bootkits?|miners?|cryptominers?|infections?|variants?|samples?";
/// Parts of those words: a sentence without any of them names no malware by its noun.
pub const MALWARE_WORDS: &[&str] = &[
    "ware", "WARE", "Ware", "rojan", "oader", "ackdoor", "tealer", "iper", "orm", "ootkit", "mplant", "ropper",
    "otnet", "RAT", "hell", "ogger", "cryptor", "eacon", "DLL",
];
/// What makes an actor's noun one of crime.
pub const CRIME: &str = "ransomware-as-a-service|ransomware|extortion|data-extortion|hacking|hacker|hacktivist|cyber-?\\s?crime|cyber-?\\s?espionage|cyber ?criminal|cyber|criminal|crime|threat|espionage|data[- ]theft|leak|activist|RaaS|APT|state-sponsored|state-backed|nation-state|spy|spying|phishing|DDoS|intrusion|underground|malware";

static ACTOR_BEHIND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"^['’]?s?[”\x22’']?\s+(?:(?:{CRIME})[- ]?\s*)*(?:{ACTOR})\b")).ok());
static MALWARE_BEHIND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"^[”\x22’']?\s+(?i:{MALWARE})\b")).ok());
static STRONG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:gangs?|groups?|crews?|collectives?|cartels?|syndicates?|operations?|hackers?|outfit|brand|hacktivists?)$",
    )
    .ok()
});
static ACTOR_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:\b(?:{ACTOR})|\baffiliates? of(?: the)?|\bmembers? of(?: the)?|\b(?:claimed|carried out|conducted|listed|posted|attributed to|blamed on|work of|linked to|hit|hacked|attacked) by(?: the)?|\battribut\w+ .{{0,40}} to(?: the)?)\s+[“\x22‘']?$")).ok()
});
static MALWARE_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"\b(?:{MALWARE}|infected with|infected by|deploy\w*|encrypted (?:with|by)|dropp?\w*|side-?loads?|executed|execut\w+|variant of|version of)\s+(?:the\s+)?[“\x22‘']?$")).ok()
});
static ACTOR_VERB: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[”\x22’']?,?\s+(?:has |have |had |also |then )?(?:said|says|claim|claims|claimed|listed|lists|posted|posts|published|threatened|took|taken|demanded|boasted|wrote|added|named|hacked|struck|hit|stole|breached|leaked)\b|^['’]s?\s+(?:dark ?web |leak |Telegram |data leak |Tor )").ok()
});

/// What the words around a name make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// Nothing.
    None,
    /// It is run or deployed.
    Malware,
    /// "X ransomware actors": somebody who uses it.
    Users,
    /// It speaks, claims or lists.
    Speaks,
    /// "the X gang".
    Actor,
}

/// The vote of the words before and behind a name.
#[must_use]
pub fn vote(before: &str, behind: &str) -> Vote {
    let found =
        |r: &LazyLock<Option<Regex>>, text: &str| r.as_ref().and_then(|r| r.find(text)).map(|m| m.as_str().to_owned());
    if let Some(words) = found(&ACTOR_BEHIND, behind) {
        let strong = STRONG.as_ref().is_some_and(|r| r.is_match(words.trim()));
        let ransomware = words.contains("ransomware") || words.contains("malware");
        return if strong || !ransomware { Vote::Actor } else { Vote::Users };
    }
    if found(&MALWARE_BEHIND, behind).is_some() {
        return Vote::Malware;
    }
    let tail = before.get(before.len().saturating_sub(80)..).unwrap_or(before);
    if found(&MALWARE_BEFORE, tail).is_some() {
        return Vote::Malware;
    }
    if found(&ACTOR_BEFORE, tail).is_some() {
        return Vote::Actor;
    }
    if found(&ACTOR_VERB, behind).is_some() { Vote::Speaks } else { Vote::None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_name_say_what_it_is() {
        assert_eq!(vote("affiliates of the ", " ransomware operation."), Vote::Actor);
        assert_eq!(vote("in which ", " ransomware (also known"), Vote::Malware);
        assert_eq!(vote("The ", " ransomware actors enter"), Vote::Users);
        assert_eq!(vote("which side-loads ", " (T1574.001)"), Vote::Malware);
        assert_eq!(vote("", " said on Telegram"), Vote::Speaks);
    }

    #[test]
    fn sentences_keep_their_abbreviations() {
        let document =
            CleanDocument { text: "Acme Inc. said so. The gang did not.".into(), ..CleanDocument::default() };
        assert_eq!(sites(&document).len(), 2);
    }
}
