//! Quotations: beside an attribution, after a colon, set apart as a block, and those that go on without one.

use super::Finder;
use crate::analysis::cues::CUES;
use crate::analysis::{Act, Frame, FrameId, Quotation, SentenceId, Tag, Tokens};
use sextant_model::BlockKind;

impl Finder<'_, '_, '_> {
    /// Quotations that end before the verb in its sentence (the first half of a split one).
    pub(super) fn quoted_before(&self, sentence: &Tokens, verb: usize) -> Vec<Tokens> {
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
    pub(super) fn quoted_around(&self, sentence: &Tokens, verb: &Tokens) -> Vec<Tokens> {
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
    pub(super) fn with_words_before(&self, content: Vec<Tokens>, sentence: &Tokens, attribution: usize) -> Vec<Tokens> {
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

    /// "The company said:" and then a paragraph or a block quotation.
    pub(super) fn introduced(&mut self, id: SentenceId) {
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
        // "The chief hit back: “…”": without a verb or a noun of saying, the clause's own verb brings the words in.
        let verb = || self.g.clauses_at(sentence.start).and_then(|c| self.g.clauses[c].verb.as_ref()).map(|v| v.head);
        let Some(cue) = noun.or_else(verb).filter(|&c| !held && c < colon) else { return };
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
    pub(super) fn attach_quotations(&mut self) {
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
