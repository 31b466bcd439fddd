//! Who says what: verbs of saying with their speaker and content, "according to", nouns ("its denial that"),
//! passives ("has been claimed by"), quotations and what continues them. Who the speaker is, `parties` knows.

mod attitudes;
mod content;
mod nouns;
mod passive;
mod quoted;
mod speech;

use super::clauses::body_start;
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
        let naming = |t: &Token<'_>| matches!(t.lower.as_str(), "itself" | "themselves" | "himself");
        between.iter().any(naming).then(|| self.trim(subject.start..verb))
    }

    fn subject_of(&self, c: usize) -> Option<Tokens> {
        let subject = self.g.clauses[c].subject.clone()?;
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
