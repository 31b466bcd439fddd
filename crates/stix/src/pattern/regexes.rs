//! Regular expressions of MATCHES (STIX 2.1 §9.6: PCRE) for an engine that works in linear time. What such an engine
//! cannot do (look-around, back-references, atomic groups, recursion) is refused, never approximated. Where PCRE and
//! the engine write the same thing differently, it is rewritten.

use regex::bytes;
use std::iter::Peekable;
use std::str::Chars;

/// How large a compiled expression may be, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

/// Why an expression is refused, if it is. Does not compile it: what is only too large passes here.
pub(super) fn refused(pattern: &str) -> Option<&'static str> {
    translated(pattern, false).err()
}

/// Compiles for text.
pub(super) fn of_text(pattern: &str) -> Option<regex::Regex> {
    regex::RegexBuilder::new(&translated(pattern, false).ok()?).size_limit(SIZE_LIMIT).build().ok()
}

/// Compiles for bytes; each character stands for the byte of its number, so none may be above 255.
pub(super) fn of_bytes(pattern: &str) -> Option<bytes::Regex> {
    if pattern.chars().any(|c| u32::from(c) > 255) {
        return None;
    }
    let ascii = translated(pattern, true).ok()?;
    bytes::RegexBuilder::new(&ascii).unicode(false).size_limit(SIZE_LIMIT).build().ok()
}

/// LIKE (§9.6): `%` any characters, `_` one character, anchored at both ends.
pub(super) fn of_like(pattern: &str) -> Option<regex::Regex> {
    let mut text = String::from(r"(?s)\A");
    for c in pattern.chars() {
        match c {
            '%' => text.push_str(".*"),
            '_' => text.push('.'),
            other => text.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    text.push_str(r"\z");
    regex::RegexBuilder::new(&text).size_limit(SIZE_LIMIT).build().ok()
}

type Refusal = &'static str;

const LOOK_AROUND: Refusal = "look-around";
const BACK_REFERENCE: Refusal = "a back-reference";
const ATOMIC: Refusal = "an atomic or possessive group";
const UNKNOWN: Refusal = "an escape or group that is not known here";
const BROKEN: Refusal = "not a regular expression";

fn translated(pattern: &str, of_bytes: bool) -> Result<String, Refusal> {
    let multiline = pattern.contains("(?") && flags_hold(pattern, 'm');
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        out: String::with_capacity(pattern.len() + 8),
        of_bytes,
        multiline,
    };
    translator.all()?;
    Ok(translator.out)
}

/// Whether some `(?flags)` of the pattern holds this flag.
fn flags_hold(pattern: &str, flag: char) -> bool {
    pattern.split("(?").skip(1).any(|group| group.chars().take_while(char::is_ascii_alphabetic).any(|c| c == flag))
}

struct Translator<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    of_bytes: bool,
    multiline: bool,
}

/// One thing inside a character class.
enum Member {
    One(char),
    Set(String),
}

