//! Logistic regression with an L2 penalty by Newton's method.

/// Strength of the penalty on standardised weights, as the inverse of the usual C.
const PENALTY: f64 = 10.0;
/// Steps of Newton's method; it settles within ten.
const STEPS: usize = 25;

/// One body of one report.
#[derive(Debug, Clone)]
pub struct Row {
    /// The report; its bodies follow one another.
    pub report: String,
    /// The report and the body's name.
    pub name: String,
    /// In the order of `sextant_extract::incidents::features`.
    pub features: Vec<f64>,
    /// What the gold says.
    pub is_victim: bool,
    /// What the row counts for.
    pub weight: f64,
}

/// Fitted weights, with what standardised the features.
#[derive(Debug)]
pub struct Weights {
    /// The last is the bias.
    fitted: Vec<f64>,
    means: Vec<f64>,
    spreads: Vec<f64>,
}

impl Weights {
    /// Fits.
    pub fn fit(rows: &[Row]) -> Self {
        let width = rows.first().map_or(0, |r| r.features.len());
        let mean = |at: usize| rows.iter().map(|r| r.features[at]).sum::<f64>() / rows.len().max(1) as f64;
        let means: Vec<f64> = (0..width).map(mean).collect();
        let spread = |at: usize| {
            let squares: f64 = rows.iter().map(|r| (r.features[at] - means[at]).powi(2)).sum();
            (squares / rows.len().max(1) as f64).sqrt() + 1e-6
        };
        let spreads: Vec<f64> = (0..width).map(spread).collect();
        let mut weights = Self { fitted: vec![0.0; width + 1], means, spreads };
        let standard: Vec<Vec<f64>> = rows.iter().map(|r| weights.standard(&r.features)).collect();
        for _ in 0..STEPS {
            let step = weights.step(rows, &standard);
            weights.fitted.iter_mut().zip(step).for_each(|(w, s)| *w -= s);
        }
        weights
    }

    /// The probability that a body is a victim.
    pub fn probability(&self, features: &[f64]) -> f64 {
        sigmoid(dot(&self.fitted, &self.standard(features)))
    }

    /// Bias and weights for features as they are.
    pub fn plain(&self) -> (f64, Vec<f64>) {
        let weights: Vec<f64> = self.fitted.iter().zip(&self.spreads).map(|(w, s)| w / s).collect();
        let shift: f64 = weights.iter().zip(&self.means).map(|(w, m)| w * m).sum();
        (self.fitted.last().copied().unwrap_or_default() - shift, weights)
    }

    /// What each feature adds to the logit.
    pub fn parts(&self, features: &[f64]) -> Vec<f64> {
        self.fitted.iter().zip(self.standard(features)).take(features.len()).map(|(w, x)| w * x).collect()
    }

    fn standard(&self, features: &[f64]) -> Vec<f64> {
        let scaled = features.iter().zip(self.means.iter().zip(&self.spreads)).map(|(x, (m, s))| (x - m) / s);
        scaled.chain([1.0]).collect()
    }

    /// One step: the gradient through the inverse of the second derivatives.
    fn step(&self, rows: &[Row], standard: &[Vec<f64>]) -> Vec<f64> {
        let n = self.fitted.len();
        let mut gradient = vec![0.0; n];
        let mut curvature = vec![vec![0.0; n]; n];
        for (row, x) in rows.iter().zip(standard) {
            let p = sigmoid(dot(&self.fitted, x));
            let error = row.weight * (p - f64::from(u8::from(row.is_victim)));
            let bend = row.weight * p * (1.0 - p);
            for i in 0..n {
                gradient[i] += error * x[i];
                for j in 0..n {
                    curvature[i][j] += bend * x[i] * x[j];
                }
            }
        }
        for i in 0..n {
            // The bias is not held down.
            let penalty = if i + 1 < n { PENALTY } else { 1e-6 };
            gradient[i] += penalty * self.fitted[i];
            curvature[i][i] += penalty;
        }
        solve(curvature, gradient)
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Solves a symmetric positive system by elimination.
pub fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for pivot in 0..n {
        let (above, below) = matrix.split_at_mut(pivot + 1);
        let lead = &above[pivot];
        for (offset, row) in below.iter_mut().enumerate() {
            let factor = row[pivot] / lead[pivot];
            row.iter_mut().zip(lead).skip(pivot).for_each(|(x, l)| *x -= factor * l);
            right[pivot + 1 + offset] -= factor * right[pivot];
        }
    }
    for pivot in (0..n).rev() {
        let known: f64 = (pivot + 1..n).map(|j| matrix[pivot][j] * right[j]).sum();
        right[pivot] = (right[pivot] - known) / matrix[pivot][pivot];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::{Row, Weights, solve};

    #[test]
    fn a_system_is_solved() {
        let solution = solve(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![1.0, 2.0]);
        assert!((solution[0] - 1.0 / 11.0).abs() < 1e-12 && (solution[1] - 7.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn what_tells_apart_gets_the_weight_and_noise_none() {
        let row = |x: f64, noise: f64, is_victim| Row {
            report: String::new(),
            name: String::new(),
            features: vec![x, noise],
            is_victim,
            weight: 1.0,
        };
        let rows: Vec<Row> = (0..200).map(|i| row(f64::from(i % 2), f64::from(i / 2 % 2), i % 2 == 1)).collect();
        let weights = Weights::fit(&rows);
        assert!(weights.probability(&[1.0, 0.0]) > 0.8 && weights.probability(&[0.0, 1.0]) < 0.2);
        let (_, plain) = weights.plain();
        assert!(plain[0] > 10.0 * plain[1].abs());
    }
}
