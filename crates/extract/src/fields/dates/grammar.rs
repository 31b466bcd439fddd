//! Date expressions of a sentence as written: absolute, relative to publication, relative to another date, ranges.
//! Reads tokens only; what day they mean is [`super::resolve`]'s affair.

mod ranges;
mod relative;
mod words;

use crate::analysis::{Token, Tokens};
use jiff::civil::{Date, Weekday};
use words::{day_number, part, small_number, spelt_day, weekday, year};

pub(super) use words::{is_weekday, month};

/// A date as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum When {
    /// Year may be missing.
    Day { year: Option<i16>, month: i8, day: i8 },
    /// Numbers only: day and month in the order that the locale says.
    Numeric { first: i8, second: i8, year: i16 },
    /// A month, or a third of it.
    Month { year: Option<i16>, month: i8, part: Part, last: bool },
    /// A whole year.
    Year(i16),
    /// A day of the week; `before` counts weeks back ("last Tuesday": the one of the week before).
    Weekday { day: Weekday, last: bool },
    /// Days before publication ("yesterday": 1).
    DaysAgo(i32),
    /// Weeks before publication, a whole week wide.
    WeeksAgo(i32),
    /// Months before publication, a whole month wide.
    MonthsAgo(i32),
    /// Years before publication, a whole year wide.
    YearsAgo(i32),
    /// A day of the month that the text spoke of last ("noticed only on the 20th").
    DayOfLast(i8),
    /// A week of a month: 1 is the first to the seventh.
    WeekOf { week: i8, month: i8, year: Option<i16> },
    /// The last Saturday and Sunday.
    Weekend,
    /// Days from the date that the text gave last ("the same day": 0, "five days earlier": -5).
    FromLast(i32),
    /// Days from a date named right after ("two days before its gala on 16 June").
    FromDate(i32, Box<When>),
    /// From one to the other, both included.
    Range(Box<When>, Box<When>),
    /// Since then.
    Since(Box<When>),
    /// In the week before last, from one weekday to another.
    WeekBeforeLast(Weekday, Weekday),
}

/// Which third of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// 1 to the end.
    Whole,
    /// 1 to 10.
    Early,
    /// 11 to 20.
    Mid,
    /// 21 to the end.
    Late,
}

/// A date expression and its words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    /// The words, preposition left out.
    pub tokens: Tokens,
    /// What they say.
    pub when: When,
}

