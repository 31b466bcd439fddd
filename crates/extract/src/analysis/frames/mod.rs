//! Who says what: verbs of saying with their speaker and content, "according to", nouns ("its denial that"),
//! passives ("has been claimed by"), quotations and what continues them. Who the speaker is, `parties` knows.

mod attitudes;
mod content;
mod nouns;
mod passive;
mod quoted;
mod speech;

use super::clauses::body_start;
use super::cues::CUES;
use super::scopes::Scopes;
use super::{Act, Clause, Frame, Quotation, Sentence, SentenceId, Tag, Token, Tokens};

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
    // "told its members in a letter that …": the verb says whose words they are.
    let told: Vec<(usize, usize)> = (finder.frames.iter())
        .filter(|f| f.rule != "frame.noun" && f.speaker.is_some())
        .flat_map(|f| f.content.iter().map(|c| (c.start, c.end)))
        .collect();
    finder.frames.retain(|f| {
        f.rule != "frame.noun"
            || f.act != Act::Say
            || f.speaker.is_some()
            || !f.content.iter().all(|c| told.contains(&(c.start, c.end)))
    });
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

    /// "The gang that calls itself Redfern posted": the name that it gives itself belongs to the phrase.
    fn named_between(&self, c: usize, subject: &Tokens) -> Option<Tokens> {
        let verb = self.g.clauses[c].verb.as_ref()?.tokens.start;
        let between = self.g.tokens.get(subject.end..verb).filter(|b| b.len() < 12)?;
        let naming = |t: &Token<'_>| {
            matches!(
                t.lower.as_str(),
                "itself" | "themselves" | "himself" | "name" | "known" | "handle" | "alias" | "nickname"
            )
        };
        between.iter().any(naming).then(|| self.trim(subject.start..verb))
    }

    /// "On 14 May, Acme Ltd, which …": the phrase that opens the sentence is no speaker.
    fn after_opening(&self, subject: Tokens) -> Tokens {
        let alone = self.g.tokens.get(subject.start + 1).is_some_and(|t| t.text == ",");
        let opens =
            self.g.tokens.get(subject.start).is_some_and(|t| {
                t.tag == Tag::Preposition || alone && (t.tag == Tag::Adverb || CUES.is_time(&t.lower))
            });
        let comma = subject.clone().find(|&i| self.g.tokens[i].text == ",").filter(|&i| opens && i + 1 < subject.end);
        comma.map_or(subject.clone(), |i| i + 1..subject.end)
    }

    /// "Rosterly, a company whose software takes attendance, said": what stands before the first comma speaks.
    fn before_relative(&self, c: usize) -> Option<Tokens> {
        let verb = self.g.clauses[c].verb.as_ref()?.tokens.start;
        let sentence = self.g.sentences.get(self.g.sentences.partition_point(|s| s.tokens.end <= verb))?;
        let start = body_start(self.g.tokens, &sentence.tokens);
        let closed = verb > start && self.g.tokens[verb - 1].text == ",";
        let comma = (start..verb).find(|&i| closed && self.g.tokens[i].text == ",").filter(|&i| i + 1 < verb)?;
        let relative =
            |t: &Token<'_>| matches!(t.lower.as_str(), "whose" | "which" | "who" | "where") && t.quotation.is_none();
        let named = |t: &Token<'_>| matches!(t.tag, Tag::Proper | Tag::Noun);
        let other = |t: &Token<'_>| {
            matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Subordinator) || t.quotation.is_some()
        };
        let lead = &self.g.tokens[start..comma];
        let opens = lead.first().is_some_and(|t| matches!(t.tag, Tag::Preposition | Tag::Adverb | Tag::Conjunction));
        let fits = !opens && lead.iter().any(named) && !lead.iter().any(other);
        let held = self.g.tokens[comma..verb].iter().any(relative);
        let plain = self.g.tokens[start..verb].iter().all(|t| t.quotation.is_none());
        (fits && held && plain).then_some(start..comma)
    }

    /// "a user called velvet_hook": the name that somebody goes by belongs to the phrase.
    fn nickname(&self, subject: Tokens) -> Tokens {
        let word = |i: usize| self.g.tokens.get(i).map_or("", |t| t.lower.as_str());
        let named = matches!(word(subject.end), "called" | "named" | "nicknamed" | "dubbed");
        let mut end = subject.end + 1;
        while named
            && end < subject.end + 5
            && self.g.tokens.get(end).is_some_and(|t| {
                matches!(t.tag, Tag::Proper | Tag::Noun | Tag::Other) && !matches!(word(end), "claims" | "says")
                    || matches!(t.text, "“" | "”" | "\"")
            })
        {
            end += 1;
        }
        if end > subject.end + 1 { subject.start..end } else { subject }
    }

    /// "said its director, Imogen Hale": the name beside an office belongs to the phrase.
    fn with_name(&self, phrase: Tokens, limit: usize) -> Tokens {
        let is = |i: usize, tag: Tag| self.g.tokens.get(i).filter(|_| i < limit).is_some_and(|t| t.tag == tag);
        // "a consultant in Melbourne, Duy Pham, said": the place is no name.
        let some = matches!(self.g.tokens.get(phrase.start).map(|t| t.lower.as_str()), Some("a" | "an"));
        let office = phrase.end > phrase.start && (some || is(phrase.end - 1, Tag::Noun));
        let comma = self.g.tokens.get(phrase.end).is_some_and(|t| t.text == ",");
        let mut end = phrase.end + 1;
        while office && comma && is(end, Tag::Proper) {
            end += 1;
        }
        let closes = end >= limit || is(end, Tag::Mark);
        if end > phrase.end + 1 && closes { phrase.start..end } else { phrase }
    }

    fn subject_of(&self, c: usize) -> Option<Tokens> {
        if let Some(head) = self.before_relative(c) {
            return Some(head);
        }
        let subject = self.nickname(self.after_opening(self.g.clauses[c].subject.clone()?));
        let start = subject.start;
        if let Some(named) = self.named_between(c, &subject) {
            return Some(named);
        }
        // "X, who looked at it," and "X, a bank": the phrase to its first comma names the speaker.
        let comma = subject.clone().find(|&i| self.g.tokens[i].text == ",");
        // "A third client, grocery chain Bellwether Foods": a name in the apposition is better than none.
        let comma = comma.filter(|&i| {
            self.g.tokens[start..i].iter().any(|t| t.tag == Tag::Proper)
                || !self.g.tokens[i..subject.end].iter().any(|t| t.tag == Tag::Proper)
        });
        // "Acme's culture director, Imogen Hale": the office and the name are one phrase.
        let comma = comma.filter(|&i| self.with_name(start..i, subject.end).end == i);
        Some(start..comma.filter(|&i| i > start).unwrap_or(subject.end))
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
