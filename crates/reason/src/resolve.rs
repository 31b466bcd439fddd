//! Whether an event that a reading tells of is an incident that is known. Conservative: what is not sure stays apart
//! with an open question, because a wrong join puts one victim's losses on another. It depends only on the event and
//! on what the ledger holds, so a store filled in pieces ends with the incidents of one filled in one run.

use crate::names::{actor_key, keys};
use jiff::civil::Date;
use sextant_model::*;
use std::collections::BTreeSet;

/// How many days before and after a document's date known incidents are looked for.
pub const SEARCH_DAYS: i64 = 400;

/// Tellings of one organisation within so many days of one another are of one event, unless something speaks
/// against it: reporting on an incident comes in waves of weeks.
const SAME_DAYS: i64 = 120;
/// The same where only an abbreviation or a shortened name agrees.
const LOOSE_DAYS: i64 = 30;
/// Occurrence dates further apart than this are of two events.
const APART_DAYS: i64 = 45;

/// An event as one reading tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When the document came out, else when it was retrieved.
    pub at: Instant,
    /// Keys of the victim's names.
    pub keys: BTreeSet<String>,
    /// Kinds.
    pub kinds: BTreeSet<IncidentKind>,
    /// Dated points.
    pub dates: BTreeSet<DatedPoint>,
    /// Keys of actors named for it.
    pub actors: BTreeSet<String>,
}

impl Event {
    /// The event at position `incident` of a reading.
    #[must_use]
    pub fn of(reading: &Reading, incident: usize, at: Instant) -> Option<Self> {
        let told = reading.incidents.get(incident)?;
        let names = told.victim.aliases.iter().chain([&told.victim.name]);
        let dates = told.dates.iter().filter_map(|date| {
            let (from, to) = (date.from.clone()?, date.to.clone()?);
            Some(DatedPoint { what: date.what, from, to })
        });
        let actors =
            reading.claims.iter().filter(|c| c.about.contains(&told.id) && c.speaker.kind == SpeakerKind::Actor);
        Some(Self {
            at,
            keys: keys(names.map(String::as_str)),
            kinds: told.kinds.iter().copied().collect(),
            dates: dates.collect(),
            actors: actors.filter_map(|c| c.speaker.name.as_deref().map(actor_key)).collect(),
        })
    }

    /// The sighting that goes into the ledger once the incident is known.
    #[must_use]
    pub fn sighting(&self, incident: IncidentId, document: DocumentId) -> Sighting {
        Sighting {
            incident,
            document,
            at: self.at,
            keys: self.keys.clone(),
            kinds: self.kinds.clone(),
            dates: self.dates.clone(),
            actors: self.actors.clone(),
        }
    }
}

/// What resolution found, with why in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// It is this incident.
    Same(IncidentId, String),
    /// It may be: keep it apart and ask.
    Doubtful(IncidentId, String),
    /// It is none of them.
    New,
}

/// Between which moments to look for known incidents.
#[must_use]
pub fn search_window(at: Instant) -> (Instant, Instant) {
    let span = jiff::SignedDuration::from_hours(24 * SEARCH_DAYS);
    (at.checked_sub(span).unwrap_or(Instant::MIN), at.checked_add(span).unwrap_or(Instant::MAX))
}

/// Whether the event is one of `known` (any order).
#[must_use]
pub fn resolve(event: &Event, known: &[Profile]) -> Match {
    let best = known.iter().filter_map(|profile| compare(event, profile).map(|found| (found, profile))).min_by(
        |(one, p), (other, q)| {
            (one.doubtful, one.names, one.days, p.first, p.incident).cmp(&(
                other.doubtful,
                other.names,
                other.days,
                q.first,
                q.incident,
            ))
        },
    );
    match best {
        None => Match::New,
        Some((found, profile)) if found.doubtful => Match::Doubtful(profile.incident, found.why),
        Some((found, profile)) => Match::Same(profile.incident, found.why),
    }
}

/// How well two names agree, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Names {
    /// A full name in common.
    Full,
    /// Only an abbreviation in common.
    Short,
    /// One is the beginning of the other.
    Beginning,
}

/// A profile that the event may belong to.
struct Found {
    doubtful: bool,
    names: Names,
    days: i64,
    why: String,
}

fn compare(event: &Event, profile: &Profile) -> Option<Found> {
    let (names, shared) = compare_names(&event.keys, &profile.keys)?;
    let days = days_between(event, profile);
    let kinds = kinds_agree(&event.kinds, &profile.kinds);
    let actors = actors_agree(event, profile);
    let apart = occurrences_apart(event, profile);
    let verdict = judge(names, days, kinds, actors, apart, specific(event, profile))?;
    let why = explain(&shared, names, days, kinds, actors, apart);
    Some(Found { doubtful: verdict == Verdict::Doubtful, names, days, why })
}

#[derive(PartialEq)]
enum Verdict {
    Same,
    Doubtful,
}

