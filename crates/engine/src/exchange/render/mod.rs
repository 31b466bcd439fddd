//! An edition as objects of STIX, in an order that follows from its content alone.

mod incident;
mod notes;
mod patterns;
mod things;

use super::edition::Edition;
use super::extension::pruned;
use super::ids::Ids;
use serde_json::{Map, Value, json};
use sextant_model::*;
use sextant_stix::markings::tlp::{Level, Version, id_of};
use std::collections::BTreeMap;

/// The properties of one object.
pub(crate) type Properties = Map<String, Value>;

/// The objects of one edition, its report last.
pub(crate) fn objects(edition: &Edition, ids: &Ids<'_>, producer: &str) -> Vec<Properties> {
    let notes = edition
        .claims
        .iter()
        .map(|claim| (claim.id, ids.of("note", &claim.id.to_string())))
        .collect::<BTreeMap<_, _>>();
    let claims = edition.claims.iter().map(|claim| (claim.id, claim)).collect();
    let pen = Pen { edition, ids, producer, notes, claims, incident: ids.of("incident", "") };
    let mut objects = pen.things();
    objects.push(pen.incident());
    objects.extend(pen.notes());
    let refs: Vec<Value> = objects.iter().filter_map(|object| object.get("id").cloned()).collect();
    let withdrawn = pen.withdrawn();
    let gone: Vec<Value> = withdrawn.iter().filter_map(|note| note.get("id").cloned()).collect();
    objects.extend(withdrawn);
    objects.push(pen.report(&refs, &gone));
    objects
}

/// Writes the objects of one edition.
struct Pen<'a> {
    edition: &'a Edition,
    ids: &'a Ids<'a>,
    producer: &'a str,
    /// The note of each claim.
    notes: BTreeMap<ClaimId, String>,
    claims: BTreeMap<ClaimId, &'a Claim>,
    incident: String,
}

impl Pen<'_> {
    /// An object with the common properties; it is dated by the edition.
    fn object(&self, kind: &str, name: &str, label: Tlp, properties: Value) -> Properties {
        self.dated(kind, name, label, (self.edition.created, self.edition.modified), properties)
    }

    fn dated(&self, kind: &str, name: &str, label: Tlp, at: (Instant, Instant), properties: Value) -> Properties {
        let mut object = match pruned(properties) {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        };
        let common = json!({
            "type": kind, "spec_version": "2.1", "id": self.ids.of(kind, name), "created": instant(at.0),
            "modified": instant(at.1), "created_by_ref": self.producer, "object_marking_refs": [marking(label)],
        });
        object.extend(common.as_object().cloned().unwrap_or_default());
        object
    }

    /// The strictest label of what a field rests on.
    fn label<V>(&self, field: &Field<V>) -> Tlp {
        let claims = field.supporting.iter().chain(&field.against).filter_map(|id| self.claims.get(id));
        claims.map(|claim| claim.tlp).max().unwrap_or(self.edition.record.tlp)
    }
}

/// The id of the marking definition of a label (TLP 2.0).
pub(crate) fn marking(label: Tlp) -> &'static str {
    id_of(Version::Two, level(label)).unwrap_or_default()
}

/// A label as the standard's level.
pub(crate) fn level(label: Tlp) -> Level {
    match label {
        Tlp::Clear => Level::Clear,
        Tlp::Green => Level::Green,
        Tlp::Amber => Level::Amber,
        Tlp::AmberStrict => Level::AmberStrict,
        Tlp::Red => Level::Red,
    }
}

/// A level of the standard as a label.
pub(crate) fn label_of(level: Level) -> Tlp {
    match level {
        Level::Clear => Tlp::Clear,
        Level::Green => Tlp::Green,
        Level::Amber => Tlp::Amber,
        Level::AmberStrict => Tlp::AmberStrict,
        Level::Red => Tlp::Red,
    }
}

