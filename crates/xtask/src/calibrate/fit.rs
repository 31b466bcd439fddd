//! A conditional logit fitted by Newton's method: alternatives described by numbers, and none of them
//! (McFadden, Conditional logit analysis of qualitative choice behavior, 1974).

use sextant_reason::behaviour::posterior;
use sextant_reason::weights::Choice;

/// Steps of Newton's method; it settles within twenty.
const STEPS: usize = 60;
/// How often a step is halved at most.
const HALVINGS: i32 = 12;
/// A smaller gain is none.
const SETTLED: f64 = 1e-9;

/// One choice that was made.
#[derive(Debug, Clone)]
pub struct Case<const N: usize> {
    /// The alternatives.
    pub alternatives: Vec<[f64; N]>,
    /// Which was right; `None`: none.
    pub right: Option<usize>,
}

/// How strongly weights are drawn to nothing.
#[derive(Debug, Clone, Copy)]
pub struct Penalty {
    /// On weights of standardised numbers.
    pub weights: f64,
    /// On the score of none.
    pub none: f64,
}

/// The weights under which what was right was likeliest.
pub fn fit<const N: usize>(cases: &[&Case<N>], penalty: Penalty) -> Choice<N> {
    let spreads = spreads(cases);
    let mut model = Choice { weights: [0.0; N], none: 0.0 };
    let mut lowest = loss(cases, &model, &spreads, penalty);
    for _ in 0..STEPS {
        let (gradient, curvature) = slope(cases, &model, &spreads, penalty);
        let step = crate::weigh::solve(curvature, gradient);
        // Far from the top a whole step can overshoot: half of it is tried, then half of that.
        let tried = (0..HALVINGS).map(|n| moved(&model, &step, &spreads, 0.5_f64.powi(n)));
        let better = tried.map(|m| (loss(cases, &m, &spreads, penalty), m)).find(|(l, _)| *l < lowest);
        let Some((lower, next)) = better else { break };
        let settled = lowest - lower < SETTLED;
        (lowest, model) = (lower, next);
        if settled {
            break;
        }
    }
    model
}

fn moved<const N: usize>(model: &Choice<N>, step: &[f64], spreads: &[f64; N], part: f64) -> Choice<N> {
    let weights = std::array::from_fn(|at| model.weights[at] - part * step[at] / spreads[at]);
    Choice { weights, none: model.none - part * step[N] }
}

/// How unlikely what was right is, with the penalty.
fn loss<const N: usize>(cases: &[&Case<N>], model: &Choice<N>, spreads: &[f64; N], penalty: Penalty) -> f64 {
    let surprise = cases.iter().map(|case| {
        let (shares, none) = posterior(&case.alternatives, model);
        -case.right.map_or(none, |right| shares[right]).max(f64::MIN_POSITIVE).ln()
    });
    let large: f64 = model.weights.iter().zip(spreads).map(|(w, s)| (w * s).powi(2)).sum();
    surprise.sum::<f64>() + 0.5 * (penalty.weights * large + penalty.none * model.none.powi(2))
}

fn spreads<const N: usize>(cases: &[&Case<N>]) -> [f64; N] {
    let all = || cases.iter().flat_map(|c| &c.alternatives);
    let count = all().count().max(1) as f64;
    std::array::from_fn(|at| {
        let mean = all().map(|a| a[at]).sum::<f64>() / count;
        (all().map(|a| (a[at] - mean).powi(2)).sum::<f64>() / count).sqrt().max(1e-9)
    })
}

/// Gradient and second derivatives of the penalised loss over standardised weights; the score of none stands last.
fn slope<const N: usize>(
    cases: &[&Case<N>],
    model: &Choice<N>,
    spreads: &[f64; N],
    penalty: Penalty,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = N + 1;
    let (mut gradient, mut curvature) = (vec![0.0; size], vec![vec![0.0; size]; size]);
    for case in cases {
        let (shares, none) = posterior(&case.alternatives, model);
        let mut mean = vec![0.0; size];
        mean[N] = none;
        curvature[N][N] += none;
        for (numbers, p) in case.alternatives.iter().zip(&shares) {
            let scaled: [f64; N] = std::array::from_fn(|at| numbers[at] / spreads[at]);
            for i in 0..N {
                mean[i] += p * scaled[i];
                for j in 0..N {
                    curvature[i][j] += p * scaled[i] * scaled[j];
                }
            }
        }
        for i in 0..size {
            for j in 0..size {
                curvature[i][j] -= mean[i] * mean[j];
            }
            let right = match case.right {
                Some(right) if i < N => case.alternatives[right][i] / spreads[i],
                None if i == N => 1.0,
                _ => 0.0,
            };
            gradient[i] += mean[i] - right;
        }
    }
    for at in 0..size {
        let (strength, weight) =
            if at < N { (penalty.weights, model.weights[at] * spreads[at]) } else { (penalty.none, model.none) };
        gradient[at] += strength * weight;
        curvature[at][at] += strength;
    }
    (gradient, curvature)
}

#[cfg(test)]
mod tests {
    use super::{Case, Penalty, fit};
    use sextant_reason::behaviour::posterior;

    #[test]
    fn what_tells_apart_gets_the_weight_and_none_its_share() {
        let case = |right: Option<usize>| Case {
            alternatives: vec![
                [f64::from(u8::from(right == Some(0))), 0.5],
                [f64::from(u8::from(right == Some(1))), 0.4],
            ],
            right,
        };
        let cases: Vec<Case<2>> =
            [Some(0), Some(1), None, Some(0), Some(1)].iter().cycle().take(100).map(|r| case(*r)).collect();
        let model = fit(&cases.iter().collect::<Vec<_>>(), Penalty { weights: 0.5, none: 0.01 });
        assert!(model.weights[0] > 3.0, "{model:?}");
        let (shares, _) = posterior(&[[1.0, 0.5], [0.0, 0.4]], &model);
        assert!(shares[0] > 0.8);
        let (_, none) = posterior(&[[0.0, 0.5], [0.0, 0.4]], &model);
        assert!(none > 0.8);
    }
}
