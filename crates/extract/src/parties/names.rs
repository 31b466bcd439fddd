//! Runs of capitals to names: where each begins and ends, with the small words inside ("City of Port Amity",
//! "Marks & Spencer", "Grocers' Association"). How words join is in `joins`. Says nothing of what a name stands for.

use super::joins::Run;
use super::lexicon::LEXICON;
use crate::analysis::lexicon::WORDS;
use crate::analysis::{Analysis, SentenceId, Tag, Token, Tokens};
use crate::places::{self, PlaceKind};
use rustc_hash::{FxHashMap, FxHashSet};
use sextant_model::BlockKind;

/// A name as it stands in the text.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The name, titles in front left out.
    pub name: Tokens,
    /// The name with titles in front.
    pub whole: Tokens,
    /// Its sentence.
    pub sentence: SentenceId,
}

/// All names of the text in order, headlines in capitals left out.
pub(crate) fn find(analysis: &Analysis<'_>) -> Vec<Found> {
    let seen = Seen::look(analysis);
    let mut found = Vec::new();
    for (id, sentence) in analysis.sentences.iter().enumerate() {
        if sentence.kind == BlockKind::Aside {
            continue;
        }
        if is_capitalised(&analysis.tokens[sentence.tokens.clone()]) {
            found.extend(letterhead(analysis, id).filter(|_| id < 4).or_else(|| section_head(analysis, id)));
            continue;
        }
        let start = after_dateline(analysis, &sentence.tokens);
        let run = Run { analysis, start, limit: sentence.tokens.end };
        names_of(&run, id, &seen, &mut found);
    }
    let quoted = quoted_names(analysis, &found);
    found.extend(quoted);
    found.sort_by_key(|f| (f.name.start, std::cmp::Reverse(f.name.end)));
    found.dedup_by(|b, a| b.name.start < a.name.end);
    found
}

/// "ALDOUS GRAMMAR SCHOOL" on a line of its own: the head of a letter that never names its sender again.
fn letterhead(analysis: &Analysis<'_>, id: SentenceId) -> Option<Found> {
    let line = analysis.sentences[id].tokens.clone();
    let words = &analysis.tokens[line.clone()];
    let last = words.last().map_or("", |w| w.lower.as_str());
    let first = words.first().map_or("", |w| w.lower.as_str());
    let named = LEXICON.org_head.has(last) || LEXICON.legal_form.has(last) || LEXICON.org_lead.has(first);
    let plain = words
        .iter()
        .all(|w| w.text.chars().all(|c| c.is_alphabetic() || matches!(c, '&' | '\'' | '’' | '.' | ',' | '-')));
    let lone = (2..=6).contains(&words.len()) && is_shouted(words) && named && plain;
    lone.then(|| Found { name: line.clone(), whole: line, sentence: id })
}

/// "BANQUE SARRAULT" over a paragraph of a round-up: a shouted line that holds a word of no dictionary, or opens as names
/// of bodies do, and stands over running text.
fn section_head(analysis: &Analysis<'_>, id: SentenceId) -> Option<Found> {
    let line = analysis.sentences[id].tokens.clone();
    let words = &analysis.tokens[line.clone()];
    let plain = words.iter().all(|w| w.text.chars().all(|c| c.is_alphabetic() || matches!(c, '&' | '\'' | '’' | '-')));
    const ENDINGS: &[&str] = &[
        "ion", "ions", "ment", "ments", "ing", "ings", "ed", "er", "ers", "or", "ors", "ity", "ities", "nce", "ncy",
        "al", "als", "ble", "ive", "ics", "ies", "ous", "ly", "ness", "ure", "ures", "age", "ism", "ist", "ists",
        "ware",
    ];
    let strange = words.iter().any(|w| {
        let one = w.lower.strip_suffix('s').unwrap_or(&w.lower);
        let word = WORDS.get(&w.lower).is_some() || WORDS.get(one).is_some();
        w.text.len() > 3 && !word && !ENDINGS.iter().any(|e| w.lower.ends_with(e))
    });
    let led = words.len() > 2 && LEXICON.org_lead.has(&words[0].lower) && words[1].lower == "of";
    let under = analysis.sentences.get(id + 1)?;
    let over_text = under.block != analysis.sentences[id].block && under.tokens.len() > 7;
    let head = (1..=5).contains(&words.len()) && is_shouted(words) && plain && (strange || led) && over_text;
    let known = LEXICON.not_name.has(&key(analysis, &line)) || words.iter().any(|w| LEXICON.section_word.has(&w.lower));
    (head && !known).then(|| Found { name: line.clone(), whole: line, sentence: id })
}

