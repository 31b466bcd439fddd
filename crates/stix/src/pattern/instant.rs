//! Instants as STIX writes them (STIX 2.1 §2.16): `2016-01-20T12:31:12.123Z`, upper-case T and Z, any number of fraction
//! digits. Compared as instants, to the nanosecond; a leap second is the first of the next minute.

/// Nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Instant(pub i128);

/// Nanoseconds in a second.
pub(super) const SECOND: i128 = 1_000_000_000;

/// Reads a timestamp; none if it is not one, or names a day that does not exist.
pub(super) fn instant(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    let body = bytes.strip_suffix(b"Z")?;
    if body.len() < 19 || [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')].iter().any(|(i, b)| body[*i] != *b)
    {
        return None;
    }
    let year = digits(&body[0..4])?;
    let date = jiff::civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(digits(&body[5..7])?).ok()?,
        i8::try_from(digits(&body[8..10])?).ok()?,
    )
    .ok()?;
    let (hour, minute, second) = (digits(&body[11..13])?, digits(&body[14..16])?, digits(&body[17..19])?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = date.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1))).ok()?.get_days();
    let seconds = i128::from(days) * 86_400 + i128::from(hour * 3600 + minute * 60 + second);
    Some(Instant(seconds * SECOND + i128::from(fraction(&body[19..])?)))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// `.123…` as nanoseconds; nothing at all is zero. Digits past the ninth must be digits and count for nothing.
fn fraction(bytes: &[u8]) -> Option<u32> {
    let Some((point, written)) = bytes.split_first() else { return Some(0) };
    if *point != b'.' || written.is_empty() || !written.iter().all(u8::is_ascii_digit) {
        return None;
    }
    digits(&written[..written.len().min(9)]).map(|n| n * 10u32.pow(9 - written.len().min(9) as u32))
}
