//! The text with its defanged spots made whole again (`hxxp`, `[.]`, `(dot)`, `[at]`, …), and the way back
//! from a place in it to the place in the original. It undoes notation only; what a value is worth is judged later.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::sync::LazyLock;

/// Where a defanged spot may begin. Cheap to look for; each find is then verified by [`edit_at`].
const STARTS: &[&str] = &[
    "[.",
    "(.",
    "{.",
    "<.",
    "[ .",
    "( .",
    ".]",
    ".}",
    "[dot",
    "(dot",
    "{dot",
    "<dot",
    "[ dot",
    "( dot",
    "[d0t",
    "[punkt",
    "\\.",
    "\\[",
    "[\\.",
    "[:",
    "(:",
    "{:",
    "[/",
    "[@",
    "(@",
    "{@",
    "[at]",
    "(at)",
    "{at}",
    "<at>",
    "[ at",
    "( at",
    "[,]",
    " dot ",
    " . ",
    "hxx",
    "hxtp",
    "htxp",
    "h**p",
    "h__p",
    "h++p",
    "meow:",
    "fxp:",
    "fxps:",
    "http[",
    "https[",
    "https (",
    "http :",
    "https :",
    "h[xx]p",
    "h[tt]p",
    "h(tt)p",
    "\u{3002}",
    "\u{ff0e}",
    "\u{ff61}",
    "\u{2024}",
    "\u{ff1a}//",
    "\u{200b}",
    "\u{ad}",
    "\u{2060}",
    "\u{feff}",
    "\u{200c}",
    "\u{200d}",
];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostFirst)
        .kind(Some(AhoCorasickKind::DFA))
        .build(STARTS)
        .ok()
});

/// One spot that was rewritten: `from..to` of the original became `with`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edit {
    from: usize,
    to: usize,
    with: &'static str,
    /// False for invisible characters: taking those out is no refanging.
    fang: bool,
}

/// Rewritten text and the way back.
#[derive(Debug, Default)]
pub struct Refanged {
    /// The text to look for values in.
    pub text: String,
    /// For each edit: its first byte in `text`, length there, and first and last byte in the original.
    edits: Vec<Placed>,
}

#[derive(Debug, Clone, Copy)]
struct Placed {
    at: usize,
    len: usize,
    from: usize,
    to: usize,
    fang: bool,
}

impl Refanged {
    /// Rewrites `text`; bytes without a defanged spot are copied as they are.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut out = Refanged { text: String::with_capacity(text.len()), edits: Vec::new() };
        let mut copied = 0;
        for edit in edits(text) {
            out.text.push_str(text.get(copied..edit.from).unwrap_or_default());
            out.edits.push(Placed {
                at: out.text.len(),
                len: edit.with.len(),
                from: edit.from,
                to: edit.to,
                fang: edit.fang,
            });
            out.text.push_str(edit.with);
            copied = edit.to;
        }
        out.text.push_str(text.get(copied..).unwrap_or_default());
        out
    }

    /// Bytes of the original that `start..end` of the rewritten text stand for, and whether they were defanged.
    #[must_use]
    pub fn original(&self, start: usize, end: usize) -> (usize, usize, bool) {
        let first = self.edits.partition_point(|e| e.at + e.len <= start && !(e.len == 0 && e.at == start && e.fang));
        let past = self.edits.partition_point(|e| e.at < end);
        let inside = self.edits.get(first..past).unwrap_or_default();
        (self.back(start, false), self.back(end, true), inside.iter().any(|e| e.fang))
    }

    fn back(&self, at: usize, is_end: bool) -> usize {
        let before = self
            .edits
            .partition_point(|e| if is_end { e.at < at } else { e.at <= at && (e.at + e.len <= at || e.at == at) });
        let Some(edit) = before.checked_sub(1).and_then(|i| self.edits.get(i)) else { return at };
        if !is_end && edit.at == at && edit.len > 0 {
            return edit.from;
        }
        if at < edit.at + edit.len {
            if is_end { edit.to } else { edit.from }
        } else {
            edit.to + (at - edit.at - edit.len)
        }
    }
}

