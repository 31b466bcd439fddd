//! From a date as written to days: relative words from the day of publication, yearless dates to the latest such
//! date up to then. What cannot be known stays unknown.

use super::grammar::{Part, When};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// First and last day.
pub(super) type Days = (Date, Date);

/// What dates of a text are read against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// The day of publication.
    pub published: Option<Date>,
    /// The day that the text spoke of last.
    pub last: Option<Date>,
    /// The day that an event was given with its year last.
    pub stated: Option<Date>,
    /// 03/04 is 4 March (United States), not 3 April.
    pub month_first: bool,
}

/// The days that a date means; `None` when the text does not say.
pub(super) fn resolve(when: &When, clock: Clock) -> Option<Days> {
    match when {
        When::Day { year, month, day } => one(day_of(*year, *month, *day, clock)?),
        When::Numeric { first, second, year } => one(numeric(*first, *second, *year, clock.month_first)?),
        When::Month { year, month, part, last } => month_of(*year, *month, *part, *last, clock),
        When::Year(year) => Some((Date::new(*year, 1, 1).ok()?, Date::new(*year, 12, 31).ok()?)),
        When::FromLast(days) => one(add(clock.last?, *days)?),
        When::FromDate(days, date) => one(add(resolve(date, clock)?.0, *days)?),
        When::Range(from, to) => {
            let (from, to) = (resolve(from, clock)?.0, resolve(to, clock)?.1);
            (from <= to).then_some((from, to))
        }
        When::Since(when) => resolve(when, clock),
        When::DayOfLast(day) => one(day_of_last(*day, clock)?),
        When::WeekOf { week, month, year } => {
            let (first, last) = month_of(*year, *month, Part::Whole, false, clock)?;
            let from = if *week == 4 { add(last, -6)? } else { add(first, i32::from(7 * (*week - 1)))? };
            Some((from, add(from, 6)?))
        }
        relative => from_publication(relative, clock.published?),
    }
}

fn from_publication(when: &When, published: Date) -> Option<Days> {
    match when {
        When::DaysAgo(days) => one(add(published, -days)?),
        When::Weekday { day, last } => one(weekday(*day, *last, published)?),
        When::Weekend => {
            let sunday = weekday(Weekday::Sunday, false, published)?;
            Some((add(sunday, -1)?, sunday))
        }
        When::WeeksAgo(weeks) => {
            let monday = add(published, -i32::from(published.weekday().to_monday_zero_offset()) - 7 * weeks)?;
            Some((monday, add(monday, 6)?.min(published)))
        }
        When::MonthsAgo(months) => {
            let first = published.first_of_month().checked_sub(Span::new().try_months(*months).ok()?).ok()?;
            Some((first, first.last_of_month().min(published)))
        }
        When::YearsAgo(years) => {
            let year = published.year().checked_sub(i16::try_from(*years).ok()?)?;
            Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?.min(published)))
        }
        When::WeekBeforeLast(from, to) => {
            let monday = add(published, -i32::from(published.weekday().to_monday_zero_offset()) - 14)?;
            let day = |d: Weekday| add(monday, i32::from(d.to_monday_zero_offset()));
            Some((day(*from)?, day(*to)?))
        }
        _ => None,
    }
}

fn one(date: Date) -> Option<Days> {
    Some((date, date))
}

fn add(date: Date, days: i32) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

/// A bare weekday is the latest one up to publication; "last Tuesday" on a Monday is that of the week before.
fn weekday(day: Weekday, last: bool, published: Date) -> Option<Date> {
    let back = i32::from(published.weekday().to_monday_zero_offset()) - i32::from(day.to_monday_zero_offset());
    let back = if back < 0 { back + 7 } else { back };
    add(published, -if last && back == 0 { 7 } else { back })
}

/// A date without a year is the latest one up to publication.
fn day_of(year: Option<i16>, month: i8, day: i8, clock: Clock) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    // "Between 14 and 22 June 2024 … On 23 June": the year that the account is in.
    let near = |stated: Date| {
        let meant = Date::new(stated.year(), month, day).ok()?;
        ((meant - stated).get_days().abs() <= NEAR).then_some(meant)
    };
    if let Some(meant) = clock.stated.and_then(near) {
        return Some(meant);
    }
    let published = clock.published.or(clock.last)?;
    let this = Date::new(published.year(), month, day).ok();
    match this {
        Some(date) if date <= published || clock.published.is_none() => Some(date),
        _ => Date::new(published.year() - 1, month, day).ok(),
    }
}

/// So many days from a date with its year, one without it means the same year.
const NEAR: i32 = 100;

/// The day in the month that was spoken of last, never after publication.
fn day_of_last(day: i8, clock: Clock) -> Option<Date> {
    let about = clock.last.or(clock.published)?;
    let here = Date::new(about.year(), about.month(), day).ok();
    let passed = here.filter(|d| clock.published.is_none_or(|p| *d <= p));
    passed.or_else(|| {
        let before = about.first_of_month().checked_sub(1.day()).ok()?;
        Date::new(before.year(), before.month(), day).ok()
    })
}

fn numeric(first: i8, second: i8, year: i16, month_first: bool) -> Option<Date> {
    let (month, day) = match (first > 12, second > 12) {
        (true, _) => (second, first),
        (_, true) => (first, second),
        _ if month_first => (first, second),
        _ => (second, first),
    };
    Date::new(year, month, day).ok()
}

fn month_of(year: Option<i16>, month: i8, part: Part, last: bool, clock: Clock) -> Option<Days> {
    let year = match year {
        Some(year) => year,
        None => {
            let published = clock.published.or(clock.last)?;
            let passed = month < published.month() || month == published.month() && !last;
            if last && month < published.month() {
                published.year() - i16::from(published.month() - month > 8)
            } else {
                published.year() - i16::from(!passed)
            }
        }
    };
    let first = Date::new(year, month, 1).ok()?;
    let day = |d: i8| Date::new(year, month, d).ok();
    match part {
        Part::Whole => Some((first, first.last_of_month())),
        Part::Early => Some((first, day(10)?)),
        Part::Mid => Some((day(11)?, day(20)?)),
        Part::Late => Some((day(21)?, first.last_of_month())),
    }
}
