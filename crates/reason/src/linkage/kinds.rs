//! The kinds of evidence with their ratios and the words that tell statements, as `data/linkage.toml` holds them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What sort of evidence it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Sector, country and time agree.
    Context,
    /// One actor claims them.
    ActorClaim,
    /// Said to be possibly alike or linked.
    Likeness,
    /// Linked, by an outlet or somebody unnamed.
    LinkedByOutlet,
    /// Linked, by an authority or the like.
    LinkedByBody,
    /// Not linked, by an authority or the like.
    NotLinkedByBody,
    /// Not linked, by an outlet or somebody unnamed.
    NotLinkedByOutlet,
    /// Nobody can say yet.
    CannotSay,
    /// Laid to one actor by an authority or the like.
    AttributedByBody,
    /// The same persons arrested.
    Arrest,
    /// An indicator seen at each.
    SharedIndicator,
    /// Malware seen at each.
    SharedMalware,
    /// Tools or techniques seen at each.
    SharedTechnique,
    /// What an analyst adds.
    Analyst,
}

impl Kind {
    /// The word of the data file and of the ids of evidence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::ActorClaim => "actor-claim",
            Self::Likeness => "likeness",
            Self::LinkedByOutlet => "linked-by-outlet",
            Self::LinkedByBody => "linked-by-body",
            Self::NotLinkedByBody => "not-linked-by-body",
            Self::NotLinkedByOutlet => "not-linked-by-outlet",
            Self::CannotSay => "cannot-say",
            Self::AttributedByBody => "attributed-by-body",
            Self::Arrest => "arrest",
            Self::SharedIndicator => "shared-indicator",
            Self::SharedMalware => "shared-malware",
            Self::SharedTechnique => "shared-technique",
            Self::Analyst => "analyst",
        }
    }

    /// The ratio that it has unless an analyst gives another.
    #[must_use]
    pub fn ratio(self) -> f64 {
        STATED.kinds.get(self.as_str()).map_or(1.0, |kind| kind.ratio)
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn what(self) -> &'static str {
        STATED.kinds.get(self.as_str()).map_or("added by an analyst", |kind| kind.what.as_str())
    }
}

/// How likely two incidents are of the same operators before any evidence.
#[must_use]
pub fn prior() -> f64 {
    STATED.prior
}

/// Priors with which every answer is told again.
#[must_use]
pub fn sweep() -> &'static [f64] {
    &STATED.sweep
}

/// Days between two incidents that are near in time.
pub(super) fn near_days() -> i32 {
    STATED.near_days
}

/// The words by which statements are told.
pub(super) fn words() -> &'static Words {
    &STATED.words
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Stated {
    prior: f64,
    sweep: Vec<f64>,
    near_days: i32,
    kinds: BTreeMap<String, Counted>,
    words: Words,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    ratio: f64,
    what: String,
}

/// Words, lower-case.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub events: Vec<String>,
    pub likeness: Vec<String>,
    pub arrests: Vec<String>,
    pub bodies: Vec<String>,
}

static STATED: LazyLock<Stated> = LazyLock::new(|| match toml::from_str(include_str!("../../data/linkage.toml")) {
    Ok(stated) => stated,
    // A test reads the file.
    Err(error) => unreachable!("{error}"),
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_ratio_that_can_be_weighed() {
        use Kind::*;
        let counted = [
            Context,
            ActorClaim,
            Likeness,
            LinkedByOutlet,
            LinkedByBody,
            NotLinkedByBody,
            NotLinkedByOutlet,
            CannotSay,
            AttributedByBody,
            Arrest,
            SharedIndicator,
            SharedMalware,
            SharedTechnique,
        ];
        assert_eq!(counted.len(), STATED.kinds.len());
        for kind in counted {
            assert!(STATED.kinds.contains_key(kind.as_str()), "{kind:?}");
            assert!(kind.ratio() > 0.0 && kind.ratio().is_finite());
        }
        assert!(prior() > 0.0 && prior() < 1.0);
    }
}
