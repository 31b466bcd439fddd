//! What holds for a whole sentence (questions, what readers are told to do), and which cues are meant as listed.

use super::{Painter, Stroke};
use crate::analysis::cues::{Phrase, Reach};
use crate::analysis::{ClauseKind, Modality, Tag};

impl Painter<'_, '_> {
    /// Questions and what readers are told to do.
    pub(super) fn sentence_wide(&mut self) {
        let range = self.sentence.tokens.clone();
        let asks = self.tokens[range.clone()].iter().rev().take(3).find(|t| matches!(t.text, "." | "!" | "?"));
        if let Some(mark) = asks.filter(|t| t.text == "?") {
            let at = range.clone().rev().find(|&i| self.tokens[i].start == mark.start).unwrap_or(range.start);
            let from = self.tokens[at].quotation.map_or(range.start, |q| {
                range.clone().find(|&i| self.tokens[i].quotation == Some(q)).unwrap_or(range.start)
            });
            self.modal(from..range.end, Modality::Unreal, at..at + 1, "scope.question");
        }
        let first = range.clone().find(|&i| self.tokens[i].tag != Tag::Mark && self.tokens[i].lower != "please");
        if let Some(at) = first.filter(|&i| self.is_imperative(i)) {
            self.modal(range, Modality::Unreal, at..at + 1, "scope.imperative");
        }
        for clause in self.clauses.iter().filter(|c| c.kind == ClauseKind::Whether) {
            if matches!(self.tokens[clause.tokens.start].lower.as_str(), "whether" | "if" | "or") {
                let over = clause.tokens.start..self.reach_end(clause.tokens.start + 1);
                self.strokes.push(Stroke {
                    cue: clause.tokens.start..clause.tokens.start + 1,
                    over,
                    negates: false,
                    excepts: false,
                    modality: Modality::CannotSay,
                    rule: "scope.whether",
                });
            }
        }
    }

    fn please(&self, at: usize) -> bool {
        at > self.sentence.tokens.start && self.tokens[at - 1].lower == "please"
    }

    fn is_imperative(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let base = token.tag == Tag::Verb && token.lower == token.lemma && (token.lemma != "be" || self.please(at));
        let next = self.tokens.get(at + 1).filter(|_| at + 1 < self.end());
        base && next.is_some_and(|n| !matches!(n.text, "," | ":" | "'s"))
            && self.clauses.first().is_some_and(|c| c.verb.as_ref().is_some_and(|v| v.tokens.start == at))
            || matches!(token.lower.as_str(), "do" | "never")
                && next.is_some_and(|n| {
                    matches!(n.lower.as_str(), "not" | "n't") || n.tag == Tag::Verb && n.lower == n.lemma
                })
    }

    /// Whether a phrase is meant here as the lexicon means it.
    pub(super) fn fits(&self, phrase: &Phrase, at: usize, length: usize) -> bool {
        let last = at + length - 1;
        let next = self.tokens.get(last + 1).filter(|_| last + 1 < self.end());
        let next_noun =
            next.is_some_and(|n| matches!(n.tag, Tag::Noun | Tag::Adjective | Tag::Proper | Tag::Participle));
        let token = &self.tokens[at];
        match phrase.reach {
            Reach::Predicate => {
                !next_noun && self.clause_at(at).is_some_and(|c| c.verb.as_ref().is_some_and(|v| v.tokens.start < at))
            }
            // Not where "not" belongs to a verb: "was not taken".
            Reach::Noun if length == 1 && token.tag == Tag::Negation => self.negated_verb(at).is_none(),
            Reach::Noun if token.lower == "if" => false,
            Reach::Noun if matches!(token.lower.as_str(), "and" | "but") => self.negated_verb(last).is_none(),
            Reach::Condition if token.lower == "if" => {
                !self.clauses.iter().any(|c| c.kind == ClauseKind::Whether && c.tokens.start == at)
            }
            Reach::Except if length == 1 && token.lower == "bar" => token.tag != Tag::Noun,
            Reach::Clause
                if matches!(token.lower.as_str(), "may" | "might" | "will" | "could" | "would" | "must" | "should") =>
            {
                token.tag == Tag::Modal
            }
            Reach::Clause if length == 1 && matches!(token.lower.as_str(), "possible" | "potential") => next_noun,
            // "appeared genuine", and not "appeared on a forum".
            Reach::Clause if length == 1 && matches!(token.lemma.as_str(), "appear" | "seem" | "look") => {
                token.tag == Tag::Verb && next.is_some_and(|n| matches!(n.tag, Tag::Adjective | Tag::Participle))
            }
            // "a potentially similar attack": only the likeness is in doubt.
            Reach::Clause if token.tag == Tag::Adverb => {
                next.is_none_or(|n| n.tag != Tag::Adjective) || at > 0 && self.tokens[at - 1].tag != Tag::Determiner
            }
            Reach::After
                if length == 1
                    && matches!(
                        token.lower.as_str(),
                        "fear" | "worry" | "suspect" | "believe" | "worries" | "suspects" | "believes"
                    ) =>
            {
                token.tag == Tag::Verb || phrase.modality == Modality::Feared
            }
            _ => true,
        }
    }
}
