//! Observations made countable, and the counts of those that may be used.

use super::{Kind, Observation, Token, tokens};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Observations that make no corpus.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// There are none.
    #[error("there are no observations: nothing can be answered from them")]
    Empty,
    /// Two have one name.
    #[error("observation {0} stands there twice: give each its own id")]
    Doubled(String),
}

/// Observations with their features numbered, in the order of their groups.
#[derive(Debug, Clone)]
pub struct Corpus {
    pub(super) groups: Vec<String>,
    pub(super) reports: Vec<Report>,
    numbers: HashMap<(Kind, String), usize>,
    pub(super) kinds: Vec<Kind>,
    by_id: HashMap<String, usize>,
    by_source: HashMap<String, Vec<usize>>,
}

/// One observation.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub group: usize,
    pub tokens: Vec<usize>,
    date: Option<Date>,
}

/// Which observations may be used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits<'a> {
    /// Only those dated before; undated ones are then out.
    pub known_before: Option<Date>,
    /// None that cites one of these documents.
    pub sources: &'a [String],
    /// None of these.
    pub exclude: &'a [String],
    /// None of these groups.
    pub held_out: Option<&'a BTreeSet<String>>,
}

impl Corpus {
    /// Numbers groups and features.
    ///
    /// # Errors
    /// When there are no observations, or two with one id.
    pub fn new(observations: &[Observation]) -> Result<Self, CorpusError> {
        if observations.is_empty() {
            return Err(CorpusError::Empty);
        }
        let names: BTreeSet<&str> = observations.iter().map(|o| o.group.as_str()).collect();
        let at: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        let mut corpus = Self {
            groups: names.iter().map(|name| (*name).to_owned()).collect(),
            reports: Vec::with_capacity(observations.len()),
            numbers: HashMap::new(),
            kinds: Vec::new(),
            by_id: HashMap::new(),
            by_source: HashMap::new(),
        };
        let mut sorted: Vec<&Observation> = observations.iter().collect();
        sorted.sort_by(|a, b| (&a.group, &a.id).cmp(&(&b.group, &b.id)));
        for observation in sorted {
            corpus.add(observation, at[observation.group.as_str()])?;
        }
        Ok(corpus)
    }

    fn add(&mut self, observation: &Observation, group: usize) -> Result<(), CorpusError> {
        let at = self.reports.len();
        if self.by_id.insert(observation.id.clone(), at).is_some() {
            return Err(CorpusError::Doubled(observation.id.clone()));
        }
        for source in &observation.sources {
            self.by_source.entry(source.clone()).or_default().push(at);
        }
        let numbered = tokens(&observation.features).into_iter().map(|token| self.number(token)).collect();
        self.reports.push(Report { group, tokens: numbered, date: observation.date });
        Ok(())
    }

    fn number(&mut self, (kind, name): Token<'_>) -> usize {
        let next = self.kinds.len();
        let number = *self.numbers.entry((kind, name.to_owned())).or_insert(next);
        if number == next {
            self.kinds.push(kind);
        }
        number
    }

    /// The number of a feature; `None` when no observation has it.
    pub(super) fn find(&self, (kind, name): Token<'_>) -> Option<usize> {
        self.numbers.get(&(kind, name.to_owned())).copied()
    }

    /// The name of a group by its place in name order, as [`super::evidence`] gives it.
    ///
    /// # Panics
    /// When there is no such group.
    #[must_use]
    pub fn group(&self, place: usize) -> &str {
        &self.groups[place]
    }

    /// How many observations may answer a question.
    #[must_use]
    pub fn answering(&self, question: &super::Question) -> usize {
        let limits = Limits {
            known_before: question.known_before,
            sources: &question.sources,
            exclude: &question.exclude,
            held_out: None,
        };
        self.permitted(&limits).into_iter().filter(|allowed| *allowed).count()
    }

    /// Does an observation of a group that is not held out cite the document?
    #[must_use]
    pub fn cites(&self, source: &str, held_out: Option<&BTreeSet<String>>) -> bool {
        let citing = self.by_source.get(source).into_iter().flatten();
        let mut groups = citing.map(|&at| &self.groups[self.reports[at].group]);
        groups.any(|group| held_out.is_none_or(|held| !held.contains(group)))
    }

    /// For each observation, whether it may be used.
    pub(super) fn permitted(&self, limits: &Limits<'_>) -> Vec<bool> {
        let mut permitted: Vec<bool> = self.reports.iter().map(|report| self.allows(report, limits)).collect();
        let cited = limits.sources.iter().filter_map(|source| self.by_source.get(source)).flatten();
        let excluded = limits.exclude.iter().filter_map(|id| self.by_id.get(id));
        for &at in cited.chain(excluded) {
            permitted[at] = false;
        }
        permitted
    }

    fn allows(&self, report: &Report, limits: &Limits<'_>) -> bool {
        let early = limits.known_before.is_none_or(|day| report.date.is_some_and(|date| date < day));
        early && limits.held_out.is_none_or(|held| !held.contains(&self.groups[report.group]))
    }
}

/// How many observations and groups there are of each feature.
#[derive(Debug, Clone)]
pub(super) struct Census {
    pub observations: f64,
    pub groups: f64,
    /// Observations with each feature.
    reports_with: Vec<u32>,
    /// Groups with each feature.
    groups_with: Vec<u32>,
    /// Features of each kind over all observations.
    pub total: [f64; 3],
}

impl Census {
    /// Counts what is permitted.
    pub fn of(corpus: &Corpus, permitted: &[bool]) -> Self {
        let features = corpus.kinds.len();
        let (mut observations, mut groups, mut total) = (0_u32, 0_u32, [0.0; 3]);
        let (mut reports_with, mut groups_with) = (vec![0; features], vec![0; features]);
        let (mut last_with, mut last_group) = (vec![usize::MAX; features], usize::MAX);
        for (report, _) in corpus.reports.iter().zip(permitted).filter(|(_, allowed)| **allowed) {
            observations += 1;
            // Reports stand in the order of their groups.
            groups += u32::from(report.group != last_group);
            last_group = report.group;
            for &token in &report.tokens {
                reports_with[token] += 1;
                groups_with[token] += u32::from(last_with[token] != report.group);
                last_with[token] = report.group;
                total[corpus.kinds[token] as usize] += 1.0;
            }
        }
        Self { observations: observations.into(), groups: groups.into(), reports_with, groups_with, total }
    }

    pub fn reports_with(&self, token: Option<usize>) -> f64 {
        token.map_or(0.0, |t| self.reports_with[t].into())
    }

    pub fn groups_with(&self, token: Option<usize>) -> f64 {
        token.map_or(0.0, |t| self.groups_with[t].into())
    }

    /// How rare a feature is among observations; 0 for what most have.
    pub fn rarity(&self, token: Option<usize>) -> f64 {
        ((self.observations + 1.0) / (self.reports_with(token) + 0.5)).ln().max(0.0)
    }

    /// How rare a feature is among groups.
    pub fn group_rarity(&self, token: Option<usize>) -> f64 {
        ((self.groups + 1.0) / (self.groups_with(token) + 0.5)).ln().max(0.0)
    }
}
