//! Whether incidents are linked, asked of a store: their claims pass the gate before anything is weighed.

use crate::query::visible_dossier;
use crate::reliance::Window;
use crate::{Engine, EngineError, Result, gate};
use sextant_model::*;
use sextant_reason::copying::one_origin_but;
use sextant_reason::linkage::{self, Judged, Question, Subject};
use sextant_reason::reliability::Reliance;
use std::collections::BTreeSet;

pub use sextant_reason::hypotheses::{MOST_INCIDENTS, YARDSTICK, phrase};
pub use sextant_reason::linkage::{
    ActsLike, Assessment, Confidence, Counted, Drop, EvidenceLine, HypothesisLine, Kind, Missing, Otherwise, Outcome,
    Overridden, PairLine, Rating, Resembled, Watched, WithPrior, WithoutGroup, prior, sweep,
};
pub use sextant_reason::scores::{Bin, Running, over_time, reliability};

/// Evidence beyond this, either way, is no evidence but certainty.
const MOST_RATIO: f64 = 1e6;

/// Incidents with more claims than this together are not folded again for each day of a course.
const MOST_FOLDED: usize = 4_000;

/// What is asked, and for whom.
#[derive(Debug, Clone, Default)]
pub struct AssessQuery {
    /// Two to eight incidents.
    pub incidents: Vec<IncidentId>,
    /// As known when, by which clock.
    pub as_of: AsOf,
    /// How likely two incidents are of the same operators before any evidence; `None`: the usual.
    pub prior: Option<f64>,
    /// What is left out of account.
    pub drops: Vec<Drop>,
    /// Whether something to be left out may be missing: on an earlier day it was not there yet.
    pub drops_may_be_missing: bool,
    /// For whom; `None` is the keeper of the store, who sees everything.
    pub audience: Option<Tlp>,
}

/// The answer on one of the days on which it changed.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OnDay {
    /// The day.
    pub on: jiff::civil::Date,
    /// Every pair, as known at its end.
    pub pairs: Vec<PairLine>,
}

impl Engine {
    /// Whether incidents are linked.
    ///
    /// # Errors
    /// An incident that is unknown or of which nothing was known by then; one named twice (two that were joined are one);
    /// fewer than two or more than eight; a prior that no evidence could move; something to be left out that is not there.
    pub fn assess(&self, query: &AssessQuery) -> Result<Assessment> {
        sizes(query)?;
        // Each incident is loaded and folded by itself: with many claims that is most of the work.
        let found: Vec<Result<Subject>> = std::thread::scope(|threads| {
            let ask = |id: &IncidentId| {
                let id = *id;
                threads.spawn(move || self.dossier(id, query).and_then(|dossier| self.subject(dossier, query)))
            };
            let asked: Vec<_> = query.incidents.iter().map(ask).collect();
            asked.into_iter().map(|one| one.join().unwrap_or_else(|_| Err(broken_off()))).collect()
        });
        let subjects = found.into_iter().collect::<Result<Vec<_>>>()?;
        each_once(subjects.iter().map(|subject| subject.record.id))?;
        self.weigh(&subjects, query)
    }

