//! When things happened: each date of a sentence tied to the event word that governs it.

mod grammar;
mod resolve;
mod tie;

use super::hold::{self, Hold};
use super::lexicon::{Lexicon, OrNone, in_class};
use crate::analysis::{Analysis, Sentence, SentenceId, Tag, Token, Tokens};
use grammar::{Expression, When};
use jiff::civil::Date;
use resolve::Clock;
use serde::Deserialize;
use sextant_model::{BlockKind, DateWhat};
use std::sync::LazyLock;

/// A dated point, before it is put on an incident.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The words: event and date.
    pub span: Tokens,
    /// Of what.
    pub what: DateWhat,
    /// First and last day, if known.
    pub days: Option<(Date, Date)>,
    /// The rule.
    pub rule: String,
}

type What = OrNone<DateWhat>;

#[derive(Debug, Deserialize)]
struct Means {
    what: What,
    #[serde(default)]
    said: bool,
    #[serde(default)]
    noun: bool,
}

static EVENTS: LazyLock<Lexicon<Means>> =
    LazyLock::new(|| Lexicon::read(include_str!("../../../data/date-events.toml")));

/// An event word of a sentence.
#[derive(Debug, Clone)]
struct Trigger {
    tokens: Tokens,
    anchor: usize,
    what: What,
    said: bool,
    noun: bool,
    rule: String,
}

/// Finds all dated points.
pub(super) fn find(analysis: &Analysis<'_>) -> Vec<Found> {
    let published = analysis.published.or_else(|| dated_line(analysis));
    let mut clock = Clock { published, last: None, stated: None, month_first: month_first(analysis) };
    let mut found: Vec<Found> = Vec::new();
    let read = |s: &Sentence| {
        if s.kind == BlockKind::Aside { Vec::new() } else { grammar::find(&analysis.tokens, &s.tokens) }
    };
    let dates: Vec<Vec<Expression>> = analysis.sentences.iter().map(read).collect();
    let entries = entry_days(analysis, &dates, clock);
    for (id, dates) in dates.iter().enumerate() {
        if let Some((_, day)) = entries.iter().find(|(at, _)| *at == id) {
            clock = Clock { published: Some(*day), last: Some(*day), ..clock };
        }
        if analysis.sentences[id].kind != BlockKind::Aside {
            sentence(analysis, id, dates, &mut clock, &mut found);
        }
    }
    found
}

/// The lines of a log that are only a date, each with its day: "yesterday" in an entry is the day before that entry.
/// One such line is a dateline, no log.
fn entry_days(analysis: &Analysis<'_>, dates: &[Vec<Expression>], clock: Clock) -> Vec<(SentenceId, Date)> {
    let day = |id: SentenceId| {
        let run = &analysis.sentences[id].tokens;
        let date = dates.get(id)?.first().filter(|d| matches!(d.when, When::Day { .. }))?;
        let rest = run.clone().filter(|at| !date.tokens.contains(at)).collect::<Vec<_>>();
        let bare = rest.iter().all(|&at| {
            let token = &analysis.tokens[at];
            matches!(token.tag, Tag::Mark | Tag::Number) || grammar::is_weekday(&token.lower)
        });
        let (from, _) = resolve::resolve(&date.when, clock).filter(|_| bare)?;
        clock.published.is_none_or(|p| from <= p).then_some((id, from))
    };
    let line = |id: &SentenceId| matches!(analysis.sentences[*id].kind, BlockKind::Paragraph | BlockKind::Heading);
    let days: Vec<_> = (0..analysis.sentences.len()).filter(line).filter_map(day).collect();
    let several = days.iter().any(|(_, day)| days.first().is_some_and(|(_, first)| first != day));
    if several { days } else { Vec::new() }
}

/// How many lines a letterhead or a masthead may have.
const HEAD: usize = 8;

/// "Statement for the press, 22 January 2025": the day that a line at the head of the text shows.
fn dated_line(analysis: &Analysis<'_>) -> Option<Date> {
    analysis.sentences.iter().take(HEAD).filter(|s| verbless_line(analysis, &s.tokens)).find_map(|s| {
        let dates = grammar::find(&analysis.tokens, &s.tokens);
        dates.iter().find_map(|date| match date.when {
            When::Day { year: Some(year), month, day } => Date::new(year, month, day).ok(),
            _ => None,
        })
    })
}

