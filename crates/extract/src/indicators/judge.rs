//! Whether a candidate is an indicator of the attack, from where it stands and the words around it.
//! Precision first: a link, a contact address, a version number or an address told to be harmless is none.

use super::cues::{self, CUES, Cues, Label};
use super::find::Candidate;
use super::layout::Section;
use super::{files, host};
use sextant_model::IndicatorType as T;

/// Everything about the place of a candidate that the judgement looks at.
#[derive(Debug, Clone, Copy)]
pub struct Place<'t> {
    /// It was written defanged.
    pub defanged: bool,
    /// Below which heading.
    pub section: Section,
    /// A row, list item or line of values, not running text.
    pub structured: bool,
    /// The label before it, or the heading of its column.
    pub label: Option<Label>,
    /// A value on the same line or one beside it is surely an indicator.
    pub neighbour: bool,
    /// First value of its line.
    pub first: bool,
    /// The sentence (or row) it stands in.
    pub sentence: &'t str,
    /// What stands in that sentence before it.
    pub before: &'t str,
    /// What stands in that sentence behind it.
    pub after: &'t str,
    /// The sentence that follows.
    pub next: &'t str,
    /// Host of the page itself.
    pub own_host: &'t str,
}

/// Rule that accepted the candidate, and how sure it is.
pub type Verdict = Option<(&'static str, f32)>;

/// Judges one candidate.
#[must_use]
pub fn judge(candidate: &Candidate, place: &Place) -> Verdict {
    let cues = CUES.read(place.sentence);
    let told_harmless = cues.has("benign") || (refers_back(place.next) && CUES.read(place.next).has("benign"));
    let set_apart = place.section == Section::Benign;
    if (told_harmless || set_apart) && !matches!(candidate.kind, T::RegistryKey | T::Mutex) {
        return None;
    }
    match candidate.kind {
        T::Md5 | T::Sha1 | T::Sha256 => hash(place),
        T::Ipv4Addr | T::Ipv6Addr => address(candidate, place, cues),
        T::DomainName | T::Url | T::EmailAddr => name_or_link(candidate, place, cues),
        T::FileName => file_name(candidate, place, cues),
        T::FilePath => file_path(candidate, place, cues),
        T::RegistryKey => registry_key(place, cues),
        T::Asn => asn(candidate, place, cues),
        T::CryptocurrencyWallet => wallet(candidate, place, cues),
        T::Mutex => Some(("indicator.mutex", 0.95)),
    }
}

fn in_list(place: &Place) -> bool {
    let labelled = place.label == Some(Label::Strong);
    let away = matches!(place.label, Some(Label::Reference | Label::Contact))
        || matches!(place.section, Section::References | Section::Contact);
    place.structured && !away && (place.section == Section::Indicators || labelled || place.neighbour)
}

/// "That address is a public resolver": the sentence speaks of what stood before.
fn refers_back(next: &str) -> bool {
    [
        "That ",
        "This ",
        "It ",
        "These ",
        "Those ",
        "They ",
        "Do not ",
        "The address",
        "The domain",
        "The site",
        "Both ",
        "The former",
        "The latter",
    ]
    .iter()
    .any(|w| next.starts_with(w))
}

fn near<'t>(place: &Place<'t>) -> (Cues, Cues) {
    (CUES.read(tail(place.before, 100)), CUES.read(head(place.after, 80)))
}

fn tail(text: &str, bytes: usize) -> &str {
    let mut at = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text.get(at..).unwrap_or_default()
}

fn head(text: &str, bytes: usize) -> &str {
    let mut at = text.len().min(bytes);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.get(..at).unwrap_or_default()
}

fn hash(place: &Place) -> Verdict {
    let before = CUES.read(tail(place.before, 60));
    let row = place.structured.then(|| CUES.read(tail(place.before, 200)));
    let cell = place.after.split('\t').nth(1).filter(|c| c.len() <= 20 && place.structured);
    let other = before.has("nohash")
        || cell.is_some_and(|c| CUES.read(c).has("nohash"))
        || row.is_some_and(|r| r.has("nohash"));
    (!other && place.label != Some(Label::Contact)).then_some(("indicator.hash", 0.97))
}