    /// How the pairs stood on each of these days; days on which one of the incidents was not known are left out. Empty
    /// where the incidents have so many claims that folding them again and again would keep a reader waiting.
    ///
    /// # Errors
    /// As [`Engine::assess`].
    pub fn assessed_on(&self, query: &AssessQuery, days: &[jiff::civil::Date]) -> Result<Vec<OnDay>> {
        let dossiers = self.dossiers(query)?;
        if dossiers.iter().map(|dossier| dossier.claims.len()).sum::<usize>() > MOST_FOLDED {
            return Ok(Vec::new());
        }
        let mut course = Vec::new();
        for on in days {
            let as_of = AsOf::parse(&on.to_string(), query.as_of.clock).map_err(EngineError::Invalid)?;
            let asked = AssessQuery { as_of, ..query.clone() };
            let answer = match query.as_of.clock {
                Clock::Published => {
                    let apart = self.apart(as_of)?;
                    let subject =
                        |dossier: &Dossier| Subject::of(one_origin_but(dossier.clone(), as_of, &apart), as_of);
                    let subjects: Vec<Subject> = dossiers.iter().map(subject).collect();
                    self.weigh(&subjects, &asked)
                }
                // By this clock later decisions did not hold yet.
                Clock::Recorded => self.assess(&asked),
            };
            match answer {
                Ok(answer) => course.push(OnDay { on: *on, pairs: answer.pairs }),
                Err(EngineError::NotFound { .. } | EngineError::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(course)
    }

    fn weigh(&self, subjects: &[Subject], query: &AssessQuery) -> Result<Assessment> {
        if let Some(unknown) = subjects.iter().find(|subject| subject.claims.is_empty()) {
            return Err(EngineError::not_found("incident known by then:", unknown.record.id));
        }
        let asked = || subjects.iter().map(|subject| subject.record.id);
        let can_be_asked = linkage::can_be_asked(subjects);
        let profiles = if can_be_asked { self.profiles(asked(), query.as_of, query.audience)? } else { None };
        let by_record = linkage::goes_by_records(subjects);
        let reliance = if by_record {
            self.reliance(asked(), query.as_of, query.audience, Window::Assessment)?
        } else {
            Reliance::default()
        };
        let question = Question {
            as_of: query.as_of,
            reliance,
            prior: query.prior,
            drops: query.drops.clone(),
            drops_may_be_missing: query.drops_may_be_missing,
            unjudged: self.unjudged()?,
            judged: self.judged(query.as_of, query.audience)?,
            profiles,
            today: Some(day_of(query.as_of.until.unwrap_or_else(crate::clock::now))),
        };
        linkage::assess(subjects, &question).map_err(|error| EngineError::Invalid(error.to_string()))
    }

    fn subject(&self, dossier: Dossier, query: &AssessQuery) -> Result<Subject> {
        let mut subject = Subject::of(self.one_origin(dossier, query.as_of)?, query.as_of);
        let claims: Vec<&Claim> = subject.claims.iter().collect();
        subject.record.flags = self.flags(&subject.record, &claims, query.as_of, query.audience)?;
        Ok(subject)
    }

    fn dossiers(&self, query: &AssessQuery) -> Result<Vec<Dossier>> {
        sizes(query)?;
        let dossiers = query.incidents.iter().map(|id| self.dossier(*id, query)).collect::<Result<Vec<_>>>()?;
        each_once(dossiers.iter().map(|dossier| dossier.incident))?;
        Ok(dossiers)
    }

    fn dossier(&self, id: IncidentId, query: &AssessQuery) -> Result<Dossier> {
        let dossier = self.ask(|ledger| visible_dossier(ledger, id, query.as_of, query.audience))?;
        dossier.ok_or_else(|| EngineError::not_found("incident", id))
    }

    /// Keeps what a person says of whether incidents are linked.
    ///
    /// # Errors
    /// An unknown incident, fewer than two, a day that lies ahead, a ratio or probability that cannot be weighed, no reason; when the store
    /// cannot be written.
    pub fn judge(&self, judgement: Judgement, reason: &str, by: &str) -> Result<DecisionId> {
        if let Some(fault) = judgement.fault() {
            return Err(EngineError::Invalid(fault));
        }
        if let Says::Evidence { ratio, .. } = judgement.says
            && !(1.0 / MOST_RATIO..=MOST_RATIO).contains(&ratio)
        {
            let most = format!("the ratio is {ratio}: give one between {} and {MOST_RATIO}", 1.0 / MOST_RATIO);
            return Err(EngineError::Invalid(format!("{most}; what is certain is an outcome")));
        }
        if let Says::Override { until, .. } = judgement.says
            && until < day_of(crate::clock::now())
        {
            return Err(EngineError::Invalid(format!("{until} has passed: an override holds to a day still to come")));
        }
        let (Says::Evidence { known_from: Some(known), .. } | Says::Outcome { on: known, .. }) = judgement.says else {
            return self.decide(DecisionKind::Judgement(judgement), reason, by, BTreeSet::new());
        };
        if known > day_of(crate::clock::now()) {
            return Err(EngineError::Invalid(format!("{known} lies ahead: nothing can be known from then")));
        }
        self.decide(DecisionKind::Judgement(judgement), reason, by, BTreeSet::new())
    }

    /// The outcomes that hold and that this audience may know, with how well the answers of the day before did; oldest first. Where nothing was known of
    /// an incident by then, there was no answer to score.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn scored(&self, audience: Option<Tlp>) -> Result<Vec<Outcome>> {
        let mut scored = Vec::new();
        for judged in self.judged(AsOf::default(), audience)? {
            let Says::Outcome { linked, on } = judged.judgement.says else { continue };
            let Ok(before) = on.yesterday() else { continue };
            let as_of = AsOf::parse(&before.to_string(), Clock::Published).map_err(EngineError::Invalid)?;
            let incidents = judged.judgement.incidents.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
            match self.assess(&AssessQuery { incidents, as_of, audience, ..AssessQuery::default() }) {
                Ok(answer) => {
                    let pairs = answer.pairs.iter().map(|pair| (pair.a, pair.b, pair.p));
                    scored.extend(pairs.map(|pair| linkage::outcome(&judged, linked, on, pair)));
                }
                Err(EngineError::NotFound { .. } | EngineError::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(scored)
    }

    /// The judgements that hold and that this audience may know, on the incidents as they are after joins.
    pub(crate) fn judged(&self, as_of: AsOf, audience: Option<Tlp>) -> Result<Vec<Judged>> {
        let mut decisions = self.decisions()?;
        if as_of.clock == Clock::Recorded {
            decisions.retain(|decision| as_of.until.is_none_or(|until| decision.recorded <= until));
        }
        let assignment = Assignment::new(decisions);
        let seen = assignment.judgements().filter(|(_, judgement)| gate::may_see(judgement.tlp, audience));
        let moved = seen.map(|(decision, judgement)| {
            let mut judgement = judgement.clone();
            judgement.incidents.iter_mut().for_each(|incident| *incident = assignment.incident_of(*incident, None));
            Judged { decision: decision.clone(), judgement }
        });
        Ok(moved.collect())
    }

    /// Sources of which it is stated for all kinds of claims that their reliability cannot be judged.
    fn unjudged(&self) -> Result<BTreeSet<String>> {
        let sources = self.ask(|ledger| Ok(ledger.sources()?))?;
        let cannot = |r: &Reliability| {
            (r.kind.is_none() || r.kind == Some(PropositionKind::Linked)) && (r.letter == 'F' || r.digit == 6)
        };
        let unjudged = sources.into_iter().filter(|source| source.reliability.iter().any(cannot));
        Ok(unjudged.map(|source| sextant_reason::key(&source.name)).collect())
    }
}

/// The day (UTC) of a moment.
fn day_of(at: Instant) -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

fn sizes(query: &AssessQuery) -> Result<()> {
    let asked = query.incidents.len();
    if (2..=MOST_INCIDENTS).contains(&asked) {
        return Ok(());
    }
    Err(EngineError::Invalid(format!("{asked} incidents: name two to {MOST_INCIDENTS}")))
}

fn each_once(mut incidents: impl Iterator<Item = IncidentId>) -> Result<()> {
    let mut seen: BTreeSet<IncidentId> = BTreeSet::new();
    match incidents.find(|incident| !seen.insert(*incident)) {
        Some(one) => {
            Err(EngineError::Invalid(format!("incident {one} is named twice (or was joined): name each once")))
        }
        None => Ok(()),
    }
}

fn broken_off() -> EngineError {
    EngineError::Invalid("the question was broken off".to_owned())
}
