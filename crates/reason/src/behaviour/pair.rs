//! Are two reports of one actor? A logistic regression over eight numbers that compare them; observations of other
//! groups only say how common each feature is.

use super::census::Census;
use super::{Corpus, Kind, Limits, Token, parent, tokens};
use crate::weights::Weights;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What the numbers of [`Likeness`] say, in their order; the names of the weights.
///
/// - `alike`: cosine of the features, weighed by rarity among groups;
/// - `conflict`: ln(1 + techniques that the other report has only by another sub-technique);
/// - `years`: between the reports;
/// - `rare-tool`: rarity of the rarest shared software; `any-tool`: whether any is shared;
/// - `shared`: Σ over shared techniques of how unlikely both reports would have it by chance, given their sizes;
/// - `size`: ln of the longer report's number of features;
/// - `overlap`: ln(0.5 + Σ rarity of what is shared).
pub const LIKENESS: [&str; 8] = ["alike", "conflict", "years", "rare-tool", "any-tool", "shared", "size", "overlap"];

/// How two reports compare.
pub type Likeness = [f64; 8];

/// What software, techniques and parents count for in `alike`.
const ALIKE_OF: [f64; 3] = [1.0, 0.7, 0.6];
/// Days of a year.
const YEAR: f64 = 365.0;
/// A feature's chance in one report stays below the first, in both above the second.
const CHANCE_TOP: f64 = 0.9;
const CHANCE_LOW: f64 = 1e-4;

/// One report of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// Techniques and software.
    pub features: Vec<String>,
    /// When it came out.
    pub date: Option<Date>,
    /// Documents it stands in.
    pub sources: Vec<String>,
}

/// How common features are, for pairs with the same limits.
#[derive(Debug, Clone)]
pub struct PairCensus<'c> {
    corpus: &'c Corpus,
    census: Census,
}

impl<'c> PairCensus<'c> {
    /// Counts what the limits permit.
    #[must_use]
    pub fn of(corpus: &'c Corpus, limits: &Limits<'_>) -> Self {
        Self { corpus, census: Census::of(corpus, &corpus.permitted(limits)) }
    }
}

/// The probability that two reports are of one actor.
#[must_use]
pub fn same_actor(counts: &PairCensus<'_>, a: &Side, b: &Side, weights: &Weights) -> f64 {
    let score = weights.pairs.score(&likeness(counts, a, b, weights.years_unknown)) - weights.pairs.none;
    1.0 / (1.0 + (-score).exp())
}

/// How two reports compare; `years_unknown` stands for the years between them where a date is missing.
#[must_use]
pub fn likeness(counts: &PairCensus<'_>, a: &Side, b: &Side, years_unknown: f64) -> Likeness {
    let (corpus, census) = (counts.corpus, &counts.census);
    let (in_a, in_b) = (tokens(&a.features), tokens(&b.features));
    let square = |token: &Token<'_>| (census.group_rarity(corpus.find(*token)) * ALIKE_OF[token.0 as usize]).powi(2);
    let (size_a, size_b) = (size(&in_a), size(&in_b));
    let usual = (census.total[0] + census.total[1]) / census.observations.max(1.0);
    let chance = |token: Token<'_>| {
        let one = (census.reports_with(corpus.find(token)) + 0.5) / (census.observations + 1.0);
        let of = |size: f64| (one * size / usual.max(1.0)).min(CHANCE_TOP);
        (of(size_a) * of(size_b)).sqrt().clamp(CHANCE_LOW, 1.0)
    };
    let (mut common, mut rarest, mut any, mut shared, mut overlap) = (0.0, 0.0_f64, 0.0, 0.0, 0.0);
    for token in in_a.intersection(&in_b) {
        common += square(token);
        let number = corpus.find(*token);
        match token.0 {
            Kind::Software => {
                rarest = rarest.max(census.group_rarity(number));
                any = 1.0;
                overlap += census.rarity(number);
            }
            Kind::Technique => {
                shared -= chance(*token).ln();
                overlap += census.rarity(number);
            }
            Kind::Parent => {}
        }
    }
    let lengths = in_a.iter().map(square).sum::<f64>() * in_b.iter().map(square).sum::<f64>();
    let alike = if common > 0.0 { common / lengths.sqrt() } else { 0.0 };
    let conflict = (1.0 + conflicts(&in_a, &in_b) + conflicts(&in_b, &in_a)).ln();
    let years = a.date.zip(b.date).map_or(years_unknown, |(a, b)| days_between(a, b) / YEAR);
    [alike, conflict, years, rarest, any, shared, size_a.max(size_b).max(1.0).ln(), (overlap + 0.5).ln()]
}

fn size(tokens: &BTreeSet<Token<'_>>) -> f64 {
    tokens.iter().filter(|(kind, _)| *kind != Kind::Parent).count() as f64
}

/// Techniques of one report that the other lacks, though it has another form of the same.
fn conflicts(one: &BTreeSet<Token<'_>>, other: &BTreeSet<Token<'_>>) -> f64 {
    let techniques = one.iter().filter(|(kind, _)| *kind == Kind::Technique);
    let against = techniques.filter(|t| !other.contains(*t) && other.contains(&(Kind::Parent, parent(t.1))));
    against.count() as f64
}

fn days_between(a: Date, b: Date) -> f64 {
    f64::from((b - a).get_days().abs())
}
