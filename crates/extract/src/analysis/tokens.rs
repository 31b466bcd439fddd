//! Text to tokens: words, numbers and marks with byte offsets. Splits contractions and the possessive 's, keeps
//! hyphenated words, amounts ("$4.2", "1.8TB"), addresses and abbreviations whole. Decides no part of speech.

use super::lexicon::WORDS;
use super::spelt::Spelt;
use super::{Tag, Token};

/// Appends the tokens of `text[start..end]`.
pub(crate) fn tokenise<'d>(text: &'d str, start: usize, end: usize, out: &mut Vec<Token<'d>>) {
    let Some(block) = text.get(start..end) else { return };
    let mut at = 0;
    while let Some(rest) = block.get(at..).filter(|r| !r.is_empty()) {
        let chunk = rest.split(is_gap).next().unwrap_or(rest);
        if chunk.is_empty() {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let mut cutter = Cutter { text, base: start + at, out };
        cutter.chunk(chunk);
        at += chunk.len();
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}'
}

struct Cutter<'o, 'd> {
    text: &'d str,
    base: usize,
    out: &'o mut Vec<Token<'d>>,
}

impl<'d> Cutter<'_, 'd> {
    /// One stretch without white space.
    fn chunk(&mut self, chunk: &str) {
        let mut from = 0;
        while from < chunk.len() {
            let rest = chunk.get(from..).unwrap_or_default();
            let taken = match rest.chars().next() {
                None => return,
                Some(c) if begins_word(rest, c) => self.word(rest, from),
                Some(_) => self.mark(rest, from),
            };
            from += taken.max(1);
        }
    }

    fn push(&mut self, from: usize, len: usize) {
        let (start, end) = (self.base + from, self.base + from + len);
        let Some(text) = self.text.get(start..end).filter(|t| !t.is_empty()) else { return };
        let lower = lower_plain(text);
        self.out.push(Token {
            text,
            lower,
            lemma: String::new(),
            start,
            end,
            tag: Tag::Other,
            quotation: None,
            spelt: Spelt::default(),
        });
    }

    /// A run of dots or dashes, or one mark. Returns its length in bytes.
    fn mark(&mut self, rest: &str, from: usize) -> usize {
        let first = rest.chars().next().unwrap_or_default();
        let len = match first {
            '.' | '-' | '–' | '—' | '*' | '_' | '=' | '#' | '<' | '>' => {
                rest.chars().take_while(|&c| c == first).map(char::len_utf8).sum()
            }
            _ => first.len_utf8(),
        };
        self.push(from, len);
        len
    }

    /// A word and what hangs on it. Returns its length in bytes.
    fn word(&mut self, rest: &str, from: usize) -> usize {
        let len = word_length(rest);
        let word = rest.get(..len).unwrap_or_default();
        match split_point(word) {
            Some(at) => {
                self.push(from, at);
                self.push(from + at, len - at);
            }
            None => self.push(from, len),
        }
        len
    }
}

/// Lower case with plain apostrophes; allocates once.
fn lower_plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '’' | '‘' | '`') { '\'' } else { c }).collect()
}

fn begins_word(rest: &str, first: char) -> bool {
    let mut next = rest.chars().skip(1);
    first.is_alphanumeric()
        || is_currency(first) && next.clone().next().is_some_and(|c| c.is_ascii_digit())
        || matches!(first, '-' | '+' | '.' | '−') && next.next().is_some_and(|c| c.is_ascii_digit())
        || matches!(first, '\'' | '’') && is_clitic(rest)
        || first == '[' && rest.get(..3).is_some_and(|r| r.eq_ignore_ascii_case("[.]"))
}

/// A bare "'s" or "'ll" that stands after a closing mark (`“Acme”’s`).
fn is_clitic(rest: &str) -> bool {
    let lower = lower_plain(rest.get(..rest.char_indices().nth(4).map_or(rest.len(), |(i, _)| i)).unwrap_or_default());
    ["'s", "'ll", "'re", "'ve"]
        .iter()
        .any(|c| lower.strip_prefix(c).is_some_and(|r| !r.starts_with(char::is_alphanumeric)))
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₿' | '₩' | '₪' | '₺' | '₴' | '฿')
}

/// Length of the word at the start of `rest` (no white space in it).
fn word_length(rest: &str) -> usize {
    if let Some(len) = address_length(rest) {
        return len;
    }
    let mut previous = '\0';
    for (at, c) in rest.char_indices() {
        let next = rest.get(at + c.len_utf8()..).and_then(|r| r.chars().next());
        let inside = at == 0
            || c.is_alphanumeric()
            || is_currency(c) && previous.is_ascii_uppercase()
            || joins(previous, c, next, rest, at);
        if !inside {
            return at;
        }
        previous = c;
    }
    rest.len()
}

