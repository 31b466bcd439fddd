//! The words of the domain (types, ids, time, problems). Every other crate depends on this one and
//! it depends on none of them. It never does I/O, holds no clock and draws no random numbers.

pub mod access;
pub mod claim;
pub mod decision;
pub mod document;
pub mod dossier;
pub mod ids;
pub mod judgement;
pub mod problem;
pub mod reading;
pub mod record;
pub mod sighting;
pub mod source;
pub mod time;
pub mod tlp;
pub mod vocab;

pub use access::{Account, Collection, Parties, Role, Token};
pub use claim::{Claim, Content, Proposition, Speaker};
pub use decision::{Assignment, Decision, DecisionKind};
pub use document::{Block, BlockKind, CleanDocument, Document, DocumentMeta};
pub use dossier::{Copied, Dossier, Doubt, Retraction, RetractionKind};
pub use ids::{ClaimId, DecisionId, DocumentId, GroupId, IncidentId};
pub use judgement::{Judgement, Says};
pub use problem::Problem;
pub use reading::Reading;
pub use record::{
    ActorField, ClaimFlag, DateField, DocumentRef, ExposureField, Field, FlagKind, HistoryEntry, ImpactField,
    IncidentSummary, IndicatorField, OpenQuestion, Record, RecordVictim, ResponseField, ServiceField, StatementField,
    SummaryVersion,
};
pub use sighting::{DatedPoint, Near, Profile, Sighting, Signature};
pub use source::{Reliability, Source};
pub use time::{AsOf, Clock, Instant};
pub use tlp::Tlp;
pub use vocab::*;
