//! How well probabilities did whose outcome is known: whether what was said to be as likely as p happened about as often
//! (reliability), and the Brier score as it went. Pairs of one decision are not independent: the intervals are too narrow
//! for them, and are shown all the same, since none is worse.

use crate::linkage::Outcome;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Answers that gave about the same probability.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Bin {
    /// From this probability.
    pub from: f64,
    /// To this one.
    pub to: f64,
    /// How many answers.
    pub n: usize,
    /// What they said on average.
    pub said: f64,
    /// The share of them that were linked.
    pub was: f64,
    /// In which that share lies with 95 % (Wilson 1927).
    pub interval: [f64; 2],
}

/// The mean Brier score of all outcomes known by a day.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Running {
    /// The day.
    pub on: Date,
    /// How many answers were scored by then.
    pub n: usize,
    /// Their mean Brier score: 0 is best, 0.25 a coin's.
    pub brier: f64,
}

/// Bins of equal width.
const BINS: usize = 10;
/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_985;

/// The bins that hold an answer.
#[must_use]
pub fn reliability(outcomes: &[Outcome]) -> Vec<Bin> {
    let mut bins: BTreeMap<usize, Vec<&Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        let at = ((outcome.p * BINS as f64) as usize).min(BINS - 1);
        bins.entry(at).or_default().push(outcome);
    }
    let bin = |(at, held): (usize, Vec<&Outcome>)| {
        let (n, linked) = (held.len(), held.iter().filter(|outcome| outcome.linked).count());
        Bin {
            from: at as f64 / BINS as f64,
            to: (at + 1) as f64 / BINS as f64,
            n,
            said: held.iter().map(|outcome| outcome.p).sum::<f64>() / n as f64,
            was: linked as f64 / n as f64,
            interval: wilson(linked, n),
        }
    };
    bins.into_iter().map(bin).collect()
}

/// In which a share of `k` of `n` lies with 95 %.
#[must_use]
pub fn wilson(k: usize, n: usize) -> [f64; 2] {
    if n == 0 {
        return [0.0, 1.0];
    }
    let (n, share) = (n as f64, k as f64 / n as f64);
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    [((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0)]
}

/// The mean Brier score after each day on which an outcome became known.
#[must_use]
pub fn over_time(outcomes: &[Outcome]) -> Vec<Running> {
    let mut days: BTreeMap<Date, (usize, f64)> = BTreeMap::new();
    for outcome in outcomes {
        let day = days.entry(outcome.on).or_default();
        *day = (day.0 + 1, day.1 + outcome.brier);
    }
    let (mut n, mut sum) = (0, 0.0);
    let running = days.into_iter().map(|(on, (more, brier))| {
        n += more;
        sum += brier;
        Running { on, n, brier: sum / n as f64 }
    });
    running.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sextant_model::{DecisionId, IncidentId};

    fn outcome(p: f64, linked: bool, on: &str) -> Outcome {
        let said = if linked { p } else { 1.0 - p };
        Outcome {
            decision: DecisionId::derive(&[on]),
            a: IncidentId::derive(&["a"]),
            b: IncidentId::derive(&["b"]),
            linked,
            on: on.parse().unwrap(),
            by: "Ada".into(),
            reason: "told".into(),
            p,
            brier: (1.0 - said).powi(2),
            log: -said.ln(),
        }
    }

    #[test]
    fn answers_stand_in_the_bin_of_what_they_said() {
        let known =
            [outcome(0.12, false, "2025-05-01"), outcome(0.18, true, "2025-05-02"), outcome(1.0, true, "2025-05-02")];
        let bins = reliability(&known);
        assert_eq!(bins.iter().map(|bin| (bin.n, bin.was)).collect::<Vec<_>>(), [(2, 0.5), (1, 1.0)]);
        assert!((bins[0].said - 0.15).abs() < 1e-12 && bins[0].interval[0] < 0.5 && bins[0].interval[1] > 0.5);
        assert!(bins[1].interval[0] < 1.0, "one answer proves nothing");
    }

    #[test]
    fn the_score_runs_over_the_days_whatever_the_order() {
        let mut known = vec![outcome(0.5, true, "2025-06-01"), outcome(0.9, true, "2025-05-01")];
        let there = over_time(&known);
        known.reverse();
        assert_eq!(there, over_time(&known));
        assert_eq!(there.iter().map(|day| day.n).collect::<Vec<_>>(), [1, 2]);
        assert!((there[1].brier - (0.01 + 0.25) / 2.0).abs() < 1e-12);
    }
}