/// An instant as STIX writes it, to the microsecond.
pub(crate) fn instant(at: Instant) -> String {
    format!("{at:.6}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::withdrawn::Withdrawn;

    const GOLDEN: &str = include_str!("../../../tests/golden/edition.json");

    fn at(second: i64) -> Instant {
        Instant::from_second(1_750_000_000 + second).unwrap_or_default()
    }

    /// A claim on one made-up incident; `n` tells it from the others.
    fn claim(n: u8, speaker: (Option<&str>, SpeakerKind), stance: Stance, quote: &str, content: Content) -> Claim {
        let kind = match content {
            Content::Event { .. } => PropositionKind::Occurred,
            Content::Statement => PropositionKind::Responsible,
            _ => PropositionKind::Other,
        };
        Claim {
            id: ClaimId::derive(&[&n.to_string()]),
            document: Some(DocumentId::derive(&["report"])),
            incidents: vec![IncidentId::derive(&["incident"])],
            speaker: Speaker { name: speaker.0.map(str::to_owned), kind: speaker.1 },
            stance,
            proposition: Proposition { kind, object: Some(quote.to_owned()), content },
            quote: quote.to_owned(),
            start: 0,
            end: quote.chars().count(),
            recorded: at(60),
            published: Some(at(i64::from(n))),
            group: GroupId::derive(&[&n.to_string()]),
            by: "rule".to_owned(),
            confidence: 0.9,
            supersedes: None,
            tlp: if n == 3 { Tlp::Amber } else { Tlp::Green },
            publisher: Some("Harbour Wire".to_owned()),
        }
    }

    fn claims() -> Vec<Claim> {
        let victim = reading::Victim {
            name: "Norvane Foods".to_owned(),
            aliases: vec!["Norvane".to_owned()],
            sector: Some("agriculture".to_owned()),
            country: Some("NO".to_owned()),
        };
        let event = Content::Event { victim, kinds: vec![IncidentKind::Ransomware], realis: Realis::Actual };
        let address = "198.51.100.3".to_owned();
        let seen = Content::Indicator { indicator: IndicatorType::Ipv4Addr, value: address.clone(), warning: None };
        let press = (None, SpeakerKind::Press);
        vec![
            claim(1, (Some("Norvane Foods"), SpeakerKind::Victim), Stance::Confirms, "we were attacked", event),
            claim(2, (Some("Ferrous Lynx"), SpeakerKind::Actor), Stance::Claims, "it was us", Content::Statement),
            claim(3, press, Stance::Asserts, &address, seen),
        ]
    }

    fn edition() -> Edition {
        let document = crate::exchange::extension::DocumentPart {
            document_id: DocumentId::derive(&["report"]),
            group_id: GroupId::derive(&["report"]),
            sha256: "ab".repeat(32),
            title: Some("Norvane Foods attacked".to_owned()),
            publisher: Some("Harbour Wire".to_owned()),
            url: Some("https://wire.example/norvane".to_owned()),
            published: Some(at(0)),
            language: Some("en".to_owned()),
            media_type: "text/html".to_owned(),
            tlp: Tlp::Green,
        };
        let dossier = Dossier {
            incident: IncidentId::derive(&["incident"]),
            claims: claims(),
            retractions: Vec::new(),
            documents: Vec::new(),
            doubts: Vec::new(),
            copies: Vec::new(),
        };
        let record = sextant_reason::fix(&dossier, AsOf::default());
        let gone = ClaimId::derive(&["gone"]);
        let why = crate::exchange::withdrawn::Why::Withdrawn;
        let withdrawn = Withdrawn { claim: gone, tlp: Tlp::Green, created: at(60), at: at(61), why };
        Edition {
            record,
            claims: claims(),
            documents: vec![document],
            withdrawn: vec![withdrawn],
            created: at(60),
            modified: at(61),
        }
    }

    /// After a change that is meant, `cargo test` prints the new text.
    #[test]
    fn a_small_edition_is_written_as_it_was() {
        let ids = Ids { seed: "seed", edition: "edition".to_owned() };
        let producer = ids.of("identity", "producer");
        let written = objects(&edition(), &ids, &producer);
        let text = serde_json::to_string_pretty(&written).unwrap_or_default();
        assert_eq!(text.trim(), GOLDEN.trim(), "\n{text}\n");
        let options = sextant_stix::validate::Options { strict: true, ..Default::default() };
        let validator = sextant_stix::validate::Validator::new(options).map_err(|error| error.to_string());
        let report = validator.map(|validator| validator.text(GOLDEN.as_bytes()));
        assert!(report.as_ref().is_ok_and(|report| report.valid), "{report:?}");
    }
}
