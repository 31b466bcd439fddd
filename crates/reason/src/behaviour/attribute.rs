//! Which group, or none of them: a choice among the groups that have permitted observations and UNKNOWN.
//!
//! A conditional logit (McFadden 1974) over seven numbers that compare a question with a group's observations. Its
//! weights differ between questions with a day (a report as it came out) and without one (a report left out of all).

use super::census::Census;
use super::{Corpus, Kind, Limits, Question, tokens};
use crate::weights::{Choice, Weights};

/// What the numbers of [`Evidence`] say, in their order; the names of the weights.
///
/// - `closest`: how like the group's reports are, the most alike ones most: ln(0.001 + Σ cos⁴), features weighed by
///   rarity, software above techniques, sub-techniques backed off to their parents;
/// - `covered`: share of the question's features, by rarity, that the group was ever seen with;
/// - `exclusive`: Σ over software of 1 / groups seen with it;
/// - `techniques`, `parents`, `software`: log-likelihood of the question's features in the group's stock against the
///   stock of all (Dirichlet smoothing). Parents get a negative weight: a group seen with another sub-technique of the
///   same technique is evidence against it;
/// - `reports`: ln of the number of the group's observations.
pub const EVIDENCE: [&str; 7] = ["closest", "covered", "exclusive", "techniques", "parents", "software", "reports"];

/// What speaks for a group.
pub type Evidence = [f64; 7];

/// Strength of the smoothing for software, techniques and parents, in features.
const SMOOTHING: [f64; 3] = [30.0, 30.0, 10.0];
/// What each kind counts for in likeness.
const LIKENESS_OF: [f64; 3] = [1.5, 0.7, 0.7];
/// Likeness of a group without any, before the logarithm.
const NO_LIKENESS: f64 = 0.001;

/// The answer: groups in descending order of probability. With `unknown` they sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Naming {
    /// Every group with a permitted observation.
    pub ranking: Vec<(String, f64)>,
    /// That it is none of them.
    pub unknown: f64,
}

/// Names groups with their probabilities.
#[must_use]
pub fn attribute(corpus: &Corpus, question: &Question, weights: &Weights) -> Naming {
    let found = evidence(corpus, question);
    let (model, caution) = match question.known_before {
        Some(_) => (&weights.as_of, &weights.caution_as_of),
        None => (&weights.left_out, &weights.caution_left_out),
    };
    let (mut groups, unknown) = posterior(&found.iter().map(|(_, e)| *e).collect::<Vec<_>>(), model);
    caution.hold_back(&mut groups);
    let mut ranking: Vec<(String, f64)> =
        found.iter().map(|(group, _)| corpus.groups[*group].clone()).zip(groups).collect();
    ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Naming { ranking, unknown }
}

/// The probability of each alternative, and of none.
#[must_use]
pub fn posterior<const N: usize>(alternatives: &[[f64; N]], model: &Choice<N>) -> (Vec<f64>, f64) {
    let scores: Vec<f64> = alternatives.iter().map(|a| model.score(a)).collect();
    let highest = scores.iter().copied().fold(model.none, f64::max);
    let none = (model.none - highest).exp();
    let raised: Vec<f64> = scores.iter().map(|s| (s - highest).exp()).collect();
    let sum = none + raised.iter().sum::<f64>();
    (raised.iter().map(|r| r / sum).collect(), none / sum)
}

/// What speaks for each group that has a permitted observation, by the group's place in name order.
#[must_use]
pub fn evidence(corpus: &Corpus, question: &Question) -> Vec<(usize, Evidence)> {
    let limits = Limits {
        known_before: question.known_before,
        sources: &question.sources,
        exclude: &question.exclude,
        held_out: None,
    };
    let permitted = corpus.permitted(&limits);
    let census = Census::of(corpus, &permitted);
    let asked = Asked::of(corpus, &census, &question.features);
    let mut found: Vec<(usize, Stock)> = Vec::new();
    for (report, _) in corpus.reports.iter().zip(&permitted).filter(|(_, allowed)| **allowed) {
        if found.last().is_none_or(|(group, _)| *group != report.group) {
            found.push((report.group, Stock::empty(asked.traits.len())));
        }
        if let Some((_, stock)) = found.last_mut() {
            stock.add(&report.tokens, corpus, &asked);
        }
    }
    found.into_iter().map(|(group, stock)| (group, stock.evidence(&asked))).collect()
}

