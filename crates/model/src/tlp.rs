//! The Traffic Light Protocol, version 2.0 (FIRST, August 2022).

use serde::{Deserialize, Serialize};

/// A TLP 2.0 label, from the least to the most restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub enum Tlp {
    /// May be disclosed to the world.
    #[serde(rename = "clear")]
    Clear,
    /// May be disclosed within the community.
    #[serde(rename = "green")]
    Green,
    /// May be disclosed within the organisation and to its clients, on a need-to-know basis.
    #[default]
    #[serde(rename = "amber")]
    Amber,
    /// May be disclosed within the organisation only.
    #[serde(rename = "amber+strict")]
    AmberStrict,
    /// For the eyes and ears of individual recipients only.
    #[serde(rename = "red")]
    Red,
}

impl Tlp {
    /// All labels, least restricted first.
    pub const ALL: [Self; 5] = [Self::Clear, Self::Green, Self::Amber, Self::AmberStrict, Self::Red];

    /// The label in lower case: `amber+strict`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::AmberStrict => "amber+strict",
            Self::Red => "red",
        }
    }

    /// Whether an item with this label may go to an audience cleared up to `audience`.
    #[must_use]
    pub fn allows(self, audience: Self) -> bool {
        self <= audience
    }
}

impl std::fmt::Display for Tlp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Tlp {
    type Err = crate::problem::UnknownWord;

    /// Reads `amber`, `TLP:AMBER`, `tlp:amber+strict` and version 1's `white`.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let lower = s.trim().to_ascii_lowercase();
        let word = lower.strip_prefix("tlp:").unwrap_or(&lower).trim();
        match word {
            "clear" | "white" => Ok(Self::Clear),
            "green" => Ok(Self::Green),
            "amber" => Ok(Self::Amber),
            "amber+strict" | "amber-strict" => Ok(Self::AmberStrict),
            "red" => Ok(Self::Red),
            _ => Err(crate::problem::UnknownWord::new("TLP", s, &["clear", "green", "amber", "amber+strict", "red"])),
        }
    }
}
