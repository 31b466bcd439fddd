//! What the answer would be otherwise: without actors' claims, without each origin, with other priors, with evidence
//! that is missing; and, so that the error can be seen, if each outlet had a vote.

use super::answer::{PairLine, pairs};
use super::{Exhibit, Kind, Subject, sweep};
use crate::hypotheses::{self, Case, Error, Evidence, Voice, Weighed, sensitivity, weigh};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// The pairs under other assumptions.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Otherwise {
    /// Without what actors claim.
    pub without_actor_claims: Vec<PairLine>,
    /// Without each origin.
    pub without_group: Vec<WithoutGroup>,
    /// With other priors.
    pub prior_sweep: Vec<WithPrior>,
    /// If each outlet that relays an origin had a vote; `None` where nothing is relayed by several.
    pub counting_outlets: Option<Counted>,
}

/// The pairs without an origin.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WithoutGroup {
    /// The group.
    pub group: String,
    /// In words.
    pub who: String,
    /// The pairs.
    pub pairs: Vec<PairLine>,
}

/// The pairs with another prior.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WithPrior {
    /// The prior of a pair.
    pub prior: f64,
    /// The pairs.
    pub pairs: Vec<PairLine>,
}

/// An error shown as one.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Counted {
    /// Why it is an error.
    pub error: String,
    /// How many outlets relay the origin that most relay.
    pub outlets: usize,
    /// What the pairs would be.
    pub pairs: Vec<PairLine>,
}

/// Evidence that is not there, and what it would do.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Missing {
    /// Of which kind.
    pub family: Kind,
    /// In words.
    pub what: &'static str,
    /// Its ratio.
    pub lr: f64,
    /// On these incidents.
    pub scope: Vec<IncidentId>,
    /// The probability of that pair now.
    pub p: f64,
    /// And with it.
    pub p_with: f64,
}

/// An indicator seen with some of the incidents, to be looked for with the others.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Watched {
    /// Type.
    #[serde(rename = "type")]
    pub kind: IndicatorType,
    /// Value.
    pub value: String,
    /// Where it was seen.
    pub seen: Vec<IncidentId>,
    /// Where to look.
    pub look_in: Vec<IncidentId>,
}

pub(super) fn of(case: &Case<'_>, ids: &[IncidentId], exhibits: &[Exhibit]) -> Result<Otherwise, Error> {
    let told = sensitivity(case, sweep())?;
    let names: BTreeMap<&str, String> =
        exhibits.iter().map(|e| (e.evidence.group.as_str(), e.who.clone().unwrap_or_else(|| e.what.clone()))).collect();
    let without = told.without_group.into_iter().map(|(group, weighed)| WithoutGroup {
        who: names.get(group.as_str()).cloned().unwrap_or_default(),
        pairs: pairs(ids, &weighed),
        group,
    });
    let swept = told.prior_sweep.iter().map(|(prior, weighed)| WithPrior { prior: *prior, pairs: pairs(ids, weighed) });
    Ok(Otherwise {
        without_actor_claims: pairs(ids, &told.without_actor_claims),
        without_group: without.collect(),
        prior_sweep: swept.collect(),
        counting_outlets: counting_outlets(case, ids, exhibits)?,
    })
}