/// The day that a card of a crew's site, or a line of a tracker, shows near the name that it lists: when it was posted.
pub(super) fn of_card(analysis: &Analysis<'_>, listed: &Tokens) -> Option<Found> {
    const LABELS: &[&str] = &["posted", "added", "published", "listed", "new", "updated", "date", "discovered"];
    const CARD: usize = 5;
    let clock = Clock { published: analysis.published, last: None, stated: None, month_first: month_first(analysis) };
    let first = analysis.sentence_of(listed.start)?;
    let near = analysis.sentences.iter().skip(first.saturating_sub(1)).take(CARD + 1);
    near.filter(|s| verbless_line(analysis, &s.tokens)).find_map(|s| {
        let words = &analysis.tokens[s.tokens.clone()];
        let labelled = words.iter().any(|t| LABELS.contains(&t.lower.as_str()));
        let dates = grammar::find(&analysis.tokens, &s.tokens);
        let date = dates.iter().find(|d| matches!(d.when, When::Day { .. } | When::Numeric { .. }))?;
        let bare = date.tokens.len() + 3 > s.tokens.len();
        let days = resolve::resolve(&date.when, clock).filter(|_| labelled || bare)?;
        let rule = "date.card".to_owned();
        Some(Found { span: date.tokens.clone(), what: DateWhat::Disclosed, days: Some(days), rule })
    })
}

/// Whether a word names a month.
pub(super) fn is_month(lower: &str) -> bool {
    grammar::month(lower).is_some()
}

/// The day that the head of a log entry shows.
pub(super) fn stamped_day(analysis: &Analysis<'_>, head: &Tokens) -> Option<Date> {
    let clock = Clock { published: analysis.published, last: None, stated: None, month_first: month_first(analysis) };
    let dates = grammar::find(&analysis.tokens, head);
    dates.iter().find_map(|date| resolve::resolve(&date.when, clock)).map(|(from, _)| from)
}

/// Only American texts put the month first.
fn month_first(analysis: &Analysis<'_>) -> bool {
    let text = &analysis.document.text;
    !["£", "€", "A$", " GDPR", "organis", " Ltd", "A$"].iter().any(|cue| text.contains(cue))
}

fn sentence(analysis: &Analysis<'_>, id: SentenceId, dates: &[Expression], clock: &mut Clock, found: &mut Vec<Found>) {
    let run = analysis.sentences[id].tokens.clone();
    if dates.is_empty() || analysis.tokens[run.clone()].last().is_some_and(|t| t.text == "?") {
        return;
    }
    let triggers = triggers(analysis, &run);
    for date in dates {
        if dateline(analysis, &run, date) {
            continue;
        }
        let days = resolve::resolve(&date.when, *clock);
        let tied = tie::tie(analysis, &run, &triggers, date);
        if let Some(item) = tied.and_then(|t| point(analysis, &run, &triggers, t, date, days, clock.published)) {
            found.push(item);
        }
        if let (When::Day { year: Some(_), .. } | When::Range(..), Some((from, _)), true) =
            (&date.when, days, tied.is_some())
        {
            clock.stated = Some(from);
        }
        if let Some((from, to)) = days.filter(|(from, to)| from == to && clock.published.is_none_or(|p| *to <= p)) {
            clock.last = Some(from.max(to));
        }
    }
}

fn triggers(analysis: &Analysis<'_>, run: &Tokens) -> Vec<Trigger> {
    let mut triggers: Vec<Trigger> = Vec::new();
    for (rule, m) in EVENTS.find_all(&analysis.tokens, run) {
        let token = &analysis.tokens[m.anchor];
        if !rule.means.noun
            && m.tokens.len() == 1
            && token.tag == Tag::Noun
            && !token.lower.ends_with("ion")
            && !rule.means.what.is_none()
        {
            continue;
        }
        let trigger = Trigger {
            anchor: m.anchor,
            what: rule.means.what,
            said: rule.means.said,
            noun: rule.means.noun,
            rule: rule.id.clone(),
            tokens: m.tokens,
        };
        match triggers.iter_mut().find(|t| t.tokens.start < trigger.tokens.end && trigger.tokens.start < t.tokens.end) {
            Some(old) if old.tokens.len() < trigger.tokens.len() => *old = trigger,
            Some(_) => {}
            None => triggers.push(trigger),
        }
    }
    triggers.sort_by_key(|t| t.tokens.start);
    triggers
}

