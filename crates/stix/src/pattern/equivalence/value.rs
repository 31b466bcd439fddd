//! Constants as equivalence compares them: by what they stand for, numbers of both kinds together, and addresses and
//! registry keys in one spelling.

use crate::pattern::constant::{Literal, Number, literal, number, unquoted};
use crate::pattern::instant::{Instant, instant};
use crate::pattern::syntax::{Constant, ConstantKind};
use std::cmp::Ordering;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A constant by its value. Kinds do not mix, hexadecimal and base64 neither, as in python-stix2.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Number(Amount),
    Text(String),
    Bool(bool),
    Moment(Moment),
    Hex(Vec<u8>),
    Binary(Vec<u8>),
}

/// A number; 1 and 1.0 are one.
#[derive(Debug, Clone)]
pub(super) struct Amount(Number);

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(other.0).unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Amount {}

/// An instant; a day that does not exist is what is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Moment {
    At(Instant),
    Written(String),
}

pub(super) fn amount(text: &str) -> Amount {
    // The grammar's numbers are all floats, if nothing better; 0 can only be a fault of ours.
    Amount(number(text).unwrap_or(Number::Whole(0)))
}

/// Of `t'…'`.
pub(super) fn moment(text: &str) -> Moment {
    let inner = &text[2..text.len() - 1];
    instant(inner).map_or_else(|| Moment::Written(inner.to_owned()), Moment::At)
}

/// How the text of a constant is spelled in the place where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    AsWritten,
    /// Letter case does not count.
    AnyCase,
    Ipv4,
    Ipv6,
}

/// The value of a constant.
pub(super) fn value(constant: Constant<'_>, spelling: Spelling) -> Value {
    if constant.kind == ConstantKind::Timestamp {
        return Value::Moment(moment(constant.text));
    }
    match (literal(constant), constant.kind) {
        (Some(Literal::Number(n)), _) => Value::Number(Amount(n)),
        (Some(Literal::Bool(b)), _) => Value::Bool(b),
        (Some(Literal::Bytes(bytes)), ConstantKind::Hex) => Value::Hex(bytes),
        (Some(Literal::Bytes(bytes)), _) => Value::Binary(bytes),
        (Some(Literal::Text(text)), _) => Value::Text(spelled(text, spelling)),
        (Some(Literal::Instant(_)) | None, _) => Value::Text(unquoted(constant.text).into_owned()),
    }
}

fn spelled(text: String, spelling: Spelling) -> String {
    match spelling {
        Spelling::AsWritten => text,
        Spelling::AnyCase => text.to_lowercase(),
        Spelling::Ipv4 => {
            block(&text, 32, read_ipv4, |bits| Ipv4Addr::from_bits(bits as u32).to_string()).unwrap_or(text)
        }
        Spelling::Ipv6 => {
            let read = |t: &str| t.parse::<Ipv6Addr>().ok().map(Ipv6Addr::to_bits);
            block(&text, 128, read, |bits| Ipv6Addr::from_bits(bits).to_string()).unwrap_or(text)
        }
    }
}

/// An address or block with the bits beyond its prefix cleared; a prefix of the whole length is left out.
fn block(
    text: &str,
    width: u32,
    read: impl Fn(&str) -> Option<u128>,
    write: impl Fn(u128) -> String,
) -> Option<String> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, prefix_length(prefix).filter(|p| *p <= width)?),
        None => (text, width),
    };
    let bits = read(address)?;
    if prefix == width {
        return Some(write(bits));
    }
    let cleared = width - prefix;
    let kept = bits.checked_shr(cleared).unwrap_or(0).checked_shl(cleared).unwrap_or(0);
    Some(format!("{}/{prefix}", write(kept)))
}

/// A number as Python's `int` reads it: blanks around, a sign, leading zeros, single underscores between digits.
fn prefix_length(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = text.strip_prefix('+').unwrap_or(text);
    let well_formed = digits.split('_').all(|run| !run.is_empty() && run.bytes().all(|b| b.is_ascii_digit()));
    if !well_formed {
        return None;
    }
    let digits: String = digits.chars().filter(|c| *c != '_').collect();
    digits.parse().ok()
}

/// An IPv4 address as `inet_aton` reads it: one to four parts, each decimal, octal or hexadecimal, the last as wide as
/// what is left; anything after white space is passed over.
fn read_ipv4(text: &str) -> Option<u128> {
    let text = text.split(|c: char| c.is_ascii_whitespace() || c == '\x0b').next()?;
    let parts: Vec<u32> = text.split('.').map(part).collect::<Option<_>>()?;
    let (last, leading) = parts.split_last()?;
    if leading.len() > 3 || leading.iter().any(|p| *p > 255) {
        return None;
    }
    let free = 8 * (4 - leading.len() as u32);
    if u64::from(*last) >= 1 << free {
        return None;
    }
    let high = leading.iter().enumerate().fold(0u32, |bits, (i, p)| bits | p << (24 - 8 * i));
    Some(u128::from(high | last))
}

fn part(text: &str) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (&text[1..], 8),
        None => (text, 10),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    u32::from_str_radix(digits, radix).ok()
}