/// Each outlet that relays an actor's claim taken for an origin of its own.
fn counting_outlets(case: &Case<'_>, ids: &[IncidentId], exhibits: &[Exhibit]) -> Result<Option<Counted>, Error> {
    let mut votes: Vec<Evidence> = Vec::new();
    let (mut most, mut who) = (0, "");
    for exhibit in exhibits {
        let relays: Vec<(&String, &BTreeSet<usize>)> = exhibit.outlets.iter().filter(|(_, on)| on.len() > 1).collect();
        if exhibit.evidence.voice != Voice::Actor || relays.len() < 2 {
            votes.push(exhibit.evidence.clone());
            continue;
        }
        if relays.len() > most {
            (most, who) = (relays.len(), exhibit.who.as_deref().unwrap_or("the actor"));
        }
        votes.extend(relays.into_iter().enumerate().map(|(n, (_, on))| Evidence {
            id: format!("{}/{n}", exhibit.evidence.id),
            group: format!("{}/{n}", exhibit.evidence.group),
            scope: on.iter().copied().collect(),
            ..exhibit.evidence.clone()
        }));
    }
    if most == 0 {
        return Ok(None);
    }
    let weighed = weigh(&Case { evidence: &votes, ..*case })?;
    let error = format!("counts the claim of {who} once for each of {most} outlets: they relay one origin");
    Ok(Some(Counted { error, outlets: most, pairs: pairs(ids, &weighed) }))
}

/// What could still come.
const COULD_COME: &[Kind] = &[
    Kind::LinkedByBody,
    Kind::NotLinkedByBody,
    Kind::AttributedByBody,
    Kind::Arrest,
    Kind::SharedIndicator,
    Kind::SharedMalware,
];

/// What would move the least settled pair most.
pub(super) fn missing(
    case: &Case<'_>,
    ids: &[IncidentId],
    exhibits: &[Exhibit],
    weighed: &Weighed,
) -> Result<Vec<Missing>, Error> {
    let open = |p: f64| (p - 0.5).abs();
    let least_settled = weighed.pairs().into_iter().min_by(|a, b| open(a.2).total_cmp(&open(b.2)));
    let Some((a, b, p)) = least_settled else { return Ok(Vec::new()) };
    let there =
        |kind: Kind| exhibits.iter().any(|e| e.kind == kind && [a, b].iter().all(|i| e.evidence.scope.contains(i)));
    let mut missing = Vec::new();
    for &kind in COULD_COME.iter().filter(|kind| !there(**kind)) {
        let would_be = Evidence {
            id: format!("missing/{}", kind.as_str()),
            group: format!("missing/{}", kind.as_str()),
            voice: Voice::Other,
            ratio: kind.ratio(),
            scope: vec![a, b],
            known_from: hypotheses::days(case).last().copied().unwrap_or_default(),
        };
        let evidence: Vec<Evidence> = case.evidence.iter().cloned().chain([would_be]).collect();
        let p_with = weigh(&Case { evidence: &evidence, ..*case })?.pair(a, b);
        missing.push(Missing {
            family: kind,
            what: kind.what(),
            lr: kind.ratio(),
            scope: vec![ids[a], ids[b]],
            p,
            p_with,
        });
    }
    missing.sort_by(|x, y| (y.p_with - p).abs().total_cmp(&(x.p_with - p).abs()));
    Ok(missing)
}

/// At most so many indicators are told of.
const MOST_WATCHED: usize = 100;

/// Indicators seen with some of the incidents and not with others, those that are on no warning list.
pub(super) fn watch(subjects: &[Subject]) -> Vec<Watched> {
    let mut seen: BTreeMap<(IndicatorType, &str), BTreeSet<usize>> = BTreeMap::new();
    for (incident, subject) in subjects.iter().enumerate() {
        for claim in &subject.claims {
            if let Content::Indicator { indicator, value, warning: None } = &claim.proposition.content {
                seen.entry((*indicator, value)).or_default().insert(incident);
            }
        }
    }
    let some = seen.into_iter().filter(|(_, at)| at.len() < subjects.len());
    let ids = |wanted: &dyn Fn(&usize) -> bool| {
        (0..subjects.len()).filter(wanted).map(|i| subjects[i].record.id).collect::<Vec<_>>()
    };
    let watched = some.map(|((kind, value), at)| Watched {
        kind,
        value: value.to_owned(),
        seen: ids(&|i| at.contains(i)),
        look_in: ids(&|i| !at.contains(i)),
    });
    watched.take(MOST_WATCHED).collect()
}
