//! The record: all claims on one incident folded as of a moment. Every field answers "who says so?".

use crate::vocab::*;
use crate::{Claim, ClaimId, Clock, DocumentId, GroupId, IncidentId, Instant, Tlp};
use serde::{Deserialize, Serialize};

/// A field's value with its standing and the claims for and against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field<V = String> {
    /// The field's main word (data, service, kind, action, what) or text; for impacts the number.
    pub value: V,
    /// What it amounts to.
    pub standing: Standing,
    /// Claims for it.
    #[serde(rename = "for")]
    pub supporting: Vec<ClaimId>,
    /// Claims against it.
    pub against: Vec<ClaimId>,
    /// Independence groups among `for`.
    pub independent_sources: usize,
    /// When the present standing began, by the record's clock.
    pub since: Option<Instant>,
}

/// Who suffers, with all names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecordVictim {
    /// Preferred name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// STIX industry-sector-ov.
    pub sector: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// A kind of data and which way it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExposureField {
    /// Standing and claims.
    #[serde(flatten)]
    pub field: Field,
    /// Kind of data.
    pub data: DataKind,
    /// Which way.
    pub polarity: Polarity,
    /// Words that narrow it.
    pub qualifier: Option<String>,
    /// Whose data.
    pub subjects: Option<String>,
    /// How many subjects.
    pub count: Option<u64>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceField {
    /// Standing and claims.
    #[serde(flatten)]
    pub field: Field,
    /// A few words.
    pub service: String,
    /// Latest state.
    pub state: ServiceState,
}

/// An effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImpactField {
    /// How much, with standing and claims.
    #[serde(flatten)]
    pub field: Field<Option<f64>>,
    /// Kind.
    pub kind: ImpactKind,
    /// Unit.
    pub unit: Option<String>,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResponseField {
    /// Standing and claims.
    #[serde(flatten)]
    pub field: Field,
    /// What.
    pub action: ResponseAction,
    /// How far.
    pub state: ResponseState,
}

/// A date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DateField {
    /// Standing and claims.
    #[serde(flatten)]
    pub field: Field,
    /// Of what.
    pub what: DateWhat,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

/// An actor that somebody names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActorField {
    /// Standing and claims.
    #[serde(flatten)]
    pub field: Field,
    /// Name.
    pub name: String,
}

/// An indicator seen in the incident's documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorField {
    /// Standing and claims.
    #[serde(flatten)]
    pub field: Field,
    /// Type.
    #[serde(rename = "type")]
    pub kind: IndicatorType,
    /// Warning list.
    pub warning: Option<String>,
}

/// What is said on a matter that has no field of its own: that data was taken at all, that it was shared, who is
/// linked to whom, how it was done, whether intruders are still there, ransom, recovery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementField {
    /// Standing and claims; `value` is the proposition's object.
    #[serde(flatten)]
    pub field: Field,
    /// On what.
    pub kind: PropositionKind,
}

/// What is not settled: said to be unknown, disputed, or a doubtful join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// One sentence.
    pub question: String,
    /// Stable kind: `join`, `disputed`, `cannot-say`, `no-evidence`.
    pub kind: String,
    /// Claims that bear on it.
    pub claims: Vec<ClaimId>,
    /// Other incidents it is on.
    pub incidents: Vec<IncidentId>,
}

/// Why an actor's claim may not be what it seems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlagKind {
    /// The victim, or an authority, told of an earlier breach: what is claimed may be what was taken then.
    EarlierNotice,
    /// Another actor claimed the same victim before.
    EarlierClaim,
    /// The victim says that it was not hit, or that nothing was taken: it may be the wrong victim.
    DeniedByVictim,
}

/// An actor's claim with the words that put it in doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimFlag {
    /// Why.
    pub kind: FlagKind,
    /// Who claims.
    pub actor: String,
    /// The claims put in doubt.
    pub claims: Vec<ClaimId>,
    /// The incident that the other words are on.
    pub incident: IncidentId,
    /// The claim that puts them in doubt, and the document that makes it.
    pub by: ClaimId,
    /// That document.
    pub document: Option<DocumentId>,
    /// When that came out.
    pub at: Instant,
    /// Whose words.
    pub who: String,
    /// The words.
    pub quote: String,
}

