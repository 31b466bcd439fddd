//! Pattern text to tokens (STIX 2.1 §9, the grammar's lexical rules). The longest token wins; what fits no rule is a
//! `Stray` token, so that the parser can say where it stands. Nothing is decoded here.

use super::Version;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    IntNeg,
    IntPos,
    FloatNeg,
    FloatPos,
    Hex,
    Binary,
    String,
    Bool,
    Timestamp,
    And,
    Or,
    Not,
    FollowedBy,
    Like,
    Matches,
    IsSuperset,
    IsSubset,
    Exists,
    /// Reserved by the grammar, used by no rule.
    Last,
    In,
    Start,
    Stop,
    Seconds,
    Within,
    Repeats,
    Times,
    Name,
    HyphenName,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Colon,
    Dot,
    Comma,
    CloseParen,
    OpenParen,
    CloseBracket,
    OpenBracket,
    Asterisk,
    Stray,
    End,
}

/// A token: what it is and which bytes it covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// Walks over a pattern's text.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    version: Version,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str, version: Version) -> Self {
        Lexer { text, at: 0, version }
    }

    /// The next token; after the last one `End` for ever.
    pub fn next(&mut self) -> Token {
        self.skip_blank();
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let (kind, length) = match rest.first() {
            None => (Kind::End, 0),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => self.word(rest),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number_or_dot(rest),
            Some(b'\'') => string(rest).map_or((Kind::Stray, 1), |length| (Kind::String, length)),
            Some(_) => self.symbol(rest),
        };
        self.at = start + length;
        Token { kind, start, end: self.at }
    }

    /// White space as the grammar lists it, `/* */` and `//` comments.
    fn skip_blank(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b'\t'..=b'\r' | b' ') => self.at += 1,
                Some(b'/') => match comment(&bytes[self.at..]) {
                    Some(length) => self.at += length,
                    None => return,
                },
                Some(0x80..) => match self.text[self.at..].chars().next().filter(|c| is_wide_blank(*c)) {
                    Some(c) => self.at += c.len_utf8(),
                    None => return,
                },
                _ => return,
            }
        }
    }

    fn word(&self, rest: &[u8]) -> (Kind, usize) {
        if rest.get(1) == Some(&b'\'') {
            let literal = match rest[0] {
                b'h' => hex(rest).map(|length| (Kind::Hex, length)),
                b'b' => binary(rest).map(|length| (Kind::Binary, length)),
                b't' => timestamp(rest).map(|length| (Kind::Timestamp, length)),
                _ => None,
            };
            if let Some(found) = literal {
                return found;
            }
        }
        let plain = run(rest, |b| b.is_ascii_alphanumeric() || b == b'_');
        let hyphened = plain + run(&rest[plain..], |b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if hyphened > plain {
            return (Kind::HyphenName, hyphened);
        }
        (keyword(&rest[..plain], self.version).unwrap_or(Kind::Name), plain)
    }

    fn symbol(&self, rest: &[u8]) -> (Kind, usize) {
        match (rest[0], rest.get(1)) {
            (b'=', Some(b'=')) => (Kind::Equal, 2),
            (b'=', _) => (Kind::Equal, 1),
            (b'!', Some(b'=')) | (b'<', Some(b'>')) => (Kind::NotEqual, 2),
            (b'<', Some(b'=')) => (Kind::LessEqual, 2),
            (b'<', _) => (Kind::Less, 1),
            (b'>', Some(b'=')) => (Kind::GreaterEqual, 2),
            (b'>', _) => (Kind::Greater, 1),
            (b':', _) => (Kind::Colon, 1),
            (b',', _) => (Kind::Comma, 1),
            (b')', _) => (Kind::CloseParen, 1),
            (b'(', _) => (Kind::OpenParen, 1),
            (b']', _) => (Kind::CloseBracket, 1),
            (b'[', _) => (Kind::OpenBracket, 1),
            (b'*', _) => (Kind::Asterisk, 1),
            _ => (Kind::Stray, self.text[self.at..].chars().next().map_or(1, char::len_utf8)),
        }
    }
}

fn run(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| wanted(**b)).count()
}

