//! The few numbers that were fitted, as the file that ships them holds them. None belongs to a group, a feature, a
//! source or a publisher; `docs/models.md` says what they were fitted on and how well they hold.

use crate::behaviour::{EVIDENCE, LIKENESS};
use crate::fuse::SUPPORT;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The file that ships.
pub const SHIPPED: &str = include_str!("../data/weights.toml");

/// Weights that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The file is not what it should be.
    #[error("the weights cannot be read: {0}")]
    Malformed(String),
    /// A number is missing, foreign or not finite.
    #[error("the weights of {0}: {1}")]
    Number(&'static str, String),
}

/// A choice among alternatives and none of them, or between yes and no: what each number counts for, and how strong
/// `none` is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice<const N: usize> {
    /// In the order of the numbers.
    pub weights: [f64; N],
    /// The score of none.
    pub none: f64,
}

impl<const N: usize> Choice<N> {
    /// The score of an alternative.
    #[must_use]
    pub fn score(&self, numbers: &[f64; N]) -> f64 {
        self.weights.iter().zip(numbers).map(|(w, x)| w * x).sum()
    }
}

/// From which probability on a group is named. On reports that were not fitted on, answers between the two numbers were
/// right no more often than `held_from` says: all of them are told as that, and what is taken is spread over the other
/// groups. What lies above was right at least as often as said, and stays.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Caution {
    /// Below this nothing is changed; from this to the other, this is what is said.
    pub held_from: f64,
    /// From this on nothing is changed either.
    pub named_from: f64,
}

impl Caution {
    /// Holds the leading probability back; the order stays.
    pub fn hold_back(&self, groups: &mut [f64]) {
        let Some(lead) = (0..groups.len()).max_by(|a, b| groups[*a].total_cmp(&groups[*b])) else { return };
        let p = groups[lead];
        let others = groups.len() - 1;
        if p <= self.held_from || p >= self.named_from || others == 0 {
            return;
        }
        let second = (0..groups.len()).filter(|at| *at != lead).map(|at| groups[at]).fold(0.0, f64::max);
        // The second, with its part of what is spread, must stay behind.
        let held = self.held_from.max(second + 1.5 * (p - second) / groups.len() as f64);
        groups.iter_mut().for_each(|other| *other += (p - held) / others as f64);
        groups[lead] = held;
    }

    fn check(&self) -> Result<(), WeightsError> {
        let (held, named) = (self.held_from, self.named_from);
        if 0.0 < held && held < 0.5 && 0.5 < named && named < 1.0 {
            return Ok(());
        }
        Err(WeightsError::Number("caution", "0 < held-from < 0.5 < named-from < 1 must hold".to_owned()))
    }
}

/// All of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Which group, of a report left out of all others.
    pub left_out: Choice<7>,
    /// Which group, as known on a day.
    pub as_of: Choice<7>,
    /// When a group is named, of a report left out.
    pub caution_left_out: Caution,
    /// When a group is named, as known on a day.
    pub caution_as_of: Caution,
    /// The same actor; `none` is taken from the score.
    pub pairs: Choice<8>,
    /// Years between two reports of which one has no date.
    pub years_unknown: f64,
    /// Which value is right.
    pub fusion: Choice<4>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    left_out: BTreeMap<String, f64>,
    as_of: BTreeMap<String, f64>,
    caution_left_out: Caution,
    caution_as_of: Caution,
    pairs: BTreeMap<String, f64>,
    years_unknown: f64,
    fusion: BTreeMap<String, f64>,
}

impl Weights {
    /// Those that ship.
    ///
    /// # Panics
    /// Never: a test reads the file.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED_WEIGHTS: LazyLock<Weights> = LazyLock::new(|| match Weights::parse(SHIPPED) {
            Ok(weights) => weights,
            Err(error) => unreachable!("{error}"),
        });
        &SHIPPED_WEIGHTS
    }

    /// Reads a file of weights.
    ///
    /// # Errors
    /// When a number is missing, unknown, not finite or out of bounds.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let file: File = toml::from_str(text).map_err(|e| WeightsError::Malformed(e.message().to_owned()))?;
        file.caution_left_out.check()?;
        file.caution_as_of.check()?;
        Ok(Self {
            left_out: choice("left-out", file.left_out, &EVIDENCE)?,
            as_of: choice("as-of", file.as_of, &EVIDENCE)?,
            caution_left_out: file.caution_left_out,
            caution_as_of: file.caution_as_of,
            pairs: choice("pairs", file.pairs, &LIKENESS)?,
            years_unknown: finite("years-unknown", file.years_unknown)?,
            fusion: choice("fusion", file.fusion, &SUPPORT)?,
        })
    }
}

fn choice<const N: usize>(
    whose: &'static str,
    mut numbers: BTreeMap<String, f64>,
    names: &[&str; N],
) -> Result<Choice<N>, WeightsError> {
    let mut take = |name: &str| {
        let number = numbers.remove(name).ok_or_else(|| WeightsError::Number(whose, format!("{name} is missing")));
        number.and_then(|n| finite(whose, n))
    };
    let mut weights = [0.0; N];
    for (weight, name) in weights.iter_mut().zip(names) {
        *weight = take(name)?;
    }
    let none = take("none")?;
    match numbers.keys().next() {
        Some(foreign) => Err(WeightsError::Number(whose, format!("{foreign} is no weight"))),
        None => Ok(Choice { weights, none }),
    }
}

fn finite(whose: &'static str, number: f64) -> Result<f64, WeightsError> {
    if number.is_finite() { Ok(number) } else { Err(WeightsError::Number(whose, format!("{number} is not finite"))) }
}