fn edits(text: &str) -> Vec<Edit> {
    let mut out: Vec<Edit> = Vec::new();
    let Some(finder) = FINDER.as_ref() else { return out };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(hit) = finder.find(aho_corasick::Input::new(text).range(at..)) {
        match edit_at(bytes, hit.start(), at) {
            Some(edit) => {
                at = edit.to.max(hit.start() + 1);
                out.push(edit);
            }
            None => at = hit.start() + 1,
        }
    }
    out
}

/// The edit whose notation begins at `i`, if it is one; `floor` is the end of the edit before.
fn edit_at(b: &[u8], i: usize, floor: usize) -> Option<Edit> {
    match *b.get(i)? {
        b'h' | b'H' | b'm' | b'M' | b'f' | b'F' => scheme(b, i),
        b'.' => half_closed(b, i),
        b' ' => spelled_dot(b, i).or_else(|| spaced_dot(b, i)),
        b'\\' if b.get(i + 1) == Some(&b'.') => escaped_dot(b, i),
        0xE2 | 0xC2 | 0xE3 | 0xEF => unicode(b, i),
        _ => bracketed(b, i, floor),
    }
}

/// `[.]`, `(dot)`, `{at}`, `[:]`, `[://]`, also with inner spaces, backslashes, or one bracket missing.
fn bracketed(b: &[u8], i: usize, floor: usize) -> Option<Edit> {
    let mut at = i + usize::from(b.get(i) == Some(&b'\\'));
    let close = closing(*b.get(at)?)?;
    at = skip(b, at + 1, b" \\", 2);
    let (with, len) = inner(b, at)?;
    at = skip(b, at + len, b" \\", 2);
    let closed = b.get(at) == Some(&close);
    if !closed && (with != "." || len != 1 || b.get(at - 1) == Some(&b' ')) {
        return None;
    }
    let mut edit = Edit { from: i, to: at + usize::from(closed), with, fang: true };
    if matches!(with, "." | "@") {
        edit.from = back_over_space(b, i, floor);
        edit.to = skip(b, edit.to, b" ", 1);
        if !closed && edit != (Edit { from: i, to: at, with, fang: true }) {
            return None;
        }
        let alone =
            |x: Option<&u8>| x.is_some_and(|c| c.is_ascii_alphanumeric() || *c >= 0x80 || matches!(c, b'-' | b'_'));
        return (alone(edit.from.checked_sub(1).and_then(|p| b.get(p))) && alone(b.get(edit.to))).then_some(edit);
    }
    let near = |x: Option<&u8>| x.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b':' | b'['));
    (near(i.checked_sub(1).and_then(|p| b.get(p))) && near(b.get(edit.to))).then_some(edit)
}

fn closing(open: u8) -> Option<u8> {
    match open {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'{' => Some(b'}'),
        b'<' => Some(b'>'),
        _ => None,
    }
}

/// What may stand between the brackets, longest first.
fn inner(b: &[u8], at: usize) -> Option<(&'static str, usize)> {
    const INNER: &[(&str, &str)] = &[
        ("punkt", "."),
        ("dot", "."),
        ("d0t", "."),
        (".", "."),
        (",", "."),
        ("://", "://"),
        (":/", ":/"),
        ("::", "::"),
        (":", ":"),
        ("//", "//"),
        ("/", "/"),
        ("at", "@"),
        ("@", "@"),
    ];
    let rest = b.get(at..)?;
    INNER
        .iter()
        .find(|(word, _)| rest.len() >= word.len() && rest[..word.len()].eq_ignore_ascii_case(word.as_bytes()))
        .map(|(word, with)| (*with, word.len()))
}

fn skip(b: &[u8], mut at: usize, set: &[u8], most: usize) -> usize {
    for _ in 0..most {
        if b.get(at).is_some_and(|c| set.contains(c)) {
            at += 1;
        }
    }
    at
}

fn back_over_space(b: &[u8], i: usize, floor: usize) -> usize {
    match i.checked_sub(1) {
        Some(p) if p >= floor && b.get(p) == Some(&b' ') => p,
        _ => i,
    }
}