/// Spellings seen in the text: a sentence's first word is a name only if it is not also a common word here.
struct Seen<'a> {
    small: FxHashSet<&'a str>,
    capital_inside: FxHashMap<&'a str, usize>,
}

impl<'a> Seen<'a> {
    fn look(analysis: &'a Analysis<'_>) -> Self {
        let mut seen = Self { small: FxHashSet::default(), capital_inside: FxHashMap::default() };
        for sentence in &analysis.sentences {
            let words = &analysis.tokens[sentence.tokens.clone()];
            let headline = is_capitalised(words);
            for (at, token) in words.iter().enumerate() {
                if token.text.starts_with(char::is_lowercase) {
                    seen.small.insert(&token.lower);
                } else if at > 0
                    && !headline
                    && token.tag == Tag::Proper
                    && words[at - 1].text.starts_with(char::is_alphanumeric)
                {
                    *seen.capital_inside.entry(&token.lower).or_default() += 1;
                }
            }
        }
        seen
    }
}

fn names_of(run: &Run<'_, '_>, sentence: SentenceId, seen: &Seen<'_>, found: &mut Vec<Found>) {
    let mut at = run.start;
    while at < run.limit {
        if !run.begins(at) || run.token(at).is_some_and(is_hung) {
            at += 1;
            continue;
        }
        let end = run.end(at);
        let cut = run.title_inside(at, end).unwrap_or(end);
        let name = run.trim(at..cut);
        let whole = at..name.end;
        if !name.is_empty() && !is_nothing(run, &name) && !is_opener(run, &name, seen) {
            let name = with_article(run, name);
            found.push(Found { whole: whole.start.min(name.start)..name.end, name, sentence });
        }
        at = cut.max(at + 1);
    }
}

/// "An Garda Síochána": an article that belongs to a name we know.
fn with_article(run: &Run<'_, '_>, name: Tokens) -> Tokens {
    let Some(before) = name.start.checked_sub(1).filter(|&b| b >= run.start) else { return name };
    let full = format!("{} {}", run.lower(before), key(run.analysis, &name));
    if run.token(before).is_some_and(capital) && (LEXICON.authority_name.has(&full) || LEXICON.outlet_name.has(&full)) {
        before..name.end
    } else {
        name
    }
}

/// A sentence's first word that is a common word: "Managers shut …", "According to …".
fn is_opener(run: &Run<'_, '_>, name: &Tokens, seen: &Seen<'_>) -> bool {
    let opens = name.start == run.start
        || run
            .token(name.start - 1)
            .is_some_and(|t| matches!(t.text, "“" | "\"" | "‘" | "'" | ":" | "•" | "-" | "—" | "–" | "(" | "*"));
    let Some(token) = run.token(name.start).filter(|_| opens && name.len() == 1) else { return false };
    let lower = token.lower.as_str();
    if seen.capital_inside.contains_key(lower) {
        return false;
    }
    let capitals = token.text.chars().filter(|c| c.is_uppercase()).count();
    if capitals > 1 {
        return false;
    }
    let next = run.token(name.end);
    let agents = ["ers", "ors", "ists", "ants", "ents", "ees", "ians", "ments", "tions", "sions", "ings"]
        .iter()
        .any(|e| lower.ends_with(e));
    next.is_some_and(|n| matches!(n.lower.as_str(), "are" | "were" | "have") && lower.ends_with('s'))
        || seen.small.contains(lower)
        || token.tag == Tag::Adverb
        || agents && next.is_none_or(|n| n.lower != "'s" || n.tag == Tag::Auxiliary)
        || next.is_none_or(|n| {
            n.lower == "to"
                || n.tag == Tag::Preposition && !matches!(n.lower.as_str(), "in" | "of")
                || matches!(
                    n.tag,
                    Tag::Noun | Tag::Adjective | Tag::Determiner | Tag::Mark | Tag::Adverb | Tag::Pronoun
                ) && !matches!(n.text, "," | "(")
                    && !next_names(n)
        })
}

