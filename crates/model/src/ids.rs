//! Identities. What is derived from content has a v5 UUID, so equal inputs give equal ids in every store
//! and a store filled in pieces equals one filled in one run; what a person decides gets a v7 from outside.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Namespace of every v5 id that Sextant derives.
pub const NAMESPACE: Uuid =
    Uuid::from_bytes([0x5e, 0x71, 0xa9, 0x70, 0x0d, 0x5c, 0x4b, 0x1e, 0x9c, 0x3a, 0x53, 0x65, 0x78, 0x74, 0x61, 0x6e]);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $tag:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id of the thing that `parts` name; the same parts always give the same id.
            #[must_use]
            pub fn derive(parts: &[&str]) -> Self {
                let mut name = String::from($tag);
                for part in parts {
                    name.push('\u{1f}');
                    name.push_str(part);
                }
                Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }
    };
}

id!(
    /// A retrieved document: derived from its bytes and, for an entry of a feed or mailbox, its place there.
    DocumentId, "document"
);
id!(
    /// A claim: derived from its document, rule set and place, or drawn for one made by hand.
    ClaimId, "claim"
);
id!(
    /// An incident: derived from the first document that told of it.
    IncidentId, "incident"
);
id!(
    /// An independence group: derived from its origin.
    GroupId, "group"
);
id!(
    /// A decision of a person: a join, a split, an alias.
    DecisionId, "decision"
);
