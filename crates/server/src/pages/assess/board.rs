//! The board itself: an answer arranged for reading. Nothing is computed here that the answer does not hold.

use super::asked::Asked;
use super::course::Course;
use crate::answers::Answers;
use crate::{figures, labels};
use askama::Template;
use jiff::civil::Date;
use sextant_engine::assess::{Assessment, EvidenceLine, HypothesisLine, Kind, OnDay, PairLine, YARDSTICK, prior};
use sextant_engine::{AssessQuery, Result};
use sextant_model::{AsOf, Clock, IncidentId};
use std::collections::BTreeMap;

/// Hypotheses that have a column in the matrix, and bars of their own.
const COLUMNS: usize = 6;
const BARS: usize = 15;
/// Pairs told of under other assumptions, and drawn over time.
const PAIRS: usize = 3;
/// Days offered as links and drawn; any other can be typed in.
const DAYS: usize = 14;
/// Indicators to look for.
const WATCHED: usize = 30;

/// What the engine was asked for.
pub struct Found {
    answer: Assessment,
    days: Vec<Date>,
    course: Vec<OnDay>,
}

/// The answer, the days on which it ever changed, and how it stood on them.
///
/// # Errors
/// When the question cannot be answered.
pub fn found(engine: &dyn Answers, query: &AssessQuery) -> Result<Found> {
    let answer = engine.assess(query)?;
    let whole = AssessQuery { as_of: AsOf { until: None, ..query.as_of }, ..query.clone() };
    let all = if query.as_of.until.is_some() { engine.assess(&whole)?.changed_on } else { answer.changed_on.clone() };
    let days = all[all.len().saturating_sub(DAYS)..].to_vec();
    let course = engine.assessed_on(&whole, &days)?;
    Ok(Found { answer, days, course })
}

/// Something that can be left out of account, and what the leading pairs would be without it.
struct Switch {
    drop: String,
    what: String,
    detail: String,
    without: Vec<Option<f64>>,
}

#[derive(Template)]
#[template(path = "assess.html")]
pub struct Board {
    asked: Asked,
    answer: Assessment,
    days: Vec<Date>,
    course: Vec<OnDay>,
    drawn: Option<Course>,
    /// Positions of the pairs told of elsewhere than in the judgement, the likeliest first.
    leading: Vec<usize>,
    switches: Vec<Switch>,
}

impl Board {
    pub fn new(asked: Asked, found: Found) -> Self {
        let Found { answer, days, course } = found;
        let mut leading: Vec<usize> = (0..answer.pairs.len()).collect();
        leading.sort_by(|a, b| answer.pairs[*b].p.total_cmp(&answer.pairs[*a].p).then(a.cmp(b)));
        leading.truncate(PAIRS);
        let mut board = Self { asked, answer, days, course, drawn: None, leading, switches: Vec::new() };
        let drawn: Vec<(usize, String)> =
            board.leading.iter().map(|at| (*at, board.letters(&board.answer.pairs[*at]))).collect();
        board.drawn = Course::of(&board.course, &drawn, board.shown_day());
        board.switches = board.switches();
        board
    }

    /// `A`, `B`, … in the order of the incidents.
    fn letter(&self, id: impl labels::Of<IncidentId>) -> char {
        let id = id.of();
        let at = self.answer.incidents.iter().position(|incident| *incident == id);
        at.and_then(|at| u8::try_from(at).ok()).map_or('?', |at| char::from(b'A' + at))
    }

    fn name(&self, id: impl labels::Of<IncidentId>) -> &str {
        let id = id.of();
        let at = self.answer.incidents.iter().position(|incident| *incident == id);
        at.map_or("another incident", |at| self.answer.victims[at].as_str())
    }

