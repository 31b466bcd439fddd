//! What lies over each token: negation, modality, condition, fear. Every cue marks a stretch; stretches are laid on one
//! another, negations cancel in pairs, and the strongest attitude wins (of equal ones the innermost).

mod reach;
mod sentence;

use super::cues::{CUES, Phrase, Reach};
use super::{Clause, ClauseKind, Modality, Scope, Sentence, Tag, Token, Tokens};

/// The scopes of a document: one small number for each token, into a table.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    of: Vec<u32>,
    table: Vec<Scope>,
}

impl Scopes {
    /// The scope over a token.
    pub(crate) fn at(&self, token: usize) -> Scope {
        self.of.get(token).and_then(|&i| self.table.get(i as usize)).cloned().unwrap_or_else(plain)
    }
}

fn plain() -> Scope {
    Scope { negated: false, modality: Modality::Asserted, cue: None, rule: "scope.none" }
}

/// Computes the scopes of all tokens.
pub(crate) fn find(tokens: &[Token<'_>], sentences: &[Sentence], clauses: &[Clause]) -> Scopes {
    let mut scopes = Scopes { of: vec![0; tokens.len()], table: vec![plain()] };
    for sentence in sentences {
        let mut painter = Painter {
            tokens,
            sentence,
            clauses: clauses.get(sentence.clauses.clone()).unwrap_or_default(),
            strokes: Vec::new(),
        };
        painter.sentence_wide();
        painter.scan();
        painter.settle_exceptions();
        painter.lay(&mut scopes);
    }
    scopes
}

/// One cue and how far it reaches.
struct Stroke {
    over: Tokens,
    negates: bool,
    excepts: bool,
    modality: Modality,
    cue: Tokens,
    rule: &'static str,
}

struct Painter<'t, 'd> {
    tokens: &'t [Token<'d>],
    sentence: &'t Sentence,
    clauses: &'t [Clause],
    strokes: Vec<Stroke>,
}

impl Painter<'_, '_> {
    fn end(&self) -> usize {
        self.sentence.tokens.end
    }

    fn scan(&mut self) {
        let mut at = self.sentence.tokens.start;
        while at < self.end() {
            at = match CUES.phrase_at(self.tokens, at, self.end()) {
                Some((phrase, length)) if self.fits(phrase, at, length) => {
                    self.phrase(phrase, at..at + length);
                    at + length
                }
                _ => {
                    self.word(at);
                    at + 1
                }
            };
        }
    }

    fn phrase(&mut self, phrase: &Phrase, cue: Tokens) {
        let (modality, rule) = (phrase.modality, phrase.id);
        match phrase.reach {
            Reach::After if modality == Modality::NotRuledOut => {
                let from = self.passive_subject(&cue).unwrap_or(cue.start);
                self.modal(from..self.reach_end(cue.end), modality, cue, rule);
            }
            Reach::After => {
                // "Whether …, is not known": what is asked may stand before.
                let from = if modality == Modality::CannotSay {
                    self.fronted_question(&cue).unwrap_or(cue.start)
                } else {
                    cue.start
                };
                let over = from..self.reach_end(cue.end);
                if modality == Modality::NotBelieved {
                    self.negate(over.clone(), cue.clone(), rule, false);
                }
                self.modal(over, modality, cue, rule);
            }
            Reach::Clause => self.clause_modality(cue, modality, rule),
            Reach::Condition => {
                let over = cue.start..self.condition_end(cue.end);
                self.modal(over, modality, cue, rule);
            }
            Reach::Noun => {
                let whole = self.none_at_all(cue.start);
                let over = cue.start..if whole { self.clause_end(cue.start) } else { self.list_end(cue.end) };
                self.negate(over, cue, rule, false);
            }
            Reach::Except => {
                let over = cue.start..self.list_end(cue.end);
                self.negate(over, cue, rule, true);
            }
            Reach::Predicate => self.predicate(cue, rule),
            Reach::Exempt => {}
        }
    }

