//! Names that the text itself introduces: "a loader that we call MUDSKIPPER", "an extortion gang calling itself
//! Obsidian Jackal", "the Bleakwater crew", "a hacker who goes by X". Patterns here, judgement in `mod`.

mod needs;

use super::sites::{ACTOR, CRIME, MALWARE, Vote};
use crate::places;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A name in a sentence; bytes of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coined {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub vote: Vote,
    /// The pattern that found it.
    pub by: &'static str,
    /// It is introduced in so many words ("calling itself", "dubbed"), so it may be any word.
    pub sure: bool,
}

/// A name: quoted words, or words with capitals or digits.
const NAME: &str = r"(?:[“\x22‘']([^“”\x22‘’'\n]{2,40}?),?[”\x22’']|((?:[A-Z0-9][\w$&.+’'!-]*(?:\(\d+\))?|[a-z]{1,3}[A-Z0-9][\w$-]*)(?:[ -](?:[A-Z0-9][\w$!-]*)){0,3}))";

/// A name in capitals, as researchers give them: "OATCAKE".
const CAPITALS: &str = r"(?:[“\x22‘']([A-Z][A-Z0-9]{3,20})[”\x22’']|([A-Z][A-Z0-9]{4,20})\b)";

/// Words that bring a name in.
const CALLED: &str = r"(?:(?:that|which|who|whom)\s+)?(?:[A-Z]\w+(?:\s[A-Z]\w+)?\s+|we\s+|it\s+|they\s+|researchers\s+|analysts\s+|is\s+|are\s+|was\s+|were\s+)?(?:has\s+|have\s+|had\s+)?(?:calling (?:itself|themselves|himself|herself)|calls? (?:itself|themselves|himself|herself)|(?:also |otherwise |now |previously |formerly |better |widely |internally |publicly )?known as|called|calls?|named?|dubbed|dubs?|nicknamed|go(?:es|ing)? by(?: the (?:name|handle|alias|moniker|nickname|online name)(?: of)?)?|using the (?:name|handle|alias|moniker|nickname|pseudonym)|under the (?:name|alias|handle|moniker|banner|nickname|pseudonym)(?: of)?|styl(?:es|ing) (?:itself|themselves|himself)|tracked(?: by [A-Z]\w+)? (?:as|under the name)|tracks?(?: it)? as|tracking as|identif(?:ied|ying|ies) (?:itself|themselves|himself) as|sign(?:s|ed|ing)? (?:itself|themselves|himself)|referred to as|refers? to as|labell?ed|christened|codenamed|code-named|identified as|posting as|operating as|operates as)\s+(?:as\s+|the\s+)?";

