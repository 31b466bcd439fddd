//! How much the numbers can bear: a second axis, never the probability in other words.

use super::answer::PairLine;
use super::exhibit::day;
use super::otherwise::Otherwise;
use super::{Exhibit, Kind, Subject};
use crate::hypotheses::{Voice, phrase};
use sextant_model::*;
use std::collections::BTreeSet;

/// Analytic confidence, with reasons.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Confidence {
    /// Low, moderate or high.
    pub rating: Rating,
    /// Why.
    pub reasons: Vec<String>,
}

/// The rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// Few or weak origins.
    Low,
    /// Two or more independent origins.
    Moderate,
    /// Three or more, technical evidence among them.
    High,
}

impl Rating {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

pub(super) fn of(
    subjects: &[Subject],
    exhibits: &[Exhibit],
    as_of: AsOf,
    pairs: &[PairLine],
    otherwise: &Otherwise,
) -> Confidence {
    let counting =
        exhibits.iter().filter(|e| e.counts() && e.evidence.voice == Voice::Other && e.kind != Kind::Context);
    let groups: BTreeSet<&str> = counting.map(|e| e.evidence.group.as_str()).collect();
    let technical = exhibits.iter().any(|e| matches!(e.kind, Kind::SharedIndicator | Kind::SharedMalware));
    let rating = match groups.len() {
        0 | 1 => Rating::Low,
        2 => Rating::Moderate,
        _ if technical => Rating::High,
        _ => Rating::Moderate,
    };
    let mut reasons = vec![match groups.len() {
        0 => "no independent origin links them beyond what they have in common and what actors claim".to_owned(),
        1 => "one independent origin beside what they have in common and what actors claim".to_owned(),
        n => format!("{n} independent origins beside what they have in common and what actors claim"),
    }];
    reasons.extend(missing_layers(exhibits, technical));
    reasons.extend(relays(exhibits));
    reasons.extend(age(subjects, exhibits, as_of));
    reasons.extend(hinges(pairs, otherwise));
    Confidence { rating, reasons }
}

fn missing_layers(exhibits: &[Exhibit], technical: bool) -> Vec<String> {
    let judged = exhibits
        .iter()
        .any(|e| matches!(e.kind, Kind::LinkedByBody | Kind::NotLinkedByBody | Kind::AttributedByBody | Kind::Arrest));
    let no_technical = "no technical evidence: no indicator, tool or server is known to be shared";
    let no_judgement = "no body in a position to judge has said yes or no";
    let layers = [(technical, no_technical), (judged, no_judgement)];
    layers.into_iter().filter(|(there, _)| !there).map(|(_, words)| words.to_owned()).collect()
}

fn relays(exhibits: &[Exhibit]) -> Option<String> {
    let most = exhibits.iter().filter(|e| e.outlets.len() > 1).max_by_key(|e| e.outlets.len())?;
    let who = most.who.as_deref().unwrap_or("one origin");
    Some(format!("{} outlets relay {who}: 1 origin, counted once", most.outlets.len()))
}

fn age(subjects: &[Subject], exhibits: &[Exhibit], as_of: AsOf) -> Option<String> {
    let newest = exhibits.iter().filter(|e| e.counts()).map(|e| e.evidence.known_from).max()?;
    let last = subjects.iter().flat_map(|s| &s.claims).map(|c| super::subject::moment(c, as_of.clock)).max();
    let asked = day(as_of.until.or(last)?);
    let days = (asked - newest).get_days();
    Some(match days {
        ..=0 => "the newest evidence is of the day itself".to_owned(),
        1 => "the newest evidence is one day old".to_owned(),
        n => format!("the newest evidence is {n} days old"),
    })
}

/// Whether one origin alone decides the phrase of the leading pair.
fn hinges(pairs: &[PairLine], otherwise: &Otherwise) -> Option<String> {
    let lead = (0..pairs.len()).max_by(|a, b| pairs[*a].p.total_cmp(&pairs[*b].p))?;
    let (without, p) = otherwise
        .without_group
        .iter()
        .filter_map(|group| Some((group, group.pairs.get(lead)?.p)))
        .max_by(|a, b| (a.1 - pairs[lead].p).abs().total_cmp(&(b.1 - pairs[lead].p).abs()))?;
    let words = format!("without {} the leading pair would stand at {p:.2}", without.who);
    (phrase(p) != pairs[lead].phrase).then_some(words)
}
