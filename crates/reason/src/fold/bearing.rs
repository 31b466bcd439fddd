//! How one claim bears on the fields of a record: on which field, which way, and with what weight. This is where a
//! party's position decides: a gang's word weighs as a claim whoever relays it, a victim's on its own loss confirms.

use super::nouns::number;
use crate::names::{actor_key, key};
use sextant_model::*;

/// A field of the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// The event itself.
    Occurred,
    /// That it was of this kind.
    Kind(IncidentKind),
    /// That data were taken at all.
    Data,
    /// A kind of data, of staff or of everybody else.
    Exposure(DataKind, People),
    Service(String),
    /// `None`: one value holds (a count); else each value is a field of its own (a fine, a day's share price).
    Impact(ImpactKind, Option<String>, Option<String>),
    Response(ResponseAction),
    Date(DateWhat, Option<String>, Option<String>),
    Actor(String),
    Statement(PropositionKind, String),
    Entity(EntityType, String),
    Indicator(IndicatorType, String),
}

/// Whose data: an exclusion for customers says nothing about staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum People {
    Others,
    Staff,
}

/// Which way a claim goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    For,
    Against,
    /// Neither: it leaves the matter open, and the record says so.
    Open,
}

/// How much a claim weighs, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A hedge of somebody who is not in a position to know.
    Rumoured,
    /// An actor's or an unverified source's word.
    Claimed,
    /// A hedge of a party in a position to know, or of a publisher.
    Hedged,
    /// Stated as fact.
    Reported,
    /// Stated by a party in a position to know.
    Confirmed,
}

/// One claim's bearing on one field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bearing {
    pub key: Key,
    pub side: Side,
    pub weight: Weight,
    /// It follows from a statement on something else ("our customers' data were stolen" says that it took place).
    pub implied: bool,
}

/// Everything that a claim says of the record's fields.
pub(super) fn bearings_of(claim: &Claim) -> Vec<Bearing> {
    let weight = weight_of(claim);
    let direct = |key: Key, side: Side| Bearing { key, side, weight, implied: false };
    let side = side_of(claim.stance);
    match &claim.proposition.content {
        Content::Statement => statement(claim, weight),
        Content::Event { kinds, .. } => std::iter::once(direct(Key::Occurred, side))
            .chain(kinds.iter().map(|kind| direct(Key::Kind(*kind), side)))
            .collect(),
        Content::Exposure { data, polarity, subjects, .. } => {
            exposure(claim, *data, *polarity, subjects.as_deref(), weight)
        }
        Content::Service { service, .. } => vec![direct(Key::Service(service_key(service)), side)],
        Content::Impact { impact, value, unit } => vec![direct(impact_key(*impact, *value, unit.as_deref()), side)],
        Content::Response { action, .. } => vec![direct(Key::Response(*action), side)],
        Content::Date { what, from, to } => vec![direct(Key::Date(*what, from.clone(), to.clone()), side)],
        Content::Indicator { indicator, value, .. } => vec![direct(Key::Indicator(*indicator, value.clone()), side)],
        Content::Entity { entity, name, .. } => vec![direct(Key::Entity(*entity, actor_key(name)), side)],
    }
}

fn side_of(stance: Stance) -> Side {
    match stance {
        Stance::Confirms | Stance::Asserts | Stance::Claims | Stance::Possible => Side::For,
        Stance::Denies => Side::Against,
        Stance::NoEvidence | Stance::CannotSay | Stance::Fears | Stance::Doubts => Side::Open,
    }
}

fn weight_of(claim: &Claim) -> Weight {
    use SpeakerKind::*;
    let known = matches!(claim.speaker.kind, Victim | Authority | Supplier | Researcher | Press);
    match (claim.stance, claim.speaker.kind) {
        (_, Actor) => Weight::Claimed,
        (Stance::Claims, _) => Weight::Claimed,
        (Stance::Possible, _) if known => Weight::Hedged,
        (Stance::Possible, _) => Weight::Rumoured,
        (Stance::Confirms | Stance::Denies, Victim | Authority) => Weight::Confirmed,
        // Responders and suppliers are said to confirm only what they saw themselves.
        (Stance::Confirms, Researcher | Supplier) => Weight::Confirmed,
        (_, Unnamed | Insider) => Weight::Claimed,
        _ => Weight::Reported,
    }
}

fn statement(claim: &Claim, weight: Weight) -> Vec<Bearing> {
    let side = side_of(claim.stance);
    let object = claim.proposition.object.as_deref().unwrap_or_default();
    let direct = |key: Key, side: Side| Bearing { key, side, weight, implied: false };
    let mut found = match claim.proposition.kind {
        PropositionKind::Occurred => vec![direct(Key::Occurred, side)],
        PropositionKind::DataTaken if side != Side::Against || is_general(claim) => vec![direct(Key::Data, side)],
        PropositionKind::DataNotTaken if is_general(claim) => vec![direct(Key::Data, opposite(side))],
        PropositionKind::DataTaken => {
            vec![direct(Key::Statement(PropositionKind::DataNotTaken, key(object)), opposite(side))]
        }
        PropositionKind::Responsible => responsible(claim, object, weight),
        kind @ (PropositionKind::DataShared | PropositionKind::Linked | PropositionKind::StillPresent) => {
            vec![direct(Key::Statement(kind, String::new()), side)]
        }
        kind => vec![direct(Key::Statement(kind, key(object)), side)],
    };
    found.extend(implied(claim, weight));
    found
}

