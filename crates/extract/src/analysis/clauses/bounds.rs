//! Where one clause ends and the next begins, and of which kind it is.

use super::{Cutter, Form, Group};
use crate::analysis::cues::CUES;
use crate::analysis::{ClauseKind, Tag, Token};

impl Cutter<'_, '_> {
    /// Where the first verb group's clause begins.
    pub(super) fn opening(&mut self, from: usize, group: &Group) -> (usize, ClauseKind) {
        let to = group.verb.tokens.start;
        let mark = (from..to).rev().find(|&i| self.tokens[i].tag == Tag::Subordinator);
        match (mark, group.form) {
            (Some(i), _) if i > from && self.is_relative_mark(i) => {
                let own = self.trim(from..i);
                self.pending = Some(self.last_phrase(own.start, own.end)..own.end);
                (i, ClauseKind::Relative)
            }
            (Some(i), _) if i <= from + 1 => (from, self.kind_of_mark(i, None)),
            (None, Form::Participle | Form::Gerund) if to == from => (from, ClauseKind::Participial),
            (None, Form::Participle | Form::Gerund)
                if self.tokens[from..to].iter().any(|t| matches!(t.tag, Tag::Noun | Tag::Proper | Tag::Pronoun)) =>
            {
                self.pending = Some(self.trim(from..to));
                (to, ClauseKind::Participial)
            }
            (None, Form::Infinitive) if to == from => (from, ClauseKind::Infinitive),
            (None, _) if self.tokens[from].tag == Tag::Preposition && self.is_adverbial_preposition(from) => {
                (from, ClauseKind::Adverbial)
            }
            _ => (from, ClauseKind::Main),
        }
    }

    /// Where the clause of group `at` begins, `from` being the end of the group before it.
    pub(super) fn boundary(&self, from: usize, at: usize) -> (usize, ClauseKind) {
        let group = &self.groups[at];
        let to = group.verb.tokens.start;
        let last = |test: &dyn Fn(usize) -> bool| (from..to).rev().find(|&i| test(i));
        match group.form {
            Form::Infinitive => return (to, ClauseKind::Infinitive),
            Form::Participle | Form::Gerund => {
                let start = if to > from && self.tokens[to - 1].tag == Tag::Preposition { to - 1 } else { to };
                return (start, ClauseKind::Participial);
            }
            Form::Finite => {}
        }
        if self.resumes_after_and(from, to) {
            return (to - 1, ClauseKind::Main);
        }
        if let Some(i) = last(&|i| self.tokens[i].tag == Tag::Subordinator && self.tokens[i].lower != "so") {
            let resumed = (i..to).rev().find(|&j| self.tokens[j].text == ",");
            if let (Some(j), true) = (resumed, self.is_relative_mark(i)) {
                return (j + 1, ClauseKind::Main);
            }
            let start = if i > from
                && matches!(self.tokens[i - 1].lower.as_str(), "and" | "but" | "or" | "even" | ",")
                && self.tokens[i - 1].text != ","
            {
                i - 1
            } else {
                i
            };
            return (start, self.kind_of_mark(i, Some(&self.groups[at - 1])));
        }
        if let Some(i) = last(&|i| self.tokens[i].tag == Tag::Preposition && self.is_adverbial_preposition(i))
            && !(i..to).any(|j| matches!(self.tokens[j].text, "," | ";"))
            && i + 1 < to
        {
            return (i, ClauseKind::Adverbial);
        }
        if self.relative_ends(from, to, at) {
            return (to, ClauseKind::Main);
        }
        self.plain_boundary(from, to, at)
    }

    /// "The crew that calls itself Redfern posted": what stands between is the object of the relative clause, and the
    /// verb has the subject that waits for it.
    fn relative_ends(&self, from: usize, to: usize, at: usize) -> bool {
        let before = &self.groups[at - 1].verb;
        let unbroken = |t: &Token<'_>| !matches!(t.tag, Tag::Mark | Tag::Conjunction | Tag::Subordinator);
        at == 1
            && self.pending.is_some()
            && !before.passive
            && CUES.act_of_verb(&before.lemma).is_none()
            && self.tokens[from..to].iter().all(unbroken)
    }

    /// "…, which lost it, and says": after a relative clause, a comma and "and", the main clause goes on.
    pub(super) fn resumes_after_and(&self, from: usize, to: usize) -> bool {
        to >= from + 2
            && matches!(self.tokens[to - 1].lower.as_str(), "and" | "but")
            && self.tokens[to - 2].text == ","
            && self.clauses.last().is_some_and(|c| c.kind == ClauseKind::Relative)
    }

    /// Between two finite groups with no subordinator: comma, conjunction, or a that-clause without "that".
    fn plain_boundary(&self, from: usize, to: usize, at: usize) -> (usize, ClauseKind) {
        let before = &self.groups[at - 1];
        let hard = (from..to).rev().find(|&i| matches!(self.tokens[i].text, ";" | ":" | "—" | "–" | "--"));
        if let Some(i) = hard {
            return (i + 1, ClauseKind::Main);
        }
        let says = CUES.act_of_verb(&before.verb.lemma).is_some() && !before.verb.passive;
        let commas = (from..to).filter(|&i| self.tokens[i].text == ",").count();
        let subject = self.subject_between(from, to);
        let joined = (from..to)
            .rev()
            .find(|&i| self.tokens[i].tag == Tag::Conjunction)
            .is_some_and(|i| self.subject_between(i + 1, to).is_none());
        if says && commas == 0 && subject.is_some() && !joined {
            return (self.after_recipient(from, to), ClauseKind::That);
        }
        let conjunction =
            |i: &usize| matches!(self.tokens[*i].lower.as_str(), "and" | "but" | "or" | "so" | "yet" | "nor");
        let comma_and = (from..to).find(|&i| i > from && conjunction(&i) && self.tokens[i - 1].text == ",");
        let near = (from..to).rev().find(|i| conjunction(i) && self.subject_between(i + 1, to).is_none());
        let first_and = (from..to).find(conjunction);
        let comma = (from..to).rev().find(|&i| self.tokens[i].text == ",");
        let start = near.or(comma_and).or(comma.map(|c| c + 1)).or(first_and).unwrap_or(from);
        (start, ClauseKind::Main)
    }

