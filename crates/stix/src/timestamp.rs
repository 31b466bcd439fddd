//! Timestamps of STIX (2.1, 3.6 of the data types; RFC 3339 with `Z`): read to any precision, compared as instants, and
//! never written anew, since another producer's digits are not ours to change.

use std::cmp::Ordering;

/// A timestamp as it was written. Compares as an instant: `.1Z` equals `.100Z`.
#[derive(Debug, Clone, Copy)]
pub struct Timestamp<'a> {
    text: &'a str,
    fields: [u16; 6],
    fraction: &'a str,
}

impl<'a> Timestamp<'a> {
    /// Reads the form `YYYY-MM-DDTHH:mm:ss[.s+]Z`: capital `T` and `Z`, fields in range. Whether the month has the day
    /// is asked by [`Timestamp::exists`].
    ///
    /// ```
    /// use sextant_stix::timestamp::Timestamp;
    /// let (a, b) = (Timestamp::parse("2016-01-20T12:31:12.1Z"), Timestamp::parse("2016-01-20T12:31:12.100Z"));
    /// assert_eq!(a, b);
    /// assert!(Timestamp::parse("2016-01-20t12:31:12z").is_none());
    /// ```
    pub fn parse(text: &'a str) -> Option<Self> {
        let (whole, rest) = text.as_bytes().split_at_checked(19)?;
        let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if separators.iter().any(|&(at, sign)| whole[at] != sign) {
            return None;
        }
        let number = |from: usize, to: usize| {
            whole[from..to]
                .iter()
                .try_fold(0u16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u16::from(digit - b'0')))
        };
        let fields = [number(0, 4)?, number(5, 7)?, number(8, 10)?, number(11, 13)?, number(14, 16)?, number(17, 19)?];
        let [_, month, day, hour, minute, second] = fields;
        let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
        let tail = rest.strip_suffix(b"Z")?;
        let fraction_holds = match tail {
            [] => true,
            [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        (in_range && fraction_holds).then(|| {
            let fraction = text.get(20..text.len() - 1).unwrap_or("");
            Self { text, fields, fraction: fraction.trim_end_matches('0') }
        })
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// How many digits follow the seconds.
    pub fn precision(&self) -> usize {
        self.text.len().saturating_sub(21)
    }

    /// Whether the calendar has this day, and a second 60 stands only where leap seconds do, at the end of a day.
    pub fn exists(&self) -> bool {
        let [year, month, day, hour, minute, second] = self.fields;
        day <= days_of(year, month) && (second < 60 || (hour, minute) == (23, 59))
    }
}

fn days_of(year: u16, month: u16) -> u16 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl PartialEq for Timestamp<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Timestamp<'_> {}

impl PartialOrd for Timestamp<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.fields.cmp(&other.fields).then_with(|| self.fraction.cmp(other.fraction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_held_to_the_letter() {
        for good in ["2016-01-20T12:31:12Z", "2016-01-20T12:31:12.1Z", "2016-12-31T23:59:60Z", "2016-02-30T00:00:00Z"] {
            assert!(Timestamp::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "2016-01-20",
            "2016-01-20T12:31:12",
            "2016-01-20T12:31:12z",
            "2016-01-20t12:31:12Z",
            "2016-01-20T12:31:12.Z",
            "2016-13-20T12:31:12Z",
            "2016-01-32T12:31:12Z",
            "2016-01-20T24:00:00Z",
            "2016-01-20T12:31:61Z",
            "2016-01-20T12:31:12+00:00",
            "2016-01-20T12:31:12.1ZZ",
            "２016-01-20T12:31:12Z",
        ] {
            assert!(Timestamp::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn instants_are_compared_not_digits() {
        let at = |text| Timestamp::parse(text).unwrap();
        assert_eq!(at("2016-01-20T12:31:12.1Z"), at("2016-01-20T12:31:12.1000Z"));
        assert_eq!(at("2016-01-20T12:31:12Z"), at("2016-01-20T12:31:12.000Z"));
        assert!(at("2016-01-20T12:31:12.000000001Z") > at("2016-01-20T12:31:12Z"));
        assert!(at("2016-01-20T12:31:12.09Z") < at("2016-01-20T12:31:12.1Z"));
        assert!(at("2016-12-31T23:59:60Z") > at("2016-12-31T23:59:59.999Z"));
        assert_eq!(at("2016-01-20T12:31:12.1230Z").precision(), 4);
    }

    #[test]
    fn days_that_no_month_has_do_not_exist() {
        for (text, exists) in [
            ("2016-02-29T00:00:00Z", true),
            ("2017-02-29T00:00:00Z", false),
            ("1900-02-29T00:00:00Z", false),
            ("2000-02-29T00:00:00Z", true),
            ("2016-04-31T00:00:00Z", false),
            ("2016-12-31T23:59:60Z", true),
            ("2016-12-31T12:00:60Z", false),
        ] {
            assert_eq!(Timestamp::parse(text).unwrap().exists(), exists, "{text}");
        }
    }
}
