//! Who says what: verbs of saying with their speaker and content, "according to", nouns ("its denial that"),
//! passives ("has been claimed by"), quotations and what continues them. Who the speaker is, `parties` knows.

use super::clauses::body_start;
use super::cues::CUES;
use super::{
    Act, Clause, ClauseKind, Frame, FrameId, Modality, Quotation, Sentence, SentenceId, Tag, Token, Tokens,
    scopes::Scopes,
};
use sextant_model::BlockKind;

/// What the frames are found in.
pub(crate) struct Ground<'a, 'd> {
    pub tokens: &'a [Token<'d>],
    pub sentences: &'a [Sentence],
    pub clauses: &'a [Clause],
    pub scopes: &'a Scopes,
}

/// Finds all frames, in text order, and gives each quotation its frame.
pub(crate) fn find(ground: &Ground<'_, '_>, quotations: &mut [Quotation]) -> Vec<Frame> {
    let mut finder = Finder { g: ground, quotations, frames: Vec::new() };
    for id in 0..ground.sentences.len() {
        let from = finder.frames.len();
        finder.speech(id);
        finder.according_to(id);
        finder.nouns(id);
        finder.attitudes(id, from);
        finder.introduced(id);
    }
    finder.frames.sort_by_key(|f| f.cue.start);
    finder.attach_quotations();
    finder.frames
}

struct Finder<'f, 'a, 'd> {
    g: &'f Ground<'a, 'd>,
    quotations: &'f mut [Quotation],
    frames: Vec<Frame>,
}

