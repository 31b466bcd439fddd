//! Evidence in what the records have in common: sector, country and time; indicators.

use super::exhibit::{Exhibit, day};
use super::kinds::near_days;
use super::subject::{Heard, moment};
use super::{Kind, Subject};
use jiff::civil::Date;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Incidents of one sector and country within a fortnight.
pub(super) fn context(subjects: &[Subject], clock: Clock) -> Vec<Exhibit> {
    let mut places: BTreeMap<(&str, &str), Vec<(Date, usize)>> = BTreeMap::new();
    for (incident, subject) in subjects.iter().enumerate() {
        let victim = &subject.record.victim;
        if let (Some(sector), Some(country), Some(day)) = (&victim.sector, &victim.country, began(subject)) {
            places.entry((sector, country)).or_default().push((day, incident));
        }
    }
    let mut found = Vec::new();
    for ((sector, country), mut days) in places {
        days.sort_unstable();
        for scope in windows(&days) {
            let known = scope.iter().filter_map(|i| subjects[*i].claims.iter().map(|c| moment(c, clock)).min()).max();
            let what = format!("{sector}, {country}");
            found.extend(known.map(|at| Exhibit::shared(Kind::Context, what, &scope, at, Vec::new())));
        }
    }
    found
}

/// The stretches of days that are near one another and hold two or more, none of them within another.
fn windows(days: &[(Date, usize)]) -> Vec<Vec<usize>> {
    let mut windows: Vec<Vec<usize>> = Vec::new();
    let mut reached = 0;
    for (at, (from, _)) in days.iter().enumerate() {
        let near = |(day, _): &&(Date, usize)| (*day - *from).get_days() <= near_days();
        let window: Vec<usize> = days[at..].iter().take_while(near).map(|(_, incident)| *incident).collect();
        if window.len() > 1 && at + window.len() > reached {
            reached = at + window.len();
            windows.push(window);
        }
    }
    windows.iter_mut().for_each(|window| window.sort_unstable());
    windows
}

/// The earliest day by which the incident had begun: what a report dates to a month is taken to its end.
fn began(subject: &Subject) -> Option<Date> {
    let dated = subject.record.dates.iter().filter(|date| {
        matches!(date.what, DateWhat::Occurred | DateWhat::Detected | DateWhat::Disclosed)
            && matches!(date.field.standing, Standing::Confirmed | Standing::Reported)
    });
    let said = dated.filter_map(|date| date.to.as_ref().or(date.from.as_ref())?.parse::<Date>().ok());
    let told = subject.claims.iter().filter_map(|claim| claim.published).map(day);
    said.chain(told).min()
}

/// Indicators that documents on one incident and others on another hold, from different origins. One that stands only
/// in a text that tells of both says nothing of either.
pub(super) fn indicators(heard: &[Heard<'_>]) -> Vec<Exhibit> {
    let mut places: BTreeMap<(IndicatorType, &str), Vec<&Heard<'_>>> = BTreeMap::new();
    for h in heard {
        if let Content::Indicator { indicator, value, warning: None } = &h.claim.proposition.content {
            places.entry((*indicator, value)).or_default().push(h);
        }
    }
    places.into_iter().filter_map(|((kind, value), seen)| shared(kind, value, &seen)).collect()
}

fn shared(kind: IndicatorType, value: &str, seen: &[&Heard<'_>]) -> Option<Exhibit> {
    let alone: Vec<&&Heard<'_>> = seen.iter().filter(|h| h.scope.len() == 1).collect();
    let scope: BTreeSet<usize> = alone.iter().flat_map(|h| h.scope.iter().copied()).collect();
    let origins: BTreeSet<GroupId> = alone.iter().map(|h| h.claim.group).collect();
    if scope.len() < 2 || origins.len() < 2 {
        return None;
    }
    let scope: Vec<usize> = scope.into_iter().collect();
    let known = alone.iter().map(|h| h.at).max()?;
    let claims = alone.iter().map(|h| h.claim.id).collect();
    Some(Exhibit::shared(Kind::SharedIndicator, format!("{kind} {value}"), &scope, known, claims))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_near_stands_together_and_no_stretch_is_within_another() {
        let days = [(date(2025, 4, 22), 1), (date(2025, 4, 30), 0), (date(2025, 5, 1), 2)];
        assert_eq!(windows(&days), [vec![0, 1, 2]]);
        let apart = [(date(2025, 4, 1), 0), (date(2025, 4, 10), 1), (date(2025, 4, 20), 2), (date(2025, 8, 1), 3)];
        assert_eq!(windows(&apart), [vec![0, 1], vec![1, 2]]);
        assert!(windows(&apart[3..]).is_empty());
    }
}