/// Nouns that stand right behind a firm's name: "Fjordgaard shares fell".
fn next_names(token: &Token<'_>) -> bool {
    matches!(
        token.lemma.as_str(),
        "share"
            | "stock"
            | "customer"
            | "spokeswoman"
            | "spokesman"
            | "spokesperson"
            | "employee"
            | "staff"
            | "user"
            | "member"
            | "patient"
            | "server"
            | "system"
            | "bank"
            | "campaign"
            | "official"
            | "also"
            | "still"
            | "only"
            | "declined"
    ) || matches!(token.lower.as_str(), "also" | "still" | "first" | "now" | "later" | "never" | "already")
}

/// A weekday, a nationality, a country or place, a file, a number: no name of a party.
fn is_nothing(run: &Run<'_, '_>, name: &Tokens) -> bool {
    let text = run.analysis.text(name);
    let lower = key(run.analysis, name);
    let single = name.len() == 1;
    if text.chars().count() < 2
        || LEXICON.not_name.has(&lower)
        || single && (LEXICON.region.has(&lower) || LEXICON.title.has(&lower))
        || name.clone().any(|i| run.token(i).is_some_and(is_code))
    {
        return true;
    }
    let the = name.start.checked_sub(1).is_none_or(|b| b < run.start || run.lower(b) == "the");
    if single
        && the
        && lower != "co-op"
        && (LEXICON.generic_noun.has(&lower) || LEXICON.org_head.has(&lower) || LEXICON.authority_noun.has(&lower))
    {
        return true;
    }
    let words: Vec<&str> = lower.split(' ').collect();
    let last = words.last().copied().unwrap_or_default();
    let office = LEXICON.person_role.ends(&lower).is_some() && words.iter().all(|w| LEXICON.title.has(w));
    let address = matches!(last, "road" | "street" | "avenue" | "drive" | "boulevard" | "highway") && words.len() > 1;
    let region = single
        && name.start >= run.start + 2
        && run.lower(name.start - 1) == "the"
        && matches!(run.lower(name.start - 2), "in" | "across" | "around" | "throughout");
    if region && !LEXICON.org_head.has(&lower) && lower.ends_with('s')
        || single && hangs_on_place(text)
        || office
        || address
        || in_quoted_title(run, name.start)
    {
        return true;
    }
    if after(run, name.start, &["city", "town", "village", "county", "municipality", "borough", "commune", "township"])
    {
        return false;
    }
    match places::place(text) {
        Some(place) => {
            place.kind != PlaceKind::Place
                || single
                || !LEXICON.org_head.has(lower.rsplit(' ').next().unwrap_or_default())
        }
        None => false,
    }
}

/// Inside a quoted headline.
fn in_quoted_title(run: &Run<'_, '_>, at: usize) -> bool {
    let quotation = run.token(at).and_then(|t| t.quotation).and_then(|q| run.analysis.quotations.get(q));
    quotation.is_some_and(|q| {
        q.tokens.len() > 3 && q.tokens.len() < 20 && is_capitalised(&run.analysis.tokens[q.tokens.clone()])
    })
}

/// "Russian-language", "Dublin-based": a place with something hung on it.
fn hangs_on_place(text: &str) -> bool {
    text.split_once('-')
        .is_some_and(|(place, rest)| rest.starts_with(char::is_lowercase) && places::country(place).is_some())
}

/// "the town of X".
fn after(run: &Run<'_, '_>, at: usize, words: &[&str]) -> bool {
    at >= run.start + 2 && run.lower(at - 1) == "of" && words.contains(&run.lower(at - 2))
}

/// An amount, a file, a path, a hash, a technique's number.
fn is_code(token: &Token<'_>) -> bool {
    let text = token.text;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.contains(['$', '€', '£', '\\', '/', '_', '@', '[', '=', '<'])
        || text.len() > 24
        || digits > 3 && !text.contains('(')
        || text.starts_with("SHA-")
        || text.starts_with("CVE-")
        || [".exe", ".dll", ".txt", ".iso", ".ps1", ".zip", ".php", ".net", ".com", ".example", ".org", ".locked"]
            .iter()
            .any(|e| token.lower.ends_with(e))
        || is_hung(token)
}

/// What hangs on a name to make it an adjective.
const HUNG: &[&str] = &[
    "-based",
    "-connected",
    "-linked",
    "-backed",
    "-led",
    "-owned",
    "-run",
    "-level",
    "-gotten",
    "-compromise",
    "-wide",
    "-speaking",
    "-born",
    "-made",
    "-only",
    "-style",
    "-day",
    "-year",
    "-related",
    "-focused",
    "-affiliated",
    "-aligned",
    "-sponsored",
    "-headquartered",
    "-listed",
    "-area",
];

