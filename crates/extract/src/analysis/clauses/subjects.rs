//! Who is the subject of a clause: the phrase before its verb, what a relative pronoun stands for, or the one before.

use super::Cutter;
use crate::analysis::{Clause, ClauseKind, Tag, Tokens};

impl Cutter<'_, '_> {
    pub(super) fn is_relative_word(&self, subject: &Tokens) -> bool {
        subject.len() == 1 && matches!(self.tokens[subject.start].lower.as_str(), "who" | "which" | "that")
    }

    /// The noun phrase that ends right before `to`, not reaching before `from`.
    pub(super) fn subject_between(&self, from: usize, to: usize) -> Option<Tokens> {
        let mut start = from;
        while start < to
            && (matches!(self.tokens[start].tag, Tag::Subordinator | Tag::Conjunction | Tag::Mark | Tag::Adverb)
                || self.is_adverbial_preposition(start))
        {
            start += 1;
        }
        // “Passwords,” the bank said: what is quoted is no part of the subject.
        let quote = (start..to)
            .rev()
            .find(|&i| matches!(self.tokens[i].text, "”" | "\"") && self.tokens[i].quotation.is_none());
        if let Some(close) =
            quote.filter(|&q| q > start && self.tokens[q - 1].quotation.is_some() && self.tokens[q - 1].text == ",")
        {
            start = close + 1;
        }
        start = self.after_fronted(start, to);
        let mut end = to;
        while end > start
            && matches!(self.tokens[end - 1].tag, Tag::Mark | Tag::Adverb | Tag::Negation)
            && !matches!(self.tokens[end - 1].text, ")")
        {
            end -= 1;
        }
        let phrase = self.last_phrase(start, end)..end;
        self.tokens[phrase.clone()]
            .iter()
            .any(|t| {
                matches!(t.tag, Tag::Noun | Tag::Proper | Tag::Pronoun | Tag::Number | Tag::Determiner)
                    || t.tag == Tag::Gerund
            })
            .then_some(phrase)
    }

    /// A fronted phrase ends at its comma: "On May 9, 2025, the firm".
    fn after_fronted(&self, mut start: usize, to: usize) -> usize {
        let mut fronted = false;
        while let Some(comma) = (start..to).find(|&i| self.tokens[i].text == ",") {
            fronted = matches!(self.tokens[start].tag, Tag::Preposition | Tag::Adverb | Tag::Gerund | Tag::Participle)
                || fronted && comma <= start + 1 && self.tokens[start].tag == Tag::Number;
            if !fronted || comma + 1 >= to {
                break;
            }
            start = comma + 1;
        }
        start
    }

    /// A fronted phrase without a comma: "At this time the Company", "With its help we".
    pub(super) fn last_phrase(&self, start: usize, end: usize) -> usize {
        let Some(last) = end.checked_sub(1).filter(|&l| l > start) else { return start };
        if matches!(self.tokens[last].lower.as_str(), "we" | "it" | "they" | "he" | "she" | "i")
            && self.tokens[last - 1].tag != Tag::Preposition
        {
            return last;
        }
        if self.tokens[start].tag != Tag::Preposition {
            return start;
        }
        let determiner = (start + 2..end).rev().find(|&i| {
            matches!(self.tokens[i].lower.as_str(), "the" | "a" | "an" | "its" | "our" | "no" | "this" | "these")
                && self.tokens[i - 1].tag != Tag::Preposition
        });
        let name =
            (start + 2..end).rev().find(|&i| self.tokens[i].tag == Tag::Proper && self.tokens[i - 1].tag == Tag::Noun);
        determiner.or(name).unwrap_or(start)
    }

    /// The noun phrase that ends right before `at` (what a relative clause describes).
    pub(super) fn phrase_before(&self, at: usize) -> Option<Tokens> {
        let mut end = at;
        while end > self.range.start
            && matches!(self.tokens[end - 1].tag, Tag::Mark | Tag::Preposition | Tag::Conjunction)
        {
            end -= 1;
        }
        let mut start = end;
        let opens = |i: usize| self.tokens[i].tag == Tag::Determiner && self.tokens[i - 1].tag == Tag::Pronoun;
        while start > self.range.start
            && !(start < end && opens(start))
            && matches!(
                self.tokens[start - 1].tag,
                Tag::Noun
                    | Tag::Proper
                    | Tag::Adjective
                    | Tag::Determiner
                    | Tag::Number
                    | Tag::Pronoun
                    | Tag::Participle
                    | Tag::Other
            )
            || start > self.range.start + 1 && self.tokens[start - 1].lower == "of"
        {
            start -= 1;
        }
        (start < end).then_some(start..end)
    }

    pub(super) fn comma_before(&self, at: usize) -> bool {
        at > self.range.start && self.tokens[at - 1].text == ","
    }

    /// The clause whose subject goes on: the last one, a relative clause between commas passed over.
    pub(super) fn last_stated(&self, from: usize, start: usize, kind: ClauseKind) -> Option<usize> {
        let resumed = kind == ClauseKind::Main && self.resumes_after_and(from, start + 1);
        let stated = |c: &Clause| c.kind != ClauseKind::Relative;
        let before = resumed.then(|| self.clauses.iter().rposition(stated)).flatten();
        before.or(self.clauses.len().checked_sub(1))
    }

    pub(super) fn inherited(&self, parent: Option<usize>) -> Option<Tokens> {
        parent.and_then(|p| self.clauses.get(p)).and_then(|c| c.subject.clone())
    }

    /// Index within this sentence of the clause that holds one of this kind.
    pub(super) fn parent_of(&self, kind: ClauseKind, at: usize) -> Option<usize> {
        let last = at.checked_sub(1)?;
        match kind {
            ClauseKind::Main => self.coordinated_with(last),
            _ => Some(last),
        }
    }

    /// A coordinated clause hangs where the one before it hangs, if that is a that-clause still open.
    fn coordinated_with(&self, last: usize) -> Option<usize> {
        let clause = self.clauses.get(last)?;
        match clause.kind {
            ClauseKind::That | ClauseKind::Whether => clause.parent.map(|p| p - self.first),
            ClauseKind::Main => clause.parent.map(|p| p - self.first),
            _ => None,
        }
    }
}