fn address(candidate: &Candidate, place: &Place, cues: Cues) -> Verdict {
    if never_remote(&candidate.value) {
        return None;
    }
    if place.defanged {
        return Some(("indicator.address-defanged", 0.98));
    }
    if version_like(place) {
        return None;
    }
    let private = inner(&candidate.value);
    if (in_list(place) || (place.structured && place.first && place.before.trim().is_empty()))
        && (!private || place.first)
    {
        return Some(("indicator.address-listed", 0.97));
    }
    let pointed = cues.has("address") || candidate.kind == T::Ipv6Addr;
    let held_back =
        place.section == Section::Advice || (cues.has("advice") && !cues.has("malicious") && !cues.has("hunt"));
    (pointed && !private && !held_back).then_some(("indicator.address-told", 0.85))
}

/// Loopback, unspecified and netmasks name no machine of anybody.
fn never_remote(value: &str) -> bool {
    value.starts_with("127.")
        || value.starts_with("0.")
        || value.starts_with("255.")
        || value.starts_with("fe80:")
        || value == "::1"
        || value == "::"
}

fn inner(value: &str) -> bool {
    let second = value.split('.').nth(1).and_then(|n| n.parse::<u8>().ok()).unwrap_or_default();
    value.starts_with("10.")
        || value.starts_with("192.168.")
        || (value.starts_with("172.") && (16..32).contains(&second))
}

/// `version 9.0.4.1`, `AnyDesk 9.0.4.1`: a number after a version word or a product's name.
fn version_like(place: &Place) -> bool {
    let before = place.before.trim_end();
    let glued = before.len() == place.before.len() && before.ends_with(['v', 'V', '-', '_']);
    let words: Vec<&str> = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | '"'))
        .filter(|w| !w.is_empty())
        .take(3)
        .collect();
    let said = words.iter().take(2).any(|w| CUES.read(w).has("version"))
        && !words.first().is_some_and(|w| CUES.read(w).has("address"));
    let product = words.first().is_some_and(|w| {
        let name = w.chars().next().is_some_and(char::is_uppercase)
            && w.chars().any(char::is_lowercase)
            && w.chars().all(|c| c.is_alphanumeric() || c == '-');
        name && words.len() > 1 && !CUES.read(w).has("address") && !CUES.read(w).has("malicious")
    });
    glued || said || (product && !place.structured)
}

fn name_or_link(candidate: &Candidate, place: &Place, cues: Cues) -> Verdict {
    let host = host_of(&candidate.value);
    let (before, after) = near(place);
    let listed = in_list(place);
    if listed && place.section == Section::Indicators && place.defanged {
        return Some(("indicator.name-listed", 0.99));
    }
    let asks_for_contact =
        (before.has("contact") || place.label == Some(Label::Contact) || place.section == Section::Contact)
            && !before.has("note");
    if asks_for_contact {
        return None;
    }
    if place.defanged || host.ends_with(".onion") {
        return Some(("indicator.name-defanged", 0.97));
    }
    if cues::reference_host(host)
        || (!place.own_host.is_empty()
            && (host == place.own_host
                || place.own_host.ends_with(&format!(".{host}"))
                || host.ends_with(&format!(".{}", place.own_host))))
    {
        return None;
    }
    if listed {
        return Some(("indicator.name-listed", 0.95));
    }
    let told = match candidate.kind {
        T::EmailAddr => {
            (before.has("sender") && (cues.has("malicious") || cues.has("actor") || before.has("malicious")))
                || (cues.has("note") && cues.has("actor"))
                || before.has("note")
        }
        _ => told_malicious(place, before, after),
    };
    let linked = before.has("reference")
        || matches!(place.section, Section::References)
        || matches!(place.label, Some(Label::Reference));
    (told && !linked && place.section != Section::Advice).then_some(("indicator.name-told", 0.8))
}

