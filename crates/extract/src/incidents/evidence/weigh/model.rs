//! The fitted weights: a logistic regression over [`super::features`], made by `cargo xtask weigh`.

use super::features::{COUNT, NAMES};
use std::collections::HashMap;
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("../../../../data/victim-weights.toml")));

/// How likely a body with these features is a victim, as a share of what makes one: 1 and more is one.
pub(super) fn likelihood(features: &[f32; COUNT]) -> f32 {
    MODEL.probability(features) / MODEL.threshold
}

struct Model {
    bias: f32,
    weights: [f32; COUNT],
    /// Least probability of a victim.
    threshold: f32,
}

impl Model {
    fn parse(file: &str) -> Self {
        #[derive(serde::Deserialize, Default)]
        struct File {
            threshold: f32,
            bias: f32,
            weights: HashMap<String, f32>,
        }
        let file: File = toml::from_str(file).unwrap_or_default();
        let weights = NAMES.map(|name| file.weights.get(name).copied().unwrap_or_default());
        Self { bias: file.bias, weights, threshold: file.threshold }
    }

    fn probability(&self, features: &[f32; COUNT]) -> f32 {
        let weighed: f32 = self.weights.iter().zip(features).map(|(w, x)| w * x).sum();
        1.0 / (1.0 + (-(self.bias + weighed)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_weight_and_every_weight_a_feature() {
        let file: toml::Table = toml::from_str(include_str!("../../../../data/victim-weights.toml")).unwrap();
        let mut fitted: Vec<&str> = file["weights"].as_table().unwrap().keys().map(String::as_str).collect();
        let mut known = NAMES.to_vec();
        fitted.sort_unstable();
        known.sort_unstable();
        assert_eq!(fitted, known);
    }

    #[test]
    fn more_evidence_never_makes_a_body_less_likely() {
        let model = &*MODEL;
        for name in ["ev-harm", "ev-listing", "ev-share", "ev-narrator", "owner", "title", "names"] {
            let at = NAMES.iter().position(|n| *n == name).unwrap();
            assert!(model.weights[at] > 0.0, "{name}");
        }
    }
}