/// "MANCHESTER, England, 14 May 2025 - …", "Published June 20, 2025 3:05 p.m.", a line that is only a date.
fn dateline(analysis: &Analysis<'_>, run: &Tokens, date: &Expression) -> bool {
    let after = analysis.tokens.get(date.tokens.end..run.end.min(date.tokens.end + 6)).unwrap_or_default();
    let early = date.tokens.start < run.start + 9;
    let verbless = analysis.tokens[run.start..date.tokens.start]
        .iter()
        .all(|t| !matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Participle | Tag::Preposition | Tag::Modal));
    let dash = after.iter().take(5).any(|t| matches!(t.text, "-" | "--" | "—" | "–" | "|" | "·"));
    early && verbless && (dash || after.is_empty() || after.len() == 1 && after[0].text == ".")
        || analysis.tokens[run.start..date.tokens.start]
            .iter()
            .any(|t| matches!(t.lower.as_str(), "published" | "updated" | "posted" | "date"))
            && early
            && !matches!(date.when, When::Weekday { .. })
            && verbless_line(analysis, run)
}

fn verbless_line(analysis: &Analysis<'_>, run: &Tokens) -> bool {
    run.len() < 16
        && analysis.tokens[run.clone()].iter().all(|t| {
            !matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal)
                || matches!(t.lower.as_str(), "posted" | "published" | "updated" | "filed")
        })
}

fn point(
    analysis: &Analysis<'_>,
    run: &Tokens,
    triggers: &[Trigger],
    trigger: &Trigger,
    date: &Expression,
    days: Option<(Date, Date)>,
    published: Option<Date>,
) -> Option<Found> {
    let (mut what, mut rule) = (trigger.what.some()?, trigger.rule.clone());
    // "were not spotted until 29 January": that day they were.
    let until = date.tokens.start.checked_sub(1).is_some_and(|at| analysis.tokens[at].lower == "until");
    let at_last = until && what == DateWhat::Detected;
    let held = hold::verb_group(analysis, run.start, trigger.anchor);
    if matches!(held, Hold::Unreal | Hold::NotBelieved) || held == Hold::Not && !at_last {
        return None;
    }
    let modal = analysis.tokens[run.start.max(trigger.anchor.saturating_sub(3))..trigger.anchor].iter();
    let can = what == DateWhat::Notified && modal.into_iter().any(|t| t.tag == Tag::Modal);
    let left = &analysis.tokens[run.start.max(trigger.tokens.start.saturating_sub(3))..trigger.anchor];
    let awaited = left.iter().any(|t| matches!(t.lower.as_str(), "expected" | "due" | "hoped" | "scheduled"));
    if can || awaited || to_an_event(analysis, run, date) {
        return None;
    }
    let mut days = days;
    if trigger.said {
        (what, rule) = said(analysis, run, triggers, trigger)?;
    }
    // "since Sunday, when ransomware locked it": what happened that day stands behind it.
    let next = analysis.tokens.get(date.tokens.end).map_or("", |t| t.lower.as_str());
    let when = analysis.tokens.get(date.tokens.end + usize::from(next == ",")).is_some_and(|t| t.lower == "when");
    if let (When::Since(_), DateWhat::Occurred, Some((from, _)), Some(published), true) =
        (&date.when, what, days, published, lasts(&analysis.tokens[trigger.anchor].lemma) && !when)
    {
        days = Some((from, published));
    }
    if let (When::Range(..), Some((_, to))) = (&date.when, days) {
        let down = analysis.tokens[run.start..date.tokens.start].iter().rev().take(6).any(|t| {
            matches!(t.lower.as_str(), "unavailable" | "down" | "offline" | "closed" | "inaccessible" | "out")
        });
        let through = down && what == DateWhat::Occurred;
        if through {
            (what, days) = (DateWhat::Restored, Some((to, to)));
        }
    }
    if doubtful(analysis, trigger, date, days, published) {
        return None;
    }
    if days.is_some_and(|(from, _)| published.is_some_and(|p| from > p)) {
        return None;
    }
    let span = trigger.tokens.start.min(date.tokens.start)..trigger.tokens.end.max(date.tokens.end);
    Some(Found { span, what, days, rule })
}

