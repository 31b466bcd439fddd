//! Sentences to clauses: verb groups first, then where one clause ends and the next begins, then who is its subject.
//! One pass, no backtracking; on broken text a clause is at worst too long. Reads tags, sets none.

mod bounds;
mod groups;
mod subjects;

use super::{Clause, ClauseId, ClauseKind, Sentence, Tag, Token, Tokens, VerbGroup};

/// Finds the clauses of a sentence; `first` is the id that the first of them will have.
pub(crate) fn find(tokens: &[Token<'_>], sentence: &Sentence, first: ClauseId) -> Vec<Clause> {
    let range = body_start(tokens, &sentence.tokens)..sentence.tokens.end;
    let groups = groups::without_reduced(tokens, groups::verb_groups(tokens, &range));
    let mut cutter = Cutter { tokens, range, groups: &groups, first, clauses: Vec::new(), pending: None };
    for at in 0..groups.len() {
        cutter.add(at);
    }
    cutter.finish()
}

/// Where the words of a sentence begin, a dateline left off: "OSLO, 3 May (Wire) - ".
pub(crate) fn body_start(tokens: &[Token<'_>], sentence: &Tokens) -> usize {
    let head = sentence.start..sentence.end.min(sentence.start + 16);
    let dash = head.clone().find(|&i| matches!(tokens[i].text, "-" | "—" | "–" | "--"));
    let Some(dash) = dash.filter(|&d| d > sentence.start && d + 2 < sentence.end) else { return sentence.start };
    let place = tokens[sentence.start..dash].iter().all(|t| {
        matches!(t.tag, Tag::Proper | Tag::Number | Tag::Mark | Tag::Noun | Tag::Preposition | Tag::Determiner)
    });
    let shouts = tokens[sentence.start].text.len() > 2 && !tokens[sentence.start].text.chars().any(char::is_lowercase);
    let dated = tokens[sentence.start..dash].iter().any(|t| t.tag == Tag::Number || t.text == ")");
    let opens = matches!(tokens[sentence.start].tag, Tag::Proper | Tag::Number);
    if place && (shouts || dated && opens) { dash + 1 } else { sentence.start }
}

/// A verb group and how it stands in its clause.
struct Group {
    verb: VerbGroup,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Finite,
    Infinitive,
    Participle,
    Gerund,
}

/// Builds the clauses group by group.
struct Cutter<'t, 'd> {
    tokens: &'t [Token<'d>],
    range: Tokens,
    groups: &'t [Group],
    first: ClauseId,
    clauses: Vec<Clause>,
    /// A noun phrase at the start whose verb comes after a relative clause: "Acme, which …, said".
    pending: Option<Tokens>,
}

impl Cutter<'_, '_> {
    fn add(&mut self, at: usize) {
        let group = &self.groups[at];
        let from = at.checked_sub(1).map_or(self.range.start, |p| self.groups[p].verb.tokens.end);
        let (start, kind) = if at == 0 { self.opening(from, group) } else { self.boundary(from, at) };
        let resumes = at > 0
            && kind == ClauseKind::Main
            && self.pending.is_some()
            && self.subject_between(start, group.verb.tokens.start).is_none();
        let subject = self.subject_between(start, group.verb.tokens.start);
        let parent = self.parent_of(kind, at);
        let subject = match (subject, kind) {
            (Some(own), ClauseKind::Relative) if self.is_relative_word(&own) => self.phrase_before(start),
            (Some(own), _) => Some(own),
            (None, _) if resumes => self.pending.take(),
            (None, ClauseKind::Relative) => self.phrase_before(start),
            (None, ClauseKind::Participial) if !self.comma_before(start) => {
                self.phrase_before(start).or_else(|| self.inherited(parent))
            }
            (None, _) => self.inherited(parent.or_else(|| self.last_stated(from, start, kind))),
        };
        let start = if resumes { subject.as_ref().map_or(start, |s| s.start.min(start)) } else { start };
        self.clauses.push(Clause {
            tokens: start..self.range.end,
            parent: parent.map(|p| p + self.first),
            kind,
            subject,
            verb: Some(group.verb.clone()),
            object: None,
            frame: None,
        });
    }

    fn trim(&self, range: Tokens) -> Tokens {
        let mut end = range.end;
        while end > range.start && self.tokens[end - 1].tag == Tag::Mark {
            end -= 1;
        }
        range.start..end
    }

    /// Sets ends and objects once all beginnings are known.
    fn finish(mut self) -> Vec<Clause> {
        if self.clauses.is_empty() {
            self.clauses.push(Clause {
                tokens: self.range.clone(),
                parent: None,
                kind: ClauseKind::Main,
                subject: None,
                verb: None,
                object: None,
                frame: None,
            });
            return self.clauses;
        }
        self.resume_after_insertion();
        let ends: Vec<usize> = (0..self.clauses.len())
            .map(|i| self.clauses.get(i + 1).map_or(self.range.end, |c| self.begin_of(c)))
            .collect();
        for (i, &end) in ends.iter().enumerate() {
            let clause = &self.clauses[i];
            let verb_end = clause.verb.as_ref().map_or(clause.tokens.start, |v| v.tokens.end);
            let object = self.trim_both(verb_end..end.max(verb_end));
            let start = clause.tokens.start;
            self.clauses[i].tokens = start..end.max(verb_end);
            self.clauses[i].object = (!object.is_empty()).then_some(object);
        }
        // Ends of clauses that hold others reach over them; children stand after their parents.
        for i in (0..self.clauses.len()).rev() {
            if let Some(parent) = self.clauses[i].parent.and_then(|p| p.checked_sub(self.first)).filter(|&p| p < i) {
                let end = self.clauses[i].tokens.end;
                self.clauses[parent].tokens.end = self.clauses[parent].tokens.end.max(end);
            }
        }
        self.clauses
    }

    /// "Card numbers, she said, sit with the shops": after the insertion the sentence's own subject goes on.
    fn resume_after_insertion(&mut self) {
        let Some((first, rest)) = self.clauses.split_first_mut() else { return };
        let (Some(subject), Some(verb)) = (first.subject.clone(), first.verb.as_ref()) else { return };
        let comma = |i: usize| self.tokens.get(i).is_some_and(|t| t.text == ",");
        let inserted = subject.start > self.range.start + 1
            && comma(subject.start - 1)
            && subject.end == verb.tokens.start
            && (verb.tokens.end..verb.tokens.end + 3).any(comma);
        let lead = self.range.start..subject.start.saturating_sub(1);
        let opens = self.tokens.get(lead.start).is_some_and(|t| {
            matches!(t.tag, Tag::Preposition | Tag::Subordinator | Tag::Adverb | Tag::Conjunction | Tag::Gerund)
        });
        if inserted && !opens {
            let same = |c: &&mut Clause| c.subject.as_ref() == Some(&subject);
            rest.iter_mut().filter(same).for_each(|c| c.subject = Some(lead.clone()));
        }
    }

    /// Where a clause's own words begin, not counting a subject taken from before a relative clause.
    fn begin_of(&self, clause: &Clause) -> usize {
        let verb = clause.verb.as_ref().map_or(clause.tokens.start, |v| v.tokens.start);
        let resumed = clause.subject.as_ref().is_some_and(|s| s.start == clause.tokens.start)
            && self
                .clauses
                .iter()
                .any(|c| c.tokens.start > clause.tokens.start && c.verb.as_ref().is_some_and(|v| v.tokens.end <= verb));
        if resumed { verb } else { clause.tokens.start }
    }

    fn trim_both(&self, range: Tokens) -> Tokens {
        let range = self.trim(range);
        let start = range
            .clone()
            .find(|&i| self.tokens[i].tag != Tag::Mark || matches!(self.tokens[i].text, "“" | "\""))
            .unwrap_or(range.end);
        start..range.end
    }
}

/// Where a clause ends without the adverbial and later main clauses that follow it.
pub(crate) fn own_end(clauses: &[Clause], clause: &Clause, limit: usize) -> usize {
    let after = clauses.iter().filter(|c| {
        c.tokens.start > clause.tokens.start
            && c.verb.as_ref().is_none_or(|v| clause.verb.as_ref().is_none_or(|own| v.tokens.start >= own.tokens.end))
    });
    let next = after
        .filter(|c| matches!(c.kind, ClauseKind::Main | ClauseKind::Adverbial | ClauseKind::If))
        .map(|c| c.tokens.start)
        .filter(|&s| clause.verb.as_ref().is_none_or(|v| s >= v.tokens.end))
        .min();
    clause.tokens.end.max(clause.verb.as_ref().map_or(0, |v| v.tokens.end)).min(next.unwrap_or(limit)).min(limit)
}
