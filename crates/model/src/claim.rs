//! Claims as the ledger keeps them: every field of a reading becomes one, so that a record is a fold of claims
//! and nothing else.

use crate::vocab::*;
use crate::{ClaimId, DocumentId, GroupId, IncidentId, Instant, Tlp};
use serde::{Deserialize, Serialize};

/// Whose words or view a statement is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Speaker {
    /// As the text introduces it; `None` when unnamed.
    pub name: Option<String>,
    /// What sort of party.
    pub kind: SpeakerKind,
}

/// What a claim says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposition {
    /// Of which kind.
    pub kind: PropositionKind,
    /// Who or what, a few words.
    pub object: Option<String>,
    /// The structured field that the claim gives a record.
    #[serde(default)]
    pub content: Content,
}

/// The structured content of a claim.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "kebab-case")]
pub enum Content {
    /// A statement as such: stance and proposition say it all.
    #[default]
    Statement,
    /// The event itself: victim, kinds, realis (one for each document and incident).
    Event {
        /// Who.
        victim: crate::reading::Victim,
        /// What sort of event.
        kinds: Vec<IncidentKind>,
        /// Whether it happened, by this document.
        realis: Realis,
    },
    /// A kind of data.
    Exposure {
        /// Kind of data.
        data: DataKind,
        /// Which way.
        polarity: Polarity,
        /// How firmly.
        certainty: Certainty,
        /// Words that narrow it ("useable").
        qualifier: Option<String>,
        /// Whose data.
        subjects: Option<String>,
        /// How many subjects.
        count: Option<u64>,
    },
    /// A service.
    Service {
        /// A few words.
        service: String,
        /// Its state.
        state: ServiceState,
    },
    /// An effect.
    Impact {
        /// Of which kind (`kind` is the proposition's).
        impact: ImpactKind,
        /// How much.
        value: Option<f64>,
        /// Unit.
        unit: Option<String>,
    },
    /// A response.
    Response {
        /// What.
        action: ResponseAction,
        /// How far.
        state: ResponseState,
    },
    /// A date.
    Date {
        /// Of what.
        what: DateWhat,
        /// First day.
        from: Option<String>,
        /// Last day.
        to: Option<String>,
    },
    /// An indicator tied to the document's incidents.
    Indicator {
        /// Type.
        indicator: IndicatorType,
        /// Normalised value.
        value: String,
        /// Warning list.
        warning: Option<String>,
    },
    /// A named actor, malware, tool, vulnerability or technique.
    Entity {
        /// Type.
        entity: EntityType,
        /// Name.
        name: String,
        /// CVE or ATT&CK id.
        id: Option<String>,
    },
}

/// One statement, immutable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Its identity.
    pub id: ClaimId,
    /// The document that makes it; `None` for one added by hand without a document.
    pub document: Option<DocumentId>,
    /// The incidents it is on, as resolved when it was appended (decisions may move them).
    pub incidents: Vec<IncidentId>,
    /// Whose words.
    pub speaker: Speaker,
    /// Attitude.
    pub stance: Stance,
    /// Content.
    pub proposition: Proposition,
    /// Verbatim words (empty after `forget`).
    pub quote: String,
    /// First code point in the document's text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// When this store learnt it.
    pub recorded: Instant,
    /// When its document came out.
    pub published: Option<Instant>,
    /// Its independence group: one origin, one vote.
    pub group: GroupId,
    /// Rule or model id, or `analyst:NAME`.
    pub by: String,
    /// 0..=1.
    pub confidence: f32,
    /// The claim that this one replaces (a correction or a newer rule set).
    pub supersedes: Option<ClaimId>,
    /// Label of its document.
    pub tlp: Tlp,
    /// The publisher that put the words out (a document's outlet), for "on whose word, relayed by whom".
    #[serde(default)]
    pub publisher: Option<String>,
}
