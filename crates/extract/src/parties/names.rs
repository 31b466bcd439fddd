//! Runs of capitals to names: where each begins and ends, with the small words inside ("City of Port Amity",
//! "Marks & Spencer", "Grocers' Association"). Says nothing of what a name stands for.

use super::lexicon::LEXICON;
use crate::analysis::{Analysis, SentenceId, Tag, Token, Tokens};
use crate::places::{self, PlaceKind};
use sextant_model::BlockKind;
use std::collections::HashSet;

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

/// Most tokens a name may have.
const LONGEST: usize = 14;

/// All names of the text in order, headlines in capitals left out.
pub(crate) fn find(analysis: &Analysis<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, sentence) in analysis.sentences.iter().enumerate() {
        if sentence.kind == BlockKind::Aside || is_capitalised(&analysis.tokens[sentence.tokens.clone()]) {
            continue;
        }
        let from = after_dateline(analysis, &sentence.tokens);
        let mut run = Run { analysis, limit: sentence.tokens.end, sentence: id };
        run.names(from, &mut found);
    }
    let quoted = quoted_names(analysis, &found);
    found.extend(quoted);
    found.sort_by_key(|f| (f.name.start, std::cmp::Reverse(f.name.end)));
    found.dedup_by(|b, a| b.name.start < a.name.end);
    found
}