/// One feature of the question.
struct Trait {
    kind: Kind,
    /// Its share in the stock of all.
    share: f64,
    rarity: f64,
    groups: f64,
}

/// The question's features, with what the census says of them.
struct Asked {
    traits: Vec<Trait>,
    /// For each feature of the corpus, its place in `traits`.
    place: Vec<Option<usize>>,
    /// Square of each feature's weight in likeness.
    squares: Vec<f64>,
    length: f64,
}

impl Asked {
    fn of(corpus: &Corpus, census: &Census, features: &[String]) -> Self {
        let square = |kind: Kind, token| (census.rarity(token) * LIKENESS_OF[kind as usize]).powi(2);
        let mut asked = Self {
            traits: Vec::new(),
            place: vec![None; corpus.kinds.len()],
            squares: corpus.kinds.iter().enumerate().map(|(token, kind)| square(*kind, Some(token))).collect(),
            length: 0.0,
        };
        for token in tokens(features) {
            let (kind, number) = (token.0, corpus.find(token));
            if let Some(number) = number {
                asked.place[number] = Some(asked.traits.len());
            }
            asked.length += square(kind, number);
            asked.traits.push(Trait {
                kind,
                share: (census.reports_with(number) + 0.5) / (census.total[kind as usize] + 1.0),
                rarity: census.group_rarity(number),
                groups: census.groups_with(number),
            });
        }
        asked
    }
}

/// What a group's permitted observations hold.
struct Stock {
    reports: f64,
    /// Features of each kind.
    total: [f64; 3],
    /// Observations with each of the question's features.
    with: Vec<f64>,
    /// Σ cos⁴.
    likeness: f64,
}

impl Stock {
    fn empty(asked: usize) -> Self {
        Self { reports: 0.0, total: [0.0; 3], with: vec![0.0; asked], likeness: 0.0 }
    }

    fn add(&mut self, tokens: &[usize], corpus: &Corpus, asked: &Asked) {
        self.reports += 1.0;
        let (mut shared, mut length) = (0.0, 0.0);
        for &token in tokens {
            self.total[corpus.kinds[token] as usize] += 1.0;
            length += asked.squares[token];
            if let Some(place) = asked.place[token] {
                self.with[place] += 1.0;
                shared += asked.squares[token];
            }
        }
        if shared > 0.0 {
            self.likeness += (shared * shared / (asked.length * length)).powi(2);
        }
    }

    fn evidence(&self, asked: &Asked) -> Evidence {
        let (mut covered, mut all, mut exclusive, mut stock) = (0.0, 0.0, 0.0, [0.0; 3]);
        for (t, &with) in asked.traits.iter().zip(&self.with) {
            let seen = f64::from(u8::from(with > 0.0));
            if t.kind != Kind::Parent {
                covered += seen * t.rarity;
                all += t.rarity;
            }
            if t.kind == Kind::Software {
                exclusive += seen / t.groups.max(1.0);
            }
            let (kind, smoothing) = (t.kind as usize, SMOOTHING[t.kind as usize]);
            stock[kind] += ((with + smoothing * t.share) / (self.total[kind] + smoothing)).ln() - t.share.ln();
        }
        let covered = if all > 0.0 { covered / all } else { 0.0 };
        let [software, techniques, parents] = stock;
        let closest = (self.likeness + NO_LIKENESS).ln();
        [closest, covered, exclusive, techniques, parents, software, self.reports.ln()]
    }
}
