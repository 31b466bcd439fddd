//! Sentences to clauses: verb groups first, then where one clause ends and the next begins, then who is its subject.
//! One pass, no backtracking; on broken text a clause is at worst too long. Reads tags, sets none.

use super::cues::CUES;
use super::{Clause, ClauseId, ClauseKind, Sentence, Tag, Token, Tokens, VerbGroup};

/// Finds the clauses of a sentence; `first` is the id that the first of them will have.
pub(crate) fn find(tokens: &[Token<'_>], sentence: &Sentence, first: ClauseId) -> Vec<Clause> {
    let range = body_start(tokens, &sentence.tokens)..sentence.tokens.end;
    let groups = without_reduced(tokens, verb_groups(tokens, &range));
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
    if place && (shouts || dated && tokens[sentence.start].tag == Tag::Proper) { dash + 1 } else { sentence.start }
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

fn verb_groups(tokens: &[Token<'_>], range: &Tokens) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match group_at(tokens, at, range.end) {
            Some(group) => {
                at = group.verb.tokens.end;
                groups.push(group);
            }
            None => at += 1,
        }
    }
    groups
}

/// "Data held on it were not affected", "that rebuilding it would take": a participle inside a subject, or a gerund
/// that is one, makes no clause of its own.
fn without_reduced(tokens: &[Token<'_>], groups: Vec<Group>) -> Vec<Group> {
    let keep: Vec<bool> = (0..groups.len()).map(|at| !is_reduced(tokens, &groups, at)).collect();
    groups.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(group, _)| group).collect()
}

fn is_reduced(tokens: &[Token<'_>], groups: &[Group], at: usize) -> bool {
    let group = &groups[at];
    let Some(next) = groups.get(at + 1).filter(|n| n.form == Form::Finite) else { return false };
    let start = group.verb.tokens.start;
    let Some(before) = start.checked_sub(1).map(|i| &tokens[i]) else { return false };
    let unbroken = !tokens[group.verb.tokens.end..next.verb.tokens.start]
        .iter()
        .any(|t| t.tag == Tag::Subordinator || matches!(t.text, "," | ";" | ":" | "—" | "”" | "\""));
    let zero_relative = matches!(before.lower.as_str(), "it" | "he" | "she" | "they" | "we" | "i")
        && start >= 2
        && tokens[start - 2].tag == Tag::Noun;
    if group.form == Form::Finite && zero_relative && unbroken {
        let conjunction =
            tokens[group.verb.tokens.end..next.verb.tokens.start].iter().any(|t| t.tag == Tag::Conjunction);
        return !conjunction;
    }
    // "11,600 people, not 4,900 as it first stated, were told": an aside.
    let aside = group.form == Form::Finite
        && CUES.act_of_verb(&group.verb.lemma).is_some()
        && tokens.get(group.verb.tokens.end).is_some_and(|t| t.text == ",");
    if aside && at > 0 && tokens[start.saturating_sub(3)..start].iter().any(|t| t.lower == "as") {
        return true;
    }
    if !matches!(group.form, Form::Participle | Form::Gerund) || !unbroken {
        return false;
    }
    if before.tag == Tag::Subordinator {
        return group.form == Form::Gerund;
    }
    let from = at.checked_sub(1).map(|p| groups[p].verb.tokens.end);
    let opens = |t: &Token<'_>| {
        t.tag == Tag::Subordinator
            || t.tag == Tag::Conjunction
            || matches!(t.text, "," | ";" | ":" | "“")
            || matches!(t.lower.as_str(), "before" | "after" | "as" | "since")
    };
    let new_subject = from.is_none_or(|from| tokens[from..start].iter().any(opens));
    let says = at > 0 && groups[at - 1].form == Form::Finite && CUES.act_of_verb(&groups[at - 1].verb.lemma).is_some();
    matches!(before.tag, Tag::Noun | Tag::Proper) && (new_subject || says)
}

/// The verb group that begins at a token.
fn group_at(tokens: &[Token<'_>], start: usize, limit: usize) -> Option<Group> {
    let form = match tokens[start].tag {
        Tag::Modal | Tag::Verb | Tag::Auxiliary => Form::Finite,
        Tag::To => Form::Infinitive,
        Tag::Participle if !attributive(tokens, start, limit) => Form::Participle,
        Tag::Gerund => Form::Gerund,
        _ => return None,
    };
    let form = match tokens[start].lower.as_str() {
        "being" | "having" if form == Form::Finite => Form::Gerund,
        _ => form,
    };
    let mut head = start;
    let mut end = start + 1;
    let mut negated = false;
    let mut at = start + 1;
    let mut done = is_main(tokens, start);
    while at < limit {
        match tokens[at].tag {
            Tag::Negation if !done || is_copula(tokens, head) => negated = true,
            Tag::Adverb
                if !done
                    || is_copula(tokens, head)
                        && tokens
                            .get(at + 1)
                            .is_some_and(|t| matches!(t.tag, Tag::Participle | Tag::Gerund | Tag::Negation)) => {}
            Tag::Mark if !done && matches!(tokens[at].text, "“" | "\"" | "‘") => {}
            Tag::Auxiliary | Tag::Verb | Tag::Participle | Tag::Gerund
                if !done
                    || is_copula(tokens, head) && tokens[at].tag != Tag::Verb && tokens[at].tag != Tag::Auxiliary =>
            {
                head = at;
                end = at + 1;
                done = is_main(tokens, at);
                at += 1;
                continue;
            }
            Tag::Pronoun | Tag::Proper if at == start + 1 && !done && tokens[start].tag == Tag::Auxiliary => {}
            Tag::Adjective | Tag::Participle if (done || is_copula(tokens, head)) && chains(tokens, head, at) => {
                done = true;
                head = at;
            }
            Tag::To if done && chains_to(tokens, head) => {
                negated |= tokens[head].lemma == "fail";
                done = false;
            }
            _ => break,
        }
        if tokens[at].tag == Tag::Negation {
            end = at + 1;
        }
        at += 1;
    }
    Some(Group { verb: describe(tokens, start..end.max(head + 1), head, negated), form })
}

/// "the stolen files": a participle between a determiner and its noun is no verb group.
fn attributive(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let before = at.checked_sub(1).map(|i| &tokens[i]);
    let opens = before.is_some_and(|b| {
        matches!(b.tag, Tag::Determiner | Tag::Adjective | Tag::Number | Tag::Preposition)
            || b.lower == "'s" && b.tag == Tag::Other
            || is_possessive(&b.lower)
    });
    let noun = at + 1 < limit
        && (matches!(tokens[at + 1].tag, Tag::Noun | Tag::Adjective | Tag::Proper | Tag::Participle)
            || matches!(tokens[at + 1].lower.as_str(), "one" | "ones"));
    noun && (opens || before.is_none_or(|b| matches!(b.tag, Tag::Mark | Tag::Conjunction | Tag::Verb | Tag::Gerund)))
}

fn is_possessive(lower: &str) -> bool {
    matches!(lower, "its" | "his" | "their" | "our" | "your" | "her" | "my") || lower.ends_with("s'")
}

/// A verb that closes its group (no auxiliary, no modal, no "to").
fn is_main(tokens: &[Token<'_>], at: usize) -> bool {
    matches!(tokens[at].tag, Tag::Verb | Tag::Participle | Tag::Gerund)
        && tokens[at].lower != "been"
        && tokens[at].lower != "being"
}

fn is_copula(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].lemma == "be" || matches!(tokens[at].lower.as_str(), "been" | "being" | "get" | "got")
}

/// "is able", "are due", "was set": the adjective before a chained infinitive.
fn chains(tokens: &[Token<'_>], head: usize, at: usize) -> bool {
    is_copula(tokens, head)
        && matches!(
            tokens[at].lower.as_str(),
            "able"
                | "unable"
                | "due"
                | "set"
                | "likely"
                | "believed"
                | "thought"
                | "going"
                | "about"
                | "understood"
                | "known"
                | "suspected"
                | "expected"
        )
        && tokens.get(at + 1).is_some_and(|t| t.tag == Tag::To)
}

fn chains_to(tokens: &[Token<'_>], head: usize) -> bool {
    matches!(
        tokens[head].lemma.as_str(),
        "fail"
            | "manage"
            | "appear"
            | "seem"
            | "continue"
            | "begin"
            | "start"
            | "happen"
            | "go"
            | "have"
            | "able"
            | "unable"
            | "due"
            | "likely"
            | "believe"
            | "think"
            | "understand"
            | "know"
            | "suspect"
            | "prove"
            | "tend"
    ) || matches!(
        tokens[head].lower.as_str(),
        "set" | "about" | "going" | "expected" | "due" | "able" | "believed" | "thought"
    )
}

fn describe(tokens: &[Token<'_>], range: Tokens, head: usize, negated: bool) -> VerbGroup {
    let words = &tokens[range.clone()];
    let has = |lower: &str| words.iter().any(|w| w.lower == lower);
    let be = words
        .iter()
        .rev()
        .skip_while(|w| w.start >= tokens[head].start)
        .find(|w| !matches!(w.tag, Tag::Adverb | Tag::Negation | Tag::Mark));
    let after_be = be.is_some_and(|w| {
        w.lemma == "be" || matches!(w.lower.as_str(), "been" | "being" | "'s" | "'re" | "get" | "got")
    });
    let no_auxiliary = range.start == head;
    VerbGroup {
        lemma: tokens[head].lemma.clone(),
        passive: tokens[head].tag == Tag::Participle && (after_be || no_auxiliary),
        future: words.iter().any(|w| matches!(w.lower.as_str(), "will" | "'ll" | "would" | "wo" | "shall"))
            || has("to") && words.first().is_some_and(|w| w.lemma == "be"),
        progressive: tokens[head].tag == Tag::Gerund && after_be,
        negated: negated || words.iter().any(|w| w.tag == Tag::Negation),
        head,
        tokens: range,
    }
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
            (None, _) => self.inherited(parent.or(self.clauses.len().checked_sub(1))),
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

    /// Where the first verb group's clause begins.
    fn opening(&mut self, from: usize, group: &Group) -> (usize, ClauseKind) {
        let to = group.verb.tokens.start;
        let mark = (from..to).rev().find(|&i| self.tokens[i].tag == Tag::Subordinator);
        match (mark, group.form) {
            (Some(i), _) if i > from && self.is_relative_mark(i) => {
                self.pending = Some(self.trim(from..i));
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
    fn boundary(&self, from: usize, at: usize) -> (usize, ClauseKind) {
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
        self.plain_boundary(from, to, at)
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

    fn is_relative_word(&self, subject: &Tokens) -> bool {
        subject.len() == 1 && matches!(self.tokens[subject.start].lower.as_str(), "who" | "which" | "that")
    }

    fn is_adverbial_preposition(&self, at: usize) -> bool {
        matches!(
            self.tokens[at].lower.as_str(),
            "before" | "after" | "since" | "until" | "as" | "than" | "once" | "till" | "because"
        )
    }

    /// The noun phrase that ends right before `to`, not reaching before `from`.
    fn subject_between(&self, from: usize, to: usize) -> Option<Tokens> {
        let mut start = from;
        while start < to
            && (matches!(self.tokens[start].tag, Tag::Subordinator | Tag::Conjunction | Tag::Mark | Tag::Adverb)
                || self.is_adverbial_preposition(start))
        {
            start += 1;
        }
        // “Passwords,” the bank said: what is quoted is no part of the subject.
        let quote = (start..to)
            .rev()
            .find(|&i| matches!(self.tokens[i].text, "”" | "\"") && self.tokens[i].quotation.is_none());
        if let Some(close) =
            quote.filter(|&q| q > start && self.tokens[q - 1].quotation.is_some() && self.tokens[q - 1].text == ",")
        {
            start = close + 1;
        }
        start = self.after_fronted(start, to);
        let mut end = to;
        while end > start
            && matches!(self.tokens[end - 1].tag, Tag::Mark | Tag::Adverb | Tag::Negation)
            && !matches!(self.tokens[end - 1].text, ")")
        {
            end -= 1;
        }
        let phrase = self.last_phrase(start, end)..end;
        self.tokens[phrase.clone()]
            .iter()
            .any(|t| {
                matches!(t.tag, Tag::Noun | Tag::Proper | Tag::Pronoun | Tag::Number | Tag::Determiner)
                    || t.tag == Tag::Gerund
            })
            .then_some(phrase)
    }

    /// A fronted phrase ends at its comma: "On May 9, 2025, the firm".
    fn after_fronted(&self, mut start: usize, to: usize) -> usize {
        let mut fronted = false;
        while let Some(comma) = (start..to).find(|&i| self.tokens[i].text == ",") {
            fronted = matches!(self.tokens[start].tag, Tag::Preposition | Tag::Adverb | Tag::Gerund | Tag::Participle)
                || fronted && comma <= start + 1 && self.tokens[start].tag == Tag::Number;
            if !fronted || comma + 1 >= to {
                break;
            }
            start = comma + 1;
        }
        start
    }

    /// A fronted phrase without a comma: "At this time the Company", "With its help we".
    fn last_phrase(&self, start: usize, end: usize) -> usize {
        let Some(last) = end.checked_sub(1).filter(|&l| l > start) else { return start };
        if matches!(self.tokens[last].lower.as_str(), "we" | "it" | "they" | "he" | "she" | "i")
            && self.tokens[last - 1].tag != Tag::Preposition
        {
            return last;
        }
        if self.tokens[start].tag != Tag::Preposition {
            return start;
        }
        let determiner = (start + 2..end).rev().find(|&i| {
            matches!(self.tokens[i].lower.as_str(), "the" | "a" | "an" | "its" | "our" | "no")
                && self.tokens[i - 1].tag != Tag::Preposition
        });
        let name =
            (start + 2..end).rev().find(|&i| self.tokens[i].tag == Tag::Proper && self.tokens[i - 1].tag == Tag::Noun);
        determiner.or(name).unwrap_or(start)
    }

    /// The noun phrase that ends right before `at` (what a relative clause describes).
    fn phrase_before(&self, at: usize) -> Option<Tokens> {
        let mut end = at;
        while end > self.range.start
            && matches!(self.tokens[end - 1].tag, Tag::Mark | Tag::Preposition | Tag::Conjunction)
        {
            end -= 1;
        }
        let mut start = end;
        while start > self.range.start
            && matches!(
                self.tokens[start - 1].tag,
                Tag::Noun
                    | Tag::Proper
                    | Tag::Adjective
                    | Tag::Determiner
                    | Tag::Number
                    | Tag::Pronoun
                    | Tag::Participle
                    | Tag::Other
            )
            || start > self.range.start + 1 && self.tokens[start - 1].lower == "of"
        {
            start -= 1;
        }
        (start < end).then_some(start..end)
    }

    fn comma_before(&self, at: usize) -> bool {
        at > self.range.start && self.tokens[at - 1].text == ","
    }

    fn inherited(&self, parent: Option<usize>) -> Option<Tokens> {
        parent.and_then(|p| self.clauses.get(p)).and_then(|c| c.subject.clone())
    }

    /// Index within this sentence of the clause that holds one of this kind.
    fn parent_of(&self, kind: ClauseKind, at: usize) -> Option<usize> {
        let last = at.checked_sub(1)?;
        match kind {
            ClauseKind::Main => self.coordinated_with(last),
            _ => Some(last),
        }
    }

    /// A coordinated clause hangs where the one before it hangs, if that is a that-clause still open.
    fn coordinated_with(&self, last: usize) -> Option<usize> {
        let clause = self.clauses.get(last)?;
        match clause.kind {
            ClauseKind::That | ClauseKind::Whether => clause.parent.map(|p| p - self.first),
            ClauseKind::Main => clause.parent.map(|p| p - self.first),
            _ => None,
        }
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