    fn word(&mut self, at: usize) {
        let token = &self.tokens[at];
        match (token.tag, token.lower.as_str()) {
            (Tag::Negation, _) => match self.negated_verb(at) {
                Some(clause) => self.negate_clause(clause, at),
                None => {
                    let over = at..self.list_end(at + 1);
                    self.negate(over, at..at + 1, "scope.not", false);
                }
            },
            (Tag::Determiner, "no") | (Tag::Pronoun, "nothing" | "none" | "nobody") | (_, "neither") => {
                let over = at..self.clause_end(at);
                if let Some(rest) = self.split_quotation(at) {
                    self.negate(rest, at..at + 1, "scope.no", false);
                }
                self.negate(over, at..at + 1, "scope.no", false);
            }
            (_, "nor")
                if !self.tokens[self.sentence.tokens.start..at]
                    .iter()
                    .any(|t| matches!(t.lower.as_str(), "neither" | "not" | "no"))
                    || self.inverted_after(at) =>
            {
                let over = at..self.clause_end(at + 1).max(self.reach_end(at + 1));
                self.negate(over, at..at + 1, "scope.nor", false);
            }
            (Tag::Verb | Tag::Participle | Tag::Gerund, _) if CUES.negates(&token.lemma) => self.negating_verb(at),
            _ => {}
        }
    }

    /// "Not a single file", "not one card": as good as "no".
    fn none_at_all(&self, at: usize) -> bool {
        let word = |i: usize| self.tokens.get(i).map_or("", |t| t.lower.as_str());
        matches!((word(at + 1), word(at + 2)), ("a", "single") | ("one", _)) && self.negated_verb(at).is_none()
    }

