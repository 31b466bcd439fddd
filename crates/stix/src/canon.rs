//! The canonical form of JSON (RFC 8785): no white space, keys in the order of their UTF-16 code units, numbers and
//! strings as ECMAScript writes them.

use serde_json::{Map, Number, Value};

/// Why a value has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonError {
    /// RFC 8785 3.2.2.3 writes numbers as doubles; this integer would come out as another one.
    #[error("the integer {0} is none that a double can hold; write it as a string (RFC 8785, 3.2.2.3 and appendix D)")]
    IntegerNotExact(String),
}

/// The canonical form of a value.
///
/// ```
/// let value = serde_json::json!({"b": 1.0, "a": [true, null]});
/// assert_eq!(sextant_stix::canon::canonical(&value).unwrap(), r#"{"a":[true,null],"b":1}"#);
/// ```
pub fn canonical(value: &Value) -> Result<String, CanonError> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), CanonError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out)?,
        Value::String(text) => write_string(text, out),
        Value::Array(items) => write_array(items, out)?,
        Value::Object(map) => write_object(map, out)?,
    }
    Ok(())
}

fn write_array(items: &[Value], out: &mut String) -> Result<(), CanonError> {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(item, out)?;
    }
    out.push(']');
    Ok(())
}

fn write_object(map: &Map<String, Value>, out: &mut String) -> Result<(), CanonError> {
    let mut entries: Vec<(&String, &Value)> = map.iter().collect();
    entries.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    out.push('{');
    for (at, (key, value)) in entries.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_string(key, out);
        out.push(':');
        write(value, out)?;
    }
    out.push('}');
    Ok(())
}

/// RFC 8785 3.2.2.3: `Number.prototype.toString` of ECMAScript.
fn write_number(number: &Number, out: &mut String) -> Result<(), CanonError> {
    let changed = || CanonError::IntegerNotExact(number.to_string());
    let double = number.as_f64().filter(|double| double.is_finite()).ok_or_else(changed)?;
    let mut buffer = ryu_js::Buffer::new();
    let written = buffer.format_finite(double);
    // An integer beyond 2^53 may stay as it is written though the double is another one: as many digits as tell doubles
    // apart, then zeros. A canonical form has such integers, and is its own canonical form.
    if !holds(double, number) && number.to_string() != written {
        return Err(changed());
    }
    out.push_str(written);
    Ok(())
}

/// Whether the double is the number; always where the number is no integer.
fn holds(double: f64, number: &Number) -> bool {
    match (number.as_u64(), number.as_i64()) {
        (Some(integer), _) => double as u128 == u128::from(integer),
        (None, Some(integer)) => double as i128 == i128::from(integer),
        (None, None) => true,
    }
}

/// RFC 8785 3.2.2.2: two-character escapes where there are some, `\u00xx` for other control characters, else as is.
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < '\u{20}' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn of(text: &str) -> Result<String, CanonError> {
        canonical(&json::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        for (given, written) in [
            ("-0", "0"),
            ("-0.0", "0"),
            ("1.0", "1"),
            ("333333333.33333329", "333333333.3333333"),
            ("1E30", "1e+30"),
            ("1e21", "1e+21"),
            ("100000000000000000000", "100000000000000000000"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("5e-324", "5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("9007199254740992", "9007199254740992"),
            ("-9007199254740992", "-9007199254740992"),
            ("1.062388072864983e18", "1062388072864983000"),
            ("1062388072864983000", "1062388072864983000"),
            ("-1062388072864983000", "-1062388072864983000"),
            ("295147905179352830000", "295147905179352830000"),
            ("1152921504606846976", "1152921504606846976"),
        ] {
            let expected = if given == "1152921504606846976" { "1152921504606847000" } else { written };
            assert_eq!(of(given).as_deref(), Ok(expected), "{given}");
        }
    }

    #[test]
    fn an_integer_that_would_change_is_refused() {
        assert!(of("9007199254740993").is_err());
        assert!(of("-9007199254740993").is_err());
        assert!(of("18446744073709551615").is_err());
        assert!(of("[1, {\"a\": 9007199254740993}]").is_err());
    }

    #[test]
    fn keys_are_in_the_order_of_utf16() {
        // U+1F602 is D83D DE02 in UTF-16 and so before U+FB33, though after it by code point.
        assert_eq!(of("{\"\u{fb33}\":1,\"\u{1f602}\":2}").as_deref(), Ok("{\"\u{1f602}\":2,\"\u{fb33}\":1}"));
    }

    #[test]
    fn control_characters_are_escaped_the_short_way() {
        assert_eq!(of(r#""\u0000\u0008\u000f\u007f\/""#).as_deref(), Ok("\"\\u0000\\b\\u000f\u{7f}/\""));
    }
}