    /// "told reporters on Monday hackers had": where the content of a bare that-clause begins.
    fn after_recipient(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        // "said on Monday the data was", "told staff the data was"
        while at < to && matches!(self.tokens[at].tag, Tag::Preposition | Tag::Adverb) {
            at += 1;
            while at < to
                && matches!(self.tokens[at].tag, Tag::Proper | Tag::Number)
                && self.tokens[at - 1].tag != Tag::Noun
            {
                at += 1;
            }
            if at == to {
                return from;
            }
        }
        let addresses =
            from > 0 && (CUES.addresses(&self.tokens[from - 1].lemma) || self.tokens[from - 1].lemma == "warn");
        addresses.then(|| self.after_addressee(from, to)).flatten().unwrap_or(at)
    }

    /// "told the Guardian he was": one past the noun phrase that is told.
    fn after_addressee(&self, from: usize, to: usize) -> Option<usize> {
        let word = |i: usize| self.tokens[i].tag;
        let mut at = from;
        if at < to && matches!(word(at), Tag::Determiner | Tag::Pronoun) {
            at += 1;
        }
        while at < to && matches!(word(at), Tag::Noun | Tag::Proper | Tag::Adjective) {
            at += 1;
        }
        (at > from && at < to && matches!(word(at), Tag::Determiner | Tag::Pronoun | Tag::Proper | Tag::Number))
            .then_some(at)
    }

    fn kind_of_mark(&self, at: usize, before: Option<&Group>) -> ClauseKind {
        let lower = self.tokens[at].lower.as_str();
        let after_noun =
            at > self.range.start && matches!(self.tokens[at - 1].tag, Tag::Noun | Tag::Proper | Tag::Pronoun);
        let asks = before.is_some_and(|b| {
            CUES.act_of_verb(&b.verb.lemma).is_some()
                || matches!(
                    b.verb.lemma.as_str(),
                    "know"
                        | "ask"
                        | "see"
                        | "tell"
                        | "investigate"
                        | "check"
                        | "examine"
                        | "find"
                        | "establish"
                        | "determine"
                        | "ascertain"
                        | "look"
                        | "be"
                        | "decide"
                        | "wonder"
                )
        });
        match lower {
            "whether" => ClauseKind::Whether,
            "if" if asks
                && at > self.range.start
                && self.tokens[at - 1].text != ","
                && !matches!(self.tokens[at - 1].tag, Tag::Noun | Tag::Proper) =>
            {
                ClauseKind::Whether
            }
            "if" | "unless" | "provided" => ClauseKind::If,
            "that" if self.is_relative_mark(at) => ClauseKind::Relative,
            "that" => ClauseKind::That,
            "who" | "which" | "whose" | "whom"
                if after_noun || at > self.range.start && self.tokens[at - 1].text == "," =>
            {
                ClauseKind::Relative
            }
            "who" | "which" | "whose" | "what" | "how" | "why" | "where" | "when" if asks && !after_noun => {
                ClauseKind::Whether
            }
            "who" | "which" | "whose" | "whom" => ClauseKind::Relative,
            "where" if after_noun => ClauseKind::Relative,
            _ => ClauseKind::Adverbial,
        }
    }

    /// who, which, whose after a noun; "that" directly before a verb.
    fn is_relative_mark(&self, at: usize) -> bool {
        let lower = self.tokens[at].lower.as_str();
        let before = at.checked_sub(1).filter(|&i| i >= self.range.start).map(|i| &self.tokens[i]);
        let noun = before.is_some_and(|b| {
            matches!(b.tag, Tag::Noun | Tag::Proper | Tag::Pronoun | Tag::Number) || b.text == "," || b.text == ")"
        });
        match lower {
            "who" | "which" | "whose" | "whom" => noun || before.is_some_and(|b| b.tag == Tag::Preposition),
            "that" => {
                noun && before.is_some_and(|b| b.text != ",")
                    && self.tokens.get(at + 1).is_some_and(|t| {
                        matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Adverb)
                            || self.relative_object(at)
                    })
                    && !before.is_some_and(|b| {
                        CUES.act_of_noun(&b.lemma).is_some() && !self.verb_at(at + 1)
                            || matches!(
                                b.lemma.as_str(),
                                "evidence"
                                    | "sign"
                                    | "indication"
                                    | "fact"
                                    | "possibility"
                                    | "suggestion"
                                    | "hint"
                                    | "risk"
                            )
                    })
            }
            _ => false,
        }
    }

    /// Whether a finite verb stands here.
    fn verb_at(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal))
    }

    /// "the files that they took": a pronoun or noun and a verb that leaves nothing after it is not told apart; pronouns only.
    fn relative_object(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|t| matches!(t.lower.as_str(), "we" | "they" | "you" | "it" | "he" | "she"))
            && at.checked_sub(1).is_some_and(|i| {
                self.tokens[i].tag == Tag::Noun && CUES.act_of_verb(&self.tokens[i.saturating_sub(1)].lemma).is_none()
            })
    }

    pub(super) fn is_adverbial_preposition(&self, at: usize) -> bool {
        matches!(
            self.tokens[at].lower.as_str(),
            "before" | "after" | "since" | "until" | "as" | "than" | "once" | "till" | "because"
        )
    }
}
