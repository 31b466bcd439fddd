//! What a person says of whether incidents are linked: evidence that no document holds, a probability in place of the
//! computed one, how it was in the end. Each is a decision and can be taken back.

use crate::{IncidentId, Tlp};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A judgement on two or more incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The incidents.
    pub incidents: Vec<IncidentId>,
    /// Who may know of it.
    pub tlp: Tlp,
    /// What is said of them.
    #[serde(flatten)]
    pub says: Says,
}

/// What is said of the incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "kebab-case")]
pub enum Says {
    /// Evidence.
    Evidence {
        /// How much likelier it is if two of them were done by the same operators than if not.
        ratio: f64,
        /// The day on which it was known; `None`: when it was recorded.
        known_from: Option<Date>,
        /// The independence group that it is of; `None`: one of its own.
        group: Option<String>,
    },
    /// A probability that any two of them were done by the same operators, in place of the computed one.
    Override {
        /// The probability.
        p: f64,
        /// The last day on which it holds.
        until: Date,
    },
    /// How it was.
    Outcome {
        /// Whether they were the work of the same operators.
        linked: bool,
        /// The day on which that was known.
        on: Date,
    },
}

impl Judgement {
    /// Why it makes no sense; `None` where it does.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let mut incidents = self.incidents.clone();
        incidents.sort_unstable();
        incidents.dedup();
        if incidents.len() < 2 {
            return Some("name two or more different incidents".to_owned());
        }
        match self.says {
            Says::Evidence { ratio, .. } if !(ratio > 0.0 && ratio.is_finite()) => {
                Some(format!("the ratio is {ratio}: give a number above 0; 1 where it says nothing"))
            }
            Says::Override { p, .. } if !(p > 0.0 && p < 1.0) => {
                Some(format!("the probability is {p}: give one above 0 and below 1; what is certain is an outcome"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_weighed_has_a_fault() {
        let (a, b) = (IncidentId::derive(&["a"]), IncidentId::derive(&["b"]));
        let evidence = |incidents: &[IncidentId], ratio| Judgement {
            incidents: incidents.to_vec(),
            tlp: Tlp::Amber,
            says: Says::Evidence { ratio, known_from: None, group: None },
        };
        assert_eq!(evidence(&[a, b], 2.5).fault(), None);
        for ratio in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(evidence(&[a, b], ratio).fault().is_some(), "{ratio}");
        }
        assert!(evidence(&[a, a], 2.0).fault().is_some());
        let certain = Says::Override { p: 1.0, until: jiff::civil::date(2025, 6, 1) };
        assert!(Judgement { says: certain, ..evidence(&[a, b], 1.0) }.fault().is_some());
    }
}
