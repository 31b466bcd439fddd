//! Stretches of time ("between 3 and 19 November") and dates counted from another date.

use super::words::{day_number, day_pair, days, month, range, small_number};
use super::{Parsed, Parser, When};

impl Parser<'_, '_> {
    pub(super) fn range(&self, at: usize) -> Parsed {
        self.joined_days(at).or_else(|| self.between(at)).or_else(|| self.until(at))
    }

    /// "3-19 November 2025", "November 3-19, 2025", "3 to 19 November", "May 28 to June 3".
    fn joined_days(&self, at: usize) -> Parsed {
        if let (Some((first, second)), Some(month)) = (day_pair(self.word(at)), month(self.word(at + 1))) {
            let (year, end) = self.year(at + 2);
            return Some((days(year, month, first, month, second), end));
        }
        let pair = month(self.word(at)).and_then(|m| Some((m, day_pair(self.word(at + 1))?)));
        if let Some((month, (first, second))) = pair {
            let (year, end) = self.year(at + 2);
            return Some((days(year, month, first, month, second), end));
        }
        if let Some(both) = self.next_days(at) {
            return Some(both);
        }
        let joins = |i: usize| self.is(i, &["to", "until", "till", "through", "–", "—", "-"]);
        let the = |i: usize| usize::from(self.is(i, &["the"]));
        let first_at = at + the(at);
        let second_at = first_at + 2 + the(first_at + 2);
        if let (Some(first), true) = (day_number(self.word(first_at)), joins(first_at + 1))
            && let Some((When::Day { year, month, day }, end)) = self.day_month(second_at)
        {
            return Some((days(year, month, first, month, day), end));
        }
        if !joins(at + 2) || month(self.word(at + 4)).is_some() || self.word(at + 4).is_empty() {
            return None;
        }
        let (month, first) = (month(self.word(at))?, day_number(self.word(at + 1))?);
        let second = day_number(self.word(at + 3))?;
        let (year, end) = self.year(at + 4);
        Some((days(year, month, first, month, second), end))
    }

    /// "on 14 and 15 January": two days that follow each other are one stretch.
    fn next_days(&self, at: usize) -> Parsed {
        let first = day_number(self.word(at)).filter(|_| self.is(at + 1, &["and"]))?;
        let (When::Day { year, month, day }, end) = self.day_month(at + 2)? else { return None };
        (day == first + 1).then(|| (days(year, month, first, month, day), end))
    }

    fn between(&self, at: usize) -> Parsed {
        if !self.is(at, &["between"]) {
            return None;
        }
        if let (Some(first), true) = (day_number(self.word(at + 1)), self.is(at + 2, &["and"]))
            && let Some((When::Day { year, month, day }, end)) = self.day_month(at + 3)
        {
            return Some((days(year, month, first, month, day), end));
        }
        let (from, next) = self.simple(at + 1)?;
        let and = next + usize::from(self.is(next, &[","]));
        if !self.is(and, &["and"]) {
            return None;
        }
        if let (When::Day { year, month: of, .. }, Some(day)) = (&from, day_number(self.word(and + 1)))
            && month(self.word(and + 2)).is_none()
        {
            let (late, end) = self.year(and + 2);
            let to = When::Day { year: late.or(*year), month: *of, day };
            return Some((range(from, to), end));
        }
        let (to, end) = self.simple(and + 1)?;
        Some(self.week_before_last(&from, &to, end).unwrap_or_else(|| (range(from, to), end)))
    }

    fn week_before_last(&self, from: &When, to: &When, end: usize) -> Parsed {
        let words = self.is(end, &["the"])
            && self.is(end + 1, &["week"])
            && self.is(end + 2, &["before"])
            && self.is(end + 3, &["last"]);
        match (from, to) {
            (When::Weekday { day: a, .. }, When::Weekday { day: b, .. }) if words => {
                Some((When::WeekBeforeLast(*a, *b), end + 4))
            }
            _ => None,
        }
    }

    fn until(&self, at: usize) -> Parsed {
        let lead = usize::from(self.is(at, &["from"]));
        let (from, next) = self.simple(at + lead)?;
        let next = next + usize::from(self.is(next, &[","]) && lead > 0);
        // "11/29/2025 - 12/03/2025"
        let dash = self.is(next, &["-"]) && self.absolute(at).is_some() && self.absolute(next + 1).is_some();
        if !dash && !self.is(next, &["until", "till", "to", "through", "–", "—"]) {
            return None;
        }
        let to_at =
            (next + 1..self.end.min(next + 9)).find(|&i| self.simple(i).is_some() || self.is(i, &[",", ";", "."]))?;
        let clock = |i: usize| self.is(i, &["on", "utc", "gmt"]) || self.word(i).contains([':', '.']);
        if to_at > next + 1 && lead == 0 && !(next + 1..to_at).all(clock) {
            return None;
        }
        let (to, end) = self.simple(to_at)?;
        Some((range(from, to), end))
    }

    /// "two days before its summer gala on 16 June".
    pub(super) fn before_or_after(&self, at: usize) -> Parsed {
        let number = small_number(self.word(at))?;
        let days = match self.word(at + 1).trim_end_matches('s') {
            "day" => number,
            "week" => number * 7,
            _ => return None,
        };
        let sign = match self.word(at + 2) {
            "before" | "prior" => -1,
            "after" | "following" => 1,
            _ => return None,
        };
        let date_at = (at + 3..self.end.min(at + 12)).find(|&i| self.absolute(i).is_some())?;
        let crossed = (at + 3..date_at).any(|i| matches!(self.word(i), "," | ";" | "and" | "but" | "said" | "that"));
        let (date, end) = self.absolute(date_at).filter(|_| !crossed)?;
        Some((When::FromDate(sign * days, Box::new(date)), end))
    }

    pub(super) fn since(&self, at: usize) -> Parsed {
        let (when, end) = self.is(at, &["since"]).then(|| self.simple(at + 1)).flatten()?;
        Some((When::Since(Box::new(when)), end))
    }
}
