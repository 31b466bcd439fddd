//! The answer as it leaves: ids in place of positions, phrases beside probabilities.

use super::confidence::Confidence;
use super::otherwise::{Missing, Otherwise, Watched};
use super::persons::{Outcome, Overridden};
use super::{ActsLike, Exhibit, Kind, Subject};
use crate::hypotheses::{self, Partition, Weighed, phrase};
use jiff::civil::Date;
use sextant_model::*;
use std::collections::BTreeSet;

/// Whether incidents are linked.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Assessment {
    /// Its identity: the same incidents in any order have the same.
    pub id: GroupId,
    /// In words.
    pub question: String,
    /// The incidents, as asked.
    pub incidents: Vec<IncidentId>,
    /// Their victims, in the same order.
    pub victims: Vec<String>,
    /// As known when.
    pub as_of: Option<Instant>,
    /// By which clock.
    pub clock: Clock,
    /// The prior of a pair.
    pub prior: f64,
    /// Every division of the incidents among operators, the likeliest first; they sum to 1.
    pub hypotheses: Vec<HypothesisLine>,
    /// Every pair.
    pub pairs: Vec<PairLine>,
    /// The probability that whoever is behind them is nobody that the evidence names.
    pub unknown_actor: f64,
    /// Who acts like each of the incidents, where profiles of groups were imported.
    pub acts_like: Vec<ActsLike>,
    /// How much the numbers can bear.
    pub confidence: Confidence,
    /// What bears on it, oldest first; what was left out of account comes last, marked.
    pub evidence: Vec<EvidenceLine>,
    /// What the answer would be otherwise.
    pub sensitivity: Otherwise,
    /// What would move it, the most first.
    pub missing_evidence: Vec<Missing>,
    /// Indicators to look for.
    pub watch: Vec<Watched>,
    /// The days on which the answer may have changed.
    pub changed_on: Vec<Date>,
    /// What persons put in its place, the latest first; the numbers above stay as computed.
    pub overrides: Vec<Overridden>,
    /// How it was in the end, where that was known by then, and how well the numbers did.
    pub outcomes: Vec<Outcome>,
}

/// One division of the incidents.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct HypothesisLine {
    /// Letters in the order of the incidents asked about: `AB-C`.
    pub id: String,
    /// Who belongs together.
    pub blocks: Vec<Vec<IncidentId>>,
    /// `all`, `some` or `none` of them were done by the same operators.
    pub link: &'static str,
    /// Before the evidence.
    pub prior: f64,
    /// After.
    pub p: f64,
}

/// One pair.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PairLine {
    /// One.
    pub a: IncidentId,
    /// The other.
    pub b: IncidentId,
    /// The probability that both were done by the same operators.
    pub p: f64,
    /// Its phrase.
    pub phrase: &'static str,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct EvidenceLine {
    /// Its name, for `--drop`.
    pub id: String,
    /// Of which kind.
    pub family: Kind,
    /// Its independence group.
    pub group: String,
    /// Likelihood ratio of a merge.
    pub lr: f64,
    /// The ratio with which it counts here: 1 where another of its origin has the vote, or where it was left out.
    pub counts_as: f64,
    /// The incidents that it is on.
    pub scope: Vec<IncidentId>,
    /// The claims that it rests on.
    pub claims: Vec<ClaimId>,
    /// The day from which it was known.
    pub known_from: Date,
    /// A few words.
    pub what: String,
    /// Whose words or view.
    pub who: Option<String>,
    /// Who relays it: all of them are one origin.
    pub outlets: Vec<String>,
    /// The words.
    pub quote: Option<String>,
    /// The document that holds them.
    pub document: Option<DocumentId>,
    /// Of an actor's claim: others' words that put it in doubt. It counts all the same: that is for a person to judge.
    pub doubts: Vec<ClaimFlag>,
    /// Whether it was left out of account.
    pub dropped: bool,
}

pub(super) fn id_of(incidents: &[IncidentId]) -> GroupId {
    let sorted: BTreeSet<String> = incidents.iter().map(ToString::to_string).collect();
    let parts: Vec<&str> = std::iter::once("assessment").chain(sorted.iter().map(String::as_str)).collect();
    GroupId::derive(&parts)
}

pub(super) fn question(subjects: &[Subject]) -> String {
    let names: Vec<&str> = subjects.iter().map(|subject| subject.record.victim.name.as_str()).collect();
    let names = match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    };
    format!("Were the incidents at {names} the work of the same operators?")
}

pub(super) fn pairs(ids: &[IncidentId], weighed: &Weighed) -> Vec<PairLine> {
    let line = |(a, b, p): (usize, usize, f64)| PairLine { a: ids[a], b: ids[b], p, phrase: phrase(p) };
    weighed.pairs().into_iter().map(line).collect()
}

pub(super) fn hypotheses(ids: &[IncidentId], weighed: &Weighed) -> Vec<HypothesisLine> {
    let lines = weighed.hypotheses.iter().map(|hypothesis| HypothesisLine {
        id: letters(&hypothesis.partition),
        blocks: hypothesis.partition.blocks().iter().map(|block| block.iter().map(|i| ids[*i]).collect()).collect(),
        link: match hypothesis.partition.blocks().len() {
            1 => "all",
            n if n == ids.len() => "none",
            _ => "some",
        },
        prior: hypothesis.prior,
        p: hypothesis.p,
    });
    lines.collect()
}

fn letters(partition: &Partition) -> String {
    let letter = |incident: &usize| u8::try_from(*incident).map_or('?', |n| char::from(b'A' + n));
    let blocks: Vec<String> = partition.blocks().iter().map(|block| block.iter().map(letter).collect()).collect();
    blocks.join("-")
}

/// Every piece of evidence, what was left out of account last.
pub(super) fn lines(ids: &[IncidentId], kept: &[Exhibit], dropped: &[Exhibit]) -> Vec<EvidenceLine> {
    let counted = hypotheses::counted(&kept.iter().map(|exhibit| &exhibit.evidence).collect::<Vec<_>>());
    let kept = kept.iter().zip(counted).map(|(exhibit, counts_as)| line(ids, exhibit, counts_as, false));
    kept.chain(dropped.iter().map(|exhibit| line(ids, exhibit, 1.0, true))).collect()
}

fn line(ids: &[IncidentId], exhibit: &Exhibit, counts_as: f64, dropped: bool) -> EvidenceLine {
    let evidence = &exhibit.evidence;
    EvidenceLine {
        id: evidence.id.clone(),
        family: exhibit.kind,
        group: evidence.group.clone(),
        lr: evidence.ratio,
        counts_as,
        scope: evidence.scope.iter().map(|i| ids[*i]).collect(),
        claims: exhibit.claims.clone(),
        known_from: evidence.known_from,
        what: exhibit.what.clone(),
        who: exhibit.who.clone(),
        outlets: exhibit.outlets.keys().cloned().collect(),
        quote: exhibit.quote.clone(),
        document: exhibit.document,
        doubts: exhibit.doubts.clone(),
        dropped,
    }
}
