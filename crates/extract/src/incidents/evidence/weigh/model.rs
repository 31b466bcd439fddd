//! The fitted weights: logistic regressions over [`super::features`], made by `cargo xtask weigh`. One looks at each body
//! by itself. The other counts each feature twice: as it is, and by how far it stays behind the body of the same text that
//! has most of it; a name that stands five times is much in a note, and little where another stands thirty times.

use super::features::{COUNT, NAMES};
use crate::parties::PartyId;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("../../../../data/victim-weights.toml")));

/// How likely a body is a victim, as shares of what makes one: 1 and more is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Likely {
    /// By what is shown of it alone.
    pub(super) itself: f32,
    /// Beside the other bodies of the text.
    pub(super) beside: f32,
}

/// For each body of a text. Where none is likely enough beside the others, the likeliest is, unless it is far from it:
/// hardly a report is on nobody.
pub(super) fn likelihoods(features: &BTreeMap<PartyId, [f32; COUNT]>) -> BTreeMap<PartyId, Likely> {
    let model = &*MODEL;
    let most = features.values().fold([f32::NEG_INFINITY; COUNT], |mut most, own| {
        most.iter_mut().zip(own).for_each(|(most, own)| *most = most.max(*own));
        most
    });
    let of = |(&party, own): (&PartyId, &[f32; COUNT])| {
        let itself = model.itself.probability(own, &most) / model.itself.threshold;
        (party, Likely { itself, beside: model.beside.probability(own, &most) / model.beside.threshold })
    };
    let mut likely: BTreeMap<PartyId, Likely> = features.iter().map(of).collect();
    if let Some(best) = likely.values_mut().max_by(|a, b| a.beside.total_cmp(&b.beside))
        && best.beside < 1.0
        && best.beside * model.beside.threshold >= model.alone
    {
        best.beside = 1.0;
    }
    likely
}

struct Model {
    itself: Weights,
    beside: Weights,
    /// Least probability of the likeliest, where no body reaches the threshold.
    alone: f32,
}

struct Weights {
    bias: f32,
    own: [f32; COUNT],
    behind: [f32; COUNT],
    /// Least probability of a victim.
    threshold: f32,
}

impl Model {
    fn parse(file: &str) -> Self {
        #[derive(serde::Deserialize, Default)]
        struct File {
            alone: f32,
            itself: Table,
            beside: Table,
        }
        #[derive(serde::Deserialize, Default)]
        struct Table {
            threshold: f32,
            bias: f32,
            weights: HashMap<String, f32>,
            #[serde(default)]
            behind: HashMap<String, f32>,
        }
        let weights = |table: &Table| {
            let of = |fitted: &HashMap<String, f32>| NAMES.map(|name| fitted.get(name).copied().unwrap_or_default());
            let (own, behind) = (of(&table.weights), of(&table.behind));
            Weights { bias: table.bias, own, behind, threshold: table.threshold }
        };
        let file: File = toml::from_str(file).unwrap_or_default();
        Self { itself: weights(&file.itself), beside: weights(&file.beside), alone: file.alone }
    }
}

impl Weights {
    fn probability(&self, own: &[f32; COUNT], most: &[f32; COUNT]) -> f32 {
        let weights = self.own.iter().zip(&self.behind);
        let weighed: f32 = weights.zip(own.iter().zip(most)).map(|((w, b), (x, most))| w * x + b * (x - most)).sum();
        1.0 / (1.0 + (-(self.bias + weighed)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_weight_and_every_weight_a_feature() {
        let file: toml::Table = toml::from_str(include_str!("../../../../data/victim-weights.toml")).unwrap();
        let mut known = NAMES.to_vec();
        known.sort_unstable();
        for (model, table) in [("itself", "weights"), ("beside", "weights"), ("beside", "behind")] {
            let table = file[model][table].as_table().unwrap();
            let mut fitted: Vec<&str> = table.keys().map(String::as_str).collect();
            fitted.sort_unstable();
            assert_eq!(fitted, known);
        }
    }

    #[test]
    fn more_evidence_never_makes_a_body_less_likely() {
        let model = &*MODEL;
        for name in ["ev-harm", "ev-listing", "ev-share", "ev-narrator", "owner", "names"] {
            let at = NAMES.iter().position(|n| *n == name).unwrap();
            assert!(model.itself.own[at] > 0.0, "{name}");
            assert!(model.beside.own[at] + model.beside.behind[at] > 0.0, "{name}");
        }
    }
}
