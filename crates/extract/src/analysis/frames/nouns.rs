//! Nouns that say something ("its denial that …") and "according to".

use super::Finder;
use crate::analysis::cues::CUES;
use crate::analysis::{Act, ClauseKind, Frame, SentenceId, Tag, Tokens};

impl Finder<'_, '_, '_> {
    /// "According to X, …" and "…, according to X".
    pub(super) fn according_to(&mut self, id: SentenceId) {
        let sentence = self.body(id);
        for at in sentence.clone() {
            if self.g.tokens[at].lower != "according" || at + 2 > sentence.end {
                continue;
            }
            let from = if self.g.tokens.get(at + 1).is_some_and(|t| t.lower == "to") { at + 2 } else { at + 1 };
            let speaker = self.phrase_after(from, sentence.end);
            let speaker = self.agency(speaker, sentence.end);
            let opens =
                self.g.tokens[sentence.start..at].iter().all(|t| t.tag == Tag::Mark || t.tag == Tag::Conjunction);
            let content = if opens {
                let comma =
                    (speaker.end..sentence.end).find(|&i| self.g.tokens[i].text == ",").map_or(speaker.end, |i| i + 1);
                comma..sentence.end
            } else {
                let start = self.statement_start(at, &sentence);
                start..at
            };
            self.push(at..from, Act::Say, "frame.according-to", Some(speaker), Some(content));
        }
    }

    /// "two people familiar with the matter": the phrase goes on through its adjective.
    fn agency(&self, phrase: Tokens, limit: usize) -> Tokens {
        let familiar = (phrase.end..limit.min(phrase.end + 2))
            .any(|i| matches!(self.g.tokens[i].lower.as_str(), "familiar" | "briefed" | "close"));
        if familiar { phrase.start..self.phrase_after(phrase.end + 1, limit).end } else { phrase }
    }

    /// "its denial that …", "the gang's claim to have …".
    pub(super) fn nouns(&mut self, id: SentenceId) {
        let sentence = self.body(id);
        for at in sentence.clone() {
            let token = &self.g.tokens[at];
            let Some(act) = (token.tag == Tag::Noun).then(|| CUES.act_of_noun(&token.lemma)).flatten() else {
                continue;
            };
            let next = self.g.tokens.get(at + 1).filter(|_| at + 1 < sentence.end);
            let relative =
                self.g.tokens.get(at + 2).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal));
            let takes = next.is_some_and(|t| t.lower == "that") && !relative
                || next.is_some_and(|t| t.tag == Tag::To) && matches!(act, Act::Claim | Act::Deny);
            if !takes {
                self.noun_by(at, act, &sentence);
                continue;
            }
            if let Some(speaker) = self.verb_after_all(at, &sentence) {
                let end = self.content_end(at + 1, &sentence);
                self.push(at..at + 1, act, "frame.infinitive", Some(speaker), Some(at + 2..end));
                continue;
            }
            let speaker = self.possessor(at, &sentence).or_else(|| self.origin(at + 2, &sentence));
            // "denied claims that …": they stand only to be denied.
            let denied = |f: &Frame| f.act == Act::Deny && f.content.iter().any(|c| c.start == at + 2);
            if speaker.is_none() && self.frames.iter().rev().take(6).any(denied) {
                continue;
            }
            let end = self.noun_content_end(at + 2, &sentence);
            self.push(at..at + 1, act, "frame.noun", speaker, Some(at + 2..end));
        }
    }

    /// "a boast by a crew of hackers that …": whose the noun is stands between it and what is said.
    fn noun_by(&mut self, at: usize, act: Act, sentence: &Tokens) {
        if self.g.tokens.get(at + 1).is_none_or(|t| t.lower != "by") || at + 2 >= sentence.end {
            return;
        }
        let speaker = self.phrase_after(at + 2, sentence.end);
        let that = self.g.tokens.get(speaker.end).is_some_and(|t| t.lower == "that");
        if that && !speaker.is_empty() {
            let end = self.noun_content_end(speaker.end + 1, sentence);
            self.push(at..at + 1, act, "frame.noun", Some(speaker.clone()), Some(speaker.end + 1..end));
        }
    }

    /// "has added the firm to its site and claims to have …", "a user called Moss claims to have …": read as a noun,
    /// it is the verb of whoever stands before it.
    fn verb_after_all(&self, at: usize, sentence: &Tokens) -> Option<Tokens> {
        let token = &self.g.tokens[at];
        let before = at.checked_sub(1).filter(|&i| i >= sentence.start).map(|i| &self.g.tokens[i])?;
        let to = self.g.tokens.get(at + 1).is_some_and(|t| t.tag == Tag::To);
        let joins = before.tag == Tag::Conjunction;
        let named = matches!(before.tag, Tag::Proper | Tag::Noun) && self.possessor(at, sentence).is_none();
        let clause = self.g.clauses_at(at).filter(|_| token.lower == "claims" && to && (joins || named))?;
        let subject = self.subject_of(clause)?;
        (subject.end <= at).then_some(subject)
    }

    /// "claims that data were stolen and was looking into them": what a noun holds ends before the verb that follows
    /// on the noun's own clause.
    fn noun_content_end(&self, from: usize, sentence: &Tokens) -> usize {
        let end = self.content_end(from, sentence);
        let held = self.g.clauses_at(from).map(|c| (c, self.g.clauses[c].subject.clone()));
        let Some((held, subject)) = held else { return end };
        let next = self.g.clauses[held + 1..].iter().take_while(|c| c.tokens.start < end).find(|c| {
            c.kind == ClauseKind::Main
                && c.tokens.start > from
                && c.subject != subject
                && c.subject.as_ref().is_none_or(|s| s.end <= from)
        });
        next.map_or(end, |c| c.tokens.start.min(end))
    }

    /// "Confirmation that files are gone came from the chairman": whoever the noun comes from.
    fn origin(&self, from: usize, sentence: &Tokens) -> Option<Tokens> {
        let came = (from..sentence.end).find(|&i| {
            matches!(self.g.tokens[i].lemma.as_str(), "come" | "follow") && self.g.tokens[i].tag == Tag::Verb
        })?;
        let by = (came + 1..sentence.end).find(|&i| matches!(self.g.tokens[i].lower.as_str(), "from" | "by"))?;
        let phrase = self.phrase_after(by + 1, sentence.end);
        (!phrase.is_empty()).then_some(phrase)
    }

    /// "the gang's claim", "its denial".
    fn possessor(&self, noun: usize, sentence: &Tokens) -> Option<Tokens> {
        let near = noun.saturating_sub(4).max(sentence.start)..noun;
        for at in near.rev() {
            let token = &self.g.tokens[at];
            if matches!(token.lower.as_str(), "its" | "his" | "her" | "their" | "our") {
                return Some(at..at + 1);
            }
            let plural = token.lower.ends_with('\'') && token.text.len() > 2;
            if token.lower == "'s" || plural {
                let end = if plural { at + 1 } else { at };
                let mut start = end - usize::from(plural);
                while start > sentence.start
                    && matches!(
                        self.g.tokens[start - 1].tag,
                        Tag::Noun | Tag::Proper | Tag::Adjective | Tag::Determiner | Tag::Number
                    )
                {
                    start -= 1;
                }
                return (start < end).then_some(start..end);
            }
        }
        None
    }
}