/// What a statement says besides: whoever says that data were taken says that it took place, and an actor that boasts
/// of the theft claims to have done it.
fn implied(claim: &Claim, weight: Weight) -> Vec<Bearing> {
    use PropositionKind::*;
    let mut found = Vec::new();
    let says_so = matches!(claim.stance, Stance::Confirms | Stance::Asserts | Stance::Claims);
    if says_so && matches!(claim.proposition.kind, DataTaken | StillPresent) {
        found.push(Bearing { key: Key::Occurred, side: Side::For, weight, implied: true });
    }
    let boast = matches!(claim.proposition.kind, Occurred | DataTaken | Ransom | DataShared | Responsible);
    if let (SpeakerKind::Actor, Some(name), true) = (claim.speaker.kind, &claim.speaker.name, says_so && boast) {
        let key = Key::Actor(actor_key(name));
        found.push(Bearing { key, side: Side::For, weight, implied: claim.proposition.kind != Responsible });
    }
    found
}

fn responsible(claim: &Claim, object: &str, weight: Weight) -> Vec<Bearing> {
    let side = side_of(claim.stance);
    // Its own word is taken from the speaker by `implied`; it says nothing of others.
    if claim.speaker.kind == SpeakerKind::Actor && side == Side::For && claim.speaker.name.is_some() {
        return Vec::new();
    }
    // A victim is in no position to know who attacked it.
    let weight = if claim.speaker.kind == SpeakerKind::Victim { weight.min(Weight::Reported) } else { weight };
    let key = match actor_name(claim, object) {
        Some(name) => Key::Actor(actor_key(name)),
        None => Key::Statement(PropositionKind::Responsible, key(object)),
    };
    vec![Bearing { key, side, weight, implied: false }]
}

/// The object of a statement on who did it, where it is a name or says that a name did it.
pub(super) fn actor_name<'a>(claim: &'a Claim, object: &'a str) -> Option<&'a str> {
    match claim.speaker.kind {
        SpeakerKind::Actor if claim.speaker.name.is_some() => claim.speaker.name.as_deref(),
        _ => is_name(object).then_some(object).or_else(|| who_did_it(object)),
    }
}

/// Words between a name and what it did: before them stands who.
const DID: &[&str] = &[
    " was responsible for ",
    " is responsible for ",
    " were responsible for ",
    " was behind ",
    " is behind ",
    " were behind ",
    " carried out ",
];
/// Words that lay a deed to somebody, who stands after "to".
const LAYS: &[&str] = &["attributed ", "attributes "];
/// What must have been done, and soon after these words. A breach or an incident is also laid to whoever was careless or
/// supplied the software: that names no actor.
const DEEDS: &[&str] = &["attack", "hack", "intrusion", "theft"];
const SOON: usize = 4;

/// The name in "Pale Wyrm was behind the attack", "the agency attributed the attack to Pale Wyrm".
fn who_did_it(clause: &str) -> Option<&str> {
    let tells_a_deed = |words: &str| {
        let soon = words.split_whitespace().take(SOON).map(str::to_lowercase);
        soon.into_iter().any(|word| DEEDS.iter().any(|deed| word.contains(deed)))
    };
    let before = || {
        let (at, did) = DID.iter().filter_map(|did| Some((clause.find(did)?, did))).min()?;
        tells_a_deed(&clause[at + did.len()..]).then(|| &clause[..at])
    };
    let after = || {
        let laid = LAYS.iter().filter_map(|word| Some(clause.find(word)? + word.len())).min()?;
        let (what, who) = clause[laid..].rsplit_once(" to ")?;
        tells_a_deed(what).then_some(who)
    };
    before().or_else(after).map(|who| who.trim_matches(['.', ',', ' '])).filter(|who| is_name(who))
}

/// "DragonForce", "Scattered Spider", "the NoName057(16) group": words with capitals or digits and little else.
fn is_name(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    let telling = |w: &&&str| w.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    let filler =
        |w: &&str| matches!(*w, "the" | "The" | "of" | "group" | "gang" | "ransomware" | "hackers" | "affiliates");
    let capital = words.iter().filter(telling).any(|w| !filler(w))
        && words.iter().all(|w| filler(w) || telling(&w))
        && !words.iter().all(|w| w.chars().all(|c| !c.is_alphabetic()));
    capital && words.len() <= 5
}

