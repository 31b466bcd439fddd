//! Our extension of STIX: stance, standing and quotes. Its definition goes with every export; what it adds to notes,
//! reports and incidents is described in `docs/schema/stix-extension.json`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sextant_model::*;

/// The id of the extension's definition.
pub const EXTENSION: &str = "extension-definition--c9ac2852-d892-46d5-a1dc-732605b095d3";
/// Who defines it.
const PROJECT: &str = "identity--cabe0bd2-3a13-45d6-95ef-ff2ec0e62de8";
/// When it was defined.
const DEFINED: &str = "2026-11-26T00:00:00.000Z";
/// Where its form is described.
pub const SCHEMA: &str = "docs/schema/stix-extension.json in the source of Sextant";

/// The definition and the identity of who defines it.
pub(crate) fn definition() -> [Value; 2] {
    [
        json!({
            "type": "identity", "spec_version": "2.1", "id": PROJECT, "created": DEFINED, "modified": DEFINED,
            "created_by_ref": PROJECT, "name": "The Sextant project", "identity_class": "group",
        }),
        json!({
            "type": "extension-definition", "spec_version": "2.1", "id": EXTENSION, "created": DEFINED,
            "modified": DEFINED, "created_by_ref": PROJECT, "name": "Sextant: stance, standing, quotes",
            "description": "Who says what of an incident, with which stance and which words (on notes), from which \
                            documents (on reports), and what it amounts to field by field (on incidents).",
            "schema": SCHEMA, "version": "1.0.0", "extension_types": ["property-extension"],
        }),
    ]
}

/// One claim, on a note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClaimPart {
    pub(crate) claim_id: ClaimId,
    #[serde(default)]
    pub(crate) document_id: Option<DocumentId>,
    pub(crate) incident_ids: Vec<IncidentId>,
    pub(crate) group_id: GroupId,
    pub(crate) speaker: Speaker,
    pub(crate) stance: Stance,
    pub(crate) proposition: Proposition,
    #[serde(default)]
    pub(crate) quote: String,
    pub(crate) quote_start: usize,
    pub(crate) quote_end: usize,
    /// When it was said, else when the first store learnt it.
    pub(crate) said: Instant,
    pub(crate) read_by: String,
    pub(crate) reading_confidence: f64,
    #[serde(default)]
    pub(crate) publisher: Option<String>,
    pub(crate) tlp: Tlp,
}

impl ClaimPart {
    /// What another store needs to learn the claim; `incidents` are those that it stands on now.
    pub(crate) fn of(claim: &Claim) -> Self {
        Self {
            claim_id: claim.id,
            document_id: claim.document,
            incident_ids: claim.incidents.clone(),
            group_id: claim.group,
            speaker: claim.speaker.clone(),
            stance: claim.stance,
            proposition: claim.proposition.clone(),
            quote: claim.quote.clone(),
            quote_start: claim.start,
            quote_end: claim.end,
            said: said(claim),
            read_by: claim.by.clone(),
            reading_confidence: claim.confidence.to_string().parse().unwrap_or_default(),
            publisher: claim.publisher.clone(),
            tlp: claim.tlp,
        }
    }

    /// The claim as a store that learns it now keeps it.
    #[allow(clippy::cast_possible_truncation, reason = "it was written from single precision")]
    pub(crate) fn claim(self, recorded: Instant) -> Claim {
        Claim {
            id: self.claim_id,
            document: self.document_id,
            incidents: self.incident_ids,
            speaker: self.speaker,
            stance: self.stance,
            proposition: self.proposition,
            quote: self.quote,
            start: self.quote_start,
            end: self.quote_end,
            recorded,
            published: Some(self.said),
            group: self.group_id,
            by: self.read_by,
            confidence: self.reading_confidence.clamp(0.0, 1.0) as f32,
            supersedes: None,
            tlp: self.tlp,
            publisher: self.publisher,
        }
    }
}

