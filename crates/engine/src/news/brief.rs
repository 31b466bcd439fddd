//! The brief of a day or a stretch of days: incidents that are new, that changed, or on which sources contradict one another.

use super::Said;
use crate::view::{IncidentQuery, IncidentSort};
use crate::{Engine, EngineError, Result};
use rayon::prelude::*;
use sextant_model::record::HistoryEntry;
use sextant_model::*;
use std::collections::HashMap;

/// Incidents of one brief.
const MOST: usize = 60;
/// Lines of one incident.
const LINES: usize = 10;
/// Voices of one line.
const VOICES: usize = 3;

/// What a brief is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BriefQuery {
    /// The last day, `2025-05-13`; none: the last on which anything changed.
    pub day: Option<String>,
    /// The first day; none: the last one is the only one.
    pub since: Option<String>,
    /// Whose days.
    pub clock: Clock,
}

/// A brief.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Brief {
    /// From this moment.
    pub since: Instant,
    /// Up to just before this one.
    pub until: Instant,
    /// By which clock.
    pub clock: Clock,
    /// The last changed first.
    pub incidents: Vec<Told>,
    /// How many more changed.
    pub more: usize,
}

/// One incident of a brief.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Told {
    /// Its line as of then.
    #[serde(flatten)]
    pub summary: IncidentSummary,
    /// Whether it was first reported in that time.
    pub new: bool,
    /// What changed, contradictions first.
    pub lines: Vec<Line>,
    /// How many more lines there are.
    pub more: usize,
}

/// One change.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Line {
    /// What sort of change.
    pub turn: Turn,
    /// When.
    pub at: Instant,
    /// One sentence.
    pub what: String,
    /// Standing before.
    pub before: Option<Standing>,
    /// Standing after.
    pub after: Option<Standing>,
    /// Who says so, one for each origin.
    pub said: Vec<Said>,
}

/// What sort of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// Somebody speaks against it, or it no longer stands undisputed.
    Contradicted,
    /// It was known, and stands otherwise now.
    Changed,
    /// It was not known.
    New,
}

impl Turn {
    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contradicted => "contradicted",
            Self::Changed => "changed",
            Self::New => "new",
        }
    }
}

impl Engine {
    /// The brief.
    ///
    /// # Errors
    /// When a day is none, or the store cannot be read.
    pub fn brief(&self, query: &BriefQuery, audience: Option<Tlp>) -> Result<Brief> {
        let (since, until) = self.window(query, audience)?;
        let as_of = AsOf { until: Some(just_before(until)), clock: query.clock };
        let weigh = |brief: &Brief| brief.incidents.iter().map(|told| told.lines.len() + 2).sum::<usize>() + 10;
        let make = || self.compile(as_of, (since, until), audience);
        Ok(self.kept(&self.fresh.briefs, (as_of.until, since, as_of.clock, audience), weigh, make)?.as_ref().clone())
    }

    fn compile(&self, as_of: AsOf, (since, until): (Instant, Instant), audience: Option<Tlp>) -> Result<Brief> {
        let list =
            IncidentQuery { as_of, audience, sort: IncidentSort::Changed, limit: 500, ..IncidentQuery::default() };
        let changed = self.incidents(&list)?.items;
        let changed: Vec<IncidentSummary> =
            changed.into_iter().take_while(|line| line.changed.is_some_and(|at| at >= since)).collect();
        let more = changed.len().saturating_sub(MOST);
        let shown: Vec<IncidentSummary> = changed.into_iter().take(MOST).collect();
        let told = shown.into_par_iter().map(|summary| {
            let folded = self.folded(summary.id, as_of, audience)?;
            Ok(folded.map(|folded| told(summary, &folded.0, since)))
        });
        let incidents = told.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        Ok(Brief { since, until, clock: as_of.clock, incidents, more })
    }

    fn window(&self, query: &BriefQuery, audience: Option<Tlp>) -> Result<(Instant, Instant)> {
        let day = |text: &String| crate::find::days(text).map_err(EngineError::Invalid);
        let last = match &query.day {
            Some(text) => day(text)?,
            None => {
                let as_of = AsOf { until: Some(crate::clock::now()), clock: query.clock };
                let newest = IncidentQuery { as_of, audience, limit: 1, ..IncidentQuery::default() };
                let at = self.incidents(&newest)?.items.first().and_then(|line| line.changed);
                let at = at.unwrap_or_else(crate::clock::now).strftime("%Y-%m-%d").to_string();
                day(&at)?
            }
        };
        let first = query.since.as_ref().map(day).transpose()?.map_or(last.0, |(first, _)| first);
        if first >= last.1 {
            return Err(EngineError::Invalid("the first day of a brief is after the last: swap them".to_owned()));
        }
        Ok((first, last.1))
    }
}

fn just_before(moment: Instant) -> Instant {
    Instant::from_microsecond(moment.as_microsecond() - 1).unwrap_or(moment)
}

fn told(summary: IncidentSummary, record: &Record, since: Instant) -> Told {
    let claims: HashMap<ClaimId, &Claim> = record.claims.iter().flatten().map(|claim| (claim.id, claim)).collect();
    let fresh = record.history.iter().filter(|entry| entry.at >= since);
    let mut lines: Vec<Line> = fresh.map(|entry| line(entry, &claims)).filter(|line| !line.said.is_empty()).collect();
    lines.sort_by(|a, b| a.turn.cmp(&b.turn).then(b.at.cmp(&a.at)));
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    let new = summary.first_reported.is_some_and(|at| at >= since);
    Told { summary, new, lines, more }
}

fn line(entry: &HistoryEntry, claims: &HashMap<ClaimId, &Claim>) -> Line {
    let mut origins = std::collections::BTreeSet::new();
    let mut voices: Vec<&Claim> = entry.claims.iter().filter_map(|id| claims.get(id).copied()).collect();
    voices.retain(|claim| origins.insert(claim.group));
    let against = voices.iter().any(|claim| matches!(claim.stance, Stance::Denies | Stance::Doubts));
    let shaken = matches!(entry.after, Some(Standing::Disputed | Standing::Denied)) && entry.before.is_some();
    let turn = match entry.before {
        Some(_) if against || shaken => Turn::Contradicted,
        Some(_) => Turn::Changed,
        None => Turn::New,
    };
    let said = voices.into_iter().take(VOICES).map(Said::of).collect();
    Line { turn, at: entry.at, what: entry.what.clone(), before: entry.before, after: entry.after, said }
}