/// "locked since Saturday" happened on Saturday; "had access since Saturday" went on.
fn lasts(lemma: &str) -> bool {
    !matches!(
        lemma,
        "lock"
            | "encrypt"
            | "hit"
            | "strike"
            | "attack"
            | "hack"
            | "breach"
            | "cripple"
            | "knock"
            | "disable"
            | "close"
    )
}

/// "between the attack and Wednesday": one end of a stretch whose other end is no date.
fn to_an_event(analysis: &Analysis<'_>, run: &Tokens, date: &Expression) -> bool {
    let left = &analysis.tokens[run.start.max(date.tokens.start.saturating_sub(5))..date.tokens.start];
    left.last().is_some_and(|t| t.lower == "and") && left.iter().any(|t| t.lower == "between")
}

/// "takes place on 30 July", said in early July: a present verb and a date that would lie nearly a year back.
fn doubtful(
    analysis: &Analysis<'_>,
    trigger: &Trigger,
    date: &Expression,
    days: Option<(Date, Date)>,
    published: Option<Date>,
) -> bool {
    let token = &analysis.tokens[trigger.anchor];
    let past = trigger.noun || token.lower != token.lemma && !token.lower.ends_with('s');
    // "reopens on the 15th"
    if matches!(date.when, When::DayOfLast(_)) && token.tag == Tag::Verb && !past {
        return true;
    }
    let yearless = matches!(date.when, When::Day { year: None, .. } | When::Month { year: None, last: false, .. });
    let (Some((from, _)), Some(published), true) = (days, published, yearless) else { return false };
    (published - from).get_days() > 200 && !past
}

/// What a verb of saying makes of its date: the incident made public, a recovery told of, or nothing.
fn said(analysis: &Analysis<'_>, run: &Tokens, triggers: &[Trigger], saying: &Trigger) -> Option<(DateWhat, String)> {
    let content = saying.tokens.end..run.end;
    let words = |r: Tokens| analysis.tokens.get(r).unwrap_or_default();
    let first = |r: &Tokens| {
        triggers.iter().find(|t| t.tokens.start >= r.start && t.tokens.end <= r.end && !t.said && !t.what.is_none())
    };
    let told_before = first(&content).is_none();
    let scope = if told_before { run.start..saying.tokens.start } else { content };
    let status = words(scope.clone()).iter().take(14).any(|t| {
        matches!(
            t.lower.as_str(),
            "still" | "remains" | "remain" | "continues" | "expects" | "expected" | "estimates" | "normal" | "normally"
        )
    });
    let outlet = |t: &Token<'_>| matches!(t.lower.as_str(), "we" | "newspaper" | "paper" | "programme" | "site");
    let left = words(run.start.max(saying.tokens.start.saturating_sub(2))..saying.tokens.start);
    // "On Friday we reported that …": an earlier story, not the first word of the incident.
    if matches!(analysis.tokens[saying.anchor].lemma.as_str(), "report" | "write") && left.iter().any(outlet) {
        return None;
    }
    let denial =
        words(run.clone()).iter().any(|t| matches!(t.lemma.as_str(), "deny" | "reject" | "dismiss" | "refute"));
    let loot = |t: &Token<'_>| in_class("taken", &t.lower);
    let Some(event) = first(&scope) else {
        let taken = !status && !denial && words(scope).iter().any(loot);
        return taken.then(|| (DateWhat::Disclosed, saying.rule.clone()));
    };
    match event.what {
        What::Some(DateWhat::Restored) => Some((DateWhat::Restored, "date.said-restored".to_owned())),
        What::Some(DateWhat::Attributed) => Some((DateWhat::Attributed, "date.said-attributed".to_owned())),
        _ if status || denial => None,
        What::Some(DateWhat::Occurred | DateWhat::Detected | DateWhat::Notified) => {
            Some((DateWhat::Disclosed, saying.rule.clone()))
        }
        _ => None,
    }
}

/// Each point once.
pub(super) fn settle(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for item in found {
        if !kept.iter().any(|k| k.what == item.what && k.days == item.days) {
            kept.push(item);
        }
    }
    kept
}

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &EVENTS.faults
}