/// The words before say what it served for, an actor registered it, or the words behind say so.
fn told_malicious(place: &Place, before: Cues, after: Cues) -> bool {
    if before.has("registered") {
        return before.has("actor") && !before.has("reference");
    }
    let copula = [
        "was ",
        "is ",
        "were ",
        "served ",
        "hosted ",
        "used ",
        "which ",
        ", a ",
        ", which ",
        "as ",
        "(",
        "resolved ",
        "resolves ",
        ", delete",
        ", ignore",
    ];
    let said_behind = copula.iter().any(|c| place.after.trim_start().starts_with(c)) && after.has("malicious");
    let registered_behind =
        after.has("registered") && after.has("actor") && place.after.trim_start_matches([',', ' ']).starts_with("was ");
    before.has("malicious") || said_behind || registered_behind
}

fn host_of(value: &str) -> &str {
    let rest = value.split_once("://").map_or(value, |(_, r)| r);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, r)| r);
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default()
}

fn file_name(candidate: &Candidate, place: &Place, cues: Cues) -> Verdict {
    let name = candidate.value.to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let filed = stem.bytes().all(|c| c.is_ascii_digit() || c == b'-');
    let usual = cues::SYSTEM_FILES.contains(name.as_str()) || filed;
    let named = place.label.is_some_and(|l| matches!(l, Label::Strong | Label::Typed));
    if usual && !(place.structured && named && place.first) {
        return None;
    }
    let in_section = place.structured && place.section == Section::Indicators;
    if in_section || (in_list(place) && (named || place.neighbour)) {
        return (!candidate.weak || named || place.defanged || in_section).then_some(("indicator.file-listed", 0.93));
    }
    let (before, after) = near(place);
    if place.section == Section::References || before.has("reference") || place.section == Section::Contact {
        return None;
    }
    let advised = (cues.has("advice") || place.section == Section::Advice)
        && !cues.has("hunt")
        && !cues.has("malicious")
        && !cues.has("actor");
    let lone = ["was ", "is ", "which ", "to ", "into ", "then ", "contains ", "shows "]
        .iter()
        .any(|w| place.after.trim_start().starts_with(w));
    let told = before.has("file") || before.has("note") || before.has("malicious") || (lone && after.has("file"));
    (told && !advised).then_some(("indicator.file-told", 0.8))
}

fn file_path(candidate: &Candidate, place: &Place, cues: Cues) -> Verdict {
    if in_list(place) || (place.structured && place.section == Section::Indicators) {
        return Some(("indicator.path-listed", 0.95));
    }
    let advised = (cues.has("advice") || place.section == Section::Advice) && !cues.has("hunt");
    let told = cues.has("file") || cues.has("malicious") || cues.has("hunt");
    let unix = candidate.value.starts_with(['/', '~']);
    let fits = told || (!unix && files::has_extension(&candidate.value));
    (fits && !advised && place.section != Section::References).then_some(("indicator.path-told", 0.85))
}

fn registry_key(place: &Place, cues: Cues) -> Verdict {
    let listed = in_list(place) || (place.structured && place.section == Section::Indicators);
    let advised = (cues.has("advice") || place.section == Section::Advice)
        && !cues.has("hunt")
        && !cues.has("malicious")
        && !cues.has("actor");
    (listed || !advised).then_some(("indicator.registry-key", 0.95))
}

fn asn(candidate: &Candidate, place: &Place, cues: Cues) -> Verdict {
    let digits = candidate.value.len() - 2;
    let standard = matches!(candidate.value.as_str(), "AS400" | "AS9100" | "AS9120" | "AS2" | "AS4");
    let told = in_list(place) || cues.has("network");
    (digits >= 3 && !standard && (told || digits >= 5)).then_some(("indicator.asn", 0.95))
}

fn wallet(candidate: &Candidate, place: &Place, cues: Cues) -> Verdict {
    if cues.has("donate") {
        return None;
    }
    let told = cues.has("wallet") || in_list(place);
    (!candidate.weak || told).then_some(("indicator.wallet", if candidate.weak { 0.75 } else { 0.98 }))
}

/// Whether a value stands so surely as an indicator that values beside it in a list are ones as well.
#[must_use]
pub fn sure(candidate: &Candidate, defanged: bool) -> bool {
    (defanged && !matches!(candidate.kind, T::EmailAddr))
        || matches!(candidate.kind, T::Md5 | T::Sha1 | T::Sha256 | T::Mutex)
        || (host::reserved(&candidate.value) && candidate.value.ends_with(".onion"))
}