/// When a claim was said, else when it was learnt.
pub(crate) fn said(claim: &Claim) -> Instant {
    claim.published.unwrap_or(claim.recorded)
}

/// One document, on a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DocumentPart {
    pub(crate) document_id: DocumentId,
    pub(crate) group_id: GroupId,
    pub(crate) sha256: String,
    #[serde(default)]
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) publisher: Option<String>,
    #[serde(default)]
    pub(crate) url: Option<String>,
    #[serde(default)]
    pub(crate) published: Option<Instant>,
    #[serde(default)]
    pub(crate) language: Option<String>,
    #[serde(default)]
    pub(crate) media_type: String,
    pub(crate) tlp: Tlp,
}

/// The extension with these properties, without what is empty.
pub(crate) fn part(properties: Value) -> Value {
    let mut properties = match pruned(properties) {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    properties.insert("extension_type".to_owned(), "property-extension".into());
    json!({ EXTENSION: properties })
}

/// A value without what STIX does not have: nulls, empty lists and empty objects.
pub(crate) fn pruned(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) => {
            let items: Vec<Value> = items.into_iter().filter_map(pruned).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(map) => {
            let map: Map<String, Value> =
                map.into_iter().filter_map(|(name, value)| Some((name, pruned(value)?))).collect();
            (!map.is_empty()).then_some(Value::Object(map))
        }
        other => Some(other),
    }
}

/// A claim read from the extension of a note: lists that were left out because they were empty are there again.
pub(crate) fn read_claim(mut part: Value) -> Result<ClaimPart, serde_json::Error> {
    if let Some(part) = part.as_object_mut() {
        part.entry("incident_ids").or_insert_with(|| json!([]));
    }
    if let Some(content) = part.pointer_mut("/proposition/content").and_then(Value::as_object_mut)
        && content.get("field").is_some_and(|field| field == "event")
    {
        content.entry("kinds").or_insert_with(|| json!([]));
        if let Some(victim) = content.get_mut("victim").and_then(Value::as_object_mut) {
            victim.entry("aliases").or_insert_with(|| json!([]));
        }
    }
    serde_json::from_value(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(content: Content) -> Claim {
        let at = Instant::from_microsecond(1_750_000_000_123_456).unwrap_or(Instant::UNIX_EPOCH);
        Claim {
            id: ClaimId::derive(&["c"]),
            document: None,
            incidents: vec![IncidentId::derive(&["i"])],
            speaker: Speaker { name: None, kind: SpeakerKind::Press },
            stance: Stance::Asserts,
            proposition: Proposition { kind: PropositionKind::Occurred, object: None, content },
            quote: String::new(),
            start: 0,
            end: 0,
            recorded: at,
            published: Some(at),
            group: GroupId::derive(&["g"]),
            by: "rule".to_owned(),
            confidence: 0.7,
            supersedes: None,
            tlp: Tlp::Green,
            publisher: None,
        }
    }

    #[test]
    fn a_claim_comes_back_as_it_was() {
        let victim = reading::Victim { name: "Fjordline".to_owned(), ..reading::Victim::default() };
        for content in [
            Content::Statement,
            Content::Event { victim, kinds: Vec::new(), realis: Realis::Possible },
            Content::Impact { impact: ImpactKind::Cost, value: Some(1.5), unit: Some("EUR".to_owned()) },
            Content::Exposure {
                data: DataKind::Name,
                polarity: Polarity::NotExposed,
                certainty: Certainty::Confirmed,
                qualifier: None,
                subjects: None,
                count: None,
            },
        ] {
            let claim = claim(content);
            let written = pruned(serde_json::to_value(ClaimPart::of(&claim)).unwrap_or_default()).unwrap_or_default();
            assert!(!written.to_string().contains("null") && !written.to_string().contains("[]"), "{written}");
            let read = read_claim(written).map(|part| part.claim(claim.recorded)).map_err(|e| e.to_string());
            assert_eq!(read, Ok(claim));
        }
    }
}
