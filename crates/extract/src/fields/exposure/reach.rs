//! How far a predicate reaches in its sentence: where its clause ends, which verb comes next, what is an aside.

use super::govern::Ground;
use crate::analysis::{Tag, Tokens};
use crate::fields::lexicon::CLASSES;

impl Ground<'_, '_> {
    /// Whether words between a predicate and its object break the tie.
    pub(super) fn broken(&self, from: usize, to: usize) -> bool {
        let tokens = &self.analysis.tokens;
        let mut verbs = 0;
        for at in from..to {
            let token = &tokens[at];
            let lower = token.lower.as_str();
            if matches!(
                lower,
                ";" | "before" | "after" | "when" | "because" | "while" | "since" | "although" | "so" | "until"
            ) && token.tag != Tag::Preposition
                || matches!(lower, "who" | "whose" | "whom" | "if" | "whether")
                || lower == "but" && !negative_next(tokens, at)
            {
                return true;
            }
            let finite = matches!(token.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal) && !list_verb(lower);
            let inside = self.predicates.iter().any(|p| p.tokens.contains(&at));
            verbs += usize::from(finite && !inside);
        }
        verbs > 0
    }

    /// Whether another clause begins between two words.
    pub(super) fn clause_breaks(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| {
            let token = &self.analysis.tokens[at];
            let next = self.analysis.tokens.get(at + 1).map_or("", |t| t.lower.as_str());
            token.text == ";"
                || token.lower == "but" && !matches!(next, "not" | "were" | "was")
                || matches!(token.lower.as_str(), "because" | "although" | "whereas")
                || token.lower == "," && matches!(next, "while" | "but" | "so")
                || token.lower == "and"
                    && matches!(next, "it" | "they" | "we" | "that" | "the")
                    && at > from + 1
                    && self.analysis.tokens[at - 1].text == ","
        })
    }

    /// The verb group that a list to its left is the subject of: asides and relative clauses are stepped over.
    pub(super) fn main_verb_after(&self, end: usize) -> Option<Tokens> {
        let tokens = &self.analysis.tokens;
        let mut at = end;
        let mut relative = false;
        while at < self.run.end {
            let token = &tokens[at];
            if matches!(token.lower.as_str(), "who" | "which" | "that" | "whose") {
                relative = true;
            } else if token.text == "," && self.aside(at).is_some() {
                at = self.aside(at)?;
                continue;
            } else if matches!(token.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal) && !list_verb(&token.lower) {
                let group = self.group(at);
                if !relative {
                    return Some(group);
                }
                relative = false;
                at = group.end;
                continue;
            }
            at += 1;
        }
        None
    }

    /// The end of an aside that opens with the comma at `at`: ", held on a separate system," or ",” the firm said, “".
    pub(super) fn aside(&self, at: usize) -> Option<usize> {
        let tokens = &self.analysis.tokens;
        let opens = (at + 1..self.run.end).find(|&i| !matches!(tokens[i].text, "“" | "”" | "\"" | "’"))?;
        let word = &tokens[opens];
        let quoted = opens > at + 1;
        let kind = matches!(word.tag, Tag::Participle | Tag::Gerund | Tag::Preposition | Tag::Subordinator) || quoted;
        if !kind {
            return None;
        }
        (opens..self.run.end.min(opens + 25)).find(|&i| tokens[i].text == ",").map(|i| i + 1)
    }

    pub(super) fn group(&self, at: usize) -> Tokens {
        let tokens = &self.analysis.tokens;
        let end = (at..self.run.end)
            .find(|&i| {
                let t = &tokens[i];
                !(matches!(
                    t.tag,
                    Tag::Verb
                        | Tag::Auxiliary
                        | Tag::Modal
                        | Tag::Participle
                        | Tag::Adverb
                        | Tag::Negation
                        | Tag::Adjective
                        | Tag::To
                ) || t.lower.ends_with("ly"))
            })
            .unwrap_or(self.run.end);
        at..end.max(at + 1)
    }

    /// Whether a noun phrase that holds `start` is the object of a verb or preposition that exposes nothing.
    pub(super) fn is_object(&self, start: usize) -> bool {
        let tokens = &self.analysis.tokens;
        let mut at = start;
        while at > self.run.start {
            let token = &tokens[at - 1];
            let of_phrase = token.lower == "of"
                || matches!(token.lower.as_str(), "for" | "about" | "on" | "regarding" | "concerning")
                    && tokens.get(at.wrapping_sub(2)).is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Proper));
            let inside = matches!(
                token.tag,
                Tag::Determiner | Tag::Adjective | Tag::Noun | Tag::Number | Tag::Proper | Tag::Adverb
            ) || possessive_or_quote(token.lower.as_str())
                || of_phrase;
            if token.lower == "that" {
                return false;
            }
            if !inside {
                break;
            }
            at -= 1;
        }
        if self.scopes.excludes_at(at) {
            return false;
        }
        let Some(before) = at.checked_sub(1).filter(|&i| i >= self.run.start).map(|i| &tokens[i]) else { return false };
        match before.tag {
            Tag::Verb | Tag::Participle | Tag::Gerund => !says(&before.lemma),
            Tag::Preposition | Tag::To => true,
            _ => false,
        }
    }

    pub(super) fn clause_start(&self, list_start: usize) -> usize {
        let tokens = &self.analysis.tokens;
        (self.run.start..list_start)
            .rev()
            .find(|&i| {
                matches!(tokens[i].tag, Tag::Verb) && says(&tokens[i].lemma)
                    || matches!(tokens[i].text, ";" | ":")
                    || tokens[i].lower == "that"
            })
            .map_or(self.run.start, |i| i + 1)
    }
}

fn negative_next(tokens: &[crate::analysis::Token<'_>], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|t| matches!(t.lower.as_str(), "not" | "no" | "also" | "excluding"))
}

fn possessive_or_quote(lower: &str) -> bool {
    matches!(lower, "their" | "his" | "her" | "its" | "our" | "your" | "my" | "'s" | "“" | "”" | "\"" | "no" | "any")
        || lower.ends_with('\'')
}

fn says(lemma: &str) -> bool {
    matches!(lemma, "identify" | "notice" | "spot" | "realise" | "realize" | "see")
        || CLASSES.get("saying").is_some_and(|c| c.words.contains(lemma))
}

/// Words that a tagger may take for verbs inside a list of data.
fn list_verb(lower: &str) -> bool {
    matches!(
        lower,
        "contact"
            | "direct"
            | "phone"
            | "email"
            | "mail"
            | "address"
            | "addresses"
            | "card"
            | "book"
            | "account"
            | "number"
            | "date"
            | "order"
            | "follow"
            | "following"
            | "limited"
    )
}
