//! Numbers with what they count: money, percent, bytes, spans of time, bare counts. Reads the text of a sentence by
//! one regular expression (linear time); says nothing of what an amount is for.

use crate::analysis::{Analysis, Tokens};
use aho_corasick::AhoCorasick;
use regex::{Captures, Regex};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// ISO 4217 code.
    Money(&'static str),
    /// Per cent.
    Percent,
    /// Gigabytes or terabytes.
    Volume(&'static str),
    /// Hours, days, weeks.
    Time(&'static str),
    /// Nothing said: the noun after it tells.
    Bare,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    /// All its words.
    pub tokens: Tokens,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: Unit,
}

#[derive(Deserialize)]
struct Currency {
    code: String,
    signs: Vec<String>,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Currencies {
    currency: Vec<Currency>,
}

struct Grammar {
    number: Option<Regex>,
    codes: FxHashMap<String, &'static str>,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| grammar(include_str!("../../data/currencies.toml")));

fn grammar(source: &str) -> Grammar {
    let currencies = toml::from_str::<Currencies>(source).map(|c| c.currency).unwrap_or_default();
    let mut codes = FxHashMap::default();
    let (mut signs, mut words) = (Vec::new(), Vec::new());
    for currency in currencies {
        let code: &'static str = Box::leak(currency.code.into_boxed_str());
        for (names, all) in [(currency.signs, &mut signs), (currency.words, &mut words)] {
            for name in names {
                codes.insert(name.to_lowercase(), code);
                all.push(name);
            }
        }
    }
    for list in [&mut signs, &mut words] {
        list.sort_by_key(|s| std::cmp::Reverse(s.len()));
    }
    let either = |list: &[String]| list.iter().map(|s| regex::escape(s)).collect::<Vec<_>>().join("|");
    let pattern = format!(
        r"(?P<sign>{})?[ \u{{a0}}]?(?P<num>\d{{1,3}}(?:[,.\u{{a0}}\u{{202f}} ]\d{{3}})+(?:\.\d+)?|\d+(?:[.]\d+)?|(?i:half a|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|several)\b)(?:[ \u{{a0}}-]?(?P<scale>(?i:thousand|million|billion|trillion|hundred|dozen|mln|mn|bn|tn|m|k|b|lakh|lakhs|crore|crores))\b)?(?:[ \u{{a0}}-]?(?:(?P<percent>%|(?i:per ?cent|percentage points?)\b)|(?P<bytes>(?i:[gtmkp]b|[gtmkp]igabytes?|gigabytes?|terabytes?|megabytes?|petabytes?|gigs?|gib|tib)\b)|(?P<time>(?i:hours?|days?|weeks?|hrs?)\b)|(?P<word>(?i:{})\b)))?",
        either(&signs),
        either(&words)
    );
    Grammar { number: Regex::new(&pattern).ok(), codes }
}

/// Whether a text may hold an amount: it has a digit, or a word without which words make none ("a" needs its "dozen").
fn may_count(text: &str) -> bool {
    static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let numbers = "half one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty \
                       fifty several thousand illion hundred dozen mln mn bn tn lakh crore hour day week hr";
        let words = numbers.split_whitespace();
        AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
    });
    text.bytes().any(|b| b.is_ascii_digit()) || WORDS.as_ref().is_none_or(|words| words.is_match(text))
}

/// All amounts of a run of tokens, in order.
pub(super) fn find(analysis: &Analysis<'_>, run: &Tokens) -> Vec<Amount> {
    let (Some(number), Some(first)) = (GRAMMAR.number.as_ref(), analysis.tokens.get(run.start)) else {
        return Vec::new();
    };
    let text = analysis.text(run);
    let mut found = Vec::new();
    if !may_count(text) {
        return found;
    }
    for captures in number.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let lead = whole.as_str().len() - whole.as_str().trim_start().len();
        let before = text.get(..whole.start() + lead).and_then(|t| t.chars().next_back());
        let after = text.get(whole.end()..).and_then(|t| t.chars().next());
        let inside_word = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/' | ':' | '_'))
            || after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            || after.is_some_and(|c| matches!(c, ':' | '/'))
                && text.get(whole.end() + 1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
        if inside_word {
            continue;
        }
        let bytes = first.start + whole.start() + lead..first.start + whole.end();
        let Some(tokens) = tokens_of(analysis, run, &bytes) else { continue };
        found.extend(amount(&captures, tokens));
    }
    found
}

fn amount(captures: &Captures<'_>, tokens: Tokens) -> Option<Amount> {
    let group = |name: &str| captures.name(name).map(|m| m.as_str());
    let number = group("num")?;
    let sign = group("sign").and_then(|s| GRAMMAR.codes.get(&s.to_lowercase()));
    let word = group("word").and_then(|w| GRAMMAR.codes.get(&w.to_lowercase()));
    let money = sign.or(word);
    let scale = group("scale").map(str::to_lowercase);
    let letter = scale.as_deref().is_some_and(|s| matches!(s, "m" | "b" | "k"));
    if letter && money.is_none() {
        return None;
    }
    let spelt = !number.starts_with(|c: char| c.is_ascii_digit());
    let unit = unit(&group, money.copied());
    let article = matches!(number.to_lowercase().as_str(), "a" | "an" | "several");
    if article && scale.is_none() && !matches!(unit, Unit::Time(_))
        || spelt && unit == Unit::Bare && scale.is_none() && article
    {
        return None;
    }
    let value = value_of(number)? * scale.as_deref().map_or(1.0, factor);
    Some(Amount { tokens, value: megabytes(&group, value), unit })
}

fn unit<'c>(group: &impl Fn(&str) -> Option<&'c str>, money: Option<&'static str>) -> Unit {
    if let Some(code) = money {
        return Unit::Money(code);
    }
    if group("percent").is_some() {
        return Unit::Percent;
    }
    if let Some(bytes) = group("bytes") {
        return Unit::Volume(if bytes.to_lowercase().starts_with(['t', 'p']) { "TB" } else { "GB" });
    }
    match group("time").map(str::to_lowercase).as_deref() {
        Some(t) if t.starts_with('h') => Unit::Time("hours"),
        Some(t) if t.starts_with('d') => Unit::Time("days"),
        Some(_) => Unit::Time("weeks"),
        None => Unit::Bare,
    }
}

/// Volumes are kept in GB and TB.
fn megabytes<'c>(group: &impl Fn(&str) -> Option<&'c str>, value: f64) -> f64 {
    match group("bytes").map(str::to_lowercase).and_then(|b| b.chars().next()) {
        Some('m') => value / 1000.0,
        Some('k') => value / 1_000_000.0,
        Some('p') => value * 1000.0,
        _ => value,
    }
}