    fn names(&self, ids: &[IncidentId]) -> String {
        match ids.iter().map(|id| self.name(*id)).collect::<Vec<_>>().as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            names => names.concat(),
        }
    }

    fn letters(&self, pair: &PairLine) -> String {
        [pair.a, pair.b].iter().map(|id| self.letter(*id)).collect()
    }

    fn scope(&self, line: &EvidenceLine) -> String {
        line.scope.iter().map(|id| self.letter(*id)).collect()
    }

    fn by_probability(&self) -> Vec<&PairLine> {
        let mut pairs: Vec<&PairLine> = self.answer.pairs.iter().collect();
        pairs.sort_by(|a, b| b.p.total_cmp(&a.p));
        pairs
    }

    fn leading_pairs(&self) -> impl Iterator<Item = &PairLine> {
        self.leading.iter().map(|at| &self.answer.pairs[*at])
    }

    fn told<'a>(&self, pairs: &'a [PairLine]) -> Vec<&'a PairLine> {
        self.leading.iter().filter_map(|at| pairs.get(*at)).collect()
    }

    /// The least and the most that a pair would be without any one origin, or with the other priors.
    fn range(&self, pair: &PairLine) -> (f64, f64) {
        let otherwise = &self.answer.sensitivity;
        let without = otherwise.without_group.iter().map(|group| &group.pairs);
        let told = without.chain(otherwise.prior_sweep.iter().map(|swept| &swept.pairs));
        let same = |other: &&PairLine| (other.a, other.b) == (pair.a, pair.b);
        let ps = told.filter_map(|pairs| pairs.iter().find(same)).map(|other| other.p);
        ps.fold((pair.p, pair.p), |(least, most), p| (least.min(p), most.max(p)))
    }

    /// A division among operators in words: "Aldermoor + Brackwater | Corrin".
    fn division(&self, hypothesis: &HypothesisLine) -> String {
        let block = |ids: &Vec<IncidentId>| ids.iter().map(|id| self.name(*id)).collect::<Vec<_>>().join(" + ");
        hypothesis.blocks.iter().map(block).collect::<Vec<_>>().join(" | ")
    }

    fn bars(&self) -> &[HypothesisLine] {
        &self.answer.hypotheses[..self.answer.hypotheses.len().min(BARS)]
    }

    fn columns(&self) -> &[HypothesisLine] {
        &self.answer.hypotheses[..self.answer.hypotheses.len().min(COLUMNS)]
    }

    fn unlisted(&self) -> usize {
        self.answer.hypotheses.len() - self.bars().len()
    }

    /// What a piece of evidence earns a hypothesis: its ratio for each merge that the hypothesis makes within its scope.
    fn earns(&self, line: &EvidenceLine, hypothesis: &HypothesisLine) -> f64 {
        let inside = hypothesis.blocks.iter().map(|block| block.iter().filter(|id| line.scope.contains(id)).count());
        let merges: usize = inside.map(|k| k.saturating_sub(1)).sum();
        line.counts_as.powi(i32::try_from(merges).unwrap_or(i32::MAX))
    }

    fn side(&self, earned: &f64) -> &'static str {
        match *earned {
            e if e > 1.0 + 1e-9 => "for",
            e if e < 1.0 - 1e-9 => "against",
            _ => "neither",
        }
    }

    /// Evidence of an origin that has its vote elsewhere.
    fn has_no_vote(&self, line: &EvidenceLine) -> bool {
        (line.lr - 1.0).abs() > 1e-12 && (line.counts_as - 1.0).abs() < 1e-12 && !line.dropped
    }

    /// Claims of actors, and each origin that moves anything.
    fn switches(&self) -> Vec<Switch> {
        let otherwise = &self.answer.sensitivity;
        let ps = |pairs: &[PairLine]| self.leading.iter().map(|at| pairs.get(*at).map(|pair| pair.p)).collect();
        let mut switches = Vec::new();
        if self.answer.evidence.iter().any(|line| line.family == Kind::ActorClaim) {
            let out = self.asked.leaves_out("claims:actor");
            let without = if out { vec![None; self.leading.len()] } else { ps(&otherwise.without_actor_claims) };
            let what = "what actors claim".to_owned();
            switches.push(Switch { drop: "claims:actor".to_owned(), what, detail: String::new(), without });
        }
        let mut origins: BTreeMap<&str, Vec<&EvidenceLine>> = BTreeMap::new();
        for line in self.answer.evidence.iter().filter(|line| (line.lr - 1.0).abs() > 1e-12) {
            origins.entry(&line.group).or_default().push(line);
        }
        let mut of_origins: Vec<(f64, Switch)> = Vec::new();
        let counts = |group: &str, lines: &[&EvidenceLine]| {
            lines.iter().any(|line| !line.dropped) || self.asked.leaves_out(&format!("group:{group}"))
        };
        for (group, lines) in origins.into_iter().filter(|(group, lines)| counts(group, lines)) {
            let without = otherwise.without_group.iter().find(|without| without.group == group);
            let without = without.map_or_else(|| vec![None; self.leading.len()], |found| ps(&found.pairs));
            let strength = lines.iter().map(|line| line.lr.ln().abs()).fold(0.0, f64::max);
            let what = lines[0].who.clone().unwrap_or_else(|| lines[0].what.clone());
            let detail = if lines[0].who.is_some() { lines[0].what.clone() } else { String::new() };
            of_origins.push((strength, Switch { drop: format!("group:{group}"), what, detail, without }));
        }
        of_origins.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.drop.cmp(&b.1.drop)));
        switches.extend(of_origins.into_iter().map(|(_, switch)| switch));
        switches
    }

    /// What lies with the reader's own switches: told above the answer, so that nobody takes it for the usual one.
    fn left_out(&self) -> Vec<&str> {
        let out = self.switches.iter().filter(|switch| self.asked.leaves_out(&switch.drop));
        out.map(|switch| switch.what.as_str()).collect()
    }

    fn other_prior(&self) -> bool {
        (self.answer.prior - prior()).abs() > 1e-12
    }

    fn is_prior(&self, p: &f64) -> bool {
        (self.answer.prior - p).abs() < 1e-12
    }

    fn usual_prior(&self, p: &f64) -> Option<f64> {
        Some(*p).filter(|p| (p - prior()).abs() > 1e-12)
    }

    fn shown_day(&self) -> Option<Date> {
        self.answer.as_of.map(|until| jiff::tz::Offset::UTC.to_datetime(until).date())
    }

    fn is_shown(&self, day: &Date) -> bool {
        self.shown_day() == Some(*day)
    }

    fn on(&self, day: &Date) -> String {
        self.asked.on(Some(*day))
    }

    fn day_field(&self) -> String {
        self.shown_day().map_or_else(String::new, |day| day.to_string())
    }

    fn watched(&self) -> usize {
        self.answer.watch.len().min(WATCHED)
    }

    /// The bands of the yardstick as stretches of a drawing.
    fn bands(&self) -> Vec<(f64, f64)> {
        YARDSTICK.iter().map(|(_, from, to)| (from / 100.0, to / 100.0)).collect()
    }

    /// `?as_of=…` for links to incidents on the same day.
    fn here(&self) -> String {
        labels::as_of_query(&AsOf { until: self.answer.as_of, clock: self.answer.clock })
    }
}
