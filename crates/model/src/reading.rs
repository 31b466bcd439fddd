//! A reading: what one document says, each item with the words that say it (format `sextant-reading/1`).
//!
//! Offsets are Unicode code points into `text`, end exclusive, and `text[start..end] == quote`.

use crate::document::DocumentMeta;
use crate::vocab::*;
use serde::{Deserialize, Serialize};

/// The value of [`Reading::format`].
pub const FORMAT: &str = "sextant-reading/1";

/// The words that prove an item, and what made it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Proof {
    /// Verbatim words.
    pub quote: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Id of the rule or model.
    pub by: String,
    /// 0..=1.
    pub confidence: f32,
}

/// Everything that one document says about cyber incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Always [`FORMAT`].
    pub format: String,
    /// The document.
    pub document: DocumentMeta,
    /// The clean text that offsets refer to.
    pub text: String,
    /// One for each victim and event.
    pub incidents: Vec<Incident>,
    /// Who says what.
    pub claims: Vec<ReadClaim>,
    /// Indicators of compromise.
    pub indicators: Vec<Indicator>,
    /// Named actors, malware, tools, vulnerabilities, techniques.
    pub entities: Vec<Entity>,
    /// What was not read, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<crate::Problem>,
}

/// The organisation (or person) that suffers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Victim {
    /// As the text introduces it.
    pub name: String,
    /// Other names in the text.
    pub aliases: Vec<String>,
    /// STIX 2.1 industry-sector-ov.
    pub sector: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// One victim and event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// `i1`, `i2`, … within the reading.
    pub id: String,
    /// Who.
    pub victim: Victim,
    /// What sort of event.
    pub kinds: Vec<IncidentKind>,
    /// Whether it happened.
    pub realis: Realis,
    /// When.
    pub dates: Vec<DateItem>,
    /// Which data.
    pub exposure: Vec<Exposure>,
    /// Which services.
    pub services: Vec<ServiceItem>,
    /// With what effect.
    pub impacts: Vec<Impact>,
    /// What was done.
    pub responses: Vec<Response>,
    /// The words that tell of the event.
    #[serde(flatten)]
    pub proof: Proof,
}

/// A dated point of the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DateItem {
    /// Of what.
    pub what: DateWhat,
    /// First day, ISO, as wide as the words.
    pub from: Option<String>,
    /// Last day, ISO.
    pub to: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}

/// One kind of data and which way it goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Kind of data.
    pub data: DataKind,
    /// Which way.
    pub polarity: Polarity,
    /// How firmly.
    pub certainty: Certainty,
    /// Whose data.
    pub subjects: Option<String>,
    /// How many subjects.
    pub count: Option<u64>,
    /// Name as in the text; `None` for the outlet's own voice.
    pub speaker: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}

/// A service and its latest state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceItem {
    /// A few words.
    pub service: String,
    /// Latest state.
    pub state: ServiceState,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}

/// An effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// Of which kind.
    pub kind: ImpactKind,
    /// How much; a fall is negative.
    pub value: Option<f64>,
    /// `percent`, an ISO 4217 code, `people`, `records`, `GB`, `TB`, `hours`, `days`, `weeks`.
    pub unit: Option<String>,
    /// Name as in the text; `None` for the outlet's own voice.
    pub speaker: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// What.
    pub action: ResponseAction,
    /// How far.
    pub state: ResponseState,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadClaim {
    /// `c1`, `c2`, … within the reading.
    pub id: String,
    /// Incident ids of the reading; two or more where one statement is on several.
    pub about: Vec<String>,
    /// Whose words or view.
    pub speaker: crate::claim::Speaker,
    /// Attitude.
    pub stance: Stance,
    /// Content.
    pub proposition: ReadProposition,
    /// The word that carries the stance.
    pub cue: String,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}

/// What a statement is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadProposition {
    /// Of which kind.
    pub kind: PropositionKind,
    /// Who or what, a few words.
    pub object: Option<String>,
}

/// An indicator of the attack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: IndicatorType,
    /// Refanged and normalised.
    pub value: String,
    /// Whether the text wrote it defanged.
    pub defanged: bool,
    /// The warning list that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}

/// A named entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Name as in the text.
    pub name: String,
    /// CVE or ATT&CK id when the text or an exact alias gives it.
    pub id: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub proof: Proof,
}
