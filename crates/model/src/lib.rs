//! The words of the domain (types, ids, time, problems). Every other crate depends on this one and
//! it depends on none of them. It never does I/O, holds no clock and draws no random numbers.

pub mod claim;
pub mod document;
pub mod ids;
pub mod problem;
pub mod reading;
pub mod record;
pub mod source;
pub mod time;
pub mod tlp;
pub mod vocab;

pub use claim::{Claim, Content, Proposition, Speaker};
pub use document::{Block, BlockKind, CleanDocument, Document, DocumentMeta};
pub use ids::{ClaimId, DecisionId, DocumentId, GroupId, IncidentId};
pub use problem::Problem;
pub use reading::Reading;
pub use record::{Field, IncidentSummary, Record};
pub use time::{AsOf, Clock, Instant};
pub use tlp::Tlp;
pub use vocab::*;