/// Whether a mark between two characters belongs to the word.
fn joins(previous: char, c: char, next: Option<char>, rest: &str, at: usize) -> bool {
    let Some(next) = next else { return ends_word(previous, c, rest, at) };
    let (before, after) = (previous.is_alphanumeric(), next.is_alphanumeric());
    match c {
        '.' | ':' | '-' if matches!((previous, next), ('[', ']') | ('(', ')')) => true,
        '-' | '‑' | '_' => after && (before || previous == ']'),
        '\'' | '’' => before && after || ends_word(previous, c, rest, at),
        '&' | '@' => before && after,
        '/' => previous.is_ascii_digit() && next.is_ascii_digit(),
        ',' => previous.is_ascii_digit() && next.is_ascii_digit(),
        ':' => previous.is_ascii_digit() && next.is_ascii_digit(),
        '.' => {
            before && after && !glued_sentences(previous, next, rest, at) || before && ends_word(previous, c, rest, at)
        }
        '%' => previous.is_ascii_digit(),
        '$' | '€' | '£' => previous.is_ascii_uppercase() && next.is_ascii_digit(),
        '(' => {
            rest.get(at..).is_some_and(|r| r.starts_with("(.)"))
                || next.is_ascii_digit()
                    && previous.is_alphanumeric()
                    && rest.starts_with(char::is_alphabetic)
                    && closes(rest, at)
        }
        ')' => closes_digits(rest.get(..at).unwrap_or_default()),
        '[' => {
            matches!(next, '.' | ':') || rest.get(at..).is_some_and(|r| r.starts_with("[at]") || r.starts_with("[dot]"))
        }
        ']' => rest
            .get(..at)
            .is_some_and(|r| r.ends_with("[.") || r.ends_with("[:") || r.ends_with("[at") || r.ends_with("[dot")),
        '\\' => true,
        _ => false,
    }
}

/// "NoName057(16)": digits in brackets that close at once.
fn closes(rest: &str, open: usize) -> bool {
    let inside = rest.get(open + 1..).unwrap_or_default();
    inside.find(')').is_some_and(|close| inside.get(..close).is_some_and(|i| i.chars().all(|c| c.is_ascii_digit())))
}

/// "done.The": a full stop whose space was lost.
fn glued_sentences(previous: char, next: char, rest: &str, at: usize) -> bool {
    previous.is_lowercase()
        && next.is_uppercase()
        && rest.get(at + 1..).is_some_and(|r| r.chars().nth(1).is_some_and(char::is_lowercase))
        && rest.get(..at).is_some_and(|r| r.len() > 3 && !r.contains('.'))
}

/// A last full stop or apostrophe that belongs to the word: "Inc.", "U.S.", "J.", "customers'".
fn ends_word(previous: char, c: char, rest: &str, at: usize) -> bool {
    let word = rest.get(..at).unwrap_or_default();
    match c {
        '.' => {
            let initial = word.len() == 1 && previous.is_ascii_uppercase() && previous != 'I';
            let dotted =
                word.contains('.') && word.split('.').all(|p| p.len() == 1 && p.chars().all(char::is_alphabetic));
            let small = matches!(word, "etc" | "approx" | "vs" | "est" | "incl" | "cf" | "viz");
            let capital = previous.is_alphabetic() && word.starts_with(char::is_uppercase);
            // "No. 7" counts; "No. We did not." answers.
            let numbered =
                || rest.get(at + 1..).is_some_and(|r| r.trim_start().starts_with(|n: char| n.is_ascii_digit()));
            let answer = matches!(word, "No" | "NO" | "Nos") && !numbered();
            initial
                || dotted
                || small
                || capital && !answer && WORDS.is_abbreviation(&format!("{}.", word.to_lowercase()))
        }
        '%' => previous.is_ascii_digit(),
        ')' => closes_digits(word),
        '\\' => true,
        _ => false,
    }
}