/// Most words begin with a capital (a headline), or are in capitals.
pub(crate) fn is_capitalised(words: &[Token<'_>]) -> bool {
    let long = words.iter().filter(|w| w.text.len() > 3 && w.text.starts_with(char::is_alphabetic));
    let (count, capital) =
        long.fold((0, 0), |(n, c), w| (n + 1, c + usize::from(w.text.starts_with(char::is_uppercase))));
    count > 3 && capital * 4 > count * 3
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
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches('\'').trim_start_matches("the ").to_owned()
}

struct Run<'a, 'd> {
    analysis: &'a Analysis<'d>,
    limit: usize,
    sentence: SentenceId,
}

impl Run<'_, '_> {
    fn token(&self, at: usize) -> Option<&Token<'_>> {
        self.analysis.tokens.get(at).filter(|_| at < self.limit)
    }

    fn names(&mut self, from: usize, found: &mut Vec<Found>) {
        let mut at = from;
        while at < self.limit {
            if !self.begins(at) {
                at += 1;
                continue;
            }
            let end = self.end(at);
            let name = self.trim(at..end);
            if !name.is_empty() && !self.is_nothing(&name) {
                found.push(Found { whole: at..name.end, name, sentence: self.sentence });
            }
            at = end.max(at + 1);
        }
    }

    fn begins(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        if token.tag == Tag::Proper {
            return token.text.chars().any(char::is_alphabetic);
        }
        // "mobile phone company Three has": a common word with a capital after the noun that it names.
        capital(token)
            && at.checked_sub(1).and_then(|b| self.token(b)).is_some_and(|b| {
                b.tag == Tag::Noun && b.text.starts_with(char::is_lowercase) && LEXICON.brand_noun.has(&b.lower)
            })
    }

    /// One past the last token of the name that begins at `from`.
    fn end(&self, from: usize) -> usize {
        let mut end = from + 1;
        while end < self.limit && end - from < LONGEST {
            match self.step(from, end) {
                Some(next) => end = next,
                None => break,
            }
        }
        end
    }

    /// How far the name goes on at `at`, if it does.
    fn step(&self, from: usize, at: usize) -> Option<usize> {
        let token = self.token(at)?;
        if self.continues(from, at) {
            return Some(at + 1);
        }
        let next = self.token(at + 1);
        let next_capital = next.is_some_and(|n| capital(n) && self.continues(from, at + 1));
        match token.lower.as_str() {
            "," if next.is_some_and(|n| capital(n) && LEXICON.legal_form.has(&n.lower)) => Some(at + 2),
            "&" | "+" if next.is_some_and(capital) => Some(at + 2),
            "and" if next_capital && self.joins_and(from, at) => Some(at + 2),
            "of" | "for" if self.joins_of(from, at) => self.after_small_words(at),
            "'s" if next.is_some_and(capital) && self.joins_possessive(from, at) => Some(at + 2),
            "'s" if LEXICON.possessive_brand.has(&format!("{}'s", self.lower(at - 1))) => Some(at + 1),
            "!" if touches(self.analysis, at) && next.is_some_and(|n| n.text.starts_with(char::is_lowercase)) => {
                Some(at + 1)
            }
            small if small != "of" && small != "for" && LEXICON.link.has(small) && next_capital => {
                (self.token(at - 1).is_some_and(capital) && small != "y" && small != "e" || small.len() == 1)
                    .then_some(at + 2)
            }
            _ => None,
        }
    }

    fn lower(&self, at: usize) -> &str {
        self.token(at).map_or("", |t| t.lower.as_str())
    }

    /// A capital right behind the last one, or a number that belongs to it ("Local 88", "Channel 4").
    fn continues(&self, from: usize, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        let before = at.checked_sub(1).map_or("", |b| self.lower(b));
        if token.tag == Tag::Number && token.text.starts_with(|c: char| c.is_ascii_digit()) {
            return at > from
                && matches!(
                    before,
                    "local" | "unit" | "channel" | "studio" | "area" | "team" | "route" | "radio" | "apt"
                )
                && token.text.len() < 4;
        }
        let open =
            matches!(token.tag, Tag::Proper | Tag::Noun | Tag::Adjective | Tag::Gerund | Tag::Participle | Tag::Verb);
        capital(token)
            && (open || token.text.len() > 1 && token.tag == Tag::Number)
            && !(LEXICON.not_name.has(&token.lower) && !LEXICON.org_head.has(&token.lower))
            && !before.ends_with('\'')
            || capital(token) && before.ends_with('\'') && LEXICON.possessor.has(before.trim_end_matches('\''))
    }

    /// "of", "for the": up to and with the next capital.
    fn after_small_words(&self, at: usize) -> Option<usize> {
        let next = self.token(at + 1)?;
        if capital(next) {
            return Some(at + 2);
        }
        (next.lower == "the" && self.token(at + 2).is_some_and(capital)).then_some(at + 3)
    }

    fn joins_of(&self, from: usize, at: usize) -> bool {
        if self.after_small_words(at).is_none() || self.lower(at + 1) == "the" && self.lower(at) != "of" {
            return false;
        }
        let lead = (from..at).any(|i| LEXICON.of_lead.has(self.lower(i)));
        let title = self.token(from).is_some_and(|t| LEXICON.person_role.has(&t.lower)) && self.lower(at) == "of";
        lead && !title && !self.token(at + 1).is_some_and(|t| LEXICON.not_name.has(&t.lower))
            || LEXICON.of_lead.has(self.lower(at - 1)) && !title
    }

    fn joins_possessive(&self, from: usize, at: usize) -> bool {
        let before = self.lower(at - 1);
        let saint = at >= from + 2 && matches!(self.lower(at - 2), "st" | "st." | "saint");
        saint
            || LEXICON.possessor.has(before)
            || LEXICON.possessive_brand.has(&format!("{before}'s"))
                && !self.token(at + 1).is_some_and(|t| LEXICON.first_name.has(&t.lower))
    }

    /// Whether "X and Y" is one name: a known brand, one that its abbreviation spells, a department of this and
    /// that, or one with a singular verb behind it.
    fn joins_and(&self, from: usize, at: usize) -> bool {
        let mut end = at + 2;
        while end < self.limit && self.continues(at + 1, end) {
            end += 1;
        }
        let left = key(self.analysis, &(from..at));
        let right = key(self.analysis, &(at + 1..end));
        let first_right = right.split(' ').next().unwrap_or_default();
        if LEXICON.and_brand.has(&format!("{left} and {right}"))
            || LEXICON.and_brand.has(&format!("{left} and {first_right}"))
        {
            return true;
        }
        if self.spelt_by_abbreviation(from, end) {
            return true;
        }
        let of = (from..at).any(|i| matches!(self.lower(i), "of" | "for")) && LEXICON.of_lead.has(self.lower(from));
        let right_alone = LEXICON.authority_name.has(&right)
            || acronym(self.token(at + 1))
            || places::country(self.analysis.text(&(at + 1..end))).is_some();
        if of && !right_alone && !left.contains(" and ") {
            return true;
        }
        let tail = right.rsplit(' ').next().unwrap_or_default();
        let singular = self.token(end).is_some_and(|t| matches!(t.lower.as_str(), "has" | "is" | "was" | "says"));
        at == from + 1
            && !LEXICON.first_name.has(&left)
            && places::country(self.analysis.text(&(from..at))).is_none()
            && (matches!(tail, "sons" | "daughters" | "co" | "co." | "partners" | "associates" | "brothers")
                || singular && (LEXICON.org_head.has(tail) || LEXICON.legal_form.has(tail)) && end > at + 2)
    }

    fn spelt_by_abbreviation(&self, from: usize, end: usize) -> bool {
        let (Some(open), Some(short)) = (self.token(end), self.token(end + 1)) else { return false };
        if open.text != "(" {
            return false;
        }
        let initials: String =
            (from..end).filter_map(|i| self.token(i)?.text.chars().next()).filter(|c| c.is_uppercase()).collect();
        let letters: String = short.text.chars().filter(|c| c.is_uppercase()).collect();
        letters.len() > 1 && letters == initials
    }

    /// Leaves titles and stray capitals off the front, and a possessive mark off the end.
    fn trim(&self, name: Tokens) -> Tokens {
        let mut start = name.start;
        while start + 1 < name.end && self.is_front_matter(start, name.end) {
            start += 1;
        }
        let mut end = name.end;
        while end > start + 1
            && self.token(end - 1).is_some_and(|t| LEXICON.not_name.has(&t.lower) && !LEXICON.org_head.has(&t.lower))
        {
            end -= 1;
        }
        start..end
    }

    fn is_front_matter(&self, at: usize, end: usize) -> bool {
        let (word, next) = (self.lower(at), self.lower(at + 1));
        let stray = LEXICON.not_name.has(word)
            && !LEXICON.org_lead.has(word)
            && self.token(at).is_some_and(|t| t.tag != Tag::Proper || !LEXICON.org_head.has(self.lower(end - 1)));
        let title = LEXICON.title.has(word)
            && !LEXICON.org_head.has(self.lower(end - 1))
            && !LEXICON.authority_head.has(self.lower(end - 1))
            && next != "of";
        stray || title || matches!(word, "and" | "&" | ",") && at + 1 < end
    }

    /// A weekday, a nationality, a country or place, a number: no name of a party.
    fn is_nothing(&self, name: &Tokens) -> bool {
        let text = self.analysis.text(name);
        let lower = key(self.analysis, name);
        if LEXICON.not_name.has(&lower) || LEXICON.title.has(&lower) && name.len() == 1 {
            return true;
        }
        if self.after(
            name.start,
            &["city", "town", "village", "county", "state", "municipality", "borough", "commune", "township"],
        ) {
            return false;
        }
        match places::place(text) {
            Some(place) => {
                place.kind != PlaceKind::Place
                    || !LEXICON.org_head.has(lower.rsplit(' ').next().unwrap_or_default())
                    || name.len() == 1
            }
            None => false,
        }
    }

    /// "the town of X".
    fn after(&self, at: usize, words: &[&str]) -> bool {
        at >= 2
            && self.analysis.tokens[at - 1].lower == "of"
            && words.contains(&self.analysis.tokens[at - 2].lower.as_str())
    }
}

fn capital(token: &Token<'_>) -> bool {
    token.text.starts_with(char::is_uppercase)
}

fn acronym(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|t| t.text.len() > 1 && !t.text.chars().any(char::is_lowercase))
}

/// Whether the token follows the one before it without a space.
fn touches(analysis: &Analysis<'_>, at: usize) -> bool {
    at > 0 && analysis.tokens[at - 1].end == analysis.tokens[at].start
}

/// Names that only their introduction shows for names: "who goes by “zero day”".
fn quoted_names(analysis: &Analysis<'_>, found: &[Found]) -> Vec<Found> {
    let taken: HashSet<usize> = found.iter().map(|f| f.name.start).collect();
    let quotations = analysis.quotations.iter().map(|q| q.tokens.clone());
    quotations
        .filter(|q| q.len() <= 4 && !taken.contains(&q.start) && names_before(analysis, q.start.saturating_sub(1)))
        .filter_map(|q| {
            let end = if matches!(analysis.tokens[q.end - 1].text, "," | ".") { q.end - 1 } else { q.end };
            let name = q.start..end;
            (!name.is_empty()).then_some(())?;
            Some(Found { whole: name.clone(), name, sentence: analysis.sentence_of(q.start)? })
        })
        .collect()
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
