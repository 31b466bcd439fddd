//! Constants decoded (STIX 2.1 §9.1): what a literal stands for when it is compared.

use super::instant::{Instant, instant};
use super::syntax::{Constant, ConstantKind};
use base64::Engine;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A constant's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Number(Number),
    Text(String),
    Bytes(Vec<u8>),
    Bool(bool),
    Instant(Instant),
}

/// A number, exact where it is whole.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Whole(i128),
    Float(f64),
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.order(*other) == Some(Ordering::Equal)
    }
}

impl Number {
    /// A JSON number.
    pub fn of_json(number: &serde_json::Number) -> Number {
        number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from))
            .map_or_else(|| Number::Float(number.as_f64().unwrap_or(f64::NAN)), Number::Whole)
    }

    /// Compares by value: 5 = 5.0, and no whole number is rounded to do so.
    pub fn order(self, other: Number) -> Option<Ordering> {
        match (self, other) {
            (Number::Whole(a), Number::Whole(b)) => Some(a.cmp(&b)),
            (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
            (Number::Whole(a), Number::Float(b)) => whole_to_float(a, b),
            (Number::Float(a), Number::Whole(b)) => whole_to_float(b, a).map(Ordering::reverse),
        }
    }
}

fn whole_to_float(whole: i128, float: f64) -> Option<Ordering> {
    // Every float below this is a whole i128 after truncation; from here on its sign decides.
    const EDGE: f64 = 1.0e38;
    if float.is_nan() {
        return None;
    }
    if float.abs() >= EDGE {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let floor = float.floor();
    Some(whole.cmp(&(floor as i128)).then(if float > floor { Ordering::Less } else { Ordering::Equal }))
}

/// What a constant stands for; none for one that stands for nothing (a day that does not exist).
pub(super) fn literal(constant: Constant<'_>) -> Option<Literal> {
    let text = constant.text;
    Some(match constant.kind {
        ConstantKind::Integer | ConstantKind::Float => Literal::Number(number(text)?),
        ConstantKind::Hex => Literal::Bytes(from_hex(&text[2..text.len() - 1])?),
        ConstantKind::Binary => Literal::Bytes(from_base64(&text[2..text.len() - 1])?),
        ConstantKind::String => Literal::Text(unquoted(text).into_owned()),
        ConstantKind::Boolean => Literal::Bool(text == "true"),
        ConstantKind::Timestamp => Literal::Instant(instant(&text[2..text.len() - 1])?),
    })
}

/// A number as a pattern writes it.
pub(super) fn number(text: &str) -> Option<Number> {
    if text.contains('.') {
        return text.parse().ok().map(Number::Float);
    }
    text.parse().map(Number::Whole).or_else(|_| text.parse().map(Number::Float)).ok()
}

/// A string constant without its quotes and backslashes.
pub(super) fn unquoted(text: &str) -> Cow<'_, str> {
    let inner = &text[1..text.len() - 1];
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    Cow::Owned(plain)
}

/// Pairs of hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16);
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes().chunks_exact(2).map(|pair| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8)).collect()
}

/// Base64 as it occurs in objects: line breaks and other foreign characters are passed over.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    let kept: Vec<u8> = text.bytes().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')).collect();
    LENIENT.decode(kept).ok()
}
