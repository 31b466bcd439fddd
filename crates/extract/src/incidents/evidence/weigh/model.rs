//! The fitted weights: a logistic regression over [`super::features`], made by `cargo xtask weigh`. Each feature counts
//! twice: as it is, and by how far it stays behind the body of the same text that has most of it. A name that stands five
//! times is much in a note, and little where another stands thirty times.

use super::features::{COUNT, NAMES};
use crate::parties::PartyId;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("../../../../data/victim-weights.toml")));

/// How likely each body of a text is a victim, as a share of what makes one: 1 and more is one. Where none has that much,
/// the likeliest has, unless it is far from it: hardly a report is on nobody.
pub(super) fn likelihoods(features: &BTreeMap<PartyId, [f32; COUNT]>) -> BTreeMap<PartyId, f32> {
    let model = &*MODEL;
    let most = most(features.values());
    let mut likely: BTreeMap<PartyId, f32> =
        features.iter().map(|(&party, own)| (party, model.probability(own, &most) / model.threshold)).collect();
    if let Some(best) = likely.values_mut().max_by(|a, b| a.total_cmp(b))
        && *best < 1.0
        && *best * model.threshold >= model.alone
    {
        *best = 1.0;
    }
    likely
}

/// The most of each feature that a body has.
fn most<'f>(features: impl Iterator<Item = &'f [f32; COUNT]>) -> [f32; COUNT] {
    features.fold([f32::NEG_INFINITY; COUNT], |mut most, own| {
        most.iter_mut().zip(own).for_each(|(most, own)| *most = most.max(*own));
        most
    })
}

struct Model {
    bias: f32,
    weights: [f32; COUNT],
    behind: [f32; COUNT],
    /// Least probability of a victim.
    threshold: f32,
    /// The same of the likeliest, where no body reaches that.
    alone: f32,
}

impl Model {
    fn parse(file: &str) -> Self {
        #[derive(serde::Deserialize, Default)]
        struct File {
            threshold: f32,
            alone: f32,
            bias: f32,
            weights: HashMap<String, f32>,
            behind: HashMap<String, f32>,
        }
        let file: File = toml::from_str(file).unwrap_or_default();
        let of = |fitted: &HashMap<String, f32>| NAMES.map(|name| fitted.get(name).copied().unwrap_or_default());
        let (weights, behind) = (of(&file.weights), of(&file.behind));
        Self { bias: file.bias, weights, behind, threshold: file.threshold, alone: file.alone }
    }

    fn probability(&self, own: &[f32; COUNT], most: &[f32; COUNT]) -> f32 {
        let weights = self.weights.iter().zip(&self.behind);
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
        for table in ["weights", "behind"] {
            let mut fitted: Vec<&str> = file[table].as_table().unwrap().keys().map(String::as_str).collect();
            fitted.sort_unstable();
            assert_eq!(fitted, known);
        }
    }

    #[test]
    fn more_evidence_never_makes_a_body_less_likely() {
        let model = &*MODEL;
        for name in ["ev-harm", "ev-listing", "ev-share", "ev-narrator", "owner", "title", "names"] {
            let at = NAMES.iter().position(|n| *n == name).unwrap();
            assert!(model.weights[at] + model.behind[at] > 0.0, "{name}");
        }
    }
}