impl Finder<'_, '_, '_> {
    fn push(
        &mut self,
        cue: Tokens,
        act: Act,
        rule: &'static str,
        speaker: Option<Tokens>,
        content: impl IntoIterator<Item = Tokens>,
    ) {
        let content: Vec<Tokens> = content.into_iter().map(|c| self.trim(c)).filter(|c| !c.is_empty()).collect();
        if !content.is_empty() {
            self.frames.push(Frame { cue, act, rule, speaker, continues: None, content });
        }
    }

    /// The tokens of a sentence without its dateline.
    fn body(&self, id: SentenceId) -> Tokens {
        let tokens = &self.g.sentences[id].tokens;
        body_start(self.g.tokens, tokens)..tokens.end
    }

    /// Leading and trailing marks off; a quotation mark inside stays.
    fn trim(&self, range: Tokens) -> Tokens {
        let mark = |i: usize| self.g.tokens[i].tag == Tag::Mark && !matches!(self.g.tokens[i].text, "(" | ")");
        let (mut start, mut end) = (range.start, range.end.min(self.g.tokens.len()));
        while start < end && mark(start) {
            start += 1;
        }
        while end > start && mark(end - 1) {
            end -= 1;
        }
        start..end
    }

    /// Verbs of saying.
    fn speech(&mut self, id: SentenceId) {
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
            } else if self.chained_passive(&verb.tokens) {
                self.passive_unnamed(c, Act::Suspect);
            } else if verb.lemma == "be" && self.is_firm(&verb.tokens) {
                self.active(id, c, Act::Say);
            }
        }
    }

    /// "was adamant that", "is confident that".
    fn is_firm(&self, group: &Tokens) -> bool {
        let word = |i: usize| self.g.tokens.get(i).map_or("", |t| t.lower.as_str());
        matches!(
            word(group.end),
            "adamant" | "confident" | "certain" | "convinced" | "satisfied" | "insistent" | "aware"
        ) && word(group.end + 1) == "that"
    }

    /// "are believed to be": the group has a chained verb of belief.
    fn chained_passive(&self, group: &Tokens) -> bool {
        self.g.tokens[group.clone()].windows(2).any(|w| {
            matches!(
                w[0].lower.as_str(),
                "believed"
                    | "thought"
                    | "suspected"
                    | "understood"
                    | "presumed"
                    | "alleged"
                    | "reported"
                    | "said"
                    | "feared"
            ) && w[1].lower == "to"
        })
    }

    fn by_agent(&self, c: usize, from: usize) -> bool {
        let end = self.g.clauses[c].tokens.end;
        self.g.tokens[from..end.max(from)].iter().take(3).any(|t| t.lower == "by")
    }

    /// "have been claimed by the group", "were confirmed by Trend Micro".
    fn passive_by(&mut self, c: usize, act: Act) {
        let clause = &self.g.clauses[c];
        let Some(verb) = clause.verb.clone() else { return };
        let end = clause.tokens.end;
        let Some(by) = (verb.tokens.end..end).find(|&i| self.g.tokens[i].lower == "by") else { return };
        let speaker = self.phrase_after(by + 1, end);
        let Some(subject) = clause.subject.clone() else { return };
        let start = subject.start.min(verb.tokens.start);
        self.push(verb.head..verb.head + 1, act, "frame.passive-by", Some(speaker.clone()), Some(start..speaker.end));
    }

    /// "is believed to", "is thought to": nobody named.
    fn passive_unnamed(&mut self, c: usize, act: Act) {
        let clause = &self.g.clauses[c];
        let Some(verb) = clause.verb.clone() else { return };
        let Some(belief) = verb.tokens.clone().find(|&i| {
            matches!(
                self.g.tokens[i].lower.as_str(),
                "believed"
                    | "thought"
                    | "suspected"
                    | "understood"
                    | "presumed"
                    | "alleged"
                    | "said"
                    | "reported"
                    | "feared"
            )
        }) else {
            return;
        };
        let followed = self.g.tokens.get(belief + 1).is_some_and(|t| matches!(t.lower.as_str(), "to" | "of" | "that"));
        let Some(subject) = clause.subject.clone().filter(|s| followed && s.start < verb.tokens.start) else { return };
        let act = if matches!(self.g.tokens[belief].lower.as_str(), "alleged" | "said" | "reported") {
            act
        } else {
            Act::Suspect
        };
        self.push(belief..belief + 1, act, "frame.passive-unnamed", None, Some(subject.start..clause.tokens.end));
    }

    /// A noun phrase that begins at `from`: to the first comma, verb or subordinator.
    fn phrase_after(&self, from: usize, limit: usize) -> Tokens {
        let mut end = from;
        while end < limit {
            let token = &self.g.tokens[end];
            let stop = match token.tag {
                Tag::Mark => !matches!(token.text, "“" | "\"" | "(" | ")" | "”"),
                Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Subordinator | Tag::To => true,
                Tag::Gerund | Tag::Participle => end > from && self.g.tokens[end - 1].tag != Tag::Determiner,
                Tag::Preposition => !matches!(token.lower.as_str(), "of" | "for" | "at" | "from" | "with"),
                Tag::Conjunction => token.lower != "and" && token.text != "&" || self.statement_follows(end + 1, limit),
                _ => false,
            };
            if stop {
                break;
            }
            end += 1;
        }
        from..end
    }

    /// After "and": a noun phrase with its own verb.
    fn statement_follows(&self, from: usize, limit: usize) -> bool {
        self.g.tokens[from.min(limit)..limit]
            .iter()
            .take_while(|t| t.tag != Tag::Mark)
            .any(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal))
    }

    fn subject_of(&self, c: usize) -> Option<Tokens> {
        let subject = self.g.clauses[c].subject.clone()?;
        let start = subject.start;
        // "X, who looked at it," and "X, a bank": the phrase to its first comma names the speaker.
        let comma = subject.clone().find(|&i| self.g.tokens[i].text == ",");
        // "A third client, grocery chain Bellwether Foods": a name in the apposition is better than none.
        let comma = comma.filter(|&i| {
            self.g.tokens[start..i].iter().any(|t| t.tag == Tag::Proper)
                || !self.g.tokens[i..subject.end].iter().any(|t| t.tag == Tag::Proper)
        });
        Some(start..comma.filter(|&i| i > start).unwrap_or(subject.end))
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
        let speaker = inverted.clone().or_else(|| self.subject_of(c));
        let after = inverted.as_ref().map_or(verb.tokens.end, |s| s.end);
        let mut content = self.complements(c, &sentence);
        if content.first().is_some_and(|first| self.under_attitude(verb.tokens.end, first.start)) {
            return;
        }
        if !content.is_empty() {
            content.extend(self.quoted_before(&sentence, verb.tokens.start));
            return self.push(verb.head..verb.head + 1, act, "frame.that", speaker, content);
        }
        content = self.quoted_around(&sentence, &verb.tokens);
        if !content.is_empty() {
            let start = speaker.as_ref().map_or(verb.tokens.start, |s| s.start);
            content = self.with_words_before(content, &sentence, start.min(verb.tokens.start));
            return self.push(verb.head..verb.head + 1, act, "frame.quoted", speaker, content);
        }
        let lead = speaker.as_ref().map_or(verb.tokens.start, |s| s.start.min(verb.tokens.start));
        if let Some(before) = self.stated_before(&sentence, lead, after) {
            return self.push(verb.head..verb.head + 1, act, "frame.parenthetic", speaker, Some(before));
        }
        let relates = !matches!(self.g.clauses[c].kind, ClauseKind::Infinitive | ClauseKind::Participial);
        let Some(object) =
            self.g.clauses[c].object.clone().filter(|_| relates && CUES.takes_object(&verb.lemma) && !clause_only)
        else {
            return;
        };
        let end = self.content_end(object.start, &sentence);
        self.push(verb.head..verb.head + 1, act, "frame.object", speaker, Some(object.start..end.max(object.start)));
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
        if !quotes_words(&verb.lemma) {
            return None;
        }
        let quoted = matches!(self.g.tokens[before].text, "”" | "\"" | "’" | "'");
        let own_subject = !quoted
            && self.g.clauses[c]
                .subject
                .as_ref()
                .is_some_and(|s| s.end + 1 >= verb.tokens.start && s.start < verb.tokens.start);
        let next = self.g.tokens.get(verb.tokens.end).filter(|_| verb.tokens.end < sentence.end)?;
        let names = matches!(next.tag, Tag::Proper | Tag::Determiner | Tag::Noun)
            || matches!(next.lower.as_str(), "its" | "his" | "their" | "one" | "another" | "a");
        if !closes || own_subject || !names || verb.tokens.len() > 1 {
            return None;
        }
        let phrase = self.phrase_after(verb.tokens.end, sentence.end);
        let stated =
            self.g.tokens.get(phrase.end).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal));
        if !quoted && stated {
            return None;
        }
        // "…, said that it": what follows is content, not a speaker.
        (!phrase.is_empty() && !self.g.tokens[phrase.clone()].iter().any(|t| t.tag == Tag::Pronoun && t.lower != "its"))
            .then_some(phrase)
    }

    /// The that- and whether-clauses that a verb takes, each from its first word to where its statement ends.
    fn complements(&self, c: usize, sentence: &Tokens) -> Vec<Tokens> {
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
            let own = matches!(clause.kind, ClauseKind::That | ClauseKind::Whether)
                && (clause.parent == Some(c) || self.joined_that(clause.tokens.start) && !content.is_empty());
            if !own {
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
    fn content_end(&self, from: usize, sentence: &Tokens) -> usize {
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

    /// Quotations that end before the verb in its sentence (the first half of a split one).
    fn quoted_before(&self, sentence: &Tokens, verb: usize) -> Vec<Tokens> {
        let whole = self.quotations.iter().filter(|q| {
            q.tokens.end <= verb
                && q.tokens.end > sentence.start
                && verb - q.tokens.end < 14
                && (q.tokens.len() > 2 || q.tokens.start <= sentence.start + 1)
        });
        whole
            .filter(|q| self.is_statement(&q.tokens, sentence) && self.closes_with_comma(q))
            .map(|q| q.tokens.clone())
            .collect()
    }

    /// “…,” and then the attribution.
    fn closes_with_comma(&self, q: &Quotation) -> bool {
        let last = &self.g.tokens[q.tokens.end - 1];
        let after = self.g.tokens.get(q.tokens.end + 1);
        matches!(last.text, "," | "!" | "?") || after.is_some_and(|t| t.text == ",")
    }

    /// Quotations beside an attribution: before it if they close with a comma, and after it.
    fn quoted_around(&self, sentence: &Tokens, verb: &Tokens) -> Vec<Tokens> {
        let mut content = self.quoted_before(sentence, verb.start);
        let after = self.quotations.iter().filter(|q| q.tokens.start >= verb.end && q.tokens.start < sentence.end);
        let goes_on = !content.is_empty();
        content.extend(after.filter(|q| goes_on || self.is_statement(&q.tokens, sentence)).map(|q| q.tokens.clone()));
        content
    }

    /// A quotation of a few words inside a sentence is no statement of its own.
    fn is_statement(&self, quotation: &Tokens, sentence: &Tokens) -> bool {
        let verb =
            self.g.tokens[quotation.clone()].iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary));
        verb || quotation.start <= sentence.start + 1 || self.g.tokens[quotation.start.saturating_sub(2)].text == ":"
    }

    /// “… not ‘useable details’,” said X: words before the quotation that belong to the statement.
    fn with_words_before(&self, content: Vec<Tokens>, sentence: &Tokens, attribution: usize) -> Vec<Tokens> {
        let Some(first) = content.first().cloned() else { return content };
        let words = sentence.start..first.start.saturating_sub(1);
        let verb = self.g.tokens[words.start..words.end.max(words.start)]
            .iter()
            .any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary));
        if first.start > attribution || !verb || words.is_empty() {
            return content;
        }
        std::iter::once(words.start..first.end).chain(content.into_iter().skip(1)).collect()
    }

    /// A statement before its attribution without quotation marks: "They hold names, it said".
    fn stated_before(&self, sentence: &Tokens, lead: usize, after: usize) -> Option<Tokens> {
        let comma = lead.checked_sub(1).filter(|&i| i > sentence.start && self.g.tokens[i].text == ",")?;
        let rest = &self.g.tokens[after.min(sentence.end)..sentence.end];
        let short = rest.iter().all(|t| !matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary))
            || rest.first().is_some_and(|t| t.text == ",");
        let has_verb = self.g.tokens[sentence.start..comma]
            .iter()
            .any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary | Tag::Participle));
        let opens_fronted = matches!(self.g.tokens[sentence.start].tag, Tag::Preposition)
            && !has_finite(&self.g.tokens[sentence.start..comma]);
        (short && has_verb && !opens_fronted).then_some(sentence.start..comma)
    }

    /// "According to X, …" and "…, according to X".
    fn according_to(&mut self, id: SentenceId) {
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

    /// Where the statement that ends at `at` begins: after the last "; ", ", and", or at the sentence's start.
    fn statement_start(&self, at: usize, sentence: &Tokens) -> usize {
        (sentence.start..at)
            .rev()
            .find(|&i| matches!(self.g.tokens[i].text, ";" | "—"))
            .map_or(sentence.start, |i| i + 1)
    }

    /// "its denial that …", "the gang's claim to have …".
    fn nouns(&mut self, id: SentenceId) {
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
                continue;
            }
            let speaker = self.possessor(at, &sentence);
            let end = self.content_end(at + 2, &sentence);
            self.push(at..at + 1, act, "frame.noun", speaker, Some(at + 2..end));
        }
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

    /// Refusals, missing evidence, fears and doubts that stand in no content of their sentence's frames.
    fn attitudes(&mut self, id: SentenceId, from: usize) {
        let sentence = self.body(id);
        let mut last: Option<Tokens> = None;
        for at in sentence.clone() {
            let scope = self.g.scopes.at(at);
            let Some(cue) = scope.cue.clone().filter(|c| c.start == at && last.as_ref() != Some(c)) else { continue };
            let Some(act) = attitude(scope.modality, scope.rule) else { continue };
            last = Some(cue.clone());
            let held =
                self.frames[from..].iter().any(|f| f.content.iter().any(|c| c.contains(&at)) || f.cue.contains(&at));
            let own = (cue.start..cue.end).find_map(|i| self.g.clauses_at(i));
            if held {
                continue;
            }
            let speaker = own.and_then(|c| self.attitude_subject(c, &cue));
            let start = speaker
                .as_ref()
                .map_or(cue.start, |s| if s.end <= cue.start && cue.start - s.end < 6 { s.start } else { cue.start });
            let end = (cue.end..sentence.end)
                .find(|&i| self.g.scopes.at(i).modality != scope.modality)
                .unwrap_or(sentence.end);
            self.push(cue, act, "frame.attitude", speaker, Some(start..end));
        }
    }

    /// Whose attitude: the subject of the clause that holds the cue; none for "there is no evidence".
    fn attitude_subject(&self, c: usize, cue: &Tokens) -> Option<Tokens> {
        let sentence = self.g.sentences.get(self.g.sentences.partition_point(|s| s.tokens.end <= cue.start))?;
        // "no indication from the bank that"
        if self.g.tokens.get(cue.end).is_some_and(|t| t.lower == "from") {
            return Some(self.phrase_after(cue.end + 1, sentence.tokens.end));
        }
        let noun =
            self.g.tokens[cue.end - 1].tag == Tag::Noun && self.g.scopes.at(cue.start).modality == Modality::Feared;
        let c = if noun { sentence.clauses.start } else { c };
        let subject = self.subject_of(c).filter(|s| s.start <= cue.start)?;
        let first = &self.g.tokens[subject.start];
        let judges =
            |t: &Token<'_>| matches!(t.lower.as_str(), "unclear" | "early" | "soon" | "possible" | "clear" | "known");
        let nobody = matches!(first.lower.as_str(), "there" | "nothing" | "whether")
            || first.lower == "it" && self.g.tokens[cue.start..cue.end].iter().any(judges);
        (!nobody).then_some(subject)
    }

    /// "The company said:" and then a paragraph or a block quotation.
    fn introduced(&mut self, id: SentenceId) {
        let sentence = &self.g.sentences[id];
        if sentence.kind == BlockKind::Quotation {
            self.block_quotation(id);
            return;
        }
        self.colon_quotation(id);
        let sentence = &self.g.sentences[id];
        let ends_with_colon = self.g.tokens[sentence.tokens.clone()].last().is_some_and(|t| t.text == ":");
        let Some(next) = self
            .g
            .sentences
            .get(id + 1)
            .filter(|n| ends_with_colon && n.block != sentence.block && n.kind == BlockKind::Paragraph)
        else {
            return;
        };
        let cue = sentence.tokens.clone().rev().find(|&i| {
            let t = &self.g.tokens[i];
            t.tag == Tag::Verb && CUES.act_of_verb(&t.lemma).is_some()
                || t.tag == Tag::Noun && CUES.act_of_noun(&t.lemma).is_some()
        });
        let Some(cue) = cue else { return };
        let speaker = self.g.clauses_at(cue).and_then(|c| self.subject_of(c));
        let end = self.g.sentences[id + 1..]
            .iter()
            .take_while(|s| s.block == next.block)
            .last()
            .map_or(next.tokens.end, |s| s.tokens.end);
        self.push(cue..cue + 1, Act::Say, "frame.introduced", speaker, Some(next.tokens.start..end));
    }

    /// "The bank issued this statement: “…”": a colon brings the quotation in when no verb of saying does.
    fn colon_quotation(&mut self, id: SentenceId) {
        let sentence = self.body(id);
        let opens = |i: usize| {
            self.g.tokens[i].text == ":" && self.g.tokens.get(i + 1).is_some_and(|t| matches!(t.text, "“" | "\""))
        };
        let Some(colon) = sentence.clone().find(|&i| opens(i)) else { return };
        let Some(quoted) = self.quotations.iter().find(|q| q.tokens.start == colon + 2).map(|q| q.tokens.clone())
        else {
            return;
        };
        let held = self.frames.iter().rev().take(6).any(|f| f.content.iter().any(|c| c.contains(&quoted.start)));
        let noun = (sentence.start..colon).rev().find(|&i| CUES.act_of_noun(&self.g.tokens[i].lemma).is_some());
        let Some(cue) = noun.filter(|_| !held) else { return };
        let speaker = self.g.clauses_at(cue).and_then(|c| self.subject_of(c));
        self.push(cue..cue + 1, Act::Say, "frame.colon", speaker, Some(quoted));
    }

    /// Words set apart: those of whoever the text around them says; without a word on it, nobody's yet.
    fn block_quotation(&mut self, id: SentenceId) {
        let sentence = self.g.sentences[id].clone();
        let first = id == 0 || self.g.sentences[id - 1].block != sentence.block;
        if !first {
            return;
        }
        let end = self.g.sentences[id..]
            .iter()
            .take_while(|s| s.block == sentence.block)
            .last()
            .map_or(sentence.tokens.end, |s| s.tokens.end);
        let content = sentence.tokens.start..end;
        let start = content.start;
        self.push(start..start + 1, Act::Claim, "frame.blockquote", None, Some(content));
    }

    /// Quotations that no frame holds go on with the frame before them, in the same or the preceding paragraph.
    fn attach_quotations(&mut self) {
        for q in 0..self.quotations.len() {
            let tokens = self.trim(self.quotations[q].tokens.clone());
            let held = (0..self.frames.len())
                .filter(|&f| self.frames[f].content.iter().any(|c| c.start <= tokens.start && c.end >= tokens.end))
                .min_by_key(|&f| self.frames[f].content.iter().map(Tokens::len).sum::<usize>());
            self.quotations[q].frame = held.or_else(|| self.continued(&tokens));
        }
        self.sort_frames();
        for q in 0..self.quotations.len() {
            let inner = self.trim(self.quotations[q].tokens.clone());
            let q = &mut self.quotations[q];
            q.frame = (0..self.frames.len())
                .filter(|&f| self.frames[f].content.iter().any(|c| c.start <= inner.start && c.end >= inner.end))
                .min_by_key(|&f| self.frames[f].content.iter().map(Tokens::len).sum::<usize>());
        }
    }

    /// Text order again, references from one frame to another kept.
    fn sort_frames(&mut self) {
        let mut order: Vec<FrameId> = (0..self.frames.len()).collect();
        order.sort_by_key(|&f| self.frames[f].cue.start);
        let mut place = vec![0; order.len()];
        for (to, &from) in order.iter().enumerate() {
            place[from] = to;
        }
        self.frames.sort_by_key(|f| f.cue.start);
        for frame in &mut self.frames {
            frame.continues = frame.continues.and_then(|f| place.get(f).copied());
        }
    }

    fn continued(&mut self, quotation: &Tokens) -> Option<FrameId> {
        let sentence = self.g.sentences.partition_point(|s| s.tokens.end <= quotation.start);
        let here = self.g.sentences.get(sentence)?;
        let whole = quotation.start <= here.tokens.start + 1 && quotation.len() > 2;
        let before = (0..self.frames.len()).rev().find(|&f| self.frames[f].cue.start < quotation.start)?;
        let from = self
            .g
            .sentences
            .get(self.g.sentences.partition_point(|s| s.tokens.end <= self.frames[before].cue.start))?;
        if !whole || here.block > from.block + 1 || here.block == from.block && here.tokens == from.tokens {
            return None;
        }
        let cue = quotation.start..quotation.start + 1;
        let frame = Frame {
            cue,
            act: Act::Say,
            rule: "frame.continued",
            speaker: None,
            continues: Some(before),
            content: vec![self.trim(quotation.clone())],
        };
        self.frames.push(frame);
        Some(self.frames.len() - 1)
    }
}