fn factor(scale: &str) -> f64 {
    match scale {
        "hundred" => 100.0,
        "dozen" => 12.0,
        "thousand" | "k" => 1e3,
        "million" | "mln" | "mn" | "m" => 1e6,
        "billion" | "bn" | "b" => 1e9,
        "trillion" | "tn" => 1e12,
        "lakh" | "lakhs" => 1e5,
        "crore" | "crores" => 1e7,
        _ => 1.0,
    }
}

/// The value of digits ("1,900,000", "85 000", "4.2") or a small number word.
fn value_of(number: &str) -> Option<f64> {
    const WORDS: [&str; 20] = [
        "half a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "fifteen", "twenty", "thirty", "forty", "fifty", "a", "an",
    ];
    const VALUES: [f64; 20] = [0.5, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 15., 20., 30., 40., 50., 1., 1.];
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        let lower = number.to_lowercase();
        return WORDS.iter().position(|w| *w == lower).and_then(|i| VALUES.get(i).copied());
    }
    let groups: Vec<&str> = number.split([',', '.', '\u{a0}', '\u{202f}', ' ']).collect();
    let points = number.matches('.').count();
    let grouped = groups.len() > 1 && groups.iter().skip(1).all(|g| g.len() == 3);
    let decimal = points == 1 && (!grouped || number.contains(','));
    let clean: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.' && (decimal || points == 1 && groups.len() == 2 && !grouped))
        .collect();
    clean.parse().ok()
}

/// The tokens that a run of bytes covers.
pub(super) fn tokens_of(analysis: &Analysis<'_>, run: &Tokens, bytes: &std::ops::Range<usize>) -> Option<Tokens> {
    let tokens = analysis.tokens.get(run.clone())?;
    let start = run.start + tokens.partition_point(|t| t.end <= bytes.start);
    let end = run.start + tokens.partition_point(|t| t.start < bytes.end);
    (start < end).then_some(start..end)
}

/// The first bare count in a run of tokens.
pub(super) fn count_in(analysis: &Analysis<'_>, run: &Tokens) -> Option<u64> {
    let found = find(analysis, run).into_iter().find(|a| a.unit == Unit::Bare && a.value >= 1.0)?;
    // Counts are whole and far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(found.value as u64)
}
