//! When each claim begins and ceases to count, by one clock.

use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A claim (by its position) begins or ceases to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    Goes(usize),
    Comes(usize),
}

/// When a claim was known, by this clock.
pub(super) fn moment(claim: &Claim, clock: Clock) -> Instant {
    match clock {
        Clock::Published => claim.published.unwrap_or(claim.recorded),
        Clock::Recorded => claim.recorded,
    }
}

/// What happens at each moment up to `as_of`, in order.
///
/// By the published clock a claim withdrawn by us never counted: its document never said it. By the recorded clock it
/// counted until then. A claim that supersedes another takes its place from its own moment on, until it is itself
/// withdrawn.
pub(super) fn of(dossier: &Dossier, claims: &[&Claim], as_of: AsOf) -> BTreeMap<Instant, Vec<Event>> {
    let withdrawn = withdrawals(dossier);
    let mut replaced: HashMap<ClaimId, Vec<(Instant, Option<Instant>)>> = HashMap::new();
    for claim in claims {
        if let (Some(earlier), Some(life)) = (claim.supersedes, life(claim, &withdrawn, as_of.clock)) {
            replaced.entry(earlier).or_default().push(life);
        }
    }
    let mut events: BTreeMap<Instant, BTreeSet<Event>> = BTreeMap::new();
    for (position, claim) in claims.iter().enumerate() {
        let Some(life) = life(claim, &withdrawn, as_of.clock) else { continue };
        let gaps = replaced.get(&claim.id).map(Vec::as_slice).unwrap_or_default();
        for (from, until) in stretches(life, gaps) {
            events.entry(from).or_default().insert(Event::Comes(position));
            if let Some(until) = until {
                events.entry(until).or_default().insert(Event::Goes(position));
            }
        }
    }
    let known = |at: &Instant| as_of.until.is_none_or(|until| *at <= until);
    events.into_iter().filter(|(at, _)| known(at)).map(|(at, set)| (at, set.into_iter().collect())).collect()
}

/// The first withdrawal of each claim.
fn withdrawals(dossier: &Dossier) -> HashMap<ClaimId, Instant> {
    let mut first: HashMap<ClaimId, Instant> = HashMap::new();
    for retraction in &dossier.retractions {
        let at = first.entry(retraction.claim).or_insert(retraction.recorded);
        *at = (*at).min(retraction.recorded);
    }
    first
}

/// From when to when a claim counts, were it not superseded; `None`: never.
fn life(claim: &Claim, withdrawn: &HashMap<ClaimId, Instant>, clock: Clock) -> Option<(Instant, Option<Instant>)> {
    let from = moment(claim, clock);
    match (withdrawn.get(&claim.id), clock) {
        (None, _) => Some((from, None)),
        (Some(_), Clock::Published) => None,
        (Some(at), Clock::Recorded) => (*at > from).then_some((from, Some(*at))),
    }
}

/// What is left of a life outside the lives of the claims that supersede it.
fn stretches(life: (Instant, Option<Instant>), gaps: &[(Instant, Option<Instant>)]) -> Vec<(Instant, Option<Instant>)> {
    let mut gaps = gaps.to_vec();
    gaps.sort_unstable();
    let mut left = Vec::new();
    let mut from = Some(life.0);
    let ends_before = |end: Option<Instant>, at: Instant| end.is_some_and(|end| end <= at);
    for (gap_from, gap_until) in gaps {
        let Some(start) = from else { break };
        if ends_before(gap_until, start) {
            continue;
        }
        if ends_before(life.1, gap_from) {
            break;
        }
        if gap_from > start {
            left.push((start, Some(gap_from)));
        }
        from = gap_until.map(|until| until.max(start));
    }
    if let Some(start) = from.filter(|start| !ends_before(life.1, *start)) {
        left.push((start, life.1));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n: i64) -> Instant {
        Instant::from_second(n).unwrap()
    }

    #[test]
    fn a_superseded_claim_counts_until_and_after() {
        let whole = (at(10), None);
        assert_eq!(stretches(whole, &[]), [(at(10), None)]);
        assert_eq!(stretches(whole, &[(at(20), None)]), [(at(10), Some(at(20)))]);
        assert_eq!(stretches(whole, &[(at(10), None)]), []);
        assert_eq!(stretches(whole, &[(at(5), None)]), []);
        assert_eq!(stretches(whole, &[(at(20), Some(at(30)))]), [(at(10), Some(at(20))), (at(30), None)]);
        assert_eq!(stretches((at(10), Some(at(15))), &[(at(20), None)]), [(at(10), Some(at(15)))]);
    }
}