struct Pattern {
    regex: Option<Regex>,
    /// Without one of these in the sentence the pattern cannot match.
    needs: &'static [&'static str],
    vote: Vote,
    by: &'static str,
    sure: bool,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let build =
        |by, vote, sure, text: String| Pattern { regex: Regex::new(&text).ok(), needs: needs::of(by), vote, by, sure };
    let someone = format!(
        "{ACTOR}|channel|account holder|user|seller|poster|account|handle|intruders?|attackers?|criminals?|person|individual|somebody|someone|broker"
    );
    let plain = "gang|crew|cartel|syndicate|collective|hacking team";
    let group = "groups?|gangs?|crews?|collective|operations?|outfits?|cartel|syndicate|actors?|affiliates?|operators?|brand|franchise|team|cluster|leak site|hackers";
    vec![
        build(
            "entity.malware-called",
            Vote::Malware,
            true,
            format!(
                r"(?i:\b(?:{MALWARE}|strain|family|framework|toolkit|tool|script|program|code))\b,?\s+(?-i:(?:[a-z’'-]+\s+){{0,3}}?{CALLED}{NAME})"
            ),
        ),
        build(
            "entity.actor-called",
            Vote::Actor,
            true,
            format!(r"\b(?:{someone}),?\s+(?:[a-z’'-]+\s+){{0,4}}?{CALLED}{NAME}"),
        ),
        build(
            "entity.actor-crime-before",
            Vote::Actor,
            false,
            format!(
                r"\b(?i:{CRIME}|pro-[A-Z]\w+|hacktivist|notorious|prolific|Russian-speaking|English-speaking|[a-z]+-linked|[a-z]+-backed|[a-z]+-aligned)[- ](?:[a-z]+\s)?(?:{group}|hacker),?\s+{NAME}"
            ),
        ),
        build(
            "entity.actor-gang-before",
            Vote::Actor,
            false,
            format!(r"\b(?:[Tt]he|[Aa]|[Tt]he [a-z-]+)\s+(?:{plain})\s+{NAME}"),
        ),
        build("entity.actor-gang-behind", Vote::Actor, false, format!(r"{NAME}\s+(?:{plain})\b")),
        build(
            "entity.actor-crime-behind",
            Vote::Actor,
            false,
            format!(r"{NAME}\s+(?:(?:{CRIME})[- ]\s*)+(?:{group})\b"),
        ),
        build(
            "entity.malware-behind",
            Vote::Malware,
            false,
            format!(
                r"{NAME}\s+(?i:ransomware|malware|trojan|loader|backdoor|stealer|infostealer|wiper|worm|rootkit|implant|dropper|downloader|botnet|spyware|RAT|web ?shell|keylogger|encryptor|beacons?|bootkit)\b"
            ),
        ),
        build(
            "entity.malware-apposed",
            Vote::Malware,
            false,
            format!(
                r"{NAME},\s+(?:a|an|its|their)\s+(?:[a-z-]+\s+){{0,4}}(?:ransomware|malware|trojan|loader|backdoor|stealer|infostealer|wiper|worm|rootkit|implant|dropper|downloader|botnet|spyware|RAT|web shell|keylogger|encryptor|bootkit)\b"
            ),
        ),
        build(
            "entity.actor-apposed",
            Vote::Actor,
            false,
            format!(
                r"{NAME},\s+(?:a|an|the)\s+(?:[\w-]+\s+){{0,3}}(?:(?:{CRIME})[- ]\s*)+(?:gang|group|crew|collective|operation|actor)\b"
            ),
        ),
        build(
            "entity.gang-apposed",
            Vote::Actor,
            false,
            format!(
                r"{NAME},\s+(?:a|an|the)\s+(?:[\w-]+\s+){{0,2}}(?:gang|crew|cartel|syndicate|hacking (?:group|team)|collective of hackers)\b"
            ),
        ),
        build(
            "entity.we-call-actor",
            Vote::Actor,
            true,
            format!(
                r"(?i:\bwe (?:now |will |have )?(?:call|track|name|named|dub|dubbed|refer to)) (?:the |this |these )?(?:[a-z-]+ ){{0,3}}?(?:operators?|actors?|group|cluster|crew|gang|adversary|intruders?|attackers?)(?: behind (?:it|this))? (?:as )?{NAME}"
            ),
        ),
        build(
            "entity.we-call-malware",
            Vote::Malware,
            true,
            format!(
                r"(?i:\bwe (?:now |will |have )?(?:call|name|named|dub|dubbed|refer to)) (?:the |this )?(?:[a-z-]+ ){{0,3}}?(?:it|{MALWARE}|library|tool|framework|script|module|dll|family|code|program|component) (?:as )?{NAME}"
            ),
        ),
        build(
            "entity.malware-before",
            Vote::Malware,
            true,
            format!(r"\b(?:the|The|a|A|an)\s+(?:[a-z-]+\s)?(?:{MALWARE})\s+{CAPITALS}"),
        ),
        build(
            "entity.malware-is",
            Vote::Malware,
            true,
            format!(
                r"(?:^|[.:]\s){CAPITALS}(?::\s|\s+is\s+an?\s+)(?:[^.:;]{{0,40}}?\s)?(?:ransomware|malware|trojan|loader|backdoor|stealer|infostealer|wiper|worm|rootkit|implant|dropper|downloader|botnet|spyware|DLL|web shell|keylogger)\b"
            ),
        ),
        build(
            "entity.actor-signed",
            Vote::Actor,
            true,
            format!(
                r"(?i:\b(?:it|note|message|email|e-mail|demand|post|letter|text)(?: (?:is|was))?) signed (?:by )?(?:the )?{NAME}"
            ),
        ),
        build(
            "entity.actor-field",
            Vote::Actor,
            true,
            format!(r"(?i:^\s*(?:group|gang|crew|actor|threat actor|ransomware group))\s*:\s+{NAME}\s*$"),
        ),
        build(
            "entity.actor-listed",
            Vote::Actor,
            false,
            format!(r"\b[Tt]he\s+{NAME}\s+(?:group|operation|affiliate)\b"),
        ),
        build(
            "entity.actor-responsible",
            Vote::Actor,
            false,
            format!(
                r"{NAME}\s+(?:has\s+|have\s+|had\s+|later\s+|also\s+)?(?:claim(?:s|ed)?|tak(?:es|en)|took)\s+(?:responsibility|credit)\b"
            ),
        ),
        build(
            "entity.actor-claimed-by",
            Vote::Actor,
            false,
            format!(
                r"\b(?:responsibility|credit|attack|breach|hack|theft|intrusion|incident)s?\s+(?:was|were|has been|had been|is|have been)\s+(?:also\s+)?claimed\s+by\s+(?:the\s+)?{NAME}"
            ),
        ),
        build(
            "entity.actor-leak-site",
            Vote::Actor,
            false,
            format!(
                r"{NAME}[’']s?\s+(?:dark[- ]?web\s+|data\s+|Tor\s+|own\s+)?(?:leak|extortion|shaming)\s+(?:site|blog|page|portal)\b"
            ),
        ),
    ]
});

