//! Where what is said begins and ends.

use super::Finder;
use crate::analysis::cues::CUES;
use crate::analysis::{ClauseKind, Tag, Token, Tokens};

impl Finder<'_, '_, '_> {
    /// The that- and whether-clauses that a verb takes, each from its first word to where its statement ends.
    pub(super) fn complements(&self, c: usize, sentence: &Tokens) -> Vec<Tokens> {
        let verb_end = self.g.clauses[c].verb.as_ref().map_or(0, |v| v.tokens.end);
        let ids: Vec<usize> =
            (c + 1..self.g.clauses.len()).take_while(|&k| self.g.clauses[k].tokens.start < sentence.end).collect();
        let mut content: Vec<Tokens> = Vec::new();
        for k in ids {
            let clause = &self.g.clauses[k];
            if clause.tokens.start < verb_end
                || content.last().is_some_and(|t| t.end > clause.tokens.start && !self.joined_that(clause.tokens.start))
            {
                continue;
            }
            if self.joined_that(clause.tokens.start) && content.is_empty() {
                continue;
            }
            let own = (matches!(clause.kind, ClauseKind::That | ClauseKind::Whether) || self.late_that(c, k))
                && (clause.parent == Some(c) || self.joined_that(clause.tokens.start) && !content.is_empty());
            // "…, he said, when staff noticed": the time of what he said, not what he said.
            let apart = clause.kind == ClauseKind::Whether
                && self.g.tokens.get(verb_end).is_some_and(|t| t.text == ",")
                && self.g.tokens.get(verb_end + 1).is_some_and(|t| t.lower == "when");
            if !own || apart {
                continue;
            }
            let start = self.after_that(clause.tokens.start);
            if let Some(last) = content.last_mut() {
                last.end = last.end.min(clause.tokens.start);
            }
            content.push(start..self.content_end(start, sentence));
        }
        content
    }

    /// "told reporters that the system, which …, had", "bragged on a forum that he has": "that" within a few words of the
    /// verb, none of them a verb, opens what is said, however its clauses were parted.
    pub(super) fn after_plain_that(&self, verb_end: usize, sentence: &Tokens) -> Option<Tokens> {
        let near = verb_end..sentence.end.min(verb_end + 9);
        let that = near.clone().find(|&i| self.g.tokens[i].lower == "that")?;
        let between = &self.g.tokens[verb_end..that];
        let aside = between.iter().all(|t| {
            matches!(t.tag, Tag::Noun | Tag::Proper | Tag::Determiner | Tag::Adjective | Tag::Preposition | Tag::Adverb)
                || matches!(t.tag, Tag::Pronoun | Tag::Number | Tag::Other)
        });
        let end = self.content_end(that + 1, sentence);
        let opens = self.g.tokens.get(that + 1).is_some_and(|t| {
            matches!(t.tag, Tag::Determiner | Tag::Pronoun | Tag::Noun | Tag::Proper | Tag::Adjective | Tag::Number)
                || t.tag == Tag::Negation
        });
        (aside && opens && has_finite(&self.g.tokens[that + 1..end])).then_some(that + 1..end)
    }

    /// "said 911 dispatch, which runs apart, worked normally": a subject right after the verb, its own verb further on.
    pub(super) fn after_bare_verb(&self, verb_end: usize, sentence: &Tokens) -> Option<Tokens> {
        let next = self.g.tokens.get(verb_end).filter(|_| verb_end < sentence.end)?;
        let opens = matches!(
            next.tag,
            Tag::Determiner | Tag::Pronoun | Tag::Noun | Tag::Proper | Tag::Adjective | Tag::Number | Tag::Negation
        );
        let end = self.content_end(verb_end, sentence);
        let said = &self.g.tokens[verb_end..end];
        let acts = said.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary | Tag::Participle));
        let parted = said.iter().any(|t| t.text == ",") && self.g.tokens[verb_end].quotation.is_none();
        (opens && acts && parted && !CUES.is_time(&next.lower)).then_some(verb_end..end)
    }

    /// "said this morning that it had …", "has written on the web that …": only a time or a place stands between.
    fn late_that(&self, c: usize, k: usize) -> bool {
        let (clause, verb) = (&self.g.clauses[k], self.g.clauses[c].verb.as_ref());
        let Some(verb) = verb.filter(|v| !CUES.takes_object(&v.lemma) && v.tokens.end < clause.tokens.start) else {
            return false;
        };
        let between = &self.g.tokens[verb.tokens.end..clause.tokens.start];
        let aside = between.first().is_some_and(|t| t.tag == Tag::Preposition || CUES.is_time(&t.lower));
        let that = self.g.tokens.get(clause.tokens.start).is_some_and(|t| t.lower == "that");
        let own = clause.subject.as_ref().is_some_and(|s| s.start > clause.tokens.start);
        clause.kind == ClauseKind::Relative && that && own && aside && between.len() < 8
    }

    /// "and that …", "but that …".
    fn joined_that(&self, at: usize) -> bool {
        let word = |i: usize| self.g.tokens.get(i).map_or("", |t| t.lower.as_str());
        matches!(word(at), "and" | "but") && word(at + 1) == "that"
    }

    fn after_that(&self, at: usize) -> usize {
        let skip = self.g.tokens[at..]
            .iter()
            .take(2)
            .take_while(|t| matches!(t.lower.as_str(), "that" | "and" | "but" | "," | ":"))
            .count();
        at + skip
    }

    /// Where reported content ends: at "while" and "although" in the narrator's voice, at ", adding", at the next
    /// attribution, at the end of the sentence.
    pub(super) fn content_end(&self, from: usize, sentence: &Tokens) -> usize {
        let quotation = self.g.tokens.get(from).and_then(|t| t.quotation);
        for at in from..sentence.end {
            let token = &self.g.tokens[at];
            if quotation.is_some() || token.quotation.is_some() {
                continue;
            }
            let next = self.g.tokens.get(at + 1);
            let ends = match token.text {
                ";" | "—" | "–" | "--" => true,
                "," => next.is_some_and(|n| {
                    matches!(
                        n.lower.as_str(),
                        "while" | "although" | "though" | "whereas" | "according" | "days" | "two"
                    ) || n.tag == Tag::Gerund
                        && !matches!(
                            n.lower.as_str(),
                            "including"
                                | "using"
                                | "containing"
                                | "meaning"
                                | "causing"
                                | "affecting"
                                | "leading"
                                | "excluding"
                        )
                        || self.attribution_at(at + 1, sentence.end)
                }),
                "according" => true,
                _ => false,
            };
            if ends {
                return at;
            }
        }
        sentence.end
    }

    /// "…, X said" begins here.
    fn attribution_at(&self, from: usize, limit: usize) -> bool {
        for at in from..limit.min(from + 10) {
            let token = &self.g.tokens[at];
            if token.tag == Tag::Verb && CUES.act_of_verb(&token.lemma).is_some() {
                let next = self.g.tokens.get(at + 1).filter(|_| at + 1 < limit);
                return next.is_none_or(|n| {
                    n.tag == Tag::Mark || n.tag == Tag::Preposition || n.tag == Tag::Adverb || at == from
                });
            }
            if !matches!(
                token.tag,
                Tag::Noun | Tag::Proper | Tag::Pronoun | Tag::Determiner | Tag::Adjective | Tag::Other | Tag::Number
            ) && token.lower != "of"
                && token.lower != "for"
                && token.lower != "and"
            {
                return false;
            }
        }
        false
    }

    /// A statement before its attribution without quotation marks: "They hold names, it said".
    pub(super) fn stated_before(&self, sentence: &Tokens, lead: usize, after: usize) -> Option<Tokens> {
        let comma = lead.checked_sub(1).filter(|&i| i > sentence.start && self.g.tokens[i].text == ",")?;
        let rest = &self.g.tokens[after.min(sentence.end)..sentence.end];
        let closes = |t: &&Token<'_>| matches!(t.text, "," | ":" | ";" | "—" | "–");
        let short = !has_finite(&rest[..rest.iter().position(|t| closes(&t)).unwrap_or(rest.len())]);
        let has_verb = self.g.tokens[sentence.start..comma]
            .iter()
            .any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary | Tag::Participle));
        let opens_fronted = matches!(self.g.tokens[sentence.start].tag, Tag::Preposition)
            && !has_finite(&self.g.tokens[sentence.start..comma]);
        (short && has_verb && !opens_fronted).then_some(sentence.start..comma)
    }

    /// "Card numbers, she stressed, sit with the shops": the attribution stands inside what is said.
    pub(super) fn around_insertion(&self, sentence: &Tokens, speaker: &Tokens, verb: &Tokens) -> Option<[Tokens; 2]> {
        let comma = speaker.start.checked_sub(1).filter(|&i| i > sentence.start && self.g.tokens[i].text == ",")?;
        let close = (verb.end..sentence.end.min(verb.end + 3)).find(|&i| self.g.tokens[i].text == ",")?;
        let adjacent = speaker.end <= verb.start && verb.start - speaker.end < 2;
        let lead = &self.g.tokens[sentence.start..comma];
        let names = lead.iter().any(|t| matches!(t.tag, Tag::Noun | Tag::Proper | Tag::Pronoun));
        let aside = lead.first().is_some_and(|t| matches!(t.tag, Tag::Preposition | Tag::Subordinator));
        let goes_on = has_finite(&self.g.tokens[close..sentence.end]);
        // "In the weeks before he left, prosecutors allege, he sent himself …": the time of what is said stands first.
        let start = if aside { close + 1 } else { sentence.start };
        let fits = adjacent && names && (aside || !has_finite(lead)) && goes_on;
        fits.then(|| [start..comma.max(start), close + 1..sentence.end])
    }

    /// "…, she said, and cards were not involved": what is said goes on with a subject of its own.
    pub(super) fn stated_after(&self, from: usize, sentence: &Tokens) -> Option<Tokens> {
        let word = |i: usize| self.g.tokens.get(i).filter(|_| i < sentence.end).map_or("", |t| t.lower.as_str());
        let joined = word(from) == "," && matches!(word(from + 1), "and" | "but");
        let next = self.g.clauses_at(from + 2).filter(|_| joined)?;
        let subject = self.g.clauses[next].subject.as_ref()?;
        let own = subject.start == from + 2 && !matches!(word(from + 2), "he" | "she" | "it" | "they");
        own.then(|| from + 2..self.content_end(from + 2, sentence))
    }

    /// Where the statement that ends at `at` begins: after the last "; ", ", and", or at the sentence's start.
    pub(super) fn statement_start(&self, at: usize, sentence: &Tokens) -> usize {
        (sentence.start..at)
            .rev()
            .find(|&i| matches!(self.g.tokens[i].text, ";" | "—"))
            .map_or(sentence.start, |i| i + 1)
    }
}

fn has_finite(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary))
}