/// All date expressions of a run, longest first at each place, not overlapping.
pub(super) fn find(tokens: &[Token<'_>], run: &Tokens) -> Vec<Expression> {
    let parser = Parser { tokens, end: run.end.min(tokens.len()) };
    let mut found = Vec::new();
    let mut at = run.start;
    while at < run.end {
        let may = may_begin(parser.word(at)) && may_go_on(parser.word(at), parser.word(at + 1));
        let parsed = may.then(|| parser.expression(at)).flatten();
        match parsed {
            Some((when, end)) => {
                found.push(Expression { tokens: at..end, when });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether an expression may begin with this word; most words need no second look.
fn may_begin(word: &str) -> bool {
    let joined = || word.split_once('-').is_some_and(|(lead, _)| part(lead).is_some());
    word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'))
        || matches!(
            word,
            "today"
                | "tonight"
                | "yesterday"
                | "overnight"
                | "this"
                | "that"
                | "the"
                | "last"
                | "previous"
                | "next"
                | "following"
                | "same"
                | "very"
                | "between"
                | "from"
                | "since"
                | "first"
                | "second"
                | "third"
                | "fourth"
                | "final"
        )
        || part(word).is_some()
        || spelt_day(word).is_some()
        || month(word).is_some()
        || weekday(word).is_some()
        || small_number(word).is_some()
        || joined()
}

/// Whether an expression that begins with one of the commonest words may go on with the next.
fn may_go_on(word: &str, next: &str) -> bool {
    match word {
        "the" => {
            next.starts_with(|c: char| c.is_ascii_digit() || c == '+')
                || matches!(next, "early" | "late" | "small" | "first" | "second" | "third" | "fourth" | "final")
                || matches!(next, "same" | "very" | "next" | "following" | "previous" | "past" | "last" | "weekend")
                || matches!(next, "day" | "night" | "evening" | "morning" | "afternoon" | "hours")
                || spelt_day(next).is_some()
        }
        "a" | "an" => matches!(next.trim_end_matches('s'), "day" | "week" | "month" | "year"),
        _ => true,
    }
}

struct Parser<'t, 'd> {
    tokens: &'t [Token<'d>],
    end: usize,
}

type Parsed = Option<(When, usize)>;

impl Parser<'_, '_> {
    fn word(&self, at: usize) -> &str {
        if at < self.end { self.tokens.get(at).map_or("", |t| t.lower.as_str()) } else { "" }
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at))
    }

    fn expression(&self, at: usize) -> Parsed {
        self.range(at).or_else(|| self.before_or_after(at)).or_else(|| self.since(at)).or_else(|| self.simple(at))
    }

    fn simple(&self, at: usize) -> Parsed {
        let at = self.part_of_day(at);
        let known = self.absolute(at).or_else(|| self.relative(at)).or_else(|| self.weekday(at));
        known.or_else(|| self.month(at)).or_else(|| self.week_of(at)).or_else(|| self.ordinal(at))
    }

    /// "the night of March 7", "the early hours of Tuesday": the day.
    fn part_of_day(&self, at: usize) -> usize {
        let the = usize::from(self.is(at, &["the"]));
        let early = usize::from(self.is(at + the, &["early", "late", "small"]));
        let part = at + the + early;
        let day = self.is(part, &["night", "evening", "morning", "afternoon", "hours", "day"]);
        if the + early > 0 && day && self.is(part + 1, &["of"]) { part + 2 } else { at }
    }

    /// "the second week of May".
    fn week_of(&self, at: usize) -> Parsed {
        let the = at + usize::from(self.is(at, &["the"]));
        let week = match self.word(the) {
            "first" => 1,
            "second" => 2,
            "third" => 3,
            "fourth" | "last" | "final" => 4,
            _ => return None,
        };
        if !self.is(the + 1, &["week"]) || !self.is(the + 2, &["of", "in"]) {
            return None;
        }
        let month = month(self.word(the + 3))?;
        let (year, end) = self.year(the + 4);
        Some((When::WeekOf { week, month, year }, end))
    }

    /// "on the 20th".
    fn ordinal(&self, at: usize) -> Parsed {
        let the = at + usize::from(self.is(at, &["the"]));
        let word = self.word(the);
        let ordinal = ["st", "nd", "rd", "th"].iter().any(|e| word.ends_with(e));
        let on =
            at.checked_sub(1).is_some_and(|i| matches!(self.tokens[i].lower.as_str(), "on" | "by" | "until" | "the"));
        let ends =
            matches!(self.word(the + 1), "" | "." | "," | ";" | ")" | "and" | "by" | "at" | "when" | "but" | "that");
        (ordinal && on && ends).then(|| day_number(word)).flatten().map(|day| (When::DayOfLast(day), the + 1))
    }

    // --- absolute -----------------------------------------------------------------------------------------------

    fn absolute(&self, at: usize) -> Parsed {
        self.iso(at).or_else(|| self.day_month(at)).or_else(|| self.month_day(at))
    }

    fn iso(&self, at: usize) -> Parsed {
        let word = self.word(at);
        if !word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-')) {
            return None;
        }
        if let Ok(date) = word.parse::<Date>() {
            return Some((When::Day { year: Some(date.year()), month: date.month(), day: date.day() }, at + 1));
        }
        let parts: Vec<&str> = word.split(['/', '.']).collect();
        let [first, second, year] = parts[..] else { return None };
        // "4.2.1" is a version.
        let year = Some(year).filter(|y| matches!(y.len(), 2 | 4))?;
        let year: i16 = year.parse().ok().map(|y: i16| if y < 100 { 2000 + y } else { y })?;
        let (first, second) = (first.parse().ok()?, second.parse().ok()?);
        Some((When::Numeric { first, second, year }, at + 1))
    }

    fn day_month(&self, at: usize) -> Parsed {
        let the = at + usize::from(self.is(at, &["the"]));
        let spelt = spelt_day(self.word(the)).filter(|_| self.is(the + 1, &["of"]));
        let (at, day) = spelt.map(|day| (the, day)).or_else(|| Some((at, day_number(self.word(at))?)))?;
        let month_at = at + 1 + usize::from(self.is(at + 1, &["of"]));
        let month = month(self.word(month_at))?;
        let (year, end) = self.year(month_at + 1);
        Some((When::Day { year, month, day }, end))
    }

    fn month_day(&self, at: usize) -> Parsed {
        let month = month(self.word(at))?;
        let day_at = at + 1 + usize::from(self.is(at + 1, &["the"]));
        let day = day_number(self.word(day_at))?;
        let comma = usize::from(self.is(day_at + 1, &[","]) && year(self.word(day_at + 2)).is_some());
        let (year, end) = self.year(day_at + 1 + comma);
        Some((When::Day { year, month, day }, end))
    }

    fn year(&self, at: usize) -> (Option<i16>, usize) {
        let comma = usize::from(self.is(at, &[","]));
        match year(self.word(at + comma)) {
            Some(y) => (Some(y), at + comma + 1),
            None => (None, at),
        }
    }

    /// "in April", "early February 2025", "last December", "2023".
    fn month(&self, at: usize) -> Parsed {
        if let Some(y) = year(self.word(at)) {
            let in_year =
                at.checked_sub(1).is_some_and(|i| matches!(self.tokens[i].lower.as_str(), "in" | "during" | "since"));
            return in_year.then_some((When::Year(y), at + 1));
        }
        let joined = self.word(at).split_once('-').and_then(|(p, m)| Some((part(p)?, month(m)?)));
        if let Some((part, month)) = joined {
            let (year, end) = self.year(at + 1);
            return Some((When::Month { year, month, part, last: false }, end));
        }
        let start = self.word(at);
        let (part_of, last, mut next) = match (part(start), start) {
            (Some(p), _) => (p, false, at + 1),
            (None, "last") => (Part::Whole, true, at + 1),
            _ => (Part::Whole, false, at),
        };
        next += usize::from(next > at && self.is(next, &["in", "of", "-"]));
        let month = month(self.word(next))?;
        if self.tokens.get(next).is_some_and(|t| t.lower == "may" && t.text == "may") || !self.month_context(at, next) {
            return None;
        }
        let of = usize::from(self.is(next + 1, &["of"]) && year(self.word(next + 2)).is_some());
        let (year, mut end) = self.year(next + 1 + of);
        let mut last = last;
        if year.is_none()
            && self.is(next + 1, &["last", "of"])
            && (self.is(next + 2, &["year"]) || self.is(next + 2, &["last"]))
        {
            end = next + 3 + usize::from(self.is(next + 3, &["year"]));
            last = true;
        }
        Some((When::Month { year, month, part: part_of, last }, end))
    }

    /// "May" and "March" are months only where a date may stand.
    fn month_context(&self, at: usize, month_at: usize) -> bool {
        let ambiguous = self.is(month_at, &["may", "march", "mar"]);
        let year_next = year(self.word(month_at + 1)).is_some();
        let opens = at.checked_sub(1).is_some_and(|i| {
            matches!(
                self.tokens[i].lower.as_str(),
                "in" | "since"
                    | "of"
                    | "until"
                    | "from"
                    | "by"
                    | "during"
                    | "last"
                    | "and"
                    | "to"
                    | "late"
                    | "early"
                    | "between"
                    | "this"
                    | "through"
            )
        });
        !ambiguous || year_next || opens || at < month_at
    }

    fn weekday(&self, at: usize) -> Parsed {
        let last = self.is(at, &["last", "previous"]);
        let this = self.is(at, &["this", "late", "early"]);
        let day_at = at + usize::from(last || this);
        let back = |i: usize| self.tokens.get(i).map_or("", |t| t.lower.as_str());
        let over = at >= 2
            && matches!(
                back(at - 2),
                "again"
                    | "back"
                    | "restored"
                    | "running"
                    | "online"
                    | "up"
                    | "fixed"
                    | "on"
                    | "service"
                    | "reinstalled"
            );
        let next_week = at.checked_sub(1).is_some_and(|i| match back(i) {
            "next" | "every" | "each" | "coming" | "until" | "through" => true,
            // "By Wednesday morning email was running again" opens what is told; "ready by Wednesday" is hoped for.
            "by" => !over && !self.tokens[i].text.starts_with('B'),
            _ => false,
        });
        let day = weekday(self.word(day_at)).filter(|_| !next_week)?;
        let mut end = day_at + 1;
        end += usize::from(self.is(end, &["morning", "afternoon", "evening", "night", "lunchtime", "midday"]));
        if self.is(end, &["last"]) && self.is(end + 1, &["week"]) {
            return Some((When::Weekday { day, last: true }, end + 2));
        }
        // "Wednesday, 8 October": the date says it.
        let comma = end + usize::from(self.is(end, &[","]));
        if let Some(exact) = self.absolute(comma) {
            return Some(exact);
        }
        Some((When::Weekday { day, last }, end))
    }
}