/// Verbs that stand before their speaker after a quotation: "…,” said X".
fn quotes_words(lemma: &str) -> bool {
    matches!(CUES.act_of_verb(lemma), Some(Act::Say | Act::Confirm | Act::Claim))
}

fn has_finite(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary))
}

/// What an attitude amounts to when no verb of saying carries it.
fn attitude(modality: Modality, rule: &str) -> Option<Act> {
    match modality {
        Modality::CannotSay if rule != "scope.whether" => Some(Act::CannotSay),
        Modality::NoEvidence => Some(Act::NoEvidence),
        Modality::Feared => Some(Act::Fear),
        Modality::NotRuledOut | Modality::NotBelieved => Some(Act::Suspect),
        _ => None,
    }
}

impl Ground<'_, '_> {
    /// The clause whose own words hold a token (the last to begin before it).
    fn clauses_at(&self, at: usize) -> Option<usize> {
        let sentence = self.sentences.get(self.sentences.partition_point(|s| s.tokens.end <= at))?;
        sentence.clauses.clone().filter(|&c| self.clauses[c].tokens.contains(&at)).max_by_key(|&c| {
            (self.clauses[c].verb.as_ref().is_some_and(|v| v.tokens.contains(&at)), self.clauses[c].tokens.start)
        })
    }
}
