//! The words of dates: numbers, days, months, years, as written.

use super::{Part, When};
use jiff::civil::Weekday;

pub(super) fn days(year: Option<i16>, from_month: i8, from: i8, to_month: i8, to: i8) -> When {
    range(When::Day { year, month: from_month, day: from }, When::Day { year, month: to_month, day: to })
}

/// A year that stands at one end only holds for both.
pub(super) fn range(from: When, to: When) -> When {
    let from = match (from, &to) {
        (When::Day { year: None, month, day }, When::Day { year: Some(year), month: last, .. }) => {
            When::Day { year: Some(if month > *last { year - 1 } else { *year }), month, day }
        }
        (When::Month { year: None, month, part, last }, When::Month { year: Some(year), .. }) => {
            When::Month { year: Some(*year), month, part, last }
        }
        (from, _) => from,
    };
    When::Range(Box::new(from), Box::new(to))
}

pub(super) fn day_pair(word: &str) -> Option<(i8, i8)> {
    let (a, b) = word.split_once(['-', '–', '—'])?;
    Some((day_number(a)?, day_number(b)?))
}

pub(super) fn day_number(word: &str) -> Option<i8> {
    if !word.starts_with(|c: char| c.is_ascii_digit() || c == '+') {
        return None;
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|e| word.strip_suffix(e)).unwrap_or(word);
    digits.parse().ok().filter(|d| digits.len() <= 2 && (1..=31).contains(d))
}

/// "eighteenth", "thirty-first".
pub(super) fn spelt_day(word: &str) -> Option<i8> {
    const WORDS: [&str; 31] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "twenty-first",
        "twenty-second",
        "twenty-third",
        "twenty-fourth",
        "twenty-fifth",
        "twenty-sixth",
        "twenty-seventh",
        "twenty-eighth",
        "twenty-ninth",
        "thirtieth",
        "thirty-first",
    ];
    WORDS.iter().position(|w| *w == word).and_then(|at| i8::try_from(at + 1).ok())
}

pub(super) fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|y| (1990..=2100).contains(y))
}

pub(super) fn part(word: &str) -> Option<Part> {
    match word {
        "early" => Some(Part::Early),
        "mid" | "middle" => Some(Part::Mid),
        "late" => Some(Part::Late),
        _ => None,
    }
}

pub(in crate::fields::dates) fn month(word: &str) -> Option<i8> {
    Some(match word.strip_suffix('.').unwrap_or(word) {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// Whether a word names a day of the week.
pub(in crate::fields::dates) fn is_weekday(lower: &str) -> bool {
    weekday(lower).is_some()
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.strip_suffix("'s").unwrap_or(word).trim_end_matches('.') {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

pub(super) fn small_number(word: &str) -> Option<i32> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match word {
        "a" | "an" => Some(1),
        _ => WORDS
            .iter()
            .position(|w| *w == word)
            .and_then(|i| i32::try_from(i).ok())
            .or_else(|| word.parse().ok().filter(|n| *n < 400)),
    }
}