/// `None`: another event.
fn judge(names: Names, days: i64, kinds: bool, actors: Option<bool>, apart: bool, specific: bool) -> Option<Verdict> {
    let within = if names == Names::Full { SAME_DAYS } else { LOOSE_DAYS };
    if apart {
        return (actors == Some(true) && names == Names::Full).then_some(Verdict::Doubtful);
    }
    match names {
        _ if !kinds => (names == Names::Full && days <= LOOSE_DAYS).then_some(Verdict::Doubtful),
        Names::Beginning if days > within => None,
        Names::Beginning if days <= 14 && (specific || actors == Some(true)) && actors != Some(false) => {
            Some(Verdict::Same)
        }
        Names::Beginning => Some(Verdict::Doubtful),
        _ if days > within => (days <= SEARCH_DAYS && (specific || actors == Some(true))).then_some(Verdict::Doubtful),
        _ if actors == Some(false) && days > LOOSE_DAYS => Some(Verdict::Doubtful),
        _ => Some(Verdict::Same),
    }
}

fn compare_names(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<(Names, String)> {
    let full = |key: &&String| !key.starts_with('~');
    let shared: Vec<&String> = one.intersection(other).filter(full).collect();
    if let Some(longest) = shared.iter().max_by_key(|key| (key.len(), std::cmp::Reverse(**key))) {
        let abbreviation = longest.chars().count() <= 3;
        return Some((if abbreviation { Names::Short } else { Names::Full }, longest.to_string()));
    }
    one.iter().filter(full).find_map(|a| {
        let b = other.iter().filter(full).find(|b| begins(a, b) || begins(b, a))?;
        let short = if a.len() < b.len() { a } else { b };
        one.intersection(other).any(|key| key.starts_with('~')).then(|| (Names::Beginning, short.clone()))
    })
}

/// Whether `name` is `start` and at least one word more.
fn begins(start: &str, name: &str) -> bool {
    name.strip_prefix(start).is_some_and(|rest| rest.starts_with(' '))
}

/// Whether kinds can be of one event. A flood of requests or a fraud is not a theft of data; the others are stages
/// and views of one intrusion.
fn kinds_agree(one: &BTreeSet<IncidentKind>, other: &BTreeSet<IncidentKind>) -> bool {
    use IncidentKind::*;
    let agree = |a: &IncidentKind, b: &IncidentKind| match (a, b) {
        (a, b) if a == b => true,
        (Unspecified, _) | (_, Unspecified) => true,
        (Ddos, b) | (b, Ddos) => matches!(b, Outage | Extortion),
        (Fraud, b) | (b, Fraud) => matches!(b, Phishing | Intrusion),
        _ => true,
    };
    one.is_empty() || other.is_empty() || one.iter().any(|a| other.iter().any(|b| agree(a, b)))
}

/// Whether they share a kind that says something.
fn specific(event: &Event, profile: &Profile) -> bool {
    event.kinds.intersection(&profile.kinds).any(|kind| *kind != IncidentKind::Unspecified)
}

/// `None` when one side names nobody.
fn actors_agree(event: &Event, profile: &Profile) -> Option<bool> {
    let both = !event.actors.is_empty() && !profile.actors.is_empty();
    both.then(|| !event.actors.is_disjoint(&profile.actors))
}

/// First and last day.
type Days = (Date, Date);

fn points(dates: &BTreeSet<DatedPoint>, of: &[DateWhat]) -> Vec<Days> {
    let known = dates.iter().filter(|d| of.contains(&d.what));
    known.filter_map(|d| Some((d.from.parse().ok()?, d.to.parse().ok()?))).collect()
}

fn day(at: Instant) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

/// Days between two stretches, 0 when they touch.
fn gap(a: &Days, b: &Days) -> i64 {
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    days(a.1, b.0).max(days(b.1, a.0)).max(0)
}

fn least_gap(one: &[Days], other: &[Days]) -> Option<i64> {
    one.iter().flat_map(|a| other.iter().map(move |b| gap(a, b))).min()
}

const OCCURRENCE: &[DateWhat] = &[DateWhat::Occurred, DateWhat::Detected];
const TELLING: &[DateWhat] = &[DateWhat::Occurred, DateWhat::Detected, DateWhat::Disclosed];

/// How far apart the two tellings are: by the dates that they give, or by when they came out.
fn days_between(event: &Event, profile: &Profile) -> i64 {
    let mut theirs = points(&profile.dates, TELLING);
    theirs.push((day(profile.first), day(profile.last)));
    let mut ours = points(&event.dates, TELLING);
    ours.push((day(event.at), day(event.at)));
    // A dated occurrence says more than the day of publication.
    let occurred = points(&event.dates, OCCURRENCE);
    let dated = if occurred.is_empty() { &ours } else { &occurred };
    least_gap(dated, &theirs).unwrap_or(i64::MAX)
}

/// Whether both say when it took place and the stretches are far apart.
fn occurrences_apart(event: &Event, profile: &Profile) -> bool {
    let gap = least_gap(&points(&event.dates, OCCURRENCE), &points(&profile.dates, OCCURRENCE));
    gap.is_some_and(|days| days > APART_DAYS)
}

fn explain(shared: &str, names: Names, days: i64, kinds: bool, actors: Option<bool>, apart: bool) -> String {
    let mut why = match names {
        Names::Full => format!("same name ({shared})"),
        Names::Short => format!("same abbreviation ({shared})"),
        Names::Beginning => format!("one name begins with the other ({shared})"),
    };
    why.push_str(&match days {
        0 => ", same days".to_owned(),
        1 => ", 1 day apart".to_owned(),
        n => format!(", {n} days apart"),
    });
    why.push_str(if kinds { ", kinds of event agree" } else { ", kinds of event differ" });
    match actors {
        Some(true) => why.push_str(", same actor named"),
        Some(false) => why.push_str(", other actors named"),
        None => {}
    }
    if apart {
        why.push_str(", said to have taken place at different times");
    }
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> Instant {
        format!("{day}T00:00:00Z").parse().unwrap()
    }

    fn event(name: &str, day: &str, kinds: &[IncidentKind]) -> Event {
        Event {
            at: at(day),
            keys: keys([name]),
            kinds: kinds.iter().copied().collect(),
            dates: BTreeSet::new(),
            actors: BTreeSet::new(),
        }
    }

    fn occurring(event: Event, from: &str, to: &str) -> Event {
        let point = DatedPoint { what: DateWhat::Occurred, from: from.into(), to: to.into() };
        Event { dates: [point].into(), ..event }
    }

    fn known(event: &Event) -> Profile {
        Profile::of(&event.sighting(IncidentId::derive(&["known"]), DocumentId::derive(&["known"])))
    }

    fn found(event: &Event, other: &Event) -> &'static str {
        match resolve(event, &[known(other)]) {
            Match::Same(..) => "same",
            Match::Doubtful(..) => "doubtful",
            Match::New => "new",
        }
    }

    #[test]
    fn the_story_of_several_outlets_is_one_incident() {
        use IncidentKind::*;
        let first = event("Marks & Spencer", "2025-04-25", &[Unspecified]);
        assert_eq!(found(&event("Marks and Spencer Group plc", "2025-05-13", &[DataBreach]), &first), "same");
        assert_eq!(found(&event("Co-op", "2025-05-13", &[DataBreach]), &first), "new");
        let bank = event("Kestrelberg Bank", "2025-09-03", &[DataBreach]);
        assert_eq!(found(&event("Kestrelberg", "2025-09-05", &[DataBreach]), &bank), "same");
        assert_eq!(found(&event("Kestrelberg", "2025-09-29", &[DataBreach]), &bank), "doubtful");
        assert_eq!(found(&event("Kestrelberg Foods", "2025-09-05", &[DataBreach]), &bank), "new");
    }

    #[test]
    fn another_year_is_another_incident() {
        use IncidentKind::*;
        let first = event("Telvasco", "2024-04-10", &[DataBreach]);
        assert_eq!(found(&event("Telvasco", "2025-08-21", &[DataBreach]), &first), "new");
        assert_eq!(found(&event("Telvasco", "2024-12-21", &[DataBreach]), &first), "doubtful");
        let dated = occurring(event("Telvasco", "2024-12-21", &[DataBreach]), "2024-04-01", "2024-04-30");
        assert_eq!(found(&dated, &first), "same", "it says itself that it is about April");
        let old = occurring(event("Telvasco", "2025-08-21", &[Intrusion]), "2025-08-01", "2025-08-02");
        let earlier = occurring(event("Telvasco", "2025-08-01", &[Intrusion]), "2025-04-01", "2025-04-30");
        assert_eq!(found(&old, &earlier), "new", "two dated attacks in one year");
    }

    #[test]
    fn kinds_that_cannot_be_one_event_are_doubted() {
        use IncidentKind::*;
        let flood = event("Norrbane", "2025-06-02", &[Ddos]);
        assert_eq!(found(&event("Norrbane", "2025-06-05", &[DataBreach]), &flood), "doubtful");
        assert_eq!(found(&event("Norrbane", "2025-09-05", &[DataBreach]), &flood), "new");
        assert_eq!(found(&event("Norrbane", "2025-06-05", &[Outage]), &flood), "same");
    }

    #[test]
    fn an_abbreviation_alone_reaches_less_far() {
        use IncidentKind::*;
        let first = event("M&S", "2025-05-13", &[DataBreach]);
        assert_eq!(found(&event("M&S", "2025-05-20", &[DataBreach]), &first), "same");
        assert_eq!(found(&event("M&S", "2025-08-20", &[DataBreach]), &first), "doubtful");
    }

    #[test]
    fn the_order_of_what_is_known_does_not_matter() {
        use IncidentKind::*;
        let near = event("Telvasco", "2025-08-01", &[DataBreach]);
        let far = event("Telvasco", "2025-05-01", &[DataBreach]);
        let profile = |e: &Event, id: &str| Profile { incident: IncidentId::derive(&[id]), ..known(e) };
        let (a, b) = (profile(&near, "near"), profile(&far, "far"));
        let now = event("Telvasco", "2025-08-21", &[DataBreach]);
        assert_eq!(resolve(&now, &[a.clone(), b.clone()]), resolve(&now, &[b, a.clone()]));
        assert!(matches!(resolve(&now, &[a]), Match::Same(id, _) if id == IncidentId::derive(&["near"])));
    }
}