/// Whether what stands open at the end of `word` is a bracket with digits or a defanged dot in it.
fn closes_digits(word: &str) -> bool {
    word.rfind('(')
        .and_then(|open| word.get(open + 1..))
        .is_some_and(|i| !i.is_empty() && i.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// Length of an address (URL, e-mail, path) at the start of `rest`, closing marks left off.
fn address_length(rest: &str) -> Option<usize> {
    let begins = |p: &&str| rest.get(..p.len()).is_some_and(|head| head.eq_ignore_ascii_case(p));
    let may = matches!(rest.as_bytes().first(), Some(b'h' | b'H' | b'f' | b'F' | b'w' | b'W'));
    let is_url =
        may && ["http://", "https://", "hxxp://", "hxxps://", "ftp://", "www.", "hxxp[", "hxxps["].iter().any(begins);
    let is_path = rest.get(1..3) == Some(":\\") || may && ["hklm\\", "hkcu\\", "hkey_"].iter().any(begins);
    let is_hash = rest.len() >= 32 && rest.bytes().take(32).all(|b| b.is_ascii_hexdigit());
    if is_hash {
        return Some(rest.bytes().take_while(u8::is_ascii_hexdigit).count());
    }
    (is_url || is_path)
        .then(|| rest.trim_end_matches(['.', ',', ';', ')', '"', '”', '\'', '’', '>', ':', '!', '?']).len().max(1))
}

/// Where a contraction or possessive comes apart.
fn split_point(word: &str) -> Option<usize> {
    if word.len() < 3 || !word.chars().next().is_some_and(char::is_alphabetic) {
        return None;
    }
    if word.eq_ignore_ascii_case("cannot") {
        return Some(3);
    }
    if !word.contains(['\'', '’']) {
        return None;
    }
    let lower = lower_plain(word);
    if lower.ends_with("n't") && lower.len() > 3 {
        let chars = word.chars().count();
        return word.char_indices().nth(chars - 3).map(|(i, _)| i);
    }
    ["'s", "'re", "'ve", "'ll", "'d", "'m"]
        .iter()
        .find(|e| lower.ends_with(*e))
        .and_then(|_| word.rfind(['\'', '’']))
        .filter(|&i| i > 0)
}

/// Joins `customers` and a following apostrophe unless it closes a single quotation that is open.
pub(crate) fn join_plural_possessives<'d>(text: &'d str, tokens: &mut Vec<Token<'d>>) {
    let mut open = false;
    let mut kept: Vec<Token<'d>> = Vec::with_capacity(tokens.len());
    for token in tokens.drain(..) {
        let mark = matches!(token.text, "'" | "’" | "‘");
        if !mark {
            kept.push(token);
            continue;
        }
        let touches = kept.last().is_some_and(|p| p.end == token.start);
        let follows = text.get(token.end..).is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric()));
        if !touches && follows {
            open = true;
        } else if touches && !open && kept.last().is_some_and(|p| p.lower.ends_with(['s', 'z', 'x'])) {
            if let Some(last) = kept.last_mut() {
                last.end = token.end;
                last.text = text.get(last.start..last.end).unwrap_or(last.text);
                last.lower.push('\'');
            }
            continue;
        } else if touches {
            open = false;
        }
        kept.push(token);
    }
    *tokens = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        let mut out = Vec::new();
        tokenise(text, 0, text.len(), &mut out);
        join_plural_possessives(text, &mut out);
        out.iter().map(|t| t.text).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_come_apart_where_a_rule_must_see_them() {
        for (text, tokens) in [
            ("It didn't, the firm’s staff say.", "It|did|n't|,|the|firm|’s|staff|say|."),
            ("We can't and cannot; they won’t.", "We|ca|n't|and|can|not|;|they|wo|n’t|."),
            ("customers' data", "customers'|data"),
            ("‘no sign of the thieves’ he said", "‘|no|sign|of|the|thieves|’|he|said"),
            ("$4.2 million (€12m) or C$6.5 m", "$4.2|million|(|€12m|)|or|C$6.5|m"),
            ("1.8TB, 11,200 files; 2.4% at 3:05 p.m. EDT.", "1.8TB|,|11,200|files|;|2.4%|at|3:05|p.m.|EDT|."),
            ("the U.S. unit of Acme Inc. said", "the|U.S.|unit|of|Acme|Inc.|said"),
            ("Jan. 20—a third-party, high-profile site", "Jan.|20|—|a|third-party|,|high-profile|site"),
            ("NoName057(16) said", "NoName057(16)|said"),
            (
                "see hxxps://a[.]example/x.php, files.polar[.]net.",
                "see|hxxps://a[.]example/x.php|,|files.polar[.]net|.",
            ),
            ("Smith said.Then it was done.", "Smith|said|.|Then|it|was|done|."),
            ("“Nothing...” -- said", "“|Nothing|...|”|--|said"),
            ("AT&T and M&S's", "AT&T|and|M&S|'s"),
            ("desk@x.example C:\\Users\\a.dll", "desk@x.example|C:\\Users\\a.dll"),
            ("It said no. He left.", "It|said|no|.|He|left|."),
            ("CVE-2024-21762 T1567.002", "CVE-2024-21762|T1567.002"),
        ] {
            assert_eq!(cut(text), tokens);
        }
    }

    #[test]
    fn offsets_give_the_text_back() {
        let text = "A “naïve” café’s 85 000 records — gone\u{a0}now…";
        let mut out = Vec::new();
        tokenise(text, 0, text.len(), &mut out);
        assert!(out.iter().all(|t| &text[t.start..t.end] == t.text));
    }
}