fn is_wide_blank(c: char) -> bool {
    matches!(
        c,
        '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// The length of a comment that begins here; an unclosed `/*` is none.
fn comment(rest: &[u8]) -> Option<usize> {
    match rest.get(1)? {
        b'/' => Some(run(rest, |b| b != b'\r' && b != b'\n')),
        b'*' => rest[2..].windows(2).position(|w| w == b"*/").map(|at| at + 4),
        _ => None,
    }
}

/// `-?`, digits without leading zeros; or digits with a point, where the whole part may be absent. A point or sign that
/// begins no number stands alone.
fn number_or_dot(rest: &[u8]) -> (Kind, usize) {
    let signed = usize::from(matches!(rest[0], b'+' | b'-'));
    let negative = rest[0] == b'-';
    let digits = run(&rest[signed..], |b| b.is_ascii_digit());
    let after = signed + digits;
    if rest.get(after) == Some(&b'.') {
        let fraction = run(&rest[after + 1..], |b| b.is_ascii_digit());
        if fraction > 0 {
            return (if negative { Kind::FloatNeg } else { Kind::FloatPos }, after + 1 + fraction);
        }
    }
    match digits {
        0 if rest[0] == b'.' => (Kind::Dot, 1),
        0 => (Kind::Stray, 1),
        _ => {
            let length = if rest[signed] == b'0' { signed + 1 } else { after };
            (if negative { Kind::IntNeg } else { Kind::IntPos }, length)
        }
    }
}

/// `'…'`, where a quote or a backslash inside has a backslash before it and nothing else has one.
fn string(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'\'', b'\\', rest.get(at..)?)?;
        if rest[at] == b'\'' {
            return Some(at + 1);
        }
        if !matches!(rest.get(at + 1), Some(b'\'' | b'\\')) {
            return None;
        }
        at += 2;
    }
}

/// `h'…'`: pairs of hexadecimal digits, none as well.
fn hex(rest: &[u8]) -> Option<usize> {
    let digits = run(&rest[2..], |b| b.is_ascii_hexdigit());
    (digits % 2 == 0 && rest.get(2 + digits) == Some(&b'\'')).then_some(digits + 3)
}

/// `b'…'`: at least one group of four, padded as base64 asks.
fn binary(rest: &[u8]) -> Option<usize> {
    let letters = run(&rest[2..], |b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
    let padding = run(&rest[2 + letters..], |b| b == b'=');
    let whole = (letters + padding) % 4 == 0 && padding <= 2 && letters >= 2;
    (whole && rest.get(2 + letters + padding) == Some(&b'\'')).then_some(letters + padding + 3)
}

/// `t'YYYY-MM-DDThh:mm:ss.f…Z'`; months, days, hours and so on within their ranges, 30 February among them.
fn timestamp(rest: &[u8]) -> Option<usize> {
    const SHAPE: &[u8] = b"t'0000-00-00T00:00:00";
    let head = rest.get(..SHAPE.len())?;
    let shaped = head.iter().zip(SHAPE).all(|(b, s)| if *s == b'0' { b.is_ascii_digit() } else { b == s });
    if !shaped {
        return None;
    }
    let two = |at: usize| (head[at] - b'0') * 10 + (head[at + 1] - b'0');
    let ranges = (1..=12).contains(&two(7)) && (1..=31).contains(&two(10)) && two(13) < 24 && two(16) < 60;
    if !ranges || two(19) > 60 {
        return None;
    }
    let mut at = SHAPE.len();
    if rest.get(at) == Some(&b'.') {
        let fraction = run(&rest[at + 1..], |b| b.is_ascii_digit());
        at += if fraction == 0 { return None } else { fraction + 1 };
    }
    rest[at..].starts_with(b"Z'").then_some(at + 2)
}

/// Keywords are case-sensitive; `EXISTS` is one only in 2.1.
fn keyword(word: &[u8], version: Version) -> Option<Kind> {
    Some(match word {
        b"AND" => Kind::And,
        b"OR" => Kind::Or,
        b"NOT" => Kind::Not,
        b"FOLLOWEDBY" => Kind::FollowedBy,
        b"LIKE" => Kind::Like,
        b"MATCHES" => Kind::Matches,
        b"ISSUPERSET" => Kind::IsSuperset,
        b"ISSUBSET" => Kind::IsSubset,
        b"EXISTS" if version == Version::V21 => Kind::Exists,
        b"LAST" => Kind::Last,
        b"IN" => Kind::In,
        b"START" => Kind::Start,
        b"STOP" => Kind::Stop,
        b"SECONDS" => Kind::Seconds,
        b"true" | b"false" => Kind::Bool,
        b"WITHIN" => Kind::Within,
        b"REPEATS" => Kind::Repeats,
        b"TIMES" => Kind::Times,
        _ => return None,
    })
}