    /// The second half of a quotation that an attribution splits before its verb: “No data,” he said, “was taken.”
    fn split_quotation(&self, at: usize) -> Option<Tokens> {
        let first = self.tokens[at].quotation?;
        let close = (at..self.end()).find(|&i| self.tokens[i].quotation != Some(first))?;
        let verbless = self.tokens[at..close].iter().all(|t| !matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary));
        let start = (close..self.end()).find(|&i| self.tokens[i].quotation.is_some()).filter(|_| verbless)?;
        Some(start..self.reach_end(start + 1))
    }

    /// "nor were passwords taken", "nor did it".
    fn inverted_after(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|t| matches!(t.tag, Tag::Auxiliary | Tag::Modal) || t.lemma == "be")
    }

    fn negating_verb(&mut self, at: usize) {
        let next = self.tokens.get(at + 1).filter(|_| at + 1 < self.end());
        let fits = match self.tokens[at].lemma.as_str() {
            "fail" | "refuse" | "decline" | "cease" | "forget" => next.is_some_and(|t| t.lower == "to"),
            "stop" | "prevent" | "block" => {
                self.tokens[at..self.end().min(at + 12)].iter().any(|t| t.lower == "from")
                    || self.tokens[at].lemma == "prevent"
            }
            _ => true,
        };
        let passive = self
            .clause_at(at)
            .filter(|c| c.verb.as_ref().is_some_and(|v| v.passive && v.head == at))
            .and_then(|c| c.subject.clone());
        // A verb group's own "failed to" is counted once, here.
        if fits {
            let from = passive.filter(|s| self.sentence.tokens.contains(&s.start)).map_or(at, |s| s.start.min(at));
            let over = from..self.reach_end(at + 1);
            self.negate(over, at..at + 1, "scope.negating-verb", false);
        }
    }

    /// "were unaffected", "remained safe", "left the data untouched".
    fn predicate(&mut self, cue: Tokens, rule: &'static str) {
        let Some(clause) = self.clause_at(cue.start) else { return };
        let Some(verb) = &clause.verb else { return };
        let linking =
            matches!(verb.lemma.as_str(), "be" | "remain" | "stay" | "stand" | "appear" | "seem") || verb.passive;
        let subject = clause.subject.clone().filter(|s| self.sentence.tokens.contains(&s.start) && s.start < cue.start);
        let over = match (linking, subject) {
            (true, Some(subject)) => subject.start..cue.end,
            _ if matches!(verb.lemma.as_str(), "leave" | "keep" | "spare") => verb.head..cue.end,
            _ => return,
        };
        self.negate(over, cue, rule, false);
    }

    /// The clause whose verb group holds this "not".
    fn negated_verb(&self, at: usize) -> Option<usize> {
        self.clauses.iter().position(|c| {
            c.verb.as_ref().is_some_and(|v| {
                v.tokens.contains(&at) || v.tokens.end == at && v.lemma == "be" || at + 1 == v.tokens.start
            })
        })
    }

    fn negate_clause(&mut self, clause: usize, at: usize) {
        let Some(verb) = self.clauses[clause].verb.clone() else { return };
        let subject = self.own_subject(&self.clauses[clause]).filter(|s| s.start < verb.tokens.start);
        let object = self.clauses[clause].object.is_some();
        let reaches_subject = verb.passive
            || verb.lemma == "be"
            || !object
            || matches!(verb.lemma.as_str(), "leave" | "form" | "belong" | "appear");
        let from = subject.filter(|_| reaches_subject).map_or(at, |s| s.start.min(at)).min(verb.tokens.start);
        let end = self.clause_end(at).max(at + 1);
        self.negate(from..end, at..at + 1, "scope.not", false);
    }

    fn clause_modality(&mut self, cue: Tokens, modality: Modality, rule: &'static str) {
        let Some(clause) = self.clause_at(cue.start) else {
            return self.modal(cue.start..self.reach_end(cue.end), modality, cue, rule);
        };
        let negated = clause.verb.as_ref().is_some_and(|v| v.negated && v.tokens.contains(&cue.start));
        let modality = match self.tokens[cue.start].lower.as_str() {
            // "could not open": inability in the past, no guess.
            "could"
                if negated
                    && !clause
                        .verb
                        .as_ref()
                        .is_some_and(|v| self.tokens[v.tokens.clone()].iter().any(|t| t.lower == "have")) =>
            {
                Modality::Asserted
            }
            "could"
                if clause.verb.as_ref().is_some_and(|v| {
                    self.tokens[v.tokens.clone()].iter().any(|t| matches!(t.lower.as_str(), "longer"))
                }) =>
            {
                Modality::Asserted
            }
            _ => modality,
        };
        let attributive = self.tokens.get(cue.end).is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Adjective))
            && matches!(self.tokens[cue.start].tag, Tag::Adjective | Tag::Participle);
        let subject =
            self.own_subject(clause).filter(|s| s.start < cue.start && self.same_quotation(s.start, cue.start));
        let from =
            if attributive { cue.start } else { subject.map_or(clause.tokens.start.min(cue.start), |s| s.start) };
        let end = self.coordinated_end(cue.start);
        self.modal(from..end, modality, cue, rule);
    }

    /// A clause's subject if it is its own words, or what its relative pronoun stands for.
    fn own_subject(&self, clause: &Clause) -> Option<Tokens> {
        let subject = clause.subject.clone().filter(|s| self.sentence.tokens.contains(&s.start))?;
        (subject.start >= clause.tokens.start || clause.kind == ClauseKind::Relative).then_some(subject)
    }

    fn same_quotation(&self, a: usize, b: usize) -> bool {
        self.tokens[a].quotation == self.tokens[b].quotation
            || self.tokens[a].quotation.is_none()
            || self.tokens[b].quotation.is_none()
    }

    fn passive_subject(&self, cue: &Tokens) -> Option<usize> {
        let clause = self.clause_at(cue.end - 1)?;
        clause.verb.as_ref().filter(|v| v.passive)?;
        clause
            .subject
            .as_ref()
            .filter(|s| s.start < cue.start && self.sentence.tokens.contains(&s.start))
            .map(|s| s.start)
    }

    /// "Whether X was taken is not known", "Who did it remains unclear".
    fn fronted_question(&self, cue: &Tokens) -> Option<usize> {
        let first = self.sentence.tokens.start;
        let asks = matches!(self.tokens[first].lower.as_str(), "whether" | "who" | "how" | "what");
        (asks && first < cue.start).then_some(first)
    }

    fn modal(&mut self, over: Tokens, modality: Modality, cue: Tokens, rule: &'static str) {
        self.strokes.push(Stroke { over, negates: false, excepts: false, modality, cue, rule });
    }

    fn negate(&mut self, over: Tokens, cue: Tokens, rule: &'static str, excepts: bool) {
        self.strokes.push(Stroke { over, negates: true, excepts, modality: Modality::Asserted, cue, rule });
    }

    /// "Apart from names, nothing was taken": the exception stands outside the negation that it is an exception to.
    fn settle_exceptions(&mut self) {
        let clause_negation: Vec<Tokens> = self
            .strokes
            .iter()
            .filter(|s| s.negates && !s.excepts && s.rule != "scope.not-noun")
            .map(|s| s.over.clone())
            .collect();
        let mut more = Vec::new();
        for exception in self.strokes.iter().filter(|s| s.excepts) {
            let leads = exception.over.start <= self.sentence.tokens.start + 2
                || self.tokens.get(exception.over.end).is_some_and(|t| t.text == ",");
            let against = clause_negation.iter().find(|n| {
                n.start >= exception.over.end || n.start < exception.over.start && n.end <= exception.over.start + 1
            });
            if let Some(negation) = against.filter(|n| leads || n.end + 1 >= exception.over.start) {
                let _ = negation;
                more.push(Stroke {
                    over: exception.over.clone(),
                    negates: true,
                    excepts: false,
                    modality: Modality::Asserted,
                    cue: exception.cue.clone(),
                    rule: exception.rule,
                });
            }
        }
        self.strokes.extend(more);
    }

    /// Lays all strokes on one another, token by token.
    fn lay(&self, scopes: &mut Scopes) {
        if self.strokes.is_empty() {
            return;
        }
        let mut last: Option<(Vec<bool>, u32)> = None;
        for at in self.sentence.tokens.clone() {
            let over: Vec<bool> = self.strokes.iter().map(|s| s.over.contains(&at)).collect();
            let id = match &last {
                Some((same, id)) if *same == over => *id,
                _ => self.combined(&over, scopes),
            };
            scopes.of[at] = id;
            last = Some((over, id));
        }
    }

    fn combined(&self, over: &[bool], scopes: &mut Scopes) -> u32 {
        let here = || self.strokes.iter().zip(over).filter(|(_, o)| **o).map(|(s, _)| s);
        let negated = here().filter(|s| s.negates).count() % 2 == 1;
        let modal = here().filter(|s| s.modality != Modality::Asserted).max_by_key(|s| (rank(s.modality), s.cue.start));
        let decisive = modal.or_else(|| here().filter(|s| s.negates).max_by_key(|s| s.cue.start));
        let Some(stroke) = decisive else { return 0 };
        scopes.table.push(Scope {
            negated,
            modality: stroke.modality,
            cue: Some(stroke.cue.clone()),
            rule: stroke.rule,
        });
        u32::try_from(scopes.table.len() - 1).unwrap_or(0)
    }
}

/// Which attitude wins where two lie over a token.
fn rank(modality: Modality) -> u8 {
    match modality {
        Modality::Asserted => 0,
        Modality::Planned => 1,
        Modality::Possible => 2,
        Modality::NotBelieved => 3,
        Modality::Feared => 4,
        Modality::NotRuledOut => 5,
        Modality::NoEvidence => 6,
        Modality::CannotSay => 7,
        Modality::Conditional => 8,
        Modality::Unreal => 9,
    }
}
