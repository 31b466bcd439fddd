//! What objects of STIX state on their maker's word: relationships, notes, opinions, indicators. Each is a claim of
//! the maker with the maker's confidence; its words are the object's own. A later version takes the place of the
//! earlier one's claim.

use super::index::{Index, Name, named};
use super::objects::{instant, label_for, label_of_itself, version};
use crate::Result;
use crate::exchange::EXTENSION;
use sextant_model::*;
use sextant_stix::object::Object;
use sextant_store::{Ledger, ObjectQuery};
use std::borrow::Cow;

/// Words of one object that are kept as a quote, at most.
const QUOTE: usize = 4000;

/// What one object states; nothing where it is of our own making (its claims come whole), or was withdrawn.
pub(super) fn of(
    ledger: &dyn Ledger,
    object: &Object,
    label: Tlp,
    recorded: Instant,
    index: &Index<'_>,
) -> Result<Option<Claim>> {
    if object.extension(EXTENSION).is_some() || object.is_revoked() {
        return Ok(None);
    }
    let Some(said) = said(ledger, object, index)? else { return Ok(None) };
    Maker::of(ledger, object, index)?.claim(ledger, object, said, label, recorded).map(Some)
}

/// What is said, and the words that say it.
pub(super) struct Said {
    pub(super) proposition: Proposition,
    pub(super) quote: String,
    /// What the object says of its own stance; else its confidence decides.
    pub(super) stance: Option<Stance>,
    /// The strictest label of the names in it.
    pub(super) label: Tlp,
}

fn said(ledger: &dyn Ledger, object: &Object, index: &Index<'_>) -> Result<Option<Said>> {
    Ok(match object.kind() {
        "relationship" => relationship(ledger, object, index)?,
        "note" => on(ledger, object, index, object.text("abstract").or(object.text("content")))?
            .map(|about| statement(PropositionKind::Other, about, object.text("content"), None)),
        "opinion" => on(ledger, object, index, object.text("opinion"))?
            .map(|about| statement(PropositionKind::Other, about, object.text("explanation"), opinion(object))),
        "indicator" => indicator(object),
        _ => None,
    })
}

fn statement(kind: PropositionKind, about: Name, words: Option<&str>, stance: Option<Stance>) -> Said {
    let Name { text, label } = about;
    let quote = words.filter(|words| !words.trim().is_empty()).unwrap_or(&text).to_owned();
    Said { proposition: Proposition { kind, object: Some(text), content: Content::Statement }, quote, stance, label }
}

/// "Wizard Spider uses Ryuk".
fn relationship(ledger: &dyn Ledger, object: &Object, index: &Index<'_>) -> Result<Option<Said>> {
    let (Some(kind), Some(source), Some(target)) =
        (object.text("relationship_type"), object.text("source_ref"), object.text("target_ref"))
    else {
        return Ok(None);
    };
    let (Some(from), Some(to)) = (index.name(ledger, source)?, index.name(ledger, target)?) else { return Ok(None) };
    let text = format!("{} {} {}", from.text, kind.replace('-', " "), to.text);
    let about = Name { text, label: from.label.max(to.label) };
    let kind = match kind {
        "attributed-to" => PropositionKind::Responsible,
        "uses" | "exploits" | "delivers" | "drops" => PropositionKind::Method,
        "derived-from" | "related-to" | "variant-of" | "duplicate-of" | "revoked-by" | "targets" => {
            PropositionKind::Linked
        }
        _ => PropositionKind::Other,
    };
    Ok(Some(statement(kind, about, object.text("description"), None)))
}

/// What a note or an opinion is on.
fn on(ledger: &dyn Ledger, object: &Object, index: &Index<'_>, words: Option<&str>) -> Result<Option<Name>> {
    let Some(words) = words else { return Ok(None) };
    let first = object.get("object_refs").and_then(|refs| refs.get(0)?.as_str());
    let name = first.map(|id| index.name(ledger, id)).transpose()?.flatten();
    let words: String = words.chars().take(300).collect();
    Ok(Some(match name {
        Some(Name { text, label }) => Name { text: format!("{text}: {words}"), label },
        None => Name { text: words, label: Tlp::Clear },
    }))
}

fn opinion(object: &Object) -> Option<Stance> {
    match object.text("opinion")? {
        "strongly-disagree" => Some(Stance::Denies),
        "disagree" => Some(Stance::Doubts),
        "neutral" => Some(Stance::CannotSay),
        _ => None,
    }
}