impl Translator<'_> {
    fn all(&mut self) -> Result<(), Refusal> {
        let mut repeated = false;
        while let Some(c) = self.rest.next() {
            let quantifier = match c {
                '*' | '+' | '?' => Some(c.to_string()),
                '{' => self.counted(),
                _ => None,
            };
            if let Some(written) = quantifier {
                self.quantifier(&written, repeated)?;
                repeated = true;
                continue;
            }
            repeated = false;
            match c {
                '\\' => self.escape()?,
                '[' => self.class()?,
                '(' => self.group()?,
                // Before a final line break as well, unless in multi-line mode.
                '$' if !self.multiline => self.out.push_str(r"(?:\n?\z)"),
                '{' | '}' | ']' => self.literal(c),
                _ if c.is_ascii() => self.out.push(c),
                _ => self.literal(c),
            }
        }
        Ok(())
    }

    fn quantifier(&mut self, written: &str, repeated: bool) -> Result<(), Refusal> {
        if repeated {
            return Err(BROKEN);
        }
        self.out.push_str(written);
        match self.rest.peek() {
            Some('?') => {
                self.rest.next();
                self.out.push('?');
            }
            Some('+') => return Err(ATOMIC),
            _ => {}
        }
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,3}`, `{,3}` after the brace; anything else is no quantifier and nothing is taken.
    fn counted(&mut self) -> Option<String> {
        let mut ahead = self.rest.clone();
        let mut inside = String::new();
        loop {
            match ahead.next()? {
                '}' => break,
                c if c.is_ascii_digit() || c == ',' => inside.push(c),
                _ => return None,
            }
        }
        let (low, high) = inside.split_once(',').map_or((inside.as_str(), None), |(l, h)| (l, Some(h)));
        if inside.is_empty() || inside == "," || high.is_some_and(|h| h.contains(',')) {
            return None;
        }
        self.rest = ahead;
        let low = if low.is_empty() { "0" } else { low };
        Some(high.map_or_else(|| format!("{{{low}}}"), |h| format!("{{{low},{h}}}")))
    }

    fn escape(&mut self) -> Result<(), Refusal> {
        let c = self.rest.next().ok_or(BROKEN)?;
        match c {
            'A' | 'b' | 'B' | 'z' => self.out.extend(['\\', c]),
            'Z' => self.out.push_str(r"\z"),
            'R' => self.out.push_str(r"(?:\r\n|\n|\r)"),
            '1'..='9' => {
                let octal = self.octal_after(c).filter(|_| c < '4').ok_or(BACK_REFERENCE)?;
                self.literal(octal);
            }
            _ => match self.escaped(c)? {
                Member::One(one) => self.literal(one),
                Member::Set(set) => self.out.push_str(&set),
            },
        }
        Ok(())
    }

    /// Two more octal digits after a first one make a character.
    fn octal_after(&mut self, first: char) -> Option<char> {
        let mut ahead = self.rest.clone();
        let (a, b) = (ahead.next()?.to_digit(8)?, ahead.next()?.to_digit(8)?);
        self.rest = ahead;
        char::from_u32(first.to_digit(8)? * 64 + a * 8 + b)
    }

    /// What `\c` means inside and outside of classes alike.
    fn escaped(&mut self, c: char) -> Result<Member, Refusal> {
        Ok(match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => Member::Set(format!("\\{c}")),
            'p' | 'P' => Member::Set(self.property(c)?),
            'h' => Member::Set(r"[\t\x20]".into()),
            'n' => Member::One('\n'),
            'r' => Member::One('\r'),
            't' => Member::One('\t'),
            'f' => Member::One('\x0c'),
            'v' => Member::One('\x0b'),
            'a' => Member::One('\x07'),
            'e' => Member::One('\x1b'),
            '0' => {
                let mut value = 0;
                for _ in 0..2 {
                    let Some(digit) = self.rest.peek().and_then(|d| d.to_digit(8)) else { break };
                    self.rest.next();
                    value = value * 8 + digit;
                }
                Member::One(char::from_u32(value).ok_or(BROKEN)?)
            }
            'x' if self.rest.peek() == Some(&'{') => {
                self.rest.next();
                let digits: String = self.rest.by_ref().take_while(|d| *d != '}').collect();
                Member::One(hexadecimal(&digits).ok_or(BROKEN)?)
            }
            'x' => Member::One(self.digits(2)?),
            'u' => Member::One(self.digits(4)?),
            'U' => Member::One(self.digits(8)?),
            _ if c.is_ascii_alphanumeric() => return Err(UNKNOWN),
            _ => Member::One(c),
        })
    }

    fn digits(&mut self, count: usize) -> Result<char, Refusal> {
        let digits: String = self.rest.by_ref().take(count).collect();
        hexadecimal(&digits).filter(|_| digits.len() == count).ok_or(BROKEN)
    }

    /// `\pL`, `\p{Greek}`.
    fn property(&mut self, c: char) -> Result<String, Refusal> {
        let first = self.rest.next().ok_or(BROKEN)?;
        let mut name = first.to_string();
        if first == '{' {
            name.extend(self.rest.by_ref().take_while(|d| *d != '}'));
            name.push('}');
        }
        Ok(format!("\\{c}{name}"))
    }

    fn group(&mut self) -> Result<(), Refusal> {
        match self.rest.peek() {
            Some('*') => return Err(UNKNOWN),
            Some('?') => {}
            _ => {
                self.out.push('(');
                return Ok(());
            }
        }
        self.rest.next();
        match self.rest.peek().copied() {
            Some('=' | '!') => Err(LOOK_AROUND),
            Some('>') => Err(ATOMIC),
            Some('#') => self.rest.by_ref().find(|c| *c == ')').map(|_| ()).ok_or(BROKEN),
            Some('<') => {
                self.rest.next();
                match self.rest.peek() {
                    Some('=' | '!') => Err(LOOK_AROUND),
                    _ => self.named(),
                }
            }
            Some('P') => {
                self.rest.next();
                match self.rest.next() {
                    Some('<') => self.named(),
                    Some('=') => Err(BACK_REFERENCE),
                    _ => Err(UNKNOWN),
                }
            }
            _ => self.flags(),
        }
    }

    fn named(&mut self) -> Result<(), Refusal> {
        let name: String = self.rest.by_ref().take_while(|c| *c != '>').collect();
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return Err(BROKEN);
        }
        // The name is of no use to a search, and two groups may share one in PCRE.
        self.out.push('(');
        Ok(())
    }

    /// `(?i)`, `(?s-m:`, `(?:`.
    fn flags(&mut self) -> Result<(), Refusal> {
        self.out.push_str("(?");
        loop {
            match self.rest.next().ok_or(BROKEN)? {
                c @ ('i' | 'm' | 's' | 'x' | 'U' | '-') => self.out.push(c),
                'u' => {}
                c @ (':' | ')') => {
                    if c == ')' && self.out.ends_with("(?") {
                        self.out.truncate(self.out.len() - 2);
                    } else {
                        self.out.push(c);
                    }
                    return Ok(());
                }
                _ => return Err(UNKNOWN),
            }
        }
    }

    fn class(&mut self) -> Result<(), Refusal> {
        self.out.push('[');
        if self.rest.peek() == Some(&'^') {
            self.rest.next();
            self.out.push('^');
        }
        let mut first = true;
        loop {
            let c = self.rest.next().ok_or(BROKEN)?;
            if c == ']' && !std::mem::take(&mut first) {
                self.out.push(']');
                return Ok(());
            }
            first = false;
            match self.member(c)? {
                Member::Set(set) => self.out.push_str(&set),
                Member::One(low) => self.range(low)?,
            }
        }
    }

    /// A character of a class, or the range that it begins.
    fn range(&mut self, low: char) -> Result<(), Refusal> {
        self.literal(low);
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
            return Ok(());
        }
        self.rest.next();
        let next = self.rest.next().ok_or(BROKEN)?;
        match self.member(next)? {
            Member::One(high) => {
                self.out.push('-');
                self.literal(high);
            }
            Member::Set(set) => {
                self.literal('-');
                self.out.push_str(&set);
            }
        }
        Ok(())
    }

    fn member(&mut self, c: char) -> Result<Member, Refusal> {
        if c == '[' && self.rest.peek() == Some(&':') {
            let mut ahead = self.rest.clone();
            let name: String = ahead.by_ref().skip(1).take_while(|c| c.is_ascii_alphabetic() || *c == '^').collect();
            if ahead.next() == Some(']') && !name.is_empty() {
                self.rest = ahead;
                return Ok(Member::Set(format!("[:{name}:]")));
            }
        }
        if c != '\\' {
            return Ok(Member::One(c));
        }
        match self.rest.next().ok_or(BROKEN)? {
            'b' => Ok(Member::One('\x08')),
            digit @ '1'..='7' => Ok(Member::One(self.octal_after(digit).ok_or(UNKNOWN)?)),
            other => self.escaped(other),
        }
    }

    /// A character that stands for itself, in either engine and in or out of a class.
    fn literal(&mut self, c: char) {
        use std::fmt::Write;
        if c.is_ascii_alphanumeric() || (!c.is_ascii() && !self.of_bytes) {
            self.out.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(self.out, "\\x{:02X}", u32::from(c));
        }
    }
}

fn hexadecimal(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}