/// "Offshore-based", "Ryme-listed": describes the name behind it and is no part of it.
pub(super) fn is_hung(token: &Token<'_>) -> bool {
    HUNG.iter().any(|e| token.text.ends_with(e))
}

/// Most words begin with a capital (a headline), or are in capitals.
pub(crate) fn is_capitalised(words: &[Token<'_>]) -> bool {
    let long = words.iter().filter(|w| w.text.len() > 3 && w.text.starts_with(char::is_alphabetic));
    let (count, capital) =
        long.fold((0, 0), |(n, c), w| (n + 1, c + usize::from(w.text.starts_with(char::is_uppercase))));
    let stops = words.last().is_some_and(|w| matches!(w.text, "." | "”" | "\""));
    count > 3 && capital * 4 > count * 3 && !stops || is_shouted(words)
}

/// No small letter at all.
fn is_shouted(words: &[Token<'_>]) -> bool {
    words.iter().filter(|w| w.text.len() > 1).count() > 1
        && words.iter().all(|w| !w.text.chars().any(char::is_lowercase))
        && words.iter().any(|w| w.text.len() > 3 && w.text.chars().all(char::is_alphabetic))
}

/// The first token after "GDANSK, Poland, Nov. 24, 2025 (Baltic Wire) --".
fn after_dateline(analysis: &Analysis<'_>, sentence: &Tokens) -> usize {
    let words = &analysis.tokens[sentence.clone()];
    let shouted = words.first().is_some_and(|w| w.text.len() > 1 && !w.text.chars().any(char::is_lowercase));
    let dash = words.iter().take(22).position(|w| matches!(w.text, "-" | "--" | "—" | "–"));
    match dash {
        Some(at) if shouted && words[..at].iter().all(|w| !matches!(w.tag, Tag::Verb | Tag::Modal)) => {
            sentence.start + at + 1
        }
        _ => sentence.start,
    }
}

/// Lower case, plain apostrophes, no possessive mark at the end.
pub(crate) fn key(analysis: &Analysis<'_>, tokens: &Tokens) -> String {
    let text = analysis.text(tokens).to_lowercase().replace(['’', '‘'], "'");
    let words: Vec<&str> = text.split_whitespace().map(|w| if w == "&" { "and" } else { w }).collect();
    words.join(" ").trim_end_matches('\'').trim_start_matches("the ").to_owned()
}

pub(crate) fn capital(token: &Token<'_>) -> bool {
    token.text.starts_with(char::is_uppercase)
}

/// Names that only their introduction shows for names: "who goes by “zero day”".
fn quoted_names(analysis: &Analysis<'_>, found: &[Found]) -> Vec<Found> {
    let taken: FxHashSet<usize> = found.iter().map(|f| f.name.start).collect();
    let quotations = analysis.quotations.iter().map(|q| q.tokens.clone());
    quotations
        .filter(|q| {
            let before = q.start.saturating_sub(1);
            q.len() <= 4
                && !taken.contains(&q.start)
                && (names_before(analysis, before) || q.len() == 1 && named_thing(analysis, before))
        })
        .filter_map(|q| {
            let end = if matches!(analysis.tokens[q.end - 1].text, "," | ".") { q.end - 1 } else { q.end };
            let name = q.start..end;
            (!name.is_empty()).then_some(())?;
            Some(Found { whole: name.clone(), name, sentence: analysis.sentence_of(q.start)? })
        })
        .collect()
}

/// "the Python project “ultralytics”": a noun for something that has a name.
fn named_thing(analysis: &Analysis<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|b| {
        let noun = analysis.tokens[b].lower.as_str();
        matches!(noun, "project" | "package" | "library" | "plugin" | "extension") || LEXICON.brand_noun.has(noun)
    })
}

/// Whether a naming phrase ends right before the token.
pub(crate) fn names_before(analysis: &Analysis<'_>, at: usize) -> bool {
    (1..=4).any(|n| {
        at.checked_sub(n).is_some_and(|from| {
            let words: Vec<&str> = analysis.tokens[from..at].iter().map(|t| t.lower.as_str()).collect();
            LEXICON.naming.has(&words.join(" "))
        })
    })
}