fn exposure(claim: &Claim, data: DataKind, polarity: Polarity, subjects: Option<&str>, weight: Weight) -> Vec<Bearing> {
    let key = Key::Exposure(data, people(subjects));
    let side = match (side_of(claim.stance), polarity) {
        (Side::Open, _) | (_, Polarity::Unknown) => Side::Open,
        (side, Polarity::Exposed) => side,
        (side, Polarity::NotExposed) => opposite(side),
    };
    let mut found = vec![Bearing { key, side, weight, implied: false }];
    if side == Side::For && weight >= Weight::Reported {
        found.push(Bearing { key: Key::Data, side, weight, implied: true });
        found.push(Bearing { key: Key::Occurred, side, weight, implied: true });
    }
    if side == Side::For && data != DataKind::PersonalData && is_personal(data) {
        // Who says that names were taken says that personal data were.
        found.push(Bearing {
            key: Key::Exposure(DataKind::PersonalData, people(subjects)),
            side,
            weight,
            implied: true,
        });
    }
    found
}

/// Whether a kind of data is of persons, so that "no personal data" excludes it.
pub(super) fn is_personal(data: DataKind) -> bool {
    !matches!(data, DataKind::InternalDocuments | DataKind::SourceCode | DataKind::Other)
}

fn opposite(side: Side) -> Side {
    match side {
        Side::For => Side::Against,
        Side::Against => Side::For,
        Side::Open => Side::Open,
    }
}

fn people(subjects: Option<&str>) -> People {
    const STAFF: &[&str] = &["staff", "employee", "worker", "personnel", "colleague", "contractor", "faculty"];
    let lower = subjects.unwrap_or_default().to_lowercase();
    if STAFF.iter().any(|word| lower.contains(word)) { People::Staff } else { People::Others }
}

/// Words for particular kinds of data: a denial that names one denies that one only.
const PARTICULAR: &[&str] = &[
    "card",
    "payment",
    "bank",
    "password",
    "passport",
    "health",
    "medical",
    "patient",
    "address",
    "phone",
    "email",
    "e-mail",
    "birth",
    "social security",
    "identity",
    "tax",
    "credential",
    "location",
    "biometric",
    "source code",
    "salary",
    "photo",
    "licence",
    "license",
    "financial",
    "insurance",
    "message",
    "order",
];

/// Whether a denial is of any theft at all.
fn is_general(claim: &Claim) -> bool {
    let words = format!("{} {}", claim.proposition.object.as_deref().unwrap_or_default(), claim.quote).to_lowercase();
    !PARTICULAR.iter().any(|word| words.contains(word))
}

/// "the online shopping service" and "online shopping" are one service.
fn service_key(service: &str) -> String {
    let full = key(service);
    let kept: Vec<&str> = full
        .split(' ')
        .filter(|w| {
            !matches!(*w, "the" | "its" | "their" | "our" | "of" | "service" | "services" | "system" | "systems")
        })
        .map(|w| w.strip_suffix('s').filter(|short| short.len() > 3).unwrap_or(w))
        .collect();
    if kept.is_empty() { full } else { kept.join(" ") }
}

fn impact_key(impact: ImpactKind, value: Option<f64>, unit: Option<&str>) -> Key {
    use ImpactKind::*;
    let unit = unit.map(str::to_owned);
    match impact {
        PeopleAffected | RecordsAffected | Jobs => Key::Impact(impact, None, None),
        DataVolume | RansomDemanded | RansomPaid | Downtime => Key::Impact(impact, unit, None),
        _ => Key::Impact(impact, unit, value.map(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_a_name_and_no_description() {
        let claim: Claim = serde_json::from_value(serde_json::json!({
            "id": "00000000-0000-0000-0000-000000000000", "document": null, "incidents": [],
            "speaker": {"name": null, "kind": "authority"}, "stance": "asserts",
            "proposition": {"kind": "responsible", "object": null}, "quote": "", "start": 0, "end": 0,
            "recorded": "2025-01-01T00:00:00Z", "published": null, "group": "00000000-0000-0000-0000-000000000000",
            "by": "", "confidence": 1.0, "supersedes": null, "tlp": "clear",
        }))
        .unwrap();
        for name in
            ["DragonForce", "Scattered Spider", "the NoName057(16) group", "TEAL HERON", "Akira affiliates", "APT28"]
        {
            assert_eq!(actor_name(&claim, name), Some(name));
        }
        for (clause, name) in [
            ("Pale Wyrm was behind the attack", "Pale Wyrm"),
            ("the LockBit ransomware gang was responsible for the attack", "the LockBit ransomware gang"),
            ("The National Crime Agency attributed the attack to Pale Wyrm", "Pale Wyrm"),
        ] {
            assert_eq!(actor_name(&claim, clause), Some(name), "{clause}");
        }
        for clause in [
            "Acme Holdings was behind the purchase",
            "Telvasco was responsible for the breach",
            "Telvasco is responsible for the data that were lost in the attack",
            "the council attributed the incident to Acme Holdings",
            "the arrested man was behind the attack",
            "Pale Wyrm was not behind the attack",
            "the agency attributed the attack to a group from abroad",
            "it was responsible for notifying customers of the attack",
        ] {
            assert_eq!(actor_name(&claim, clause), None, "{clause}");
        }
        for words in ["The man denies it", "23-year-old man", "the arrested man", "It came from Russia", "a group", ""]
        {
            assert_eq!(actor_name(&claim, words), None, "{words}");
        }
    }
}
