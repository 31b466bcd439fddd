//! How the words of a name join: capitals side by side, "of", "&", "and", "'s", a legal form behind a comma; and which
//! titles in front are left off.

use super::lexicon::LEXICON;
use super::names::{capital, key};
use crate::analysis::{Analysis, Tag, Token, Tokens};
use crate::places;

/// Most tokens a name may have.
const LONGEST: usize = 14;

/// One sentence, to be looked through for names.
pub(crate) struct Run<'a, 'd> {
    /// The text.
    pub analysis: &'a Analysis<'d>,
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub limit: usize,
}

impl<'d> Run<'_, 'd> {
    /// The token, if it lies in the sentence.
    pub(crate) fn token(&self, at: usize) -> Option<&Token<'d>> {
        self.analysis.tokens.get(at).filter(|_| at < self.limit)
    }

    /// Its lower-case form; empty outside.
    pub(crate) fn lower(&self, at: usize) -> &str {
        self.token(at).map_or("", |t| t.lower.as_str())
    }

    /// Whether a name begins here.
    pub(crate) fn begins(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        if token.tag == Tag::Proper {
            return token.text.starts_with(char::is_alphabetic);
        }
        let region = LEXICON.region.has(&token.lower)
            && at == self.start
            && self.token(at + 1).is_some_and(|n| capital(n) && n.tag == Tag::Proper);
        capital(token) && (region || self.opens_with_common_word(at) || self.is_brand_word(at))
    }

    /// "Federal Group", "Marks & Spencer", "Local 88": a sentence's first word, common by itself, with more behind.
    fn opens_with_common_word(&self, at: usize) -> bool {
        let Some(next) = self.token(at + 1).filter(|_| at == self.start) else { return false };
        let last = LEXICON.org_head.has(&next.lower)
            && capital(next)
            && self.token(at + 2).is_none_or(|t| !capital(t) || t.tag != Tag::Proper);
        let joined = matches!(next.text, "&" | "and")
            && self.token(at + 2).is_some_and(|t| capital(t) && t.tag == Tag::Proper)
            && (next.text == "&" || LEXICON.and_brand.has(&format!("{} and {}", self.lower(at), self.lower(at + 2))));
        let lead =
            LEXICON.the_lead.has(self.lower(at)) && next.lower == "the" && self.token(at + 2).is_some_and(capital);
        let numbered = self.lower(at) == "local" && next.tag == Tag::Number;
        let of = LEXICON.of_lead.has(self.lower(at))
            && next.lower == "of"
            && self.token(at + 2).is_some_and(|t| capital(t) && t.tag == Tag::Proper)
            && places::country(self.lower(at)).is_none()
            && !LEXICON.person_role.has(self.lower(at));
        (last || joined || lead || numbered || of)
            && !matches!(
                self.token(at).map(|t| t.tag),
                Some(Tag::Determiner | Tag::Preposition | Tag::Pronoun | Tag::Subordinator)
            )
            && !LEXICON.not_name.has(self.lower(at))
    }

    /// "mobile phone company Three has": a common word with a capital after the noun that it names.
    fn is_brand_word(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|b| self.token(b)).is_some_and(|b| {
            b.tag == Tag::Noun && b.text.starts_with(char::is_lowercase) && LEXICON.brand_noun.has(&b.lower)
        })
    }

    /// One past the last token of the name that begins at `from`.
    pub(crate) fn end(&self, from: usize) -> usize {
        let mut end = from + 1;
        while end < self.limit && end - from < LONGEST {
            match self.step(from, end) {
                Some(next) => end = next,
                None => break,
            }
        }
        let end = end.min(self.limit);
        self.with_tail(from, end)
    }

    /// "Ashgrove school district": small words that end the name.
    fn with_tail(&self, from: usize, end: usize) -> usize {
        let text = self.analysis.text(&(from..end));
        let possessive = self.lower(end) == "'s";
        if places::place(text).is_some_and(|p| p.kind == places::PlaceKind::People) {
            return end;
        }
        for n in [2, 1] {
            let start = if possessive { end + 1 } else { end };
            let words: Vec<&str> = (start..start + n).map(|i| self.lower(i)).collect();
            let phrase = words.join(" ");
            let small = self.token(start).is_some_and(|t| t.text.starts_with(char::is_lowercase));
            let fits = if possessive {
                matches!(phrase.as_str(), "campaign team" | "campaign" | "party")
            } else {
                LEXICON.tail.has(&phrase)
            };
            let more = self.token(start + n).is_some_and(|t| t.tag == Tag::Noun);
            if small && fits && !more && self.token(from).is_some_and(|t| t.tag == Tag::Proper) {
                return start + n;
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
        let next_capital = next.is_some_and(capital) && self.continues(from, at + 1);
        match token.lower.as_str() {
            "," if next.is_some_and(|n| capital(n) && LEXICON.legal_form.has(&n.lower)) => Some(at + 2),
            "&" | "+" if next.is_some_and(capital) => Some(at + 2),
            "and" if next_capital && self.joins_and(from, at) => Some(at + 2),
            "of" | "for" if self.joins_of(from, at) => self.after_small_words(at),
            "the"
                if next_capital
                    && LEXICON.the_lead.has(self.lower(at - 1))
                    && self.token(at - 1).is_some_and(capital) =>
            {
                Some(at + 2)
            }
            "'s" if next.is_some_and(capital) && self.joins_possessive(at) => Some(at + 2),
            "'s" if LEXICON.possessive_brand.has(&format!("{}'s", self.lower(at - 1))) => Some(at + 1),
            "!" if self.touches(at) && next.is_some_and(|n| !capital(n)) && self.lower(from) != self.lower(at - 1) => {
                Some(at + 1)
            }
            small if !matches!(small, "of" | "for" | "y" | "e") && LEXICON.link.has(small) && next_capital => {
                Some(at + 2)
            }
            "y" | "e" if next_capital && self.token(at - 1).is_some_and(capital) => Some(at + 2),
            _ => None,
        }
    }

    /// A capital right behind the last one, or a number that belongs to it ("Local 88", "Channel 4").
    fn continues(&self, from: usize, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        let before = at.checked_sub(1).map_or("", |b| self.lower(b));
        if token.tag == Tag::Number && token.text.starts_with(|c: char| c.is_ascii_digit()) {
            let counted = ["local", "unit", "channel", "studio", "area", "team", "route", "radio", "apt"];
            return at > from && counted.contains(&before) && token.text.len() < 4;
        }
        if !capital(token) || super::names::is_hung(token) {
            return false;
        }
        if before.ends_with('\'') {
            return LEXICON.possessor.has(before.trim_end_matches('\''));
        }
        let open =
            matches!(token.tag, Tag::Proper | Tag::Noun | Tag::Adjective | Tag::Gerund | Tag::Participle | Tag::Verb)
                || token.text.len() > 1 && token.tag == Tag::Number;
        // "Bank of South Africa": half of a country's name.
        let country = at > from && places::country(self.analysis.text(&(at - 1..at + 1))).is_some();
        open && (country || LEXICON.org_head.has(&token.lower) || !LEXICON.not_name.has(&token.lower))
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
        let numbered = self.lower(from) == "local" && self.token(from + 1).is_some_and(|t| t.tag == Tag::Number);
        let lead = numbered || (from..at).any(|i| LEXICON.of_lead.has(self.lower(i)));
        let title = self.token(from).is_some_and(|t| LEXICON.person_role.has(&t.lower)) && self.lower(at) == "of";
        lead && !title && !self.token(at + 1).is_some_and(|t| capital(t) && LEXICON.not_name.has(&t.lower))
    }

    fn joins_possessive(&self, at: usize) -> bool {
        let before = self.lower(at - 1);
        let saint = at >= 2 && matches!(self.lower(at - 2), "st" | "st." | "saint");
        let person = self.token(at + 1).is_some_and(|t| LEXICON.first_name.has(&t.lower));
        // "the Sheriff's Capt. Boyle": an officer of his.
        if self.token(at + 1).is_some_and(|t| LEXICON.strong_title.has(&t.lower)) && before == "sheriff" {
            return false;
        }
        saint || LEXICON.possessor.has(before) || LEXICON.possessive_brand.has(&format!("{before}'s")) && !person
    }

    /// Whether "X and Y" is one name: a known brand, one that its abbreviation spells, a department of this and
    /// that, or one with a singular verb behind it.
    fn joins_and(&self, from: usize, at: usize) -> bool {
        let mut end = at + 2;
        while end < self.limit && self.continues(at + 1, end) {
            end += 1;
        }
        let (left, right) = (key(self.analysis, &(from..at)), key(self.analysis, &(at + 1..end)));
        let first_right = right.split(' ').next().unwrap_or_default();
        LEXICON.and_brand.has(&format!("{left} and {right}"))
            || LEXICON.and_brand.has(&format!("{left} and {first_right}"))
            || self.spelt_by_abbreviation(from, end)
            || self.is_department(from, at, end, &right)
            || self.is_pair(from, at, end)
    }

    /// "Department of Health and Human Services".
    fn is_department(&self, from: usize, at: usize, end: usize, right: &str) -> bool {
        let of = (from..at).any(|i| matches!(self.lower(i), "of" | "for"))
            && (from..at).any(|i| LEXICON.of_lead.has(self.lower(i)));
        let right_alone = LEXICON.authority_name.has(right)
            || self.token(at + 1).is_some_and(|t| t.text.len() > 1 && !t.text.chars().any(char::is_lowercase))
            || places::country(self.analysis.text(&(at + 1..end))).is_some()
            || self.lower(end) == "of";
        let second = (from..at).any(|i| self.lower(i) == "and");
        of && !right_alone && !second
    }

    /// "Bath and North East Somerset Council has", "Harrow and Sons".
    fn is_pair(&self, from: usize, at: usize, end: usize) -> bool {
        let tail = self.lower(end - 1);
        let singular = matches!(self.lower(end), "has" | "is" | "was" | "says");
        at == from + 1
            && !LEXICON.first_name.has(self.lower(from))
            && places::country(self.analysis.text(&(from..at))).is_none()
            && (matches!(tail, "sons" | "daughters" | "co" | "co." | "partners" | "associates" | "brothers")
                || singular && (LEXICON.org_head.has(tail) || LEXICON.legal_form.has(tail)) && end > at + 2)
    }

    fn spelt_by_abbreviation(&self, from: usize, end: usize) -> bool {
        let (Some(open), Some(short)) = (self.token(end), self.token(end + 1)) else { return false };
        let initials: String =
            (from..end).filter_map(|i| self.token(i)?.text.chars().next()).filter(|c| c.is_uppercase()).collect();
        let letters: String = short.text.chars().filter(|c| c.is_uppercase()).collect();
        open.text == "(" && letters.len() > 1 && letters == initials
    }

    /// Where a person's title stands inside a run of capitals: "Barclays CEO Jes Staley".
    pub(crate) fn title_inside(&self, from: usize, end: usize) -> Option<usize> {
        let last = self.lower(end - 1);
        if LEXICON.org_head.has(last)
            || LEXICON.authority_head.has(last)
            || (from..end).any(|i| matches!(self.lower(i), "of" | "for" | "'s"))
        {
            return None;
        }
        (from + 1..end.saturating_sub(1)).find(|&i| {
            LEXICON.strong_title.has(self.lower(i)) && self.lower(i).len() > 1 && !LEXICON.title.has(self.lower(i - 1))
        })
    }

    /// Leaves titles and stray capitals off the front, and what is no name off the end.
    pub(crate) fn trim(&self, name: Tokens) -> Tokens {
        let mut start = name.start + self.titles(&name);
        while start + 1 < name.end && self.is_stray(start) {
            start += 1;
        }
        let mut end = name.end;
        let country = |end: usize| places::country(self.analysis.text(&(end - 2..end))).is_some();
        while end > start + 1
            && !country(end)
            && (LEXICON.not_name.has(self.lower(end - 1)) && !LEXICON.org_head.has(self.lower(end - 1))
                || LEXICON.platform.has(self.lower(end - 1)))
        {
            end -= 1;
        }
        start..end
    }

    /// How many titles stand in front of a person's name.
    fn titles(&self, name: &Tokens) -> usize {
        let words: Vec<&str> = name.clone().map(|i| self.lower(i)).collect();
        let of = words.iter().any(|w| matches!(*w, "of" | "for" | "'s"));
        let last = words.last().copied().unwrap_or_default();
        if of || LEXICON.org_head.has(last) || LEXICON.authority_head.has(last) {
            return 0;
        }
        let titles = words
            .iter()
            .take(words.len() - 1)
            .take_while(|w| LEXICON.title.has(w) || matches!(**w, "and" | "&"))
            .count();
        let strong = words.iter().take(titles).any(|w| LEXICON.strong_title.has(w));
        if strong { titles } else { 0 }
    }

    fn is_stray(&self, at: usize) -> bool {
        let word = self.lower(at);
        // "The Sunday Courier".
        let day = matches!(word, "sunday" | "saturday") && self.token(at + 1).is_some_and(capital);
        if day && LEXICON.outlet_head.has(self.lower(at + 1)) {
            return false;
        }
        LEXICON.not_name.has(word) && !LEXICON.org_lead.has(word) || matches!(word, "and" | "&" | ",")
    }

    fn touches(&self, at: usize) -> bool {
        at > 0 && self.analysis.tokens[at - 1].end == self.analysis.tokens[at].start
    }
}