/// An indicator whose pattern is one comparison.
fn indicator(object: &Object) -> Option<Said> {
    const PATHS: [(&str, IndicatorType); 12] = [
        ("ipv4-addr:value", IndicatorType::Ipv4Addr),
        ("ipv6-addr:value", IndicatorType::Ipv6Addr),
        ("domain-name:value", IndicatorType::DomainName),
        ("url:value", IndicatorType::Url),
        ("email-addr:value", IndicatorType::EmailAddr),
        ("file:hashes.MD5", IndicatorType::Md5),
        ("file:hashes.'SHA-1'", IndicatorType::Sha1),
        ("file:hashes.'SHA-256'", IndicatorType::Sha256),
        ("file:name", IndicatorType::FileName),
        ("mutex:name", IndicatorType::Mutex),
        ("windows-registry-key:key", IndicatorType::RegistryKey),
        ("directory:path", IndicatorType::FilePath),
    ];
    let pattern = object.text("pattern")?;
    let (path, value) = pattern.trim().strip_prefix('[')?.strip_suffix(']')?.split_once('=')?;
    let kind = PATHS.iter().find(|(known, _)| *known == path.trim()).map(|(_, kind)| *kind)?;
    let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    if value.contains(['\'', '\\']) {
        return None;
    }
    let content = Content::Indicator { indicator: kind, value: value.to_owned(), warning: None };
    let proposition = Proposition { kind: PropositionKind::Other, object: Some(format!("{kind} {value}")), content };
    Some(Said { proposition, quote: pattern.to_owned(), stance: None, label: Tlp::Clear })
}

/// Who made an object: a name, and the label that the name carries itself. One without is no secret where the object
/// is none: it says who made it.
pub(super) struct Maker(Option<Name>);

impl Maker {
    pub(super) fn of(ledger: &dyn Ledger, object: &Object, index: &Index<'_>) -> Result<Self> {
        let maker = object.created_by().map(|id| index.object(ledger, id)).transpose()?.flatten();
        let name = |(maker, _): (Cow<'_, Object>, Tlp)| Name {
            text: named(&maker),
            label: label_of_itself(&maker).unwrap_or(Tlp::Clear),
        };
        Ok(Self(maker.map(name)))
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|name| name.text.as_str())
    }

    /// The label of what is told in this maker's name.
    pub(super) fn label(&self) -> Tlp {
        self.0.as_ref().map_or(Tlp::Clear, |name| name.label)
    }

    pub(super) fn claim(
        &self,
        ledger: &dyn Ledger,
        object: &Object,
        said: Said,
        label: Tlp,
        recorded: Instant,
    ) -> Result<Claim> {
        let version = version(object);
        let stance = said.stance.unwrap_or_else(|| stance(object.confidence()));
        let own = GroupId::derive(&["maker", object.created_by().or(object.id()).unwrap_or_default()]);
        let mut claim = Claim {
            id: id_of(object, &version),
            document: None,
            incidents: Vec::new(),
            speaker: Speaker { name: self.name().map(str::to_owned), kind: SpeakerKind::Other },
            stance,
            proposition: said.proposition,
            quote: said.quote.chars().take(QUOTE).collect(),
            start: 0,
            end: 0,
            recorded,
            published: object.version().and_then(instant),
            group: own,
            by: format!("stix:{}", object.id().unwrap_or_default()),
            confidence: object.confidence().map_or(1.0, |value| f32::from(value) / 100.0),
            supersedes: earlier(ledger, object, &version)?,
            tlp: label_for(object, label).max(said.label).max(self.label()),
            publisher: self.name().map(str::to_owned),
        };
        claim.group = sextant_reason::claim_group(&claim, own, None);
        Ok(claim)
    }
}

/// The claim that a version of an object makes.
fn id_of(object: &Object, version: &str) -> ClaimId {
    ClaimId::derive(&["stix", object.id().unwrap_or_default(), version])
}

/// The claim of the version before, where that is kept.
fn earlier(ledger: &dyn Ledger, object: &Object, version: &str) -> Result<Option<ClaimId>> {
    let query = ObjectQuery::Before(object.id().unwrap_or_default().to_owned(), Some(version.to_owned()));
    let before = ledger.objects(&query, 1, 0)?.pop();
    let Some(id) = before.map(|kept| id_of(object, &kept.object.version)) else { return Ok(None) };
    Ok(ledger.claims(&sextant_store::ClaimsOf::Ids(vec![id]))?.first().map(|claim| claim.id))
}

/// The claims that a revoked object takes back: those of all its versions that still count. The first would count
/// again if only the last were withdrawn.
pub(super) fn taken_back(ledger: &dyn Ledger, object: &Object) -> Result<Vec<Claim>> {
    if !object.is_revoked() {
        return Ok(Vec::new());
    }
    let all = ledger.objects(&ObjectQuery::Id(object.id().unwrap_or_default().to_owned()), usize::MAX, 0)?;
    let ids: Vec<ClaimId> = all.iter().map(|kept| id_of(object, &kept.object.version)).collect();
    let withdrawn: Vec<ClaimId> = ledger.retractions(&ids)?.into_iter().map(|retraction| retraction.claim).collect();
    let claims = ledger.claims(&sextant_store::ClaimsOf::Ids(ids))?;
    Ok(claims.into_iter().filter(|claim| !withdrawn.contains(&claim.id)).collect())
}

/// What a number says of the maker's stance: none given is a plain statement, low is a hedge, 0 is no confidence.
fn stance(confidence: Option<u8>) -> Stance {
    match confidence.and_then(|value| sextant_stix::confidence::Scale::Levels.word(value)) {
        Some("None") => Stance::Doubts,
        Some("Low") => Stance::Possible,
        _ => Stance::Asserts,
    }
}