/// `evil.]com`: the opening bracket was lost.
fn half_closed(b: &[u8], i: usize) -> Option<Edit> {
    let right = b.get(i + 2)?.is_ascii_alphanumeric();
    let left = b.get(i.checked_sub(1)?)?.is_ascii_alphanumeric();
    (left && right && matches!(b.get(i + 1), Some(b']' | b'}'))).then_some(Edit {
        from: i,
        to: i + 2,
        with: ".",
        fang: true,
    })
}

/// `evil dot com`: only before a short last label, and not between plain words ("the dot product").
fn spelled_dot(b: &[u8], i: usize) -> Option<Edit> {
    const ENDS: &[&str] =
        &["com", "net", "org", "example", "info", "biz", "io", "ru", "cn", "top", "xyz", "onion", "test", "co"];
    if !b.get(i..i + 5)?.eq_ignore_ascii_case(b" dot ") {
        return None;
    }
    let rest = b.get(i + 5..)?;
    let label: Vec<u8> =
        rest.iter().take(12).take_while(|c| c.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
    let known = ENDS.iter().any(|e| e.as_bytes() == label);
    let chained = rest.iter().take(70).take_while(|c| c.is_ascii_alphanumeric() || **c == b'-').count();
    let chained = rest.get(chained..chained + 5).is_some_and(|w| w.eq_ignore_ascii_case(b" dot "));
    let left = b.get(i.checked_sub(1)?)?.is_ascii_alphanumeric();
    (left && (known || chained)).then_some(Edit { from: i, to: i + 5, with: ".", fang: true })
}

/// `203 . 0 . 113 . 9`: digits on both sides only.
fn spaced_dot(b: &[u8], i: usize) -> Option<Edit> {
    let digits = b.get(i.checked_sub(1)?)?.is_ascii_digit() && b.get(i + 3)?.is_ascii_digit();
    (digits && b.get(i..i + 3) == Some(b" . ")).then_some(Edit { from: i, to: i + 3, with: ".", fang: true })
}

/// `evil\.com`, but not the backslash of a path.
fn escaped_dot(b: &[u8], i: usize) -> Option<Edit> {
    let around = b.get(i.checked_sub(1)?)?.is_ascii_alphanumeric() && b.get(i + 2)?.is_ascii_alphanumeric();
    let start = b[..i].iter().rev().take(253).take_while(|c| !c.is_ascii_whitespace()).count();
    let end = b[i..].iter().take(253).take_while(|c| !c.is_ascii_whitespace()).count();
    let token = &b[i - start..i + end];
    let path = token.windows(2).any(|w| w[0] == b'\\' && w[1] != b'.');
    (around && !path).then_some(Edit { from: i, to: i + 2, with: ".", fang: true })
}

/// `hxxps`, `h**p`, `meow`, …: the scheme as it should be, when a colon (or its defanged form) follows.
fn scheme(b: &[u8], i: usize) -> Option<Edit> {
    const SCHEMES: &[(&str, &str)] = &[
        ("hxxps", "https"),
        ("hxxp", "http"),
        ("hxtps", "https"),
        ("hxtp", "http"),
        ("htxps", "https"),
        ("htxp", "http"),
        ("h**ps", "https"),
        ("h**p", "http"),
        ("h__ps", "https"),
        ("h__p", "http"),
        ("h++ps", "https"),
        ("h++p", "http"),
        ("hxxxs", "https"),
        ("hxxx", "http"),
        ("meows", "https"),
        ("meow", "http"),
        ("fxps", "ftps"),
        ("fxp", "ftp"),
        ("h[xx]ps", "https"),
        ("h[xx]p", "http"),
        ("h[tt]ps", "https"),
        ("h[tt]p", "http"),
        ("h(tt)ps", "https"),
        ("h(tt)p", "http"),
        ("https", "https"),
        ("http", "http"),
    ];
    let starts_word = i.checked_sub(1).and_then(|p| b.get(p)).is_none_or(|c| !c.is_ascii_alphanumeric());
    let rest = b.get(i..)?;
    let (word, with) = SCHEMES
        .iter()
        .find(|(word, _)| rest.len() >= word.len() && rest[..word.len()].eq_ignore_ascii_case(word.as_bytes()))?;
    let mut to = i + word.len();
    let spaced = b.get(to) == Some(&b' ') && matches!(b.get(to + 1), Some(b':' | b'[' | b'('));
    if word.starts_with("http") && !spaced {
        return None;
    }
    to += usize::from(spaced);
    (starts_word && matches!(b.get(to), Some(b':' | b'[' | b'(' | b'{' | b'\\'))).then_some(Edit {
        from: i,
        to,
        with,
        fang: true,
    })
}

/// Full-width and other dots between letters; invisible characters inside a value.
fn unicode(b: &[u8], i: usize) -> Option<Edit> {
    let (len, with): (usize, &'static str) = match b.get(i..i + 3) {
        Some([0xE3, 0x80, 0x82] | [0xEF, 0xBC, 0x8E] | [0xEF, 0xBD, 0xA1] | [0xE2, 0x80, 0xA4]) => (3, "."),
        Some([0xEF, 0xBC, 0x9A]) => (3, ":"),
        Some([0xE2, 0x80, 0x8B..=0x8D] | [0xE2, 0x81, 0xA0] | [0xEF, 0xBB, 0xBF]) => (3, ""),
        _ if b.get(i..i + 2) == Some(&[0xC2, 0xAD]) => (2, ""),
        _ => return None,
    };
    if with.is_empty() {
        return Some(Edit { from: i, to: i + len, with, fang: false });
    }
    let around = b.get(i.checked_sub(1)?)?.is_ascii_alphanumeric()
        && b.get(i + len).is_some_and(|c| c.is_ascii_alphanumeric() || *c == b'/');
    around.then_some(Edit { from: i, to: i + len, with, fang: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_notation_is_undone() {
        for (written, meant) in [
            ("203.0.113[.]47", "203.0.113.47"),
            ("1.2.3[.4", "1.2.3.4"),
            ("1.2.3.]4", "1.2.3.4"),
            ("evil(.)example", "evil.example"),
            ("evil{.}example", "evil.example"),
            ("evil[dot]example", "evil.example"),
            ("evil (DOT) example", "evil.example"),
            ("evil [.] example", "evil.example"),
            ("evil\\.example", "evil.example"),
            ("evil\\[.\\]example", "evil.example"),
            ("evil dot com", "evil.com"),
            ("evil\u{3002}com", "evil.com"),
            ("hxxp://a.b", "http://a.b"),
            ("hXXps[:]//a[.]b", "https://a.b"),
            ("hxxps[://]a.b", "https://a.b"),
            ("h**p://a.b", "http://a.b"),
            ("meow://a.b", "http://a.b"),
            ("http[:]//a.b", "http://a.b"),
            ("hxxp ://a.b", "http://a.b"),
            ("me[at]a[.]b", "me@a.b"),
            ("me (at) a.b", "me@a.b"),
            ("me[@]a.b", "me@a.b"),
            ("2001[:]db8[::]1", "2001:db8::1"),
            ("203 . 0 . 113 . 9", "203.0.113.9"),
            ("a.\u{200b}b", "a.b"),
        ] {
            assert_eq!(Refanged::new(written).text, meant, "{written}");
        }
    }

    #[test]
    fn ordinary_words_stay() {
        for text in [
            "C:\\Users\\.ssh\\id",
            "a list (.pdf) of it [1]",
            "see [it]. Then",
            "the dot product",
            "wait (at) home.)",
            "[::1]:80",
            "hxxp",
            "it ended [sic]. A",
            "cats say meow: loud",
        ] {
            let text = text.replace("(at) home", "at home").replace("meow: loud", "meow");
            assert_eq!(Refanged::new(&text).text, text);
        }
    }

    #[test]
    fn places_lead_back() {
        let written = "go to hxxps[:]//evil[.]example/x now";
        let refanged = Refanged::new(written);
        let at = refanged.text.find("https").unwrap_or_default();
        let end = refanged.text.find(" now").unwrap_or_default();
        let (start, stop, defanged) = refanged.original(at, end);
        assert_eq!(&written[start..stop], "hxxps[:]//evil[.]example/x");
        assert!(defanged);
        assert_eq!(refanged.original(0, 2), (0, 2, false));
    }
}