/// The names that the sentence introduces.
#[must_use]
pub fn coined(sentence: &str) -> Vec<Coined> {
    let mut out: Vec<Coined> = Vec::new();
    let mut patterns = needs::within_reach(sentence).peekable();
    if patterns.peek().is_none() {
        return out;
    }
    let headline = title_case(sentence);
    for pattern in patterns {
        for found in pattern.regex.iter().flat_map(|r| r.captures_iter(sentence)) {
            out.extend(
                name_of(&found, pattern)
                    .filter(|c| fits(sentence, c) && (!headline || listed(sentence, c)) && told_of_crime(sentence, c)),
            );
        }
    }
    let more: Vec<Coined> = out.iter().filter(|c| c.sure).flat_map(|c| also(sentence, c)).collect();
    out.extend(more);
    out
}

/// A headline in capitals says nothing by its capitals: only listed names are read there.
fn title_case(sentence: &str) -> bool {
    let words =
        || sentence.split_whitespace().filter(|w| w.len() > 3 && w.chars().next().is_some_and(char::is_alphabetic));
    let capital = words().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    words().count() >= 4 && capital * 10 >= words().count() * 8
}

/// Crews, teams and groups are also of ships, films and firms: the sentence must speak of crime.
fn told_of_crime(sentence: &str, coined: &Coined) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:leak|ransom\w*|extort\w*|stole\w*|steal\w*|hack\w*|claim\w*|list(?:s|ed)|dark web|attack\w*|breach\w*|cyber\w*|malware|victims?|intru\w*|phish\w*|suspect\w*|criminals?|gangs?|tracked|affiliates?|data|wrote|posted|prosecut\w*|guilty|arrest\w*|police|threaten\w*|boast\w*|samples?|(?:on|to) (?:its|their) (?:site|blog|page|portal))\b").ok()
    });
    let behind = sentence.get(coined.end..).unwrap_or_default();
    let loose = coined.by == "entity.actor-listed"
        || (coined.by == "entity.actor-gang-behind" && behind.trim_start().starts_with(['c', 't']));
    let rows = super::table::rows(sentence.get(coined.start..coined.end).unwrap_or_default());
    let known = coined.by != "entity.actor-listed" || !rows.is_empty();
    known && (!loose || WORDS.as_ref().is_some_and(|r| r.is_match(sentence)))
}

fn listed(sentence: &str, coined: &Coined) -> bool {
    sentence.get(coined.start..coined.end).is_some_and(|name| coined.sure || !super::table::rows(name).is_empty())
}

fn name_of(found: &Captures, pattern: &Pattern) -> Option<Coined> {
    let quoted = found.get(1);
    let name = quoted.or_else(|| found.get(2))?;
    let mut text = name.as_str();
    for lead in ["The ", "A ", "An ", "This ", "That ", "Those ", "These ", "Both ", "Its ", "Their "] {
        text = text.strip_prefix(lead).unwrap_or(text);
    }
    let start = name.end() - text.len();
    let text = text.trim_end_matches(['.', ',', '-', '!']);
    let text =
        text.strip_suffix("’s").or_else(|| text.strip_suffix("'s")).unwrap_or(text).trim_end_matches(['’', '\'']);
    let text = without_type_word(text);
    Some(Coined {
        start,
        end: start + text.len(),
        vote: pattern.vote,
        by: pattern.by,
        sure: pattern.sure || quoted.is_some(),
    })
}

/// "Dharma Ransomware" is Dharma.
fn without_type_word(name: &str) -> &str {
    const TYPES: [&str; 10] = [
        " Ransomware",
        " ransomware",
        " Malware",
        " malware",
        " Gang",
        " gang",
        " Trojan",
        " Group",
        " Ransomware Group",
        " virus",
    ];
    TYPES.iter().find_map(|t| name.strip_suffix(t)).unwrap_or(name)
}

/// `"Fancy Bear" or "APT 28"`: further names after an introduced one.
fn also(sentence: &str, first: &Coined) -> Vec<Coined> {
    static NEXT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(r"^[”\x22’']?(?:,\s+|,?\s+(?:or|and)(?: as)?\s+|\s*/\s*|,?\s+\(?(?:also (?:known|tracked) as|aka|a\.k\.a\.|formerly|previously known as)\s+){NAME}")).ok()
    });
    let mut out: Vec<Coined> = Vec::new();
    let mut at = first.end;
    while let Some(found) =
        NEXT.as_ref().and_then(|r| r.captures(sentence.get(at..).unwrap_or_default())).filter(|_| out.len() < 6)
    {
        let pattern = Pattern { regex: None, needs: &[], vote: first.vote, by: first.by, sure: first.sure };
        let Some(mut next) = name_of(&found, &pattern) else { break };
        (next.start, next.end) = (next.start + at, next.end + at);
        let named = found.get(0).is_some_and(|m| {
            m.as_str().contains("known as") || m.as_str().contains("tracked as") || m.as_str().contains("aka ")
        });
        let listed = named
            || found.get(1).is_some()
            || super::table::rows(sentence.get(next.start..next.end).unwrap_or_default()).iter().any(|_| true);
        if !listed || !fits(sentence, &next) {
            break;
        }
        at = next.end;
        out.push(next);
    }
    out
}

