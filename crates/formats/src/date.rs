//! Dates as documents write them, to `YYYY-MM-DD` or RFC 3339. A date that can be read in two ways (03/04/2025)
//! is not read. Nothing is resolved against today: there is no clock here.

use jiff::civil::Date;
use regex::{Captures, Regex};
use std::sync::LazyLock;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const MONTH: &str = r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";

/// A constant pattern; that it compiles is what the tests of this file show.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

static DAY_MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(&format!(r"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{MONTH},?[\s-]+(\d{{4}})\b")));
static MONTH_DAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(&format!(r"(?i)\b{MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b")));
static NUMERIC: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"\b(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))\b"));

/// A date of metadata: RFC 3339 and its sloppy relatives, RFC 2822, compact digits, else as in text.
pub(crate) fn stated(value: &str) -> Option<String> {
    let value = value.trim();
    instant(value).or_else(|| compact(value)).or_else(|| mail(value)).or_else(|| written(value).map(|w| w.date))
}

/// `2025-09-03T17:41:00+02:00` in its many spellings.
fn instant(value: &str) -> Option<String> {
    let day: Date = value.get(..10)?.parse().ok()?;
    let rest = value.get(10..)?.trim_start_matches(['T', 't', ' ']);
    let plain = || Some(day.to_string());
    let Some(clock) = rest.get(..5).filter(|c| c.as_bytes().get(2) == Some(&b':')) else { return plain() };
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let time = rest.get(..zone_at)?.trim();
    let time = if time.len() == 5 { format!("{clock}:00") } else { time.to_owned() };
    let zone = rest.get(zone_at..)?.trim();
    let zone = match zone.len() {
        0 => return plain(),
        3 => format!("{zone}:00"),
        5 if !zone.contains(':') => format!("{}:{}", zone.get(..3)?, zone.get(3..)?),
        _ => zone.to_ascii_uppercase(),
    };
    let full = format!("{day}T{time}{zone}");
    if full.parse::<jiff::Timestamp>().is_ok() { Some(full) } else { plain() }
}

/// `20250903`.
fn compact(value: &str) -> Option<String> {
    if value.len() < 8
        || !value.bytes().take(8).all(|b| b.is_ascii_digit())
        || value.as_bytes().get(8).copied().is_some_and(|b| b.is_ascii_digit())
    {
        return None;
    }
    let number = |from: usize, to: usize| value.get(from..to)?.parse::<i16>().ok();
    day(number(0, 4)?, number(4, 6)?, number(6, 8)?)
}

/// `Wed, 03 Sep 2025 17:41:00 +0200`.
fn mail(value: &str) -> Option<String> {
    let zoned = jiff::fmt::rfc2822::parse(value).ok()?;
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into()
}

/// A date found in running words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub date: String,
    /// Bytes of the line before it and after it.
    pub start: usize,
    pub end: usize,
}

/// A pattern and how to read what it found.
type Finder = (&'static LazyLock<Option<Regex>>, fn(&Captures) -> Option<String>);

/// The first date that is written out in a line.
pub(crate) fn written(line: &str) -> Option<Written> {
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let finders: [Finder; 3] = [(&DAY_MONTH, from_day_month), (&MONTH_DAY, from_month_day), (&NUMERIC, from_numbers)];
    let found = finders.iter().filter_map(|(regex, read)| {
        let captures = regex.as_ref()?.captures(line)?;
        let all = captures.get(0)?;
        Some(Written { date: read(&captures)?, start: all.start(), end: all.end() })
    });
    found.min_by_key(|w| w.start)
}

fn from_day_month(c: &Captures) -> Option<String> {
    day(c.get(3)?.as_str().parse().ok()?, month(c.get(2)?.as_str())?, c.get(1)?.as_str().parse().ok()?)
}

fn from_month_day(c: &Captures) -> Option<String> {
    day(c.get(3)?.as_str().parse().ok()?, month(c.get(1)?.as_str())?, c.get(2)?.as_str().parse().ok()?)
}

fn from_numbers(c: &Captures) -> Option<String> {
    let number = |i: usize| c.get(i)?.as_str().parse::<i16>().ok();
    if let Some(year) = number(1) {
        return day(year, number(2)?, number(3)?);
    }
    let (a, b, year) = (number(4)?, number(5)?, number(6)?);
    let dotted = c.get(0)?.as_str().contains('.');
    match (a > 12, b > 12) {
        (true, false) => day(year, b, a),
        (false, true) => day(year, a, b),
        (false, false) if dotted || a == b => day(year, b, a),
        _ => None,
    }
}

fn month(name: &str) -> Option<i16> {
    let head = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|m| *m == head).and_then(|i| i16::try_from(i + 1).ok())
}

fn day(year: i16, month: i16, day: i16) -> Option<String> {
    if !(1980..=2100).contains(&year) {
        return None;
    }
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(date.to_string())
}

#[cfg(test)]
mod tests {
    use super::{stated, written};

    #[test]
    fn metadata_in_many_spellings() {
        for (given, read) in [
            ("2025-10-09T07:45:00+01:00", "2025-10-09T07:45:00+01:00"),
            ("2025-10-09T07:45:00+0100", "2025-10-09T07:45:00+01:00"),
            ("2025-10-09T07:45:00.000Z", "2025-10-09T07:45:00.000Z"),
            ("2025-10-09 07:45", "2025-10-09"),
            ("2025-10-09", "2025-10-09"),
            ("20251009", "2025-10-09"),
            ("2025/10/09", "2025-10-09"),
            ("Thu, 9 Oct 2025 07:45:00 +0100", "2025-10-09T07:45:00+01:00"),
            ("October 9, 2025", "2025-10-09"),
        ] {
            assert_eq!(stated(given).as_deref(), Some(read), "{given}");
        }
        assert_eq!(stated("yesterday"), None);
    }

    #[test]
    fn written_dates() {
        for (given, read) in [
            ("Johannesburg, Wednesday 3 September 2025, 17:41", "2025-09-03"),
            ("GDANSK, Poland, Nov. 24, 2025 (Wire) --", "2025-11-24"),
            ("the 1st of May 2024", "2024-05-01"),
            ("Sept. 3rd, 2025", "2025-09-03"),
            ("20.06.2025 um 10 Uhr", "2025-06-20"),
            ("3-Sep-2025", "2025-09-03"),
            ("on 25/12/2024", "2024-12-25"),
        ] {
            assert_eq!(written(given).map(|w| w.date).as_deref(), Some(read), "{given}");
        }
        for none in ["03/04/2025", "31 February 2025", "192.168.10.2025x", "3.10.2", "May 2025"] {
            assert_eq!(written(none), None, "{none}");
        }
    }
}
