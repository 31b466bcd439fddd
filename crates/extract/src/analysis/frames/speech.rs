//! Verbs of saying in the active voice: "X said that …", “…,” said X, "X claims to have …".

use super::Finder;
use super::attitudes::attitude;
use crate::analysis::cues::CUES;
use crate::analysis::{Act, ClauseKind, SentenceId, Tag, Token, Tokens};

impl Finder<'_, '_, '_> {
    /// Verbs of saying.
    pub(super) fn speech(&mut self, id: SentenceId) {
        for c in self.g.sentences[id].clauses.clone() {
            let Some(verb) = self.g.clauses[c].verb.clone() else { continue };
            if let Some((act, length)) = CUES.set_phrase(self.g.tokens, verb.head) {
                let cue = verb.head..verb.head + length;
                let speaker = self.subject_of(c);
                let whole = speaker.as_ref().map_or(verb.tokens.start, |s| s.start)..self.g.clauses[c].tokens.end;
                self.push(cue, act, "frame.set-phrase", speaker, Some(whole));
            } else if let Some(act) = CUES.act_of_verb(&verb.lemma) {
                let scope = self.g.scopes.at(verb.head);
                if attitude(scope.modality, scope.rule).is_some()
                    && scope.cue.is_some_and(|cue| cue.contains(&verb.head))
                {
                    continue;
                }
                if verb.passive && self.by_agent(c, verb.tokens.end) {
                    if CUES.takes_object(&verb.lemma) {
                        self.passive_by(c, act);
                    }
                } else if verb.passive || self.chained_passive(&verb.tokens) {
                    self.passive_unnamed(c, act);
                } else {
                    self.active(id, c, act);
                }
            } else if verb.lemma == "put" && self.is_figure(c) {
                let sentence = self.body(id);
                let object = self.g.clauses[c].object.as_ref().map(|o| o.start..self.content_end(o.start, &sentence));
                self.push(verb.head..verb.head + 1, Act::Say, "frame.object", self.subject_of(c), object);
            } else if self.chained_passive(&verb.tokens) {
                self.passive_unnamed(c, Act::Suspect);
            } else if matches!(verb.lemma.as_str(), "be" | "become") && self.is_firm(&verb.tokens) {
                self.active(id, c, Act::Say);
            }
        }
    }

    /// "…, Ann Lee, the head of services, announced": a name between commas, then an office, then the verb.
    fn named_aside(&self, verb: &Tokens, sentence: &Tokens) -> Option<Tokens> {
        let is_comma = |i: usize| self.g.tokens[i].text == ",";
        let close = verb.start.checked_sub(1).filter(|&i| i > sentence.start && is_comma(i))?;
        let open = (sentence.start..close).rev().take(14).find(|&i| is_comma(i))?;
        let office = &self.g.tokens[open + 1..close];
        let plain = |t: &Token<'_>| !matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary | Tag::Subordinator);
        let start = (sentence.start..open).rev().find(|&i| self.g.tokens[i].tag != Tag::Proper)? + 1;
        let parted = matches!(self.g.tokens[start - 1].text, "," | "”" | "\"");
        let stated = !self.g.tokens[sentence.start..start - 1].iter().all(plain);
        (parted && stated && start < open && office.iter().all(plain)).then_some(start..open)
    }

    /// "put the number of guests hit at 4,000".
    fn is_figure(&self, c: usize) -> bool {
        let Some(object) = self.g.clauses[c].object.clone() else { return false };
        let limit = self.g.tokens.len().min(object.start + 24);
        let words = &self.g.tokens[object.start..limit];
        let counted = words.iter().take(3).any(|t| CUES.is_figure(&t.lemma));
        let to_stop = words.iter().take_while(|t| !matches!(t.text, "." | ";")).collect::<Vec<_>>();
        counted && to_stop.windows(2).any(|w| w[0].lower == "at" && !matches!(w[1].tag, Tag::Determiner))
    }

    /// "was adamant that", "is confident that".
    fn is_firm(&self, group: &Tokens) -> bool {
        let word = |i: usize| self.g.tokens.get(i).map_or("", |t| t.lower.as_str());
        matches!(
            word(group.end),
            "adamant" | "sure" | "confident" | "certain" | "convinced" | "satisfied" | "insistent" | "aware"
        ) && word(group.end + 1) == "that"
    }

    /// X said (that) …; “…”, X said; “…”, said X; X said: “…”.
    fn active(&mut self, id: SentenceId, c: usize, act: Act) {
        let clause = &self.g.clauses[c];
        let Some(verb) = clause.verb.clone() else { return };
        let sentence = self.body(id);
        if verb.lemma == "ask" && self.g.clauses[c].subject.is_none() {
            return;
        }
        let clause_only = CUES.clause_only(&verb.lemma);
        let inverted = self.inverted_speaker(c, &sentence);
        let speaker =
            inverted.clone().or_else(|| self.named_aside(&verb.tokens, &sentence)).or_else(|| self.subject_of(c));
        let after = inverted.as_ref().map_or(verb.tokens.end, |s| s.end);
        let mut content = self.complements(c, &sentence);
        if content.first().is_some_and(|first| self.under_attitude(verb.tokens.end, first.start)) {
            return;
        }
        if content.is_empty() && (!CUES.takes_object(&verb.lemma) || CUES.addresses(&verb.lemma)) {
            content.extend(self.after_plain_that(verb.tokens.end, &sentence));
        }
        if content.is_empty() && inverted.is_none() && verb.lemma == "say" && speaker.is_some() {
            content.extend(self.after_bare_verb(verb.tokens.end, &sentence));
        }
        if !content.is_empty() {
            content.extend(self.quoted_before(&sentence, verb.tokens.start));
            return self.push(verb.head..verb.head + 1, act, "frame.that", speaker, content);
        }
        if let Some(infinitive) = self.infinitive(c, act) {
            return self.push(verb.head..verb.head + 1, act, "frame.infinitive", speaker, Some(infinitive));
        }
        content = self.quoted_around(&sentence, &verb.tokens);
        if !content.is_empty() {
            let start = speaker.as_ref().map_or(verb.tokens.start, |s| s.start);
            content = self.with_words_before(content, &sentence, start.min(verb.tokens.start));
            return self.push(verb.head..verb.head + 1, act, "frame.quoted", speaker, content);
        }
        if let Some(halves) = speaker.as_ref().and_then(|s| self.around_insertion(&sentence, s, &verb.tokens)) {
            return self.push(verb.head..verb.head + 1, act, "frame.parenthetic", speaker, halves);
        }
        let lead = speaker.as_ref().map_or(verb.tokens.start, |s| s.start.min(verb.tokens.start));
        if let Some(before) = self.stated_before(&sentence, lead, after) {
            let rest = self.stated_after(after, &sentence);
            return self.push(
                verb.head..verb.head + 1,
                act,
                "frame.parenthetic",
                speaker,
                std::iter::once(before).chain(rest),
            );
        }
        let relates = !matches!(self.g.clauses[c].kind, ClauseKind::Infinitive | ClauseKind::Participial);
        let Some(object) =
            self.g.clauses[c].object.clone().filter(|_| relates && CUES.takes_object(&verb.lemma) && !clause_only)
        else {
            return;
        };
        let end = self.content_end(object.start, &sentence).min(self.next_predicate(c, object.start));
        self.push(verb.head..verb.head + 1, act, "frame.object", speaker, Some(object.start..end.max(object.start)));
    }

    /// "confirmed the breach but declined to say …": where the subject's next predicate begins.
    fn next_predicate(&self, c: usize, from: usize) -> usize {
        let subject = &self.g.clauses[c].subject;
        let next = self.g.clauses[c + 1..].iter().take(4).find(|n| {
            n.tokens.start > from && n.kind == ClauseKind::Main && n.subject == *subject && subject.is_some()
        });
        next.map_or(usize::MAX, |n| n.tokens.start)
    }

    /// "claims to have copied …", "denied having paid", "admitted losing …": what is said has no subject of its own.
    fn infinitive(&self, c: usize, act: Act) -> Option<Tokens> {
        let takes = matches!(act, Act::Claim | Act::Deny | Act::Confirm);
        let verb = self.g.clauses[c].verb.as_ref().filter(|_| takes)?;
        let next = self.g.clauses.get(c + 1).filter(|n| n.parent == Some(c) || n.tokens.start == verb.tokens.end)?;
        let gap = &self.g.tokens[verb.tokens.end..next.tokens.start.max(verb.tokens.end)];
        let close = gap.iter().all(|t| t.tag == Tag::Preposition && t.lower == "to" || t.tag == Tag::Adverb);
        let gerund = next.verb.as_ref().is_some_and(|v| self.g.tokens[v.tokens.start].lower.ends_with("ing"));
        let fits = next.kind == ClauseKind::Infinitive && act != Act::Confirm
            || next.kind == ClauseKind::Participial && gerund;
        let sentence = self.g.sentences.get(self.g.sentences.partition_point(|s| s.tokens.end <= verb.head))?;
        (close && fits).then(|| next.tokens.start..self.content_end(next.tokens.start, &sentence.tokens))
    }

    /// "found no sign that …": the attitude's own frame says it better.
    fn under_attitude(&self, verb_end: usize, content: usize) -> bool {
        let scope = self.g.scopes.at(content);
        attitude(scope.modality, scope.rule).is_some()
            && scope.cue.is_some_and(|cue| cue.start >= verb_end && cue.end <= content)
    }

    /// “…,” said X: the speaker stands after the verb.
    fn inverted_speaker(&self, c: usize, sentence: &Tokens) -> Option<Tokens> {
        let verb = self.g.clauses[c].verb.clone()?;
        let before = verb.tokens.start.checked_sub(1).filter(|&i| i >= sentence.start)?;
        let closes = matches!(self.g.tokens[before].text, "”" | "\"" | "," | "’" | "'");
        // "…, who took over in May, told reporters that": who is told stands after the verb, never who tells.
        if !quotes_words(&verb.lemma) || CUES.addresses(&verb.lemma) {
            return None;
        }
        let quoted = matches!(self.g.tokens[before].text, "”" | "\"" | "’" | "'");
        let beside = |s: &Tokens| s.end + 1 >= verb.tokens.start && s.start < verb.tokens.start;
        let own_subject =
            !quoted && (self.before_relative(c).is_some() || self.g.clauses[c].subject.as_ref().is_some_and(beside));
        let next = self.g.tokens.get(verb.tokens.end).filter(|_| verb.tokens.end < sentence.end)?;
        let timed = CUES.is_time(&next.lower);
        let names = matches!(next.tag, Tag::Proper | Tag::Determiner | Tag::Noun)
            || matches!(next.lower.as_str(), "its" | "his" | "their" | "one" | "another" | "a");
        let names = names && !timed;
        if !closes || own_subject || !names || verb.tokens.len() > 1 {
            return None;
        }
        let phrase = self.with_name(self.phrase_after(verb.tokens.end, sentence.end), sentence.end);
        let stated =
            self.g.tokens.get(phrase.end).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal));
        if !quoted && stated {
            return None;
        }
        // "…, said that it": what follows is content, not a speaker.
        (!phrase.is_empty() && !self.g.tokens[phrase.clone()].iter().any(|t| t.tag == Tag::Pronoun && t.lower != "its"))
            .then_some(phrase)
    }
}

/// Verbs that stand before their speaker after a quotation: "…,” said X".
fn quotes_words(lemma: &str) -> bool {
    matches!(CUES.act_of_verb(lemma), Some(Act::Say | Act::Confirm | Act::Claim))
}