/// Words that a pattern may catch and that are nobody's name.
static NOT_NAMES: LazyLock<rustc_hash::FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/entities/not_names.txt").lines().filter(|l| !l.starts_with('#')).collect()
});

fn fits(sentence: &str, coined: &Coined) -> bool {
    let Some(name) = sentence.get(coined.start..coined.end) else { return false };
    let lower = name.to_lowercase();
    let words = lower.split([' ', '-']).count();
    let first_word = lower.split(' ').next().unwrap_or_default();
    let plain = NOT_NAMES.contains(lower.as_str())
        || (words == 1 && lower.chars().count() < 3)
        || lower.chars().all(|c| c.is_ascii_digit() || c == '.');
    // "Nine Lanterns" may be a name, "nine hackers" is none.
    let number = matches!(first_word, "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten");
    let counted = number && words > 1 && name.starts_with(char::is_uppercase);
    let generic = NOT_NAMES.contains(first_word) && !counted && (words == 1 || !coined.sure);
    let place = places::country(name).is_some()
        || places::country(name.split(' ').next().unwrap_or_default()).is_some_and(|_| !coined.sure);
    let cve = lower.starts_with("cve-")
        || (lower.starts_with('t') && lower.get(1..5).is_some_and(|d| d.bytes().all(|c| c.is_ascii_digit())));
    let digest = name.len() >= 16 && name.bytes().all(|c| c.is_ascii_hexdigit());
    words <= 4
        && !digest
        && !name.contains(['@', '\\'])
        && !plain
        && !generic
        && !place
        && !cve
        && name.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_from_the_words_that_bring_them_in() {
        for (sentence, name, vote) in [
            ("It dropped a loader that we call MUDSKIPPER, which", "MUDSKIPPER", Vote::Malware),
            ("to a group that we track as TEAL HERON.", "TEAL HERON", Vote::Actor),
            ("an extortion gang calling itself Obsidian Jackal said", "Obsidian Jackal", Vote::Actor),
            ("The Bleakwater crew added two names to its leak site", "Bleakwater", Vote::Actor),
            ("A hacker who goes by \"IShAkDz\" has taken", "IShAkDz", Vote::Actor),
            ("The extortion group Brassfang has put", "Brassfang", Vote::Actor),
            ("suspect the Mordrake gang.", "Mordrake", Vote::Actor),
            ("Sableworth, a gang that first showed up in spring, boasts", "Sableworth", Vote::Actor),
            ("the hacking group Seven Kettles says that", "Seven Kettles", Vote::Actor),
            ("A Telegram channel called Brineglass posted", "Brineglass", Vote::Actor),
            ("We track the people behind it, and we track the operators as PALE ANVIL.", "PALE ANVIL", Vote::Actor),
            ("We call the module CINDERJAR.", "CINDERJAR", Vote::Malware),
            ("which plants the backdoor HAZELNUT.", "HAZELNUT", Vote::Malware),
            ("The demand is signed Rookfall.", "Rookfall", Vote::Actor),
            ("group:   Tinmoth", "Tinmoth", Vote::Actor),
            ("claimed by the DragonForce ransomware group, such", "DragonForce", Vote::Actor),
            ("The pro-Russian group NoName057(16) said", "NoName057(16)", Vote::Actor),
            ("a cyber espionage group it has dubbed Pawn Storm, the", "Pawn Storm", Vote::Actor),
            ("identified as “Dharma Ransomware,” which", "Dharma", Vote::Malware),
            ("an older ransomware virus called “CriSiS,” according", "CriSiS", Vote::Malware),
        ] {
            let found = coined(sentence);
            assert!(
                found.iter().any(|c| sentence.get(c.start..c.end) == Some(name) && c.vote == vote),
                "{sentence}: {found:?}"
            );
        }
    }

    #[test]
    fn firms_and_peoples_are_not_gangs() {
        for sentence in [
            "fellow British retail group the Co-op",
            "Russian hackers got in",
            "the Dellmore Group said",
            "New ransomware was found",
            "Windows malware",
            "Lloyds Banking Group said",
        ] {
            assert_eq!(coined(sentence), Vec::new(), "{sentence}");
        }
    }
}