/// One document of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// Its identity.
    pub id: DocumentId,
    /// Headline.
    pub title: Option<String>,
    /// Outlet.
    pub publisher: Option<String>,
    /// When it came out.
    pub published: Option<Instant>,
    /// When it was fetched.
    pub retrieved: Instant,
    /// Address.
    pub url: Option<String>,
    /// Label.
    pub tlp: Tlp,
    /// The independence group of its text (copies of one story share it).
    pub group: GroupId,
}

/// A change of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, by the record's clock.
    pub at: Instant,
    /// One sentence: "Telvasco first denied, now confirms, that data was taken".
    pub what: String,
    /// Field changed: `exposure/name`, `impact/people-affected`.
    pub field: String,
    /// Standing before.
    pub before: Option<Standing>,
    /// Standing after.
    pub after: Option<Standing>,
    /// The claims that did it.
    pub claims: Vec<ClaimId>,
}

/// The fold of all claims on one incident as of a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The incident.
    pub id: IncidentId,
    /// As known when; `None`: all that is known.
    pub as_of: Option<Instant>,
    /// By which clock.
    pub clock: Clock,
    /// The record's own sentence, as an analyst would say it.
    pub headline: String,
    /// Standing of the event as a whole.
    pub standing: Standing,
    /// Who.
    pub victim: RecordVictim,
    /// What sort of event.
    pub kinds: Vec<Field>,
    /// Whether it happened.
    pub occurred: Field,
    /// Which data, and which expressly not.
    pub exposure: Vec<ExposureField>,
    /// Services.
    pub services: Vec<ServiceField>,
    /// Effects.
    pub impacts: Vec<ImpactField>,
    /// Responses.
    pub responses: Vec<ResponseField>,
    /// Dates.
    pub dates: Vec<DateField>,
    /// Actors named, by whom.
    pub actors: Vec<ActorField>,
    /// What is said on matters without a field of their own.
    #[serde(default)]
    pub statements: Vec<StatementField>,
    /// Malware, tools, vulnerabilities, techniques: `value` is the name, with id where known.
    pub entities: Vec<Field>,
    /// Indicators.
    pub indicators: Vec<IndicatorField>,
    /// What is not settled.
    pub open_questions: Vec<OpenQuestion>,
    /// Documents, oldest first.
    pub documents: Vec<DocumentRef>,
    /// Distinct origins of what is known: a copy or a relayed quotation adds none.
    #[serde(default)]
    pub independent_sources: usize,
    /// Documents that were probably copied from others, though their words do not show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<crate::Copied>,
    /// Actors' claims that others' earlier words put in doubt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<ClaimFlag>,
    /// What changed when.
    pub history: Vec<HistoryEntry>,
    /// The strictest label of what it was made from.
    pub tlp: Tlp,
    /// Every claim, oldest first; `None` when not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Vec<Claim>>,
}

/// One line of the list of incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentSummary {
    /// The incident.
    pub id: IncidentId,
    /// Preferred name of the victim.
    pub victim: String,
    /// The record's own sentence.
    pub headline: String,
    /// Kinds of event.
    pub kinds: Vec<IncidentKind>,
    /// Standing of the event.
    pub standing: Standing,
    /// When first reported, by the clock asked for.
    pub first_reported: Option<Instant>,
    /// When last changed, by the clock asked for.
    pub changed: Option<Instant>,
    /// How many documents.
    pub documents: usize,
    /// How many independence groups.
    pub independent_sources: usize,
    /// The strictest label.
    pub tlp: Tlp,
}

/// One state of an incident's line in the list, and from when to when it held by one clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryVersion {
    /// The clock that `at` and `until` are read on.
    pub clock: Clock,
    /// For whom it was folded: claims with a stricter label were left out. `red` is everything.
    pub audience: Tlp,
    /// From this moment.
    pub at: Instant,
    /// Until just before this moment; `None`: to this day.
    pub until: Option<Instant>,
    /// The line.
    pub summary: IncidentSummary,
}
