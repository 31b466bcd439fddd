//! All ways to divide incidents among operators, and how likely each is before any evidence.

/// A division of the incidents `0..n`: which were done by the same operators. Blocks stand in the order of their first
/// incident, incidents within a block in their own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition(pub(super) Vec<Vec<usize>>);

impl Partition {
    /// The blocks.
    #[must_use]
    pub fn blocks(&self) -> &[Vec<usize>] {
        &self.0
    }

    /// Were both done by the same operators?
    #[must_use]
    pub fn joins(&self, a: usize, b: usize) -> bool {
        self.0.iter().any(|block| block.contains(&a) && block.contains(&b))
    }

    /// How many merges it makes among some incidents: k of them in one block are k - 1.
    #[must_use]
    pub(super) fn merges(&self, scope: &[usize]) -> usize {
        let inside = self.0.iter().map(|block| block.iter().filter(|incident| scope.contains(incident)).count());
        inside.map(|k| k.saturating_sub(1)).sum()
    }

    /// The logarithm of its probability under a Chinese restaurant process in which two incidents are of the same
    /// operators with probability `pair` (Pitman, Combinatorial Stochastic Processes, 3.1: alpha = (1 - p) / p).
    #[must_use]
    pub(super) fn log_prior(&self, pair: f64) -> f64 {
        let alpha = (1.0 - pair) / pair;
        let incidents: usize = self.0.iter().map(Vec::len).sum();
        let seated: f64 = self.0.iter().map(|block| alpha.ln() + log_factorial(block.len() - 1)).sum();
        seated - (0..incidents).map(|i| (alpha + i as f64).ln()).sum::<f64>()
    }
}

fn log_factorial(n: usize) -> f64 {
    (1..=n).map(|i| (i as f64).ln()).sum()
}

/// Every partition of `n` incidents, the one that joins all first. There are 2, 5, 15, 52, 203, 877 and 4,140 of two to
/// eight incidents.
#[must_use]
pub(super) fn all(n: usize) -> Vec<Partition> {
    let mut partitions = vec![Partition(Vec::new())];
    for incident in 0..n {
        let next = partitions.iter().flat_map(|partition| {
            (0..=partition.0.len()).map(move |at| {
                let mut blocks = partition.0.clone();
                match blocks.get_mut(at) {
                    Some(block) => block.push(incident),
                    None => blocks.push(vec![incident]),
                }
                Partition(blocks)
            })
        });
        partitions = next.collect();
    }
    partitions
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn every_partition_is_there_once_and_priors_sum_to_one() {
        for (n, bell) in [(2, 2), (3, 5), (4, 15), (5, 52), (8, 4140)] {
            let mut partitions = all(n);
            for pair in [0.01, 0.1, 0.5, 0.99] {
                let sum: f64 = partitions.iter().map(|p| p.log_prior(pair).exp()).sum();
                let joined: f64 =
                    partitions.iter().filter(|p| p.joins(0, n - 1)).map(|p| p.log_prior(pair).exp()).sum();
                assert!((sum - 1.0).abs() < 1e-9 && (joined - pair).abs() < 1e-9, "{n} {pair}: {sum} {joined}");
            }
            partitions.sort();
            partitions.dedup();
            assert_eq!(partitions.len(), bell);
        }
    }
}
